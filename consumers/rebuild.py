"""Rebuild: a new generation beside the active one, and an atomic switch. Queries go on meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import uuid4

from consumers.consumer import Consumer
from consumers.disagreement import Disagreement
from consumers.learner_cache import load_rules
from consumers.ledger_scan import scanned
from consumers.projection import ProjectionSpec
from services.core.cells import CellKey, Measures
from services.core.fold import add_to
from services.core.rollups import add_rollups
from services.core.rules import DistrictRules
from services.log.port import Log, LogError
from services.store.port import Source, Store

CHUNK_CELLS = 20_000
REBUILD_GROUP = "tandem-rebuild"
"""Whoever is in it rebuilds. On embedded files a second rebuild is refused before it touches anything; where consumers
share the work the one that began last wins, and the other is refused when it is done."""
OnProgress = Callable[[str, int], None]
"""Called with the district and the ledgers done so far."""


async def rebuild_from_ledgers(
    store: Store, log: Log, lines: Sequence[ProjectionSpec], on_progress: OnProgress
) -> None:
    """Compute all cells anew from the ledgers, with the policies as they are now. Partnerships stay as they are.

    Holds the consumers' roles, so that nothing else is applied meanwhile. Where consumers share the work there is no
    such role: they may run, but if they apply anything meanwhile the rebuild is refused, and all stays as it was.

    Raises:
        ConsumerAlreadyRunning: a consumer or another rebuild is running; stop it first.
        StoreError: events were applied meanwhile, or another rebuild was begun.
    """
    async with _roles(log, lines):
        building = await store.begin_generation(keep_ledgers=True)
        try:
            policies = await building.policies()
            for district in await store.districts():
                rules = await load_rules(store, district, policies)
                await _add_district(store, building, district, rules, on_progress)
            await building.activate()
        finally:
            await building.close()


async def _add_district(
    store: Store, building: Store, district: str, rules: DistrictRules, on_progress: OnProgress
) -> None:
    cells: dict[CellKey, Measures] = {}
    count = 0
    async for ledger in scanned(store, district, rules):
        add_to(cells, ledger.id, ledger.added)
        count += not ledger.is_second
        if len(cells) > CHUNK_CELLS:
            await building.add_cells(add_rollups(cells))
            cells = {}
            on_progress(district, count)
    await building.add_cells(add_rollups(cells))
    on_progress(district, count)


@asynccontextmanager
async def _roles(log: Log, lines: Sequence[ProjectionSpec]) -> AsyncIterator[None]:
    """Hold the role of the only member of each group, if the log has such roles."""
    async with AsyncExitStack() as held:
        for group, topic in [
            *((REBUILD_GROUP, line.topic) for line in lines),
            *((line.group, line.topic) for line in lines),
        ]:
            role = await log.subscribe(topic, group)
            held.push_async_callback(role.close)
        yield


async def rebuild_from_log(store: Store, log: Log, lines: Sequence[ProjectionSpec]) -> int:
    """Compute everything anew from the events of all lines; returns how many were applied.

    Where consumers share the work they may run: they go on with the old generation, and after the switch with the new.

    Raises:
        LogError: a log no longer begins at the beginning.
        ConsumerAlreadyRunning: a consumer or another rebuild is running; stop it first.
        StoreError: another rebuild was begun.
    """
    for line in lines:
        await _check_complete(log, line.topic)
    async with _roles(log, lines):
        building = await store.begin_generation(keep_ledgers=False)
        try:
            events = sum([await _read_all(log, building, line) for line in lines])
            await building.activate()
            return events
        finally:
            await building.close()


async def _check_complete(log: Log, topic: str) -> None:
    for partition, bounds in (await log.bounds(topic)).items():
        if bounds.begin > 0:
            raise LogError(
                f"partition {partition} of {topic} begins at offset {bounds.begin}, so older events are gone; "
                "rebuild from the ledgers instead (without --from-log)"
            )


async def _read_all(log: Log, building: Store, line: ProjectionSpec) -> int:
    """In a group of its own, or members that write another generation would get some of the partitions."""
    group = f"{REBUILD_GROUP}-{uuid4().hex}"
    consumer = Consumer(log, building, line, dead_letters=False, group=group)
    await consumer.run(asyncio.Event(), until_idle=True)
    return consumer.progress.events


async def accept_log(
    store: Store, log: Log, lines: Sequence[ProjectionSpec], disagreements: Collection[Disagreement]
) -> list[tuple[str, int]]:
    """Let consumers read what disagrees from its beginning, on top of what the store holds.

    Returns the topics and partitions that are read again.

    Learner events that are applied already change nothing. Nor do accepted partnership events; one that was refused
    when it was first read may follow by now.

    Raises:
        ConsumerAlreadyRunning: a consumer is running; stop it first.
        StoreError, LogError.
    """
    restarted = []
    async with _roles(log, lines):
        for name in dict.fromkeys(disagreement.topic for disagreement in disagreements):
            topic, bounds = await log.topic(name), await log.bounds(name)
            partitions = {item.partition for item in disagreements if item.topic == name}
            for partition in [number for number in bounds if None in partitions or number in partitions]:
                await store.restart(Source(topic.id, partition), bounds[partition].begin)
                restarted.append((name, partition))
    return restarted
