"""Two consumer processes at work while a server stops and comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import uuid4

from services.contracts.events import LearnerEvent
from services.log.kafka import KafkaLog
from tests.cluster.consuming import Job, Place, started
from tests.cluster.world import (
    DISTRICTS,
    applied,
    created,
    embedded,
    found_at,
    marks,
    records,
    store_of,
    stories,
    until,
)
from tests.depth import every
from tests.servers import Servers


@asynccontextmanager
async def log_of(place: Place) -> AsyncIterator[KafkaLog]:
    """Not open while a broker restarts: the client keeps the sockets of refused connections for ever."""
    log = await KafkaLog.open(place.kafka)
    try:
        yield log
    finally:
        await log.close()


async def place_of(own: Servers, partitions: int = 4) -> Place:
    kafka, mongo = own.up("kafka"), own.up("mongo")
    place = Place(kafka, f"{mongo.rpartition('/')[0]}/test_{uuid4().hex}", "")
    async with log_of(place) as log:
        return replace(place, topic=await created(log, partitions))


async def moved(place: Place, by: int = 200) -> None:
    """Wait until the store has applied some more records."""
    before: list[int] = []

    async def more() -> bool:
        async with store_of(place) as store:
            before.append(sum(position.offset for position in (await store.positions()).values()))
        return before[-1] >= before[0] + by

    await until(more)


async def survives(own: Servers, restart: Callable[[], None]) -> None:
    """Two consumer processes have much to apply while a server restarts: once, and twice in a deep run."""
    place = await place_of(own)
    appended: list[LearnerEvent] = []
    job = Job(place, uuid4().hex, batch=50, forever=True)
    members = [started(job), started(job)]
    for number in range(1, 3, every(2)):
        history = [*stories(), *(mark for district in DISTRICTS for mark in marks(district, 150, first=1_000 * number))]
        appended += history
        async with log_of(place) as log:
            await log.append(place.topic, records(history))
        await moved(place)
        await asyncio.to_thread(restart)
    async with log_of(place) as log, store_of(place) as store:

        async def all_applied() -> bool:
            return await applied(log, store, place.topic)

        await until(all_applied)
    for member in members:
        assert member.exitcode is None, "trouble with a server must not end a consumer"
        member.terminate()
        await asyncio.to_thread(member.join)
    assert await found_at(place) == await embedded(appended)
