"""What is damaged in a log's file, and another file of all that can still be read."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from services.log.embedded.batch import decode_batch, encode_batches
from services.log.embedded.damage import checksum, what_is_wrong
from services.log.embedded.file import OFFSETS, LogFile
from services.log.port import CORRUPT, NewRecord, Topic

_LOST_AT_ONCE = 500
_SMALLEST_RECORD = 4
"""Bytes of one without a key, a value and headers."""
_Batch = tuple[int, int, int, bytes]


@dataclass(frozen=True, slots=True)
class Lost:
    """Records of a partition that cannot be read: the offsets from `begin` up to, and without, `end`."""

    topic: str
    partition: int
    begin: int
    end: int

    def __str__(self) -> str:
        return f"partition {self.partition} of {self.topic!r}: offsets {self.begin} to {self.end - 1} cannot be read"


def lost_in(file: LogFile) -> list[Lost]:
    """All that cannot be read. Raises sqlite3.Error if not even the topics can."""
    return [
        item
        for topic, number, base in file.lanes()
        for item in _scan(file.connection, topic.name, number, base)
        if isinstance(item, Lost)
    ]


def damages_of(file: LogFile) -> list[str]:
    """In words, all that cannot be read, or else what SQLite says of its pages. Raises sqlite3.Error as `lost_in`."""
    return [str(lost) for lost in lost_in(file)] or _broken_pages(file.connection)


def damages_in(path: Path) -> list[str]:
    """The same of a file that nobody has open, in words."""
    try:
        with closing(LogFile(path)) as file:
            return damages_of(file)
    except sqlite3.Error as error:
        return [str(error)]
    finally:
        path.with_name(f"{path.name}.lock").unlink(missing_ok=True)


def _broken_pages(source: sqlite3.Connection) -> list[str]:
    """What SQLite says of pages that cannot be read. Where the last one cannot, nobody knows how far the log went."""
    messages = [row[0] for row in source.execute("PRAGMA quick_check(3)")]
    return [] if messages == ["ok"] else messages


def repair(path: Path) -> tuple[Path, list[Lost]]:
    """Put a file of all that can be read in the place of the damaged one, which is kept beside it.

    Offsets stay as they are. In the place of a record that is lost stands one that says so, which becomes a dead letter
    when it is read. Nobody else may have the file open. Returns where the damaged file is now, and what is lost.

    Raises:
        sqlite3.Error: not even the topics can be read; nothing was changed.
        LogError, OSError.
    """
    kept, new = _beside(path, "damaged"), _beside(path, "repaired")
    damaged = LogFile(path)
    try:
        with suppress(sqlite3.DatabaseError):
            damaged.connection.execute("BEGIN IMMEDIATE")  # who appends waits, and notices then that the file is gone
        lanes = damaged.lanes()
        repaired = LogFile(new)
        try:
            lost = _copy(damaged, repaired, lanes)
        finally:
            repaired.close()
    except BaseException:
        _remove(new)
        damaged.close()
        raise
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{kept}{suffix}")
    new.rename(path)
    damaged.close()
    _remove(new)
    return kept, lost


def _copy(damaged: LogFile, repaired: LogFile, lanes: list[tuple[Topic, int, int]]) -> list[Lost]:
    lost = []
    source, target = damaged.connection, repaired.connection
    target.execute("BEGIN IMMEDIATE")
    first_lanes = {topic: base // OFFSETS for topic, number, base in lanes if number == 0}
    target.executemany(
        "INSERT INTO topics VALUES (?, ?, ?, ?)",
        [(topic.name, topic.id, topic.partitions, lane) for topic, lane in first_lanes.items()],
    )
    for topic, number, base in lanes:
        stamp = 0
        for item in _scan(source, topic.name, number, base):
            if isinstance(item, Lost):
                lost.append(item)
                _insert(target, _placeholders(item, base, stamp))
            else:
                stamp = item[2]
                _insert(target, [item])
    target.execute("COMMIT")
    return lost


def _insert(target: sqlite3.Connection, batches: Iterator[_Batch] | list[_Batch]) -> None:
    target.executemany("INSERT INTO batches VALUES (?, ?, ?, ?, ?)", [(*batch, checksum(*batch)) for batch in batches])


def _placeholders(lost: Lost, base: int, stamp: int) -> Iterator[_Batch]:
    reason = (CORRUPT, b"this record was lost when the log was damaged")
    for begin in range(lost.begin, lost.end, _LOST_AT_ONCE):
        size = min(_LOST_AT_ONCE, lost.end - begin)
        for count, body in encode_batches([NewRecord(b"", b"", (reason,))] * size):
            yield base + begin + count - 1, count, stamp, body


def _scan(source: sqlite3.Connection, topic: str, partition: int, base: int) -> Iterator[_Batch | Lost]:
    """Every batch that is as it was written, in order, and between them what is lost."""
    expected, most, keys = 0, _most_records(source), _keys(source, base)
    for last in keys:
        batch = _batch(source, last)
        if batch is None:
            continue
        first = last - base - batch[1] + 1
        if not expected <= first <= expected + most:  # its size or key is damaged: its offsets are those of others
            continue
        if first > expected:
            yield Lost(topic, partition, expected, first)
        yield batch
        expected = last - base + 1
    end = expected
    for last in keys:
        reached = last - base + 1
        if reached > expected + most:
            end += _size(source, last)
        elif reached > end:
            end = reached
    if end > expected:
        yield Lost(topic, partition, expected, end)


def _size(source: sqlite3.Connection, last: int) -> int:
    """How many records a batch has whose key is damaged; 1 if that cannot be read either."""
    with suppress(sqlite3.Error):
        (size,) = source.execute("SELECT size FROM batches WHERE last = ?", (last,)).fetchone() or (1,)
        if isinstance(size, int) and 1 <= size <= _LOST_AT_ONCE:
            return size
    return 1


def _most_records(source: sqlite3.Connection) -> int:
    """More than a file of this size can hold; a key that says that more are lost is damaged itself."""
    (pages,), (size,) = (source.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
    return int(pages * size) // _SMALLEST_RECORD


def _keys(source: sqlite3.Connection, base: int) -> list[int]:
    """Of the partition's batches, from both ends as far as a damaged page lets."""
    keys: set[int] = set()
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.DatabaseError):
            query = f"SELECT last FROM batches WHERE last BETWEEN ? AND ? ORDER BY last {order}"
            for (last,) in source.execute(query, (base, base + OFFSETS - 1)):
                keys.add(last)
    return sorted(keys)


def _batch(source: sqlite3.Connection, last: int) -> _Batch | None:
    """None: it is not as it was written."""
    try:
        query = "SELECT last, size, appended_at, records, checksum FROM batches WHERE last = ?"
        key, size, appended_at, body, expected = source.execute(query, (last,)).fetchone()
        if what_is_wrong(key, size, appended_at, body, expected) is not None:
            return None
        whole = decode_batch("", 0, 0, 0, body, 0, size)
    except (sqlite3.Error, msgspec.DecodeError, TypeError, ValueError):  # columns of a damaged page may be anything
        return None
    return (key, size, appended_at, body) if len(whole) == size else None


def _beside(path: Path, word: str) -> Path:
    """A path that is free."""
    number = 1
    while (free := path.with_name(f"{path.name}.{word}-{number}")).exists():
        number += 1
    return free


def _remove(path: Path) -> None:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
