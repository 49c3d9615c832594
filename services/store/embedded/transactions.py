"""The consumer's side of the embedded store: positions and what a batch changes, in one transaction."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from msgspec.structs import astuple

from services.core.cells import FAMILIES, CellKey, Measures
from services.core.facts import EntityChange, FactKey, LedgerId
from services.core.facts import Fact as StoredFact
from services.store.codec import encode_fact, encode_partnership, name_of, search_key_of
from services.store.embedded.checkpoints import bookmark, put_bookmark
from services.store.embedded.tables import increment
from services.store.port import Fenced, Generation, Lease, PartnershipWrite, Position, Source, Writes

_INCREMENTS = {family.name: increment(family) for family in FAMILIES.values()}


def recover(connection: sqlite3.Connection, generation: Generation, source: Source) -> Lease:
    """Raise the epoch, which fences off whoever owned the source before."""
    key = (generation.ledgers, *source)
    connection.execute("INSERT OR IGNORE INTO positions VALUES (?, ?, ?, 0, 0, 0, 0, NULL)", key)
    epoch, seq, offset, step = connection.execute(
        "UPDATE positions SET epoch = epoch + 1 WHERE (generation, topic_id, partition) = (?, ?, ?) "
        "RETURNING epoch, seq, next_offset, step",
        key,
    ).fetchone()
    held = bookmark(connection, generation.ledgers, source)
    return Lease(source, epoch, seq, Position(offset, step), held)


def commit(
    connection: sqlite3.Connection,
    generation: Generation,
    owner: Lease,
    position: Position,
    writes: Writes,
    fresh_at: datetime,
) -> Lease:
    changed = connection.execute(
        "UPDATE positions SET seq = seq + 1, next_offset = ?, step = ?, fresh_at = ? "
        "WHERE (generation, topic_id, partition, epoch, seq) = (?, ?, ?, ?, ?)",
        (*position, fresh_at.isoformat(), generation.ledgers, *owner.source, owner.epoch, owner.seq),
    ).rowcount
    if changed != 1:
        raise Fenced(f"{owner.source} is owned by another consumer since epoch {owner.epoch}, plan {owner.seq}")
    put_facts(connection, generation.ledgers, writes.facts)
    if writes.entities:
        put_documents(connection, generation.ledgers, writes.entities.values())
    add_cells(connection, generation.cells, writes.cells)
    put_partnerships(connection, generation.ledgers, writes.partnerships)
    reached = owner.bookmark_at(position.offset) or owner.bookmark
    if reached is not None and reached != owner.bookmark:
        put_bookmark(connection, generation.ledgers, owner.source, reached)
    return replace(owner, seq=owner.seq + 1, position=position, bookmark=reached)


def put_facts(
    connection: sqlite3.Connection, generation: int, changed: Mapping[LedgerId, Mapping[FactKey, StoredFact]]
) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (generation, *astuple(ledger), *key, encode_fact(fact))
            for ledger, items in changed.items()
            for key, fact in items.items()
        ),
    )


def put_documents(connection: sqlite3.Connection, generation: int, changes: Iterable[EntityChange]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((generation, *change.key, *_columns_of(change)) for change in changes),
    )
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'documents'")


def _columns_of(change: EntityChange) -> tuple[str | None, bytes, str | None]:
    value = change.fact.value
    return name_of(value), encode_fact(change.fact), search_key_of(value, change.key.district)


def put_partnerships(connection: sqlite3.Connection, generation: int, changed: Mapping[str, PartnershipWrite]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO partnerships VALUES (?, ?, ?, ?)",
        (
            (generation, partnership, write.state.version, encode_partnership(write.state))
            for partnership, write in changed.items()
        ),
    )
    connection.executemany(
        "INSERT INTO partnership_events VALUES (?, ?, ?, ?, ?)",
        (
            (generation, partnership, event.number, event.raw, event.appended_at.isoformat())
            for partnership, write in changed.items()
            for event in write.events
        ),
    )


def add_cells(connection: sqlite3.Connection, generation: int, cells: Mapping[CellKey, Measures]) -> None:
    rows: dict[str, list[tuple[object, ...]]] = {}
    for (family, values), measures in cells.items():
        amounts = (measures.get(name, 0) for name in FAMILIES[family].measures)
        rows.setdefault(family, []).append((generation, *values, *amounts))
    for family, increments in rows.items():
        connection.executemany(_INCREMENTS[family], sorted(increments))
