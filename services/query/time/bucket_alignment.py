"""Which bucket of the baseline a bucket is compared with. Pure."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from services.core.calendar import Span
from services.core.kpis import Granularity
from services.query.model.query_error import ErrorCode, QueryError

Counterpart = Callable[[date], date | None]
"""First day of a bucket → first day of the bucket that it is compared with; None: there is none."""


def counterpart_of(granularity: Granularity, own: Span, other: Span) -> Counterpart:
    """Days, weeks, months and years as far apart as the ranges begin; weeks begin on Mondays, so the nearest.

    Days of ranges that begin on the same date of two years are matched by their dates, so that those after February 29
    stay in step; it has no counterpart itself.

    Raises:
        QueryError: months or school years of one range are other parts of them than those of the other: "March" would
            be compared with January 29 to February 28, or with three days of January.
    """
    months, apart = _months(own, other), own.begin - other.begin
    match granularity:
        case Granularity.WEEK:
            return lambda start: start - _weeks(own, other)
        case Granularity.DAY if months % 12 or own.begin.day != other.begin.day:
            return lambda start: start - apart
        case Granularity.MONTH if not _same_day(own.begin, other.begin):
            raise _unlike(granularity, own, other)
        case Granularity.SCHOOL_YEAR if months % 12 or not _same_day(own.begin, other.begin):
            raise _unlike(granularity, own, other)
    return lambda start: _earlier(start, months)


def counterpart_of_end(granularity: Granularity | None, own: Span, begin: date) -> date:
    """The last day of a range from `begin` on that reaches as far as the own one does: into its week, month or year.

    Without buckets, by day, and by term: as many days.
    """
    other = Span(begin, begin)
    match granularity:
        case Granularity.WEEK:
            return own.end - _weeks(own, other)
        case Granularity.MONTH | Granularity.SCHOOL_YEAR:
            first = _month_before(own.end, _months(own, other))
            return first.replace(day=min(own.end.day, monthrange(first.year, first.month)[1]))
    return begin + (own.end - own.begin)


def _months(own: Span, other: Span) -> int:
    return (own.begin.year - other.begin.year) * 12 + own.begin.month - other.begin.month


def _weeks(own: Span, other: Span) -> timedelta:
    return timedelta(weeks=round((own.begin - other.begin).days / 7))


def _earlier(start: date, months: int) -> date | None:
    try:
        return _month_before(start, months).replace(day=start.day)
    except ValueError:  # February 29
        return None


def _month_before(day: date, months: int) -> date:
    """The first day of the month that is so many before that of the day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _same_day(own: date, other: date) -> bool:
    return own.day == other.day or (own.month, own.day, other.month, other.day) == (2, 29, 2, 28)


def _unlike(granularity: Granularity, own: Span, other: Span) -> QueryError:
    message = (
        f"by {granularity}, the days from {own.begin} have no counterpart in those from {other.begin}: ask for whole "
        "ones on both sides, for days that begin on the same date, or by another granularity"
    )
    return QueryError(ErrorCode.INVALID_COMPARISON, "query.compare", message)
