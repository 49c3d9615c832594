"""A store that only acknowledges: what is measured is the consumer, not a database."""

import time
from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from benchmarks.load import Base
from services.contracts import facts
from services.core.facts import EntityKey, Fact, LedgerId
from services.core.ledger import Ledger
from services.store.port import Owner, Position, Source, Store, Writes


class Acknowledging:
    """Serves what was there before, keeps nothing, and notes when how many records were committed.

    Only the consumer's side of the port: `store` is the view that the consumer takes.
    """

    def __init__(self, base: Base) -> None:
        self._base = base
        self._moments: list[tuple[float, int]] = []

    @property
    def store(self) -> Store:
        return cast("Store", self)

    async def recover(self, source: Source) -> Owner:
        return Owner(source, 1, 0, Position(0))

    async def commit(self, owner: Owner, position: Position, writes: Writes, fresh_at: datetime) -> Owner:
        del writes, fresh_at
        if committed := position.offset - owner.position.offset:
            self._moments.append((time.perf_counter(), committed))
        return Owner(owner.source, owner.epoch, owner.seq + 1, position)

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
        return {each: self._base.ledgers.get(each, Ledger()) for each in ids}

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]:
        return {each.key: each.fact for each in self._base.documents[district] if each.key.kind in kinds}

    async def policies(self) -> dict[str, facts.Policy]:
        return {}

    def rate(self) -> float:
        """Records a second, from the first commit to the last."""
        (began, _), *rest = self._moments
        return sum(count for _, count in rest) / (rest[-1][0] - began)

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(f"the consumer asked the acknowledging store for {name}")
