"""Generations of derived state: the active one, and one that is being built beside it."""

import sqlite3

import msgspec

from services.contracts import facts
from services.core.cells import FAMILIES
from services.store.codec import decode_fact
from services.store.embedded.tables import table
from services.store.port import Generation

_LEDGER_TABLES = ("facts", "documents", "positions")
_CELL_TABLES = ("policies", *(table(family) for family in FAMILIES))


def initialise(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT OR IGNORE INTO meta VALUES ('ledgers', 1), ('cells', 1)")


def active(connection: sqlite3.Connection) -> Generation:
    numbers = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('ledgers', 'cells')"))
    return Generation(numbers["ledgers"], numbers["cells"])


def begin(connection: sqlite3.Connection, current: Generation, keep_ledgers: bool) -> Generation:
    """An empty generation with the policies as the district documents say now."""
    building = Generation(current.ledgers if keep_ledgers else current.ledgers + 1, current.cells + 1)
    _drop_all_but(connection, current)
    rows = connection.execute(
        "SELECT district, fact FROM documents WHERE generation = ? AND kind = 'policy'", (current.ledgers,)
    ).fetchall()
    for district, raw in rows:
        policy = decode_fact("policy", raw).value
        if isinstance(policy, facts.Policy):
            connection.execute(
                "INSERT INTO policies VALUES (?, ?, ?)", (building.cells, district, msgspec.json.encode(policy))
            )
    return building


def activate(connection: sqlite3.Connection, building: Generation) -> None:
    connection.executemany(
        "UPDATE meta SET value = ? WHERE key = ?", [(building.ledgers, "ledgers"), (building.cells, "cells")]
    )
    _drop_all_but(connection, building)


def policies(connection: sqlite3.Connection, cells: int) -> list[tuple[str, bytes]]:
    return connection.execute("SELECT district, policy FROM policies WHERE generation = ?", (cells,)).fetchall()


def _drop_all_but(connection: sqlite3.Connection, kept: Generation) -> None:
    for name in _LEDGER_TABLES:
        connection.execute(f"DELETE FROM {name} WHERE generation <> ?", (kept.ledgers,))
    for name in _CELL_TABLES:
        connection.execute(f"DELETE FROM {name} WHERE generation <> ?", (kept.cells,))
