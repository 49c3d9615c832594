"""Two consumer processes at work while a server stops and comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

from services.contracts.events import LearnerEvent
from services.log.kafka import KafkaLog
from services.log.port import LogError, NewRecord
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
from tests.servers import Servers


@asynccontextmanager
async def place_of(own: Servers) -> AsyncIterator[tuple[Place, KafkaLog]]:
    kafka, mongo = own.up("kafka"), own.up("mongo")
    log = await KafkaLog.open(kafka)
    yield Place(kafka, f"{mongo.rpartition('/')[0]}/test_{uuid4().hex}", await created(log, 4)), log
    await log.close()


async def append_anyway(log: KafkaLog, topic: str, some: list[NewRecord]) -> None:
    """Again and again: whatever was appended before the error is a duplicate then."""
    while True:
        with suppress(LogError):
            await log.append(topic, some)
            return


async def moved(place: Place, log: KafkaLog, by: int = 200) -> None:
    """Wait until the store has applied some more records, or all."""

    async def total() -> int:
        async with store_of(place) as store:
            return sum(position.offset for position in (await store.positions()).values())

    before: list[int] = []

    async def more() -> bool:
        before.append(await total())
        if before[-1] >= before[0] + by:
            return True
        async with store_of(place) as store:
            return await applied(log, store, place.topic)

    await until(more)


async def survives(own: Servers, restart: Callable[[], None]) -> None:
    """Two consumer processes work through what is appended while a server restarts three times."""
    async with place_of(own) as (place, log):
        appended: list[LearnerEvent] = stories()
        await log.append(place.topic, records(appended))
        job = Job(place, uuid4().hex, batch=100, forever=True)
        members = [started(job), started(job)]
        for number in range(1, 4):
            some = [each for district in DISTRICTS for each in marks(district, 150, first=1_000 * number)]
            appended += some
            await append_anyway(log, place.topic, records(some[: len(some) // 2]))
            await moved(place, log)
            appending = asyncio.create_task(append_anyway(log, place.topic, records(some[len(some) // 2 :])))
            await asyncio.to_thread(restart)
            await appending

        async def all_applied() -> bool:
            async with store_of(place) as store:
                return await applied(log, store, place.topic)

        await until(all_applied)
        for member in members:
            assert member.exitcode is None, "trouble with a server must not end a consumer"
            member.terminate()
            await asyncio.to_thread(member.join)
        assert await found_at(place) == await embedded(appended)
