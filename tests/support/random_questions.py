"""Random questions and histories, and how an answer is compared with the reference."""

from datetime import date, timedelta

from hypothesis import strategies as st

from services.contracts.events import LearnerEvent
from services.core.kpis import Granularity
from services.query.model.answers import Row
from services.query.model.question import DateSpan, Level, MetricQuery, MetricRef, SchoolYear
from services.query.model.question_filters import And, DimensionFilter, Not, Or, Predicate
from services.query.time.buckets import next_start
from tests.consumers.world import (
    SCHOOLS,
    event,
    histories,
    policies_or_none,
    stretched,
)
from tests.query.reference import (
    METRICS,
    Stay,
    level_of,
    matches,
)
from tests.support.metric_refs import metric_refs

days = st.dates(date(2010, 8, 1), date(2010, 10, 10)) | st.dates(date(2010, 7, 1), date(2011, 6, 30))


@st.composite
def adopting(draw: st.DrawFn) -> list[LearnerEvent]:
    """A history in the middle of which the district adopts policies, and gives one up at times."""
    history = draw(histories(max_size=60))
    for policy in draw(st.lists(policies_or_none, max_size=2)):
        history.insert(draw(st.integers(0, len(history))), event(policy, draw(st.integers(10, 14)), 6))
    return history


some_weeks = histories(max_size=60) | adopting()
learner_histories = some_weeks | some_weeks.map(stretched)
dimensions = ["school", "grade_level", "sex", "hispanic_latino", "english_learner"]
values = {
    "school": list(SCHOOLS),
    "grade_level": ["Eighth grade", "Ninth grade"],
    "sex": ["Female", "Male"],
    "hispanic_latino": ["true", "false"],
    "english_learner": ["true"],
}


def predicates(name: str) -> st.SearchStrategy[Predicate]:
    one, some = st.sampled_from(values[name]), st.lists(st.sampled_from(values[name]), max_size=2).map(tuple)
    return st.one_of(
        st.builds(Predicate, eq=one),
        st.builds(Predicate, ne=one),
        st.builds(Predicate, in_=some),
        st.builds(Predicate, not_in=some),
        st.builds(Predicate, is_null=st.booleans()),
    )


leaves = st.sampled_from(dimensions).flatmap(lambda name: st.builds(DimensionFilter, st.just(name), predicates(name)))
filters = st.recursive(
    leaves,
    lambda inner: (
        st.builds(And, st.lists(inner, max_size=2).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=1, max_size=2).map(tuple))
        | st.builds(Not, inner)
    ),
    max_leaves=4,
)
spans = st.tuples(days, days).map(lambda pair: DateSpan(min(pair), max(pair)))
queries = st.builds(
    MetricQuery,
    metrics=st.lists(
        st.builds(MetricRef, st.sampled_from(sorted(METRICS)), where=st.none() | filters),
        min_size=1,
        max_size=6,
        unique_by=lambda ref: ref.name,
    ).map(tuple),
    time=st.just(SchoolYear(2011)) | spans,
    group_by=st.lists(st.sampled_from(dimensions), max_size=3, unique=True).map(tuple),
    granularity=st.sampled_from([None, Granularity.DAY, Granularity.WEEK, Granularity.MONTH, Granularity.SCHOOL_YEAR]),
    where=st.none() | filters,
    totals=st.booleans(),
    as_of=st.none() | days,
    include_days_without_school=st.booleans(),
    level=st.sampled_from([None, None, Level.SCHOOL]),
)


def span_of(query: MetricQuery) -> tuple[date, date]:
    span = query.time if isinstance(query.time, DateSpan) else DateSpan(date(2010, 7, 1), date(2011, 6, 30))
    return span.begin, min(span.end, query.as_of or span.end)


def bucket_of(query: MetricQuery, row: Row) -> tuple[date, date]:
    begin, end = span_of(query)
    if query.granularity is None or row.bucket is None:
        return begin, end
    last = next_start(row.bucket, query.granularity) - timedelta(days=1)
    return max(begin, row.bucket), min(end, last)


def expected(stays: list[Stay], query: MetricQuery, ref: MetricRef, begin: date, end: date) -> float:
    if begin > end:
        return 0
    level = level_of(query, ref)
    wanted = (stay for stay in stays if stay.level is level and matches(query.where, stay.values))
    return sum(METRICS[ref.name](stay, begin, end) for stay in wanted if matches(ref.where, stay.values))


def check_rows(query: MetricQuery, rows: list[Row], stays: list[Stay]) -> None:
    for row in rows:
        keys = {key.dimension: key.value for key in row.keys}
        matching = [stay for stay in stays if all(stay.values[name] == value for name, value in keys.items())]
        check_values(query, row, matching, *bucket_of(query, row))


def check_values(query: MetricQuery, row: Row, stays: list[Stay], begin: date, end: date) -> None:
    for ref, value in zip(metric_refs(query), row.values, strict=True):
        assert (value.value or 0) == expected(stays, query, ref, begin, end), (query, row)


def check_nothing_is_missing(query: MetricQuery, rows: list[Row], stays: list[Stay]) -> None:
    """Flows add up over the rows to what they are over the whole range."""
    assert len({(row.keys, row.bucket) for row in rows}) == len(rows)
    for index, ref in enumerate(metric_refs(query)):
        if ref.name in ("member_days", "absences", "tardies"):
            total = sum(row.values[index].value or 0 for row in rows)
            assert total == expected(stays, query, ref, *span_of(query))
