"""Statuses in closed form against a walk over the days, and what marks say about a day."""

from collections import Counter
from datetime import date, timedelta
from typing import Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.facts import AbsentPart, Attendance, Calendar, CalendarDay, Policy
from services.contracts.primitives import AttendanceCategory
from services.core.attendance import attendance_increments
from services.core.attendance_statuses import holding, statuses
from services.core.calendar import ONE_DAY, SchoolCalendar, Span
from services.core.day_reading import Presence, read_day
from services.core.policy import CHRONIC_SHARES, DEFAULT_POLICY

FIRST = date(2010, 8, 23)
POSITIVE = Policy(version="positive", attendance="positive")


def days(count: int) -> list[date]:
    return [FIRST + timedelta(days=index) for index in range(count)]


def walked(days: list[date], absent: dict[date, int], eligible_days: int) -> dict[tuple[date, str], int]:
    """The same statuses by looking at every day on its own; `absent`: with the halves of the day that were missed."""
    by_key: dict[tuple[date, str], int] = {}
    for number, day in enumerate(days, 1):
        absences = sum(halves for one_day, halves in absent.items() if one_day <= day)
        by_key[day, "absentee"] = int(absences > 0)
        by_key[day, "eligible"] = int(number >= eligible_days)
        for measure, share in CHRONIC_SHARES.items():
            by_key[day, measure] = int(number >= eligible_days and absences > 0 and share * absences >= 2 * number)
    return by_key


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
    assert running(list(statuses(taught, absent, 10)), taught) == walked(taught, dict.fromkeys(absent, 2), 10)


@given(st.integers(1, 60), st.dictionaries(st.integers(0, 59), st.sampled_from([1, 2]), max_size=30))
def test_statuses_by_half_days_are_those_of_a_walk_over_the_days(total: int, missed: dict[int, int]) -> None:
    taught = days(total)
    absent = {taught[position]: missed[position] for position in sorted(missed) if position < total}
    results = list(statuses(taught, list(absent), 10, list(absent.values())))
    assert running(results, taught) == walked(taught, absent, 10)


@given(st.integers(1, 40), st.dictionaries(st.integers(0, 39), st.booleans(), max_size=30))
def test_where_presence_is_marked_days_enrolled_make_eligible_and_days_marked_the_share(
    total: int, marked: dict[int, bool]
) -> None:
    taught = days(total)
    told = {taught[position]: marked[position] for position in sorted(marked) if position < total}
    marks = [mark("Excused Absence" if absent else "In Attendance", day=day) for day, absent in told.items()]
    results = list(attendance_increments((Span(FIRST, taught[-1]),), marks, calendar(taught), POSITIVE))
    sums = running(results, taught)
    for number, day in enumerate(taught, 1):
        known = sum(one_day <= day for one_day in told)
        absences = sum(absent for one_day, absent in told.items() if one_day <= day)
        assert sums[day, "eligible"] == (number >= 10)
        for measure, share in CHRONIC_SHARES.items():
            assert sums[day, measure] == (number >= 10 and absences > 0 and share * absences >= known)


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


def mark(
    category: AttendanceCategory, section: str | None = None, minutes: int | None = None, day: date = FIRST
) -> Attendance:
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
    assert read_day(marks, policy).presence is expected


TARDY: Final = "Tardy"
EXCUSED: Final = "Excused Absence"
UNEXCUSED: Final = "Unexcused Absence"
PARTIAL: Final = "Partial"
EARLY: Final = "Early departure"
THERE: Final = "In Attendance"
SAYS: dict[AttendanceCategory, tuple[str, bool, bool]] = {
    TARDY: ("present", True, False),
    EXCUSED: ("excused", False, False),
    UNEXCUSED: ("unexcused", False, False),
    PARTIAL: ("present", False, True),
    EARLY: ("present", False, False),
    THERE: ("present", False, False),
}
"""Presence, tardy and partial of the mark that stands."""


