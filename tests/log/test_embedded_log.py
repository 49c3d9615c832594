"""What only the embedded log promises, seen from one process."""

import asyncio
import fcntl
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from services.log.embedded import EmbeddedLog, adapter, batch, file
from services.log.embedded.adapter import EmbeddedSubscription
from services.log.embedded.file import LogFile
from services.log.port import Bounds, ConsumerAlreadyRunning, DamagedLog, LogError, NewRecord, OutOfRange

PATIENCE = 30.0  # seconds; a bound for what would otherwise hang, nothing is measured with it


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[EmbeddedLog]:
    log = await EmbeddedLog.open(tmp_path / "log.db")
    await log.create_topic("events", 2)
    yield log
    await log.close()


def keyed(partition: int, numbers: range) -> list[NewRecord]:
    """Records for one of two partitions."""
    return [NewRecord(b"1" if partition else b"0", b"%d" % number) for number in numbers]


async def reading(log: EmbeddedLog) -> EmbeddedSubscription:
    subscription = await log.subscribe("events", "readers")
    for partition in (0, 1):
        await subscription.seek(partition, 0)
    return subscription


async def test_offsets_are_contiguous_from_0_in_each_partition(log: EmbeddedLog) -> None:
    appended = [
        place for _ in range(3) for place in await log.append("events", keyed(0, range(700)) + keyed(1, range(9)))
    ]
    for partition, number in ((0, 2100), (1, 27)):
        assert [offset for where, offset in appended if where == partition] == list(range(number))
        assert [record.offset for record in await log.read("events", partition, 0, 5000)] == list(range(number))


async def test_all_is_there_when_the_file_is_opened_again(log: EmbeddedLog, tmp_path: Path) -> None:
    topic = await log.topic("events")
    await log.append("events", keyed(0, range(600)))
    await log.close()
    again = await EmbeddedLog.open(tmp_path / "log.db")
    assert await again.topic("events") == topic
    assert await again.bounds("events") == {0: Bounds(0, 600), 1: Bounds(0, 0)}
    assert [record.value for record in await again.read("events", 0, 590, 5)] == [b"%d" % n for n in range(590, 595)]
    await again.close()


