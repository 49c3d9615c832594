"""What every adapter of the log port must do for those who consume, and that all it gives is what was appended."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.log.partitioner import partition_of
from services.log.port import Log, LogError, NewRecord, OutOfRange, Polled, Record, Subscription, Topic
from tests.depth import examples

MakeTopic = Callable[[int], Awaitable[Topic]]

PATIENCE = 30.0  # seconds; a bound for what would otherwise hang, nothing is measured with it
KEYS = [b"255901", b"255902", b"D-3", b"north", b""]


def numbered(numbers: Iterable[int], key: bytes = b"255901") -> list[NewRecord]:
    return [NewRecord(key, b"%d" % number) for number in numbers]


def values(records: Iterable[Record]) -> list[int]:
    return [int(record.value or b"") for record in records]


def readers_of(topic: Topic) -> str:
    """A group for this topic only: on a server other tests run at the same time."""
    return f"readers of {topic.name}"


async def assigned(subscription: Subscription, topic: Topic) -> Polled:
    """Poll until all partitions are there; nothing may be delivered before a seek."""
    async with asyncio.timeout(PATIENCE):
        while True:
            polled = await subscription.poll(10, 0.1)
            assert not polled.records
            if set(polled.assignments) == set(range(topic.partitions)):
                return polled


async def reading_from(log: Log, topic: Topic, offset: int = 0) -> Subscription:
    """A subscription that stands at the offset in every partition."""
    subscription = await log.subscribe(topic.name, readers_of(topic))
    await assigned(subscription, topic)
    for partition in range(topic.partitions):
        await subscription.seek(partition, offset)
    return subscription


async def drained(subscription: Subscription, wanted: int, limit: int = 1000) -> list[Record]:
    """The next `wanted` records."""
    records: list[Record] = []
    async with asyncio.timeout(PATIENCE):
        while len(records) < wanted:
            records += (await subscription.poll(limit, 1.0)).records
    assert len(records) == wanted
    return records


async def test_nothing_is_delivered_of_a_partition_before_its_seek(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(2)
    await log.append(topic.name, [NewRecord(key, b"1") for key in KEYS])
    subscription = await log.subscribe(topic.name, readers_of(topic))
    polled = await assigned(subscription, topic)
    assert polled.partitions == 2
    again = await subscription.poll(10, 0.1)
    assert (again.records, again.caught_up) == ([], frozenset())
    await subscription.seek(1, 0)
    wanted = sum(partition_of(key, 2) == 1 for key in KEYS)
    assert 0 < wanted < len(KEYS)
    assert {record.partition for record in await drained(subscription, wanted)} == {1}
    later = await subscription.poll(10, 0.1)
    assert (later.records, later.caught_up) == ([], frozenset({1}))
    assert later.assignments == polled.assignments


@pytest.mark.parametrize("partition", [-1, 2])
async def test_a_partition_that_is_not_there_cannot_be_sought(log: Log, make_topic: MakeTopic, partition: int) -> None:
    topic = await make_topic(2)
    subscription = await log.subscribe(topic.name, readers_of(topic))
    await assigned(subscription, topic)
    with pytest.raises(LogError, match="no partition"):
        await subscription.seek(partition, 0)


async def test_a_subscription_reads_on_and_can_go_back(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    offsets = await log.append(topic.name, numbered(range(10)))
    subscription = await reading_from(log, topic)
    assert values(await drained(subscription, 10, limit=3)) == list(range(10))
    await subscription.seek(0, offsets[4].offset)
    assert values(await drained(subscription, 6)) == [4, 5, 6, 7, 8, 9]
    await log.append(topic.name, numbered([10]))
    assert values(await drained(subscription, 1)) == [10]


async def test_a_poll_keeps_to_its_limit(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(3)
    await log.append(topic.name, [NewRecord(key, b"1") for key in KEYS * 10])
    subscription = await reading_from(log, topic)
    handed_out = 0
    async with asyncio.timeout(PATIENCE):
        while handed_out < len(KEYS) * 10:
            polled = await subscription.poll(7, 1.0)
            assert len(polled.records) <= 7
            handed_out += len(polled.records)


async def test_caught_up_is_said_only_when_all_is_handed_out(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    await log.append(topic.name, numbered(range(10)))
    subscription = await reading_from(log, topic)
    handed_out: list[Record] = []
    async with asyncio.timeout(PATIENCE):
        while True:
            before = datetime.now(UTC)
            polled = await subscription.poll(4, 0.1)
            assert before <= polled.at <= datetime.now(UTC)
            handed_out += polled.records
            if 0 in polled.caught_up:
                break
    assert values(handed_out) == list(range(10))


async def test_caught_up_holds_while_others_append(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    acknowledged: list[datetime] = []

    async def append_all() -> None:
        for number in range(60):
            await log.append(topic.name, numbered([number]))
            acknowledged.append(datetime.now(UTC))

    subscription = await reading_from(log, topic)
    appending = asyncio.create_task(append_all())
    seen = 0
    async with asyncio.timeout(PATIENCE):
        while seen < 60:
            polled = await subscription.poll(5, 1.0)
            seen += len(polled.records)
            if 0 in polled.caught_up:
                assert seen >= sum(time < polled.at for time in acknowledged)
    await appending


async def test_a_waiting_poll_wakes_when_another_task_appends(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    subscription = await reading_from(log, topic)
    waiting = asyncio.create_task(subscription.poll(10, 2 * PATIENCE))
    await log.append(topic.name, numbered([1]))
    async with asyncio.timeout(PATIENCE):
        assert values((await waiting).records) == [1]


async def test_a_poll_of_nothing_ends_with_its_timeout(log: Log, make_topic: MakeTopic) -> None:
    subscription = await reading_from(log, await make_topic(1))
    async with asyncio.timeout(PATIENCE):
        assert (await subscription.poll(10, 0.0)).records == []
        assert (await subscription.poll(10, 0.2)).records == []


async def test_a_cancelled_poll_loses_nothing(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    await log.append(topic.name, numbered(range(10)))
    subscription = await reading_from(log, topic)
    handed_out: list[Record] = []
    for steps in range(4):
        polling = asyncio.create_task(subscription.poll(10, 1.0))
        for _ in range(steps):
            await asyncio.sleep(0)
        polling.cancel()
        with suppress(asyncio.CancelledError):
            handed_out += (await polling).records
    handed_out += await drained(subscription, 10 - len(handed_out))
    assert values(handed_out) == list(range(10))


@pytest.mark.parametrize("beyond", [-1, 1, 2**40])
async def test_a_position_outside_the_log_halts_and_never_skips(log: Log, make_topic: MakeTopic, beyond: int) -> None:
    topic = await make_topic(1)
    await log.append(topic.name, numbered(range(10)))
    subscription = await reading_from(log, topic)
    outside = -1 if beyond < 0 else (await log.bounds(topic.name))[0].end + beyond
    with pytest.raises(OutOfRange):
        async with asyncio.timeout(PATIENCE):
            await subscription.seek(0, outside)
            while True:
                assert not (await subscription.poll(10, 0.5)).records
    await subscription.seek(0, 0)
    assert values(await drained(subscription, 10)) == list(range(10))


async def test_groups_do_not_share_records(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    await log.append(topic.name, numbered(range(5)))
    for group in ("one", "other"):
        subscription = await log.subscribe(topic.name, f"{group} {readers_of(topic)}")
        await assigned(subscription, topic)
        await subscription.seek(0, 0)
        assert values(await drained(subscription, 5)) == list(range(5))


async def test_after_close_the_next_member_starts_afresh(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    await log.append(topic.name, numbered(range(5)))
    first = await reading_from(log, topic)
    assert values(await drained(first, 5)) == list(range(5))
    await first.commit({0: 3})
    assert (await first.poll(10, 0.1)).records == []
    await first.close()
    await first.close()
    with pytest.raises(LogError, match="closed"):
        await first.poll(10, 0.1)
    second = await reading_from(log, topic)
    assert values(await drained(second, 5)) == list(range(5))


async def test_a_closed_log_says_so(log: Log, make_topic: MakeTopic) -> None:
    topic = await make_topic(1)
    subscription = await reading_from(log, topic)
    waiting = asyncio.create_task(subscription.poll(10, 2 * PATIENCE))
    await log.close()
    await log.close()
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(LogError, match="closed"):
            await waiting
        with pytest.raises(LogError, match="closed"):
            await log.append(topic.name, numbered([1]))


runs_of_one_key = st.tuples(st.sampled_from(KEYS), st.integers(1, 700))


@given(st.lists(st.lists(runs_of_one_key, max_size=3), max_size=4), st.integers(1, 3), st.data())
@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_appends_read_as_a_model_in_plain_lists(
    log: Log,
    make_topic: MakeTopic,
    appends: list[list[tuple[bytes, int]]],
    partitions: int,
    data: st.DataObject,
) -> None:
    topic = await make_topic(partitions)
    model: dict[int, list[tuple[int, bytes, bytes]]] = defaultdict(list)
    numbers = count()
    for runs in appends:
        records = [NewRecord(key, b"%d" % next(numbers)) for key, length in runs for _ in range(length)]
        for record, place in zip(records, await log.append(topic.name, records), strict=True):
            assert place.partition == partition_of(record.key, partitions)
            model[place.partition].append((place.offset, record.key, record.value))
    for partition in range(partitions):
        expected = model[partition]
        start = data.draw(st.integers(0, len(expected)))
        limit = data.draw(st.integers(1, 1500))
        offset = expected[start][0] if start < len(expected) else (await log.bounds(topic.name))[partition].end
        records_read = await log.read(topic.name, partition, offset, limit)
        assert [(record.offset, record.key, record.value) for record in records_read] == expected[start : start + limit]
    subscription = await reading_from(log, topic)
    by_partition = defaultdict(list)
    for polled in await drained(subscription, sum(map(len, model.values())), data.draw(st.integers(100, 1500))):
        by_partition[polled.partition].append((polled.offset, polled.key, polled.value))
    await subscription.close()
    assert by_partition == {partition: expected for partition, expected in model.items() if expected}
