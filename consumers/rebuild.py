"""Rebuild: a new generation of cells beside the active one, and an atomic switch. Queries go on meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import uuid4

from consumers.loop import GROUP, Consumer
from consumers.scanning import scanned
from consumers.state import load_rules
from services.core.cells import CellKey, Measures
from services.core.contributions import Rules
from services.core.fold import add_to
from services.core.identity import Secrets
from services.log.port import Log, LogError
from services.store.port import Store

CHUNK_CELLS = 20_000
REBUILD_GROUP = "tandem-rebuild"
"""Whoever is in it rebuilds; a second rebuild is refused before it touches anything."""
OnProgress = Callable[[str, int], None]
"""Called with the district and the ledgers done so far."""


async def rebuild_from_ledgers(store: Store, log: Log, topic: str, on_progress: OnProgress) -> None:
    """Compute all cells anew from the ledgers, with the policies as they are now.

    Holds the consumer's role, so that nothing else is applied meanwhile. Where consumers share the work there is no
    such role: they may run, but if they apply anything meanwhile the rebuild is refused, and all stays as it was.

    Raises:
        RoleTaken: a consumer or another rebuild is running; stop it first.
        StoreError: events were applied meanwhile, or another rebuild was begun.
    """
    async with _role(log, topic, REBUILD_GROUP), _role(log, topic, GROUP):
        building = await store.begin_generation(keep_ledgers=True)
        try:
            policies = await building.policies()
            for district in await store.districts():
                rules = await load_rules(store, district, policies)
                await _add_district(store, building, district, rules, on_progress)
            await building.activate()
        finally:
            await building.close()


async def _add_district(store: Store, building: Store, district: str, rules: Rules, on_progress: OnProgress) -> None:
    cells: dict[CellKey, Measures] = {}
    count = 0
    async for ledger_id, added in scanned(store, district, rules):
        add_to(cells, ledger_id, added)
        count += 1
        if len(cells) > CHUNK_CELLS:
            await building.add_cells(cells)
            cells = {}
            on_progress(district, count)
    await building.add_cells(cells)
    on_progress(district, count)


@asynccontextmanager
async def _role(log: Log, topic: str, group: str) -> AsyncIterator[None]:
    """Hold the role of the only member of a group, if the log has such roles."""
    role = await log.subscribe(topic, group)
    try:
        yield
    finally:
        await role.close()


async def rebuild_from_log(store: Store, log: Log, topic: str, secrets: Secrets) -> int:
    """Compute ledgers and cells anew from the events; returns how many were applied.

    Where consumers share the work they may run: they go on with the old generation, and after the switch with the new.

    Raises:
        LogError: the log no longer begins at the beginning.
        RoleTaken: a consumer or another rebuild is running; stop it first.
        StoreError: another rebuild was begun.
    """
    for partition, bounds in (await log.bounds(topic)).items():
        if bounds.begin > 0:
            raise LogError(
                f"partition {partition} of {topic} begins at offset {bounds.begin}, so older events are gone; "
                "rebuild from the ledgers instead (without --from-log)"
            )
    async with _role(log, topic, REBUILD_GROUP), _role(log, topic, GROUP):
        building = await store.begin_generation(keep_ledgers=False)
        try:
            # In a group of its own, or members that write another generation would get some of the partitions.
            group = f"{REBUILD_GROUP}-{uuid4().hex}"
            consumer = Consumer(log, building, secrets, topic, dead_letters=False, group=group)
            await consumer.run(asyncio.Event(), until_idle=True)
            await building.activate()
            return consumer.progress.events
        finally:
            await building.close()
