"""The query's side of the embedded store, and the scans for verify and rebuild."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from msgspec.structs import astuple

from services.core.cells import FAMILIES, CellKey, Measures
from services.core.facts import Fact, FactKey, LedgerId
from services.core.ledger import Ledger, put
from services.store.codec import decode_fact
from services.store.embedded.tables import PARTICIPATION_START, table, where
from services.store.port import (
    ENGAGED_PARTS,
    CellQuery,
    CellSum,
    Generation,
    Position,
    Source,
)

PAGE = 2_000
ENGAGED_LEDGERS = 200


def ledger_of(rows: Iterator[tuple[str, str, bytes]]) -> Ledger:
    ledger = Ledger()
    for part, item, raw in rows:
        put(ledger, FactKey(part, item), decode_fact(part, raw))
    return ledger


def ledgers(
    connection: sqlite3.Connection, generation: Generation, ids: Collection[LedgerId]
) -> dict[LedgerId, Ledger]:
    statement = "SELECT part, item, fact FROM facts WHERE (generation, district, school_year, owner) = (?, ?, ?, ?)"
    return {
        ledger_id: ledger_of(connection.execute(statement, (generation.ledgers, *astuple(ledger_id))))
        for ledger_id in ids
    }


def facts_of(
    connection: sqlite3.Connection, generation: Generation, keys: Iterable[tuple[LedgerId, FactKey]]
) -> dict[tuple[LedgerId, FactKey], Fact]:
    place = "(generation, district, school_year, owner, part, item)"
    statement = f"SELECT fact FROM facts WHERE {place} = (?, ?, ?, ?, ?, ?)"
    rows = {
        (ledger, key): connection.execute(statement, (generation.ledgers, *astuple(ledger), *key)).fetchone()
        for ledger, key in keys
    }
    return {(ledger, key): decode_fact(key.part, row[0]) for (ledger, key), row in rows.items() if row is not None}


def enrolled(
    connection: sqlite3.Connection, generation: Generation, district: str, school_year: int, prefix: str
) -> list[LedgerId]:
    rows = connection.execute(
        "SELECT DISTINCT owner FROM facts WHERE generation = ? AND district = ? AND school_year = ? "
        "AND part = 'enrollment' AND item >= ? AND item < ? ORDER BY owner",
        (generation.ledgers, district, school_year, f"{prefix}|", f"{prefix}}}"),
    )
    return [LedgerId(district, school_year, owner) for (owner,) in rows]


def shared_ledgers(
    connection: sqlite3.Connection, generation: Generation, district: str, school_year: int
) -> dict[LedgerId, Ledger]:
    """Who goes to more than one school is read from the index `enrolled` alone, which SQLite does only if told so."""
    of_year = "generation = ? AND district = ? AND school_year = ? AND part = 'enrollment'"
    rows = connection.execute(
        f"SELECT owner, part, item, fact FROM facts WHERE {of_year} AND owner IN (SELECT owner FROM facts "
        f"INDEXED BY enrolled WHERE {of_year} GROUP BY owner "
        "HAVING COUNT(DISTINCT substr(item, 1, instr(item, '|') - 1)) > 1) "
        "ORDER BY owner",
        (generation.ledgers, district, school_year) * 2,
    )
    by_owner = groupby(rows, itemgetter(0))
    return {
        LedgerId(district, school_year, owner): ledger_of(row[1:] for row in of_owner) for owner, of_owner in by_owner
    }


def ledger_ids(connection: sqlite3.Connection, generation: Generation, district: str) -> list[LedgerId]:
    rows = connection.execute(
        "SELECT DISTINCT school_year, owner FROM facts WHERE generation = ? AND district = ? AND school_year > 0 "
        "ORDER BY school_year, owner",
        (generation.ledgers, district),
    )
    return [LedgerId(district, school_year, owner) for school_year, owner in rows]


def years(connection: sqlite3.Connection, generation: Generation, learners: Collection[LedgerId]) -> list[LedgerId]:
    """By a look at each school year of the district: no index has the grades of a learner in all of them."""
    statement = (
        "SELECT 1 FROM facts WHERE (generation, district, school_year, owner) = (?, ?, ?, ?) "
        "AND (part = 'enrollment' OR part BETWEEN 'grade|' AND 'grade}') LIMIT 1"
    )
    return sorted(
        LedgerId(learner.district, school_year, learner.owner)
        for learner in learners
        for school_year in _school_years(connection, generation.ledgers, learner.district)
        if connection.execute(statement, (generation.ledgers, learner.district, school_year, learner.owner)).fetchone()
    )


def _school_years(connection: sqlite3.Connection, generation: int, district: str) -> list[int]:
    statement = "SELECT MIN(school_year) FROM facts WHERE generation = ? AND district = ? AND school_year > ?"
    school_years = [0]
    while (
        following := connection.execute(statement, (generation, district, school_years[-1])).fetchone()[0]
    ) is not None:
        school_years.append(following)
    return school_years[1:]


def sum_cells(connection: sqlite3.Connection, generation: Generation, query: CellQuery) -> list[CellSum]:
    condition, parameters = where(query.where)
    sums = ", ".join(f"SUM({measure})" for measure in query.measures)
    columns = ", ".join(filter(None, (*query.group, sums))) or "1"
    grouping = f" GROUP BY {', '.join(query.group)}" if query.group else " HAVING COUNT(*) > 0"
    rows = connection.execute(
        f"SELECT {columns} FROM {table(query.family)} WHERE generation = ? AND {condition}{grouping}",
        (generation.cells, *parameters),
    )
    width = len(query.group)
    return [CellSum(row[:width], row[width:] if query.measures else ()) for row in rows]


def fresh_at(connection: sqlite3.Connection, generation: Generation) -> datetime | None:
    times = [
        row[0]
        for row in connection.execute("SELECT fresh_at FROM positions WHERE generation = ?", (generation.ledgers,))
    ]
    return None if not times or None in times else min(datetime.fromisoformat(time) for time in times)


def freshness(connection: sqlite3.Connection, generation: Generation) -> Mapping[Source, datetime]:
    rows = connection.execute(
        "SELECT topic_id, partition, fresh_at FROM positions WHERE generation = ?", (generation.ledgers,)
    )
    return {Source(topic, partition): datetime.fromisoformat(moment) for topic, partition, moment in rows if moment}


def positions(connection: sqlite3.Connection, generation: Generation) -> Mapping[Source, Position]:
    rows = connection.execute(
        "SELECT topic_id, partition, next_offset, step FROM positions WHERE generation = ?", (generation.ledgers,)
    )
    return {Source(topic, partition): Position(offset, step) for topic, partition, offset, step in rows}


def districts(connection: sqlite3.Connection, generation: Generation) -> list[str]:
    cells = [(table(name), generation.cells) for name in FAMILIES]
    tables = [("facts", generation.ledgers), ("documents", generation.ledgers), *cells]
    parts = " UNION ".join(f"SELECT district FROM {name} WHERE generation = ?" for name, _ in tables)
    return [row[0] for row in connection.execute(f"{parts} ORDER BY 1", [number for _, number in tables])]


def ledger_page(
    connection: sqlite3.Connection, generation: Generation, district: str, after: tuple[int, str]
) -> list[tuple[LedgerId, Ledger]]:
    """Whole ledgers behind `after` (school year, owner): about `PAGE` facts of them."""
    ids = connection.execute(
        "SELECT DISTINCT school_year, owner FROM facts WHERE generation = ? AND district = ? "
        "AND (school_year, owner) > (?, ?) ORDER BY school_year, owner LIMIT 200",
        (generation.ledgers, district, *after),
    ).fetchall()
    return list(ledgers(connection, generation, [LedgerId(district, *rest_of_id) for rest_of_id in ids]).items())


def engaged_page(
    connection: sqlite3.Connection, generation: Generation, district: str, school_year: int, after: str
) -> dict[LedgerId, Ledger]:
    """Some ledgers with an engagement whose owners come after this one; none: there are no more."""
    owners = connection.execute(
        "SELECT DISTINCT owner FROM facts WHERE generation = ? AND district = ? AND school_year = ? "
        "AND part = 'engagement' AND owner > ? ORDER BY owner LIMIT ?",
        (generation.ledgers, district, school_year, after, ENGAGED_LEDGERS),
    ).fetchall()
    statement = (
        "SELECT part, item, fact FROM facts WHERE (generation, district, school_year, owner) = (?, ?, ?, ?) "
        f"AND part IN ({', '.join('?' * len(ENGAGED_PARTS))})"
    )
    return {
        LedgerId(district, school_year, owner): ledger_of(
            connection.execute(statement, (generation.ledgers, district, school_year, owner, *ENGAGED_PARTS))
        )
        for (owner,) in owners
    }


def beginning_participations(
    connection: sqlite3.Connection, generation: Generation, districts: Collection[str] | None, after: date
) -> list[LedgerId]:
    rows = connection.execute(
        f"SELECT DISTINCT district, owner FROM facts WHERE generation = ? AND part = 'participation' "
        f"AND {PARTICIPATION_START} > ? ORDER BY district, owner",
        (generation.ledgers, after.isoformat()),
    )
    return [LedgerId(district, 0, owner) for district, owner in rows if districts is None or district in districts]


def cell_rows(
    connection: sqlite3.Connection, generation: Generation, family: str, district: str, after: tuple[object, ...]
) -> list[tuple[CellKey, Measures]]:
    """A page of cells behind the key `after` (empty: from the start), zeros included."""
    columns, measures = FAMILIES[family].columns, FAMILIES[family].measures
    key = ", ".join(columns)
    behind = f"AND ({key}) > ({', '.join('?' * len(columns))})" if after else ""
    rows = connection.execute(
        f"SELECT {key}, {', '.join(measures)} FROM {table(family)} "
        f"WHERE generation = ? AND district = ? {behind} ORDER BY {key} LIMIT {PAGE}",
        (generation.cells, district, *after),
    )
    width = len(columns)
    return [
        (CellKey(family, row[:width]), {name: by for name, by in zip(measures, row[width:], strict=True) if by})
        for row in rows
    ]
