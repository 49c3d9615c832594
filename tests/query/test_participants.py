"""Participants and their peers, on a district small enough to count by hand; and what is refused."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from services.contracts import facts
from services.contracts.primitives import EngagementKind
from services.core.access import DEVELOPMENT
from services.core.kpis import Granularity
from services.query.engine import QueryEngine
from services.query.model.answers import ValueStatus
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DateSpan, MetricQuery, MetricRef, SchoolYear
from services.query.model.question_filters import And, Filter, Not, Or
from tests.consumers.world import DATES, SCHOOLS, apply, calendar, event, memory_store
from tests.support.questions import dimension, query, shown

ONE, TWO = SCHOOLS
EIGHTH, NINTH = "Eighth grade", "Ninth grade"
HOSPITAL = dimension("partnership", eq="hospital")


def enrolled(learner: str, school: str, grade: str) -> facts.Enrollment:
    return facts.Enrollment(school=school, learner=learner, entry_date=DATES[0], grade_level=grade)


def absent(learner: str, day: int, school: str = ONE) -> facts.Attendance:
    return facts.Attendance(school=school, learner=learner, date=DATES[day], category="Excused Absence")


def joins(learner: str, partnership: str, first: int, last: int | None = None) -> facts.Participation:
    end = None if last is None else DATES[last]
    return facts.Participation(learner=learner, partnership=partnership, start_date=DATES[first], end_date=end)


def engaged(learner: str, number: int, day: int, kind: EngagementKind = "tutoring") -> facts.Engagement:
    return facts.Engagement(learner=learner, engagement=f"{number}", date=DATES[day], kind=kind, minutes=30)


def graded(learner: str, numeric: float, school: str = ONE) -> facts.Grade:
    return facts.Grade(
        school=school, learner=learner, school_year=2011, grading_period="P1", course="c", subject="Art",
        numeric=numeric,
    )  # fmt: skip


# In the eighth grade of school one are Ann, Bob, Cem and Dot, of school two Fay; in the ninth of one Eve and Gil.
# The hospital has Ann (from day 10 on) and Bob (days 5 to 9), the museum Bob and Eve.
STORY: list[facts.Data] = [
    calendar(ONE, set()),
    calendar(TWO, set()),
    *(enrolled(learner, ONE, EIGHTH) for learner in ("ann", "bob", "cem", "dot")),
    enrolled("eve", ONE, NINTH),
    enrolled("fay", TWO, EIGHTH),
    enrolled("gil", ONE, NINTH),
    facts.Learner(learner="cem", school_year=2011, sex="Male"),
    joins("ann", "hospital", 10),
    joins("bob", "hospital", 5, 9),
    joins("bob", "museum", 0),
    joins("eve", "museum", 20),
    absent("ann", 3),
    absent("ann", 12),
    absent("bob", 7),
    absent("cem", 4),
    absent("cem", 5),
    absent("cem", 6),
    absent("eve", 1),
    absent("fay", 1, TWO),
    engaged("ann", 1, 11),
    engaged("ann", 2, 12, "lab_visit"),
    engaged("cem", 3, 1),
    engaged("fay", 4, 1),
    graded("ann", 90),
    graded("cem", 50),
    graded("dot", 60),
    graded("eve", 80),
    graded("fay", 85, TWO),
]


@pytest.fixture
async def engine() -> AsyncIterator[QueryEngine]:
    store = await memory_store()
    await apply(store, [event(payload, index, index) for index, payload in enumerate(STORY)])
    yield QueryEngine(store)
    await store.close()


async def test_participants_by_partnership_count_once_in_each(engine: QueryEngine) -> None:
    question = query("enrolled_learners", "absences", "member_days", group_by=("partnership",), totals=True)
    answer = await engine.answer(DEVELOPMENT, question)
    assert shown(answer) == [("hospital", 2.0, 3.0, 52.0), ("museum", 2.0, 2.0, 52.0)]
    assert answer.rows[0].keys[0].label == "hospital"
    assert answer.totals is not None
    assert [value.value for value in answer.totals.values] == [None, None, None]


async def test_participants_by_phase(engine: QueryEngine) -> None:
    question = query("enrolled_learners", "absences", "member_days", group_by=("phase",), where=HOSPITAL, totals=True)
    answer = await engine.answer(DEVELOPMENT, question)
    assert shown(answer) == [("before", 2.0, 1.0, 15.0), ("during", 2.0, 2.0, 21.0), ("after", 1.0, 0.0, 16.0)]
    assert [row.keys[0].label for row in answer.rows] == ["Before", "During", "After"]
    assert answer.totals is not None
    assert [value.value for value in answer.totals.values] == [2.0, 3.0, 52.0]
    one = And((HOSPITAL, dimension("phase", eq="before")))
    assert shown(await engine.answer(DEVELOPMENT, replace(question, group_by=(), where=one))) == [(2.0, 1.0, 15.0)]


async def test_peers_are_the_others_of_the_same_schools_and_grade_levels(engine: QueryEngine) -> None:
    """Of the hospital's: Cem and Dot; not Eve and Gil, who are in another grade level, nor Fay at another school."""
    names = ("enrolled_learners", "absences", "member_days", "engaged_learners", "engagement_minutes", "grades")
    question = query(*names, "average_score", group_by=("cohort",), where=HOSPITAL, totals=True)
    answer = await engine.answer(DEVELOPMENT, question)
    assert shown(answer) == [
        ("participant", 2.0, 3.0, 52.0, 1.0, 60.0, 1.0, 90.0),
        ("peer", 2.0, 3.0, 52.0, 1.0, 30.0, 2.0, 55.0),
    ]
    assert [row.keys[0].label for row in answer.rows] == ["Participants", "Peers"]
    assert [value.n for value in answer.rows[1].values] == [2, 2, 2, 1, 1, 2, 2]
    assert answer.totals is not None
    assert [value.value for value in answer.totals.values][:3] == [4.0, 6.0, 104.0]


