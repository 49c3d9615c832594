"""The fold: changes of facts in, changes of cells out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from services.core.cells import CellKey, Contributions, Measures, difference, spelled_out
from services.core.contributions import Facet, Rules, contributions, facets_touched
from services.core.facts import Change, Fact, FactKey, LedgerId
from services.core.ledger import Ledger, put


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
    for ledger_id, proposed in _winners(changes).items():
        ledger = ledgers[ledger_id]
        newer = {key: fact for key, fact in proposed.items() if _is_newer(ledger, key, fact)}
        if not newer:
            continue
        folded.facts[ledger_id] = newer
        rules = rules_of(ledger_id.district)
        changed = (each for each in newer.items() if _says_more(ledger, *each))
        facets = facets_touched(ledger, changed, rules)
        before = contributions(ledger_id, ledger, rules, facets) if facets else {}
        for key, fact in newer.items():
            put(ledger, key, fact)
        after = contributions(ledger_id, ledger, rules, facets) if facets else {}
        add_to(folded.cells, ledger_id, difference(before, after))
    return folded


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
    for ledger_id, key, fact in changes:
        facts = winners.setdefault(ledger_id, {})
        known = facts.get(key)
        if known is None or known.version < fact.version:
            facts[key] = fact
    return winners


def _known(ledger: Ledger, key: FactKey) -> Fact | None:
    items = ledger.get(key.part)
    return None if items is None else items.get(key.item)


def _is_newer(ledger: Ledger, key: FactKey, fact: Fact) -> bool:
    known = _known(ledger, key)
    return known is None or known.version < fact.version


def _says_more(ledger: Ledger, key: FactKey, fact: Fact) -> bool:
    """An equal value with a newer version changes the version only."""
    known = _known(ledger, key)
    return fact.value is not None if known is None else known.value != fact.value