async def test_a_file_is_opened_by_one_at_a_time(tmp_path: Path) -> None:
    """Or those who switch a new file to WAL at once fail, rarely, with "database is locked"."""
    with (tmp_path / "log.db.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        opening = asyncio.create_task(EmbeddedLog.open(tmp_path / "log.db"))
        done, _ = await asyncio.wait({opening}, timeout=0.3)
        assert not done
    await (await opening).close()


async def test_directories_of_the_file_are_made(tmp_path: Path) -> None:
    log = await EmbeddedLog.open(tmp_path / "a" / "b" / "log.db")
    assert (await log.create_topic("events", 1)).partitions == 1
    await log.close()


def test_an_acknowledged_append_is_synced(tmp_path: Path) -> None:
    opened = LogFile(tmp_path / "log.db")
    settings = {name: opened._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    assert settings == {"journal_mode": "wal", "synchronous": 2}
    opened.commit("events", "readers", {0: 1})  # is not synced itself
    assert opened._db.execute("PRAGMA synchronous").fetchone()[0] == 2
    opened.close()


def test_commits_are_kept_by_topic_group_and_partition(tmp_path: Path) -> None:
    opened = LogFile(tmp_path / "log.db")
    opened.commit("events", "readers", {0: 1, 1: 7})
    opened.commit("events", "readers", {0: 2})
    opened.commit("events", "others", {0: 9})
    assert opened.committed("events", "readers") == {0: 2, 1: 7}
    assert opened.committed("events", "others") == {0: 9}
    assert opened.committed("events", "nobody") == {}
    opened.close()


def test_a_failed_append_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = LogFile(tmp_path / "log.db")
    opened.create_topic("events", 2)
    stamps = count(1)

    def fails_on_the_second_partition() -> int:
        if next(stamps) == 2:
            raise OSError("the clock is gone")
        return 1_000

    with monkeypatch.context() as patched:
        patched.setattr(file, "time", SimpleNamespace(time_ns=fails_on_the_second_partition))
        with pytest.raises(OSError, match="clock"):
            opened.append("events", keyed(0, range(5)) + keyed(1, range(5)))
    assert opened.bounds("events") == {0: Bounds(0, 0), 1: Bounds(0, 0)}
    assert [place.offset for place in opened.append("events", keyed(0, range(2)))] == [0, 1]
    opened.close()


def test_a_clock_set_back_puts_no_record_before_older_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = LogFile(tmp_path / "log.db")
    opened.create_topic("events", 1)
    for micros in (1_760_000_000_000_002, 1_760_000_000_000_001, 1_760_000_000_000_003):
        monkeypatch.setattr(file, "time", SimpleNamespace(time_ns=lambda now=micros: now * 1000 + 999))
        opened.append("events", [NewRecord(b"k", b"v")])
    records, _ = opened.read("events", 0, 0, 10)
    assert [record.appended_at.microsecond for record in records] == [2, 2, 3]
    assert records[0].appended_at == datetime(2025, 10, 9, 8, 53, 20, 2, tzinfo=UTC)
    opened.close()


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([1] * 1200, [500, 500, 200]),
        ([0] * 501, [500, 1]),
        ([200_000, 200_000, 10, 10], [1, 3]),
        ([10, 5_000_000, 10], [1, 1, 1]),
        ([5_000_000, 10], [1, 1]),
    ],
    ids=["none", "many", "empty values", "large", "huge", "huge first"],
)
def test_batches_are_bounded_in_records_and_bytes(sizes: list[int], expected: list[int]) -> None:
    batches = batch.encode_batches(NewRecord(b"k", b"x" * size) for size in sizes)
    assert [size for size, _ in batches] == expected


async def test_every_partition_gets_its_turn(log: EmbeddedLog) -> None:
    await log.append("events", keyed(0, range(200)) + keyed(1, range(200)))
    subscription = await reading(log)
    turns = [{record.partition for record in (await subscription.poll(10, 0)).records} for _ in range(6)]
    assert turns == [{0}, {1}] * 3


async def test_a_poll_fills_up_from_the_next_partition(log: EmbeddedLog) -> None:
    await log.append("events", keyed(0, range(3)) + keyed(1, range(200)))
    polled = await (await reading(log)).poll(10, 0)
    assert [(record.partition, record.offset) for record in polled.records] == [
        *((0, n) for n in range(3)),
        *((1, n) for n in range(7)),
    ]
    assert polled.caught_up == {0}


@pytest.mark.parametrize(
    ("limit", "at_end"), [(499, False), (500, False), (501, False), (999, False), (1000, True), (1001, True)]
)
def test_the_end_is_seen_exactly_when_it_is_reached(tmp_path: Path, limit: int, at_end: bool) -> None:
    opened = LogFile(tmp_path / "log.db")
    opened.create_topic("events", 1)
    opened.append("events", keyed(0, range(1000)))  # two batches
    records, seen = opened.read("events", 0, 0, limit)
    assert (len(records), seen) == (min(limit, 1000), at_end)
    opened.close()


@pytest.mark.parametrize("offset", [-(2**40), -1, 2**40, 2**70, -(2**70)])
async def test_no_offset_reaches_into_another_partition(log: EmbeddedLog, offset: int) -> None:
    await log.create_topic("later", 2)
    await log.append("events", keyed(0, range(5)) + keyed(1, range(5)))
    await log.append("later", keyed(0, range(5)))
    with pytest.raises(OutOfRange):
        await log.read("events", 1, offset, 10)


