"""Queries that answer everything with some rows, and rows that come when a test lets them."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from threading import Event
from typing import Any, overload

from services.core.access import Principal
from services.core.kpis import Granularity
from services.exports.model import ExportRequest, Format
from services.query.model.answers import Answer, Column, ColumnKind, Cost, Explanation, Key, Row, Value, ValueStatus
from services.query.model.query_error import QueryError
from services.query.model.question import Last, MetricQuery, MetricRef

ANA = Principal("ana", frozenset({"d"}))
BEN = Principal("ben", frozenset({"d"}))
AS_OF = datetime(2011, 6, 1, tzinfo=UTC)
CSV = ExportRequest(MetricQuery((MetricRef("absences"),), Last(1, Granularity.MONTH), ("school",)), Format.CSV)
COLUMNS = (
    Column("school", "School", ColumnKind.DIMENSION),
    Column("bucket", "Day", ColumnKind.BUCKET),
    Column("absences", "Absences", ColumnKind.METRIC),
)


def row(number: int) -> Row:
    value = Value("absences", float(number), None, None, None, ValueStatus.OK)
    return Row((Key("school", f"S{number}"),), date(2011, 5, 2), (value,))


def lines(count: int) -> str:
    """The CSV of so many rows."""
    return "school,bucket,absences\r\n" + "".join(f"S{n},2011-05-02,{n}.0\r\n" for n in range(count))


class Answering:
    """Stands for `Queries`; `failure` is raised instead of an answer."""

    def __init__(self, rows: Sequence[Row], failure: Exception | None = None) -> None:
        self.rows = rows
        self.failure = failure
        self.columns: tuple[Column, ...] = COLUMNS
        self.asked: list[tuple[Principal, MetricQuery]] = []

    async def answer(self, principal: Principal, query: MetricQuery) -> Answer:
        self.asked.append((principal, query))
        if self.failure is not None:
            raise self.failure
        return Answer(AS_OF, self.columns, self.rows, None, Cost(1, 1))

    async def explain(self, principal: Principal, query: MetricQuery) -> Explanation:
        if isinstance(self.failure, QueryError):
            raise self.failure
        return Explanation(self.columns, Cost(1, 1), "day", Granularity.DAY, ())

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"exports do not ask for {name}")


class Gated(Sequence[Row]):
    """Rows of which those from `closed_from` on come only when the gate is open. Read by one thread."""

    def __init__(self, count: int, closed_from: int) -> None:
        self._rows = [row(n) for n in range(count)]
        self._closed_from = closed_from
        self._reached = Event()
        self._gate = Event()

    async def reached(self) -> None:
        """Wait until somebody is at the gate."""
        assert await asyncio.to_thread(self._reached.wait, 30)

    def open(self) -> None:
        self._gate.set()

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        assert isinstance(index, slice)
        if (index.start or 0) >= self._closed_from:
            self._reached.set()
            assert self._gate.wait(30)
        return self._rows[index]
