"""Comparisons, conditions on values, derived metrics, subtotals and time zones, on the small district."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest

from services.contracts import facts
from services.core.access import DEVELOPMENT
from services.core.kpis import Granularity
from services.query.engine import QueryEngine
from services.query.filters.having import MAX_BOUNDS
from services.query.filters.validation import MAX_METRICS
from services.query.model.answers import Value, ValueStatus
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import (
    Comparison,
    DateSpan,
    DerivedMetric,
    Last,
    MetricQuery,
    MetricRef,
    OrderBy,
    OtherLearners,
    PreviousPeriod,
    PriorYear,
    SchoolYear,
    TimeRange,
    TotalsOf,
)
from services.query.model.question_filters import AllMet, And, AnyMet, NotMet, Or, ValueBound, ValueMember
from services.store.embedded import EmbeddedStore
from tests.consumers.world import DATES, SCHOOLS, apply, calendar, event, memory_store
from tests.support.questions import NOW, PAYLOADS, dimension, query, shown

ONE, TWO = SCHOOLS
AUGUST = DateSpan(date(2010, 8, 23), date(2010, 8, 31))
SEPTEMBER = DateSpan(date(2010, 9, 1), date(2010, 9, 9))


@pytest.fixture
async def store() -> AsyncIterator[EmbeddedStore]:
    store = await memory_store()
    await apply(store, [event(payload, index, index) for index, payload in enumerate(PAYLOADS)])
    yield store
    await store.close()


@pytest.fixture
def engine(store: EmbeddedStore) -> QueryEngine:
    return QueryEngine(store, lambda: NOW)


async def one(engine: QueryEngine, asked: MetricQuery) -> Value:
    """The first value of the only row."""
    (row,) = (await engine.answer(DEVELOPMENT, asked)).rows
    return row.values[0]


SPANS: list[tuple[TimeRange, Comparison, DateSpan]] = [
    (SEPTEMBER, PreviousPeriod(), DateSpan(date(2010, 8, 23), date(2010, 8, 31))),
    (DateSpan(date(2010, 9, 1), date(2010, 9, 30)), PreviousPeriod(), DateSpan(date(2010, 8, 1), date(2010, 8, 20))),
    (DateSpan(date(2010, 3, 1), date(2010, 4, 30)), PreviousPeriod(), DateSpan(date(2010, 1, 1), date(2010, 2, 28))),
    (SEPTEMBER, PriorYear(), DateSpan(date(2009, 9, 1), date(2009, 9, 9))),
    (DateSpan(date(2008, 2, 29), date(2008, 2, 29)), PriorYear(), DateSpan(date(2007, 2, 28), date(2007, 2, 28))),
    (SEPTEMBER, AUGUST, AUGUST),
    (SEPTEMBER, DateSpan(date(2010, 9, 10), date(2010, 9, 30)), DateSpan(date(2010, 9, 10), date(2010, 9, 20))),
    (Last(1, Granularity.MONTH), PreviousPeriod(), DateSpan(date(2010, 7, 1), date(2010, 7, 31))),
    (Last(1, Granularity.MONTH, True), PreviousPeriod(), DateSpan(date(2010, 8, 1), date(2010, 8, 20))),
    (Last(2, Granularity.WEEK), PreviousPeriod(), DateSpan(date(2010, 8, 23), date(2010, 9, 5))),
    (SchoolYear(2011), PreviousPeriod(), DateSpan(date(2009, 7, 1), date(2009, 9, 20))),
    (SchoolYear(2010), PreviousPeriod(), DateSpan(date(2008, 7, 1), date(2009, 6, 30))),
    (Last(1, Granularity.DAY), PriorYear(), DateSpan(date(2009, 9, 19), date(2009, 9, 19))),
]


@pytest.mark.parametrize(("time", "compare", "expected"), SPANS, ids=[f"{t}-{c}" for t, c, _ in SPANS])
async def test_the_days_compared_with(
    engine: QueryEngine, time: TimeRange, compare: Comparison, expected: DateSpan
) -> None:
    """On September 20; the range is cut there, so the days before are cut after as many."""
    explained = await engine.explain(DEVELOPMENT, query("absences", time=time, compare=compare))
    days = f"baseline of rows (other days): {expected.begin} to {expected.end};"
    assert any(step.startswith(days) for step in explained.steps), explained.steps


async def test_a_range_of_a_part_of_a_week_has_days_before_though_it_has_only_begun(engine: QueryEngine) -> None:
    """The Monday nearest to four days before is before the four days that are compared with."""
    time, compare = DateSpan(date(2010, 9, 20), date(2010, 9, 23)), PreviousPeriod()
    question = query("absences", time=time, compare=compare, granularity=Granularity.WEEK)
    explained = await engine.explain(DEVELOPMENT, question)
    assert any("2010-09-16 to 2010-09-16," in step for step in explained.steps), explained.steps


async def test_a_value_has_baseline_delta_and_percent(engine: QueryEngine) -> None:
    value = await one(engine, query("engagement_minutes", time=SEPTEMBER, compare=AUGUST))
    assert (value.value, value.baseline, value.delta, value.delta_pct) == (60.0, 30.0, 30.0, 100.0)
    assert value.baseline_status is ValueStatus.OK


async def test_a_baseline_says_how_many_learners_are_behind_it(engine: QueryEngine) -> None:
    alone = await one(engine, query("engagement_minutes", time=AUGUST))
    value = await one(engine, query("engagement_minutes", time=SEPTEMBER, compare=AUGUST))
    assert alone.n is not None
    assert (alone.baseline_n, value.baseline_n) == (None, alone.n)


async def test_of_nothing_there_is_no_percentage_and_of_a_missing_value_no_delta(engine: QueryEngine) -> None:
    value = await one(engine, query("absences", time=AUGUST, compare=SEPTEMBER))
    assert (value.baseline, value.delta, value.delta_pct) == (0.0, 3.0, None)
    value = await one(engine, query("absences", time=AUGUST, compare=PriorYear()))
    assert (value.value, value.baseline, value.delta, value.delta_pct) == (3.0, None, None, None)
    assert value.baseline_status is ValueStatus.NO_DATA
    value = await one(engine, query("excused_share", time=SEPTEMBER, compare=AUGUST))
    assert (value.status, value.baseline_status, value.delta) == (ValueStatus.DIVIDE_BY_ZERO, ValueStatus.OK, None)


async def test_buckets_are_compared_in_their_order(engine: QueryEngine) -> None:
    question = query("absences", time=AUGUST, compare=SEPTEMBER, granularity=Granularity.DAY)
    back = replace(question, time=SEPTEMBER, compare=DateSpan(DATES[1], DATES[2]))
    baselines = [row.values[0].baseline for row in (await engine.answer(DEVELOPMENT, back)).rows]
    assert baselines[:3] == [2.0, 1.0, None]
    assert {value.baseline for row in (await engine.answer(DEVELOPMENT, question)).rows for value in row.values} == {
        0.0
    }


async def test_where_nobody_was_there_is_no_baseline_not_even_of_a_formula_that_has_a_value_without(
    engine: QueryEngine,
) -> None:
    metrics = (MetricRef("members"), DerivedMetric("nothing", "coalesce(members, 0) * 0"))
    day_before = DateSpan(DATES[0] - timedelta(days=1), DATES[0])
    question = query("members", time=DateSpan(DATES[0], DATES[1]), compare=day_before, granularity=Granularity.DAY)
    first, second = (await engine.answer(DEVELOPMENT, replace(question, metrics=metrics))).rows
    assert [value.baseline for value in first.values] == [None, None]
    assert [value.baseline for value in second.values] == [2.0, 0.0]


async def test_terms_are_compared_with_as_many_before(store: EmbeddedStore, engine: QueryEngine) -> None:
    question = query("members", time=Last(1, Granularity.GRADING_PERIOD), compare=PreviousPeriod())
    only = dimension("school", eq=ONE)
    with pytest.raises(QueryError, match="no GRADING_PERIOD before") as refused:
        await engine.answer(DEVELOPMENT, replace(question, where=only))
    assert (refused.value.code, refused.value.path) == (ErrorCode.RANGE_NOT_AVAILABLE, "query.compare")


async def test_fewer_terms_before_are_not_as_many(store: EmbeddedStore) -> None:
    """Matched by their order they would stand beside others than they follow."""
    starts = (0, 6, 12, 26)
    terms = tuple(
        facts.Period(name=f"T{n}", begin=DATES[begin], end=DATES[following - 1])
        for n, (begin, following) in enumerate(pairwise(starts))
    )
    told = msgspec.structs.replace(calendar(ONE, set()), terms=terms)
    await apply(store, [event(told, 500, 500)])
    question = query("member_days", where=dimension("school", eq=ONE), granularity=Granularity.TERM)
    engine = QueryEngine(store, lambda: NOW)
    one_back = replace(question, time=Last(1, Granularity.TERM, include_current=True), compare=PreviousPeriod())
    (row,) = (await engine.answer(DEVELOPMENT, one_back)).rows
    assert (row.values[0].value, row.values[0].baseline) == (2 * 14, 2 * 6)
    two_back = replace(one_back, time=Last(2, Granularity.TERM, include_current=True))
    with pytest.raises(QueryError, match="have 1 TERM before 2010-08-29, not 2"):
        await engine.answer(DEVELOPMENT, two_back)


async def test_participants_are_compared_with_their_peers(engine: QueryEngine) -> None:
    hospital = dimension("partnership", eq="hospital")
    where = And((hospital, dimension("cohort", eq="participant"), dimension("school", eq=ONE)))
    peers = OtherLearners(dimension("cohort", eq="peer"))
    alone = await one(engine, query("members", where=And((hospital, dimension("cohort", eq="peer")))))
    value = await one(engine, query("members", where=where, compare=peers))
    assert (value.value, value.baseline) == (1.0, alone.value)


async def test_every_school_is_compared_with_one(engine: QueryEngine) -> None:
    question = query("members", group_by=("school",), compare=OtherLearners(dimension("school", eq=TWO)), totals=True)
    answer = await engine.answer(DEVELOPMENT, question)
    assert [(row.values[0].value, row.values[0].baseline) for row in answer.rows] == [(1.0, 1.0), (2.0, 1.0)]
    assert answer.totals is not None
    assert (answer.totals.values[0].value, answer.totals.values[0].baseline) == (3.0, 1.0)


async def test_totals_and_subtotals_are_compared_too(engine: QueryEngine) -> None:
    question = query(
        "engagement_minutes", group_by=("engagement_kind",), granularity=Granularity.WEEK, time=SEPTEMBER,
        compare=AUGUST, totals=True, subtotals=True,
    )  # fmt: skip
    answer = await engine.answer(DEVELOPMENT, question)
    assert answer.totals is not None
    assert answer.totals.values[0].baseline == 30.0
    whole, *kinds = answer.subtotals
    assert (whole.keys, whole.values) == ((), answer.totals.values)
    assert [(row.keys[0].value, row.values[0].value, row.values[0].baseline) for row in kinds] == [
        ("lab_visit", 30.0, None),
        ("tutoring", 30.0, 30.0),
    ]


async def test_distinct_learners_of_a_month_are_compared_with_those_of_any_days(engine: QueryEngine) -> None:
    month = DateSpan(date(2010, 9, 1), date(2010, 9, 15))
    value = await one(engine, query("engaged_learners", time=month, compare=PreviousPeriod()))
    assert (value.value, value.baseline, value.baseline_status) == (2.0, 1.0, ValueStatus.OK)


async def test_subtotals_are_divided_again(engine: QueryEngine) -> None:
    question = query("excused_share", "absences", group_by=("school", "sex"), subtotals=True)
    answer = await engine.answer(DEVELOPMENT, question)
    by_school = await engine.answer(DEVELOPMENT, query("excused_share", "absences", group_by=("school",)))
    whole = await engine.answer(DEVELOPMENT, query("excused_share", "absences"))
    assert list(answer.subtotals) == [*whole.rows, *by_school.rows]


async def test_subtotals_have_the_order_of_the_rows(engine: QueryEngine) -> None:
    order = (OrderBy("sex"), OrderBy("absences", descending=True))
    question = query("absences", group_by=("school", "sex"), order_by=order, subtotals=True)
    answer = await engine.answer(DEVELOPMENT, question)
    assert [row.keys[0].value for row in answer.subtotals if row.keys] == [ONE, TWO]


PER_LEARNER = DerivedMetric("per_learner", "absences / members")


async def test_a_derived_metric_is_computed_in_rows_and_anew_in_totals(engine: QueryEngine) -> None:
    question = query(metrics=(PER_LEARNER, MetricRef("members")), group_by=("school",), totals=True)
    answer = await engine.answer(DEVELOPMENT, question)
    assert shown(answer) == [(TWO, 0.0, 1.0), (ONE, 1.5, 2.0)]
    assert answer.totals is not None
    assert answer.totals.values[0].value == 1.0
    assert [(column.name, column.unit) for column in answer.columns[1:]] == [
        ("per_learner", None),
        ("members", "COUNT"),
    ]


async def test_a_derived_metric_is_ordered_by_kept_by_and_compared(engine: QueryEngine) -> None:
    question = query(metrics=(PER_LEARNER,), group_by=("school",), order_by=(OrderBy("per_learner", True),))
    assert [row[0] for row in shown(await engine.answer(DEVELOPMENT, question))] == [ONE, TWO]
    kept = await engine.answer(DEVELOPMENT, replace(question, having=ValueBound("per_learner", gt=1)))
    assert shown(kept) == [(ONE, 1.5)]
    (row,) = (await engine.answer(DEVELOPMENT, replace(question, time=AUGUST, compare=SEPTEMBER, group_by=()))).rows
    assert (row.values[0].value, row.values[0].baseline, row.values[0].delta_pct) == (1.0, 0.0, None)


async def test_a_ratio_of_counts_is_the_rate_of_the_catalogue(engine: QueryEngine) -> None:
    mine = DerivedMetric("mine", "percent(excused_absences / absences)")
    (row,) = (await engine.answer(DEVELOPMENT, query(metrics=(mine, MetricRef("excused_share"))))).rows
    assert replace(row.values[0], metric="excused_share") == row.values[1]


HAVING = [
    (ValueBound("absences", gte=3), [ONE]),
    (ValueBound("absences", gt=3), []),
    (ValueBound("absences", lt=3), [TWO]),
    (ValueBound("absences", gte=0, lte=3), [TWO, ONE]),
    (ValueBound("excused_share", gte=0), [ONE]),
    (ValueBound("excused_share", lt=0), []),
    (NotMet(ValueBound("excused_share", gte=0)), [TWO]),
    (AllMet((ValueBound("absences", gte=1), ValueBound("excused_share", gte=90))), []),
    (AnyMet((ValueBound("absences", gte=1), ValueBound("excused_share", gte=90))), [ONE]),
    (AllMet(()), [TWO, ONE]),
]


@pytest.mark.parametrize(("having", "expected"), HAVING, ids=[str(condition) for condition, _ in HAVING])
async def test_rows_are_kept_by_their_values_and_null_meets_no_bound(
    engine: QueryEngine, having: object, expected: list[str]
) -> None:
    question = query("absences", "excused_share", group_by=("school",), having=having, totals=True)
    everything = replace(question, having=None)
    answer = await engine.answer(DEVELOPMENT, question)
    assert [row[0] for row in shown(answer)] == expected
    assert answer.totals == (await engine.answer(DEVELOPMENT, everything)).totals


async def test_today_is_where_the_time_zone_is(store: EmbeddedStore) -> None:
    """On the 25th at 3 in the morning, UTC, it is still the 24th in Chicago."""
    early = QueryEngine(store, lambda: datetime(2010, 8, 25, 3, tzinfo=UTC))
    question = query("instructional_days", time=Last(1, Granularity.DAY, include_current=True))
    for zone, day in ((None, 24), ("America/Chicago", 24), ("Europe/Berlin", 25)):
        explained = await early.explain(DEVELOPMENT, replace(question, timezone=zone))
        assert explained.steps[0] == f"the day of asking is 2010-08-{day}"


BAD = [
    (query("absences", timezone="Mars/Base"), ErrorCode.INVALID_TIMEZONE, "query.timezone"),
    (query("absences", timezone="../../etc/passwd", as_of=DATES[3]), ErrorCode.INVALID_TIMEZONE, "query.timezone"),
    (query("absences", timezone="x" * 5000), ErrorCode.INVALID_TIMEZONE, "query.timezone"),
    (query("absences", timezone=""), ErrorCode.INVALID_TIMEZONE, "query.timezone"),
    (query("absences", having=ValueBound("tardies", gt=1)), ErrorCode.INVALID_FILTER, "query.having.metric.name"),
    (
        query("absences", having=AllMet((AnyMet((NotMet(ValueBound("x", gt=1)),)),))),
        ErrorCode.INVALID_FILTER,
        "query.having.and[0].or[0].not.metric.name",
    ),
    (query("absences", having=ValueBound("absences")), ErrorCode.INVALID_FILTER, "query.having.metric"),
    (query("absences", having=AnyMet(())), ErrorCode.INVALID_FILTER, "query.having.or"),
    (
        query("absences", having=AllMet((ValueBound("absences", gt=1),) * (MAX_BOUNDS + 1))),
        ErrorCode.INVALID_FILTER,
        "query.having",
    ),
    (query(metrics=(DerivedMetric("a b", "absences"),)), ErrorCode.INVALID_ALIAS, "query.metrics[0].derived.as"),
    (query(metrics=(DerivedMetric("a", "absences"),) * 2), ErrorCode.DUPLICATE_NAME, "query.metrics"),
    (
        query(metrics=(DerivedMetric("a", "absences + x"),)),
        ErrorCode.INVALID_FORMULA,
        "query.metrics[0].derived.formula",
    ),
    (
        query(metrics=(DerivedMetric("a", "absences / grades"),), group_by=("subject",)),
        ErrorCode.DIMENSION_NOT_AVAILABLE,
        "query.metrics[0].derived.formula",
    ),
    (
        query(metrics=(*(MetricRef("absences", f"a{n}") for n in range(MAX_METRICS - 1)),
                       DerivedMetric("d", "tardies + members / members + partials"))),
        ErrorCode.INVALID_FORMULA,
        f"query.metrics[{MAX_METRICS - 1}].derived.formula",
    ),
    (
        query(metrics=(*(MetricRef("absences", f"a{n}") for n in range(MAX_METRICS - 1)),
                       DerivedMetric("d", "tardies / partials"))),
        ErrorCode.TOO_EXPENSIVE,
        "query.metrics",
    ),
    (query("absences", compare=DateSpan(DATES[5], DATES[0])), ErrorCode.INVALID_RANGE, "query.compare.range"),
    (query("absences", time=SchoolYear(1901), compare=PriorYear()), ErrorCode.INVALID_RANGE, "query.compare"),
    (query("absences", time=SchoolYear(1901), compare=PreviousPeriod()), ErrorCode.INVALID_RANGE, "query.compare"),
    (
        query("absences", compare=OtherLearners(dimension("nope", eq="1"))),
        ErrorCode.UNKNOWN_DIMENSION,
        "query.compare.cohort.dimension.name",
    ),
    (
        query("absences", compare=OtherLearners(dimension("cohort", eq="peer"))),
        ErrorCode.DIMENSION_NOT_AVAILABLE,
        "query.compare.cohort",
    ),
    (
        query("absences", compare=OtherLearners(dimension("sex", eq="Male")),
              where=Or((dimension("sex", eq="Female"), dimension("school", eq=ONE)))),
        ErrorCode.INVALID_COMPARISON,
        "query.compare.cohort",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "code", "path"), BAD, ids=[f"{code}-{n}" for n, (_, code, _) in enumerate(BAD)])
async def test_bad_queries_say_what_is_wrong_and_where_before_anything_runs(
    engine: QueryEngine, asked: MetricQuery, code: ErrorCode, path: str
) -> None:
    for refuse in (engine.answer, engine.explain):
        with pytest.raises(QueryError) as refused:
            await refuse(DEVELOPMENT, asked)
        assert (refused.value.code, refused.value.path) == (code, path)


async def test_whatever_is_asked_besides_the_rows_costs(engine: QueryEngine) -> None:
    plain = query("absences", group_by=("school", "sex"), granularity=Granularity.DAY)

    async def cost(**more: object) -> int:
        return (await engine.explain(DEVELOPMENT, replace(plain, **more))).cost.requested  # type: ignore[arg-type]

    alone = await cost()
    assert await cost(compare=PriorYear()) == 2 * alone
    assert alone < await cost(totals=True) < await cost(subtotals=True) < await cost(subtotals=True, compare=AUGUST)
    more = (*plain.metrics, DerivedMetric("x", "absences / grades"))
    with pytest.raises(QueryError, match="grades has no"):
        await cost(metrics=more)
    assert await cost(metrics=(*plain.metrics, DerivedMetric("x", "absences / engagement_minutes"))) > alone


async def test_a_baseline_counts_towards_the_most_that_a_query_may_read(engine: QueryEngine) -> None:
    question = query(
        metrics=tuple(MetricRef("absences", f"a{n}", dimension("sex", ne=f"{n}")) for n in range(9)),
        time=DateSpan(date(1995, 7, 1), date(2010, 9, 30)), group_by=("grade_level", "sex", "homeless", "disability"),
    )  # fmt: skip
    await engine.explain(DEVELOPMENT, question)
    with pytest.raises(QueryError) as refused:
        await engine.explain(DEVELOPMENT, replace(question, subtotals=True, compare=PreviousPeriod()))
    assert refused.value.code is ErrorCode.TOO_EXPENSIVE


async def test_an_explanation_names_cells_measures_conditions_and_steps(engine: QueryEngine) -> None:
    question = query(
        metrics=(MetricRef("attendance_rate"), PER_LEARNER), group_by=("school",),
        having=ValueBound("per_learner", gt=0),
        where=And((dimension("sex", ne="Male"), dimension("grade_level", in_=("A", "B")))), compare=AUGUST, totals=True,
    )  # fmt: skip
    explained = await engine.explain(DEVELOPMENT, question)
    assert explained.cells == "across_day_by_attribute, day_by_attribute, membership_by_attribute"
    assert explained.granularity is Granularity.DAY
    text = "\n".join(explained.steps)
    for part in (
        "the day of asking is 2010-09-20",
        "rows: 2010-07-01 to 2010-09-20; about ",
        "rows: at level SCHOOL",
        "totals: at level DISTRICT",
        "sums of excused, excused_half, marked, own_presumed, unexcused, unexcused_half",
        "running sums of member",
        "from cells `day_by_attribute` and `membership_by_attribute` by district, school where sex is not Male and ",
        "grade_level is one of A, B",
        "baseline of rows (other days): 2010-08-23 to 2010-08-31",
        "totals: 2010-07-01 to 2010-09-20",
        "compute attendance_rate = days attended",
        "derive per_learner = absences / members",
        "keep the rows whose values meet `having`",
        "compare each row with the baseline of the same school, in the corresponding bucket",
        "order by the keys",
    ):
        assert part in text, text
    months = await engine.explain(DEVELOPMENT, query("absences", granularity=Granularity.MONTH))
    assert months.cells == "across_day, day, day_by_month"  # the last month is cut at the day of asking
    grades = await engine.explain(DEVELOPMENT, query("grades"))
    assert (grades.cells, grades.granularity) == ("across_grade, grade", Granularity.GRADING_PERIOD)


async def test_totals_and_subtotals_of_kept_rows_are_those_of_their_learners_alone(engine: QueryEngine) -> None:
    question = query("absences", "enrolled_learners", group_by=("school", "grade_level"), totals=True, subtotals=True)
    kept = replace(question, having=ValueBound("absences", gte=2), totals_of=TotalsOf.KEPT)
    answer = await engine.answer(DEVELOPMENT, kept)
    assert [row.keys[1].value for row in answer.rows] == ["First grade"]
    assert answer.totals is not None
    totals = [[value.value for value in row.values] for row in (answer.totals, *answer.subtotals)]
    assert totals == [[2, 1]] * 3, "of all schools, of the same once more, and of the school"
    nobody = await engine.answer(DEVELOPMENT, replace(kept, having=ValueBound("absences", gte=9)))
    assert nobody.totals is not None and nobody.totals.values[0].status is ValueStatus.NO_DATA


async def test_totals_of_kept_rows_have_the_baseline_of_the_same_groups(engine: QueryEngine) -> None:
    question = query("absences", group_by=("grade_level",), time=SEPTEMBER, compare=AUGUST, totals=True)
    kept = replace(question, having=ValueBound("absences", lt=-1, of=ValueMember.DELTA), totals_of=TotalsOf.KEPT)
    answer = await engine.answer(DEVELOPMENT, kept)
    assert answer.totals is not None
    (row,) = answer.rows
    assert answer.totals.values == row.values


async def test_totals_of_kept_rows_by_period_are_refused(engine: QueryEngine) -> None:
    question = query("absences", granularity=Granularity.MONTH, totals=True, totals_of=TotalsOf.KEPT)
    with pytest.raises(QueryError) as refused:
        await engine.answer(DEVELOPMENT, question)
    assert refused.value.path == "query.totalsOf"
