"""How damage of the log's file shows, and what is said of it."""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from crc32c import crc32c

from services.log.port import DamagedLog

LANES = 1 << 23
"""Partitions that a file has room for, those of all topics together."""
_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def checksum(last: int, size: int, appended_at: int, body: bytes) -> int:
    """Of a batch as a row of the file."""
    return crc32c(body, crc32c(b"%d %d %d" % (last, size, appended_at)))


def what_is_wrong(last: object, size: object, appended_at: object, body: object, expected: object) -> str | None:
    """With a row of the file, whose columns may be anything if its page was damaged; None: it is as it was written.

    A row without a checksum was written by an older version, and is believed.
    """
    if not (isinstance(last, int) and isinstance(size, int) and isinstance(appended_at, int)):
        return "it is no batch of records"
    if not isinstance(body, bytes) or size < 1:
        return "it is no batch of records"
    return None if expected in (None, checksum(last, size, appended_at, body)) else "its checksum is another"


def follow_each_other(newest: Sequence[tuple[Any, Any, Any]]) -> bool:
    """Whether the last batches of a partition hold neighbouring offsets: (last, size, time), the newest first."""
    for last, size, appended_at in newest:
        if not (isinstance(last, int) and isinstance(size, int) and isinstance(appended_at, int) and size > 0):
            return False
    return all(after[0] - after[1] == before[0] for after, before in pairwise(newest))


def check_topics(rows: Iterable[tuple[Any, ...]]) -> None:
    """Raises sqlite3.DatabaseError if these are no topics: name, id, number of partitions, first lane; in order."""
    lanes = 0
    for name, topic_id, partitions, first_lane in rows:
        is_topic = isinstance(name, str) and isinstance(topic_id, str) and isinstance(partitions, int)
        if not is_topic or first_lane != lanes or not 1 <= partitions <= LANES - lanes:
            raise corrupt("the list of topics is damaged")
        lanes += partitions


def corrupt(what: str) -> sqlite3.DatabaseError:
    """As SQLite's own error about a damaged file."""
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def shows_damage(error: Exception) -> bool:
    """Whether SQLite says that the file is not as it was written."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in _CODES  # the higher bits say where


def damaged(path: object, what: object) -> DamagedLog:
    return DamagedLog(
        f"The log {path} is damaged: {what}. Stop every process that uses it. Then put back a backup of it, or run "
        "`tandem log repair`, which keeps all that can still be read; then `tandem log check` says how to go on. "
        "docs/operations.md has each step."
    )
