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
    others: list[Change] = []
    for change in changes:
        ledger_id, key = change.ledger, change.key
        register = register_of(ledger_id, ledgers[ledger_id], key, rules_of(ledger_id.district))
        if register is None:
            others.append(change)
        elif register.mark(key.item, change.fact, sums):
            known = folded.facts.get(ledger_id)
            if known is None:
                known = folded.facts[ledger_id] = {}
            known[key] = change.fact
    spell_out(sums, folded.cells)
    for ledger_id, proposed in _winners(others).items():
        _recompute(folded, ledger_id, ledgers[ledger_id], proposed, rules_of(ledger_id.district))
    return folded


def _recompute(
    folded: Folded, ledger_id: LedgerId, ledger: Ledger, proposed: dict[FactKey, Fact], rules: Rules
) -> None:
    """Compute what the ledger adds to the cells before and after the facts that are newer."""
    newer = {key: fact for key, fact in proposed.items() if fact.supersedes(_known(ledger, key))}
    if not newer:
        return
    folded.facts.setdefault(ledger_id, {}).update(newer)
    changed = (each for each in newer.items() if _says_more(ledger, *each))
    facets = facets_touched(ledger, changed, rules)
    before = contributions(ledger_id, ledger, rules, facets) if facets else {}
    for key, fact in newer.items():
        put(ledger, key, fact)
    after = contributions(ledger_id, ledger, rules, facets) if facets else {}
    add_to(folded.cells, ledger_id, difference(before, after))


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


def _winners(changes: Iterable[Change]) -> dict[LedgerId, dict[FactKey, Fact]]:
    winners: dict[LedgerId, dict[FactKey, Fact]] = {}
    for change in changes:
        facts = winners.setdefault(change.ledger, {})
        if change.fact.supersedes(facts.get(change.key)):
            facts[change.key] = change.fact
    return winners


def _known(ledger: Ledger, key: FactKey) -> Fact | None:
    items = ledger.get(key.part)
    return None if items is None else items.get(key.item)


def _says_more(ledger: Ledger, key: FactKey, fact: Fact) -> bool:
    """An equal value with a newer version changes the version only."""
    known = _known(ledger, key)
    return fact.value is not None if known is None else known.value != fact.value
