"""Any plan over participants, phases and peers gives what looking at every learner and day gives."""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.access import DEVELOPMENT
from services.query.engine import QueryEngine
from services.query.model.question import MetricQuery, MetricRef, SchoolYear
from services.query.model.question_filters import And, DimensionFilter, Filter, Not, Predicate
from tests.consumers.world import (
    DISTRICT,
    FIRST,
    LEARNERS,
    PARTNERSHIPS,
    SCHOOLS,
    apply,
    engagements,
    event,
    grades,
    histories,
    ledgers_of,
    marks,
    memory_store,
    participations,
)
from tests.depth import examples
from tests.query.participants_reference import PHASES, Learners, cohorts, in_phases, learners_of, participants
from tests.query.reference import Stay, calendars_of
from tests.support.random_questions import check_nothing_is_missing, check_rows, check_values, queries, span_of

PLACE = ("school", "grade_level")
Sums = dict[tuple[str | None, ...], list[float]]
COHORTS = ("participant", "peer")


def predicates(values: tuple[str, ...]) -> st.SearchStrategy[Predicate]:
    one, some = st.sampled_from(values), st.lists(st.sampled_from(values), max_size=2).map(tuple)
    tests = (st.builds(Predicate, eq=one), st.builds(Predicate, ne=one), st.builds(Predicate, in_=some))
    return st.one_of(*tests, st.builds(Predicate, not_in=some), st.builds(Predicate, is_null=st.booleans()))


def conditions_on(name: str, values: tuple[str, ...]) -> st.SearchStrategy[Filter]:
    test = st.builds(DimensionFilter, st.just(name), predicates(values))
    return test | test.map(Not)


pinned = st.sampled_from(PARTNERSHIPS).map(
    lambda partnership: DimensionFilter("partnership", Predicate(eq=partnership))
)


@st.composite
def schooled(draw: st.DrawFn) -> list[LearnerEvent]:
    """A history at the begin of which everybody is at one school, and some take part."""
    enrolled = [
        facts.Enrollment(school=SCHOOLS[0], learner=learner, entry_date=FIRST, grade_level="Eighth grade")
        for learner in LEARNERS
    ]
    joined = draw(st.lists(participations, min_size=1, max_size=3))
    marked = draw(st.lists(marks, max_size=20))
    return [
        *(event(said, number) for number, said in enumerate([*enrolled, *joined, *marked], 100)),
        *draw(histories(max_size=20)),
    ]


@st.composite
def asked(draw: st.DrawFn) -> MetricQuery:
    """A question about participants, about their phases, or about cohorts, besides what it asks otherwise."""
    kind = draw(st.sampled_from(["partnership", "phase", "cohort"]))
    query, group, tests = draw(queries), [], []
    by_partnership = draw(st.booleans())
    if by_partnership:
        group.append("partnership")
    if by_partnership and kind != "cohort":
        tests += draw(st.lists(conditions_on("partnership", PARTNERSHIPS), max_size=1))
    else:
        tests.append(draw(pinned))
    if kind == "phase" and draw(st.booleans()):
        group.append("phase")
        tests += draw(st.lists(conditions_on("phase", PHASES), max_size=1))
    elif kind == "phase":
        tests.append(DimensionFilter("phase", Predicate(eq=draw(st.sampled_from(PHASES)))))
    if kind == "cohort":
        group += draw(st.sampled_from([[], ["cohort"]]))
        tests += draw(st.lists(conditions_on("cohort", COHORTS), min_size=0 if "cohort" in group else 1, max_size=2))
    where = And(tuple(draw(st.permutations([*tests, *([query.where] if query.where else [])]))))
    return replace(query, group_by=(*query.group_by[:2], *group), where=where)


def named(filter_: Filter | None) -> set[str]:
    match filter_:
        case And(items=items):
            return {name for item in items for name in named(item)}
        case Not(item=item):
            return named(item)
        case DimensionFilter(name=name):
            return {name}
    return set()