@pytest.mark.parametrize(
    ("day", "by_phase", "by_cohort"),
    [
        (4, [], []),  # nobody has begun
        (5, [("before", 1.0, 0.0), ("during", 1.0, 0.0)], [("participant", 1.0, 0.0), ("peer", 3.0, 3.0)]),
        (9, [("before", 1.0, 0.0), ("during", 1.0, 1.0)], [("participant", 1.0, 1.0), ("peer", 3.0, 4.0)]),
        (
            10,
            [("before", 2.0, 1.0), ("during", 2.0, 1.0), ("after", 1.0, 0.0)],
            [("participant", 2.0, 2.0), ("peer", 2.0, 3.0)],
        ),
    ],
)
async def test_as_of_a_day_nobody_takes_part_who_begins_later(
    engine: QueryEngine, day: int, by_phase: list[object], by_cohort: list[object]
) -> None:
    """Bob begins on day 5, Ann on day 10. Until then Ann is a peer, with all that she did."""
    asked = query("enrolled_learners", "absences", where=HOSPITAL, as_of=DATES[day])
    assert shown(await engine.answer(DEVELOPMENT, replace(asked, group_by=("phase",)))) == by_phase
    assert shown(await engine.answer(DEVELOPMENT, replace(asked, group_by=("cohort",)))) == by_cohort
    participants = by_cohort[:1] and [by_cohort[0][1:]]  # type: ignore[index]
    assert [row for row in shown(await engine.answer(DEVELOPMENT, asked)) if row != (None, None)] == participants


async def test_the_rows_of_all_partnerships_are_of_those_who_have_begun(engine: QueryEngine) -> None:
    asked = query("enrolled_learners", group_by=("partnership",), as_of=DATES[7])
    assert shown(await engine.answer(DEVELOPMENT, asked)) == [("hospital", 1.0), ("museum", 1.0)]
    (step,) = [one for one in (await engine.explain(DEVELOPMENT, asked)).steps if "participation" in one]
    assert step == f"rows: leave out participants whose participation begins after {DATES[7]}"


