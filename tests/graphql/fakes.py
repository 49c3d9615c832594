"""A query service in memory, which remembers how it was asked."""

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from strawberry.schema import BaseSchema
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema import SCHEMA, Context
from schema.execution.document_cache import InvalidDocument, KnownDocuments
from services.core.access import Principal
from services.core.kpis import Granularity, Unit
from services.query.model.answers import (
    Answer,
    Column,
    ColumnKind,
    Cost,
    District,
    Explanation,
    FilterWarning,
    Key,
    Row,
    School,
    Value,
    ValueStatus,
)
from services.query.model.pages import FORWARDS, Backwards, Page
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import MetricQuery
from services.query.results.ordering import cut

T = TypeVar("T")

KNOWN, ORDINARY = KnownDocuments(SCHEMA), copy(SCHEMA)
ORDINARY.execution_context_class = StrawberryGraphQLCoreExecutionContext
PRINCIPAL = Principal(name="analyst", districts=frozenset({"255901"}))
AS_OF = datetime(2011, 6, 1, 12, 30, tzinfo=UTC)
DISTRICTS = [District("255901", "Grand Bend ISD", "America/Chicago"), District("255902", "Lakeside", "America/Chicago")]
SCHOOLS = [
    School(district.district_id, f"{district.district_id}{n:03}", f"School {n}", ("Ninth grade", "Tenth grade"))
    for district in DISTRICTS
    for n in range(1, 5)
]
SEX = [Key("sex", "Female", "Female"), Key("sex", "Male", "Male"), Key("sex", None, None)]


def row(school: str | None, month: int, rate: float | None, status: ValueStatus = ValueStatus.OK) -> Row:
    """A row of two metrics: the rate as given, the absences always 3 for 40 learners."""
    values = (
        Value("rate", rate, None if rate is None else rate * 2, 200.0, None if rate is None else 40, status),
        Value("absences", 3.0, 3.0, None, 40, ValueStatus.OK),
    )
    return Row((Key("school", school, school and f"School {school}"),), date(2011, month, 1), values)


ROWS = (
    row("001", 3, 94.25),
    row("001", 4, 93.5),
    row("002", 3, None, ValueStatus.NO_DATA),
    row(None, 3, None, ValueStatus.DIVIDE_BY_ZERO),
)
COLUMNS = (
    Column("school", "School", ColumnKind.DIMENSION),
    Column("bucket", "Month", ColumnKind.BUCKET),
    Column("rate", "Attendance rate", ColumnKind.METRIC, Unit.PERCENT),
    Column("absences", "Absences", ColumnKind.METRIC, Unit.DAYS),
)


