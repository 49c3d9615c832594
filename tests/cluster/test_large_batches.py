"""Batches whose writes are more than one plan may hold."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from services.log.kafka import KafkaLog
from services.store.mongo import write_ahead
from tests.cluster.conftest import MakePlace
from tests.cluster.consuming import KILLED, Fault, Job, Place
from tests.cluster.killing import AT_ONCE, exit_code
from tests.cluster.world import DISTRICTS, consume, created, embedded, found_at, marks, records, stories
from tests.depth import every
from tests.support.crashes import story


def commits(place: Place) -> int:
    with MongoClient[dict[str, Any]](place.mongo) as client:
        return sum(plan["seq"] for plan in client.get_default_database()["plans"].find())


async def test_a_batch_too_large_for_one_plan_is_committed_in_parts(
    log: KafkaLog, make_place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, again = await make_place(1), await make_place(1)
    events = [*stories(), *(mark for district in DISTRICTS for mark in marks(district, 30))]
    for kept_place in (place, again):
        await log.append(kept_place.topic, records(events))
    assert (await consume(place)).batches == 1
    monkeypatch.setattr(write_ahead, "BODY_BYTES", 20_000)
    assert (await consume(again)).batches == 1
    assert commits(again) > commits(place) + 10
    assert await found_at(again) == await found_at(place) == await embedded(events)


async def test_killed_in_the_middle_of_such_a_batch_the_next_consumer_goes_on_where_its_parts_ended(
    log: KafkaLog, kafka_url: str, new_database: Callable[[], str]
) -> None:
    topic, expected = await created(log, 1), await embedded(story())
    await log.append(topic, records(story()))

    async def killed(write: int) -> bool:
        place = Place(kafka_url, new_database(), topic)
        code = await exit_code(Job(place, uuid4().hex, body_bytes=20_000, fault=Fault(write)))
        assert code in (0, KILLED)
        await consume(place)
        assert await found_at(place) == expected, write
        return code == KILLED

    deaths = 0
    step = every(16)
    while all(died := await asyncio.gather(*(killed(1 + (deaths + n) * step) for n in range(AT_ONCE)))):
        deaths += AT_ONCE
    assert deaths + sum(died) > 1
