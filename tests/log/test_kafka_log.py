"""What only the log on Kafka promises, against a real broker and records of other clients."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import closing, suppress
from datetime import timedelta
from uuid import uuid4

import confluent_kafka
import kafka.codec
import kafka.record.util
import pytest
from kafka import KafkaAdminClient, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, MemberToRemove

from consumers.decoding import classify_records
from services.contracts.decode import decode
from services.log.kafka import KafkaLog
from services.log.partitioner import partition_of
from services.log.port import CORRUPT, Bounds, LogError, NewRecord, OutOfRange, Polled, Record, Subscription, Topic

PATIENCE = 60.0  # seconds; a bound for what would otherwise hang, nothing is measured with it
KEYS = [b"255901", b"255902", b"D-3", b"north", b""]


@pytest.fixture
async def log(kafka_url: str) -> AsyncIterator[KafkaLog]:
    log = await KafkaLog.open(kafka_url, session=2)  # a rebalance is noticed with the next sign of life
    yield log
    await log.close()


@pytest.fixture
async def topic(log: KafkaLog) -> Topic:
    return await log.create_topic(new_name(), 1)


@pytest.fixture
def servers_of(kafka_url: str) -> str:
    """As Kafka's own clients are told."""
    return kafka_url.removeprefix("kafka://")


class NotUnicode(str):
    """A header name as other clients can write it, and none that decodes names can read."""

    def encode(self, *_: object) -> bytes:
        return b"\xff\xfe"


def new_name() -> str:
    return f"test-{uuid4().hex}"


async def polled_until(subscription: Subscription, enough: Callable[[Polled], bool]) -> Polled:
    async with asyncio.timeout(PATIENCE):
        while True:
            polled = await subscription.poll(100, 0.1)
            if enough(polled):
                return polled


async def reading(log: KafkaLog, topic: Topic) -> Subscription:
    """The only member of a group, at offset 0 of every partition."""
    subscription = await log.subscribe(topic.name, f"readers of {topic.name}")
    await polled_until(subscription, lambda polled: len(polled.assignments) == topic.partitions)
    for partition in range(topic.partitions):
        await subscription.seek(partition, 0)
    return subscription


async def consumed(subscription: Subscription, topic: Topic) -> list[Record]:
    """All up to the end of every partition."""
    records: list[Record] = []
    ended: set[int] = set()
    async with asyncio.timeout(PATIENCE):
        while len(ended) < topic.partitions:
            polled = await subscription.poll(100, 0.1)
            records += polled.records
            ended |= polled.caught_up
    return records


async def shared(topic: Topic, *members: Subscription) -> list[Polled]:
    """Each member's last poll once they share all partitions evenly. A group meets only while all its members poll."""
    latest: dict[Subscription, Polled] = {}

    def settled() -> bool:
        shares = [polled.assignments.keys() for polled in latest.values()]
        return len(shares) == len(members) and all(len(share) == topic.partitions // len(members) for share in shares)

    async def follow(member: Subscription, wait: float) -> None:
        while not settled():
            latest[member] = await member.poll(100, wait)

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(follow(member, 0.1 + 0.03 * number) for number, member in enumerate(members)))
    owned = [partition for polled in latest.values() for partition in polled.assignments]
    assert sorted(owned) == list(range(topic.partitions))
    return [latest[member] for member in members]


async def test_a_topic_created_again_has_another_id(log: KafkaLog, topic: Topic, servers_of: str) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=servers_of)) as admin:
        await asyncio.to_thread(admin.delete_topics, [topic.name])
        async with asyncio.timeout(PATIENCE):
            while topic.name in await asyncio.to_thread(admin.list_topics):
                pass
    again = await log.create_topic(topic.name, 1)
    assert again.id != topic.id
    assert await log.topic(topic.name) == again


async def test_no_topic_is_created_by_accident(log: KafkaLog, servers_of: str) -> None:
    name = new_name()
    for attempt in (
        log.topic(name),
        log.append(name, [NewRecord(b"k", b"v")]),
        log.read(name, 0, 0, 1),
        log.bounds(name),
        log.subscribe(name, "readers"),
    ):
        with pytest.raises(LogError, match=name):
            await attempt
    with closing(KafkaAdminClient(bootstrap_servers=servers_of)) as admin:
        assert name not in await asyncio.to_thread(admin.list_topics)


