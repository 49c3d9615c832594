"""The log's SQLite file: what is in it and every statement run on it. Blocking, and for one thread only."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from uuid import uuid4

import msgspec

from services.log.embedded.batch import decode_batch, encode_batches
from services.log.embedded.damage import (
    LANES,
    check_topics,
    checksum,
    corrupt,
    damaged,
    follow_each_other,
    what_is_wrong,
)
from services.log.partitioner import partition_of
from services.log.port import (
    Bounds,
    LogError,
    NewRecord,
    Offset,
    OutOfRange,
    Record,
    ReplacedLog,
    Topic,
    UnknownTopic,
)

_BUSY_SECONDS = 30.0
_FORMAT = 0x746C_0001  # of which of Tandem's files, and which version of it, this is the format

# One integer orders all records of a file: the lane (a number for each partition of each topic) above the offset. So
# a partition's records lie side by side and are found without an index.
OFFSETS = 1 << 40

_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS topics (
    name TEXT PRIMARY KEY, id TEXT NOT NULL, partitions INTEGER NOT NULL, first_lane INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (
    last INTEGER PRIMARY KEY, size INTEGER NOT NULL, appended_at INTEGER NOT NULL, records BLOB NOT NULL,
    checksum INTEGER
);
CREATE TABLE IF NOT EXISTS committed (
    topic TEXT, consumers TEXT, partition INTEGER, next INTEGER NOT NULL, PRIMARY KEY (topic, consumers, partition)
) WITHOUT ROWID;
PRAGMA user_version = {_FORMAT};
COMMIT;
"""
_ADD_CHECKSUMS = "ALTER TABLE batches ADD COLUMN checksum INTEGER"
"""For files of an older version; their batches have none, and are believed as long as they can be decoded."""


