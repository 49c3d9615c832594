"""Conditions on values, comparisons, derived metrics and subtotals give what every learner and day gives."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts.events import LearnerEvent
from services.core.access import DEVELOPMENT
from services.core.kpis import Granularity
from services.core.policy import DEFAULT_POLICY
from services.query.engine import QueryEngine
from services.query.model.answers import (
    AllMet,
    Answer,
    AnyMet,
    DateSpan,
    DerivedMetric,
    MetricQuery,
    MetricRef,
    NotMet,
    OtherLearners,
    PreviousPeriod,
    PriorYear,
    QueryError,
    Row,
    SchoolYear,
    Value,
    ValueBound,
)
from services.query.time.buckets import next_start
from services.store.embedded import EmbeddedStore
from tests.consumers.world import DISTRICT, apply, ledgers_of, memory_store
from tests.depth import examples
from tests.query.analytics_reference import (
    COUNTS,
    DAYS,
    Asked,
    Number,
    Tree,
    buckets_of,
    comparable,
    counterpart_of,
    meets,
    span_of,
    text_of,
)
from tests.query.reference import METRICS, Stay, calendars_of, stays_of
from tests.query.test_against_reference import days, filters, learner_histories, queries, spans


def trees(names: Sequence[str]) -> st.SearchStrategy[Tree]:
    """Formulas over metrics of one unit."""
    return st.recursive(
        st.sampled_from(names) | st.integers(0, 3),
        lambda inner: (
            st.tuples(st.sampled_from(["+", "-", "min", "max", "coalesce"]), inner, inner)
            | st.tuples(st.just("if"), st.sampled_from(["<", ">="]), inner, inner, inner, inner)
            | st.tuples(st.just("*"), inner, st.integers(0, 3))
        ),
        max_leaves=5,
    )


ratios = st.tuples(st.just("/"), trees(DAYS), trees(DAYS) | trees(COUNTS))
formulas = trees(DAYS) | trees(COUNTS) | ratios
ALIASES = ("one", "two")


def names_in(tree: Tree) -> set[str]:
    found = {name for each in tree for name in names_in(each)} if isinstance(tree, tuple) else {tree}
    return {each for each in found if isinstance(each, str) and each in METRICS}


def bounds(labels: Sequence[str]) -> st.SearchStrategy[ValueBound]:
    numbers = st.integers(0, 30).map(float) | st.just(0.5)
    name = st.sampled_from(list(labels))
    return st.one_of(*(st.builds(ValueBound, name, **{each: numbers}) for each in ("gt", "gte", "lt", "lte")))


def conditions(labels: Sequence[str]) -> st.SearchStrategy[object]:
    return st.recursive(
        bounds(labels),
        lambda inner: (
            st.builds(AllMet, st.lists(inner, max_size=2).map(tuple))
            | st.builds(AnyMet, st.lists(inner, min_size=1, max_size=2).map(tuple))
            | st.builds(NotMet, inner)
        ),
        max_leaves=3,
    )


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    """A query with any of having, compare, derived metrics, totals and subtotals."""
    query = draw(queries)
    some = [each for each in query.metrics if isinstance(each, MetricRef)]
    wanted = [tree for tree in draw(st.lists(formulas, max_size=2)) if names_in(tree)]
    found = dict(zip(ALIASES, wanted, strict=False))
    # A metric that the query narrows under its own name is what formulas mean by that name, here as there.
    metrics = (*some, *(DerivedMetric(alias, text_of(tree)) for alias, tree in found.items()))
    labels = [each.label for each in metrics]
    compare = draw(st.none() | st.sampled_from([PreviousPeriod(), PriorYear()]) | spans)
    time = draw(st.just(SchoolYear(2011)) | spans | spans.map(a_year_later)) if compare == PriorYear() else query.time
    if isinstance(time, DateSpan) and query.granularity is Granularity.MONTH and draw(st.booleans()):
        time = draw(st.sampled_from([whole_months(time), DateSpan(time.begin.replace(day=1), time.end)]))
    having = draw(st.none() | conditions(labels))
    query = replace(query, metrics=metrics, time=time, compare=compare, having=having, subtotals=draw(st.booleans()))
    return Asked(query, found)


def answerable(question: Asked) -> bool:
    return comparable(question.query)


def a_year_later(span: DateSpan) -> DateSpan:
    return DateSpan(span.begin.replace(year=span.begin.year + 1), span.end.replace(year=span.end.year + 1))


def whole_months(span: DateSpan) -> DateSpan:
    following = next_start(span.end.replace(day=1), Granularity.MONTH)
    return DateSpan(span.begin.replace(day=1), following - timedelta(days=1))


@asynccontextmanager
async def world(history: list[LearnerEvent]) -> AsyncIterator[tuple[EmbeddedStore, list[Stay]]]:
    store = await memory_store()
    try:
        await apply(store, history)
        yield store, await all_stays(store)
    finally:
        await store.close()


async def all_stays(store: EmbeddedStore) -> list[Stay]:
    documents = await store.documents(DISTRICT, ["calendar"])
    calendars = calendars_of(fact.value for fact in documents.values())
    ledgers = (await ledgers_of(store)).items()
    policy = (await store.policies()).get(DISTRICT, DEFAULT_POLICY)
    of_year = [ledger for each, ledger in ledgers if each.school_year == 2011]
    return [stay for ledger in of_year for stay in stays_of(ledger, calendars, policy)]


def same(value: float | None, expected: Number) -> bool:
    if value is None or expected is None:
        return value is expected
    return abs(value - float(expected)) <= 1e-9 * max(1.0, abs(float(expected)))


def of_keys(row: Row, stays: list[Stay]) -> list[Stay]:
    keys = {key.dimension: key.value for key in row.keys}
    return [stay for stay in stays if all(stay.values[name] == value for name, value in keys.items())]


def check_values(question: Asked, row: Row, stays: list[Stay], begin: date, end: date) -> None:
    for each, value in zip(question.query.metrics, row.values, strict=True):
        expected = question.value(each.label, of_keys(row, stays), begin, end)
        assert same(value.value, expected), (question.query, row, each, expected)


def no_value(_: str) -> Number:
    return None


def check_baselines(question: Asked, row: Row, stays: list[Stay], other: tuple[date, date] | None) -> None:
    """Where there is nobody there is no row, not even for a formula that would have a value without.

    A question without groups and buckets has its one row all the same.
    """
    for each, value in zip(question.query.metrics, row.values, strict=True):
        of = partial(question.value, stays=of_keys(row, stays), begin=other[0], end=other[1]) if other else no_value
        names = names_in(question.trees.get(each.label, each.label))
        nobody = bool(row.keys or row.bucket) and all(of(name) is None for name in names)
        expected = None if nobody else of(each.label)
        assert same(value.baseline, expected), (question.query, row, each, expected)
        check_delta(value)


def check_delta(value: Value) -> None:
    if value.value is None or value.baseline is None:
        assert (value.delta, value.delta_pct) == (None, None)
        return
    assert value.delta == value.value - value.baseline
    assert (value.delta_pct is None) is (value.baseline == 0)
    if value.baseline and value.delta is not None and value.delta_pct is not None:
        assert abs(value.delta_pct * value.baseline / 100 - value.delta) < 1e-6


def number_of(row: Row, buckets: list[tuple[date, date]]) -> int:
    """The first bucket that ends on the row's first day or later."""
    return next((number for number, (_, end) in enumerate(buckets) if row.bucket and row.bucket <= end), 0)


