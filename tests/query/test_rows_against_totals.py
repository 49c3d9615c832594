"""What totals count, some row shows: sums over rows are the totals, whatever the grouping, buckets and calendars."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts import facts
from services.contracts.facts import Data
from services.core.access import DEVELOPMENT
from services.core.kpis import METRICS, Granularity, MetricKind
from services.query.engine import QueryEngine
from services.query.model.answers import Answer, Row, Value, ValueStatus
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DateSpan, MetricQuery, MetricRef, SchoolYear
from services.query.model.question_filters import DimensionFilter, Predicate
from services.query.partnerships.kpi_questions import CALENDAR_READINGS
from services.query.time.buckets import start_of
from tests.consumers.world import LEARNERS, apply, event, memory_store
from tests.depth import examples
from tests.support.metric_refs import metric_refs

TAUGHT, UNTAUGHT, WITHOUT_TERMS = "taught", "no calendar", "no terms"
SCHOOLS = (TAUGHT, UNTAUGHT, WITHOUT_TERMS)
BEGIN, END = date(2010, 7, 1), date(2012, 6, 30)
days = st.dates(date(2010, 7, 1), date(2010, 10, 31)) | st.dates(BEGIN, END)


def calendar(school: str, school_year: int, *, terms: bool) -> facts.Calendar:
    """Mondays to Fridays from the middle of August to October; the terms leave out a week between them, and the end."""
    first = date(school_year - 1, 8, 16)
    taught = (first + timedelta(days=number) for number in range(70))
    autumn = facts.Period(name="Autumn", begin=first, end=first + timedelta(days=20))
    rest = facts.Period(name="Rest", begin=first + timedelta(days=28), end=first + timedelta(days=55))
    return facts.Calendar(
        school=school,
        school_year=school_year,
        days=tuple(facts.CalendarDay(date=day, kind="Instructional day") for day in taught if day.weekday() < 5),
        terms=(autumn, rest) if terms else (),
        grading_periods=(autumn, rest) if terms else (),
    )


CALENDARS = [
    calendar(school, year, terms=school == TAUGHT) for school in (TAUGHT, WITHOUT_TERMS) for year in (2011, 2012)
]
schools, learners = st.sampled_from(SCHOOLS), st.sampled_from(LEARNERS)
enrollments = st.builds(
    lambda entry, last, **rest: facts.Enrollment(entry_date=entry, exit_date=last and max(entry, last), **rest),
    days,
    st.none() | days,
    school=schools,
    learner=learners,
    grade_level=st.sampled_from([None, "Eighth grade", "Ninth grade"]),
)
marks = st.builds(
    facts.Attendance,
    school=schools,
    learner=learners,
    date=days,
    category=st.sampled_from(["Excused Absence", "Tardy"]),
)
grades = st.builds(
    facts.Grade,
    school=schools,
    learner=learners,
    school_year=st.sampled_from([2011, 2012]),
    grading_period=st.sampled_from(["Autumn", "Rest", "unknown"]),
    kind=st.sampled_from(["Grading Period", "Semester"]),
    section=st.just("s"),
    subject=st.sampled_from([None, "Mathematics"]),
    numeric=st.integers(0, 100).map(float),
    credits=st.just(2.5),
)
engagements = st.builds(
    facts.Engagement,
    learner=learners,
    engagement=st.sampled_from(["e1", "e2"]),
    date=days,
    kind=st.sampled_from(["lab_visit", "tutoring"]),
    minutes=st.integers(1, 90),
)
described = st.builds(
    facts.Learner, learner=learners, school_year=st.sampled_from([2011, 2012]), sex=st.sampled_from(["Female", "Male"])
)
participations = st.builds(
    facts.Participation, learner=learners, partnership=st.just("hospital"), start_date=days, end_date=st.none()
)
worlds = st.tuples(
    st.lists(enrollments, min_size=1, max_size=4),
    st.lists(st.one_of(marks, marks, grades, engagements, described, participations), max_size=16),
).map(lambda found: [*CALENDARS, *found[0], *found[1]])

ADDED_UP = ("absences", "member_days", "days_attended", "tardies")
STANDINGS = ("members", "enrolled_learners", "eligible_learners", "absent_learners", "on_track_rate")
DAILY = (*ADDED_UP, *STANDINGS, "attendance_rate", "instructional_days", "average_daily_attendance")
GRADED, ENGAGED = ("grades", "score_sum", "average_score"), ("engagement_minutes",)
BY = ("school", "grade_level", "sex", "district")


@st.composite
def questions(draw: st.DrawFn) -> MetricQuery:
    names, granularities = draw(
        st.sampled_from(
            [
                (DAILY, [None, *Granularity]),
                (GRADED, [None, Granularity.TERM, Granularity.GRADING_PERIOD, Granularity.SCHOOL_YEAR]),
                (ENGAGED, [None, *Granularity]),
            ]
        )
    )
    first, last = sorted((draw(days), draw(days)))
    spans: list[DateSpan | SchoolYear] = [DateSpan(first, last), SchoolYear(2011), DateSpan(BEGIN, END)]
    about = draw(st.sampled_from([None, *SCHOOLS]))
    where = None if about is None else DimensionFilter("school", Predicate(eq=about))
    if draw(st.booleans()):
        where = DimensionFilter("partnership", Predicate(eq="hospital"))
        names = tuple(name for name in names if "partnership" in METRICS[name].dimensions)
    return MetricQuery(
        metrics=tuple(map(MetricRef, draw(st.lists(st.sampled_from(names), min_size=1, unique=True)))),
        time=draw(st.sampled_from(spans)),
        group_by=tuple(draw(st.lists(st.sampled_from(BY), max_size=2, unique=True))),
        granularity=draw(st.sampled_from(granularities)),
        where=where,
        totals=True,
        subtotals=True,
        include_days_without_school=draw(st.booleans()),
    )


@asynccontextmanager
async def engine_over(world: Sequence[Data]) -> AsyncIterator[QueryEngine]:
    store = await memory_store()
    try:
        await apply(store, [event(payload, number, number) for number, payload in enumerate(world)])
        yield QueryEngine(store)
    finally:
        await store.close()


async def answered(engine: QueryEngine, query: MetricQuery) -> Answer | None:
    """None where the terms of schools differ."""
    try:
        return await engine.answer(DEVELOPMENT, query)
    except QueryError as error:
        assert error.code is ErrorCode.GRANULARITY_NOT_AVAILABLE
        return None


def number(value: Value) -> float:
    return round(value.numerator or 0.0, 2)


def at_the_end(query: MetricQuery, rows: Iterable[Row]) -> list[Row]:
    """The rows of the last bucket."""
    end = query.time.end if isinstance(query.time, DateSpan) else date(2011, 6, 30)
    return [row for row in rows if query.granularity is None or row.bucket == start_of(end, query.granularity)]


def shows_every_day(query: MetricQuery) -> bool:
    return query.granularity is not Granularity.DAY or query.include_days_without_school


def check(query: MetricQuery, whole: Row, rows: list[Row]) -> None:
    """The row of all groups and buckets against its parts."""
    for place, ref in enumerate(metric_refs(query)):
        total, parts = whole.values[place], [row.values[place] for row in rows]
        about = (query, ref, total, rows)
        if ref.name in (*ADDED_UP, "grades", "score_sum", "engagement_minutes"):
            assert number(total) == round(sum(map(number, parts)), 2), about
        if METRICS[ref.name].kind is MetricKind.STANDING and shows_every_day(query) and number(total):
            assert any(map(number, parts)), about
        of_calendars = METRICS[ref.name].reads(*CALENDAR_READINGS)  # without a learner there are days, and no row
        if total.status is ValueStatus.OK and total.value and shows_every_day(query) and (rows or not of_calendars):
            assert any(part.status is not ValueStatus.NO_DATA for part in parts), about


def check_last_bucket(query: MetricQuery, whole: Row, rows: list[Row]) -> None:
    """How things stand at the end of the range, the rows of the last bucket say together."""
    if query.granularity in (Granularity.TERM, Granularity.GRADING_PERIOD) or not shows_every_day(query):
        return
    for place, ref in enumerate(metric_refs(query)):
        if METRICS[ref.name].kind is MetricKind.STANDING:
            standing = sum(number(row.values[place]) for row in at_the_end(query, rows))
            assert number(whole.values[place]) == standing, (query, ref, rows)


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds, st.lists(questions(), min_size=3, max_size=4))
async def test_what_totals_count_some_row_shows(world: list[Data], queries: list[MetricQuery]) -> None:
    async with engine_over(world) as engine:
        for query in queries:
            answer = await answered(engine, query)
            if answer is None:
                continue
            assert answer.totals is not None
            rows = list(answer.rows)
            assert len({(row.identity, row.bucket) for row in rows}) == len(rows)
            check(query, answer.totals, rows)
            check_last_bucket(query, answer.totals, rows)
            for subtotal in answer.subtotals:
                parts = [row for row in rows if row.keys[: len(subtotal.keys)] == subtotal.keys]
                check(query, subtotal, parts)


# ---- the cases that it was written for -----------------------------------------------------------------------------

ENROLLED = [
    facts.Enrollment(school=TAUGHT, learner=LEARNERS[0], entry_date=date(2010, 7, 5), grade_level="Eighth grade"),
    facts.Enrollment(school=UNTAUGHT, learner=LEARNERS[1], entry_date=date(2010, 7, 5), grade_level="Ninth grade"),
]


def ask(*names: str, begin: date = BEGIN, end: date = date(2011, 6, 30), **more: object) -> MetricQuery:
    query = MetricQuery(tuple(map(MetricRef, names)), DateSpan(begin, end), totals=True)
    return replace(query, **more)  # type: ignore[arg-type]


def shown(rows: Iterable[Row], place: int = 0) -> list[tuple[object, ...]]:
    return [(*(key.value for key in row.keys), row.bucket, row.values[place].value) for row in rows]


async def rows_of(query: MetricQuery, world: Sequence[Data] = (*CALENDARS, *ENROLLED)) -> Sequence[Row]:
    async with engine_over(world) as engine:
        return (await engine.answer(DEVELOPMENT, query)).rows


async def test_a_school_without_a_calendar_has_a_row_that_says_why_values_are_missing() -> None:
    rows = await rows_of(ask("members", "attendance_rate", group_by=("school",)))
    assert shown(rows) == [(UNTAUGHT, None, 1.0), (TAUGHT, None, 1.0)]
    assert [row.values[1].status for row in rows] == [ValueStatus.NO_DATA, ValueStatus.OK]


@pytest.mark.parametrize("granularity", [Granularity.WEEK, Granularity.MONTH])
async def test_standings_have_rows_where_nobody_is_taught(granularity: Granularity) -> None:
    rows = await rows_of(ask("members", begin=date(2010, 7, 5), end=date(2011, 1, 31), granularity=granularity))
    buckets = {Granularity.WEEK: 31, Granularity.MONTH: 7}[granularity]
    assert [row.values[0].value for row in rows] == [2.0] * buckets


@pytest.mark.parametrize(
    ("names", "months"), [(("absences",), [8, 9, 10]), (("absences", "members"), [7, 8, 9, 10, 11])]
)
async def test_months_without_school_have_rows_for_standings_only(names: tuple[str, ...], months: list[int]) -> None:
    """The calendar is from August 16 to October 24."""
    one = [*CALENDARS, ENROLLED[0]]
    query = ask(*names, end=date(2010, 11, 30), granularity=Granularity.MONTH)
    values = [row.bucket.month for row in await rows_of(query, one) if row.bucket]
    assert values == months


async def test_standings_have_rows_before_the_first_member_day() -> None:
    rows = await rows_of(ask("members", end=date(2010, 7, 31), group_by=("grade_level",)))
    assert shown(rows) == [("Eighth grade", None, 1.0), ("Ninth grade", None, 1.0)]


async def test_only_by_day_are_days_without_school_left_out_and_a_member_brings_them_back() -> None:
    one = [*CALENDARS, ENROLLED[0]]
    query = ask("members", begin=date(2010, 9, 3), end=date(2010, 9, 6), granularity=Granularity.DAY)
    assert [row.bucket.day for row in await rows_of(query, one) if row.bucket] == [3, 6]
    every = replace(query, include_days_without_school=True)
    assert [row.bucket.day for row in await rows_of(every, one) if row.bucket] == [3, 4, 5, 6]


async def test_a_school_without_a_calendar_leaves_out_no_day() -> None:
    query = ask(
        "members",
        begin=date(2010, 9, 3),
        end=date(2010, 9, 6),
        granularity=Granularity.DAY,
        where=DimensionFilter("school", Predicate(eq=UNTAUGHT)),
    )
    assert [row.bucket.day for row in await rows_of(query) if row.bucket] == [3, 4, 5, 6]


BETWEEN_TERMS = date(2010, 9, 8)
OUTSIDE = [
    *CALENDARS,
    ENROLLED[0],
    facts.Attendance(school=TAUGHT, learner=LEARNERS[0], date=BETWEEN_TERMS, category="Excused Absence"),
]


async def test_what_happens_between_terms_has_a_row_without_a_bucket() -> None:
    rows = await rows_of(ask("absences", "members", group_by=("school",), granularity=Granularity.TERM), OUTSIDE)
    assert shown(rows) == [
        (TAUGHT, date(2010, 8, 16), 0.0),
        (TAUGHT, date(2010, 9, 13), 0.0),
        (TAUGHT, None, 1.0),
    ]


async def test_the_days_outside_of_terms_have_no_row_where_nothing_happened_on_them() -> None:
    """The summer after the last term is none."""
    rows = await rows_of(ask("members", group_by=("school",), granularity=Granularity.TERM))
    assert shown(rows) == [
        (UNTAUGHT, None, 1.0),
        (TAUGHT, date(2010, 8, 16), 1.0),
        (TAUGHT, date(2010, 9, 13), 1.0),
    ]
