"""Attendance of one learner at one school in one year: flows by date, and statuses as net changes by date."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate

from services.contracts.facts import Attendance, Policy
from services.core.calendar import ONE_DAY, SchoolCalendar, Span
from services.core.day_reading import WHOLE_DAY, DayReading, Presence, read_day
from services.core.membership import member_days
from services.core.policy import CHRONIC_SHARES, DEFAULT_POLICY
from services.core.stated_rules import states_rule

NO_SHOW = "no_show"
Increment = tuple[date, str, int]
"""On this date, this measure, by so much."""


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
    "Eligible, and shares of days absent",
    "Eligible from the day on which the learner has as many member days in the school year as the policy's "
    f"eligibleDays says ({DEFAULT_POLICY.eligible_days} by default). From then on the absences so far are compared "
    "with the member days so far, as whole numbers and never as rounded shares: at least a share of 1 in 20, 10 "
    "or 5 where 20, 10 or 5 × absences ≥ days. A status may end again as days are added; who has left keeps the "
    "one of the last day. Where the policy's attendance is positive, eligibility counts days enrolled and the "
    "share days marked. With absentParts absences are counted in halves. A learner is one with an absence from the "
    "first day on of which any part was one, eligible or not.",
)
def year_statuses(days: Sequence[date], readings: Mapping[date, DayReading], policy: Policy) -> Iterator[Increment]:
    """The statuses of a year, by its member days and what is known of them, in order.

    Where presence is marked, eligibility counts the days enrolled and the share of absences the days marked.
    """
    absent = [day for day, reading in readings.items() if reading.halves]
    halves = [readings[day].halves for day in absent] if policy.absent_parts else None
    if policy.attendance == "positive":
        marked = [day for day, reading in readings.items() if reading.presence is not Presence.UNKNOWN]
        yield from _statuses_of_marked(days, marked, absent, policy.eligible_days, halves)
    else:
        yield from statuses(days, absent, policy.eligible_days, halves)


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


def statuses(
    days: Sequence[date], absent: Sequence[date], eligible_days: int, halves: Sequence[int] | None = None
) -> Iterator[Increment]:
    """Year-to-date statuses as net changes on the day they change.

    Args:
        days: the member days, in order.
        absent: those of them with an absence, in order.
        eligible_days: from so many days on a learner can be chronic.
        halves: of how many halves of a day each absence is; None: of whole days.
    """
    if len(days) >= eligible_days:
        yield days[eligible_days - 1], "eligible", 1
    if absent:
        numbers = {day: number for number, day in enumerate(days, 1)}
        missed = None if halves is None else list(accumulate(halves))
        yield from _absence_statuses(days, [numbers[day] for day in absent], eligible_days, missed=missed)


def _statuses_of_marked(
    days: Sequence[date],
    marked: Sequence[date],
    absent: Sequence[date],
    eligible_days: int,
    halves: Sequence[int] | None,
) -> Iterator[Increment]:
    """The same where presence is marked: a status begins on the day of eligibility, whether that is marked or not."""
    if absent:
        yield absent[0], "absentee", 1
    if len(days) < eligible_days:
        return
    eligible_on = days[eligible_days - 1]
    yield eligible_on, "eligible", 1
    numbers = {day: number for number, day in enumerate(marked, 1)}
    missed = None if halves is None else list(accumulate(halves))
    for measure, share in CHRONIC_SHARES.items():
        for first, last in holding([numbers[day] for day in absent], share, 1, len(marked), missed=missed):
            begin = max(marked[first - 1], eligible_on)
            end = marked[last] if last < len(marked) else date.max
            if begin < end:
                yield begin, measure, 1
            if begin < end < date.max:
                yield end, measure, -1


def absence_moves(days: Sequence[date], absences: list[int], number: int, eligible_days: int) -> Iterator[Increment]:
    """How the statuses change when the day with this number becomes an absence or, if it is one, none any more.

    Args:
        days: the days that count, in order.
        absences: the numbers of the days with an absence, in order and counted from 1; changed accordingly.
    """
    index = bisect_left(absences, number)
    first = max(0, index - 1)  # the absences before hold as long as they did
    for day, measure, by in _absence_statuses(days, absences, eligible_days, first):
        yield day, measure, -by
    if absences[index : index + 1] == [number]:
        del absences[index]
    else:
        absences.insert(index, number)
    yield from _absence_statuses(days, absences, eligible_days, first)


def _absence_statuses(
    days: Sequence[date],
    absences: Sequence[int],
    eligible_days: int,
    since: int = 0,
    missed: Sequence[int] | None = None,
) -> Iterator[Increment]:
    if since == 0 and absences:
        yield days[absences[0] - 1], "absentee", 1
    for measure, share in CHRONIC_SHARES.items():
        for first, last in holding(absences, share, eligible_days, len(days), since, missed):
            yield days[first - 1], measure, 1
            if last < len(days):
                yield days[last], measure, -1


def holding(
    absences: Sequence[int],
    share: int,
    minimum: int,
    total: int,
    since: int = 0,
    missed: Sequence[int] | None = None,
) -> list[tuple[int, int]]:
    """The day numbers, as closed intervals, on which `share × absences so far ≥ days so far` and `days ≥ minimum`.

    Between two absences the count is fixed and days grow by one, so after the k-th absence the status holds on the day
    numbers max(p_k, minimum) … min(share × k, p_{k+1} − 1): no walk over the days. Only the absences from index `since`
    on are looked at.

    Args:
        missed: the halves of days missed with each absence and those before it; None: absences are whole days.
    """
    intervals: list[tuple[int, int]] = []
    for index in range(since, len(absences)):
        before_next = absences[index + 1] - 1 if index + 1 < len(absences) else total
        reach = share * (index + 1) if missed is None else share * missed[index] // 2
        first, last = max(absences[index], minimum), min(reach, before_next)
        if first > last:
            continue
        if intervals and intervals[-1][1] + 1 == first:
            first = intervals.pop()[0]
        intervals.append((first, last))
    return intervals
