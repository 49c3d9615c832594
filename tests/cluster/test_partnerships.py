"""Partnership events on Kafka and the MongoDB protocol: kill -9, large batches, strays, a rebuild of both topics."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from confluent_kafka import Producer
from pymongo import MongoClient

from consumers.consumer import Progress
from consumers.decoding import dead_letter_topic
from consumers.learners import learner_projection
from consumers.partnerships import partnership_projection
from consumers.rebuild import rebuild_from_log
from consumers.verify_partnerships import verify_partnerships
from services.contracts.partnership_events import PartnershipEvent
from services.log.kafka import KafkaLog
from services.log.partitioner import partition_of
from services.store.mongo import write_ahead
from tests.cluster import world
from tests.cluster.conftest import MakePlace
from tests.cluster.consuming import KILLED, SECRETS, Fault, Job, Place
from tests.cluster.killing import AT_ONCE, STEP, exit_code
from tests.cluster.world import created, store_of
from tests.consumers.agreements import Kept, folded, kept, records, story
from tests.depth import deep_only

PARTITIONS = 4
BATCH = 10
COPIES = 8


def stories() -> list[PartnershipEvent]:
    """The story of tests/consumers, told of many partnerships."""
    told = [(event, f"{event.partitionkey}-{number}") for number in range(COPIES) for event in story()]
    return [msgspec.structs.replace(event, partitionkey=key) for event, key in told]


async def consume(place: Place, batch: int = 2_000) -> Progress:
    return await world.consume(place, batch=batch, line=partnership_projection(place.topic))


async def found_at(place: Place) -> Kept:
    async with store_of(place) as store:
        assert await verify_partnerships(store) == []
        return await kept(store)


@pytest.mark.parametrize("after", [False, pytest.param(True, marks=deep_only)])
async def test_partnerships_of_a_consumer_that_is_killed_at_any_write_are_those_of_a_clean_fold(
    log: KafkaLog, kafka_url: str, new_database: Callable[[], str], after: bool
) -> None:
    topic = await created(log, 1)
    await log.append(topic, records(story()))

    async def killed(write: int) -> bool:
        place = Place(kafka_url, new_database(), topic)
        fault = Fault(write, after)
        code = await exit_code(Job(place, uuid4().hex, batch=BATCH, fault=fault, partnerships=True))
        assert code in (0, KILLED)
        await consume(place, BATCH)
        assert await found_at(place) == folded(story()), fault
        return code == KILLED

    deaths = 0
    while all(died := await asyncio.gather(*(killed(1 + (deaths + n) * STEP) for n in range(AT_ONCE)))):
        deaths += AT_ONCE
    assert deaths + sum(died) > 0
    offsets = {dict(letter.headers)["dlq.offset"] for letter in await log.read(dead_letter_topic(topic), 0, 0, 10_000)}
    assert len(offsets) == 8


async def test_a_batch_of_partnership_events_too_large_for_one_plan_is_committed_in_parts(
    log: KafkaLog, make_place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await make_place(1)
    await log.append(place.topic, records(stories()))
    monkeypatch.setattr(write_ahead, "BODY_BYTES", 16_000)
    assert (await consume(place)).batches == 1
    assert await found_at(place) == folded(stories())
    with MongoClient[dict[str, Any]](place.mongo) as client:
        [plan] = client.get_default_database()["plans"].find()
    assert plan["seq"] > 3


async def test_partnership_events_in_the_wrong_partition_are_forwarded_in_order(
    log: KafkaLog, make_place: MakePlace
) -> None:
    place = await make_place(PARTITIONS)
    producer = Producer({"bootstrap.servers": place.kafka.removeprefix("kafka://")})
    strays = 0
    for record in records(stories()):
        right = partition_of(record.key, PARTITIONS)
        wrong = (right + 1) % PARTITIONS if record.key.endswith(b"-1") else right
        strays += wrong != right
        producer.produce(place.topic, record.value, record.key, partition=wrong)
    assert producer.flush(30) == 0
    progress = await consume(place)
    assert 0 < strays == progress.forwarded
    assert await found_at(place) == folded(stories())


async def test_a_rebuild_from_the_log_on_servers_mends_partnerships_and_cells(
    log: KafkaLog, make_place: MakePlace
) -> None:
    place = await make_place(PARTITIONS)
    agreements = Place(place.kafka, place.mongo, await created(log, PARTITIONS))
    await log.append(place.topic, world.records(world.stories(world.DISTRICTS[:2])))
    await log.append(agreements.topic, records(stories()))
    await world.consume(place)
    await consume(agreements)
    cells = await world.found_at(place)
    with MongoClient[dict[str, Any]](place.mongo) as client:
        database = client.get_default_database()
        [events] = [name for name in database.list_collection_names() if name.startswith("partnership_events_")]
        assert database[events].delete_many({"number": 2}).deleted_count == 2 * COPIES
    async with store_of(place) as store:
        assert len(await verify_partnerships(store)) == 2 * COPIES
        await rebuild_from_log(
            store, log, [learner_projection(SECRETS, place.topic), partnership_projection(agreements.topic)]
        )
    assert await found_at(place) == folded(stories())
    assert await world.found_at(place) == cells
