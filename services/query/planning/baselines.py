"""What values are compared with: other days or other learners, and how their rows are matched. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from math import isfinite

from services.core.calendar import ONE_DAY, SchoolCalendar, Span, school_year_of, school_year_span
from services.core.kpis import Granularity
from services.query.filters.conditions import condition_of, dimensions_in
from services.query.filters.validation import bounded
from services.query.model.answers import Row, Value, ValueStatus
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DateSpan, Last, MetricQuery, OtherLearners, PriorYear, SchoolYear
from services.query.model.question_filters import And, Filter
from services.query.planning.frame import Frame
from services.query.time.bucket_alignment import counterpart_of, counterpart_of_end
from services.query.time.buckets import PERIODS, buckets_of, start_of
from services.query.time.ranges import checked, latest_periods, stepped_back

PATH = "query.compare"
BY_MONTHS = (Granularity.MONTH, Granularity.SCHOOL_YEAR)


def other_span(query: MetricQuery, whole: Span, span: Span, calendars: list[SchoolCalendar]) -> Span:
    """The days of the baseline. Raises QueryError if there are none, or if buckets have no counterpart in them.

    Args:
        whole, span: what the query's `time` means, and what of it lies before the day of asking.
    """
    other = _other_days(query, whole, span, calendars)
    if query.granularity is not None and query.granularity not in PERIODS and span.begin <= span.end:
        counterpart_of(query.granularity, span, other)
    return other


def _other_days(query: MetricQuery, whole: Span, span: Span, calendars: list[SchoolCalendar]) -> Span:
    match query.compare:
        case DateSpan(begin=begin, end=end):
            return checked(begin, end, f"{PATH}.range")
        case OtherLearners():
            return span
        case _ if span.begin > span.end:
            return span
        case PriorYear():
            before = Span(_year_before(span.begin), _year_before(span.end))
            if query.granularity is Granularity.WEEK:
                before = Span(before.begin, _end_of_weeks(span, before))
            return checked(*before, PATH)
        case _:
            before = _just_before(query, whole, calendars)
            reached = counterpart_of_end(query.granularity or _months_of(query, whole), span, before.begin)
            # The same day of the week may lie before so short a range.
            end = before.end if span == whole else max(before.begin, min(before.end, reached))
            return checked(before.begin, end, PATH)


def _end_of_weeks(span: Span, before: Span) -> date:
    """A year is a day or two more than 52 weeks, which the last week would miss; still in the same school year."""
    school_year = school_year_span(school_year_of(before.end))
    return min(max(before.end, counterpart_of_end(Granularity.WEEK, span, before.begin)), school_year.end)


def _just_before(query: MetricQuery, whole: Span, calendars: list[SchoolCalendar]) -> Span:
    """As many days, or of a range in units as many of them."""
    last = whole.begin - ONE_DAY
    match query.time:
        case Last(n=n, unit=unit) if unit in PERIODS:
            periods = latest_periods(unit, calendars, n, lambda period: period.end < whole.begin, PATH)
            if len(periods) < n:
                message = f"the calendars in scope have {len(periods) or 'no'} {unit} before {whole.begin}, not {n}"
                raise QueryError(ErrorCode.RANGE_NOT_AVAILABLE, PATH, message)
            return Span(periods[0].begin, periods[-1].end)
        case Last(n=n, unit=unit):
            return Span(stepped_back(whole.begin, n, unit, PATH), last)
        case SchoolYear():
            return Span(stepped_back(whole.begin, 1, Granularity.SCHOOL_YEAR, PATH), last)
        case DateSpan() if (by := _months_of(query, whole)) is not None and start_of(whole.begin, by) == whole.begin:
            begin = stepped_back(whole.begin, len(buckets_of(whole, by, ()).items), by, PATH)
            ends_whole = start_of(whole.end + ONE_DAY, by) > whole.end
            return Span(begin, last if ends_whole else counterpart_of_end(by, whole, begin))
        case DateSpan():
            return Span(last - (whole.end - whole.begin), last)


def _months_of(query: MetricQuery, whole: Span) -> Granularity | None:
    """The unit of a range that is made of months or school years, as whole months are without a granularity, too."""
    if query.granularity in BY_MONTHS:
        return query.granularity
    whole_months = whole.begin.day == 1 and (whole.end + ONE_DAY).day == 1
    dates = isinstance(query.time, DateSpan) and query.granularity is None
    return Granularity.MONTH if dates and whole_months else None


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # February 29
        return day.replace(year=day.year - 1, day=28)


def other_learners(query: MetricQuery, cohort: Filter) -> MetricQuery:
    """The same question about others: a row of each group is compared with all of the cohort that is left of it.

    Raises:
        QueryError: if `where` tests a dimension of the cohort together with others, or the cohort is no condition.
    """
    bounded(condition_of(cohort, f"{PATH}.cohort"), f"{PATH}.cohort")
    dimensions = dimensions_in(cohort)
    kept = [item for item in _conjuncts(query.where) if not _replaced(item, dimensions)]
    group_by = tuple(name for name in query.group_by if name not in dimensions)
    return replace(query, where=And((*kept, cohort)), group_by=group_by)


def _conjuncts(filter_: Filter | None) -> list[Filter]:
    match filter_:
        case None:
            return []
        case And(items=items):
            return [conjunct for item in items for conjunct in _conjuncts(item)]
    return [filter_]


def _replaced(item: Filter, dimensions: frozenset[str]) -> bool:
    own = dimensions_in(item)
    if own & dimensions and not own <= dimensions:
        both = f"{', '.join(sorted(own & dimensions))} together with {', '.join(sorted(own - dimensions))}"
        message = f"`where` tests {both}; test them apart, in an `and`, so that the cohort can take the place of one"
        raise QueryError(ErrorCode.INVALID_COMPARISON, f"{PATH}.cohort", message)
    return bool(own & dimensions)


def compared(rows: Iterable[Row], frame: Frame, others: Iterable[Row], other_frame: Frame) -> list[Row]:
    """The rows with their baselines: those of the same keys, in the bucket that is the counterpart of theirs."""
    index = [frame.plan.group.index(name) for name in other_frame.plan.group]
    sought, place_before = _places(frame, other_frame)
    baselines = {(row.identity, place_before(row)): row.values for row in others}

    def baseline_of(row: Row) -> Sequence[Value]:
        return baselines.get((tuple(row.identity[position] for position in index), sought(row)), ())

    return [replace(row, values=_compared(row.values, baseline_of(row))) for row in rows]


def _places(frame: Frame, other_frame: Frame) -> tuple[Callable[[Row], object], Callable[[Row], object]]:
    """What is the same of a row's bucket and of its baseline's: the number of a term, the first day of others."""
    granularity = frame.plan.granularity
    if granularity in PERIODS:
        return partial(_number, frame), partial(_number, other_frame)
    if granularity is None:
        return _day, _day
    counterpart = counterpart_of(granularity, frame.plan.span, other_frame.plan.span)
    return lambda row: row.bucket and counterpart(row.bucket), _day


def _number(frame: Frame, row: Row) -> int | None:
    return None if row.bucket is None else frame.buckets(row.identity).numbers[row.bucket]


def _day(row: Row) -> date | None:
    return row.bucket


def _compared(values: Sequence[Value], baselines: Sequence[Value]) -> tuple[Value, ...]:
    if not baselines:
        return tuple(replace(value, baseline_status=ValueStatus.NO_DATA) for value in values)
    return tuple(_with(value, other) for value, other in zip(values, baselines, strict=True))


def _with(value: Value, other: Value) -> Value:
    delta, percent = None, None
    if value.value is not None and other.value is not None and value.status is other.status is ValueStatus.OK:
        delta = _finite(value.value - other.value)
        percent = _finite(100 * delta / other.value) if delta is not None and other.value else None
    return replace(
        value, baseline=other.value, delta=delta, delta_pct=percent, baseline_status=other.status, baseline_n=other.n
    )


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None
