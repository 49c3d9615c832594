"""How damage of the log's file shows, and what is said of it."""

import sqlite3

from crc32c import crc32c

from services.log.port import DamagedLog

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
