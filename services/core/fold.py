"""The fold: changes of facts in, changes of cells out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from services.core.attendance_index import Sums, attendance_index_of, expand_keys
from services.core.cells import CellKey, Contributions, Measures, add_measures, difference, spelled_out
from services.core.contributions import contributions
from services.core.enrollment_view import names_calendar
from services.core.facets import ACROSS_DAYS, Facet, facets_of, facets_of_calendar, facets_of_course, facets_touched
from services.core.facts import Fact, FactChange, FactKey, LedgerId, encoded
from services.core.ledger import Ledger, put
from services.core.participation import Participations, beside, participations_of
from services.core.reported_days import ReportedDays, ReportedOf, nothing_reported
from services.core.rollups import add_rollups
from services.core.rules import DistrictRules


@dataclass(slots=True)
class Folded:
    """What a batch of changes does: the facts that replaced older ones, and what the cells change by."""

    facts: dict[LedgerId, dict[FactKey, Fact]] = field(default_factory=dict)
    cells: dict[CellKey, Measures] = field(default_factory=dict)


def fold(
    changes: Iterable[FactChange],
    ledgers: Mapping[LedgerId, Ledger],
    rules_of: Callable[[str], DistrictRules],
    reported_of: ReportedOf = nothing_reported,
) -> Folded:
    """Apply the changes to the ledgers (in place) and say what follows.

    The result depends on the set of changes and the ledgers, not on the order of the changes.

    Args:
        ledgers: those that change, and of learners whose participations change all years with an enrolment or a grade;
            those of years with the one `beside` them.
        reported_of: as it was before the changes. Those of them that make a school's day one on which it reported, or
            one on which it did not, concern other learners, too: what follows is for `rereport`.
    """
    folded = Folded()
    sums = Sums()
    years = _by_ledger(changes)
    moved = _participate(years, ledgers, folded.facts)
    if moved:
        years |= {
            ledger: [] for ledger in ledgers if ledger not in years and ledger.school_year and beside(ledger) in moved
        }
    for ledger_id, of_year in years.items():  # one ledger after the other stays in the processor's cache
        ledger, rules = ledgers[ledger_id], rules_of(ledger_id.district)
        after = participations_of(ledger.beside)
        before = moved.get(beside(ledger_id), after) if moved else after
        newer: dict[FactKey, Fact] = {}
        others = of_year if after or before else _mark(ledger_id, ledger, of_year, rules, newer, sums)
        if others or before != after:
            reported = reported_of(ledger_id)
            newer |= _recompute(ledger_id, ledger, others, (before, after), rules, reported, folded.cells)
        if newer:
            folded.facts[ledger_id] = newer
    expand_keys(sums, folded.cells)
    add_rollups(folded.cells)
    return folded


def _participate(
    changes: dict[LedgerId, list[FactChange]],
    ledgers: Mapping[LedgerId, Ledger],
    written: dict[LedgerId, dict[FactKey, Fact]],
) -> dict[LedgerId, Participations]:
    """Take the changes beside the years out and put them into their ledgers.

    Returns what the participations were before, of the learners for whom they are other ones now.
    """
    moved: dict[LedgerId, Participations] = {}
    for learner in [change for change in changes if not change.school_year]:
        ledger, newer = ledgers[learner], _newer(ledgers[learner], changes.pop(learner))
        before = participations_of(ledger)
        for key, fact in newer.items():
            put(ledger, key, fact)
        if newer:
            written[learner] = newer
        if participations_of(ledger) != before:
            moved[learner] = before
    return moved


def _mark(
    ledger_id: LedgerId,
    ledger: Ledger,
    changes: list[FactChange],
    rules: DistrictRules,
    newer: dict[FactKey, Fact],
    sums: Sums,
) -> list[FactChange]:
    """Let registers take the marks that they can; returns the other changes."""
    others = []
    for change in changes:
        key = change.key
        register = attendance_index_of(ledger_id, ledger, key, rules)
        if register is None:
            others.append(change)
        elif (fact := register.mark(key.item, change.fact, sums)) is not None:
            newer[key] = fact
    return others


def _recompute(
    ledger_id: LedgerId,
    ledger: Ledger,
    changes: list[FactChange],
    participations: tuple[Participations, Participations],
    rules: DistrictRules,
    reported: ReportedDays,
    cells: dict[CellKey, Measures],
) -> dict[FactKey, Fact]:
    """Compute what the ledger adds to the cells before and after the facts that are newer; returns those.

    Other participations after than before change everything that the learner adds, so all facets are looked at.
    """
    newer, (joined_before, joined_after) = _newer(ledger, changes), participations
    facets: set[Facet] | None = None
    if joined_before == joined_after:
        changed = (item for item in newer.items() if _says_more(ledger, *item))
        facets = facets_touched(ledger, changed, rules.policy)
    else:
        ledger.registers.clear()
    look = facets is None or bool(facets)
    before = contributions(ledger_id, ledger, joined_before, rules, facets, reported) if look else {}
    for key, fact in newer.items():
        put(ledger, key, fact)
    after = contributions(ledger_id, ledger, joined_after, rules, facets, reported) if look else {}
    add_to(cells, ledger_id, difference(before, after))
    return newer


def recalendar(
    ledgers: Mapping[LedgerId, Ledger],
    before: DistrictRules,
    after: DistrictRules,
    reported_of: ReportedOf = nothing_reported,
    *,
    school: str,
    name: str = "",
) -> dict[CellKey, Measures]:
    """What the cells change by when a calendar of a school does and the ledgers, which are of years, stay.

    Args:
        name: of the calendar; the main one is read for everybody, any other for those alone whose enrolments name it.
    """

    def touched(ledger: Ledger) -> set[Facet]:
        if name and not names_calendar(ledger, school, name):
            return set()
        return facets_of_calendar(ledger, encoded(school), participates=bool(participations_of(ledger.beside)))

    return _under_other_rules(ledgers, before, after, reported_of, touched)


def recourse(
    ledgers: Mapping[LedgerId, Ledger],
    before: DistrictRules,
    after: DistrictRules,
    reported_of: ReportedOf = nothing_reported,
    *,
    school: str,
) -> dict[CellKey, Measures]:
    """What the cells change by when a course of a school does and the ledgers, which are of years, stay."""

    def touched(ledger: Ledger) -> set[Facet]:
        return facets_of_course(ledger, encoded(school))

    return _under_other_rules(ledgers, before, after, reported_of, touched)


def _under_other_rules(
    ledgers: Mapping[LedgerId, Ledger],
    before: DistrictRules,
    after: DistrictRules,
    reported_of: ReportedOf,
    touched: Callable[[Ledger], set[Facet]],
) -> dict[CellKey, Measures]:
    cells: dict[CellKey, Measures] = {}
    for ledger_id, ledger in ledgers.items():
        participations, facets, reported = participations_of(ledger.beside), touched(ledger), reported_of(ledger_id)
        delta = difference(
            contributions(ledger_id, ledger, participations, before, facets, reported),
            contributions(ledger_id, ledger, participations, after, facets, reported),
        )
        add_to(cells, ledger_id, delta)
    add_rollups(cells)
    return cells


def recount(
    ledgers: Mapping[LedgerId, Ledger],
    before: DistrictRules,
    after: DistrictRules,
    reported_of: ReportedOf = nothing_reported,
) -> dict[CellKey, Measures]:
    """What the cells change by when the policy of a district does: it may read every fact in another way."""
    return _under_other_rules(ledgers, before, after, reported_of, facets_of)


def rereport(
    ledgers: Mapping[LedgerId, Ledger], rules_of: Callable[[str], DistrictRules], before: ReportedOf, after: ReportedOf
) -> dict[CellKey, Measures]:
    """What the cells change by when schools reported on other days and the ledgers, which are of years, stay."""
    cells: dict[CellKey, Measures] = {}
    for ledger_id, ledger in ledgers.items():
        participations, rules = participations_of(ledger.beside), rules_of(ledger_id.district)
        was, now = (
            contributions(ledger_id, ledger, participations, rules, (ACROSS_DAYS,), reported_of(ledger_id))
            for reported_of in (before, after)
        )
        add_to(cells, ledger_id, difference(was, now))
    return add_rollups(cells)


def add_to(cells: dict[CellKey, Measures], ledger_id: LedgerId, added: Contributions) -> None:
    """Add a ledger's contributions to cells, in both variants of each family; rollups are for `add_rollups`."""
    for coordinate, measures in added.items():
        for key in spelled_out(ledger_id.district, ledger_id.school_year, coordinate):
            add_measures(cells.setdefault(key, {}), measures)


