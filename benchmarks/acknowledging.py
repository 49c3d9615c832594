"""Stores that note when how many records were committed: one that only acknowledges, and any other."""

import time
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, cast

from benchmarks.load import Base
from services.contracts import facts
from services.core.facts import EntityKey, Fact, LedgerId
from services.core.ledger import Ledger
from services.store.port import Checkpoint, Lease, Position, Source, Store, Writes


class Noting:
    """A store for a consumer to be measured with: `store` is the view that the consumer takes."""

    def __init__(self) -> None:
        self._moments: list[tuple[float, int]] = []

    @property
    def store(self) -> Store:
        return cast("Store", self)

    def rate(self) -> float:
        """Records a second, from the first commit to the last."""
        (began, _), *rest = self._moments
        return sum(count for _, count in rest) / (rest[-1][0] - began)

    def _note(self, committed: int) -> None:
        if committed:
            self._moments.append((time.perf_counter(), committed))


class Passing(Noting):
    """Passes everything on to another store."""

    def __init__(self, inner: Store) -> None:
        super().__init__()
        self._inner = inner

    async def commit(self, owner: Lease, position: Position, writes: Writes, fresh_at: datetime) -> Lease:
        after = await self._inner.commit(owner, position, writes, fresh_at)
        self._note(position.offset - owner.position.offset)
        return after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class Acknowledging(Noting):
    """Serves what was there before and keeps nothing: what is measured is the consumer, not a database.

    Only the consumer's side of the port.
    """

    def __init__(self, base: Base) -> None:
        super().__init__()
        self._base = base

    async def recover(self, source: Source) -> Lease:
        return Lease(source, 1, 0, Position(0))

    async def checkpoints(self) -> Mapping[Source, Checkpoint]:
        return {}

    async def commit(self, owner: Lease, position: Position, writes: Writes, fresh_at: datetime) -> Lease:
        del writes, fresh_at
        self._note(position.offset - owner.position.offset)
        return Lease(owner.source, owner.epoch, owner.seq + 1, position)

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
        return {ledger_id: self._base.ledgers.get(ledger_id, Ledger()) for ledger_id in ids}

    async def shared_ledgers(self, district: str, school_year: int) -> dict[LedgerId, Ledger]:
        """Nobody goes to two schools."""
        del district, school_year
        return {}

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]:
        return {
            document.key: document.fact for document in self._base.documents[district] if document.key.kind in kinds
        }

    async def policies(self) -> dict[str, facts.Policy]:
        return {}

    def __getattr__(self, name: str) -> Any:
        raise NotImplementedError(f"the consumer asked the acknowledging store for {name}")
