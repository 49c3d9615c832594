"""A filter on a value that its dimension does not have answers with a warning that names near ones."""

from dataclasses import replace

import msgspec
import pytest

from services.contracts import facts
from services.core.access import DEVELOPMENT, Principal
from services.query.engine import QueryEngine
from services.query.filters.warnings import MAX_COMPARED, MAX_NEAR, MAX_WARNINGS, FilteredValue, values_in, warnings_of
from services.query.model.answers import Key
from services.query.model.question import MetricQuery, MetricRef, OtherLearners
from services.query.model.question_filters import And, DimensionFilter, Not, Or
from services.store.embedded import EmbeddedStore
from tests.consumers import agreements
from tests.consumers.world import DISTRICT, SCHOOLS, apply, event, memory_store
from tests.query.every.world import learner_events, partnership_events
from tests.support.partnership_questions import HERE, PARTNER
from tests.support.questions import NOW, PAYLOADS, dimension, query

FOREIGN = "888888"
OWN = Principal("own", frozenset({DISTRICT}))
STRANGER = Principal("stranger", frozenset({FOREIGN}))
FEMALE = dimension("sex", eq="Female")


@pytest.mark.parametrize(
    ("condition", "path", "near"),
    [
        (dimension("grade_level", eq="Nineth grade"), "eq", ["Ninth grade"]),
        (dimension("grade_level", ne="ninth-grade"), "ne", ["Ninth grade"]),
        (dimension("sex", in_=("Female", "female")), "in[1]", ["Female"]),
        (dimension("school", not_in=(SCHOOLS[0], "Elementry")), "notIn[1]", [SCHOOLS[0]]),
        (dimension("district", eq="Grand Bend"), "eq", [DISTRICT]),
        (dimension("english_learner", eq="True"), "eq", ["true"]),
        (dimension("homeless", eq="yes"), "eq", ["true"]),
        (dimension("side", eq="DISTRICT"), "eq", ["district"]),
        (dimension("contribution_kind", eq="equpment"), "eq", ["equipment"]),
        (dimension("partnership_kind", eq="Mentorng"), "eq", ["mentoring"]),
        (dimension("partner_kind", eq="hosptial"), "eq", ["hospital"]),
        (dimension("grade_level", eq="nothing like it"), "eq", []),
    ],
)
async def test_a_value_that_there_is_not_is_warned_of(
    engine: QueryEngine, condition: DimensionFilter, path: str, near: list[str]
) -> None:
    (warning,) = await engine.warnings(OWN, query("members", where=condition))
    assert (warning.path, warning.dimension) == (f"query.where.dimension.is.{path}", condition.name)
    assert [key.value for key in warning.near] == near
    assert ("did you mean" in warning.message) == bool(near)
    assert all(repr(value) in warning.message for value in (warning.value, *near))


@pytest.mark.parametrize(
    "condition",
    [
        FEMALE,
        dimension("school", in_=tuple(SCHOOLS)),
        dimension("sex", is_null=True),
        dimension("homeless", eq="true"),
        dimension("cohort", eq="peer"),
        dimension("phase", ne="during"),
        dimension("partnership", eq="hospital"),
        dimension("subject", eq="Science"),
        dimension("engagement_kind", eq="lab_visit"),
        dimension("grading_period", eq="P1"),
        dimension("side", in_=("district", "partner")),
        dimension("contribution_kind", eq="facilities"),
        dimension("partnership_kind", eq="family_support"),
        dimension("partner_kind", eq="government"),
    ],
)
async def test_a_value_that_there_is_is_not(engine: QueryEngine, condition: DimensionFilter) -> None:
    assert await engine.warnings(OWN, query("members", where=condition)) == ()


async def test_nothing_of_another_tenant_is_near_nor_known(store: EmbeddedStore, engine: QueryEngine) -> None:
    described: list[facts.Data] = [
        facts.District(name="Lakeside", time_zone="UTC"),
        facts.School(school="777", name="Lincoln High"),
    ]
    payloads = [*described, *PAYLOADS[3:]]
    foreign = [
        msgspec.structs.replace(event(payload, n, n), partitionkey=FOREIGN) for n, payload in enumerate(payloads)
    ]
    await apply(store, foreign)
    for name, value, theirs in (
        ("school", "777", "777"),
        ("school", "Lincoln Hihg", "777"),
        ("district", "Lakesid", FOREIGN),
        ("district", FOREIGN, FOREIGN),
    ):
        question = query("members", where=dimension(name, eq=value))
        (own,) = await engine.warnings(OWN, question)
        assert own.near == ()
        assert value == theirs or theirs not in own.message
        seen = await engine.warnings(STRANGER, question)
        assert [key.value for warning in seen for key in warning.near] == ([] if value == theirs else [theirs])
    (everything,) = await engine.warnings(DEVELOPMENT, query("members", where=dimension("school", eq="Lincoln Hihg")))
    assert everything.near == (Key("school", "777", "Lincoln High", FOREIGN),)


async def test_who_is_shown_a_partnership_knows_its_districts_and_no_others() -> None:
    store = await memory_store()
    await apply(store, learner_events())
    await agreements.apply(store, partnership_events())
    engine = QueryEngine(store, lambda: NOW)
    question = MetricQuery((MetricRef("investment_total"),), query().time, where=dimension("partnership", eq="hospitl"))
    (warning,) = await engine.warnings(PARTNER, question)
    assert [key.value for key in warning.near] == ["hospital"]
    assert await engine.warnings(PARTNER, replace(question, where=dimension("district", eq=DISTRICT))) == ()
    (college,) = await engine.warnings(PARTNER, replace(question, where=dimension("partnership", eq="colege")))
    assert college.near == ()
    (college,) = await engine.warnings(HERE, replace(question, where=dimension("partnership", eq="colege")))
    assert [key.value for key in college.near] == ["college"]
    await store.close()


@pytest.mark.parametrize(
    ("asked", "paths"),
    [
        (query("members"), []),
        (query("members", where=And((Not(FEMALE), Or((FEMALE,))))), [".and[0].not", ".and[1].or[0]"]),
    ],
)
def test_values_have_the_path_of_the_api(asked: MetricQuery, paths: list[str]) -> None:
    assert [value.path for value in values_in(asked)] == [f"query.where{path}.dimension.is.eq" for path in paths]


def test_filters_of_metrics_and_of_cohorts_are_looked_at_too() -> None:
    question = MetricQuery(
        (MetricRef("members"), MetricRef("members", "girls", FEMALE)), query().time, compare=OtherLearners(FEMALE)
    )
    places = [value.path.removesuffix(".dimension.is.eq") for value in values_in(question)]
    assert places == ["query.metrics[1].metric.where", "query.compare.cohort"]


def test_warnings_and_what_they_take_are_bounded() -> None:
    missing = [FilteredValue("query.where", "subject", f"Subjekt {number}") for number in range(5_000)]
    few = {"subject": [Key("subject", f"Subject {number}", f"Subject {number}") for number in range(MAX_COMPARED)]}
    warnings = warnings_of(missing, few)
    assert len(warnings) == MAX_WARNINGS
    assert [warning.message.endswith("; 4980 more values are unknown") for warning in warnings] == [False] * 19 + [True]
    assert {len(warning.near) for warning in warnings} == {MAX_NEAR}
    many = {"subject": [*few["subject"], Key("subject", "Subjekt", "Subjekt")]}
    assert {warning.near for warning in warnings_of(missing, many)} == {()}
