"""What an error of SQLite says of the store's file."""

import sqlite3
from pathlib import Path

import msgspec

from services.store.port import DamagedStore, StoreError

FAILURES = (sqlite3.Error, msgspec.DecodeError, UnicodeDecodeError)
"""What reading or writing the file may raise."""
_WORDS = ("Could not decode to UTF-8", "unsupported file format")
"""In errors of the module and of SQLite that have no code of their own."""
_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def store_error(path: Path, error: Exception) -> StoreError:
    if not _shows_damage(error):
        return StoreError(f"{path}: {error}")
    return DamagedStore(
        f"The store {path} is damaged: {error}. Stop every process that uses it and move the file away, with those of "
        f"the same name that end in -wal and -shm. Then `tandem rebuild --from-log` makes another from the log, and "
        f"`tandem saved copy sqlite:{path}.damaged`, or whatever its name is then, brings what people saved. "
        "docs/operations.md has each step."
    )


def _shows_damage(error: Exception) -> bool:
    if isinstance(error, msgspec.DecodeError | UnicodeDecodeError):
        return True
    if any(words in str(error) for words in _WORDS):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF in _CODES  # the higher bits say where
    return False


def damages(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong in the whole file, ten things at most."""
    rows = connection.execute("PRAGMA quick_check(10)").fetchall()
    return [problem for (problem,) in rows if problem != "ok"]
