"""The order in which facts arrive decides nothing, and their versions only which of two values of one fact counts."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.arrivals import arrived_at
from services.core.calendar import SchoolCalendar
from services.core.cells import WAITING, CellKey, Measures
from services.core.contributions import contributions
from services.core.fact_changes import changes_of
from services.core.facts import Fact, FactChange, LedgerId, Version
from services.core.fold import add_to, fold, recalendar
from services.core.ledger import Ledger
from services.core.membership import latest
from services.core.participation import beside, participations_of
from services.core.policy import DEFAULT_POLICY
from services.core.rollups import add_rollups
from services.core.rules import CalendarName, DistrictRules, calendar_key
from tests.consumers.world import (
    DATES,
    DISTRICT,
    LEARNERS,
    SCHOOLS,
    arrival_of,
    calendar,
    calendars,
    event,
    histories,
)

LEARNER = LEARNERS[0]
YEAR = LedgerId(DISTRICT, 2011, LEARNER)
State = tuple[dict[LedgerId, dict[str, dict[str, Fact]]], dict[CellKey, Measures]]
"""Ledgers, and cells without zeros."""


def rules_with(*published: facts.Calendar, policy: facts.Policy = DEFAULT_POLICY) -> DistrictRules:
    kinds = policy.instructional_kinds
    return DistrictRules(
        policy, {calendar_key(school_calendar): SchoolCalendar(school_calendar, kinds) for school_calendar in published}
    )


PUBLISHED = (*(calendar(school, set()) for school in SCHOOLS), calendar(SCHOOLS[0], set(DATES[::4]), name="kg"))
RULES = rules_with(*PUBLISHED)
POLICIES = (
    DEFAULT_POLICY,
    facts.Policy(version="1", attendance="positive"),
    facts.Policy(version="1", absent_minutes_for_a_day=120, section_absences_for_a_day=1, eligible_days=3),
)


def applied(batches: Sequence[Sequence[LearnerEvent]], rules: DistrictRules = RULES) -> State:
    """What the fold makes of the batches; after each of them the cells are those computed anew."""
    ledgers: dict[LedgerId, Ledger] = {}
    cells: dict[CellKey, Measures] = {}
    for batch in batches:
        changes = [change for learner_event in batch for change in arriving(learner_event)]
        for change in changes:
            ledgers.setdefault(change.ledger, Ledger())
            ledgers[change.ledger].beside = ledgers.setdefault(beside(change.ledger), Ledger())
        _add(cells, fold(changes, ledgers, lambda _: rules).cells)
        assert _without_zeros(cells) == anew(ledgers, rules)
    return {key: dict(ledger) for key, ledger in ledgers.items() if any(ledger.values())}, _without_zeros(cells)


def arriving(told: LearnerEvent) -> Sequence[FactChange]:
    return changes_of(told, arrived_at(arrival_of(told)))


def anew(ledgers: dict[LedgerId, Ledger], rules: DistrictRules) -> dict[CellKey, Measures]:
    cells: dict[CellKey, Measures] = {}
    for ledger_id, ledger in ledgers.items():
        theirs = participations_of(Ledger(ledgers[beside(ledger_id)]))
        add_to(cells, ledger_id, contributions(ledger_id, ledger, theirs, rules))
    return _without_zeros(add_rollups(cells))


def _add(cells: dict[CellKey, Measures], added: dict[CellKey, Measures]) -> None:
    for key, measures in added.items():
        cell = cells.setdefault(key, {})
        for name, by in measures.items():
            cell[name] = cell.get(name, 0) + by


def _same_rules(rules: DistrictRules, _: str) -> DistrictRules:
    """Of whatever district."""
    return rules


def _without_zeros(cells: dict[CellKey, Measures]) -> dict[CellKey, Measures]:
    kept = {key: {name: by for name, by in measures.items() if by} for key, measures in cells.items()}
    return {key: measures for key, measures in kept.items() if measures}


def enrolled(school: str, minutes: int, grade_level: str | None = None) -> LearnerEvent:
    value = facts.Enrollment(school=school, learner=LEARNER, entry_date=DATES[0], grade_level=grade_level)
    return event(value, minutes, minutes)


VISIT = event(
    facts.Engagement(learner=LEARNER, engagement="e1", date=DATES[3], kind="lab_visit", minutes=60, partnership="p"), 9
)


@pytest.mark.parametrize("order", [*permutations(range(4))])
def test_an_enrolment_sent_again_newer_and_unchanged_moves_no_engagement(order: Sequence[int]) -> None:
    history = (enrolled("A", 1), enrolled("B", 2), enrolled("A", 3), VISIT)
    _, cells = applied([[history[number]] for number in order])
    minutes = {key.values[2]: cell["minutes"] for key, cell in cells.items() if key.family == "engagement"}
    assert minutes == {"B": 60}


def test_of_enrolments_entered_on_one_day_that_of_the_greater_school_is_the_latest() -> None:
    def entered(school: str, day: date) -> facts.Enrollment:
        return facts.Enrollment(school=school, learner=LEARNER, entry_date=day)

    same = [entered(school, DATES[1]) for school in ("S10", "S9", "S.9")]
    assert all(latest(order, 2011, "lastDay") == same[1] for order in permutations(same))
    assert latest([*same, entered("A", DATES[2])], 2011, "lastDay") == entered("A", DATES[2])
    assert latest([], 2011, "lastDay") is None


def test_an_enrolment_without_a_day_is_the_latest_only_where_there_is_no_other() -> None:
    stayed = facts.Enrollment(school="A", learner=LEARNER, entry_date=DATES[1])
    never_came = facts.Enrollment(school="B", learner=LEARNER, entry_date=DATES[2], exit_date=DATES[2])
    assert latest([stayed, never_came], 2011, "lastDay") == never_came
    assert latest([stayed, never_came], 2011, "firstDayAway") == stayed
    assert latest([never_came], 2011, "firstDayAway") == never_came


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_a_fact_sent_again_outdates_what_is_older_than_its_last_version(order: Sequence[int]) -> None:
    history = (enrolled("A", 1, "Eighth grade"), enrolled("A", 2, "Ninth grade"), enrolled("A", 3, "Eighth grade"))
    ledgers, cells = applied([[history[number]] for number in order])
    assert ledgers[YEAR]["enrollment"][f"A|{DATES[0]}"].version.time == changes_of(history[2])[0].fact.version.time
    assert {key.values[3] for key in cells if key.family != WAITING} == {"Eighth grade"}


told_facts = (
    histories(max_size=20)
    .map(
        lambda history: [
            learner_event
            for learner_event in history
            if not isinstance(learner_event.data, facts.CalendarKey | facts.CourseKey)
        ]
    )
    .filter(bool)
)


@given(st.data(), told_facts, st.sampled_from(POLICIES))
def test_whatever_comes_when_how_often_and_together_with_what_gives_the_same(
    data: st.DataObject, told: list[LearnerEvent], policy: facts.Policy
) -> None:
    """Facts with the same version and another value are among them: ids and times repeat."""
    rules = rules_with(*PUBLISHED, policy=policy)
    again = data.draw(st.lists(st.sampled_from(told), max_size=8))
    order = data.draw(st.permutations(told + again))
    sizes = data.draw(st.lists(st.integers(1, 6), max_size=8))
    batches = []
    for size in (*sizes, len(order)):
        batches.append(order[:size])
        order = order[size:]
    assert applied(batches, rules) == applied([told], rules)


@given(st.data(), told_facts, st.sampled_from(POLICIES))
def test_what_counts_reads_neither_versions_nor_the_order_of_facts(
    data: st.DataObject, told: list[LearnerEvent], policy: facts.Policy
) -> None:
    rules = rules_with(*PUBLISHED, policy=policy)
    ledgers, _ = applied([told], rules)
    shuffled = {ledger_id: _shuffled(data, ledger) for ledger_id, ledger in ledgers.items()}
    for ledger_id, ledger in ledgers.items():
        theirs = (
            participations_of(Ledger(ledgers_of_run.get(beside(ledger_id), {})))
            for ledgers_of_run in (ledgers, shuffled)
        )
        plain, other = (
            contributions(ledger_id, facts_of, joined, rules)
            for facts_of, joined in zip((Ledger(ledger), shuffled[ledger_id]), theirs, strict=True)
        )
        assert plain == other


def _shuffled(data: st.DataObject, ledger: dict[str, dict[str, Fact]]) -> Ledger:
    """The same values in another order and with any versions."""
    parts = {}
    for part in data.draw(st.permutations(sorted(ledger))):
        items = ledger[part]
        parts[part] = {
            item: Fact(Version(data.draw(st.integers(0, 3)), "s", item), items[item].value, items[item].arrived)
            for item in data.draw(st.permutations(sorted(items)))
        }
    return Ledger(parts)


@given(st.data(), told_facts, st.lists(calendars, min_size=1, max_size=4))
def test_calendars_between_the_facts_give_what_the_last_calendars_give(
    data: st.DataObject, told: list[LearnerEvent], published: list[facts.Calendar]
) -> None:
    """Calendars one after the other, as a consumer applies them, with some of the facts before each."""
    known = {CalendarName(school, 2011): calendar(school, set()) for school in SCHOOLS}
    rules = rules_with(*known.values())
    ledgers: dict[LedgerId, Ledger] = {}
    cells: dict[CellKey, Measures] = {}
    rest = list(told)
    for school_calendar in (*published, None):
        size = data.draw(st.integers(0, len(rest))) if school_calendar else len(rest)
        changes = [change for learner_event in rest[:size] for change in arriving(learner_event)]
        rest = rest[size:]
        for change in changes:
            ledgers.setdefault(change.ledger, Ledger())
            ledgers[change.ledger].beside = ledgers.setdefault(beside(change.ledger), Ledger())
        in_force = rules
        _add(cells, fold(changes, ledgers, partial(_same_rules, in_force)).cells)
        if school_calendar is not None:
            key = calendar_key(school_calendar)
            known[key] = school_calendar
            rules = rules_with(*known.values())
            years = {key: ledger for key, ledger in ledgers.items() if key.school_year == 2011}
            _add(cells, recalendar(years, in_force, rules, school=school_calendar.school, name=key.name))
    assert _without_zeros(cells) == anew(ledgers, rules)


def test_two_values_of_one_version_are_decided_by_what_they_say() -> None:
    one, other = enrolled("A", 1, "Eighth grade"), enrolled("A", 1, "Ninth grade")
    assert one.id == other.id
    gone = event(facts.EnrollmentKey(school="A", learner=LEARNER, entry_date=DATES[0]), 1, 1)
    expected = applied([[one, other, gone]])
    for order in permutations((one, other, gone)):
        assert applied([[change] for change in order]) == expected
