"""What people save, in the embedded store."""

import sqlite3
from contextlib import closing
from pathlib import Path

from services.store.embedded.damage import FAILURES
from services.store.port import StoreError
from services.store.saved import Salvage, SavedVersion


def saved_in(path: Path) -> Salvage:
    """Every version in a store's file, by id and number, whatever schema the rest of it has, as far as it can be read.

    Raises:
        StoreError: nothing can be read.
    """
    versions: dict[tuple[str, int], SavedVersion] = {}
    trouble: Exception | None = None
    for order in ("ASC", "DESC"):  # from both ends, so that of a damaged page only its own rows are missing
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                for row in connection.execute(f"SELECT id, version, raw FROM saved ORDER BY rowid {order}"):
                    versions[row[0], row[1]] = SavedVersion(*row)
        except FAILURES as error:
            trouble = error
    if trouble is not None and not versions:
        message = f"{path} cannot be read as a store that people saved in: {trouble}. Copy from a backup of it"
        raise StoreError(message) from trouble
    return Salvage([versions[key] for key in sorted(versions)], None if trouble is None else str(trouble))


def add(connection: sqlite3.Connection, saved: SavedVersion) -> bool:
    return connection.execute("INSERT OR IGNORE INTO saved VALUES (?, ?, ?)", saved).rowcount == 1


def version(connection: sqlite3.Connection, saved_id: str, number: int | None) -> SavedVersion | None:
    row = connection.execute(
        "SELECT id, version, raw FROM saved WHERE id = ? AND version = COALESCE(?, version) "
        "ORDER BY version DESC LIMIT 1",
        (saved_id, number),
    ).fetchone()
    return SavedVersion(*row) if row else None


def newest(connection: sqlite3.Connection) -> list[SavedVersion]:
    rows = connection.execute(
        "SELECT id, version, raw FROM saved JOIN (SELECT id, MAX(version) AS version FROM saved GROUP BY id) "
        "USING (id, version) ORDER BY id"
    )
    return [SavedVersion(*row) for row in rows]
