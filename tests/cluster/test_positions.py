"""Duplicates, replays, and offsets in Kafka that say something else than the plan."""

import asyncio
import random
from typing import Any
from uuid import uuid4

import pytest
from confluent_kafka import Producer
from kafka import TopicPartition
from kafka.structs import OffsetAndMetadata
from pymongo import MongoClient

from consumers.consumer import Consumer
from consumers.learners import learner_projection
from services.log.kafka import KafkaLog
from services.log.partitioner import partition_of
from services.log.port import OutOfRange
from tests.cluster.conftest import MakePlace
from tests.cluster.consuming import SECRETS, Place
from tests.cluster.world import DISTRICTS, consume, embedded, found_at, marks, records, store_of, stories, until
from tests.depth import deep_only
from tests.support.kafka_admin import admin

PARTITIONS = 4


def offsets(place: Place, offset: int) -> dict[TopicPartition, OffsetAndMetadata]:
    return {
        TopicPartition(place.topic, partition): OffsetAndMetadata(offset, "", -1) for partition in range(PARTITIONS)
    }


async def test_events_that_are_appended_twice_in_any_order_count_once(log: KafkaLog, make_place: MakePlace) -> None:
    place, chance = await make_place(PARTITIONS), random.Random(4)
    twice = [*stories(), *stories()]
    chance.shuffle(twice)
    await log.append(place.topic, records(twice))
    await consume(place, batch=37)
    assert await found_at(place) == await embedded(stories())


async def test_a_replay_from_offset_0_changes_nothing(log: KafkaLog, make_place: MakePlace) -> None:
    place = await make_place(PARTITIONS)
    await log.append(place.topic, records(stories()))
    await consume(place)
    with MongoClient[dict[str, Any]](place.mongo) as client:
        client.get_default_database()["plans"].update_many({}, {"$set": {"position": [0, 0]}})
    again = await consume(place, batch=11)
    assert again.events == len(stories())
    assert await found_at(place) == await embedded(stories())


@pytest.mark.parametrize("committed", ["deleted", pytest.param("0", marks=deep_only), "far ahead"])
async def test_the_plan_is_the_truth_whatever_was_committed_to_kafka(
    log: KafkaLog, make_place: MakePlace, committed: str
) -> None:
    place, group = await make_place(PARTITIONS), uuid4().hex
    await log.append(place.topic, records(stories()))
    assert (await consume(place, group=group)).events == len(stories())
    with admin(place) as client:
        if committed == "deleted":
            client.delete_groups([group])
        else:
            client.alter_group_offsets(group, offsets(place, 0 if committed == "0" else 1_000_000))
    more = [mark for district in DISTRICTS for mark in marks(district, 5)]
    await log.append(place.topic, records(more))
    assert (await consume(place, group=group)).events == len(more)
    assert await found_at(place) == await embedded([*stories(), *more])


async def test_a_partition_whose_position_is_no_longer_in_the_log_halts_and_the_others_go_on(
    log: KafkaLog, make_place: MakePlace
) -> None:
    place = await make_place(PARTITIONS)
    await log.append(place.topic, records(stories()))
    await consume(place)
    more = [mark for district in DISTRICTS for mark in marks(district, 20)]
    placed = await log.append(place.topic, records(more))
    gone = placed[0].partition
    with admin(place) as client:
        client.delete_records({TopicPartition(place.topic, gone): (await log.bounds(place.topic))[gone].end - 1})
    with pytest.raises(OutOfRange, match=f"partition {gone}"):
        await consume(place)
    kept = [log_record for log_record, offset in zip(more, placed, strict=True) if offset.partition != gone]
    assert kept
    assert await found_at(place) == await embedded([*stories(), *kept])


async def test_a_running_consumer_says_that_a_partition_halted_and_goes_on_with_the_others(
    log: KafkaLog, make_place: MakePlace
) -> None:
    place = await make_place(PARTITIONS)
    await log.append(place.topic, records(stories()))
    async with store_of(place) as store:
        topic = await log.topic(place.topic)
        positions = {source.partition: at.offset for source, at in (await store.positions()).items()}
        assert positions == {}
        lost = next(partition for partition, bounds in (await log.bounds(topic.name)).items() if bounds.end)
        with admin(place) as client:
            client.delete_records({TopicPartition(place.topic, lost): 1})
        consumer, stop = (
            Consumer(log, store, learner_projection(SECRETS, topic.name), group=uuid4().hex),
            asyncio.Event(),
        )
        running = asyncio.create_task(consumer.run(stop))
        ends = {partition: bounds.end for partition, bounds in (await log.bounds(topic.name)).items()}

        async def others_applied() -> bool:
            at = {source.partition: position.offset for source, position in (await store.positions()).items()}
            return all(at.get(partition, 0) == (0 if partition == lost else end) for partition, end in ends.items())

        await until(others_applied)
        assert f"partition {lost}" in (consumer.progress.error or "")
        assert not consumer.progress.caught_up
        stop.set()
        await running


@pytest.mark.parametrize("key", ["the district's", "another"])
async def test_records_of_a_client_with_another_partitioner_or_key_are_forwarded(
    log: KafkaLog, make_place: MakePlace, key: str
) -> None:
    place = await make_place(PARTITIONS)
    producer = Producer({"bootstrap.servers": place.kafka.removeprefix("kafka://")})
    for number, log_record in enumerate(records(stories())):
        producer.produce(place.topic, log_record.value, log_record.key if key == "the district's" else b"%d" % number)
    assert producer.flush(30) == 0
    topic = await log.topic(place.topic)
    strays = 0
    for partition in range(topic.partitions):
        records_read = await log.read(topic.name, partition, 0, 10_000)
        right = {record.value for record in records(stories()) if partition_of(record.key, PARTITIONS) == partition}
        strays += sum(record.value not in right or key == "another" for record in records_read)
    progress = await consume(place)
    assert 0 < strays == progress.forwarded
    assert progress.events == len(stories())
    assert await found_at(place) == await embedded(stories())
