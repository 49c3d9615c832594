"""Consumers of one group that come and go, in good order and by kill -9, while events are appended."""

import asyncio
import os
import random
import signal
from itertools import count
from typing import Any
from uuid import uuid4

from pymongo import MongoClient

from services.contracts.events import LearnerEvent
from services.log.kafka import KafkaLog
from tests.cluster.conftest import MakePlace
from tests.cluster.consuming import Job, Place, started
from tests.cluster.world import DISTRICTS, applied, embedded, marks, records, state_of, store_of, stories, until

PARTITIONS = 4
BEHIND = 400
"""Records that may be appended before the store has applied those before them."""


def takeovers(place: Place) -> int:
    """How often partitions were taken over so far: every time raises an epoch by one."""
    with MongoClient[dict[str, Any]](place.mongo) as client:
        return sum(plan["epoch"] & 0xFFFFFFFF for plan in client.get_default_database()["plans"].find())


async def append_until(enough: asyncio.Event, log: KafkaLog, place: Place, appended: list[LearnerEvent]) -> None:
    """Corrections of corrections, in all districts, never far ahead of the consumers."""
    async with store_of(place) as store:

        async def caught_up() -> bool:
            positions = (await store.positions()).values()
            return enough.is_set() or sum(position.offset for position in positions) + BEHIND > len(appended)

        for number in count(1):
            await until(caught_up)
            if enough.is_set():
                return
            history = marks(random.Random(number).choice(DISTRICTS), 25, first=1_000 * number)
            await log.append(place.topic, records(history))
            appended += history


async def test_consumers_that_join_leave_and_are_killed_under_load_converge(
    log: KafkaLog, make_place: MakePlace
) -> None:
    place, group, enough = await make_place(PARTITIONS), uuid4().hex, asyncio.Event()
    appended = stories()
    await log.append(place.topic, records(appended))
    appending = asyncio.create_task(append_until(enough, log, place, appended))
    job = Job(place, group, batch=50, forever=True)
    members = []

    async def rebalanced(before: int) -> None:
        async def more() -> bool:
            return takeovers(place) > before

        await until(more)

    for how in (None, None, signal.SIGKILL, None, signal.SIGTERM, None, signal.SIGKILL):
        before = takeovers(place)
        if how is None:
            members.append(started(job))
        else:
            leaving = members.pop(0)
            assert leaving.pid is not None
            os.kill(leaving.pid, how)
        await rebalanced(before)
    enough.set()
    await appending
    async with store_of(place) as store:

        async def all_applied() -> bool:
            return await applied(log, store, place.topic)

        await until(all_applied)
        for member in members:
            member.terminate()
            await asyncio.to_thread(member.join)
            assert member.exitcode == 0
        assert await state_of(store) == await embedded(appended)
    assert len(appended) > len(stories())