async def test_distinct_engaged_participants_are_those_who_have_begun(engine: QueryEngine) -> None:
    """Ann is engaged on days 11 and 12. Her stint at the museum begins on day 13, that at the hospital on day 10."""
    store = await memory_store()
    await apply(store, [event(said, number) for number, said in enumerate([*STORY, joins("ann", "museum", 13)])])
    weeks = DateSpan(DATES[2], DATES[12])
    asked = query("engaged_learners", time=weeks, group_by=("partnership",), as_of=DATES[12])
    engine = QueryEngine(store)
    assert (await shown_positive(engine, asked), await shown_positive(engine, replace(asked, as_of=DATES[13]))) == (
        [("hospital", 1.0)],
        [("hospital", 1.0), ("museum", 1.0)],
    )
    await store.close()


async def shown_positive(engine: QueryEngine, asked: MetricQuery) -> list[object]:
    return [row for row in shown(await engine.answer(DEVELOPMENT, asked)) if row[-1]]


async def test_the_peers_of_two_grade_levels_are_those_of_both(engine: QueryEngine) -> None:
    question = query(
        "enrolled_learners", group_by=("cohort", "grade_level"), where=dimension("partnership", eq="museum")
    )
    assert shown(await engine.answer(DEVELOPMENT, question)) == [
        ("participant", EIGHTH, 1.0),
        ("participant", NINTH, 1.0),
        ("peer", EIGHTH, 3.0),
        ("peer", NINTH, 1.0),
    ]


async def test_where_a_participation_was_retracted_there_are_no_peers() -> None:
    key = facts.ParticipationKey(learner="eve", partnership="museum", start_date=DATES[20])
    store = await memory_store()
    await apply(store, [event(payload, index, index) for index, payload in enumerate([*STORY, key])], [len(STORY)])
    question = query(
        "enrolled_learners", group_by=("cohort", "grade_level"), where=dimension("partnership", eq="museum")
    )
    assert shown(await QueryEngine(store).answer(DEVELOPMENT, question)) == [
        ("participant", EIGHTH, 1.0),
        ("peer", EIGHTH, 3.0),
    ]
    await store.close()


@pytest.mark.parametrize(
    ("test", "cohorts"),
    [
        (dimension("cohort", eq="peer"), ["peer"]),
        (dimension("cohort", in_=("peer",)), ["peer"]),
        (dimension("cohort", ne="peer"), ["participant"]),
        (dimension("cohort", not_in=("participant",)), ["peer"]),
        (dimension("cohort", in_=("participant", "peer")), ["participant", "peer"]),
        (Not(dimension("cohort", eq="peer")), ["participant"]),
        (dimension("cohort", eq="nobody"), []),
        (dimension("cohort", is_null=True), []),
    ],
)
async def test_a_cohort_is_filtered_like_any_dimension(engine: QueryEngine, test: Filter, cohorts: list[str]) -> None:
    question = query("absences", group_by=("partnership", "cohort"), where=And((HOSPITAL, test)))
    assert shown(await engine.answer(DEVELOPMENT, question)) == [("hospital", cohort, 3.0) for cohort in cohorts]


async def test_peers_by_a_learner_attribute_and_by_month(engine: QueryEngine) -> None:
    peers = And((HOSPITAL, dimension("cohort", eq="peer")))
    by_sex = query("enrolled_learners", "absences", group_by=("sex",), where=peers)
    assert shown(await engine.answer(DEVELOPMENT, by_sex)) == [("Male", 1.0, 3.0), (None, 1.0, 0.0)]
    by_month = query("absences", "member_days", where=peers, granularity=Granularity.MONTH)
    assert shown(await engine.answer(DEVELOPMENT, by_month)) == [("2010-08-01", 3.0, 18.0), ("2010-09-01", 0.0, 34.0)]


UNPLACED: list[facts.Data] = [
    facts.Enrollment(school=ONE, learner="hal", entry_date=DATES[0]),
    facts.Enrollment(school=ONE, learner="ivy", entry_date=DATES[0]),
    joins("hal", "hospital", 0),
    graded("jim", 61),
    graded("ivy", 71),
    joins("jim", "hospital", 3),
]
"""Hal takes part and Ivy does not, both without a grade level; Jim takes part and has a grade, but no enrolment."""


