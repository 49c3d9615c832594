"""Distinct engaged learners over any range and of several kinds: from the learners' facts, and as the cells say it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.access import DEVELOPMENT, Principal
from services.core.kpis import Granularity
from services.query.directory.directory import Directory, SchoolRef
from services.query.engine import QueryEngine
from services.query.explain import explanation_of
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DateSpan, MetricQuery, SchoolYear
from services.query.model.question_filters import And
from services.query.planning.cost import facts_cost
from services.query.planning.planner import job_of
from services.store.embedded import EmbeddedStore
from tests.consumers.world import LEARNERS, SCHOOLS, apply, event, histories, memory_store
from tests.depth import examples
from tests.support.engaged_questions import ANY_KIND, HERE, both_ways, values
from tests.support.questions import NOW, PAYLOADS, dimension, engagement, query, shown

BOTH_YEARS = DateSpan(date(2010, 8, 25), date(2011, 8, 30))
NEXT_YEAR = [
    facts.Enrollment(school=SCHOOLS[0], learner=LEARNERS[0], entry_date=date(2011, 8, 22), grade_level="Second grade"),
    facts.Enrollment(school=SCHOOLS[1], learner=LEARNERS[1], entry_date=date(2011, 8, 22), grade_level="Third grade"),
    engagement(LEARNERS[0], 10, date(2011, 8, 24)),
    engagement(LEARNERS[1], 11, date(2011, 8, 25)),
    engagement(LEARNERS[2], 12, date(2010, 9, 12), "lab_visit"),
]


@pytest.fixture
async def store() -> AsyncIterator[EmbeddedStore]:
    store = await memory_store()
    payloads = [*PAYLOADS, *NEXT_YEAR]
    of_another = [
        facts.District(name="Another"),
        facts.Enrollment(school="A", learner=LEARNERS[0], entry_date=date(2010, 8, 23)),
        engagement(LEARNERS[0], 1, date(2010, 9, 1)),
    ]
    others = [
        msgspec.structs.replace(event(payload, 100 + number), partitionkey="9")
        for number, payload in enumerate(of_another)
    ]
    await apply(store, [*(event(payload, index, index) for index, payload in enumerate(payloads)), *others])
    yield store
    await store.close()


@pytest.fixture
def engine(store: EmbeddedStore) -> QueryEngine:
    return QueryEngine(store, lambda: NOW.replace(year=2012))


def engaged(begin: date, end: date, **more: object) -> MetricQuery:
    return query("engaged_learners", time=DateSpan(begin, end), **more)


async def test_learners_of_a_range_count_once_for_those_who_may_see_them(engine: QueryEngine) -> None:
    weeks = engaged(date(2010, 8, 24), date(2010, 9, 12))
    assert await values(engine, weeks) == [(3.0,)]
    assert await values(engine, replace(weeks, time=DateSpan(date(2010, 9, 2), date(2010, 9, 12)))) == [(2.0,)]
    assert await values(engine, weeks, DEVELOPMENT) == [(4.0,)]
    assert await values(engine, weeks, Principal("nobody", frozenset())) == [(None,)]
    assert await values(engine, replace(weeks, group_by=("district",)), DEVELOPMENT) == [("255901", 3.0), ("9", 1.0)]
    by_kind = replace(weeks, group_by=("engagement_kind",), totals=True)
    answer = await engine.answer(HERE, by_kind)
    assert shown(answer) == [("lab_visit", 2.0), ("tutoring", 2.0)]
    assert answer.totals is not None
    assert answer.totals.values[0].value == 3


async def test_several_kinds_count_a_learner_once(engine: QueryEngine) -> None:
    both = query("engaged_learners", where=dimension("engagement_kind", in_=("tutoring", "lab_visit")))
    assert await values(engine, both) == [(3.0,)]
    assert await values(engine, replace(both, where=dimension("engagement_kind", ne="lab_visit"))) == [(2.0,)]
    by_month = await values(engine, replace(both, granularity=Granularity.MONTH))
    assert by_month[:2] == [("2010-08-01", 1.0), ("2010-09-01", 3.0)]


async def test_learners_of_several_school_years_count_once(engine: QueryEngine) -> None:
    question = replace(engaged(*((BOTH_YEARS.begin, BOTH_YEARS.end))), totals=True)
    (row,) = (await engine.answer(HERE, question)).rows
    assert (row.values[0].value, row.values[0].n) == (3, 3), "nobody is behind it twice, and n is not fewer"
    by_school = await values(engine, replace(question, group_by=("school",)))
    assert by_school == [(SCHOOLS[1], 2.0), (SCHOOLS[0], 2.0)]
    by_grade = await values(engine, replace(question, group_by=("grade_level",)))
    expected = {"First grade": 1, "Second grade": 2, "Third grade": 1, "Ninth grade": 1}
    assert sorted(by_grade, key=str) == sorted(expected.items())


async def test_buckets_of_a_range_that_begins_anywhere(engine: QueryEngine) -> None:
    question = engaged(date(2010, 8, 25), date(2010, 9, 19), totals=True)
    weeks = await values(engine, replace(question, granularity=Granularity.WEEK))
    assert [row for row in weeks if row[1]] == [("2010-08-30", 2.0), ("2010-09-06", 1.0)]
    months = await engine.answer(
        HERE, replace(question, granularity=Granularity.MONTH, compare=DateSpan(date(2010, 7, 25), date(2010, 8, 24)))
    )
    assert shown(months) == [("2010-08-01", 0.0), ("2010-09-01", 3.0)]
    assert months.totals is not None
    assert [(value.value, value.baseline) for value in months.totals.values] == [(3, 1)]


async def test_who_is_engaged_on_a_day_without_school_has_a_row(engine: QueryEngine) -> None:
    days = await values(engine, engaged(date(2010, 9, 11), date(2010, 9, 12), granularity=Granularity.DAY))
    assert ("2010-09-12", 1.0) in days


async def test_explain_says_that_facts_are_counted_and_what_that_costs(engine: QueryEngine) -> None:
    question = engaged(date(2010, 9, 8), date(2010, 9, 12))
    explanation = await engine.explain(HERE, question)
    assert [step for step in explanation.steps if "2011; it costs as much as 730000 cells" in step]
    assert explanation.cost.requested > 730_000
    whole_month = await engine.explain(HERE, engaged(date(2010, 9, 1), date(2010, 9, 30)))
    assert not [step for step in whole_month.steps if "costs" in step]


LARGE = Directory(calendars={SchoolRef(str(number // 100), str(number)): () for number in range(1_000)})
TODAY = date(2011, 6, 30)
ODD = engaged(date(2010, 9, 8), TODAY)
LEFT_OUT = "engaged_learners is left out (NO_DATA)"


def test_what_would_read_the_facts_of_too_many_is_refused_with_what_to_do() -> None:
    with pytest.raises(QueryError, match="Filter by district or ask for fewer school years") as refused:
        job_of(DEVELOPMENT, ODD, LARGE, TODAY)
    assert (refused.value.code, refused.value.path) == (ErrorCode.TOO_EXPENSIVE, "query.time")
    job_of(DEVELOPMENT, replace(ODD, where=dimension("district", eq="1")), LARGE, TODAY)
    one_school = And((dimension("district", eq="1"), dimension("school", eq="100")))
    (work,) = job_of(DEVELOPMENT, replace(ODD, where=one_school), LARGE, TODAY).rows.works
    assert work.schools_of_facts == 100, "the learners of a school are among those of its district"


def test_totals_that_would_read_the_facts_of_too_many_have_no_data_and_cost_none() -> None:
    question = query("engaged_learners", granularity=Granularity.MONTH, time=SchoolYear(2011), where=ANY_KIND)
    by_month = replace(question, where=None, time=DateSpan(date(2010, 8, 1), TODAY), totals=True)
    job = job_of(DEVELOPMENT, by_month, LARGE, TODAY)
    assert job.totals is not None
    assert job.totals.own.plan.picks[0].terms is None
    assert not any(pair.counts_facts for pair in job.pairs)
    assert [step for step in explanation_of(job).steps if step.startswith(f"totals: {LEFT_OUT}")]


def test_as_many_totals_are_counted_from_facts_as_fit_and_explain_says_which_do_not() -> None:
    """The facts of a district cost 36.5 million cells of the 50 that a query may: once is possible, twice is not."""
    by_month = replace(ODD, time=DateSpan(date(2010, 8, 1), TODAY), granularity=Granularity.MONTH)
    question = replace(by_month, where=dimension("district", eq="1"), group_by=("grade_level",))
    job = job_of(DEVELOPMENT, replace(question, totals=True, subtotals=True), LARGE, TODAY)
    assert job.totals is not None
    assert (job.rows.counts_facts, job.totals.counts_facts) == (False, True)
    assert [pair.counts_facts for pair in job.subtotals] == [False, False]
    steps = explanation_of(job).steps
    assert [step.partition(":")[0] for step in steps if LEFT_OUT in step] == [
        "subtotals by nothing",
        "subtotals by grade_level",
    ]
    kept = job.of_kept(())
    assert kept.totals is not None
    assert (kept.totals.from_facts, [pair.from_facts for pair in kept.subtotals]) == (True, [False, False])
    odd = job_of(DEVELOPMENT, replace(question, granularity=None, time=ODD.time, totals=True), LARGE, TODAY)
    assert odd.totals is not None
    assert (odd.rows.counts_facts, odd.totals.counts_facts) == (True, False)


def test_whatever_days_are_asked_about_the_engagements_of_a_school_year_are_read_whole() -> None:
    district = dimension("district", eq="1")
    costs = [
        facts_cost(job_of(DEVELOPMENT, engaged(begin, end, where=district), LARGE, TODAY).rows.own)
        for begin, end in ((date(2010, 9, 8), date(2010, 9, 9)), (date(2010, 9, 8), TODAY))
    ]
    assert costs == [36_500_000] * 2


@settings(max_examples=examples(6), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(max_size=40), st.lists(both_ways, min_size=4, max_size=6))
async def test_facts_say_what_cells_say_where_both_do(
    history: list[LearnerEvent], questions: list[tuple[MetricQuery, MetricQuery]]
) -> None:
    """On the cluster's store `test_analytics_on_servers` holds the same."""
    store = await memory_store()
    try:
        await apply(store, history)
        engine = QueryEngine(store)
        for of_cells, of_facts in questions:
            assert await values(engine, of_facts, DEVELOPMENT) == await values(engine, of_cells, DEVELOPMENT)
    finally:
        await store.close()


def test_only_one_kind_or_all_kinds_of_a_known_range_are_read_from_cells() -> None:
    """So that the property above compares two ways."""
    year = query("engaged_learners")
    one_kind = replace(year, where=dimension("engagement_kind", eq="tutoring"))
    for question, from_facts in ((year, False), (one_kind, False), (replace(year, where=ANY_KIND), True), (ODD, True)):
        job = job_of(DEVELOPMENT, question, Directory(), TODAY)
        assert job.rows.counts_facts is from_facts
