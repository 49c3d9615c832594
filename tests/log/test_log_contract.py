"""What every adapter of the log port must do for those who create topics, append and read."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from itertools import pairwise

import pytest

from services.log.partitioner import partition_of
from services.log.port import Bounds, Headers, Log, LogError, NewRecord, Offset, OutOfRange, Record, Topic, UnknownTopic

MakeTopic = Callable[[int], Awaitable[Topic]]

KEYS = [b"255901", b"255902", b"D-3", b"north", b""]


def numbered(numbers: Iterable[int], key: bytes = b"255901") -> list[NewRecord]:
    return [NewRecord(key, b"%d" % number) for number in numbers]


def values(records: Iterable[Record]) -> list[int]:
    return [int(record.value or b"") for record in records]


async def test_a_topic_is_created_once(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(3)
    assert topic.partitions == 3
    assert await log.create_topic(topic.name, 3) == topic
    assert await log.topic(topic.name) == topic


async def test_another_number_of_partitions_is_refused(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(3)
    with pytest.raises(LogError, match="3 partitions"):
        await log.create_topic(topic.name, 4)
    assert await log.topic(topic.name) == topic


async def test_a_topic_without_partitions_is_refused(make_topic: MakeTopic) -> None:
    with pytest.raises(LogError):
        await make_topic(0)


async def test_every_topic_has_its_own_id_and_records(log: Log, make_topic: MakeTopic) -> None:
    one, other = await make_topic(2), await make_topic(2)
    assert one.id != other.id
    await log.append(one.name, numbered(range(5)))
    assert all(bounds == (0, 0) for bounds in (await log.bounds(other.name)).values())


@pytest.mark.parametrize(
    "ask",
    [
        lambda log: log.topic("never-created"),
        lambda log: log.append("never-created", [NewRecord(b"k", b"v")]),
        lambda log: log.append("never-created", []),
        lambda log: log.read("never-created", 0, 0, 10),
        lambda log: log.bounds("never-created"),
        lambda log: log.subscribe("never-created", "readers"),
    ],
    ids=["topic", "append", "append nothing", "read", "bounds", "subscribe"],
)
async def test_a_topic_never_created_is_unknown(log: Log, ask: Callable[[Log], Awaitable[object]]) -> None:
    with pytest.raises(UnknownTopic, match="never-created"):
        await ask(log)


async def test_append_says_where_read_finds_each_record(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(4)
    records = [NewRecord(KEYS[number % len(KEYS)], b"%d" % number) for number in range(1500)]
    offsets = await log.append(topic.name, records)
    records_read = {
        Offset(record.partition, record.offset): (record.topic, record.key, record.value)
        for partition in range(topic.partitions)
        for record in await log.read(topic.name, partition, 0, 2000)
    }
    assert len(set(offsets)) == len(records_read) == len(records)
    for offset, record in zip(offsets, records, strict=True):
        assert records_read[offset] == (topic.name, record.key, record.value)


async def test_the_key_decides_the_partition(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(12)
    offsets = await log.append(topic.name, [NewRecord(key, b"") for key in KEYS])
    assert [offset.partition for offset in offsets] == [partition_of(key, 12) for key in KEYS]
    assert len({offset.partition for offset in offsets}) > 1


async def test_records_of_a_partition_keep_their_order(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    for start in range(0, 30, 10):
        await log.append(topic.name, numbered(range(start, start + 10)))
    records = await log.read(topic.name, 0, 0, 100)
    assert values(records) == list(range(30))
    assert all(one.offset < other.offset for one, other in pairwise(records))


async def test_appending_nothing_changes_nothing(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    assert await log.append(topic.name, []) == []
    assert await log.bounds(topic.name) == {0: Bounds(0, 0)}


@pytest.mark.parametrize(
    ("key", "value", "headers"),
    [
        (b"255901", b"", ()),
        (b"", b"empty key", ()),
        (bytes(range(256)), bytes(range(256)), (("binary", bytes(range(256))),)),
        (b"k", b"v", (("twice", b"1"), ("other", b""), ("twice", b"2"), ("twice", b"1"))),
        (b"k", b"v", (("Grüße ✓", b"non-ASCII name"), ("", b"empty name"))),
        (b"k", b"x" * 1_000_000, (("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),)),
    ],
    ids=["empty value", "empty key", "all bytes", "headers twice", "odd header names", "1 MB"],
)
async def test_content_comes_back_as_it_was(
    log: Log, make_topic: MakeTopic, key: bytes, value: bytes, headers: Headers
) -> None:
    topic = await make_topic(1)
    await log.append(
        topic.name, [NewRecord(b"k", b"before"), NewRecord(key, value, headers), NewRecord(b"k", b"after")]
    )
    record = (await log.read(topic.name, 0, 0, 10))[1]
    assert (record.key, record.value, record.headers) == (key, value, headers)


async def test_append_times_are_in_utc_and_never_decrease(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    for number in range(20):
        await log.append(topic.name, numbered([number]))
    times = [record.appended_at for record in await log.read(topic.name, 0, 0, 100)]
    assert times == sorted(times)
    assert all(time.utcoffset() == timedelta(0) for time in times)


@pytest.mark.parametrize(("offset", "limit", "expected"), [(0, 3, [0, 1, 2]), (4, 3, [4, 5, 6]), (8, 3, [8, 9])])
async def test_read_gives_at_most_the_limit_from_the_offset(
    log: Log, make_topic: MakeTopic, offset: int, limit: int, expected: list[int]
) -> None:
    topic = await make_topic(1)
    offsets = await log.append(topic.name, numbered(range(10)))
    assert values(await log.read(topic.name, 0, offsets[offset].offset, limit)) == expected


async def test_read_is_empty_at_the_end_and_refuses_what_is_outside(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    assert await log.read(topic.name, 0, 0, 10) == []
    await log.append(topic.name, numbered(range(10)))
    end = (await log.bounds(topic.name))[0].end
    assert await log.read(topic.name, 0, end, 10) == []
    for outside in (-1, end + 1, end + 2**40):
        with pytest.raises(OutOfRange):
            await log.read(topic.name, 0, outside, 10)


@pytest.mark.parametrize("partition", [-1, 2])
async def test_a_partition_that_is_not_there_is_refused(log: Log, make_topic: MakeTopic, partition: int) -> None:
    topic = await make_topic(2)
    with pytest.raises(LogError, match="no partition"):
        await log.read(topic.name, partition, 0, 10)


async def test_bounds_span_the_records_of_each_partition(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(3)
    offsets = await log.append(topic.name, [NewRecord(key, b"") for key in KEYS * 3])
    ends = dict.fromkeys(range(3), 0)
    for partition, offset in offsets:
        ends[partition] = max(ends[partition], offset + 1)
    assert await log.bounds(topic.name) == {partition: Bounds(0, end) for partition, end in ends.items()}


async def test_appends_of_many_tasks_lose_nothing(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    tasks = [log.append(topic.name, numbered(range(100 * task, 100 * task + 20))) for task in range(10)]
    appended = await asyncio.gather(*tasks)
    records = {record.offset: int(record.value or b"") for record in await log.read(topic.name, 0, 0, 1000)}
    assert len(records) == 200
    for task, offsets in enumerate(appended):
        assert [records[offset.offset] for offset in offsets] == list(range(100 * task, 100 * task + 20))
        assert offsets == sorted(offsets)
