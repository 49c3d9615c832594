"""The standings of learners in a year: chronically absent, and the days by which that is decided."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate

from services.contracts.facts import Policy
from services.core.day_reading import DayReading, Presence
from services.core.policy import CHRONIC_SHARES, DEFAULT_POLICY
from services.core.stated_rules import states_rule

Increment = tuple[date, str, int]
"""On this date, this measure, by so much."""


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
