"""Ranges and buckets of time."""

import itertools
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from services.core.calendar import ONE_DAY, SchoolCalendar, Span, school_year_of, school_year_span
from services.core.kpis import Granularity

FIRST_YEAR, LAST_YEAR = 1901, 2199
PERIODS = (Granularity.TERM, Granularity.GRADING_PERIOD)


class Bucket(NamedTuple):
    """A part of a range of time.

    Attributes:
        start: its first day, which names it; None: the days belong to no term or grading period.
        begin, end: what of it lies in the range.
    """

    start: date | None
    begin: date
    end: date


@dataclass(frozen=True)
class Buckets:
    """The buckets of one calendar, in order, without overlap: every day of the range is in one of them.

    The days outside of all terms are one bucket, in as many stretches as there are gaps between the terms.
    """

    items: tuple[Bucket, ...]

    @cached_property
    def ending(self) -> tuple[Bucket, ...]:
        """The buckets at whose ends standings are read: of the days outside of all terms only the last stretch."""
        outside = [bucket for bucket in self.items if bucket.start is None]
        return tuple(bucket for bucket in self.items if bucket.start is not None or bucket == outside[-1])

    @cached_property
    def by_start(self) -> dict[date, Bucket]:
        return {bucket.start: bucket for bucket in self.items if bucket.start is not None}

    @cached_property
    def numbers(self) -> dict[date, int]:
        """First day → its place in the order, from 0."""
        starts = (bucket.start for bucket in self.items if bucket.start is not None)
        return {start: number for number, start in enumerate(starts)}

    def of(self, day: date) -> Bucket | None:
        """The bucket that the day falls into; None outside of the range."""
        index = bisect_right(self.items, day, key=lambda bucket: bucket.begin) - 1
        return self.items[index] if index >= 0 and day <= self.items[index].end else None


def buckets_of(span: Span, granularity: Granularity | None, calendars: Sequence[SchoolCalendar]) -> Buckets:
    """The buckets of the span; terms and grading periods are those of the calendars, which must be one school's."""
    if span.begin > span.end:
        return Buckets(())
    if granularity is None:
        return Buckets((Bucket(span.begin, *span),))
    if granularity in PERIODS:
        periods = sorted({period for calendar in calendars for period in periods_of(calendar, granularity)})
        named = [_clipped(period, span) for period in periods if _overlap(period, span)]
        return Buckets(tuple(sorted((*named, *_outside(named, span)), key=lambda bucket: bucket.begin)))
    buckets, start = [], start_of(span.begin, granularity)
    while start <= span.end:
        following = next_start(start, granularity)
        buckets.append(_clipped(Span(start, following - ONE_DAY), span))
        start = following
    return Buckets(tuple(buckets))


def named_periods(calendar: SchoolCalendar, granularity: Granularity) -> Mapping[str, Span]:
    """The terms or grading periods of the calendar by their names."""
    return calendar.terms if granularity is Granularity.TERM else calendar.grading_periods


def periods_of(calendar: SchoolCalendar, granularity: Granularity) -> tuple[Span, ...]:
    return tuple(sorted(named_periods(calendar, granularity).values()))


def disjoint(spans: Sequence[Span]) -> bool:
    """Whether no two of the spans, which are in order, share a day."""
    return all(earlier.end < later.begin for earlier, later in itertools.pairwise(spans))


def start_of(day: date, granularity: Granularity) -> date:
    """The first day of the bucket that holds the day."""
    match granularity:
        case Granularity.WEEK:
            return day - timedelta(days=day.weekday())
        case Granularity.MONTH:
            return day.replace(day=1)
        case Granularity.SCHOOL_YEAR:
            return school_year_span(school_year_of(day)).begin
        case _:
            return day


def next_start(start: date, granularity: Granularity) -> date:
    match granularity:
        case Granularity.WEEK:
            return start + timedelta(days=7)
        case Granularity.MONTH:
            return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        case Granularity.SCHOOL_YEAR:
            return start.replace(year=start.year + 1)
        case _:
            return start + ONE_DAY


def _outside(named: Sequence[Bucket], span: Span) -> Iterator[Bucket]:
    """The stretches of the span that are in none of the buckets, which are in order."""
    begin = span.begin
    for bucket in named:
        if begin < bucket.begin:
            yield Bucket(None, begin, bucket.begin - ONE_DAY)
        begin = max(begin, bucket.end + ONE_DAY)
    if begin <= span.end:
        yield Bucket(None, begin, span.end)


def _overlap(period: Span, span: Span) -> bool:
    return period.begin <= span.end and span.begin <= period.end


def _clipped(period: Span, span: Span) -> Bucket:
    return Bucket(period.begin, max(period.begin, span.begin), min(period.end, span.end))
