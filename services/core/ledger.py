"""A ledger holds all facts of one learner and school year, each with its version; the last writer wins."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from services.contracts import facts
from services.core.facts import Fact, FactKey


class Ledger(dict[str, dict[str, Fact]]):
    """part → item → fact. Changed only by `put` and `Register.mark`.

    Attributes:
        registers: kept beside the facts for marks to come; they follow from the facts, so no store keeps them.
        beside: of a school year: the ledger beside the years of the same learner, with the participations that the
            year is counted by. None: there are none.
    """

    __slots__ = ("beside", "registers")

    def __init__(self, parts: Mapping[str, dict[str, Fact]] | None = None) -> None:
        super().__init__(parts or {})
        self.registers: dict[str, Any] = {}
        self.beside: Ledger | None = None

    def __reduce__(self) -> tuple[type["Ledger"], tuple[dict[str, dict[str, Fact]]]]:
        return Ledger, (dict(self),)


D = TypeVar("D", bound=facts.Data)


def put(ledger: Ledger, key: FactKey, fact: Fact) -> bool:
    """Set the fact unless a newer version is there, with the earlier arrival. Returns whether the ledger changed."""
    items = ledger.setdefault(key.part, {})
    merged = fact.merged(items.get(key.item))
    if merged is None:
        return False
    items[key.item] = merged
    if key.part in ("enrollment", "learner"):
        ledger.registers.clear()
    else:
        ledger.registers.pop(key.part, None)
    return True


def live(ledger: Ledger, part: str, kind: type[D]) -> Iterator[D]:
    """The values of a part that are not retracted."""
    return (fact.value for fact in ledger.get(part, {}).values() if isinstance(fact.value, kind))
