"""School years, instructional days and the periods of a school's calendar."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from services.contracts import facts
from services.core.stated_rules import states_rule

ONE_DAY = timedelta(days=1)


class Span(NamedTuple):
    """A span of dates; both ends belong to it."""

    begin: date
    end: date


def school_year_of(day: date) -> int:
    """The school year, named by the year it ends in; it runs from July 1 to June 30."""
    return day.year + (day.month >= 7)


def school_year_span(school_year: int) -> Span:
    return Span(date(school_year - 1, 7, 1), date(school_year, 6, 30))


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days as disjoint spans in order; touching spans become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.begin <= merged[-1].end + ONE_DAY:
            merged[-1] = Span(merged[-1].begin, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def without(span: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span, as disjoint spans in order. `taken`: disjoint spans in order."""
    begin = span.begin
    for occupied in taken:
        if begin <= min(occupied.begin - ONE_DAY, span.end):
            yield Span(begin, min(occupied.begin - ONE_DAY, span.end))
        begin = max(begin, occupied.end + ONE_DAY)
    if begin <= span.end:
        yield Span(begin, span.end)


def plain_name(name: str) -> str:
    """The name without case and superfluous white space: systems write it in several ways."""
    return " ".join(name.split()).casefold()


class CalendarDays(NamedTuple):
    """Days for which enrolments name a calendar; the empty name is the school's main one."""

    name: str
    spans: tuple[Span, ...]


class DayMove(NamedTuple):
    """A day with school for a learner and none by the school's main calendar (1), or the other way round (−1)."""

    date: date
    by: int


class SchoolCalendar:
    """The calendar of one school and year, as the policy reads it.

    Attributes:
        days: the instructional days, in order. Ed-Fi CalendarDate whose CalendarEventDescriptor is one of the policy's
            instructional kinds.
        terms, grading_periods: name → span.
        moves: only of a learner's own calendar: how its days differ from those of the school's main one.
    """

    moves: "tuple[DayMove, ...]" = ()

    def __init__(self, published: facts.Calendar, instructional_kinds: Sequence[str]) -> None:
        self.school = published.school
        self.school_year = published.school_year
        self.days = tuple(sorted({day.date for day in published.days if day.kind in instructional_kinds}))
        self.terms = {period.name: Span(period.begin, period.end) for period in published.terms}
        self.grading_periods = {period.name: Span(period.begin, period.end) for period in published.grading_periods}

    @classmethod
    def empty(cls, school: str, school_year: int) -> "SchoolCalendar":
        return cls(facts.Calendar(school=school, school_year=school_year, days=()), ())

    @property
    def missing(self) -> "tuple[CalendarDays, ...]":
        """What is not known: a calendar without a day of school says no more than one that was never published."""
        return () if self.days else (CalendarDays("", (Span(date.min, date.max),)),)

    def unknown_in(self, spans: Iterable[Span]) -> "tuple[CalendarDays, ...]":
        """What is missing for a learner who is enrolled on these days: of no days nothing is."""
        enrolled = tuple(spans) if self.missing else ()
        return tuple(
            part
            for part in self.missing
            if any(one.begin <= other.end and other.begin <= one.end for one in part.spans for other in enrolled)
        )

    @cached_property
    def positions(self) -> dict[date, int]:
        """Instructional day → its number in the year, from 0."""
        return {day: index for index, day in enumerate(self.days)}

    def days_in(self, begin: date, end: date) -> tuple[date, ...]:
        """The instructional days of a span, both ends included."""
        return self.days[bisect_left(self.days, begin) : bisect_right(self.days, end)]

    @cached_property
    def by_weekday(self) -> "tuple[SchoolCalendar, ...]":
        """The calendar with its Mondays alone, with its Tuesdays alone, and so on."""
        return tuple(self._on(weekday) for weekday in range(7))

    def _on(self, weekday: int) -> "SchoolCalendar":
        calendar = SchoolCalendar.empty(self.school, self.school_year)
        calendar.days = tuple(day for day in self.days if day.weekday() == weekday)
        return calendar

    @cached_property
    def _periods(self) -> Mapping[str, Span]:
        named = (self.terms | self.grading_periods).items()
        return {plain_name(name): span for name, span in named}

    @states_rule(
        "Day of a grade",
        "The last day of its grading period by the main calendar of its school, whatever the case and white space of "
        "the name; of a period that the calendar does not have, July 1. A phase counts it by that day.",
    )
    def closing_day(self, grading_period: str) -> date:
        """The day on which a grading period's grades are dated: its last. Unknown periods count from July 1 on."""
        span = self._periods.get(plain_name(grading_period))
        return span.end if span else school_year_span(self.school_year).begin


class OwnCalendar(SchoolCalendar):
    """The calendar of learners whose enrolments at a school name calendars.

    It has the days of each calendar within the enrolments that name it, and no others; the periods are the school's.

    Args:
        main: the school's main calendar.
        parts: the days for which each calendar is named, with this calendar, if it was published.
    """

    def __init__(self, main: SchoolCalendar, parts: Iterable[tuple[CalendarDays, SchoolCalendar | None]]) -> None:
        self.school, self.school_year = main.school, main.school_year
        self.terms, self.grading_periods = main.terms, main.grading_periods
        own: set[date] = set()
        usual: set[date] = set()
        missing = []
        for named, published in parts:
            usual.update(*(main.days_in(*span) for span in named.spans))
            if published is not None and published.days:
                own.update(*(published.days_in(*span) for span in named.spans))
            else:
                missing.append(named)
        self.days = tuple(sorted(own))
        self.moves = tuple(DayMove(day, 1 if day in own else -1) for day in sorted(own ^ usual))
        self._missing = tuple(missing)

    @property
    def missing(self) -> tuple[CalendarDays, ...]:
        return self._missing