@pytest.mark.parametrize(("retention", "milliseconds"), [(None, "-1"), (timedelta(days=30), "2592000000")])
async def test_topics_keep_records_as_long_as_told_and_stamp_them_themselves(
    log: KafkaLog, servers_of: str, retention: timedelta | None, milliseconds: str
) -> None:
    topic = await log.create_topic(new_name(), 2, retention=retention, replication=1)
    with closing(KafkaAdminClient(bootstrap_servers=servers_of)) as admin:
        question = ConfigResource(ConfigResourceType.TOPIC, topic.name)
        found = (await asyncio.to_thread(admin.describe_configs, [question]))["topic"][topic.name]
    configs = {name: config["value"] for name, config in found.items()}
    assert configs["retention.ms"] == milliseconds
    assert configs["message.timestamp.type"] == "LogAppendTime"


async def test_two_members_share_the_partitions_and_a_rebalance_starts_them_afresh(log: KafkaLog) -> None:
    topic = await log.create_topic(new_name(), 4)
    await log.append(topic.name, [NewRecord(b"%d" % number, b"v") for number in range(40)])
    first = await reading(log, topic)
    before = await polled_until(first, lambda polled: bool(polled.records))
    second = await log.subscribe(topic.name, f"readers of {topic.name}")
    ours, theirs = await shared(topic, first, second)
    assert all(before.assignments[partition] != number for partition, number in ours.assignments.items())
    for member in (first, second):
        assert not (await member.poll(100, 0.3)).records, "nothing of a new assignment comes before its seek"
    for member, polled in ((first, ours), (second, theirs)):
        for partition in polled.assignments:
            await member.seek(partition, 0)
        records = (await polled_until(member, lambda polled: bool(polled.records))).records
        assert {record.partition for record in records} <= polled.assignments.keys()
    await second.close()
    alone = await polled_until(first, lambda polled: len(polled.assignments) == 4)
    assert all(alone.assignments[partition] != number for partition, number in ours.assignments.items())


async def test_a_seek_after_the_partition_went_to_another_changes_nothing(log: KafkaLog) -> None:
    topic = await log.create_topic(new_name(), 2)
    await log.append(topic.name, [NewRecord(key, b"v") for key in KEYS])
    first = await reading(log, topic)
    second = await log.subscribe(topic.name, f"readers of {topic.name}")
    ours, _ = await shared(topic, first, second)
    [gone] = {0, 1} - ours.assignments.keys()
    await first.seek(gone, 0)
    assert not (await first.poll(100, 0.3)).records


async def test_a_member_that_the_group_dropped_gets_new_assignments(
    log: KafkaLog, topic: Topic, servers_of: str
) -> None:
    await log.append(topic.name, [NewRecord(b"k", b"1")])
    subscription = await reading(log, topic)
    before = await polled_until(subscription, lambda polled: bool(polled.records))
    group = f"readers of {topic.name}"
    with closing(KafkaAdminClient(bootstrap_servers=servers_of)) as admin:
        members = (await asyncio.to_thread(admin.describe_groups, [group]))[group]["members"]
        await asyncio.to_thread(admin.remove_group_members, group, [MemberToRemove(members[0]["member_id"])])
    after = await polled_until(subscription, lambda polled: polled.assignments not in ({}, before.assignments))
    assert after.assignments.keys() == {0}
    assert not (await subscription.poll(10, 0.3)).records
    await subscription.seek(0, 0)
    assert [record.value for record in await consumed(subscription, topic)] == [b"1"]


@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
async def test_what_librdkafka_wrote_is_delivered_where_it_stands(log: KafkaLog, servers_of: str, codec: str) -> None:
    """Its default partitioner is not Kafka's; to forward what stands in the wrong place is the consumer's business."""
    topic = await log.create_topic(new_name(), 12)
    producer = confluent_kafka.Producer({"bootstrap.servers": servers_of, "compression.type": codec})
    for key in (*KEYS, None):
        producer.produce(topic.name, key=key, value=b"v" * 1_000, headers=[("none", None), ("one", b"1")])
    assert producer.flush(PATIENCE) == 0
    records = await consumed(await reading(log, topic), topic)
    assert sorted((record.key or b"") for record in records) == sorted([*KEYS, b""])
    assert {record.headers for record in records} == {(("none", b""), ("one", b"1"))}
    assert any(record.partition != partition_of(record.key, 12) for record in records if record.key)
    for record in records:
        assert await log.read(topic.name, record.partition, record.offset, 1) == [record]


