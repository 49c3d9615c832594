"""Partnership KPIs: who sees what of them, how they are added up, and beside which others they stand."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from services.contracts.partnerships import Question
from services.core.access import DEVELOPMENT, Principal, Scope
from services.core.kpis import METRICS, PARTNERSHIP, STATE_DIMENSIONS, Granularity, Reading
from services.core.partnerships.partnership_kpis import Share
from services.query.engine import QueryEngine
from services.query.model.answers import Value, ValueStatus
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DateSpan, MetricRef, OrderBy
from services.query.model.question_filters import Or
from services.query.partnerships.kpi_questions import check_question
from services.query.planning.frame import RowId
from services.query.planning.plan import SelectedMetric
from services.query.reading.partnership_metrics import StateNumbers
from services.store.embedded import EmbeddedStore
from tests.consumers import agreements
from tests.consumers.world import DISTRICT, apply, memory_store
from tests.query.every.world import COLLEGE, HOSPITAL, OTHER, day, learner_events, partnership_events
from tests.support.partnership_questions import HERE, NOW, PARTNER, query, values
from tests.support.questions import dimension, shown

OF_PARTNERSHIPS = tuple(metric.name for metric in METRICS.values() if metric.family == PARTNERSHIP)
FROM_LEARNERS = ("participation_rate", "goal_attainment")
STRANGER = Principal("stranger", frozenset({"255902"}), frozenset({"none"}))


@pytest.fixture
async def engine() -> AsyncIterator[QueryEngine]:
    store: EmbeddedStore = await memory_store()
    await apply(store, learner_events())
    await agreements.apply(store, partnership_events())
    yield QueryEngine(store, lambda: NOW)
    await store.close()


async def test_whoever_may_see_no_partnership_gets_nothing_of_any(engine: QueryEngine) -> None:
    for name in ("district", "partnership", "partner_kind"):
        answer = await engine.answer(STRANGER, query(*OF_PARTNERSHIPS, group_by=(name,), totals=True))
        assert answer.rows == []
        assert answer.totals is not None
        assert {value.status for value in answer.totals.values} == {ValueStatus.NO_DATA}
    wanted = dimension("district", eq=DISTRICT)
    assert (await engine.answer(STRANGER, query("investment_total", where=Or((wanted,))))).rows == []
    for shown_dimension in STATE_DIMENSIONS:
        assert (await engine.dimension_values(STRANGER, shown_dimension, None, 10, None)).total == 0


async def test_a_partner_sees_the_partnership_and_no_number_of_few_learners(engine: QueryEngine) -> None:
    answer = await engine.answer(PARTNER, query(*OF_PARTNERSHIPS, totals=True))
    assert [row.keys[0].value for row in answer.rows] == ["hospital"]
    by_key = values(answer, "hospital")
    for name in FROM_LEARNERS:
        hidden = by_key[name]
        assert hidden.status is ValueStatus.SUPPRESSED
        assert (hidden.value, hidden.numerator, hidden.denominator, hidden.n) == (None, None, None, None)
    assert all(by_key[name].status is ValueStatus.OK for name in OF_PARTNERSHIPS if name not in FROM_LEARNERS)
    inside = values(await engine.answer(HERE, query(*OF_PARTNERSHIPS)), "hospital")
    assert {name: inside[name].n for name in FROM_LEARNERS} == {"participation_rate": 2, "goal_attainment": 8}
    assert inside["health_data"].value != by_key["health_data"].value


async def test_what_many_learners_are_behind_is_shown_outside(engine: QueryEngine) -> None:
    """Half of the college is another district's; its goal was seen of 30 learners."""
    without = values(await engine.answer(HERE, query(*FROM_LEARNERS)), "college")
    assert {value.status for value in without.values()} == {ValueStatus.SUPPRESSED}, "no agreement is in force"
    by_key = values(await engine.answer(HERE.with_agreements((Scope(),)), query(*FROM_LEARNERS)), "college")
    assert by_key["goal_attainment"].value == pytest.approx(20)
    assert by_key["goal_attainment"].n == 30
    assert by_key["participation_rate"].status is ValueStatus.SUPPRESSED


async def test_a_total_of_several_is_divided_anew_from_what_may_be_seen(engine: QueryEngine) -> None:
    names = ("investment_total", "investment_balance", "days_since_checkin", "goal_attainment", "partnership_health")
    question = query(*names, totals=True, as_of=day(100))
    answer = await engine.answer(DEVELOPMENT, question)
    hospital, college = values(answer, "hospital"), values(answer, "college")
    assert answer.totals is not None
    total = {value.metric: value for value in answer.totals.values}
    assert total["investment_total"].value == hospital["investment_total"].value + college["investment_total"].value  # type: ignore[operator]
    # The district gave 1,000.01 and 700, the partners 10.5 hours at 20 and 50, and 2 hours at 30.
    assert total["investment_balance"].value == pytest.approx(100 * (210 + 50 + 60) / 1700.01)
    for name in ("days_since_checkin", "goal_attainment", "partnership_health"):
        assert total[name].value == pytest.approx((hospital[name].value + college[name].value) / 2)  # type: ignore[operator]
    assert total["goal_attainment"].n == 8
    outside = await engine.answer(replace(HERE, partnerships=None).with_agreements((Scope(),)), question)
    assert outside.totals is not None
    assert outside.totals.values[3].n == 8


async def test_a_partnership_counts_under_each_of_its_districts_and_once_in_total(engine: QueryEngine) -> None:
    answer = await engine.answer(DEVELOPMENT, query("investment_total", group_by=("district",), totals=True))
    by_district: dict[object, Any] = {district: value for district, value in shown(answer)}  # noqa: C416
    assert answer.totals is not None
    assert answer.totals.values[0].value == by_district[DISTRICT]
    assert 0 < by_district[OTHER] < by_district[DISTRICT]
    mine = await engine.answer(HERE, query("investment_total", group_by=("district",)))
    assert shown(mine) == [(DISTRICT, by_district[DISTRICT])]


