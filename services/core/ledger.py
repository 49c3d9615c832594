"""A ledger holds all facts of one learner and school year, each with its version; the last writer wins."""

from collections.abc import Iterator
from typing import TypeVar

from services.contracts import facts
from services.core.facts import Fact, FactKey

Ledger = dict[str, dict[str, Fact]]
"""part → item → fact. Changed only by `put`."""

D = TypeVar("D", bound=facts.Data)


def put(ledger: Ledger, key: FactKey, fact: Fact) -> bool:
    """Set the fact unless a newer version is there. Returns whether the ledger changed."""
    items = ledger.setdefault(key.part, {})
    known = items.get(key.item)
    if known is not None and known.version >= fact.version:
        return False
    items[key.item] = fact
    return True


def live(ledger: Ledger, part: str, kind: type[D]) -> Iterator[D]:
    """The values of a part that are not retracted."""
    return (fact.value for fact in ledger.get(part, {}).values() if isinstance(fact.value, kind))
