"""Terms and grading periods are those of a row's district or school: districts of one consortium differ."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts import facts
from services.core.access import DEVELOPMENT, Principal
from services.core.kpis import Granularity
from services.query.engine import QueryEngine
from services.query.model.answers import Answer
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DateSpan, Last
from services.store.embedded import EmbeddedStore
from tests.consumers import agreements
from tests.consumers.world import DATES, DISTRICT, LEARNERS, SCHOOLS, apply, calendar, event, memory_store
from tests.depth import examples
from tests.query.every.world import OTHER, partnership_events
from tests.support.questions import dimension, query, shown

NOW = datetime(2010, 12, 20, 12, tzinfo=UTC)
HERE, THERE = DISTRICT, OTHER
SECOND_TERM = {HERE: DATES[10], THERE: DATES[20]}
PARTNER = Principal("partner", frozenset(), frozenset({"college"}))
"""Sees a partnership of both districts, and no district."""
BOTH = Principal("both", frozenset({HERE}), frozenset({"college"}))
"""Sees one district, and beside it a partnership of both."""
INSIDE = Principal("inside", frozenset({HERE}))


def terms_from(second: date) -> tuple[facts.Period, facts.Period]:
    return (
        facts.Period(name="First", begin=DATES[0], end=DATES[DATES.index(second) - 1]),
        facts.Period(name="Second", begin=second, end=DATES[25]),
    )


def payloads(district: str, zone: str = "America/Chicago", second: date | None = None) -> list[facts.Data]:
    terms = terms_from(second or SECOND_TERM[district])
    return [
        facts.District(name=district, time_zone=zone),
        *(msgspec.structs.replace(calendar(school, set()), terms=terms) for school in SCHOOLS),
        facts.Enrollment(school=SCHOOLS[0], learner=LEARNERS[0], entry_date=DATES[0], grade_level="Ninth grade"),
        facts.Enrollment(school=SCHOOLS[1], learner=LEARNERS[1], entry_date=DATES[15], grade_level="Ninth grade"),
    ]


async def tell(store: EmbeddedStore, district: str, facts_told: list[facts.Data], first: int = 0) -> None:
    history = [event(payload, number, number) for number, payload in enumerate(facts_told, first)]
    await apply(store, [msgspec.structs.replace(learner_event, partitionkey=district) for learner_event in history])


@pytest.fixture
async def store() -> AsyncIterator[EmbeddedStore]:
    store = await memory_store()
    for district in (HERE, THERE):
        await tell(store, district, payloads(district))
    await agreements.apply(store, partnership_events())
    yield store
    await store.close()


@pytest.fixture
def engine(store: EmbeddedStore) -> QueryEngine:
    return QueryEngine(store, lambda: NOW)


by_term = partial(query, granularity=Granularity.TERM)


def starts(answer: Answer, district: str) -> list[date | None]:
    return [row.bucket for row in answer.rows if row.keys[0].value == district]


async def test_each_district_has_its_own_terms(engine: QueryEngine) -> None:
    question = by_term("instructional_days", "member_days", group_by=("district",))
    assert shown(await engine.answer(DEVELOPMENT, question)) == [
        (HERE, "2010-08-23", 10.0, 10.0),
        (HERE, "2010-09-02", 16.0, 16.0 + 11.0),
        (THERE, "2010-08-23", 20.0, 20.0 + 5.0),
        (THERE, "2010-09-12", 6.0, 12.0),
    ]


async def test_districts_that_differ_have_no_terms_together(engine: QueryEngine) -> None:
    with pytest.raises(QueryError, match="group by district or school, or filter by one") as refused:
        await engine.answer(DEVELOPMENT, by_term("members"))
    assert refused.value.code is ErrorCode.GRANULARITY_NOT_AVAILABLE
    (first, _) = (await engine.answer(DEVELOPMENT, by_term("members", where=dimension("district", eq=THERE)))).rows
    assert first.bucket == DATES[0]


async def test_a_row_is_compared_with_the_term_of_the_same_number_in_its_district(engine: QueryEngine) -> None:
    question = by_term("member_days", group_by=("district",), compare=DateSpan(DATES[0], DATES[22]))
    answer = await engine.answer(DEVELOPMENT, question)
    pairs = [(value.value, value.baseline) for row in answer.rows for value in row.values]
    assert pairs == [(10, 10), (27, 13 + 8), (25, 25), (12, 6)]


@pytest.mark.parametrize("who", [DEVELOPMENT, PARTNER])
async def test_a_partnership_of_two_districts_has_the_terms_of_each(engine: QueryEngine, who: Principal) -> None:
    answer = await engine.answer(who, by_term("investment_total", group_by=("district",)))
    for district in (HERE, THERE):
        assert starts(answer, district)[:2] == [DATES[0], SECOND_TERM[district]]
    of_college = {
        (row.keys[0].value, row.bucket): row.values[0].value for row in answer.rows if row.keys[0].value == THERE
    }
    assert of_college == {(THERE, DATES[0]): 0, (THERE, SECOND_TERM[THERE]): 700}


async def test_who_sees_a_partnership_through_one_district_has_the_terms_of_that_one(engine: QueryEngine) -> None:
    answer = await engine.answer(INSIDE, by_term("investment_total", "members"))
    assert [row.bucket for row in answer.rows] == [DATES[0], SECOND_TERM[HERE], None]
    answer = await engine.answer(INSIDE, by_term("investment_total", group_by=("district",)))
    assert {row.keys[0].value for row in answer.rows} == {HERE}


async def test_a_partner_learns_nothing_of_schools_by_their_terms(engine: QueryEngine) -> None:
    for names in (("members", "instructional_days"), ("members", "investment_total")):
        answer = await engine.answer(PARTNER, by_term(*names, group_by=("district",)))
        assert all(value.value is None for row in answer.rows for value in row.values if value.metric in names[:1])
    assert (await engine.answer(PARTNER, by_term("instructional_days", group_by=("district",)))).rows == []


async def test_a_partner_asks_for_the_last_term(engine: QueryEngine) -> None:
    """Of both districts it is the one that both have, so it is asked of one."""
    last = by_term("investment_total", time=Last(1, Granularity.TERM), where=dimension("district", eq=THERE))
    (row,) = (await engine.answer(PARTNER, last)).rows
    assert row.bucket == SECOND_TERM[THERE]


async def test_who_has_a_district_has_its_terms_unless_rows_say_which(engine: QueryEngine) -> None:
    last = replace(by_term("members", time=Last(1, Granularity.TERM)), granularity=None)
    assert shown(await engine.answer(BOTH, last)) == shown(await engine.answer(INSIDE, last)) != []
    together = await engine.answer(BOTH, by_term("members", "investment_total"))
    assert [row.bucket for row in together.rows] == [DATES[0], SECOND_TERM[HERE], None]
    apart = await engine.answer(BOTH, by_term("members", "investment_total", group_by=("district",)))
    for district in (HERE, THERE):
        assert starts(apart, district)[:2] == [DATES[0], SECOND_TERM[district]]
    assert {row.values[0].value for row in apart.rows if row.keys[0].value == THERE} == {None}


async def test_partnerships_have_no_schools_to_group_or_filter_by(engine: QueryEngine) -> None:
    question = by_term("investment_total", group_by=("partnership",))
    with pytest.raises(QueryError, match=r"to ask by TERM, group or filter by district$"):
        await engine.answer(DEVELOPMENT, question)
    rows = (await engine.answer(DEVELOPMENT, replace(question, where=dimension("district", eq=THERE)))).rows
    assert [row.bucket for row in rows] == [DATES[0], SECOND_TERM[THERE]]


async def test_a_calendar_that_cannot_be_is_named_to_those_only_who_see_its_school(store: EmbeddedStore) -> None:
    (bad,) = [
        payload for payload in payloads(THERE) if isinstance(payload, facts.Calendar) and payload.school == SCHOOLS[1]
    ]
    overlapping = tuple(msgspec.structs.replace(term, end=DATES[25]) for term in bad.terms)
    await tell(store, THERE, [msgspec.structs.replace(bad, terms=overlapping)], 100)
    engine, question = QueryEngine(store, lambda: NOW), by_term("investment_total", group_by=("district",))
    for who, named in ((DEVELOPMENT, f"school {SCHOOLS[1]} "), (PARTNER, f"a school of district {THERE} ")):
        with pytest.raises(QueryError, match=re.escape(f"the calendar of {named}has periods that overlap")):
            await engine.answer(who, question)
    assert len((await engine.answer(BOTH, by_term("members", "investment_total"))).rows) == 3


async def test_the_day_is_that_of_own_districts_wherever_partnerships_are() -> None:
    """While it is the 24th in Auckland, the 23rd has begun in Honolulu."""
    store = await memory_store()
    for district, zone in ((HERE, "Pacific/Honolulu"), (THERE, "Pacific/Auckland")):
        await tell(store, district, payloads(district, zone))
    await agreements.apply(store, partnership_events())
    engine = QueryEngine(store, lambda: datetime(2010, 8, 23, 13, tzinfo=UTC))
    question = replace(by_term("instructional_days"), granularity=None)
    for who, days in ((INSIDE, 1), (BOTH, 1), (DEVELOPMENT, 2)):
        assert shown(await engine.answer(who, question)) == [(days,)]
    await store.close()


async def test_what_terms_refuse_is_refused_when_explained(engine: QueryEngine) -> None:
    with pytest.raises(QueryError, match="the calendars in scope differ"):
        await engine.explain(DEVELOPMENT, by_term("members"))


FLOWS_AND_STANDINGS = ("member_days", "absences", "chronic_learners", "enrolled_learners", "instructional_days")
absent = st.builds(
    facts.Attendance,
    school=st.sampled_from(SCHOOLS),
    learner=st.sampled_from(LEARNERS[:2]),
    date=st.sampled_from(DATES),
    category=st.just("Excused Absence"),
)


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries({school: st.sampled_from(DATES[1:]) for school in (HERE, THERE)}),
    st.fixed_dictionaries({school: st.lists(absent, max_size=12) for school in (HERE, THERE)}),
    st.sampled_from([("district",), ("school",), ("grade_level", "district")]),
)
async def test_a_row_by_term_says_what_the_days_of_the_term_say(
    second: dict[str, date], marks: dict[str, list[facts.Attendance]], group_by: tuple[str, ...]
) -> None:
    store = await memory_store()
    for district in (HERE, THERE):
        await tell(store, district, [*payloads(district, second=second[district]), *marks[district]])
    engine = QueryEngine(store, lambda: NOW)
    for district in (HERE, THERE):
        own = dimension("district", eq=district)
        question = by_term(*FLOWS_AND_STANDINGS, group_by=(*group_by, *({"district"} - {*group_by})))
        values = [row for row in (await engine.answer(DEVELOPMENT, question)).rows if district in row.identity]
        for term in terms_from(second[district]):
            days = replace(question, time=DateSpan(term.begin, term.end), granularity=None, where=own)
            of_term = {row.keys: row.values for row in (await engine.answer(DEVELOPMENT, days)).rows}
            assert {row.keys: row.values for row in values if row.bucket == term.begin} == of_term
    await store.close()


def of_year(school: str, year: int, *terms: tuple[str, str]) -> facts.Calendar:
    days = (facts.CalendarDay(date=date(year - 1, 9, 1), kind="Instructional day"),)
    periods = (facts.Period(name=f"{begin} {end}", begin=day(year, begin), end=day(year, end)) for begin, end in terms)
    return facts.Calendar(school=school, school_year=year, days=days, terms=tuple(periods))


def day(school_year: int, month_and_day: str) -> date:
    return date.fromisoformat(f"{school_year - 1}-{month_and_day}")


ELSEWHEN = {
    "overlap": [of_year(SCHOOLS[0], 2008, ("09-01", "10-31"), ("09-01", "12-20"))],
    "differ": [of_year(school, 2009, ("09-01", end)) for school, end in zip(SCHOOLS, ("12-19", "12-20"), strict=True)],
}


@pytest.mark.parametrize("told", ELSEWHEN.values(), ids=ELSEWHEN)
async def test_calendars_of_years_that_are_not_asked_for_do_not_matter(
    store: EmbeddedStore, engine: QueryEngine, told: list[facts.Calendar]
) -> None:
    where = dimension("district", eq=HERE)
    questions = [by_term("member_days", where=where), by_term("member_days", where=where, group_by=("school",))]
    questions += [replace(question, time=Last(2, Granularity.TERM, include_current=True)) for question in questions]
    before = [await engine.answer(DEVELOPMENT, question) for question in questions]
    await tell(store, HERE, [*payloads(HERE), *told])
    assert [shown(await engine.answer(DEVELOPMENT, question)) for question in questions] == [
        shown(answer) for answer in before
    ]
    further = by_term("member_days", where=where, time=Last(3, Granularity.TERM, include_current=True))
    with pytest.raises(QueryError, match="differ"):
        await engine.answer(DEVELOPMENT, further)