async def test_what_no_client_can_decode_is_pointed_at_and_not_skipped(
    log: KafkaLog, topic: Topic, servers_of: str
) -> None:
    await log.append(topic.name, [NewRecord(b"k", b"before")])
    with closing(KafkaProducer(bootstrap_servers=servers_of)) as producer:
        producer.send(topic.name, key=b"k", value=b"poison", headers=[(NotUnicode(), b"")])
    await log.append(topic.name, [NewRecord(b"k", b"after")])
    records = await consumed(await reading(log, topic), topic)
    assert [(record.offset, record.value) for record in records] == [(0, b"before"), (1, None), (2, b"after")]
    [(name, reason)] = records[1].headers
    assert name == CORRUPT and b"UnicodeDecodeError" in reason
    [dead] = classify_records(records[1:2], 1, decode, lambda event: event).dead_letters
    assert {(CORRUPT, reason), ("dlq.offset", b"1")} <= set(dead.headers)
    assert [record.value for record in await log.read(topic.name, 0, 1, 1)] == [None]


async def test_aborted_transactions_are_not_read_and_do_not_hide_the_end(
    log: KafkaLog, topic: Topic, servers_of: str
) -> None:
    producer = KafkaProducer(bootstrap_servers=servers_of, transactional_id=new_name())
    with closing(producer):
        await asyncio.to_thread(producer.init_transactions)
        for value, end in ((b"kept", producer.commit_transaction), (b"dropped", producer.abort_transaction)):
            producer.begin_transaction()
            producer.send(topic.name, key=b"k", value=value)
            await asyncio.to_thread(end)
    assert [record.value for record in await consumed(await reading(log, topic), topic)] == [b"kept"]
    begin, end = (await log.bounds(topic.name))[0]
    assert [record.value for record in await log.read(topic.name, 0, begin, 10)] == [b"kept"]
    assert await log.read(topic.name, 0, end - 1, 10) == []


async def test_records_that_are_gone_halt_the_reader(log: KafkaLog, topic: Topic, servers_of: str) -> None:
    await log.append(topic.name, [NewRecord(b"k", b"%d" % number) for number in range(10)])
    with closing(KafkaAdminClient(bootstrap_servers=servers_of)) as admin:
        await asyncio.to_thread(admin.delete_records, {TopicPartition(topic.name, 0): 4})
    assert await log.bounds(topic.name) == {0: Bounds(4, 10)}
    with pytest.raises(OutOfRange, match="holds 4 up to 10"):
        await log.read(topic.name, 0, 3, 10)
    subscription = await reading(log, topic)
    for _ in range(2):
        with pytest.raises(OutOfRange, match="rebuild"):
            await polled_until(subscription, lambda polled: bool(polled.records))
    await subscription.seek(0, 4)
    assert [record.offset for record in await consumed(subscription, topic)] == list(range(4, 10))


async def test_a_commit_is_there_for_tools(log: KafkaLog, topic: Topic, servers_of: str) -> None:
    await log.append(topic.name, [NewRecord(b"k", b"v")])
    subscription = await reading(log, topic)
    await consumed(subscription, topic)
    await subscription.commit({0: 1})
    await subscription.close()
    group = f"readers of {topic.name}"
    with closing(KafkaAdminClient(bootstrap_servers=servers_of)) as admin:
        committed = await asyncio.to_thread(admin.list_group_offsets, group)
    assert {where.partition: found.offset for where, found in committed[group].items()} == {0: 1}


async def test_too_large_a_record_is_refused_with_the_reason(log: KafkaLog, topic: Topic) -> None:
    with pytest.raises(LogError, match="larger than"):
        await log.append(topic.name, [NewRecord(b"k", b"x" * 2_000_000)])
    assert await log.append(topic.name, [NewRecord(b"k", b"v")]) == [(0, 0)]


@pytest.mark.parametrize("url", ["", "kafka:", "localhost:9092", "http://localhost:9092", "kafka://user:word@host:1"])
async def test_a_wrong_url_is_refused(url: str) -> None:
    with pytest.raises(LogError, match="kafka://host:port"):
        await KafkaLog.open(url)


async def test_a_missing_checksum_or_codec_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka.record.util, "crc32c_c", None)
    monkeypatch.setattr(kafka.codec, "has_lz4", lambda: False)
    with pytest.raises(LogError, match="pip install crc32c lz4"):
        await KafkaLog.open("kafka://127.0.0.1:1")


async def test_members_that_are_cancelled_leave_their_partitions_to_others(log: KafkaLog, topic: Topic) -> None:
    await log.append(topic.name, [NewRecord(b"k", b"v")])
    first = await reading(log, topic)
    polling = asyncio.create_task(first.poll(10, PATIENCE))
    await asyncio.sleep(0)
    polling.cancel()
    with suppress(asyncio.CancelledError):
        await polling
    await first.close()
    second = await reading(log, topic)
    assert [record.value for record in await consumed(second, topic)] == [b"v"]
