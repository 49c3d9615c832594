"""The days of a learner who goes to several schools of one district: each of them once, at one school. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from services.contracts.facts import Attendance, Enrollment, Policy
from services.core.attendance import NO_SHOW, flows_of_learner, own_measures
from services.core.attendance_statuses import year_statuses
from services.core.calendar import ONE_DAY, Span, union, without
from services.core.day_reading import DayReading, Presence, read_day
from services.core.participation import Spans
from services.core.reported_days import ReportedDays
from services.core.stated_rules import states_rule


class Attending(NamedTuple):
    """A learner at one of the schools.

    Attributes:
        enrolled: the enrolments there that have days in the school year, with these.
        spans: the same days as disjoint spans.
        days: those of them on which there is school.
        left: the day on which the last enrolment ended; None: one goes on, or a calendar of these days is missing.
        main: the days of the school's main calendar where the learner follows another one; None: it is the learner's.
    """

    school: str
    enrolled: tuple[tuple[Span, Enrollment], ...]
    spans: Spans
    days: tuple[date, ...]
    left: date | None
    main: tuple[date, ...] | None = None


class SchoolDay(NamedTuple):
    """A day on which some school teaches the learner.

    Attributes:
        school: where the day counts.
        heard: the schools whose marks decide on the day; of several none that reported nothing of anybody.
    """

    date: date
    school: str
    heard: tuple[str, ...]


@states_rule(
    "Where a day counts in the district",
    "Once, at the primary school (`primarySchool`) if that teaches on it; otherwise at the school that was "
    "entered last, of several on one date at that with the greater id.",
)
def school_days(attended: Iterable[Attending]) -> list[SchoolDay]:
    """The union of the days, in order. A day counts at the primary school if that teaches on it, and its marks alone
    decide; otherwise at the school that was entered last, of several on one date that with the greater id, and the
    marks of all schools decide.
    """
    teaching: dict[date, list[tuple[bool, date, str]]] = {}
    for attending in attended:
        only = _rank(attending, attending.days[0]) if attending.days and len(attending.enrolled) == 1 else None
        for day in attending.days:
            teaching.setdefault(day, []).append(only or _rank(attending, day))
    days = []
    for day in sorted(teaching):
        ranks = teaching[day]
        primary, _, school = max(ranks) if len(ranks) > 1 else ranks[0]
        heard = (school,) if primary or len(ranks) == 1 else tuple(sorted(name for _, _, name in ranks))
        days.append(SchoolDay(day, school, heard))
    return days


def of_reporting_schools(
    days: Iterable[SchoolDay],
    marks: Mapping[str, Mapping[date, Sequence[Attendance]]],
    reported: ReportedDays,
) -> list[SchoolDay]:
    """The days, of several schools with only those that reported anything of anybody: the others do not decide.

    A day without any mark of the learner is not read, so it stays as it is.

    Args:
        marks: of the learner, by school and day.
    """
    marked = {day for by_day in marks.values() for day in by_day}
    return [
        day._replace(heard=_reporting(day, marks, reported)) if len(day.heard) > 1 and day.date in marked else day
        for day in days
    ]


def _reporting(
    day: SchoolDay, marks: Mapping[str, Mapping[date, Sequence[Attendance]]], reported: ReportedDays
) -> tuple[str, ...]:
    return tuple(
        school for school in day.heard if day.date in marks.get(school, ()) or day.date in reported.get(school, ())
    )


def _rank(attending: Attending, day: date) -> tuple[bool, date, str]:
    here = [enrollment for span, enrollment in attending.enrolled if span.begin <= day <= span.end]
    return (
        any(enrollment.primary_school for enrollment in here),
        max(enrollment.entry_date for enrollment in here),
        attending.school,
    )


def members_at(attended: Sequence[Attending], days: Sequence[SchoolDay]) -> dict[str, Spans]:
    """School → the spans in which the learner is a member there and nowhere else: all days of all enrolments once.

    The instructional days of a school that lie in its spans are those of `days` that count at it.
    """
    spans: dict[str, list[Span]] = {attending.school: [] for attending in attended}
    for school, run in _runs(days):
        for whole in next(attending.spans for attending in attended if attending.school == school):
            begin, end = max(run.begin, whole.begin), min(run.end, whole.end)
            if begin <= end:
                spans[school].append(Span(begin, end))
    taken = union(span for of_school in spans.values() for span in of_school)
    for at_one in attended:  # days without school, such as weekends, before the first day and after the last
        left = [rest for span in at_one.spans for rest in without(span, taken)]
        spans[at_one.school] += left
        taken = union((*taken, *left))
    return {school: union(of_school) for school, of_school in spans.items()}


def _runs(days: Sequence[SchoolDay]) -> Iterator[tuple[str, Span]]:
    """From the first to the last of days that follow each other at one school."""
    first = 0
    for index, day in enumerate(days):
        if index + 1 == len(days) or days[index + 1].school != day.school:
            yield day.school, Span(days[first].date, day.date)
            first = index + 1


def within(days: Sequence[SchoolDay], spans: Spans) -> list[SchoolDay]:
    dates = [day.date for day in days]
    return [day for begin, end in spans for day in days[bisect_left(dates, begin) : bisect_left(dates, end + ONE_DAY)]]


class DistrictIncrement(NamedTuple):
    """At this school, on this date, this measure, by so much. `school` empty: at the school entered last."""

    school: str
    date: date
    measure: str
    by: int


@states_rule(
    "Absent in the district",
    "If the day counts at a primary school, by its marks alone: while it says nothing of the learner's day, the "
    "learner is not absent, whatever another school says. Otherwise if every school that teaches the learner "
    "on it and reported that day marked an absence, for the smallest part of the day that any of them says; excused "
    "if one says so. Under positive attendance the schools with a mark of the learner that says something of the day "
    "have reported. Where absences alone are sent, a school has reported on a day of which any mark that is not "
    "retracted, whoever it is of and whatever it says, or any roll stands, as for reporting completeness, but on any "
    "day, not only those of the main calendar: without a mark of the learner that says something of the day it then "
    "says that the learner is there. A school that sent nothing of anybody that day is not asked, and when it sends or "
    "retracts something the day is counted anew. A day on which any of these schools says tardy or partial is one.",
)
def district_increments(
    members: Mapping[str, Spans],
    days: Sequence[SchoolDay],
    marks: Mapping[str, Mapping[date, Sequence[Attendance]]],
    policy: Policy,
) -> Iterator[DistrictIncrement]:
    """What `attendance_increments` says of a school, of all schools together.

    Args:
        marks: by school and day.
    """
    positive = policy.attendance == "positive"
    for school, spans in members.items():
        for begin, end in spans:
            for measure in ("member", "unpresumed") if positive else ("member",):
                yield DistrictIncrement(school, begin, measure, 1)
                yield DistrictIncrement(school, end + ONE_DAY, measure, -1)
    if days:
        yield DistrictIncrement("", days[0].date, "enrolled", 1)
    readings: dict[date, DayReading] = {}
    for day in days:
        by_school = [marks_of_day for school in day.heard if (marks_of_day := marks.get(school, {}).get(day.date))]
        if by_school:
            reading = readings[day.date] = _reading(
                [read_day(of_school, policy) for of_school in by_school], day, positive
            )
            for measure in flows_of_learner(reading, positive):
                yield DistrictIncrement(day.school, day.date, measure, 1)
    for when, measure, by in year_statuses([day.date for day in days], readings, policy):
        yield DistrictIncrement("", when, measure, by)


def own_days(
    attended: Sequence[Attending], members: Mapping[str, Spans], days: Sequence[SchoolDay], policy: Policy
) -> Iterator[DistrictIncrement]:
    """What the days that count at a school are more or fewer than the days of its main calendar as a member there."""
    for attending in attended:
        if attending.main is not None:
            own = {day.date for day in days if day.school == attending.school}
            spans = members[attending.school]
            usual = {day for day in attending.main if any(begin <= day <= end for begin, end in spans)}
            for day in sorted(own ^ usual):
                for measure in own_measures(policy.attendance == "positive"):
                    yield DistrictIncrement(attending.school, day, measure, 1 if day in own else -1)


def no_show(attended: Sequence[Attending]) -> Iterator[DistrictIncrement]:
    """Who has left all schools, and was never there, is a no-show of the district on the day of the last exit."""
    left = [attending.left for attending in attended if attending.left is not None and not attending.days]
    if left and len(left) == len(attended):
        yield DistrictIncrement("", max(left), NO_SHOW, 1)


def _reading(at_schools: Sequence[DayReading], day: SchoolDay, positive: bool) -> DayReading:
    """Absent where every school that is heard says so, for as long as all of them say.

    A school without a mark says that the learner is there, or, where presence is marked, nothing.
    """
    tardy, partial = any(reading.tardy for reading in at_schools), any(reading.partial for reading in at_schools)
    heard = [reading for reading in at_schools if not positive or reading.presence is not Presence.UNKNOWN]
    if not heard:
        return DayReading(Presence.UNKNOWN, 0, tardy, partial)
    halves = min(reading.halves for reading in heard)
    if not halves or (not positive and len(heard) < len(day.heard)):
        return DayReading(Presence.PRESENT, 0, tardy, partial)
    excused = any(reading.presence is Presence.EXCUSED for reading in heard)
    return DayReading(Presence.EXCUSED if excused else Presence.UNEXCUSED, halves, tardy, partial)