class LogFile:
    """One connection to the file. Raises sqlite3.Error for all that is wrong with the file or its disk."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lanes: dict[str, tuple[Topic, int]] = {}  # topics never change once created
        self._db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            with path.with_name(f"{path.name}.lock").open("a") as opening:
                # SQLite does not wait for its locks while the file is being switched to WAL.
                fcntl.flock(opening, fcntl.LOCK_EX)
                self._prepare()
            self._opened = _identity(path)
        except UnicodeDecodeError as error:  # of the message in which SQLite repeats a damaged schema
            self._db.close()
            raise corrupt("the schema of the file is damaged") from error
        except BaseException:
            self._db.close()
            raise

    @property
    def path(self) -> Path:
        return self._path

    @property
    def connection(self) -> sqlite3.Connection:
        """For `repair`, which reads what can be read and writes what is left of it."""
        return self._db

    def lanes(self) -> list[tuple[Topic, int, int]]:
        """Every partition: its topic, its number, and the integer that stands for its offset 0."""
        rows = self._topics()
        return [(Topic(*row[:3]), number, (row[3] + number) * OFFSETS) for row in rows for number in range(row[2])]

    def close(self) -> None:
        self._db.close()

    def create_topic(self, name: str, partitions: int) -> Topic:
        with self._writing():
            row = self._db.execute("SELECT coalesce(max(first_lane + partitions), 0) FROM topics").fetchone()
            if not 1 <= partitions <= LANES - row[0]:
                raise LogError(f"Topic {name!r} cannot have {partitions} partitions; ask for 1 or a few more.")
            new = (name, uuid4().hex, partitions, row[0])
            self._db.execute("INSERT INTO topics VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", new)
        topic = self.topic(name)
        if topic.partitions != partitions:
            raise LogError(
                f"Topic {name!r} exists with {topic.partitions} partitions and not {partitions}; the number is fixed "
                "for the life of a topic. Ask for the existing number, or use a new topic and rebuild from it."
            )
        return topic

    def topic(self, name: str) -> Topic:
        return self._topic(name)[0]

    def append(self, name: str, records: Sequence[NewRecord]) -> list[Offset]:
        topic = self.topic(name)
        route = [partition_of(record.key, topic.partitions) for record in records]
        grouped: dict[int, list[NewRecord]] = {}
        for partition, record in zip(route, records, strict=True):
            grouped.setdefault(partition, []).append(record)
        batches = {partition: encode_batches(group) for partition, group in grouped.items()}
        offsets: dict[int, Iterator[int]] = {}
        with self._writing():
            for partition, group in batches.items():
                offsets[partition] = count(self._append(self._base(name, partition), group))
        self._check_place()  # last, so that nothing is acknowledged that went into a file which was replaced meanwhile
        return [Offset(partition, next(offsets[partition])) for partition in route]

    def read(self, name: str, partition: int, offset: int, limit: int) -> tuple[list[Record], bool]:
        """At most `limit` records from `offset` on, and whether they reach the end of the partition."""
        self._check_place()
        base = self._base(name, partition)
        start = base + min(max(offset, 0), OFFSETS)
        query = (
            "SELECT last, size, appended_at, records, checksum FROM batches WHERE last BETWEEN ? AND ? ORDER BY last"
        )
        records: list[Record] = []
        with closing(self._db.execute(query, (start, base + OFFSETS - 1))) as rows:
            for last, size, appended_at, body, expected in rows:
                wanted = offset + len(records)
                if (why := what_is_wrong(last, size, appended_at, body, expected)) is not None:
                    raise self._damaged(name, partition, wanted, last - base, why)
                first = last - base - size + 1
                if wanted < first:
                    raise self._missing(name, partition, wanted, first)
                if len(records) >= limit:
                    return records, False
                try:
                    batch = decode_batch(name, partition, first, appended_at, body, wanted, limit - len(records))
                except msgspec.DecodeError as error:
                    raise self._damaged(name, partition, first, last - base, error) from error
                records += batch
                if batch[-1].offset < last - base:
                    return records, False
        if not records:
            begin, end = self._bounds(base)
            if not begin <= offset <= end:
                raise self._out_of_range(name, partition, offset)
        return records, True

    def bounds(self, name: str) -> dict[int, Bounds]:
        self._check_place()
        return {number: self._bounds(self._base(name, number)) for number in range(self.topic(name).partitions)}

    def commit(self, topic: str, group: str, offsets: Mapping[int, int]) -> None:
        """Not synced to the disk, as it is advice only; the next append syncs it too."""
        rows = [(topic, group, partition, offset) for partition, offset in offsets.items()]
        self._db.execute("PRAGMA synchronous = NORMAL")
        try:
            with self._writing():
                self._db.executemany("INSERT OR REPLACE INTO committed VALUES (?, ?, ?, ?)", rows)
        finally:
            self._db.execute("PRAGMA synchronous = FULL")

    def committed(self, topic: str, group: str) -> dict[int, int]:
        query = "SELECT partition, next FROM committed WHERE topic = ? AND consumers = ?"
        return dict(self._db.execute(query, (topic, group)))

    def _prepare(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _FORMAT):
            raise LogError(
                f"{self._path} is not an event log of this version of Tandem (format {version:#x}); check the path."
            )
        for pragma in (
            "page_size = 16384",  # batches are large: four times the speed of pages of 4096
            "journal_mode = WAL",
            "synchronous = FULL",
            "fullfsync = ON",  # macOS only, where a plain fsync does not reach the disk
        ):
            self._db.execute(f"PRAGMA {pragma}")
        if not version:
            self._db.executescript(_SCHEMA)
        elif "checksum" not in {column for _, column, *_ in self._db.execute("PRAGMA table_info(batches)")}:
            self._db.execute(_ADD_CHECKSUMS)

    def _check_place(self) -> None:
        """Raises ReplacedLog: what is done here would be done to a file that nobody finds any more."""
        if _identity(self._path) != self._opened:
            raise ReplacedLog(
                f"The log {self._path} was replaced or removed while this process had it open, so nothing is appended. "
                "Stop every process that uses it, see that the right file is there, and start them again."
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _topic(self, name: str) -> tuple[Topic, int]:
        if name not in self._lanes:
            row = next((row for row in self._topics() if row[0] == name), None)
            if row is None:
                raise UnknownTopic(f"Topic {name!r} was never created in {self._path}. Create it first.")
            self._lanes[name] = Topic(*row[:3]), row[3]
        return self._lanes[name]

    def _topics(self) -> list[tuple[str, str, int, int]]:
        rows = self._db.execute("SELECT name, id, partitions, first_lane FROM topics ORDER BY first_lane").fetchall()
        check_topics(rows)
        return rows

    def _base(self, name: str, partition: int) -> int:
        """The integer that stands for offset 0 of the partition."""
        topic, first_lane = self._topic(name)
        if not 0 <= partition < topic.partitions:
            raise LogError(f"Topic {name!r} has no partition {partition}, only 0 to {topic.partitions - 1}.")
        return (first_lane + partition) * OFFSETS

    def _append(self, base: int, batches: Sequence[tuple[int, bytes]]) -> int:
        """Append (size, body) after the partition's end; the offset of the first record."""
        query = "SELECT last, size, appended_at FROM batches WHERE last BETWEEN ? AND ? ORDER BY last DESC LIMIT 2"
        newest = [*self._db.execute(query, (base, base + OFFSETS - 1)), (base - 1, 1, 0)][:2]
        if not follow_each_other(newest):  # or offsets would go on from a damaged one, millions behind the last
            raise damaged(self._path, "its last batches do not follow each other")
        last: int = newest[0][0]
        stamp: int = newest[0][2]
        begin = last - base + 1
        stamp = max(stamp, time.time_ns() // 1000)  # a clock set back must not put records before older ones
        rows = []
        for size, body in batches:
            last += size
            rows.append((last, size, stamp, body, checksum(last, size, stamp, body)))
        self._db.executemany("INSERT INTO batches VALUES (?, ?, ?, ?, ?)", rows)
        return begin

    def _bounds(self, base: int) -> Bounds:
        inside = "FROM batches WHERE last BETWEEN ? AND ? ORDER BY last"
        ends = (base, base + OFFSETS - 1)
        oldest = self._db.execute(f"SELECT last - size + 1 {inside} LIMIT 1", ends).fetchone()
        newest = self._db.execute(f"SELECT last + 1 {inside} DESC LIMIT 1", ends).fetchone()
        return Bounds(oldest[0] - base, newest[0] - base) if oldest and newest else Bounds(0, 0)

    def _damaged(self, name: str, partition: int, first: int, last: int, why: object) -> LogError:
        return damaged(self._path, f"partition {partition} of {name!r}, offsets {first} to {last}: {why}")

    def _missing(self, name: str, partition: int, wanted: int, first: int) -> LogError:
        """Nothing is ever removed from this log, so what is missing between records was damaged."""
        if wanted < self._bounds(self._base(name, partition)).begin:
            return self._out_of_range(name, partition, wanted)
        return self._damaged(name, partition, wanted, first - 1, "they are missing")

    def _out_of_range(self, name: str, partition: int, offset: int) -> OutOfRange:
        begin, end = self._bounds(self._base(name, partition))
        return OutOfRange(
            f"Offset {offset} of partition {partition} of {name!r} is not in {self._path}, which holds {begin} up to "
            f"{end}. Records were lost, or the position is of another log: rebuild, or decide where to go on."
        )


def _identity(path: Path) -> tuple[int, int] | None:
    """Of the file that is at this path now."""
    try:
        status = os.stat(path)  # noqa: PTH116 - half the time of Path.stat, and it is asked at every append
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