@pytest.mark.parametrize("order", [1, -1], ids=["as told", "joined first"])
async def test_a_participants_grade_is_never_a_peers(order: int) -> None:
    store = await memory_store()
    payloads = [calendar(ONE, set()), *UNPLACED[::order]]
    await apply(store, [event(payload, number, number) for number, payload in enumerate(payloads)])
    engine = QueryEngine(store)
    question = query("grades", "score_sum", group_by=("cohort",), where=HOSPITAL)
    assert shown(await engine.answer(DEVELOPMENT, question)) == [("peer", 1.0, 71.0)]
    assert shown(await engine.answer(DEVELOPMENT, query("grades", where=HOSPITAL))) == [(None,)]
    assert shown(await engine.answer(DEVELOPMENT, query("grades", group_by=("phase",), where=HOSPITAL))) == []
    phases = await engine.dimension_values(DEVELOPMENT, "phase", None, 9, None)
    assert {key.value for key in phases.items} <= {"before", "during", "after"}
    await store.close()


async def test_where_nobody_is_a_peer_no_grade_of_a_participant_is_taken_away() -> None:
    """Jim's grade has no grade level, and no participant is enrolled without one: peers had −1 grades."""
    store = await memory_store()
    in_eighth = facts.Enrollment(school=ONE, learner="hal", entry_date=DATES[0], grade_level="Eighth grade")
    others = [payload for payload in UNPLACED[1:] if payload != graded("ivy", 71)]
    payloads = [calendar(ONE, set()), in_eighth, *others]
    await apply(store, [event(payload, number, number) for number, payload in enumerate(payloads)])
    question = query("grades", "member_days", group_by=("cohort",), where=HOSPITAL)
    assert shown(await QueryEngine(store).answer(DEVELOPMENT, question)) == [("participant", None, 26.0)]
    await store.close()


async def test_two_cohorts_side_by_side_as_two_metrics(engine: QueryEngine) -> None:
    metrics = tuple(
        MetricRef("absences", cohort, And((HOSPITAL, dimension("cohort", eq=cohort))))
        for cohort in ("participant", "peer")
    )
    question = MetricQuery((*metrics, MetricRef("absences")), SchoolYear(2011))
    assert shown(await engine.answer(DEVELOPMENT, question)) == [(3.0, 3.0, 8.0)]


async def test_values_of_the_dimensions_of_participants(engine: QueryEngine) -> None:
    page = {
        name: [
            (key.value, key.label) for key in (await engine.dimension_values(DEVELOPMENT, name, None, 9, None)).items
        ]
        for name in ("partnership", "phase", "cohort")
    }
    assert page == {
        "partnership": [("hospital", "hospital"), ("museum", "museum")],
        "phase": [("before", "Before"), ("during", "During"), ("after", "After")],
        "cohort": [("participant", "Participants"), ("peer", "Peers")],
    }


SEVERAL = dimension("partnership", in_=("hospital", "museum"))
REFUSED = [
    (query("absences", where=SEVERAL), "group by partnership"),
    (query("absences", where=dimension("partnership", ne="museum")), "group by partnership"),
    (query("absences", where=Or((HOSPITAL, dimension("school", eq=ONE)))), "group by partnership"),
    (query("absences", group_by=("phase",)), "group by partnership"),
    (query("absences", group_by=("cohort",)), "filter partnership to one"),
    (query("absences", group_by=("cohort",), where=SEVERAL), "filter partnership to one"),
    (query("absences", group_by=("partnership", "cohort", "phase"), where=SEVERAL), "not by both"),
    (query("absences", group_by=("cohort", "phase"), where=HOSPITAL), "not by both"),
    (
        query("absences", group_by=("cohort",), where=And((HOSPITAL, dimension("phase", eq="during")))),
        "not by both",
    ),
    (query("absences", where=And((HOSPITAL, dimension("phase", ne="during")))), "group by phase"),
    (query("instructional_days", where=HOSPITAL), "no dimension partnership"),
    (query("reporting_completeness", group_by=("cohort",), where=HOSPITAL), "no dimension cohort"),
    (query("average_daily_attendance", group_by=("partnership",)), "no dimension partnership"),
    (query("on_track_rate", group_by=("phase",), where=HOSPITAL), "no dimension phase"),
    (
        query(metrics=(MetricRef("absences", None, dimension("cohort", eq="peer")),)),
        "filter partnership to one",
    ),
]


