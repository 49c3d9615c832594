"""Comparisons, conditions on values, derived metrics, subtotals and the cache, of partnership metrics."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.core.access import DEVELOPMENT
from services.core.kpis import Granularity
from services.query.engine import QueryEngine
from services.query.model.answers import ValueStatus
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DateSpan, DerivedMetric, MetricRef, OtherLearners, PreviousPeriod, SchoolYear
from services.query.model.question_filters import ValueBound
from tests.consumers import agreements
from tests.consumers.world import apply, memory_store
from tests.query.every.world import learner_events, partnership_events
from tests.support.partnership_questions import HERE, NOW, PARTNER, query, values
from tests.support.questions import dimension


@pytest.fixture
async def engine() -> AsyncIterator[QueryEngine]:
    store = await memory_store()
    await apply(store, learner_events())
    await agreements.apply(store, partnership_events())
    yield QueryEngine(store, lambda: NOW)
    await store.close()


async def test_each_bucket_is_compared_with_the_one_of_the_same_number(engine: QueryEngine) -> None:
    question = query("investment_total", "vision_alignment", granularity=Granularity.MONTH)
    before, after = ((datetime(2010, month, 1, tzinfo=UTC).date()) for month in (9, 11))
    plain = await engine.answer(DEVELOPMENT, question)
    months = {(row.identity, row.bucket): row.values for row in plain.rows}
    autumn = replace(question, time=_days(11, 12), compare=_days(9, 10))
    rows = (await engine.answer(DEVELOPMENT, autumn)).rows
    compared = [row for row in rows if row.bucket == after and (row.identity, before) in months]
    assert compared
    for row in compared:
        for value, other in zip(row.values, months[row.identity, before], strict=True):
            assert (value.baseline, value.baseline_status) == (other.value, other.status)


def _days(first: int, last: int) -> DateSpan:
    return DateSpan(datetime(2010, first, 1, tzinfo=UTC).date(), datetime(2010, last, 18, tzinfo=UTC).date())


async def test_other_partnerships_are_a_baseline(engine: QueryEngine) -> None:
    question = query("investment_total", where=dimension("partnership", eq="hospital"))
    college = values(await engine.answer(DEVELOPMENT, query("investment_total")), "college")["investment_total"]
    others = OtherLearners(dimension("partnership", eq="college"))
    compared = await engine.answer(DEVELOPMENT, replace(question, compare=others))
    assert values(compared, "hospital")["investment_total"].baseline == college.value
    with pytest.raises(QueryError) as refused:
        await engine.answer(DEVELOPMENT, replace(question, compare=OtherLearners(dimension("sex", eq="Female"))))
    assert refused.value.code is ErrorCode.DIMENSION_NOT_AVAILABLE


async def test_derived_metrics_read_partnerships_and_hide_what_is_hidden(engine: QueryEngine) -> None:
    derived = DerivedMetric("gap", "partnership_health - health_data"), DerivedMetric("far", "goal_attainment / 2")
    question = query("partnership_health", "health_data")
    question = replace(question, metrics=(*question.metrics, *derived), totals=True)
    inside = values(await engine.answer(HERE, question), "hospital")
    assert inside["gap"].value == pytest.approx(inside["partnership_health"].value - inside["health_data"].value)  # type: ignore[operator]
    assert (inside["far"].status, inside["far"].n) == (ValueStatus.OK, 8)
    outside = values(await engine.answer(PARTNER, question), "hospital")
    assert (outside["far"].value, outside["far"].status) == (None, ValueStatus.SUPPRESSED)


async def test_having_and_subtotals(engine: QueryEngine) -> None:
    question = query("investment_total", group_by=("partnership", "side"), subtotals=True, totals=True)
    answer = await engine.answer(DEVELOPMENT, question)
    whole = {row.identity: row.values[0].value for row in answer.subtotals}
    assert set(whole) == {(), ("hospital",), ("college",)}
    plain = await engine.answer(DEVELOPMENT, query("investment_total"))
    assert {row.identity: row.values[0].value for row in plain.rows}.items() <= whole.items()
    assert answer.totals is not None
    assert whole[()] == answer.totals.values[0].value
    most = max(row.values[0].value or 0 for row in answer.rows)
    kept = await engine.answer(DEVELOPMENT, replace(question, having=ValueBound("investment_total", gte=most)))
    assert [row.values[0].value for row in kept.rows] == [most]


async def test_explained_by_states_and_at_the_cost_of_judging_them(engine: QueryEngine) -> None:
    question = query("investment_total", "health_data", where=dimension("partner_kind", eq="hospital"))
    explained = await engine.explain(PARTNER, question)
    (step,) = (step for step in explained.steps if "states" in step)
    assert step.startswith("rows: add up cents of each bucket and judge health_data at the end of each bucket")
    assert step.endswith("you may see, 1, by partnership where partner_kind is hospital")
    assert explained.cost.requested > 0
    twice = await engine.explain(PARTNER, replace(question, compare=PreviousPeriod()))
    assert twice.cost.requested == 2 * explained.cost.requested
    assert (await engine.answer(PARTNER, question)).cost == explained.cost
    mixed = await engine.explain(HERE, query("dosage_hours"))
    assert any("participants so far" in step for step in mixed.steps)


async def test_who_sees_other_partnerships_gets_no_answer_of_the_cache(engine: QueryEngine) -> None:
    question = query("goal_attainment", time=SchoolYear(2011))
    for _ in range(2):
        assert len((await engine.answer(HERE, question)).rows) == 2
        answer = await engine.answer(PARTNER, replace(question, metrics=(MetricRef("goal_attainment"),)))
        assert values(answer, "hospital")["goal_attainment"].status is ValueStatus.SUPPRESSED
        assert len(answer.rows) == 1
