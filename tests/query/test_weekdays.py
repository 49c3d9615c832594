"""The day of the week as a dimension: held against the same question by day, whose days are added up here."""

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from services.core.access import DEVELOPMENT
from services.core.kpis import METRICS, WEEKDAY, WEEKDAYS, Granularity, MetricKind
from services.query.engine import QueryEngine
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import Level, MetricQuery
from services.query.model.question_filters import And, Filter, Not, Or
from services.store.embedded import EmbeddedStore
from tests.consumers.world import apply, event, memory_store
from tests.support.questions import NOW, ONE, PAYLOADS, dimension, query, shown

FLOWS = ("absences", "member_days", "engagement_minutes", "reporting_completeness", "average_daily_attendance")
Fractions = dict[tuple[str | None, ...], list[tuple[float, float]]]


@pytest.fixture
async def store() -> AsyncIterator[EmbeddedStore]:
    store = await memory_store()
    await apply(store, [event(payload, index, index) for index, payload in enumerate(PAYLOADS)])
    yield store
    await store.close()


@pytest.fixture
def engine(store: EmbeddedStore) -> QueryEngine:
    return QueryEngine(store, lambda: NOW)


async def by_day(engine: QueryEngine, asked: MetricQuery, *days: str) -> Fractions:
    """Numerators and denominators of the rows by day, added up by group and day of the week."""
    daily = replace(asked, granularity=Granularity.DAY, include_days_without_school=True)
    by_key: Fractions = defaultdict(lambda: [(0, 0)] * len(asked.metrics))
    for row in (await engine.answer(DEVELOPMENT, daily)).rows:
        assert row.bucket is not None
        day = WEEKDAYS[row.bucket.weekday()]
        if day in days:
            sums = by_key[*(key.value for key in row.keys), day]
            parts = [(value.numerator or 0, value.denominator or 0) for value in row.values]
            added = zip(sums, parts, strict=True)
            by_key[*(key.value for key in row.keys), day] = [(a + c, b + d) for (a, b), (c, d) in added]
    return {key: sums for key, sums in by_key.items() if any(map(any, sums))}


async def by_weekday(engine: QueryEngine, asked: MetricQuery) -> Fractions:
    answer = await engine.answer(DEVELOPMENT, replace(asked, group_by=(*asked.group_by, WEEKDAY)))
    rows = {
        tuple(key.value for key in row.keys): [(value.numerator or 0, value.denominator or 0) for value in row.values]
        for row in answer.rows
    }
    return {key: sums for key, sums in rows.items() if any(map(any, sums))}


CASES: list[tuple[tuple[str, ...], tuple[str, ...], Filter | None, Level | None]] = [
    (FLOWS, (), None, None),
    (FLOWS, (), None, Level.SCHOOL),
    (FLOWS, ("school",), None, None),
    (("absences", "attendance_rate"), ("grade_level", "sex"), None, None),
    (("absences", "member_days"), ("partnership", "phase"), None, None),
    (("absences", "member_days"), ("cohort",), dimension("partnership", eq="hospital"), None),
    (FLOWS[:2], ("grade_level",), Not(dimension("grade_level", eq="First grade")), None),
]


@pytest.mark.parametrize(("names", "group_by", "where", "level"), CASES)
async def test_rows_by_day_of_the_week_are_the_sums_of_their_days(
    engine: QueryEngine, names: tuple[str, ...], group_by: tuple[str, ...], where: Filter | None, level: Level | None
) -> None:
    question = query(*names, group_by=group_by, where=where, level=level)
    assert await by_weekday(engine, question) == await by_day(engine, question, *WEEKDAYS)


TUESDAYS = dimension(WEEKDAY, eq="tuesday")
FILTERS: list[tuple[Filter, tuple[str, ...]]] = [
    (TUESDAYS, ("tuesday",)),
    (Not(TUESDAYS), tuple(day for day in WEEKDAYS if day != "tuesday")),
    (Or((TUESDAYS, dimension(WEEKDAY, in_=("friday", "sunday")))), ("tuesday", "friday", "sunday")),
    (dimension(WEEKDAY, is_null=True), ()),
]


@pytest.mark.parametrize(("where", "days"), FILTERS)
async def test_a_filter_leaves_the_days_of_the_week_that_it_names(
    engine: QueryEngine, where: Filter, days: tuple[str, ...]
) -> None:
    question = query(*FLOWS)
    expected = await by_day(engine, question, *days)
    (row,) = (await engine.answer(DEVELOPMENT, replace(question, where=where))).rows
    sums = [tuple(map(sum, zip(*parts, strict=True))) for parts in zip(*expected.values(), strict=True)]
    values = [(value.numerator or 0, value.denominator or 0) for value in row.values]
    assert values == (sums or [(0, 0)] * len(FLOWS))


async def test_a_filter_on_days_of_one_school_leaves_all_days_of_others(engine: QueryEngine) -> None:
    of_one = And((dimension("school", eq=ONE), TUESDAYS))
    question = query("member_days", where=Or((of_one, dimension("school", ne=ONE))))
    (one,) = shown(await engine.answer(DEVELOPMENT, query("member_days", where=of_one)))
    (two,) = shown(await engine.answer(DEVELOPMENT, query("member_days", where=dimension("school", ne=ONE))))
    assert shown(await engine.answer(DEVELOPMENT, question)) == [(one[0] + two[0],)]  # type: ignore[operator]


async def test_days_sort_as_the_week_does_and_have_the_n_of_all_learners(engine: QueryEngine) -> None:
    answer = await engine.answer(DEVELOPMENT, query("member_days", group_by=(WEEKDAY,), totals=True))
    assert [row.keys[0].label for row in answer.rows] == [day.capitalize() for day in WEEKDAYS]
    assert answer.totals is not None
    assert {row.values[0].n for row in answer.rows} == {answer.totals.values[0].n} == {3}
    several = query("member_days", where=Not(TUESDAYS))
    assert (await engine.answer(DEVELOPMENT, several)).rows[0].values[0].n == 3
    page = await engine.dimension_values(DEVELOPMENT, WEEKDAY, None, 10, None)
    assert [key.value for key in page.items] == list(WEEKDAYS)


async def test_standings_have_no_day_of_the_week(engine: QueryEngine) -> None:
    assert all(WEEKDAY not in metric.dimensions for metric in METRICS.values() if metric.kind is MetricKind.STANDING)
    with pytest.raises(QueryError) as refused:
        await engine.answer(DEVELOPMENT, query("members", group_by=(WEEKDAY,)))
    assert refused.value.code is ErrorCode.DIMENSION_NOT_AVAILABLE
