"""Which table gives which dates of a plan: whole months where the question tells no days apart. Pure."""

from datetime import date
from typing import NamedTuple

from services.core.calendar import ONE_DAY, Span
from services.core.kpis import Granularity
from services.core.rollups import MONTHLY
from services.query.time.buckets import next_start, start_of

_OF_MONTHS = (None, Granularity.MONTH, Granularity.SCHOOL_YEAR)
"""The granularities whose buckets are made of whole months."""


class Slice(NamedTuple):
    """Some dates, and the table to read them from."""

    table: str
    span: Span


def slices_of(table: str, span: Span, granularity: Granularity | None) -> tuple[Slice, ...]:
    """The dates of the span, each in one slice: whole months from the table's rollup, if that will do."""
    begin, end = span
    if table not in MONTHLY or granularity not in _OF_MONTHS:
        return (Slice(table, span),)
    first = start_of(begin, Granularity.MONTH)
    first = first if first == begin else _next_month(first)
    behind = start_of(end + ONE_DAY, Granularity.MONTH)  # the first day after the last whole month
    if first >= behind:
        return (Slice(table, span),)
    slices = (
        Slice(table, Span(begin, first - ONE_DAY)),
        Slice(MONTHLY[table], Span(first, behind - ONE_DAY)),
        Slice(table, Span(behind, end)),
    )
    return tuple(piece for piece in slices if piece.span.begin <= piece.span.end)


def dates_in(part: Slice) -> int:
    """How many dates the slice's cells can have."""
    begin, end = part.span
    if part.table in MONTHLY.values():
        return (end.year - begin.year) * 12 + end.month - begin.month + 1
    return max((end - begin).days + 1, 0)


def _next_month(start: date) -> date:
    return next_start(start, Granularity.MONTH)
