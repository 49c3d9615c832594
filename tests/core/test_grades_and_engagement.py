"""Bands, passing, on-track and distinct learners."""

from collections import Counter
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.facts import (
    Calendar,
    Course,
    Data,
    Engagement,
    Grade,
    GradeKey,
    PassFailMark,
    Period,
    Policy,
)
from services.core.calendar import SchoolCalendar
from services.core.cells import ALL
from services.core.engagement import engagement_increments
from services.core.grades import band, grade_measures, hundredths, on_track_increments, passed
from services.core.policy import DEFAULT_POLICY
from services.core.rules import CourseId, DistrictRules
from tests.consumers.world import apply, cells_of, event, memory_store

KEY: dict[str, Any] = {
    "school": "1",
    "learner": "x",
    "school_year": 2011,
    "grading_period": "P1",
    "course": "c",
    "kind": "Grading Period",
}


def grade(period: str = "P1", **more: object) -> Grade:
    return Grade(school="1", learner="x", school_year=2011, grading_period=period, course="c", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("numeric", "letter", "expected_band", "passes"),
    [
        (100, None, "grade_a", True),
        (90, None, "grade_a", True),
        (89.99, None, "grade_b", True),
        (70, None, "grade_c", True),
        (69.99, None, "grade_d", False),
        (59.99, None, "grade_f", False),
        (0, None, "grade_f", False),
        (None, "A-", "grade_a", True),
        (None, "C+", "grade_c", True),
        (None, "D", "grade_d", False),
        (None, "W", "grade_w", False),
        (95, "W", "grade_w", False),
        (72, "D", "grade_d", True),
    ],
)
def test_band_and_pass(numeric: float | None, letter: str | None, expected_band: str, passes: bool) -> None:
    given_grade = grade(numeric=numeric, letter=letter)
    assert (band(given_grade), passed(given_grade, DEFAULT_POLICY)) == (expected_band, passes)


OWN_TABLE = Policy(version="own", pass_fail_marks=(PassFailMark(mark="E", result="failed"),))


@pytest.mark.parametrize(
    ("mark", "policy", "expected"),
    [
        ("P", DEFAULT_POLICY, {"graded": 1, "grades": 1, "passed": 1}),
        ("S", DEFAULT_POLICY, {"graded": 1, "grades": 1, "passed": 1}),
        ("E", DEFAULT_POLICY, {"graded": 1, "grades": 1, "passed": 1}),
        ("NP", DEFAULT_POLICY, {"graded": 1, "grades": 1, "failed": 1}),
        ("I", DEFAULT_POLICY, {"without_result": 1}),
        ("Pass", DEFAULT_POLICY, {"without_result": 1}),
        ("E", OWN_TABLE, {"graded": 1, "grades": 1, "failed": 1}),
        ("P", OWN_TABLE, {"without_result": 1}),
    ],
)
def test_a_grade_that_is_only_a_mark_counts_by_the_table_of_the_policy(
    mark: str, policy: Policy, expected: dict[str, int]
) -> None:
    measures = grade_measures([grade(mark=mark)], policy)
    assert measures[""] == expected
    assert (ALL in measures) == ("graded" in expected)


def test_a_number_or_a_letter_stands_before_a_mark() -> None:
    assert grade_measures([grade(numeric=82, mark="NP")], DEFAULT_POLICY)[""]["passed"] == 1
    assert "passed" not in grade_measures([grade(letter="F", mark="P")], DEFAULT_POLICY)[""]


@pytest.mark.parametrize(("mark", "on_track"), [("P", 1), ("NP", 0), ("I", 0)])
def test_only_a_mark_that_passes_earns_credits(mark: str, on_track: int) -> None:
    credited = grade(mark=mark, kind="Semester", credits=5.0)
    increments = list(on_track_increments([(date(2011, 1, 31), credited)], DEFAULT_POLICY))
    assert sum(by for _, measure, by in increments if measure == "on_track") == on_track


