"""An answer that is kept is given to nobody who may see anything else."""

from datetime import UTC, date, datetime
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from services.core.access import Grant, Operation, Principal, Role, Scope, Target, may
from services.core.partnerships.partnership import Partnership
from services.query.answer_cache import AnswerCache, question_of
from services.query.model.answers import Answer, Cost
from services.query.model.question import MetricQuery, MetricRef, SchoolYear

DISTRICTS, SCHOOLS, PARTNERSHIPS, ORGANISATIONS = ("d1", "d2"), ("s1", "s2"), ("p1", "p2"), ("o1", "o2")
TARGETS = [
    Target((district,), frozenset(schools), partnership, (organisation,), only_participants=plain)
    for district, schools, partnership, organisation, plain in product(
        DISTRICTS, [(), ("s1",), ("s2",)], PARTNERSHIPS, ORGANISATIONS, (False, True)
    )
]
READS = (Operation.READ_LEARNER_METRICS, Operation.READ_PARTNERSHIPS, Operation.READ_DIRECTORY)
DAY, QUERY = date(2026, 3, 2), MetricQuery(metrics=(MetricRef("absences"),), time=SchoolYear(2026))


def ids(values: tuple[str, ...]) -> st.SearchStrategy[frozenset[str] | None]:
    return st.none() | st.frozensets(st.sampled_from(values))


grants = st.builds(
    Grant,
    st.just("g"),
    st.sampled_from(Role),
    st.builds(Scope, ids(DISTRICTS), ids(SCHOOLS), ids(PARTNERSHIPS), ids(ORGANISATIONS)),
    st.just(datetime(2020, 1, 1, tzinfo=UTC)),
)
principals = st.builds(
    lambda name, held: Principal(name, grants=tuple(held)), st.sampled_from("ab"), st.lists(grants, max_size=3)
)


@given(principals, principals)
@settings(max_examples=60, deadline=None)
def test_whoever_is_given_the_answer_of_another_may_read_the_same(one: Principal, other: Principal) -> None:
    cache, state = AnswerCache(), object()
    cache.get(question_of(one, QUERY, DAY), state)  # type: ignore[arg-type]  # any state will do
    answer = Answer(datetime(2026, 3, 2, tzinfo=UTC), (), [], None, Cost(0, 1))
    cache.put(question_of(one, QUERY, DAY), state, answer)  # type: ignore[arg-type]
    if cache.get(question_of(other, QUERY, DAY), state) is None:  # type: ignore[arg-type]
        return
    for operation, target in product(READS, TARGETS):
        assert may(one, operation, target) == may(other, operation, target), (operation, target)


def test_whoever_sees_the_same_shares_an_answer_whatever_their_name() -> None:
    scope = Scope(districts=frozenset({"d1"}))
    begins = datetime(2020, 1, 1, tzinfo=UTC)
    one, other = (
        Principal(name, grants=(Grant(name, role, scope, begins, given_by=name),))
        for name, role in (("a", Role.DISTRICT_ADMIN), ("b", Role.DISTRICT_ANALYST))
    )
    assert question_of(one, QUERY, DAY) == question_of(other, QUERY, DAY)


def test_sight_sees_a_partnership_where_the_table_lets_it() -> None:
    lab = Partnership(id="p1", name="Lab", kind="other", districts=("d1",), partners=(), begin=DAY, proposed=DAY)
    for role in Role:
        principal = Principal("a", grants=(Grant("g", role, Scope(), datetime(2020, 1, 1, tzinfo=UTC)),))
        assert principal.sight.sees_partnership(lab) is may(
            principal, Operation.READ_PARTNERSHIPS, Target(("d1",), partnership="p1")
        )