def population(query: MetricQuery, learners: Learners) -> list[Stay]:
    """Everybody whom the question is about, once for each partnership, phase or cohort."""
    dimensions = {*query.group_by, *named(query.where)}
    if "cohort" in dimensions:
        return [stay for partnership in PARTNERSHIPS for stay in cohorts(learners, partnership)]
    return in_phases(learners) if "phase" in dimensions else participants(learners)


def has_a_total(query: MetricQuery) -> bool:
    """Whether the rows are of one partnership, and not of several phases."""
    return "partnership" not in query.group_by and "phase" not in query.group_by


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schooled(), st.lists(asked(), min_size=3, max_size=6))
async def test_any_query_gives_what_every_participant_peer_and_day_gives(
    history: list[LearnerEvent], questions: list[MetricQuery]
) -> None:
    store = await memory_store()
    try:
        await apply(store, history)
        documents = await store.documents(DISTRICT, ["calendar"])
        calendars = calendars_of(fact.value for fact in documents.values())
        ledgers = await ledgers_of(store)
        engine = QueryEngine(store)
        for query in questions:
            learners = learners_of(ledgers, calendars, query.as_of or date.max)
            answer = await engine.answer(DEVELOPMENT, query)
            stays = population(query, learners)
            check_rows(query, list(answer.rows), stays)
            check_nothing_is_missing(query, list(answer.rows), stays)
            if answer.totals is not None and has_a_total(query):
                check_values(replace(query, group_by=()), answer.totals, stays, *span_of(query))
    finally:
        await store.close()


FLOWS = ("absences", "member_days", "grades", "score_sum", "engagement_minutes")
OF_GRADES = ("grades", "score_sum")
COUNTS = (*FLOWS, "enrolled_learners", "chronic_learners", "engaged_learners")


async def numbers(engine: QueryEngine, names: tuple[str, ...], group_by: tuple[str, ...], where: Filter | None) -> Sums:
    """Sums of the rows by their school and grade level, without zeros."""
    query = MetricQuery(tuple(map(MetricRef, names)), SchoolYear(2011), group_by=group_by, where=where)
    by_key: Sums = {}
    for row in (await engine.answer(DEVELOPMENT, query)).rows:
        place = tuple(key.value for key in row.keys if key.dimension in PLACE)
        sums = by_key.setdefault(place, [0.0] * len(names))
        by_key[place] = [total + (value.value or 0) for total, value in zip(sums, row.values, strict=True)]
    # Scores are kept in hundredths: what is further behind comes from adding floats up here.
    return {place: [round(amount, 2) for amount in sums] for place, sums in by_key.items() if any(sums)}


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schooled(), st.lists(grades, max_size=6), st.lists(engagements, max_size=6), pinned)
async def test_phases_add_up_to_the_year_and_cohorts_to_all_learners_of_their_places(
    history: list[LearnerEvent],
    graded: list[facts.Grade],
    engaged: list[facts.Engagement],
    one: DimensionFilter,
) -> None:
    store = await memory_store()
    try:
        await apply(store, [*history, *(event(said, 200 + n) for n, said in enumerate([*graded, *engaged]))])
        engine = QueryEngine(store)
        assert await numbers(engine, FLOWS, (*PLACE, "phase"), one) == await numbers(engine, FLOWS, PLACE, one)
        everybody = await numbers(engine, COUNTS, PLACE, None)
        participants_ = await numbers(engine, COUNTS, PLACE, one)
        both = await numbers(engine, COUNTS, (*PLACE, "cohort"), one)
        assert participants_.keys() <= both.keys()
        for place, sums in both.items():
            # Grades from a school without an enrolment have no grade level, and participants' are nobody's peers'.
            compared = COUNTS if place[1] is not None else tuple(name for name in COUNTS if name not in OF_GRADES)
            for name in compared:
                assert sums[COUNTS.index(name)] == everybody[place][COUNTS.index(name)], (place, name)
    finally:
        await store.close()
