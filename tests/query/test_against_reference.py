"""Any plan gives what looking at every learner and day gives."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.access import DEVELOPMENT
from services.core.kpis import Granularity
from services.core.policy import DEFAULT_POLICY
from services.query.engine import QueryEngine
from services.query.model.answers import Row
from services.query.model.question import DateSpan, MetricQuery, MetricRef
from services.query.model.question_filters import And, Filter, Or
from services.query.time.buckets import next_start
from tests.consumers.world import (
    DATES,
    DISTRICT,
    FIRST,
    LEARNERS,
    SCHOOLS,
    apply,
    calendar,
    event,
    ledgers_of,
    marks,
    memory_store,
    of_shared_learners,
    policies,
)
from tests.depth import examples
from tests.query.reference import (
    METRICS,
    Stay,
    behind_of,
    calendars_of,
    level_of,
    main_ones,
    matches,
    names_in,
    reports_of,
    stays_of,
)
from tests.support.metric_refs import metric_refs
from tests.support.random_questions import (
    check_nothing_is_missing,
    check_rows,
    check_values,
    expected,
    learner_histories,
    queries,
    span_of,
)

by_parts = st.builds(
    lambda policy, minutes, halves: msgspec.structs.replace(
        policy,
        absent_parts=(
            facts.AbsentPart(fraction=0.5, halves=1),
            facts.AbsentPart(fraction=1.0, halves=2),
            facts.AbsentPart(minutes=minutes, halves=halves),
        ),
    ),
    policies,
    st.sampled_from([30, 200]),
    st.sampled_from([0, 1, 2]),
)


@st.composite
def marked_by_policy(draw: st.DrawFn) -> list[LearnerEvent]:
    """Learners at one school or both, many marks on few days, and policies that are adopted before, among or after."""
    at = st.sampled_from([(SCHOOLS[0],), SCHOOLS, SCHOOLS])
    enrolled = [
        facts.Enrollment(
            school=school,
            learner=learner,
            entry_date=FIRST,
            primary_school=draw(st.sampled_from([None, None, school == SCHOOLS[0]])),
            calendar=draw(st.sampled_from([None, None, "KG"])),
        )
        for learner in LEARNERS[:2]
        for school in draw(at)
    ]
    days = st.sampled_from(DATES[:8])
    of_few_days = st.builds(
        lambda mark, day, who, part: msgspec.structs.replace(mark, date=day, learner=who, fraction_absent=part),
        marks,
        days,
        st.sampled_from(LEARNERS[:2]),
        st.sampled_from([None, None, 0.25, 0.5, 1.0]),
    )
    said: list[facts.Data] = [*enrolled, *draw(st.lists(of_few_days, min_size=15, max_size=30))]
    for policy in draw(st.lists(policies | by_parts, min_size=1, max_size=2)):
        said.insert(draw(st.integers(0, len(said))), policy)
    calendars = [*(calendar(school, set()) for school in SCHOOLS), calendar(SCHOOLS[0], set(DATES[::3]), name="kg")]
    return [event(payload, number, number) for number, payload in enumerate([*calendars, *said])]


BY_POLICY = [
    MetricQuery(
        tuple(map(MetricRef, METRICS)),
        DateSpan(FIRST, DATES[14]),
        group_by=group,
        granularity=granularity,
        totals=True,
    )
    for group, granularity in (((), Granularity.WEEK), (("school",), Granularity.DAY))
]


@settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(learner_histories, st.lists(queries, min_size=3, max_size=6))
async def test_any_query_gives_what_every_learner_and_day_gives(
    history: list[LearnerEvent], questions: list[MetricQuery]
) -> None:
    await check_answers(history, questions)


async def check_answers(history: list[LearnerEvent], questions: list[MetricQuery]) -> None:
    store = await memory_store()
    try:
        await apply(store, history)
        documents = await store.documents(DISTRICT, ["calendar"])
        calendars = calendars_of(fact.value for fact in documents.values())
        ledgers = await ledgers_of(store)
        policy = (await store.policies()).get(DISTRICT, DEFAULT_POLICY)
        of_year = [ledger for ledger_id, ledger in ledgers.items() if ledger_id.school_year == 2011]
        reports = reports_of(ledgers.values())
        stays = [stay for ledger in of_year for stay in stays_of(ledger, calendars, policy, reports)]
        engine = QueryEngine(store)
        for query in questions:
            answer = await engine.answer(DEVELOPMENT, query)
            check_rows(query, list(answer.rows), stays)
            check_nothing_is_missing(query, list(answer.rows), stays)
            check_rows_are_those_known(query, list(answer.rows), stays, main_ones(calendars))
            if answer.totals is not None:
                check_values(replace(query, group_by=()), answer.totals, stays, *span_of(query))
    finally:
        await store.close()


@settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(marked_by_policy() | of_shared_learners())
async def test_days_count_by_the_policy_that_is_in_force_as_every_learner_and_day_says(
    history: list[LearnerEvent],
) -> None:
    await check_answers(history, BY_POLICY)


def check_rows_are_those_known(
    query: MetricQuery, rows: list[Row], stays: list[Stay], calendars: dict[str, facts.Calendar]
) -> None:
    """A row for every group and bucket of which any value is known; by day those without school are left out."""
    if not query.group_by and query.granularity is None:
        assert len(rows) == 1
        return
    wanted = set()
    for keys in {tuple(stay.values[name] for name in query.group_by) for stay in stays}:
        matching = [stay for stay in stays if tuple(stay.values[name] for name in query.group_by) == keys]
        for bucket, begin, end in buckets_of(query):
            known = [ref for ref in metric_refs(query) if is_known(matching, query, ref, begin, end)]
            every_day = query.include_days_without_school and query.granularity is Granularity.DAY
            if known and not every_day and bucket and without_school(query, keys, (begin, end), calendars):
                known = [ref for ref in known if is_told_without_school(matching, query, ref, begin, end)]
            if known:
                wanted.add((keys, bucket))
    assert {(tuple(key.value for key in row.keys), row.bucket) for row in rows} == wanted, query


def is_told_without_school(stays: list[Stay], query: MetricQuery, ref: MetricRef, begin: date, end: date) -> bool:
    """By day only what happened: somebody was engaged, or follows a calendar of their own; else all but such sums."""
    if query.granularity is Granularity.DAY or ref.name in FLOWS:
        return ref.name in (*FLOWS, "engaged_learners") and expected(stays, query, ref, begin, end) > 0
    return True


def is_known(stays: list[Stay], query: MetricQuery, ref: MetricRef, begin: date, end: date) -> bool:
    """Something is counted, or there are learners of whom 0 is counted."""
    if begin > end:
        return False
    level = level_of(query, ref)
    own = [stay for stay in stays if stay.level is level and matches(query.where, stay.values)]
    behind = any(behind_of(ref.name, end, stay) for stay in own if matches(ref.where, stay.values))
    return behind or expected(stays, query, ref, begin, end) > 0


def buckets_of(query: MetricQuery) -> Iterator[tuple[date | None, date, date]]:
    """The first day of each bucket, and the first and last of its days in the range."""
    begin, end = span_of(query)
    if query.granularity is None and begin <= end:
        yield None, begin, end
        return
    start = begin - timedelta(days=begin.weekday()) if query.granularity is Granularity.WEEK else begin
    start = start.replace(day=1) if query.granularity is Granularity.MONTH else start
    start = date(2010, 7, 1) if query.granularity is Granularity.SCHOOL_YEAR else start
    while query.granularity and start <= end:
        following = next_start(start, query.granularity)
        yield start, max(start, begin), min(end, following - timedelta(days=1))
        start = following


def without_school(
    query: MetricQuery, keys: tuple[str | None, ...], days: tuple[date, date], calendars: dict[str, facts.Calendar]
) -> bool:
    """Whether the schools that the row may be about have main calendars, and teach by none of them."""
    own = dict(zip(query.group_by, keys, strict=True)).get("school")
    measures = [
        calendar
        for school, calendar in calendars.items()
        if own in (None, school) and may_be_about(query.where, school)
    ]
    taught = any(days[0] <= day.date <= days[1] for calendar in measures for day in calendar.days)
    return bool(measures) and not taught


FLOWS = ("member_days", "absences", "days_attended", "tardies")
"""Without a day of school there are none of them but those of who follows a calendar of their own."""


def may_be_about(filter_: Filter | None, school: str) -> bool:
    """Whether the condition leaves the school in, as far as it says so of schools alone."""
    match filter_:
        case And(items=items):
            return all(may_be_about(item, school) for item in items)
        case Or(items=items):
            return any(may_be_about(item, school) for item in items)
        case None:
            return True
    return names_in(filter_) != {"school"} or matches(filter_, {"school": school})
