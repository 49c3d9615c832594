"""Any plan over participants, phases and peers gives what looking at every learner and day gives."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.access import DEVELOPMENT
from services.query.engine import QueryEngine
from services.query.model import And, DimensionFilter, Filter, MetricQuery, Not, Predicate
from tests.consumers.world import DISTRICT, PARTNERSHIPS, apply, histories, ledgers_of, memory_store
from tests.query.participants_reference import PHASES, Learners, cohorts, in_phases, learners_of, participants
from tests.query.reference import Stay
from tests.query.test_against_reference import check_nothing_is_missing, check_rows, check_values, queries, span_of

COHORTS = ("participant", "peer")


def predicates(values: tuple[str, ...]) -> st.SearchStrategy[Predicate]:
    one, some = st.sampled_from(values), st.lists(st.sampled_from(values), max_size=2).map(tuple)
    tests = (st.builds(Predicate, eq=one), st.builds(Predicate, ne=one), st.builds(Predicate, in_=some))
    return st.one_of(*tests, st.builds(Predicate, not_in=some), st.builds(Predicate, is_null=st.booleans()))


def conditions_on(name: str, values: tuple[str, ...]) -> st.SearchStrategy[Filter]:
    test = st.builds(DimensionFilter, st.just(name), predicates(values))
    return test | test.map(Not)


pinned = st.sampled_from(PARTNERSHIPS).map(lambda each: DimensionFilter("partnership", Predicate(eq=each)))


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
        return [stay for each in PARTNERSHIPS for stay in cohorts(learners, each)]
    return in_phases(learners) if "phase" in dimensions else participants(learners)


def has_a_total(query: MetricQuery) -> bool:
    """Whether the rows are of one partnership, and not of several phases."""
    return "partnership" not in query.group_by and "phase" not in query.group_by


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(max_size=60), st.lists(asked(), min_size=3, max_size=6))
async def test_any_query_gives_what_every_participant_peer_and_day_gives(
    history: list[LearnerEvent], questions: list[MetricQuery]
) -> None:
    store = await memory_store()
    try:
        await apply(store, history)
        documents = await store.documents(DISTRICT, ["calendar"])
        calendars = {
            fact.value.school: fact.value for fact in documents.values() if isinstance(fact.value, facts.Calendar)
        }
        learners = learners_of(await ledgers_of(store), calendars)
        engine = QueryEngine(store)
        for query in questions:
            answer = await engine.answer(DEVELOPMENT, query)
            stays = population(query, learners)
            check_rows(query, list(answer.rows), stays)
            check_nothing_is_missing(query, list(answer.rows), stays)
            if answer.totals is not None and has_a_total(query):
                check_values(query, answer.totals, stays, *span_of(query))
    finally:
        await store.close()
