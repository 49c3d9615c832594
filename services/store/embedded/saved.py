"""What people save, in the embedded store."""

import sqlite3
from contextlib import closing
from pathlib import Path

from services.store.port import StoreError
from services.store.saved import SavedVersion


def saved_in(path: Path) -> list[SavedVersion]:
    """Every version in a store's file, by id and number, whatever schema the rest of it has. Raises StoreError."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT id, version, raw FROM saved ORDER BY id, version").fetchall()
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be read as a store that people saved in: {error}") from error
    return [SavedVersion(*row) for row in rows]


def add(connection: sqlite3.Connection, saved: SavedVersion) -> bool:
    return connection.execute("INSERT OR IGNORE INTO saved VALUES (?, ?, ?)", saved).rowcount == 1


def version(connection: sqlite3.Connection, each: str, number: int | None) -> SavedVersion | None:
    row = connection.execute(
        "SELECT id, version, raw FROM saved WHERE id = ? AND version = COALESCE(?, version) "
        "ORDER BY version DESC LIMIT 1",
        (each, number),
    ).fetchone()
    return SavedVersion(*row) if row else None


def newest(connection: sqlite3.Connection) -> list[SavedVersion]:
    rows = connection.execute(
        "SELECT id, version, raw FROM saved JOIN (SELECT id, MAX(version) AS version FROM saved GROUP BY id) "
        "USING (id, version) ORDER BY id"
    )
    return [SavedVersion(*row) for row in rows]
