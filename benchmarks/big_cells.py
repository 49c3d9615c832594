"""One query over two million cells of the embedded store."""

import asyncio
import os
import sqlite3
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.consortium import CELLS, DISTRICTS, YEAR, load
from benchmarks.figure import Figure, beside
from benchmarks.load import DAYS
from services.app.interpreter import tune_interpreter
from services.core.access import Principal
from services.core.kpis import Granularity
from services.query.engine import QueryEngine
from services.query.model.question import MetricQuery, MetricRef, SchoolYear
from services.store.embedded import EmbeddedStore

QUESTION = MetricQuery(
    metrics=tuple(map(MetricRef, ("attendance_rate", "absences", "members", "chronic_absence_rate"))),
    group_by=("district",),
    granularity=Granularity.MONTH,
    time=SchoolYear(YEAR),
)
READ = """SELECT district, substr(date, 1, 7), SUM(excused), SUM(unexcused), SUM(marked), SUM(member), SUM(unpresumed),
    SUM(chronic), SUM(eligible), SUM(enrolled)
    FROM cells_day WHERE school_year = 2011 AND date BETWEEN '2010-07-01' AND '2011-06-30' GROUP BY 1, 2"""
"""The cells that the question is about, by one statement, which leaves out the days of calendars that rates need."""

TAUGHT = len({(day.year, day.month) for day in DAYS})
"""Months with a day of school."""
TO_JUNE = 13 - DAYS[0].month + 6
"""Months from the first day of school on: until the school year ends it is known who belongs to a school."""


def big_cells() -> Figure:
    """Four metrics by district and month over 2,160,000 plain cells; limit: one SQL statement that reads the cells.

    `TANDEM_BIG_CELLS` names a file to keep the cells in, which take a minute to write.
    """
    with tempfile.TemporaryDirectory() as name:
        path = Path(os.environ.get("TANDEM_BIG_CELLS", f"{name}/store.sqlite"))
        if not path.exists():
            asyncio.run(load(path))
        notes = (*asyncio.run(_plan(path)), *_sqlite_plan(path))
        return beside(lambda: asyncio.run(_ask(path)), lambda: _read(path), "queries/s", notes=notes)


async def _ask(path: Path) -> float:
    """Answers a second, of an engine that has answered nothing yet."""
    tune_interpreter()  # as every command does
    store = await EmbeddedStore.open(path)
    engine = QueryEngine(store, lambda: datetime(YEAR, 7, 1, 12, tzinfo=UTC), budget=600)
    await engine.explain(_EVERYBODY, QUESTION)  # calendars stay in memory between questions
    started = time.perf_counter()
    answer = await engine.answer(_EVERYBODY, QUESTION)
    seconds = time.perf_counter() - started
    await store.close()
    _check(len(answer.rows), TO_JUNE)
    return 1 / seconds


async def _plan(path: Path) -> list[str]:
    store = await EmbeddedStore.open(path)
    explained = await QueryEngine(store, lambda: datetime(YEAR, 7, 1, 12, tzinfo=UTC)).explain(_EVERYBODY, QUESTION)
    await store.close()
    return [f"cells {explained.cells}, cost {explained.cost.requested}", *explained.steps]


def _read(path: Path) -> float:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA cache_size=-65536")  # as the store has it
        started = time.perf_counter()
        _check(len(connection.execute(READ).fetchall()), TAUGHT)
        return 1 / (time.perf_counter() - started)


def _sqlite_plan(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        (count,) = connection.execute("SELECT COUNT(*) FROM cells_day").fetchone()
        if count != CELLS:
            raise RuntimeError(f"{path} has {count} cells and not {CELLS}")
        return [f"SQL: {row[-1]}" for row in connection.execute(f"EXPLAIN QUERY PLAN {READ}")]


def _check(rows: int, months: int) -> None:
    if rows != DISTRICTS * months:
        raise RuntimeError(f"{rows} rows are not one of each district and month")


_EVERYBODY = Principal("benchmark", None, None)
