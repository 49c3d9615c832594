"""Facts that count nowhere yet, and what they wait for. Cells of their own count them, so they are exact, too."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum

from services.contracts.facts import Attendance, Policy
from services.core.calendar import SchoolCalendar
from services.core.cells import UNPLACED, WAITING, WAITING_FACTS, Coordinate, Measures
from services.core.day_reading import says_nothing_of_the_day
from services.core.membership import UNKNOWN, UNKNOWN_ATTRIBUTES, Place, member_days
from services.core.participation import Spans

WaitingFacts = Iterator[tuple[Coordinate, Measures]]


class WaitingKind(StrEnum):
    """The kind of facts that wait."""

    MARKS = "MARKS"
    GRADES = "GRADES"
    ENGAGEMENTS = "ENGAGEMENTS"
    LEARNERS = "LEARNERS"
    DAYS = "DAYS"


class WaitingReason(StrEnum):
    """What is missing before a fact counts."""

    NOT_ENROLLED = "NOT_ENROLLED"
    NO_CALENDAR = "NO_CALENDAR"
    NOT_A_SCHOOL_DAY = "NOT_A_SCHOOL_DAY"
    NO_DAILY_ATTENDANCE = "NO_DAILY_ATTENDANCE"


def why_waiting(day: date, spans: Spans, calendar: SchoolCalendar) -> WaitingReason:
    """What a mark of a day that is no member day waits for.

    The enrolment is looked at first, so that a calendar says nothing about the marks of learners without one: only the
    learners who are enrolled at a school are counted anew when its calendar changes.

    Args:
        spans: the days on which the learner is enrolled at the school.
    """
    if not any(span.begin <= day <= span.end for span in spans):
        return WaitingReason.NOT_ENROLLED
    return WaitingReason.NOT_A_SCHOOL_DAY if calendar.days else WaitingReason.NO_CALENDAR


def waiting(school: str, kind: WaitingKind, reason: WaitingReason, count: int) -> WaitingFacts:
    """So many facts of a school. It is empty for facts that name none."""
    if count:
        place = Place(school, UNKNOWN, UNKNOWN_ATTRIBUTES)
        yield Coordinate(WAITING, place, (kind.value, reason.value)), {WAITING_FACTS: count}


def waiting_mark(mark: Attendance, reason: WaitingReason, count: int = 1) -> WaitingFacts:
    """A mark that waits. Where only the enrolment is missing its school has reported on its date all the same."""
    yield from waiting(mark.school, WaitingKind.MARKS, reason, count)
    if reason is WaitingReason.NOT_ENROLLED:
        place = Place(mark.school, UNKNOWN, UNKNOWN_ATTRIBUTES)
        yield Coordinate("day", place, (mark.date.isoformat(),)), {UNPLACED: count}


def waiting_marks(marks: Sequence[Attendance], spans: Spans, calendar: SchoolCalendar) -> WaitingFacts:
    """Those of a learner's marks at one school that are of no member day."""
    members = member_days(spans, calendar).numbers
    for mark in marks:
        if mark.date not in members:
            yield from waiting_mark(mark, why_waiting(mark.date, spans, calendar))


def days_of_sections(marks: Iterable[Attendance], members: Collection[date], policy: Policy) -> WaitingFacts:
    """The member days of a learner at one school of which marks of sections alone are known, which say nothing of it.

    There is nothing wrong with them at a school that takes the daily attendance besides; who lists what waits looks
    whether it does.
    """
    by_day: dict[date, list[Attendance]] = {}
    for mark in marks:
        if mark.date in members:
            by_day.setdefault(mark.date, []).append(mark)
    days = [of_day for of_day in by_day.values() if says_nothing_of_the_day(of_day, policy)]
    if days:
        yield from waiting(days[0][0].school, WaitingKind.DAYS, WaitingReason.NO_DAILY_ATTENDANCE, len(days))


def unenrolled_marks(marks: Sequence[Attendance]) -> WaitingFacts:
    """The marks at one school of a learner who has no enrolment there."""
    for mark in marks:
        yield from waiting_mark(mark, WaitingReason.NOT_ENROLLED)