@pytest.mark.parametrize(("score", "expected"), [(82.0, 8200), (87.5, 8750), (0.005, 1), (66.665, 6667), (1.005, 101)])
def test_scores_are_whole_hundredths_half_up(score: float, expected: int) -> None:
    assert hundredths(score) == expected


def test_a_learner_is_graded_once_a_period_and_subject_and_once_over_all_subjects() -> None:
    grades = [grade(numeric=80, subject="Mathematics"), grade(numeric=90, subject="Mathematics"), grade(numeric=70)]
    measures = grade_measures(grades, DEFAULT_POLICY)
    assert [(subject, measures[subject]["graded"]) for subject in ("Mathematics", "", ALL)] == [
        ("Mathematics", 1),
        ("", 1),
        (ALL, 1),
    ]
    assert measures["Mathematics"]["grades"] == 2
    assert measures["Mathematics"]["score_hundredths"] == 17_000


def test_a_withdrawal_has_no_score_and_is_a_grade_all_the_same() -> None:
    measures = grade_measures([grade(numeric=80), grade(numeric=40, letter="W")], DEFAULT_POLICY)[""]
    assert (measures["scored"], measures["score_hundredths"]) == (1, 8_000)
    assert (measures["grades"], measures["grade_w"], measures["passed"]) == (2, 1, 1)


def test_only_the_kinds_of_the_policy_count() -> None:
    assert not grade_measures([grade(numeric=80, kind="Semester")], DEFAULT_POLICY)
    assert grade_measures([grade(numeric=80, kind="Semester")], Policy(version="s", grade_kinds=("Semester",)))


TERMS = (
    Period(name="Fall", begin=date(2010, 8, 23), end=date(2010, 12, 17)),
    Period(name="Spring", begin=date(2011, 1, 4), end=date(2011, 5, 27)),
)
CALENDAR = SchoolCalendar(Calendar(school="1", school_year=2011, days=(), terms=TERMS), ())


def dated(grades: list[Grade]) -> list[tuple[date, Grade]]:
    return [(CALENDAR.closing_day(grade_event.grading_period), grade_event) for grade_event in grades]


def semester(term: str, letter: str, credits_: float, core: bool = True) -> Grade:
    return grade(term, kind="Semester", letter=letter, credits=credits_, core_subject=core)


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ([semester("Fall", "B", 2.5), semester("Spring", "B", 2.5)], 1),
        ([semester("Fall", "B", 2.5), semester("Spring", "B", 2.0)], 0),
        ([semester("Fall", "F", 0.5), semester("Fall", "A", 2.5), semester("Spring", "A", 2.5)], 1),
        ([*[semester("Fall", "F", 0.5)] * 2, semester("Fall", "A", 2.5), semester("Spring", "A", 2.5)], 0),
        ([*[semester("Fall", "F", 0.5, core=False)] * 2, semester("Spring", "A", 5)], 1),
    ],
    ids=["five credits", "too few credits", "one core failure", "two core failures", "failures outside the core"],
)
def test_on_track(grades: list[Grade], expected: int) -> None:
    increments = list(on_track_increments(dated(grades), DEFAULT_POLICY))
    assert sum(by for _, measure, by in increments if measure == "on_track") == expected
    assert [day for day, measure, _ in increments if measure == "on_track_assessed"] == [
        min(CALENDAR.closing_day(grade_event.grading_period) for grade_event in grades)
    ]


def test_on_track_is_lost_on_the_day_of_the_second_core_failure() -> None:
    grades = [semester("Fall", "A", 5), semester("Fall", "F", 1), semester("Spring", "F", 1)]
    changes = [
        (day, by) for day, measure, by in on_track_increments(dated(grades), DEFAULT_POLICY) if measure == "on_track"
    ]
    assert changes == [(date(2010, 12, 17), 1), (date(2011, 5, 27), -1)]


