"""Conditions on values, comparisons, derived metrics and subtotals give what every learner and day gives."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts.events import LearnerEvent
from services.core.access import DEVELOPMENT
from services.core.policy import DEFAULT_POLICY
from services.query.engine import QueryEngine
from services.query.model.answers import Answer, Row, Value
from services.query.model.query_error import QueryError
from services.query.model.question import MetricQuery, MetricRef, OtherLearners
from services.store.embedded import EmbeddedStore
from tests.consumers.world import DISTRICT, apply, ledgers_of, memory_store
from tests.depth import examples
from tests.query.analytics_reference import (
    KpiQuestion,
    Number,
    buckets_of,
    comparable,
    counterpart_of,
    meets,
    span_of,
)
from tests.query.reference import Stay, calendars_of, reports_of, stays_of
from tests.support.analytics_questions import asked, names_in
from tests.support.random_questions import days, filters, learner_histories, queries


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
    ledgers = await ledgers_of(store)
    policy = (await store.policies()).get(DISTRICT, DEFAULT_POLICY)
    of_year = [ledger for ledger_id, ledger in ledgers.items() if ledger_id.school_year == 2011]
    reports = reports_of(ledgers.values())
    return [stay for ledger in of_year for stay in stays_of(ledger, calendars, policy, reports)]


def same(value: float | None, expected: Number) -> bool:
    if value is None or expected is None:
        return value is None and expected is None
    return abs(value - float(expected)) <= 1e-9 * max(1.0, abs(float(expected)))


def of_keys(row: Row, stays: list[Stay]) -> list[Stay]:
    keys = {key.dimension: key.value for key in row.keys}
    return [stay for stay in stays if all(stay.values[name] == value for name, value in keys.items())]


def check_values(question: KpiQuestion, row: Row, stays: list[Stay], begin: date, end: date) -> None:
    for metric, value in zip(question.query.metrics, row.values, strict=True):
        expected = question.value(metric.label, of_keys(row, stays), begin, end)
        assert same(value.value, expected), (question.query, row, metric, expected)


def no_value(_: str) -> Number:
    return None


def check_baselines(question: KpiQuestion, row: Row, stays: list[Stay], other: tuple[date, date] | None) -> None:
    """Where there is nobody there is no row, not even for a formula that would have a value without.

    A question without groups and buckets has its one row all the same.
    """
    for metric, value in zip(question.query.metrics, row.values, strict=True):
        of = partial(question.value, stays=of_keys(row, stays), begin=other[0], end=other[1]) if other else no_value
        names = names_in(question.trees.get(metric.label, metric.label))
        nobody = bool(row.keys or row.bucket) and all(of(name) is None for name in names)
        expected = None if nobody else of(metric.label)
        assert same(value.baseline, expected), (question.query, row, metric, expected)
        check_delta(value)


def check_delta(value: Value) -> None:
    if value.value is None or value.baseline is None:
        assert (value.delta, value.delta_pct) == (None, None)
        return
    assert value.delta == value.value - value.baseline
    assert (value.delta_pct is None) is (value.baseline == 0)
    if value.delta_pct is not None:
        assert abs(value.delta_pct * value.baseline / 100 - value.delta) < 1e-6


def number_of(row: Row, buckets: list[tuple[date, date]]) -> int:
    """The first bucket that ends on the row's first day or later."""
    return next((number for number, (_, end) in enumerate(buckets) if row.bucket and row.bucket <= end), 0)


def check_rows(question: KpiQuestion, answer: Answer, everything: Answer, stays: list[Stay]) -> None:
    """Of all rows there would be, those that meet the condition, each with its values and baselines."""
    query = question.query
    buckets = buckets_of(query, *span_of(query))
    shown = {(row.keys, row.bucket) for row in answer.rows}
    for row in everything.rows:
        matching, place = of_keys(row, stays), buckets[number_of(row, buckets)]
        kept = meets(query.having, partial(question.value, stays=matching, begin=place[0], end=place[1]))
        assert ((row.keys, row.bucket) in shown) is kept, (query, row)
    assert len(shown) == len(answer.rows) <= len(everything.rows)
    for row in answer.rows:
        bucket = buckets[number_of(row, buckets)]
        check_values(question, row, stays, *bucket)
        if query.compare is not None:
            check_baselines(question, row, stays, counterpart_of(query, bucket))


def check_subtotals(question: KpiQuestion, answer: Answer, stays: list[Stay]) -> None:
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


def by(question: KpiQuestion, group: tuple[str, ...]) -> KpiQuestion:
    """The same question by these dimensions, which decide on the level."""
    return replace(question, query=replace(question.query, group_by=group))


def check_flows(question: KpiQuestion, rows: list[Row], stays: list[Stay]) -> None:
    """Of what adds up nothing is missing."""
    for index, metric in enumerate(question.query.metrics):
        if isinstance(metric, MetricRef) and metric.name in ("member_days", "absences", "tardies"):
            total = sum(row.values[index].value or 0 for row in rows)
            assert total == (question.value(metric.label, stays, *span_of(question.query)) or 0)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(learner_histories, st.lists(asked(), min_size=3, max_size=6))
async def test_any_analytic_query_gives_what_every_learner_and_day_gives(
    history: list[LearnerEvent], questions: list[KpiQuestion]
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
        question = KpiQuestion(replace(query, where=cohort, group_by=group), {})  # type: ignore[arg-type]
        for row in answer.rows:
            kept = replace(row, keys=tuple(key for key in row.keys if key.dimension not in tested))
            buckets = buckets_of(query, *span_of(query))
            check_baselines(question, kept, stays, buckets[number_of(row, buckets)])


def named(cohort: object) -> set[str]:
    names = {cohort.name} if hasattr(cohort, "name") else set()
    inner = [*getattr(cohort, "items", ()), *([cohort.item] if hasattr(cohort, "item") else [])]
    return names.union(*map(named, inner))
