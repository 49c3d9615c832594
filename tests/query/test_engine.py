"""Ranges, errors, ordering, paging, scope, distinct learners and grades, on a small district."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from services.contracts import facts
from services.core.access import DEVELOPMENT, Principal
from services.core.kpis import DIMENSIONS, WEEKDAY, Granularity
from services.query.engine import QueryEngine
from services.query.model.answers import Row, ValueStatus
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DateSpan, Last, MetricQuery, MetricRef, OrderBy, SchoolYear
from services.query.model.question_filters import DimensionFilter, Or
from services.store.embedded import EmbeddedStore
from tests.consumers.world import DATES, LEARNERS, apply, calendar, event
from tests.support.questions import NOW, ONE, PAYLOADS, TWO, dimension, query, shown


async def test_a_metric_has_a_filter_and_an_alias_of_its_own(engine: QueryEngine) -> None:
    metrics = (MetricRef("absences"), MetricRef("absences", "girls", dimension("sex", eq="Female")))
    answer = await engine.answer(DEVELOPMENT, query(metrics=metrics))
    assert shown(answer) == [(3.0, 2.0)]
    assert [column.name for column in answer.columns] == ["absences", "girls"]


async def test_distinct_learners_by_month_by_year_and_by_kind(engine: QueryEngine) -> None:
    by_month = await engine.answer(DEVELOPMENT, query("engaged_learners", granularity=Granularity.MONTH))
    assert shown(by_month) == [("2010-08-01", 1.0), ("2010-09-01", 2.0)]
    by_kind = await engine.answer(
        DEVELOPMENT, query("engaged_learners", "engagement_minutes", group_by=("engagement_kind",), totals=True)
    )
    assert shown(by_kind) == [("lab_visit", 1.0, 30.0), ("tutoring", 2.0, 60.0)]
    assert by_kind.totals is not None
    assert [value.value for value in by_kind.totals.values] == [2.0, 90.0]


KINDS = {
    "none": (None, 2),
    "one": (dimension("engagement_kind", eq="lab_visit"), 1),
    "two": (dimension("engagement_kind", in_=("lab_visit", "tutoring")), 2),
    "all": (dimension("engagement_kind", is_null=False), 2),
    "others": (dimension("engagement_kind", ne="lab_visit"), 2),
}


@pytest.mark.parametrize(("where", "n"), KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("granularity", [None, Granularity.SCHOOL_YEAR])
async def test_nobody_is_behind_minutes_twice(
    engine: QueryEngine, where: DimensionFilter | None, n: int, granularity: Granularity | None
) -> None:
    """One had tutoring and a lab visit, the other tutoring."""
    (row,) = (await engine.answer(DEVELOPMENT, query("engagement_minutes", where=where, granularity=granularity))).rows
    assert row.values[0].n == n


async def test_learners_of_several_months_count_once_in_the_total(engine: QueryEngine) -> None:
    range_ = DateSpan(date(2010, 8, 1), date(2010, 9, 30))
    answer = await engine.answer(
        DEVELOPMENT, query("engaged_learners", time=range_, granularity=Granularity.MONTH, totals=True)
    )
    assert answer.totals is not None
    assert [value.value for value in answer.totals.values] == [2.0]


async def test_grades_by_subject_with_the_learners_behind_them(engine: QueryEngine) -> None:
    answer = await engine.answer(DEVELOPMENT, query("grades", "pass_rate", "average_score", group_by=("subject",)))
    assert shown(answer) == [("Mathematics", 2.0, 100.0, 85.0), ("Science", 1.0, 0.0, 65.0)]
    assert [value.n for row in answer.rows for value in row.values[:1]] == [2, 1]
    (whole,) = (await engine.answer(DEVELOPMENT, query("grades"))).rows
    assert whole.values[0].n == 2


async def test_a_grade_is_read_from_the_last_day_of_its_grading_period_on(engine: QueryEngine) -> None:
    closing = DATES[0] + timedelta(days=14)
    before = await engine.answer(DEVELOPMENT, query("grades", as_of=closing - timedelta(days=1)))
    assert before.rows[0].values[0].status is ValueStatus.NO_DATA
    assert shown(await engine.answer(DEVELOPMENT, query("grades", as_of=closing))) == [(3.0,)]


async def test_nothing_after_today_is_read(store: EmbeddedStore, engine: QueryEngine) -> None:
    (row,) = (await engine.answer(DEVELOPMENT, query("instructional_days"))).rows
    assert row.values[0].value == len(DATES)
    early = QueryEngine(store, lambda: datetime(2010, 8, 25, 3, tzinfo=UTC))  # still the 24th in Chicago
    (row,) = (await early.answer(DEVELOPMENT, query("instructional_days"))).rows
    assert row.values[0].value == 2


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (Last(1, Granularity.MONTH), 9),
        (Last(1, Granularity.MONTH, include_current=True), 17),
        (Last(2, Granularity.DAY), 0),
        (Last(20, Granularity.DAY), 18),
        (Last(1, Granularity.SCHOOL_YEAR, include_current=True), 26),
        (Last(1, Granularity.SCHOOL_YEAR), 0),
    ],
)
async def test_relative_ranges(engine: QueryEngine, last: Last, expected: int) -> None:
    (row,) = (await engine.answer(DEVELOPMENT, query("instructional_days", time=last))).rows
    assert (row.values[0].value or 0) == expected


async def test_grading_periods_of_schools_that_differ_need_grouping_by_school(engine: QueryEngine) -> None:
    question = query("members", granularity=Granularity.GRADING_PERIOD)
    for group_by, finer in (((), "group by district or school"), (("district",), "group or filter by school")):
        with pytest.raises(QueryError, match=finer) as refused:
            await engine.answer(DEVELOPMENT, replace(question, group_by=group_by))
        assert refused.value.code is ErrorCode.GRANULARITY_NOT_AVAILABLE
    by_school = await engine.answer(DEVELOPMENT, replace(question, group_by=("school",)))
    assert shown(by_school) == [(TWO, "2010-08-23", 1.0), (ONE, "2010-08-23", 2.0)]


ORDERS = [
    ((), [TWO, ONE]),
    ((OrderBy("school", descending=True),), [ONE, TWO]),
    ((OrderBy("absences"),), [TWO, ONE]),
    ((OrderBy("absences", descending=True),), [ONE, TWO]),
    ((OrderBy("excused_share"),), [ONE, TWO]),
    ((OrderBy("excused_share", descending=True),), [ONE, TWO]),
]


@pytest.mark.parametrize(("order_by", "expected"), ORDERS)
async def test_order_with_missing_values_last(
    engine: QueryEngine, order_by: tuple[OrderBy, ...], expected: list[str]
) -> None:
    question = query("absences", "excused_share", "members", group_by=("school",), order_by=order_by)
    assert [row[0] for row in shown(await engine.answer(DEVELOPMENT, question))] == expected


@pytest.mark.parametrize("descending", [False, True])
async def test_pages_join_to_the_whole_answer(engine: QueryEngine, descending: bool) -> None:
    order = (OrderBy("absences", descending), OrderBy("bucket", not descending))
    question = query("members", "absences", group_by=("school", "sex"), granularity=Granularity.DAY, order_by=order)
    answer = await engine.answer(DEVELOPMENT, question)
    values_page: list[Row] = []
    after: str | None = None
    while True:
        page = engine.page(answer, question, 7, after)
        values_page += page.items
        assert page.has_previous is (after is not None)
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert values_page == list(answer.rows)
    assert len(values_page) > 50


async def test_two_districts_with_a_school_of_one_id_are_two_rows(store: EmbeddedStore, engine: QueryEngine) -> None:
    foreign = [
        msgspec.structs.replace(event(payload, index, index), partitionkey="999999")
        for index, payload in enumerate(PAYLOADS)
    ]
    await apply(store, [*(event(payload, i, i) for i, payload in enumerate(PAYLOADS)), *foreign])
    assert shown(await engine.answer(DEVELOPMENT, query("members", group_by=("school",)))) == [
        (TWO, 1.0),
        (ONE, 2.0),
        (TWO, 1.0),
        (ONE, 2.0),
    ]


async def test_a_principal_sees_nothing_of_other_districts(engine: QueryEngine) -> None:
    stranger = Principal("stranger", frozenset({"999999"}))
    question = query("members", "absences", "grades", "engaged_learners", "instructional_days")
    (row,) = (await engine.answer(stranger, question)).rows
    assert {value.value for value in row.values} == {None}
    assert (await engine.answer(stranger, replace(question, group_by=("school",)))).rows == []
    assert (await engine.districts(stranger, 10, None)).total == 0
    assert (await engine.schools(stranger, "255901", None, 10, None)).total == 0
    assert await engine.district(stranger, "255901") is None
    assert await engine.school(stranger, "255901", ONE) is None
    for name in DIMENSIONS.keys() - {WEEKDAY}:  # the week has the same days for everybody
        assert (await engine.dimension_values(stranger, name, None, 10, None)).total == 0


async def test_values_of_dimensions(engine: QueryEngine) -> None:
    schools = await engine.dimension_values(DEVELOPMENT, "school", None, 1, None)
    assert ([key.label for key in schools.items], schools.total, schools.has_next) == (["Elementary"], 2, True)
    rest = await engine.dimension_values(DEVELOPMENT, "school", None, 5, schools.cursors[0])
    assert [key.label for key in rest.items] == ["High"]
    sexes = await engine.dimension_values(DEVELOPMENT, "sex", None, 5, None)
    assert [(key.value, key.label) for key in sexes.items] == [("Female", "Female"), (None, "Not known")]
    page = await engine.dimension_values(DEVELOPMENT, "grade_level", "FIRST", 5, None)
    assert [key.value for key in page.items] == ["First grade"]


BAD = [
    (query(), ErrorCode.EMPTY_QUERY, "query.metrics"),
    (query("nope"), ErrorCode.UNKNOWN_METRIC, "query.metrics[0].metric.name"),
    (query("absences", group_by=("nope",)), ErrorCode.UNKNOWN_DIMENSION, "query.groupBy[0]"),
    (query("absences", where=dimension("nope", eq="1")), ErrorCode.UNKNOWN_DIMENSION, "query.where.dimension.name"),
    (query("absences", "absences"), ErrorCode.DUPLICATE_NAME, "query.metrics"),
    (query("absences", group_by=("sex", "sex")), ErrorCode.DUPLICATE_NAME, "query.groupBy[1]"),
    (query("absences", group_by=("subject",)), ErrorCode.DIMENSION_NOT_AVAILABLE, "query.metrics[0].metric"),
    (query("grades", granularity=Granularity.DAY), ErrorCode.GRANULARITY_NOT_AVAILABLE, "query.metrics[0].metric"),
    (query("absences", time=SchoolYear(1)), ErrorCode.INVALID_RANGE, "query.time.schoolYear"),
    (query("absences", time=DateSpan(DATES[5], DATES[0])), ErrorCode.INVALID_RANGE, "query.time"),
    (query("absences", time=DateSpan(date(1900, 7, 1), DATES[0])), ErrorCode.INVALID_RANGE, "query.time"),
    (query("absences", time=Last(0, Granularity.DAY)), ErrorCode.INVALID_RANGE, "query.time.last.n"),
    (query("absences", time=Last(10**9, Granularity.WEEK)), ErrorCode.INVALID_RANGE, "query.time.last.n"),
    (query("absences", time=Last(400, Granularity.SCHOOL_YEAR)), ErrorCode.INVALID_RANGE, "query.time.last.n"),
    (query("absences", time=Last(1, Granularity.TERM)), ErrorCode.RANGE_NOT_AVAILABLE, "query.time.last.unit"),
    (query("absences", where=dimension("sex", eq="")), ErrorCode.INVALID_FILTER, "query.where.dimension.is.eq"),
    (query("absences", where=dimension("sex")), ErrorCode.INVALID_FILTER, "query.where.dimension.is"),
    (query("absences", order_by=(OrderBy("tardies"),)), ErrorCode.INVALID_ORDER, "query.orderBy[0].by"),
    (query("absences", order_by=(OrderBy("bucket"),)), ErrorCode.INVALID_ORDER, "query.orderBy[0].by"),
    (
        query("absences", time=SchoolYear(2011), where=Or(tuple([dimension("sex", eq="x")] * 500))),
        ErrorCode.INVALID_FILTER,
        "query.where",
    ),
    (query(metrics=(MetricRef("absences", ""),)), ErrorCode.INVALID_ALIAS, "query.metrics[0].metric.as"),
    (query(metrics=(MetricRef("absences", "a b"),)), ErrorCode.INVALID_ALIAS, "query.metrics[0].metric.as"),
    (query("absences", order_by=(OrderBy("absences"),) * 21), ErrorCode.INVALID_ORDER, "query.orderBy"),
    (
        query(
            metrics=tuple(MetricRef("absences", f"a{n}", dimension("sex", ne=f"{n}")) for n in range(50)),
            time=DateSpan(date(1995, 7, 1), date(2010, 9, 30)),
            group_by=("school", "grade_level", "sex", "race_ethnicity", "homeless"),
            granularity=Granularity.DAY,
        ),
        ErrorCode.TOO_EXPENSIVE,
        "query.time",
    ),
    (query(*(["absences"] * 60)), ErrorCode.TOO_EXPENSIVE, "query.metrics"),
]


@pytest.mark.parametrize(
    ("asked", "code", "path"), BAD, ids=[f"{code}-{index}" for index, (_, code, _) in enumerate(BAD)]
)
async def test_bad_queries_say_what_is_wrong_and_where(
    engine: QueryEngine, asked: MetricQuery, code: ErrorCode, path: str
) -> None:
    with pytest.raises(QueryError) as refused:
        await engine.answer(DEVELOPMENT, asked)
    assert (refused.value.code, refused.value.path) == (code, path)


@pytest.mark.parametrize(
    "other",
    [
        query("members", "absences", group_by=("grade_level",)),
        query("members", "absences", group_by=("school",), order_by=(OrderBy("school", descending=True),)),
        query("members", "absences", group_by=("school",), order_by=(OrderBy("absences"),)),
        query("members", "absences", group_by=("school",), granularity=Granularity.MONTH),
    ],
)
async def test_a_cursor_of_another_order_is_refused(engine: QueryEngine, other: MetricQuery) -> None:
    question = query("members", "absences", group_by=("school",), order_by=(OrderBy("school"),))
    cursor = engine.page(await engine.answer(DEVELOPMENT, question), question, 1, None).cursors[0]
    filtered = replace(question, where=dimension("school", ne=ONE))
    assert len(engine.page(await engine.answer(DEVELOPMENT, filtered), filtered, 5, cursor).items) < 2
    answer = await engine.answer(DEVELOPMENT, other)
    with pytest.raises(QueryError) as refused:
        engine.page(answer, other, 5, cursor)
    assert refused.value.code is ErrorCode.INVALID_CURSOR


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "W10", "eyJhIjoxfQ", "W1sxLDJdXQ", "é"])
async def test_cursors_that_are_none_are_refused(engine: QueryEngine, cursor: str) -> None:
    question = query("members", group_by=("school",))
    answer = await engine.answer(DEVELOPMENT, question)
    for refuse in (
        lambda: engine.page(answer, question, 5, cursor),
        lambda: engine.districts(DEVELOPMENT, 5, cursor),
        lambda: engine.dimension_values(DEVELOPMENT, "sex", None, 5, cursor),
    ):
        with pytest.raises(QueryError) as refused:
            page = refuse()
            if not hasattr(page, "items"):
                await page
        assert refused.value.code is ErrorCode.INVALID_CURSOR


async def test_days_from_calendars_obey_the_filter_of_their_metric(engine: QueryEngine) -> None:
    only = dimension("school", eq=TWO)
    names = ("instructional_days", "average_daily_attendance", "reporting_completeness")
    by_query = await engine.answer(DEVELOPMENT, query(*names, where=only))
    by_metric = await engine.answer(DEVELOPMENT, query(metrics=tuple(MetricRef(name, None, only) for name in names)))
    assert shown(by_metric) == shown(by_query)
    grouped = query(metrics=(MetricRef("instructional_days", None, only),), group_by=("school",))
    assert shown(await engine.answer(DEVELOPMENT, grouped)) == [(TWO, float(len(DATES)))]


async def test_periods_that_overlap_are_no_buckets(store: EmbeddedStore, engine: QueryEngine) -> None:
    periods = tuple(facts.Period(name=name, begin=DATES[0], end=DATES[5]) for name in ("A", "B"))
    periods += (facts.Period(name="C", begin=DATES[3], end=DATES[9]),)
    overlapping = msgspec.structs.replace(calendar(ONE, set()), terms=periods)
    history = [event(payload, index, index) for index, payload in enumerate(PAYLOADS)]
    await apply(store, [*history, event(overlapping, 99, 99)])
    with pytest.raises(QueryError, match="overlap") as refused:
        await engine.answer(DEVELOPMENT, query("members", group_by=("school",), granularity=Granularity.TERM))
    assert refused.value.code is ErrorCode.GRANULARITY_NOT_AVAILABLE


@pytest.mark.parametrize("zone", ["America", "x" * 299, "Nope/Nowhere", "../../etc/passwd"])
async def test_a_time_zone_that_is_none_stops_no_query(store: EmbeddedStore, engine: QueryEngine, zone: str) -> None:
    described = event(facts.District(name="Odd", time_zone=zone), 99, 99)
    history = [event(payload, index, index) for index, payload in enumerate(PAYLOADS)]
    await apply(store, [*history, described])
    assert shown(await engine.answer(DEVELOPMENT, query("absences"))) == [(3.0,)]


async def test_nothing_has_happened_after_today(engine: QueryEngine) -> None:
    question = query("attendance_rate", "member_days", "members", granularity=Granularity.MONTH)
    today = await engine.answer(DEVELOPMENT, question)
    for later in (NOW.date() + timedelta(days=30), date(2011, 6, 30), date.max):
        assert await engine.answer(DEVELOPMENT, replace(question, as_of=later)) == today


@pytest.mark.parametrize("unit", list(Granularity))
async def test_a_day_before_all_dates_is_refused(engine: QueryEngine, unit: Granularity) -> None:
    with pytest.raises(QueryError) as refused:
        await engine.answer(DEVELOPMENT, query("absences", time=Last(1, unit), as_of=date.min))
    assert (refused.value.code, refused.value.path) == (ErrorCode.INVALID_RANGE, "query.asOf")


async def test_n_of_flows_over_several_school_years_is_that_of_the_year_with_the_most(store: EmbeddedStore) -> None:
    engine = QueryEngine(store, lambda: datetime(2011, 8, 1, 12, tzinfo=UTC))
    (year,) = (await engine.answer(DEVELOPMENT, query("absences", "attendance_rate"))).rows
    longer = query("absences", "attendance_rate", time=DateSpan(date(2010, 7, 1), date(2011, 7, 15)))
    (both,) = (await engine.answer(DEVELOPMENT, longer)).rows
    assert both.values == year.values
    assert year.values[0].n


NEXT_YEAR = msgspec.structs.replace(
    calendar(TWO, set()),
    school_year=2012,
    days=tuple(facts.CalendarDay(date=date(2011, 9, day), kind="Instructional day") for day in range(1, 29)),
)
STANDINGS = ("members", "enrolled_learners", "eligible_learners", "chronic_absence_rate", "absence_below_5")


@pytest.mark.parametrize("granularity", [None, Granularity.SCHOOL_YEAR])
async def test_n_of_a_standing_over_two_school_years_is_that_at_the_end(
    store: EmbeddedStore, granularity: Granularity | None
) -> None:
    """Three learners in the first year, one in the second: who hides what few are behind must not read three."""
    enrolled = facts.Enrollment(school=TWO, learner=LEARNERS[2], entry_date=date(2011, 9, 1), grade_level="Tenth grade")
    history = [*PAYLOADS, NEXT_YEAR, enrolled]
    await apply(store, [event(payload, index, index) for index, payload in enumerate(history)])
    engine = QueryEngine(store, lambda: datetime(2011, 9, 30, 12, tzinfo=UTC))
    two_years = DateSpan(date(2010, 7, 1), date(2011, 9, 28))
    question = query(*STANDINGS, "absences", time=two_years, granularity=granularity)
    row = (await engine.answer(DEVELOPMENT, question)).rows[-1]
    assert [value.n for value in row.values[:-1]] == [1] * len(STANDINGS)
    assert row.values[-1].n == (3 if granularity is None else 1)


async def test_n_of_a_standing_that_nobody_is_left_for_is_nobody(store: EmbeddedStore) -> None:
    engine = QueryEngine(store, lambda: datetime(2011, 8, 1, 12, tzinfo=UTC))
    both = query("members", "chronic_learners", time=DateSpan(date(2010, 7, 1), date(2011, 7, 15)))
    (row,) = (await engine.answer(DEVELOPMENT, both)).rows
    assert [(value.value, value.n, value.status) for value in row.values] == [(None, 0, ValueStatus.NO_DATA)] * 2


async def test_n_of_dosage_over_two_school_years_counts_nobody_twice(store: EmbeddedStore) -> None:
    """Its denominator counts participants once in each year; the learners behind it are not more for that."""
    enrolled = facts.Enrollment(school=TWO, learner=LEARNERS[0], entry_date=date(2011, 9, 1), grade_level="Tenth grade")
    history = [*PAYLOADS, NEXT_YEAR, enrolled]
    await apply(store, [event(payload, index, index) for index, payload in enumerate(history)])
    engine = QueryEngine(store, lambda: datetime(2011, 9, 30, 12, tzinfo=UTC))
    hospital = dimension("partnership", eq="hospital")
    question = query("dosage_hours", time=DateSpan(date(2010, 7, 1), date(2011, 9, 28)), where=hospital)
    (row,) = (await engine.answer(DEVELOPMENT, question)).rows
    assert (row.values[0].denominator, row.values[0].n) == (2.0, 1)


@pytest.mark.parametrize("metric", ["instructional_days", "average_daily_attendance"])
@pytest.mark.parametrize("group_by", [("grade_level",), ("sex",), ("grade_level", "school")])
async def test_instructional_days_do_not_change_with_the_end_of_the_range(
    store: EmbeddedStore, metric: str, group_by: tuple[str, ...]
) -> None:
    """First graders enter the other school later, which teaches on more days."""
    fewer = calendar(ONE, set(DATES[3:7]))
    enrolled = facts.Enrollment(school=TWO, learner=LEARNERS[1], entry_date=DATES[20], grade_level="First grade")
    history = [*PAYLOADS, fewer, enrolled]
    await apply(store, [event(payload, index, index) for index, payload in enumerate(history)])
    engine = QueryEngine(store, lambda: NOW)
    question = query(metric, group_by=group_by, granularity=Granularity.MONTH)
    results = []
    for last in (date(2010, 8, 31), date(2010, 9, 20)):
        rows = (await engine.answer(DEVELOPMENT, replace(question, time=DateSpan(DATES[0], last)))).rows
        august = [row for row in rows if row.bucket and row.bucket.month == 8]
        results.append({row.keys: (row.values[0].value, row.values[0].denominator) for row in august})
    alone, longer = results
    assert alone and alone == {keys: longer[keys] for keys in alone}


async def test_last_counts_back_from_as_of(engine: QueryEngine) -> None:
    question = query("instructional_days", time=Last(3, Granularity.DAY), as_of=DATES[10])
    assert shown(await engine.answer(DEVELOPMENT, question)) == [(3.0,)]