@dataclass
class FakeQueries:
    """Answers every question with `rows`; raises `failure` instead when there is one. Cursors are places."""

    rows: Sequence[Row] = ROWS
    totals: Row | None = None
    subtotals: Sequence[Row] = ()
    failure: Exception | None = None
    asked: list[MetricQuery] = field(default_factory=list)
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    async def answer(self, principal: Principal, query: MetricQuery) -> Answer:
        self._record("answer", principal)
        self.asked.append(query)
        return Answer(AS_OF, COLUMNS, self.rows, self.totals, Cost(120, 1000), self.subtotals)

    async def explain(self, principal: Principal, query: MetricQuery) -> Explanation:
        self._record("explain", principal)
        self.asked.append(query)
        return Explanation((), Cost(120, 1000), "day", Granularity.DAY, ("read", "divide"))

    async def warnings(self, principal: Principal, query: MetricQuery) -> list[FilterWarning]:
        self._record("warnings", principal)
        assert query is self.asked[-1], "warnings are about the same question"
        return [FilterWarning("query.where.dimension.is.eq", "sex", "Femal", "no sex 'Femal'", (SEX[0],))]

    def page(
        self, answer: Answer, query: MetricQuery, first: int, after: str | None, end: Backwards = FORWARDS
    ) -> Page[Row]:
        assert query is self.asked[-1], "a page is one of the answer to the same question"
        return page(answer.rows, first, after, end)

    async def districts(
        self, principal: Principal, first: int, after: str | None, end: Backwards = FORWARDS, search: str | None = None
    ) -> Page[District]:
        self._record("districts", principal, *([search] if search else []), first, after)
        return page(DISTRICTS, first, after, end)

    async def schools(
        self,
        principal: Principal,
        district: str | None,
        search: str | None,
        first: int,
        after: str | None,
        end: Backwards = FORWARDS,
    ) -> Page[School]:
        self._record("schools", principal, district, search, first, after)
        values = [
            school for school in SCHOOLS if district in (None, school.district_id) and (search or "") in school.name
        ]
        return page(values, first, after, end)

    async def district(self, principal: Principal, district_id: str) -> District | None:
        self._record("district", principal, district_id)
        return next((district for district in DISTRICTS if district.district_id == district_id), None)

    async def districts_of(self, principal: Principal, ids: Collection[str]) -> dict[str, District]:
        self._record("districts_of", principal, *ids)
        return {district.district_id: district for district in DISTRICTS if district.district_id in ids}

    async def school(self, principal: Principal, district_id: str, school_id: str) -> School | None:
        self._record("school", principal, district_id, school_id)
        return next(
            (school for school in SCHOOLS if (school.district_id, school.school_id) == (district_id, school_id)), None
        )

    async def dimension_values(
        self,
        principal: Principal,
        dimension: str,
        search: str | None,
        first: int,
        after: str | None,
        end: Backwards = FORWARDS,
    ) -> Page[Key]:
        self._record("dimension_values", principal, dimension, search, first, after)
        return page(SEX if dimension == "sex" else [], first, after, end)

    def _record(self, name: str, principal: Principal, *arguments: Any) -> None:
        assert principal is PRINCIPAL, "every call passes on who asks"
        self.calls.append((name, *arguments))
        if self.failure is not None:
            raise self.failure


def page(items: Sequence[T], first: int, after: str | None, end: Backwards = FORWARDS) -> Page[T]:
    start = 0 if after is None else place(after, "after") + 1
    stop = len(items) if end.before is None else place(end.before, "before")
    places = cut(range(len(items)), start, stop, first, end, str)
    return Page([items[at] for at in places.items], places.cursors, places.total, places.has_next, places.has_previous)


def place(cursor: str, at: str) -> int:
    if not cursor.isdecimal():
        raise QueryError(ErrorCode.INVALID_CURSOR, at, f"{cursor!r} is no cursor")
    return int(cursor)


class Untouched(Any):  # type: ignore[misc]  # it stands for anything
    """Stands where nothing is to be asked: partnerships and commands have tests of their own."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} is not to be asked here")


def context_of(queries: FakeQueries) -> Context:
    """A context for questions about metrics, districts and schools."""
    # It answers what these tests ask, and not all that may be asked.
    return Context(PRINCIPAL, queries, Untouched(), Untouched(), Untouched(), Untouched())  # type: ignore[arg-type]  # a part of Queries


async def ask(
    document: str, queries: FakeQueries | None = None, **variables: Any
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The data and errors that a client gets: the same in the ordinary way, field by field, and of a known document."""
    store = queries or FakeQueries()
    shown = await _executed(SCHEMA, document, store, variables)
    if store.failure is None:
        for schema in (ORDINARY, await _known(document)):
            twin = replace(store, asked=[], calls=[])
            assert shown == await _executed(schema, document, twin, variables)
    return shown


async def _known(document: str) -> BaseSchema:
    """The schema of the prepared document; that which says so of what is no document."""
    try:
        return await KNOWN.schema_for(document)
    except InvalidDocument:
        return SCHEMA


async def _executed(
    schema: BaseSchema, document: str, queries: FakeQueries, variables: dict[str, Any]
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    result = await schema.execute(document, variable_values=variables, context_value=context_of(queries))
    return result.data, [dict(error.formatted) for error in result.errors or []]


async def answered(document: str, queries: FakeQueries | None = None, **variables: Any) -> dict[str, Any]:
    """The data; there must be no errors."""
    data, errors = await ask(document, queries, **variables)
    assert errors == []
    assert data is not None
    return data


async def refused(document: str, queries: FakeQueries | None = None, **variables: Any) -> dict[str, Any]:
    """The `extensions` of the one error."""
    _, errors = await ask(document, queries, **variables)
    assert len(errors) == 1, errors
    return dict(errors[0]["extensions"])