async def test_beside_metrics_of_the_participants(engine: QueryEngine) -> None:
    names = ("attendance_rate", "investment_total", "dosage_hours", "vision_alignment")
    answer = await engine.answer(HERE, query(*names, totals=True, order_by=(OrderBy("investment_total", True),)))
    assert [row.keys[0].value for row in answer.rows] == ["hospital", "college", "unknown"]
    assert all(value.status is ValueStatus.OK for row in answer.rows[:2] for value in row.values)
    statuses = [value.status for value in answer.rows[2].values]
    assert statuses == [ValueStatus.OK, ValueStatus.NO_DATA, ValueStatus.OK, ValueStatus.NO_DATA]
    assert answer.totals is not None  # learners may be in several partnerships, partnerships are what they are
    assert [value.value is None for value in answer.totals.values] == [True, False, True, False]


async def test_a_partnership_has_rows_from_its_proposal_to_its_closing(engine: QueryEngine) -> None:
    question = query("investment_total", granularity=Granularity.MONTH)
    rows = (await engine.answer(DEVELOPMENT, question)).rows
    months = [row.bucket.month for row in rows if row.keys[0].value == "hospital" and row.bucket]
    assert months == [7, 8, 9, 10, 11, 12]
    later = await engine.answer(DEVELOPMENT, query("investment_total", time=DateSpan(day(111), day(118))))
    assert [row.keys[0].value for row in later.rows] == ["hospital"]


async def test_filters_by_what_a_partnership_is(engine: QueryEngine) -> None:
    for where, expected in (
        (dimension("partner_kind", eq="employer"), ["college"]),
        (dimension("partner_kind", ne="employer"), ["college", "hospital"]),
        (dimension("partnership_kind", in_=("health_careers",)), ["hospital"]),
        (dimension("district", eq=OTHER), ["college"]),
    ):
        answer = await engine.answer(DEVELOPMENT, query("vision_alignment", "investment_total", where=where))
        assert [row.keys[0].value for row in answer.rows] == expected
    partners = await engine.answer(DEVELOPMENT, query("investment_total", where=dimension("side", eq="partner")))
    assert shown(partners) == [("college", 60.0), ("hospital", 260.0)]


async def test_values_of_the_dimensions_of_partnerships(engine: QueryEngine) -> None:
    async def found(name: str, who: Principal) -> list[str | None]:
        return [key.value for key in (await engine.dimension_values(who, name, None, 10, None)).items]

    assert await found("partner_kind", DEVELOPMENT) == ["college", "employer", "hospital"]
    assert await found("partnership_kind", PARTNER) == ["health_careers"]
    assert await found("side", PARTNER) == ["district", "partner"]
    assert await found("contribution_kind", HERE) == ["equipment", "funding", "staff_hours", "volunteer_hours"]
    assert await found("partnership", PARTNER) == ["hospital"]


async def test_judging_too_many_states_is_refused_before_any_is_read(engine: QueryEngine) -> None:
    long = DateSpan(datetime(1991, 7, 1).date(), day(100))  # noqa: DTZ001
    with pytest.raises(QueryError) as refused:
        await engine.answer(DEVELOPMENT, query("partnership_health", time=long, granularity=Granularity.DAY))
    assert refused.value.code is ErrorCode.TOO_EXPENSIVE


async def test_dosage_is_one_of_a_partnership(engine: QueryEngine) -> None:
    with pytest.raises(QueryError) as refused:
        await engine.answer(HERE, query("dosage_hours", group_by=("sex",)))
    assert refused.value.code is ErrorCode.DIMENSION_NOT_AVAILABLE


@pytest.mark.parametrize("name", [metric.name for metric in METRICS.values()])
def test_only_what_tells_of_learners_can_be_a_goal(name: str) -> None:
    metric = METRICS[name]
    if metric.family == PARTNERSHIP:
        with pytest.raises(QueryError):
            check_question(Question(metric=name))
    if "phase" not in metric.dimensions:
        with pytest.raises(QueryError):
            check_question(Question(metric=name, phase="during"))
    if metric.reads(Reading.PARTICIPANTS):
        assert check_question(Question(metric=name)) is metric


def test_the_sample_says_something_of_every_kind() -> None:
    assert len({type(payload) for payload in (*HOSPITAL, *COLLEGE)}) >= 16


def score_of(*scores: Fraction) -> Value:
    """What a row shows of partnerships with these scores."""
    metric, row, numbers = METRICS["partnership_health"], RowId((), None), StateNumbers()
    for score in scores:
        numbers.add(row, "partnership_health", Share(score, 1))
    return numbers.value(SelectedMetric(MetricRef(metric.name), metric, 0, metric.numerator), row)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((Fraction(100, 3),) * 3, (Fraction(100), Fraction(0), Fraction(0))),
        ((Fraction(10), Fraction(20), Fraction(100, 7)), (Fraction(100, 7), Fraction(20), Fraction(10))),
        ((Fraction(200, 7), Fraction(100, 7)), (Fraction(150, 7),)),
        ((Fraction(1, 10), Fraction(2, 10)), (Fraction(15, 100),)),
    ],
)
def test_means_of_scores_that_are_equal_are_the_same_number(
    one: tuple[Fraction, ...], other: tuple[Fraction, ...]
) -> None:
    """So that the second key of an order decides between them."""
    assert score_of(*one).value == score_of(*other).value == float(sum(one) / len(one))
