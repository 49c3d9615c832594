"""Writes to a store."""

from services.contracts import facts
from services.core.cells import CellKey
from services.core.facts import EntityChange, EntityKey, Fact, Version
from services.store.port import (
    Lease,
    Position,
    Source,
    Store,
    Writes,
)
from tests.consumers.world import EPOCH

SOURCE = Source("topic", 0)


def cell(school: str, grade: str, day: str, district: str = "d") -> CellKey:
    return CellKey("day", (district, 2011, school, grade, day))


def document(kind: str, name: str, value: facts.Data | None, district: str = "d") -> tuple[EntityKey, EntityChange]:
    key = EntityKey(district, kind, name)
    return key, EntityChange(key, Fact(Version(1, "s", "1"), value))


async def commit(store: Store, writes: Writes, owner: Lease | None = None, offset: int = 1) -> Lease:
    return await store.commit(owner or await store.recover(SOURCE), Position(offset), writes, EPOCH)