async def test_an_append_through_the_same_log_wakes_a_poll_at_once(
    log: EmbeddedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "RECHECK_SECONDS", 10 * PATIENCE)
    subscription = await reading(log)
    await subscription.poll(10, 0)
    for number in range(100):  # wherever in the poll the append falls, it must not go unnoticed
        waiting = asyncio.create_task(subscription.poll(10, 10 * PATIENCE))
        for _ in range(number % 10):
            await asyncio.sleep(0)
        await log.append("events", keyed(0, range(1)))
        async with asyncio.timeout(PATIENCE):
            assert len((await waiting).records) == 1


async def test_a_file_locked_by_another_does_not_block_the_event_loop(log: EmbeddedLog, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    appending = asyncio.create_task(log.append("events", keyed(0, range(1))))
    for _ in range(100):
        await asyncio.sleep(0)
    assert not appending.done()
    other.execute("COMMIT")
    other.close()
    assert await appending == [(0, 0)]


@pytest.mark.parametrize(
    ("lost", "asked", "expected", "said"),
    [
        ("last = 499", 0, OutOfRange, "Offset 0 of partition 0 of 'events'"),
        ("last = 999", 500, DamagedLog, "partition 0 of 'events', offsets 500 to 999: they are missing"),
    ],
    ids=["beginning", "middle"],
)
async def test_records_that_are_gone_are_never_skipped(
    log: EmbeddedLog, tmp_path: Path, lost: str, asked: int, expected: type[LogError], said: str
) -> None:
    await log.append("events", keyed(0, range(1500)))
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    assert other.execute(f"DELETE FROM batches WHERE {lost}").rowcount == 1
    other.close()
    with pytest.raises(expected, match=said):
        await log.read("events", 0, 0, 5000)
    assert len(await log.read("events", 0, asked + 500, 500)) == 500


def _not_sqlite(path: Path) -> None:
    path.write_bytes(b"this is no database" * 100)


def _of_another_format(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()


@pytest.mark.parametrize("spoil", [Path.mkdir, _not_sqlite, _of_another_format])
async def test_what_is_no_log_is_refused_with_its_path(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    path = tmp_path / "log.db"
    spoil(path)
    with pytest.raises(LogError, match=re.escape(str(path))):
        await EmbeddedLog.open(path)


async def test_a_second_consumer_is_refused_and_told_what_to_do(log: EmbeddedLog, tmp_path: Path) -> None:
    first = await log.subscribe("events", "readers")
    other = await EmbeddedLog.open(tmp_path / "log.db")
    for opened in (log, other):
        with pytest.raises(
            ConsumerAlreadyRunning, match=r"Process \d+ already consumes 'events' for group 'readers'.* Stop it first"
        ):
            await opened.subscribe("events", "readers")
    await first.close()
    await other.subscribe("events", "readers")
    await other.close()
    await log.subscribe("events", "readers")


async def test_a_link_to_the_file_is_no_way_round_the_role(log: EmbeddedLog, tmp_path: Path) -> None:
    await log.subscribe("events", "readers")
    (tmp_path / "link.db").symlink_to(tmp_path / "log.db")
    other = await EmbeddedLog.open(tmp_path / "link.db")
    with pytest.raises(ConsumerAlreadyRunning):
        await other.subscribe("events", "readers")
    await other.close()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a.b", "c"), ("a", "b.c")),
        (("a", "x/y"), ("a", "x%2Fy")),
        (("a", ".."), ("a", "")),
        (("a", "A b"), ("a", "ä")),
    ],
)
async def test_different_roles_never_share_a_lock(
    log: EmbeddedLog, one: tuple[str, str], other: tuple[str, str]
) -> None:
    for topic, group in (one, other):
        await log.create_topic(topic, 1)
        await log.subscribe(topic, group)  # the second would be refused


async def test_a_group_whose_lock_cannot_be_named_is_refused(log: EmbeddedLog) -> None:
    with pytest.raises(LogError, match="name too long"):
        await log.subscribe("events", "g" * 300)
