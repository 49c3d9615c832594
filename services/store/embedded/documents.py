"""District documents in a file: lists, single ones, and how they are recognised."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from services.contracts import facts
from services.core.facts import EntityKey, Fact
from services.core.search import folded
from services.store.codec import decode_fact
from services.store.port import (
    Entity,
    EntityPage,
    EntityQuery,
    Generation,
    Stamp,
)

STAMP_BYTES = 16


def policies(connection: sqlite3.Connection, generation: Generation) -> dict[str, facts.Policy]:
    rows = connection.execute(
        "SELECT district, fact FROM documents WHERE generation = ? AND kind = 'policy'", (generation.ledgers,)
    )
    values = {district: decode_fact("policy", raw).value for district, raw in rows}
    return {district: value for district, value in values.items() if isinstance(value, facts.Policy)}


def documents(
    connection: sqlite3.Connection, generation: Generation, district: str, kinds: Collection[str]
) -> dict[EntityKey, Fact]:
    rows = connection.execute(
        f"SELECT kind, id, fact FROM documents WHERE generation = ? AND district = ? "
        f"AND kind IN ({', '.join('?' * len(kinds))})",
        (generation.ledgers, district, *kinds),
    )
    return {EntityKey(district, kind, name): decode_fact(kind, raw) for kind, name, raw in rows}


_BEHIND, _BEFORE = " AND (name, district, id) > (?, ?, ?)", " AND (name, district, id) < (?, ?, ?)"


def entities(connection: sqlite3.Connection, generation: Generation, query: EntityQuery) -> EntityPage:
    condition, parameters = _listed(generation.ledgers, query)

    def count(bound: str = "", place: Sequence[str] = ()) -> int:
        statement = f"SELECT COUNT(*) FROM documents WHERE {condition}{bound}"
        return int(connection.execute(statement, (*parameters, *place)).fetchone()[0])

    bounds = (_BEHIND if query.after else "") + (_BEFORE if query.before else "")
    order = "name DESC, district DESC, id DESC" if query.last else "name, district, id"
    rows = connection.execute(
        f"SELECT district, kind, id, name, fact FROM documents WHERE {condition}{bounds} ORDER BY {order} LIMIT ?",
        (*parameters, *(query.after or ()), *(query.before or ()), query.first + 1),
    ).fetchall()
    total, more = count(), len(rows) > query.first
    previous = query.after is not None and count(_BEHIND, query.after) < total
    following = query.before is not None and count(_BEFORE, query.before) < total
    shown = [entity for row in rows[: query.first] if (entity := _entity(row))]
    return EntityPage(
        shown[::-1] if query.last else shown,
        total,
        has_next=following or (more and not query.last),
        has_previous=previous or (more and query.last),
    )


def _listed(generation: int, query: EntityQuery) -> tuple[str, list[Any]]:
    """The condition that a document is in the list, wherever in it, and its parameters."""
    condition = "generation = ? AND kind = ? AND name IS NOT NULL"
    parameters: list[Any] = [generation, query.kind]
    if query.districts is not None:
        singles = " OR (district, id) IN (VALUES " + ", ".join(["(?, ?)"] * len(query.singles)) + ")"
        whole = f"district IN ({', '.join('?' * len(query.districts))})"
        condition += f" AND ({whole}{singles if query.singles else ''})"
        parameters += [*query.districts, *(part for single in query.singles for part in single)]
    if query.search:
        condition += " AND instr(search, ?) > 0"
        parameters.append(folded(query.search))
    return condition, parameters


def entity(connection: sqlite3.Connection, generation: Generation, key: EntityKey) -> Entity | None:
    row = connection.execute(
        "SELECT district, kind, id, name, fact FROM documents WHERE (generation, district, kind, id) = (?, ?, ?, ?)",
        (generation.ledgers, *key),
    ).fetchone()
    return None if row is None else _entity(row)


def entities_of(connection: sqlite3.Connection, generation: Generation, keys: Iterable[EntityKey]) -> list[Entity]:
    return [known for key in keys if (known := entity(connection, generation, key)) is not None]


def document_stamps(
    connection: sqlite3.Connection, generation: Generation, kinds: Collection[str]
) -> Mapping[EntityKey, Stamp]:
    """Digests: a file does not say which of its rows were written since."""
    rows = connection.execute(
        "SELECT district, kind, id, fact FROM documents "
        f"WHERE generation = ? AND kind IN ({', '.join('?' * len(kinds))}) AND name IS NOT NULL",
        (generation.ledgers, *kinds),
    )
    return {EntityKey(*key): blake2b(fact, digest_size=STAMP_BYTES).digest() for *key, fact in rows}


def _entity(row: tuple[str, str, str, str, bytes]) -> Entity | None:
    district, kind, document, name, raw = row
    value = decode_fact(kind, raw).value
    return None if value is None else Entity(EntityKey(district, kind, document), name, value)
