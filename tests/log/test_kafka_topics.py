"""A log that is open while another changes its topics: clients keep for minutes what they learnt of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient

from services.log.kafka import KafkaLog
from services.log.partitioner import partition_of
from services.log.port import LogError, NewRecord, Topic

KEYS = [b"%d" % number for number in range(16)]
RECORDS = [NewRecord(key, b"v") for key in KEYS]
PATIENCE = 60.0


@pytest.fixture
async def log(kafka_url: str) -> AsyncIterator[KafkaLog]:
    log = await KafkaLog.open(kafka_url, timeout=5)
    yield log
    await log.close()


async def used(log: KafkaLog, partitions: int) -> Topic:
    """A topic that the log's clients know."""
    topic = await log.create_topic(f"test-{uuid4().hex}", partitions)
    await log.append(topic.name, RECORDS)
    assert sum(bounds.end for bounds in (await log.bounds(topic.name)).values()) == len(KEYS)
    return topic


async def recreated(kafka_url: str, topic: Topic, partitions: int) -> None:
    other = await KafkaLog.open(kafka_url)
    with closing(KafkaAdminClient(bootstrap_servers=kafka_url.removeprefix("kafka://"))) as admin:
        await asyncio.to_thread(admin.delete_topics, [topic.name])
        async with asyncio.timeout(PATIENCE):
            while topic.name in await asyncio.to_thread(admin.list_topics):
                pass
    await other.create_topic(topic.name, partitions)
    await other.close()


async def test_partitions_that_were_added_are_used_once_the_topic_is_asked_for(log: KafkaLog, kafka_url: str) -> None:
    topic = await used(log, 2)
    with closing(KafkaAdminClient(bootstrap_servers=kafka_url.removeprefix("kafka://"))) as admin:
        await asyncio.to_thread(admin.create_partitions, {topic.name: 4})
    async with asyncio.timeout(PATIENCE):
        while (await log.topic(topic.name)).partitions != 4:  # a busy broker knows of them a moment later
            pass
    placed = await log.append(topic.name, RECORDS)
    assert [offset.partition for offset in placed] == [partition_of(key, 4) for key in KEYS]
    assert sum(bounds.end for bounds in (await log.bounds(topic.name)).values()) == 2 * len(KEYS)
    assert await log.read(topic.name, 3, 0, 100)


@pytest.mark.parametrize("partitions", [1, 4])
async def test_a_topic_that_was_created_again_is_used_after_at_most_one_error(
    log: KafkaLog, kafka_url: str, partitions: int
) -> None:
    topic = await used(log, 4)
    await recreated(kafka_url, topic, partitions)
    try:
        placed = await log.append(topic.name, RECORDS)
    except LogError:  # some may have been appended
        placed = await log.append(topic.name, RECORDS)
    again = await log.topic(topic.name)
    assert (again.partitions, again.id == topic.id) == (partitions, False)
    assert (await log.bounds(topic.name)).keys() == set(range(partitions))
    for (partition, offset), record in zip(placed, RECORDS, strict=True):
        assert [record.key for record in await log.read(topic.name, partition, offset, 1)] == [record.key]
