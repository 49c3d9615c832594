"""Conditions on values, comparisons and derived metrics once more: over whole numbers of learners and days, naively."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import Any

from services.core.kpis import METRICS as CATALOGUE
from services.core.kpis import Granularity, Unit
from services.query.model.question import DateSpan, MetricQuery, MetricRef, PreviousPeriod, PriorYear
from services.query.model.question_filters import AllMet, AnyMet, NotMet, ValueBound, ValueFilter
from services.query.time.buckets import next_start, start_of
from tests.query.reference import METRICS, Stay, behind_of, level_of, matches

Tree = Any
"""A number, the name of a column or metric, or (operator, tree, tree) or ("if", comparison, left, right, yes, no)."""
Number = Fraction | None
DAYS, COUNTS = (tuple(name for name in METRICS if CATALOGUE[name].unit is unit) for unit in (Unit.DAYS, Unit.COUNT))


@dataclass(frozen=True)
class Derived:
    """`text` is the formula as the engine is told, `tree` as it is computed here."""

    text: str
    tree: Tree


def text_of(tree: Tree) -> str:
    match tree:
        case ("if", sign, left, right, yes, no):
            return f"if({text_of(left)} {sign} {text_of(right)}, {text_of(yes)}, {text_of(no)})"
        case ("min" | "max" | "coalesce" as name, left, right):
            return f"{name}({text_of(left)}, {text_of(right)})"
        case (sign, left, right):
            return f"({text_of(left)} {sign} {text_of(right)})"
    return str(tree)


OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "min": min, "max": max,
}  # fmt: skip


def number_of(tree: Tree, known: Callable[[str], Number]) -> Number:
    match tree:
        case ("if", sign, left, right, yes, no):
            one, another = number_of(left, known), number_of(right, known)
            if one is None or another is None:
                return None
            return number_of(yes if {"<": one < another, ">=": one >= another}[sign] else no, known)
        case ("coalesce", left, right):
            first = number_of(left, known)
            return number_of(right, known) if first is None else first
        case (sign, left, right):
            one, another = number_of(left, known), number_of(right, known)
            if one is None or another is None or (sign == "/" and another == 0):
                return None
            return one / another if sign == "/" else OPERATIONS[sign](one, another)
    return known(tree) if isinstance(tree, str) else Fraction(tree)


@dataclass(frozen=True)
class KpiQuestion:
    """A query, and the trees of its derived metrics by their alias."""

    query: MetricQuery
    trees: dict[str, Tree]

    def value(self, label: str, stays: Sequence[Stay], begin: date, end: date) -> Number:
        """The value of a column: None where nobody is behind it, or a division by zero in it."""
        if label in self.trees:
            return number_of(self.trees[label], lambda name: self.value(name, stays, begin, end))
        refs = {metric.label: metric for metric in self.query.metrics if isinstance(metric, MetricRef)}
        ref = refs.get(label, MetricRef(label))
        if begin > end:
            return None
        level = level_of(self.query, ref)
        wanted = [stay for stay in stays if stay.level is level and matches(self.query.where, stay.values)]
        matching = [stay for stay in wanted if matches(ref.where, stay.values)]
        number = sum(METRICS[ref.name](stay, begin, end) for stay in matching)
        behind = sum(map(partial(behind_of, ref.name, end), matching))
        return Fraction(number) if number or behind else None


def meets(having: ValueFilter | None, value: Callable[[str], Number]) -> bool:
    match having:
        case None:
            return True
        case AllMet(items=items):
            return all(meets(item, value) for item in items)
        case AnyMet(items=items):
            return any(meets(item, value) for item in items)
        case NotMet(item=item):
            return not meets(item, value)
        case ValueBound(name=name, gt=gt, gte=gte, lt=lt, lte=lte):
            number = value(name)
            if number is None:
                return False
            tests = [(gt, "__gt__"), (gte, "__ge__"), (lt, "__lt__"), (lte, "__le__")]
            return all(getattr(number, test)(Fraction(bound)) for bound, test in tests if bound is not None)


def span_of(query: MetricQuery) -> tuple[date, date]:
    span = query.time if isinstance(query.time, DateSpan) else DateSpan(date(2010, 7, 1), date(2011, 6, 30))
    return span.begin, min(span.end, query.as_of or span.end)


def other_span_of(query: MetricQuery) -> tuple[date, date]:
    begin, end = span_of(query)
    match query.compare:
        case DateSpan(begin=other, end=last):
            return other, min(last, query.as_of or last)
        case PriorYear():
            other, last = begin.replace(year=begin.year - 1), end.replace(year=end.year - 1)
            if query.granularity is Granularity.WEEK:
                summer = date(last.year + (last.month > 6), 6, 30)
                last = min(summer, max(last, end - timedelta(weeks=52)))
            return other, last
        case PreviousPeriod():
            return previous(query, begin, end)
    return begin, end


def previous(query: MetricQuery, begin: date, end: date) -> tuple[date, date]:
    time = query.time if isinstance(query.time, DateSpan) else DateSpan(begin, date(2011, 6, 30))
    other = other_begin_of(query, time) if isinstance(query.time, DateSpan) else date(2009, 7, 1)
    ends = [time.begin - timedelta(days=1)]
    following = time.end + timedelta(days=1)
    if by_units(query, time) and start_of(following, units_of(query, time) or Granularity.DAY) != following:
        ends.append(as_far(query, begin, time.end, other))
    if end < time.end:
        ends.append(as_far(query, begin, end, other))
    return other, max(other, min(ends))


def by_units(query: MetricQuery, span: DateSpan) -> bool:
    units = units_of(query, span)
    return units in (Granularity.MONTH, Granularity.SCHOOL_YEAR) and start_of(span.begin, units) == span.begin


def units_of(query: MetricQuery, span: DateSpan) -> Granularity | None:
    """Without a granularity, what has the days of whole months is made of months."""
    whole = span.begin.day == 1 == (span.end + timedelta(days=1)).day
    return Granularity.MONTH if query.granularity is None and whole else query.granularity


def as_far(query: MetricQuery, begin: date, end: date, other: date) -> date:
    """The day of the other days that the last day corresponds to."""
    if query.granularity in (Granularity.MONTH, Granularity.SCHOOL_YEAR):
        months = (begin.year - other.year) * 12 + begin.month - other.month
        first = months_before(end.replace(day=1), months)
        return min(first + timedelta(days=end.day - 1), next_start(first, Granularity.MONTH) - timedelta(days=1))
    there = end - (begin - other)
    if query.granularity is Granularity.WEEK:
        return next(
            day for by in (0, -1, 1, -2, 2, -3, 3) if (day := there + timedelta(days=by)).weekday() == end.weekday()
        )
    return there


def other_begin_of(query: MetricQuery, span: DateSpan) -> date:
    """As many days before; of what begins with a month or school year and is told apart by them, as many of them."""
    if not by_units(query, span):
        return span.begin - (span.end + timedelta(days=1) - span.begin)
    by = units_of(query, span)
    begin, units = span.begin, len(buckets_of(replace(query, granularity=by), span.begin, span.end))
    return months_before(begin, units if by is Granularity.MONTH else 12 * units)


def months_before(day: date, months: int) -> date:
    for _ in range(months):
        day = (day.replace(day=1) - timedelta(days=1)).replace(day=day.day)
    return day


def counterpart_of(query: MetricQuery, bucket: tuple[date, date]) -> tuple[date, date] | None:
    """The bucket of the other days that is as far from where they begin, and nearest if there is none so far.

    Raises ValueError for months that are cut otherwise.
    """
    (begin, _), (other, end) = span_of(query), other_span_of(query)
    buckets = buckets_of(query, other, end)
    if query.granularity is None:
        return buckets[0]
    starts = {start_of(first, query.granularity): (first, last) for first, last in buckets}
    start = start_of(bucket[0], query.granularity)
    match query.granularity:
        case Granularity.MONTH if begin.day != other.day:
            raise ValueError("months of other days")
        case Granularity.SCHOOL_YEAR if (begin.month, begin.day) != (other.month, other.day):
            raise ValueError("years of other days")
        case Granularity.MONTH | Granularity.SCHOOL_YEAR:
            sought = months_before(start, (begin.year - other.year) * 12 + begin.month - other.month)
        case _:
            there = start - (begin - other)
            near = (there + timedelta(days=by) for by in (0, -1, 1, -2, 2, -3, 3))
            sought = next(day for day in near if start_of(day, query.granularity) == day)
    return starts.get(sought)


def comparable(query: MetricQuery) -> bool:
    try:
        for bucket in buckets_of(query, *span_of(query)) if query.compare else ():
            counterpart_of(query, bucket)
    except ValueError:
        return False
    return True


def buckets_of(query: MetricQuery, begin: date, end: date) -> list[tuple[date, date]]:
    """First and last days in the range of each bucket, in order."""
    if query.granularity is None:
        return [(begin, end)]
    found, start = [], start_of(begin, query.granularity) if begin <= end else date.max
    while start <= end:
        following = next_start(start, query.granularity)
        found.append((max(start, begin), min(following - timedelta(days=1), end)))
        start = following
    return found
