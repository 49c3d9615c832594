"""Small records, in the embedded store."""

import sqlite3
from datetime import UTC, datetime

from services.store.records import StoredRecord

_COLUMNS = "kind, id, raw, until"


def put(connection: sqlite3.Connection, record: StoredRecord, before: bytes | None) -> bool:
    values = (record.kind, record.id, record.raw, _text(record.until))
    if before is None:
        return connection.execute("INSERT OR IGNORE INTO records VALUES (?, ?, ?, ?)", values).rowcount == 1
    return (
        connection.execute(
            "UPDATE records SET raw = ?, until = ? WHERE (kind, id, raw) = (?, ?, ?)",
            (record.raw, values[3], record.kind, record.id, before),
        ).rowcount
        == 1
    )


def one(connection: sqlite3.Connection, kind: str, record_id: str) -> StoredRecord | None:
    query = f"SELECT {_COLUMNS} FROM records WHERE (kind, id) = (?, ?)"
    row = connection.execute(query, (kind, record_id)).fetchone()
    return _record(row) if row else None


def of_kind(connection: sqlite3.Connection, kind: str) -> list[StoredRecord]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM records WHERE kind = ? ORDER BY id", (kind,))
    return [_record(row) for row in rows]


def remove(connection: sqlite3.Connection, kind: str, record_id: str) -> None:
    connection.execute("DELETE FROM records WHERE (kind, id) = (?, ?)", (kind, record_id))


def remove_until(connection: sqlite3.Connection, now: datetime) -> None:
    connection.execute("DELETE FROM records WHERE until <= ?", (_text(now),))


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")


def _record(row: tuple[str, str, bytes, str | None]) -> StoredRecord:
    return StoredRecord(row[0], row[1], row[2], None if row[3] is None else datetime.fromisoformat(row[3]))
