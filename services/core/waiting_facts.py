"""Facts that count nowhere yet, and what they wait for. Cells of their own count them, so they are exact, too."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from services.contracts.facts import Attendance, Policy
from services.core.calendar import SchoolCalendar
from services.core.cells import UNPLACED, WAITING, WAITING_FACTS, Coordinate, Measures
from services.core.day_reading import says_nothing_of_the_day
from services.core.membership import UNKNOWN, UNKNOWN_ATTRIBUTES, CellPlace, member_days
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
    UNKNOWN_CALENDAR = "UNKNOWN_CALENDAR"
    NOT_A_SCHOOL_DAY = "NOT_A_SCHOOL_DAY"
    NO_DAILY_ATTENDANCE = "NO_DAILY_ATTENDANCE"


class Missing(NamedTuple):
    """What a fact waits for. `calendar`: the plain name of one that an enrolment names and nobody has published."""

    reason: WaitingReason
    calendar: str = ""

    @classmethod
    def read(cls, kept: str) -> "Missing":
        """From the text that cells keep."""
        reason, _, calendar = kept.partition(_NAMING)
        return cls(WaitingReason(reason), calendar)

    @property
    def kept(self) -> str:
        """As cells keep it."""
        return f"{self.reason}{_NAMING}{self.calendar}" if self.calendar else self.reason.value


_NAMING = ":"
NOT_ENROLLED = Missing(WaitingReason.NOT_ENROLLED)


def no_calendar(name: str) -> Missing:
    """That a calendar is missing; the empty name is that of the school's main one."""
    return Missing(WaitingReason.UNKNOWN_CALENDAR if name else WaitingReason.NO_CALENDAR, name)


def why_waiting(day: date, spans: Spans, calendar: SchoolCalendar) -> Missing:
    """What a mark of a day that is no member day waits for.

    The enrolment is looked at first, so that a calendar says nothing about the marks of learners without one: only the
    learners who are enrolled at a school are counted anew when its calendar changes.

    Args:
        spans: the days on which the learner is enrolled at the school.
        calendar: the learner's own.
    """
    if not covers(spans, day):
        return NOT_ENROLLED
    missing = next((named.name for named in calendar.missing if covers(named.spans, day)), None)
    return Missing(WaitingReason.NOT_A_SCHOOL_DAY) if missing is None else no_calendar(missing)


def covers(spans: Spans, day: date) -> bool:
    """Whether the day is in one of the spans."""
    return any(begin <= day <= end for begin, end in spans)


def waiting(school: str, kind: WaitingKind, missing: Missing, count: int) -> WaitingFacts:
    """So many facts of a school. It is empty for facts that name none."""
    if count:
        place = CellPlace(school, UNKNOWN, UNKNOWN_ATTRIBUTES)
        yield Coordinate(WAITING, place, (kind.value, missing.kept)), {WAITING_FACTS: count}


def waiting_mark(mark: Attendance, missing: Missing, count: int = 1) -> WaitingFacts:
    """A mark that waits, whatever for. Its school has reported on its date all the same."""
    yield from waiting(mark.school, WaitingKind.MARKS, missing, count)
    place = CellPlace(mark.school, UNKNOWN, UNKNOWN_ATTRIBUTES)
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
        missing = Missing(WaitingReason.NO_DAILY_ATTENDANCE)
        yield from waiting(days[0][0].school, WaitingKind.DAYS, missing, len(days))


def unenrolled_marks(marks: Sequence[Attendance]) -> WaitingFacts:
    """The marks at one school of a learner who has no enrolment there."""
    for mark in marks:
        yield from waiting_mark(mark, NOT_ENROLLED)