def _by_ledger(changes: Iterable[FactChange]) -> dict[LedgerId, list[FactChange]]:
    by_ledger: dict[LedgerId, list[FactChange]] = {}
    for change in changes:
        of_ledger = by_ledger.get(change.ledger)
        if of_ledger is None:
            by_ledger[change.ledger] = [change]
        else:
            of_ledger.append(change)
    return by_ledger


def _winners(changes: Iterable[FactChange]) -> dict[FactKey, Fact]:
    winners: dict[FactKey, Fact] = {}
    for change in changes:
        fact = change.fact.merged(winners.get(change.key))
        if fact is not None:
            winners[change.key] = fact
    return winners


def _newer(ledger: Ledger, changes: Iterable[FactChange]) -> dict[FactKey, Fact]:
    merged = ((key, fact.merged(_known(ledger, key))) for key, fact in _winners(changes).items())
    return {key: fact for key, fact in merged if fact is not None}


def _known(ledger: Ledger, key: FactKey) -> Fact | None:
    items = ledger.get(key.part)
    return None if items is None else items.get(key.item)


def _says_more(ledger: Ledger, key: FactKey, fact: Fact) -> bool:
    """An equal value with a newer version changes the version only."""
    known = _known(ledger, key)
    if known is None:
        return fact.value is not None
    return known.value != fact.value or known.arrived != fact.arrived