@pytest.mark.parametrize(
    ("one", "other", "stands", "if_absences_come_first"),
    [
        (TARDY, EXCUSED, TARDY, EXCUSED),
        (TARDY, UNEXCUSED, TARDY, UNEXCUSED),
        (TARDY, PARTIAL, TARDY, TARDY),
        (TARDY, EARLY, TARDY, TARDY),
        (TARDY, THERE, TARDY, TARDY),
        (EXCUSED, UNEXCUSED, EXCUSED, UNEXCUSED),
        (EXCUSED, PARTIAL, EXCUSED, EXCUSED),
        (EXCUSED, EARLY, EXCUSED, EXCUSED),
        (EXCUSED, THERE, EXCUSED, EXCUSED),
        (UNEXCUSED, PARTIAL, UNEXCUSED, UNEXCUSED),
        (UNEXCUSED, EARLY, UNEXCUSED, UNEXCUSED),
        (UNEXCUSED, THERE, UNEXCUSED, UNEXCUSED),
        (PARTIAL, EARLY, PARTIAL, PARTIAL),
        (PARTIAL, THERE, PARTIAL, PARTIAL),
        (EARLY, THERE, EARLY, EARLY),
        *((category, category, category, category) for category in SAYS),
    ],
)
def test_which_of_two_marks_of_a_day_stands(
    one: AttendanceCategory,
    other: AttendanceCategory,
    stands: AttendanceCategory,
    if_absences_come_first: AttendanceCategory,
) -> None:
    absences_first = Policy(version="p", mark_precedence=(UNEXCUSED, EXCUSED))
    for marks in ([mark(one), mark(other)], [mark(other), mark(one)]):
        for policy, category in ((DEFAULT_POLICY, stands), (absences_first, if_absences_come_first)):
            reading = read_day(marks, policy)
            assert (reading.presence.value, reading.tardy, reading.partial) == SAYS[category]


HOMEROOM = Attendance(school="1", learner="x", date=FIRST, section="hr", category="Excused Absence", daily=True)


@pytest.mark.parametrize(
    ("category", "others", "policy", "expected"),
    [
        (EXCUSED, [], DEFAULT_POLICY, ("excused", False, 2)),
        (TARDY, [], DEFAULT_POLICY, ("present", True, 0)),
        (THERE, [mark(UNEXCUSED, "s1")], DEFAULT_POLICY, ("present", False, 0)),
        (UNEXCUSED, [mark(TARDY)], DEFAULT_POLICY, ("present", True, 0)),
        (UNEXCUSED, [mark(TARDY, "s1")], DEFAULT_POLICY, ("unexcused", False, 2)),
        (THERE, [mark(EXCUSED, "s1"), mark(UNEXCUSED, "s2")], Policy(version="s", section_absences_for_a_day=2),
         ("excused", False, 2)),
        (UNEXCUSED, [mark(UNEXCUSED, "s1")], Policy(version="s", section_absences_for_a_day=2),
         ("unexcused", False, 2)),
    ],
)  # fmt: skip
def test_a_section_that_takes_the_daily_attendance_speaks_of_the_whole_day(
    category: AttendanceCategory, others: list[Attendance], policy: Policy, expected: tuple[str, bool, int]
) -> None:
    """The marks of other sections say nothing of it, tardies neither, unless the policy says how many absences do."""
    reading = read_day([replace(HOMEROOM, category=category), *others], policy)
    assert (reading.presence.value, reading.tardy, reading.halves) == expected


def test_minutes_missed_at_the_homeroom_are_minutes_of_the_day() -> None:
    late = replace(HOMEROOM, category=TARDY, minutes_absent=200)
    minutes = Policy(version="m", absent_minutes_for_a_day=180)
    assert read_day([late], minutes).presence is Presence.UNEXCUSED
    assert read_day([replace(late, daily=False)], minutes).presence is Presence.UNKNOWN


