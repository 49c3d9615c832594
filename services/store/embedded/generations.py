"""Generations of derived state: the active one, and one that is being built beside it."""

import sqlite3

from services.core.cells import COUNTING, FAMILIES
from services.store.embedded.tables import table
from services.store.port import Generation, StoreError

_LEDGER_TABLES = ("facts", "documents", "positions", "bookmarks", "partnerships", "partnership_events")
_CELL_TABLES = tuple(table(family) for family in FAMILIES)


_COUNTED_BEFORE = 1
"""The rules of files that do not say by which their cells were counted."""


def initialise(connection: sqlite3.Connection) -> None:
    made = connection.execute("SELECT 1 FROM meta WHERE key = 'ledgers'").fetchone() is None
    counting = COUNTING if made else _COUNTED_BEFORE
    connection.execute("INSERT OR IGNORE INTO meta VALUES ('counting', ?)", (counting,))
    connection.execute(
        "INSERT OR IGNORE INTO meta VALUES ('ledgers', 1), ('cells', 1), ('building', 1), ('documents', 0)"
    )


def active(connection: sqlite3.Connection) -> Generation:
    numbers = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('ledgers', 'cells')"))
    return Generation(numbers["ledgers"], numbers["cells"])


def begin(connection: sqlite3.Connection, current: Generation, keep_ledgers: bool) -> Generation:
    """An empty generation.

    Each attempt has a number of its own, so that an older one can no longer be written or activated.
    """
    (last,) = connection.execute("SELECT value FROM meta WHERE key = 'building'").fetchone()
    number = max(last, current.cells, current.ledgers) + 1
    building = Generation(current.ledgers if keep_ledgers else number, number)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'building'", (number,))
    _drop_all_but(connection, current)
    return building


def rebuilding(connection: sqlite3.Connection) -> bool:
    """Whether a generation was begun after the active one."""
    (last,) = connection.execute("SELECT value FROM meta WHERE key = 'building'").fetchone()
    return bool(last > active(connection).cells)


def counted_by(connection: sqlite3.Connection) -> int:
    """The rules by which the cells of the active generation were counted."""
    (number,) = connection.execute("SELECT value FROM meta WHERE key = 'counting'").fetchone()
    return int(number)


def document_commits(connection: sqlite3.Connection) -> int:
    """How many commits have written district documents, of whichever generation."""
    (number,) = connection.execute("SELECT value FROM meta WHERE key = 'documents'").fetchone()
    return int(number)


def check_building(connection: sqlite3.Connection, building: Generation) -> None:
    """Raises StoreError if another rebuild began since."""
    (number,) = connection.execute("SELECT value FROM meta WHERE key = 'building'").fetchone()
    if number != building.cells:
        raise StoreError("another rebuild began since this one did; nothing was switched, rebuild again")


def activate(connection: sqlite3.Connection, building: Generation) -> None:
    """Switch over. A calendar change that was half applied begins anew, since all cells are again as before it."""
    check_building(connection, building)
    connection.execute(
        "UPDATE positions SET step = 0, epoch = epoch + 1 WHERE generation = ? AND step > 0", (building.ledgers,)
    )
    connection.executemany(
        "UPDATE meta SET value = ? WHERE key = ?",
        [(building.ledgers, "ledgers"), (building.cells, "cells"), (COUNTING, "counting")],
    )
    _drop_all_but(connection, building)


def _drop_all_but(connection: sqlite3.Connection, kept: Generation) -> None:
    for name in _LEDGER_TABLES:
        connection.execute(f"DELETE FROM {name} WHERE generation <> ?", (kept.ledgers,))
    for name in _CELL_TABLES:
        connection.execute(f"DELETE FROM {name} WHERE generation <> ?", (kept.cells,))
