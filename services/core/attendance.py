"""Attendance of one learner at one school in one year: flows by date, and statuses as net changes by date."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import Enum

from services.contracts.facts import Attendance, Policy
from services.core.calendar import ONE_DAY, SchoolCalendar, Span
from services.core.membership import member_days
from services.core.policy import CHRONIC_SHARES

EXCUSED, UNEXCUSED = "Excused Absence", "Unexcused Absence"
ABSENCES = (EXCUSED, UNEXCUSED)
NO_SHOW = "no_show"
Increment = tuple[date, str, int]
"""On this date, this measure, by so much."""


class Presence(Enum):
    """What the marks of a day say about the whole day."""

    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    PRESENT = "present"
    UNKNOWN = "unknown"


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
    presence = {day: presence_of(by_day[day], policy) for day in sorted(by_day)}
    positive = policy.attendance == "positive"
    yield from _membership(spans, days, positive)
    yield from _flows(by_day, presence, positive)
    counted = [day for day in presence if presence[day] is not Presence.UNKNOWN] if positive else days
    absent = [day for day in presence if presence[day] in (Presence.EXCUSED, Presence.UNEXCUSED)]
    yield from statuses(counted, absent, policy.eligible_days)


def is_no_show(spans: tuple[Span, ...], calendar: SchoolCalendar) -> bool:
    """Whether somebody who was enrolled on these days, and left, was never there: no day of them was a school day.

    It is not known where the school has no calendar yet.
    """
    return bool(calendar.days) and not member_days(spans, calendar).days


def presence_of(marks: Sequence[Attendance], policy: Policy) -> Presence:
    """One learner, school and day: absent or not. Excused wins on a day with both, so that the parts add up.

    Tardy and partial are no absences unless the policy says from how many minutes on; section marks say nothing of the
    day unless it says from how many missed sections on the day is an absence.
    """
    daily = [mark for mark in marks if mark.section is None]
    needed = policy.section_absences_for_a_day
    sections = [] if needed is None else [mark for mark in marks if mark.section is not None]
    missed = [mark for mark in sections if mark.category in ABSENCES]
    counting = [*daily, *missed] if needed is not None and len(missed) >= needed else daily
    categories = {mark.category for mark in counting}
    if EXCUSED in categories:
        return Presence.EXCUSED
    if UNEXCUSED in categories or any(_long(mark, policy) for mark in daily):
        return Presence.UNEXCUSED
    return Presence.PRESENT if daily or sections else Presence.UNKNOWN


def _long(mark: Attendance, policy: Policy) -> bool:
    limit = policy.absent_minutes_for_a_day
    return limit is not None and mark.minutes_absent is not None and mark.minutes_absent >= limit


def _membership(spans: Iterable[Span], days: Sequence[date], positive: bool) -> Iterator[Increment]:
    for begin, end in spans:
        for measure in ("member", "unpresumed") if positive else ("member",):
            yield begin, measure, 1
            yield end + ONE_DAY, measure, -1
    if days:
        yield days[0], "enrolled", 1


def _flows(by_day: dict[date, list[Attendance]], presence: dict[date, Presence], positive: bool) -> Iterator[Increment]:
    for day, marks in by_day.items():
        yield from _flows_of(day, marks, presence[day], positive)


def day_flows(day: date, marks: Sequence[Attendance], policy: Policy) -> Iterator[Increment]:
    """What the marks of one member day add to it."""
    return _flows_of(day, marks, presence_of(marks, policy), policy.attendance == "positive")


def _flows_of(day: date, marks: Sequence[Attendance], presence: Presence, positive: bool) -> Iterator[Increment]:
    yield day, "reported", 1
    if presence in (Presence.EXCUSED, Presence.UNEXCUSED):
        yield day, presence.value, 1
    if positive and presence is not Presence.UNKNOWN:
        yield day, "marked", 1
    categories = {mark.category for mark in marks if mark.section is None}
    if "Tardy" in categories:
        yield day, "tardy", 1
    if "Partial" in categories:
        yield day, "partial", 1


def statuses(days: Sequence[date], absent: Sequence[date], eligible_days: int) -> Iterator[Increment]:
    """Year-to-date statuses as net changes on the day they change.

    Args:
        days: the days that count, in order: member days, or in positive mode the marked ones.
        absent: those of them with an absence, in order.
        eligible_days: from so many days on a learner can be chronic.
    """
    if len(days) >= eligible_days:
        yield days[eligible_days - 1], "eligible", 1
    if absent:
        numbers = {day: number for number, day in enumerate(days, 1)}
        yield from _absence_statuses(days, [numbers[day] for day in absent], eligible_days)


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
    days: Sequence[date], absences: Sequence[int], eligible_days: int, since: int = 0
) -> Iterator[Increment]:
    if since == 0 and absences:
        yield days[absences[0] - 1], "absentee", 1
    for measure, share in CHRONIC_SHARES.items():
        for first, last in holding(absences, share, eligible_days, len(days), since):
            yield days[first - 1], measure, 1
            if last < len(days):
                yield days[last], measure, -1


def holding(absences: Sequence[int], share: int, minimum: int, total: int, since: int = 0) -> list[tuple[int, int]]:
    """The day numbers, as closed intervals, on which `share × absences so far ≥ days so far` and `days ≥ minimum`.

    Between two absences the count is fixed and days grow by one, so after the k-th absence the status holds on the day
    numbers max(p_k, minimum) … min(share × k, p_{k+1} − 1): no walk over the days. Only the absences from index `since`
    on are looked at.
    """
    intervals: list[tuple[int, int]] = []
    for index in range(since, len(absences)):
        before_next = absences[index + 1] - 1 if index + 1 < len(absences) else total
        first, last = max(absences[index], minimum), min(share * (index + 1), before_next)
        if first > last:
            continue
        if intervals and intervals[-1][1] + 1 == first:
            first = intervals.pop()[0]
        intervals.append((first, last))
    return intervals