def test_of_several_marks_of_one_section_one_stands() -> None:
    policy = Policy(version="s", section_absences_for_a_day=2)
    corrected = [mark(UNEXCUSED, "s1"), mark(TARDY, "s1"), mark(UNEXCUSED, "s2")]
    assert read_day(corrected, policy).presence is Presence.PRESENT
    assert read_day([mark(UNEXCUSED, "s1"), mark(EXCUSED, "s1")], policy).presence is Presence.PRESENT
    assert read_day([*corrected, mark(UNEXCUSED, "s3")], policy).presence is Presence.UNEXCUSED


PARTS = Policy(
    version="parts",
    absent_parts=(
        AbsentPart(fraction=0.25, halves=1),
        AbsentPart(fraction=0.75, halves=2),
        AbsentPart(minutes=90, halves=1),
        AbsentPart(minutes=240, halves=2),
    ),
)


@pytest.mark.parametrize(
    ("category", "fraction", "minutes", "presence", "halves"),
    [
        (EXCUSED, None, None, "excused", 2),
        (EXCUSED, 0.2, None, "present", 0),
        (EXCUSED, 0.25, None, "excused", 1),
        (EXCUSED, 0.5, 300, "excused", 1),
        (UNEXCUSED, 0.75, None, "unexcused", 2),
        (UNEXCUSED, None, 89, "present", 0),
        (UNEXCUSED, None, 239, "unexcused", 1),
        (TARDY, None, 90, "unexcused", 1),
        (TARDY, None, None, "present", 0),
        (PARTIAL, 1.0, None, "unexcused", 2),
    ],
)
def test_parts_of_a_day(
    category: AttendanceCategory, fraction: float | None, minutes: int | None, presence: str, halves: int
) -> None:
    attendance = msgspec.structs.replace(mark(category, minutes=minutes), fraction_absent=fraction)
    assert read_day([attendance], PARTS)[:2] == (Presence(presence), halves)


@pytest.mark.parametrize(
    ("category", "minutes", "halves"),
    [(TARDY, 200, 1), (TARDY, 240, 2), (TARDY, 80, 0), (UNEXCUSED, 200, 1), (TARDY, None, 0), (UNEXCUSED, None, 2)],
)
def test_minutes_for_a_day_are_not_read_where_parts_of_a_day_decide(
    category: AttendanceCategory, minutes: int | None, halves: int
) -> None:
    both = msgspec.structs.replace(PARTS, absent_minutes_for_a_day=180)
    assert read_day([mark(category, minutes=minutes)], both).halves == halves
    fractions = msgspec.structs.replace(both, absent_parts=PARTS.absent_parts[:2])
    expected = 2 if category == UNEXCUSED or (minutes or 0) >= 180 else 0
    assert read_day([mark(category, minutes=minutes)], fractions).halves == expected


def calendar(taught: list[date]) -> SchoolCalendar:
    published = Calendar(
        school="1", school_year=2011, days=tuple(CalendarDay(date=day, kind="Instructional day") for day in taught)
    )
    return SchoolCalendar(published, DEFAULT_POLICY.instructional_kinds)


def totals(policy: Policy, marks: list[Attendance], spans: tuple[Span, ...], taught: list[date]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for _, measure, by in attendance_increments(spans, marks, calendar(taught), policy):
        counts[measure] += by
    return counts


def test_in_positive_mode_an_unmarked_day_is_unknown_and_not_present() -> None:
    taught = days(12)
    marks = [mark("In Attendance", day=day) for day in taught[:3]] + [mark("Unexcused Absence", day=taught[3])]
    spans = (Span(FIRST, taught[-1] + ONE_DAY),)
    counts = totals(POSITIVE, marks, spans, taught)
    assert (counts["marked"], counts["unexcused"], counts["eligible"]) == (4, 1, 1)


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
    counts = totals(policy, marks, (Span(FIRST, taught[-1]),), taught)
    assert (counts["marked"], counts["unexcused"]) == (12, 1)
