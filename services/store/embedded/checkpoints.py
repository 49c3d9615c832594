"""Positions with the records by which they are recognised, in the embedded store."""

import sqlite3
from collections.abc import Mapping

from services.store.port import Bookmark, Checkpoint, Generation, Position, Source

_KEY = "(generation, topic_id, partition) = (?, ?, ?)"


def checkpoints(connection: sqlite3.Connection, generation: Generation) -> Mapping[Source, Checkpoint]:
    rows = connection.execute(
        "SELECT topic_id, partition, next_offset, step, record_offset, digest, disagreement FROM positions "
        "LEFT JOIN bookmarks USING (generation, topic_id, partition) WHERE generation = ?",
        (generation.ledgers,),
    )
    return {
        Source(topic_id, partition): Checkpoint(Position(offset, step), _bookmark(record_offset, digest), disagreement)
        for topic_id, partition, offset, step, record_offset, digest, disagreement in rows
    }


def bookmark(connection: sqlite3.Connection, generation: int, source: Source) -> Bookmark | None:
    query = f"SELECT record_offset, digest FROM bookmarks WHERE {_KEY}"
    row = connection.execute(query, (generation, *source)).fetchone()
    return _bookmark(*row) if row else None


def put_bookmark(connection: sqlite3.Connection, generation: int, source: Source, changed: Bookmark) -> None:
    connection.execute(
        "INSERT INTO bookmarks (generation, topic_id, partition, record_offset, digest) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET record_offset = excluded.record_offset, digest = excluded.digest",
        (generation, *source, *changed),
    )


def note_disagreement(
    connection: sqlite3.Connection, generation: Generation, source: Source, reason: str | None
) -> None:
    connection.execute(
        "INSERT INTO bookmarks (generation, topic_id, partition, disagreement) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET disagreement = excluded.disagreement",
        (generation.ledgers, *source, reason),
    )


def restart(connection: sqlite3.Connection, generation: Generation, source: Source, offset: int) -> None:
    key = (generation.ledgers, *source)
    connection.execute("INSERT OR IGNORE INTO positions VALUES (?, ?, ?, 0, 0, 0, 0, NULL)", key)
    connection.execute(
        f"UPDATE positions SET epoch = epoch + 1, next_offset = ?, step = 0 WHERE {_KEY}", (offset, *key)
    )
    connection.execute(f"DELETE FROM bookmarks WHERE {_KEY}", key)


def _bookmark(offset: int | None, digest: str | None) -> Bookmark | None:
    return None if offset is None or digest is None else Bookmark(offset, digest)
