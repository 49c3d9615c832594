"""Statuses in closed form against a walk over the days, and what marks say about a day."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.facts import Attendance, Calendar, CalendarDay, Policy
from services.core.attendance import Presence, attendance_increments, holding, presence_of, statuses
from services.core.calendar import ONE_DAY, SchoolCalendar, Span
from services.core.policy import CHRONIC_SHARES, DEFAULT_POLICY

FIRST = date(2010, 8, 23)
POSITIVE = Policy(version="positive", attendance="positive")


def days(count: int) -> list[date]:
    return [FIRST + timedelta(days=index) for index in range(count)]


def walked(days: list[date], absent: set[date], eligible_days: int) -> dict[tuple[date, str], int]:
    """The same statuses by looking at every day on its own."""
    found: dict[tuple[date, str], int] = {}
    for number, day in enumerate(days, 1):
        absences = sum(each <= day for each in absent)
        found[day, "absentee"] = int(absences > 0)
        found[day, "eligible"] = int(number >= eligible_days)
        for measure, share in CHRONIC_SHARES.items():
            found[day, measure] = int(number >= eligible_days and absences > 0 and share * absences >= number)
    return found


def running(increments: list[tuple[date, str, int]], days: list[date]) -> dict[tuple[date, str], int]:
    measures = ("absentee", "eligible", *CHRONIC_SHARES)
    return {
        (day, measure): sum(by for when, name, by in increments if name == measure and when <= day)
        for day in days
        for measure in measures
    }


@given(st.integers(0, 60).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, max(n - 1, 0)), max_size=n))))
def test_statuses_in_closed_form_are_those_of_a_walk_over_the_days(case: tuple[int, set[int]]) -> None:
    total, positions = case
    taught = days(total)
    absent = sorted(taught[position] for position in positions if position < total)
    assert running(list(statuses(taught, absent, 10)), taught) == walked(taught, set(absent), 10)


@pytest.mark.parametrize(
    ("absences", "share", "minimum", "total", "expected"),
    [
        ([], 10, 10, 169, []),
        ([1], 10, 10, 169, [(10, 10)]),
        ([1, 2], 10, 10, 169, [(10, 20)]),
        ([1, 12], 10, 10, 169, [(10, 10), (12, 20)]),
        ([1, 11], 10, 10, 169, [(10, 20)]),
        ([5], 10, 10, 9, []),
        ([1, 2, 3], 5, 10, 169, [(10, 15)]),
        ([160], 10, 10, 169, []),
    ],
)
def test_intervals_of_a_status(
    absences: list[int], share: int, minimum: int, total: int, expected: list[tuple[int, int]]
) -> None:
    assert holding(absences, share, minimum, total) == expected


def mark(category: str, section: str | None = None, minutes: int | None = None, day: date = FIRST) -> Attendance:
    return Attendance(school="1", learner="x", date=day, section=section, category=category, minutes_absent=minutes)


@pytest.mark.parametrize(
    ("marks", "policy", "expected"),
    [
        ([mark("Excused Absence"), mark("Unexcused Absence")], DEFAULT_POLICY, Presence.EXCUSED),
        ([mark("Unexcused Absence")], DEFAULT_POLICY, Presence.UNEXCUSED),
        ([mark("Tardy", minutes=300)], DEFAULT_POLICY, Presence.PRESENT),
        ([mark("Partial", minutes=200)], Policy(version="m", absent_minutes_for_a_day=180), Presence.UNEXCUSED),
        ([mark("Partial", minutes=100)], Policy(version="m", absent_minutes_for_a_day=180), Presence.PRESENT),
        ([mark("Excused Absence", "s1")], DEFAULT_POLICY, Presence.UNKNOWN),
        ([mark("Excused Absence", "s1")], Policy(version="s", section_absences_for_a_day=2), Presence.PRESENT),
        ([mark("In Attendance", "s1")], Policy(version="s", section_absences_for_a_day=2), Presence.PRESENT),
        (
            [mark("Excused Absence", "s1"), mark("Unexcused Absence", "s2")],
            Policy(version="s", section_absences_for_a_day=2),
            Presence.EXCUSED,
        ),
        ([mark("In Attendance")], DEFAULT_POLICY, Presence.PRESENT),
    ],
)
def test_what_marks_say_about_a_day(marks: list[Attendance], policy: Policy, expected: Presence) -> None:
    assert presence_of(marks, policy) is expected


def calendar(taught: list[date]) -> SchoolCalendar:
    published = Calendar(
        school="1", school_year=2011, days=tuple(CalendarDay(date=day, kind="Instructional day") for day in taught)
    )
    return SchoolCalendar(published, DEFAULT_POLICY.instructional_kinds)


def totals(policy: Policy, marks: list[Attendance], spans: tuple[Span, ...], taught: list[date]) -> Counter[str]:
    found: Counter[str] = Counter()
    for _, measure, by in attendance_increments(spans, marks, calendar(taught), policy):
        found[measure] += by
    return found


def test_in_positive_mode_an_unmarked_day_is_unknown_and_not_present() -> None:
    taught = days(12)
    marks = [mark("In Attendance", day=day) for day in taught[:3]] + [mark("Unexcused Absence", day=taught[3])]
    spans = (Span(FIRST, taught[-1] + ONE_DAY),)
    found = totals(POSITIVE, marks, spans, taught)
    assert (found["marked"], found["unexcused"], found["eligible"]) == (4, 1, 0)


def test_marks_on_days_that_are_no_member_days_wait() -> None:
    taught = days(12)
    marks = [mark("Excused Absence", day=taught[0]), mark("Excused Absence", day=taught[5])]
    late_entry = (Span(taught[3], taught[-1]),)
    assert totals(DEFAULT_POLICY, marks, late_entry, taught)["excused"] == 1
    assert totals(DEFAULT_POLICY, marks, (Span(taught[0], taught[-1]),), taught)["excused"] == 2


def test_both_ends_of_an_enrolment_are_member_days() -> None:
    taught = days(20)
    increments = list(attendance_increments((Span(taught[2], taught[5]),), [], calendar(taught), DEFAULT_POLICY))
    members = [sum(by for when, name, by in increments if name == "member" and when <= day) for day in taught]
    assert members == [0, 0, 1, 1, 1, 1, *([0] * 14)]


def test_in_positive_mode_section_marks_are_presence_where_the_policy_reads_them() -> None:
    policy = Policy(version="both", attendance="positive", section_absences_for_a_day=2)
    taught = days(12)
    marks = [mark("In Attendance", section, day=day) for day in taught[1:] for section in ("s1", "s2", "s3")]
    marks += [mark("Unexcused Absence", section, day=taught[0]) for section in ("s1", "s2", "s3")]
    found = totals(policy, marks, (Span(FIRST, taught[-1]),), taught)
    assert (found["marked"], found["unexcused"]) == (12, 1)
