"""What the attendance of one learner at one school in one year adds to the cells: flows by date, and standings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from services.contracts.facts import Attendance, Policy
from services.core.attendance_statuses import Increment, year_statuses
from services.core.calendar import ONE_DAY, SchoolCalendar, Span
from services.core.day_reading import WHOLE_DAY, DayReading, Presence, read_day
from services.core.membership import member_days
from services.core.stated_rules import states_rule

NO_SHOW = "no_show"


@states_rule(
    "Enrolled",
    "From the first member day of the school year on; leaving does not take it back. A member on a date is "
    "whoever is enrolled on it, be there school or not.",
)
def attendance_increments(
    spans: tuple[Span, ...], marks: Iterable[Attendance], calendar: SchoolCalendar, policy: Policy
) -> Iterator[Increment]:
    """Everything that a learner's enrolments and marks at one school add to the dated cells.

    Marks on days that are no member days add nothing; they count when an enrolment or a calendar makes them so.
    """
    days, member = member_days(spans, calendar)
    by_day: dict[date, list[Attendance]] = defaultdict(list)
    for mark in marks:
        if mark.date in member:
            by_day[mark.date].append(mark)
    readings = {day: read_day(by_day[day], policy) for day in sorted(by_day)}
    positive = policy.attendance == "positive"
    yield from _membership(spans, days, positive)
    yield from _moves(spans, calendar, positive)
    for day, reading in readings.items():
        yield from _flows_of(day, reading, positive)
    yield from year_statuses(days, readings, policy)


@states_rule(
    "No-show",
    "A learner whose enrolments of the school year have all ended and hold no instructional day, although the "
    "calendars that they follow are known; who has no day of enrolment, having left on the first day away or before "
    "July 1, needs no calendar. At level DISTRICT at all schools of the learner. Counted from the latest exit date on.",
)
def is_no_show(spans: tuple[Span, ...], calendar: SchoolCalendar) -> bool:
    """Whether somebody who was enrolled on these days, and left, was never there: no day of them was a school day.

    It is not known where a calendar of these days is missing. Of no days none is.
    """
    return not calendar.unknown_in(spans) and not member_days(spans, calendar).days


def _membership(spans: Iterable[Span], days: Sequence[date], positive: bool) -> Iterator[Increment]:
    for begin, end in spans:
        for measure in ("member", "unpresumed") if positive else ("member",):
            yield begin, measure, 1
            yield end + ONE_DAY, measure, -1
    if days:
        yield days[0], "enrolled", 1


def _moves(spans: Iterable[Span], calendar: SchoolCalendar, positive: bool) -> Iterator[Increment]:
    """What member days are more or fewer than the members on the days of the school's main calendar."""
    for day, by in calendar.moves:
        if any(begin <= day <= end for begin, end in spans):
            for measure in own_measures(positive):
                yield day, measure, by


def own_measures(positive: bool) -> tuple[str, ...]:
    """The measures of days by which a learner's own calendar differs from the main one of the school."""
    return ("own_days",) if positive else ("own_days", "own_presumed")


def day_flows(day: date, marks: Sequence[Attendance], policy: Policy) -> Iterator[Increment]:
    """What the marks of one member day add to it."""
    return _flows_of(day, read_day(marks, policy), policy.attendance == "positive")


def _flows_of(day: date, reading: DayReading, positive: bool) -> Iterator[Increment]:
    yield day, "reported", 1
    for measure in flows_of_learner(reading, positive):
        yield day, measure, 1


def flows_of_learner(reading: DayReading, positive: bool) -> Iterator[str]:
    """The measures that a day of a learner adds one to, besides what says that it was reported."""
    if reading.halves:
        yield reading.presence.value
        if reading.halves < WHOLE_DAY:
            yield f"{reading.presence.value}_half"
    if positive and reading.presence is not Presence.UNKNOWN:
        yield "marked"
    if reading.tardy:
        yield "tardy"
    if reading.partial:
        yield "partial"
