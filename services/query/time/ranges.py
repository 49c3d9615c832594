"""The dates that a question reads."""

from collections.abc import Callable, Iterable
from datetime import date

from services.core.calendar import ONE_DAY, SchoolCalendar, Span, school_year_of, school_year_span
from services.core.kpis import Granularity
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DateSpan, Last, SchoolYear, TimeRange
from services.query.time.buckets import (
    FIRST_YEAR,
    LAST_YEAR,
    PERIODS,
    _overlap,
    disjoint,
    next_start,
    periods_of,
    start_of,
)

MAX_YEARS = 30
MAX_LAST = 5_000


def range_of(time: TimeRange, today: date, calendars: Iterable[SchoolCalendar]) -> Span:
    """The dates that a time range means on the day of asking. Raises QueryError."""
    match time:
        case SchoolYear(year=year):
            if not FIRST_YEAR <= year <= LAST_YEAR:
                message = f"{year} is no school year between {FIRST_YEAR} and {LAST_YEAR}"
                raise QueryError(ErrorCode.INVALID_RANGE, "query.time.schoolYear", message)
            return school_year_span(year)
        case DateSpan(begin=begin, end=end):
            return checked(begin, end)
        case Last():
            return _last(time, today, calendars)


def _last(last: Last, today: date, calendars: Iterable[SchoolCalendar]) -> Span:
    if not 1 <= last.n <= MAX_LAST:
        raise QueryError(ErrorCode.INVALID_RANGE, "query.time.last.n", f"n must be from 1 to {MAX_LAST}")
    if last.unit in PERIODS:
        return _last_periods(last, today, calendars)
    current = start_of(today, last.unit)
    end = next_start(current, last.unit) - ONE_DAY if last.include_current else current - ONE_DAY
    begin = next_start(current, last.unit) if last.include_current else current
    return checked(stepped_back(begin, last.n, last.unit, "query.time.last.n"), end)


def stepped_back(begin: date, n: int, unit: Granularity, path: str) -> date:
    """The first day of the n-th unit before the one that begins on the day. Raises QueryError before FIRST_YEAR."""
    for _ in range(n):
        begin = start_of(begin - ONE_DAY, unit)
        if begin.year < FIRST_YEAR:
            raise QueryError(ErrorCode.INVALID_RANGE, path, f"the range would begin before {FIRST_YEAR}")
    return begin


def _last_periods(last: Last, today: date, calendars: Iterable[SchoolCalendar]) -> Span:
    def counts(period: Span) -> bool:
        return (period.begin if last.include_current else period.end + ONE_DAY) <= today

    wanted = latest_periods(last.unit, calendars, last.n, counts, "query.time.last.unit")
    if not wanted:
        message = f"no {last.unit} has begun in the calendars in scope"
        raise QueryError(ErrorCode.RANGE_NOT_AVAILABLE, "query.time.last.unit", message)
    return checked(wanted[0].begin, wanted[-1].end)


def latest_periods(
    unit: Granularity, calendars: Iterable[SchoolCalendar], n: int, counts: Callable[[Span], bool], path: str
) -> list[Span]:
    """The last n terms or grading periods that count, in order; all of them if there are fewer.

    Raises QueryError where the calendars differ at that time; what they say of other times does not matter.
    """
    spans = sorted({period for calendar in calendars for period in periods_of(calendar, unit)})
    latest = [span for span in spans if counts(span)][-n:]
    if latest and not disjoint([span for span in spans if _overlap(span, Span(latest[0].begin, latest[-1].end))]):
        when = f"from {latest[0].begin} to {latest[-1].end}"
        message = f"the calendars in scope differ {when}, so there is no common {unit}; filter by district or school"
        raise QueryError(ErrorCode.RANGE_NOT_AVAILABLE, path, message)
    return latest


def checked(begin: date, end: date, path: str = "query.time") -> Span:
    """The days from one to the other. Raises QueryError if there are none, or too many."""
    if begin > end:
        raise QueryError(ErrorCode.INVALID_RANGE, path, f"the range ends on {end}, before it begins on {begin}")
    if begin.year < FIRST_YEAR - 1 or end.year > LAST_YEAR:
        raise QueryError(ErrorCode.INVALID_RANGE, path, f"dates lie between {FIRST_YEAR} and {LAST_YEAR}")
    if school_year_of(end) - school_year_of(begin) >= MAX_YEARS:
        raise QueryError(ErrorCode.INVALID_RANGE, path, f"a query spans at most {MAX_YEARS} school years")
    return Span(begin, end)