def check_rows(question: Asked, answer: Answer, everything: Answer, stays: list[Stay]) -> None:
    """Of all rows there would be, those that meet the condition, each with its values and baselines."""
    query = question.query
    buckets = buckets_of(query, *span_of(query))
    shown = {(row.keys, row.bucket) for row in answer.rows}
    for row in everything.rows:
        some, place = of_keys(row, stays), buckets[number_of(row, buckets)]
        kept = meets(query.having, partial(question.value, stays=some, begin=place[0], end=place[1]))
        assert ((row.keys, row.bucket) in shown) is kept, (query, row)
    assert len(shown) == len(answer.rows) <= len(everything.rows)
    for row in answer.rows:
        bucket = buckets[number_of(row, buckets)]
        check_values(question, row, stays, *bucket)
        if query.compare is not None:
            check_baselines(question, row, stays, counterpart_of(query, bucket))


def check_subtotals(question: Asked, answer: Answer, stays: list[Stay]) -> None:
    query = question.query
    longest = len(query.group_by) + (query.granularity is not None)
    assert {len(row.keys) for row in answer.subtotals} <= set(range(longest))
    for row in answer.subtotals:
        assert [key.dimension for key in row.keys] == list(query.group_by[: len(row.keys)])
        assert row.bucket is None
        check_values(by(question, query.group_by[: len(row.keys)]), row, stays, *span_of(query))
    for length in range(longest):
        rows = [row for row in answer.subtotals if len(row.keys) == length]
        assert len({row.keys for row in rows}) == len(rows)
        check_flows(by(question, query.group_by[:length]), rows, stays)


