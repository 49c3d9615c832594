"""The fold: changes of facts in, changes of cells out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from services.core.cells import CellKey, Contributions, Measures, difference, spelled_out
from services.core.contributions import Facet, Rules, contributions, facets_touched
from services.core.facts import Change, Fact, FactKey, LedgerId
from services.core.ledger import Ledger, put
from services.core.register import Sums, register_of, spell_out


@dataclass(slots=True)
class Folded:
    """What a batch of changes does: the facts that replaced older ones, and what the cells change by."""

    facts: dict[LedgerId, dict[FactKey, Fact]] = field(default_factory=dict)
    cells: dict[CellKey, Measures] = field(default_factory=dict)


def fold(changes: Iterable[Change], ledgers: Mapping[LedgerId, Ledger], rules_of: Callable[[str], Rules]) -> Folded:
    """Apply the changes to the ledgers (in place) and say what follows.

    The result depends on the set of changes and the ledgers, not on the order of the changes.
    """
    folded = Folded()
    sums: Sums = {}
    for ledger_id, some in _by_ledger(changes).items():  # one ledger after the other stays in the processor's cache
        ledger, rules = ledgers[ledger_id], rules_of(ledger_id.district)
        newer: dict[FactKey, Fact] = {}
        others = _mark(ledger_id, ledger, some, rules, newer, sums)
        if others:
            newer |= _recompute(ledger_id, ledger, others, rules, folded.cells)
        if newer:
            folded.facts[ledger_id] = newer
    spell_out(sums, folded.cells)
    return folded


def _mark(
    ledger_id: LedgerId, ledger: Ledger, changes: list[Change], rules: Rules, newer: dict[FactKey, Fact], sums: Sums
) -> list[Change]:
    """Let registers take the marks that they can; returns the other changes."""
    others = []
    for change in changes:
        key = change.key
        register = register_of(ledger_id, ledger, key, rules)
        if register is None:
            others.append(change)
        elif register.mark(key.item, change.fact, sums):
            newer[key] = change.fact
    return others


def _recompute(
    ledger_id: LedgerId, ledger: Ledger, changes: list[Change], rules: Rules, cells: dict[CellKey, Measures]
) -> dict[FactKey, Fact]:
    """Compute what the ledger adds to the cells before and after the facts that are newer; returns those."""
    newer = {key: fact for key, fact in _winners(changes).items() if fact.supersedes(_known(ledger, key))}
    changed = (each for each in newer.items() if _says_more(ledger, *each))
    facets = facets_touched(ledger, changed, rules)
    before = contributions(ledger_id, ledger, rules, facets) if facets else {}
    for key, fact in newer.items():
        put(ledger, key, fact)
    after = contributions(ledger_id, ledger, rules, facets) if facets else {}
    add_to(cells, ledger_id, difference(before, after))
    return newer


def refold(
    ledgers: Mapping[LedgerId, Ledger], before: Rules, after: Rules, facets: Iterable[Facet]
) -> dict[CellKey, Measures]:
    """What the cells change by when the rules do and the ledgers stay."""
    cells: dict[CellKey, Measures] = {}
    some = tuple(facets)
    for ledger_id, ledger in ledgers.items():
        delta = difference(
            contributions(ledger_id, ledger, before, some), contributions(ledger_id, ledger, after, some)
        )
        add_to(cells, ledger_id, delta)
    return cells


def add_to(cells: dict[CellKey, Measures], ledger_id: LedgerId, added: Contributions) -> None:
    """Add a ledger's contributions to cells, in both variants of each family."""
    for coordinate, measures in added.items():
        for key in spelled_out(ledger_id.district, ledger_id.school_year, coordinate):
            cell = cells.setdefault(key, {})
            for name, by in measures.items():
                cell[name] = cell.get(name, 0) + by


def _by_ledger(changes: Iterable[Change]) -> dict[LedgerId, list[Change]]:
    found: dict[LedgerId, list[Change]] = {}
    for change in changes:
        some = found.get(change.ledger)
        if some is None:
            found[change.ledger] = [change]
        else:
            some.append(change)
    return found


def _winners(changes: Iterable[Change]) -> dict[FactKey, Fact]:
    winners: dict[FactKey, Fact] = {}
    for change in changes:
        if change.fact.supersedes(winners.get(change.key)):
            winners[change.key] = change.fact
    return winners


def _known(ledger: Ledger, key: FactKey) -> Fact | None:
    items = ledger.get(key.part)
    return None if items is None else items.get(key.item)


def _says_more(ledger: Ledger, key: FactKey, fact: Fact) -> bool:
    """An equal value with a newer version changes the version only."""
    known = _known(ledger, key)
    return fact.value is not None if known is None else known.value != fact.value