MUSEUM = dimension("partnership", eq="museum")


@pytest.mark.parametrize(
    "more", [dimension("school", eq=ONE), dimension("cohort", eq="peer"), dimension("grade_level", ne=NINTH)]
)
async def test_cohorts_of_several_partnerships_are_those_of_each(engine: QueryEngine, more: Filter) -> None:
    metrics = ("absences", "attendance_rate", "enrolled_learners", "engagement_minutes", "average_score")

    async def rows(which: Filter) -> list[tuple[object, ...]]:
        question = query(*metrics, group_by=("partnership", "cohort"), where=And((which, more)))
        return shown(await engine.answer(DEVELOPMENT, question))

    apart = [*await rows(HOSPITAL), *await rows(MUSEUM)]
    assert len(apart) > 1
    assert await rows(SEVERAL) == apart


async def test_there_is_no_total_over_the_cohorts_of_several_partnerships(engine: QueryEngine) -> None:
    """Bob takes part in both, and is a peer of neither."""
    question = replace(
        query("absences", group_by=("partnership", "cohort"), where=SEVERAL, totals=True), subtotals=True
    )
    answer = await engine.answer(DEVELOPMENT, question)
    assert answer.totals is not None
    assert answer.totals.values[0].status == ValueStatus.NO_DATA
    by_partnership = [row for row in answer.subtotals if row.keys]
    assert [(row.keys[0].value, row.values[0].value) for row in by_partnership] == [("hospital", 6.0), ("museum", 7.0)]


@pytest.mark.parametrize(("asked", "advice"), REFUSED, ids=[f"{n}-{advice}" for n, (_, advice) in enumerate(REFUSED)])
async def test_what_would_count_learners_twice_or_has_no_peers_is_refused_with_advice(
    engine: QueryEngine, asked: MetricQuery, advice: str
) -> None:
    with pytest.raises(QueryError, match=advice) as refused:
        await engine.answer(DEVELOPMENT, asked)
    assert (refused.value.code, refused.value.path) == (ErrorCode.DIMENSION_NOT_AVAILABLE, "query.metrics[0].metric")


async def test_a_later_participant_of_several_schools_is_taken_away_as_the_district_counts_them() -> None:
    """Ann goes to both schools and is absent at one: absent in the district unless the other reported that day."""
    both = [enrolled("ann", ONE, EIGHTH), enrolled("ann", TWO, EIGHTH), enrolled("bob", ONE, EIGHTH)]
    reported = [absent("bob", 2, ONE), absent("ann", 3), absent("ann", 4), absent("fay", 4, TWO)]
    calendars = [calendar(ONE, set()), calendar(TWO, set()), enrolled("fay", TWO, EIGHTH)]
    story: list[facts.Data] = [*calendars, *both, joins("bob", "hospital", 0), joins("ann", "hospital", 10), *reported]
    store = await memory_store()
    await apply(store, [event(payload, index, index) for index, payload in enumerate(story)])
    asked = query("enrolled_learners", "absences", "member_days", where=HOSPITAL, as_of=DATES[9])
    engine = QueryEngine(store)
    assert shown(await engine.answer(DEVELOPMENT, asked)) == [(1.0, 1.0, 10.0)], "those of Bob alone"
    by_cohort = replace(asked, group_by=("cohort",))
    assert shown(await engine.answer(DEVELOPMENT, by_cohort))[1] == ("peer", 1.0, 1.0, 10.0), (
        "Ann, who is absent on one day"
    )
    await store.close()
