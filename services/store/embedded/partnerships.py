"""Partnerships of the embedded store, and the events that are in them."""

import sqlite3
from collections.abc import Collection
from datetime import datetime

from services.core.partnerships.partnership import Partnership
from services.store.codec import decode_partnership
from services.store.port import AcceptedEvent, Generation


def partnerships(
    connection: sqlite3.Connection, generation: Generation, ids: Collection[str]
) -> dict[str, Partnership]:
    statement = "SELECT id, state FROM partnerships WHERE (generation, id) = (?, ?)"
    rows = (row for partnership in ids for row in connection.execute(statement, (generation.ledgers, partnership)))
    return {partnership: decode_partnership(state) for partnership, state in rows}


def versions(connection: sqlite3.Connection, generation: Generation) -> dict[str, int]:
    return dict(connection.execute("SELECT id, version FROM partnerships WHERE generation = ?", (generation.ledgers,)))


def events(connection: sqlite3.Connection, generation: Generation, partnership: str) -> list[AcceptedEvent]:
    rows = connection.execute(
        "SELECT number, raw, appended_at FROM partnership_events WHERE generation = ? AND partnership = ? "
        "ORDER BY number",
        (generation.ledgers, partnership),
    )
    return [AcceptedEvent(number, raw, datetime.fromisoformat(at)) for number, raw, at in rows]