def by(question: Asked, group: tuple[str, ...]) -> Asked:
    """The same question by these dimensions, which decide on the level."""
    return replace(question, query=replace(question.query, group_by=group))


def check_flows(question: Asked, rows: list[Row], stays: list[Stay]) -> None:
    """Of what adds up nothing is missing."""
    for index, each in enumerate(question.query.metrics):
        if isinstance(each, MetricRef) and each.name in ("member_days", "absences", "tardies"):
            total = sum(row.values[index].value or 0 for row in rows)
            assert total == (question.value(each.label, stays, *span_of(question.query)) or 0)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(learner_histories, st.lists(asked(), min_size=3, max_size=6))
async def test_any_analytic_query_gives_what_every_learner_and_day_gives(
    history: list[LearnerEvent], questions: list[Asked]
) -> None:
    async with world(history) as (store, stays):
        engine = QueryEngine(store)
        for question in questions:
            if not comparable(question.query):
                with pytest.raises(QueryError, match="have no counterpart"):
                    await engine.answer(DEVELOPMENT, question.query)
                continue
            answer = await engine.answer(DEVELOPMENT, question.query)
            everything = await engine.answer(DEVELOPMENT, replace(question.query, having=None, compare=None))
            check_rows(question, answer, everything, stays)
            if answer.totals is not None:
                check_values(by(question, ()), answer.totals, stays, *span_of(question.query))
            if question.query.subtotals:
                check_subtotals(question, answer, stays)
            else:
                assert answer.subtotals == []


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(learner_histories, queries, filters, days)
async def test_a_cohort_is_compared_as_if_it_were_asked_for(
    history: list[LearnerEvent], query: MetricQuery, cohort: object, day: date
) -> None:
    """The baseline of a row is the value of the cohort's learners with the same keys, on the same days."""
    query = replace(query, where=None, compare=OtherLearners(cohort), as_of=day)  # type: ignore[arg-type]
    async with world(history) as (store, stays):
        answer = await QueryEngine(store).answer(DEVELOPMENT, query)
        tested = named(cohort)
        group = tuple(name for name in query.group_by if name not in tested)
        question = Asked(replace(query, where=cohort, group_by=group), {})  # type: ignore[arg-type]
        for row in answer.rows:
            kept = replace(row, keys=tuple(key for key in row.keys if key.dimension not in tested))
            buckets = buckets_of(query, *span_of(query))
            check_baselines(question, kept, stays, buckets[number_of(row, buckets)])


def named(cohort: object) -> set[str]:
    found = {cohort.name} if hasattr(cohort, "name") else set()
    inner = [*getattr(cohort, "items", ()), *([cohort.item] if hasattr(cohort, "item") else [])]
    return found.union(*map(named, inner))