ENGAGEMENTS = st.builds(
    lambda number, offset, kind, minutes: Engagement(
        learner="x", engagement=str(number), date=date.fromordinal(date(2010, 9, 1).toordinal() + offset), kind=kind,
        minutes=minutes,
    ),
    st.integers(0, 99), st.integers(0, 120), st.sampled_from(["lab_visit", "tutoring"]), st.integers(0, 90),
)  # fmt: skip


@given(st.lists(ENGAGEMENTS, max_size=20))
def test_first_times_sum_to_distinct_learners_so_far(engagements: list[Engagement]) -> None:
    increments = list(engagement_increments(engagements))
    for day in {engagement.date for engagement in engagements}:
        year = sum(i.by for i in increments if i.measure == "engaged_this_year" and i.kind == ALL and i.date <= day)
        month = sum(
            i.by for i in increments
            if i.measure == "engaged_this_month" and i.kind == ALL and day.replace(day=1) <= i.date <= day
        )  # fmt: skip
        assert (year, month) == (1, 1)
    minutes = sum(i.by for i in increments if i.measure == "minutes" and i.kind == ALL)
    assert minutes == sum(engagement.minutes or 0 for engagement in engagements)


COURSE = Course(school="1", course="C", title="Algebra", subject="Mathematics", core_subject=True)
OF_COURSE = Grade(school="1", learner="x", school_year=2011, grading_period="P1", course="C", numeric=50)


@pytest.mark.parametrize(
    ("own", "subject", "core"),
    [
        ({}, "Mathematics", True),
        ({"section": "S"}, "Mathematics", True),
        ({"subject": "Art"}, "Art", True),
        ({"core_subject": False}, "Mathematics", False),
        ({"subject": "Art", "core_subject": False}, "Art", False),
        ({"course": "D"}, None, None),
        ({"school": "2"}, None, None),
        ({"course": None, "section": "S"}, None, None),
    ],
)
def test_a_grade_has_the_subject_and_core_flag_of_its_course_where_it_has_none(
    own: dict[str, Any], subject: str | None, core: bool | None
) -> None:
    grade = DistrictRules(courses={CourseId("1", "C"): COURSE}).with_course(msgspec.structs.replace(OF_COURSE, **own))
    assert (grade.subject, grade.core_subject) == (subject, core)


async def _graded(*facts: Data) -> Counter[tuple[str, int]]:
    """How many grades count, by grading period and their scores in hundredths, at the school."""
    store = await memory_store()
    await apply(store, [event(fact, number, minutes=number) for number, fact in enumerate(facts)])
    cells = await cells_of(store)
    await store.close()
    counted: Counter[tuple[str, int]] = Counter()
    for key, measures in cells.items():
        if key.family == "grade" and "grades" in measures:
            counted[str(key.values[-2]), measures["score_hundredths"]] += measures["grades"]
    return counted


@pytest.mark.parametrize(
    ("facts", "counted"),
    [
        ([grade("First Quarter", numeric=70), grade("FIRST  quarter", numeric=80)], {("FIRST quarter", 8000): 1}),
        ([grade("First Quarter", numeric=70), GradeKey(**KEY | {"grading_period": " first quarter"})], {}),
        ([grade("Q1", numeric=70), grade("q1", numeric=80, kind="Semester")], {("Q1", 7000): 1}),
        ([grade("q1", numeric=70), grade("Q1", numeric=80, kind="Semester")], {("Q1", 7000): 1}),
        ([grade("Q1", numeric=70), grade("Q2", numeric=70)], {("Q1", 7000): 1, ("Q2", 7000): 1}),
    ],
    ids=["a correction", "a retraction", "another kind", "which came first does not matter", "another period"],
)
async def test_a_grading_period_is_the_same_whatever_its_case_and_white_space(
    facts: list[Data], counted: dict[tuple[str, int], int]
) -> None:
    assert await _graded(*facts) == counted
