"""Slices of a plan's dates: every date once, and months only where the question does not tell their days apart."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.calendar import ONE_DAY, Span
from services.core.kpis import Granularity
from services.query.planning.rollup_routing import Slice, dates_in, slices_of
from services.query.time.buckets import buckets_of

FEBRUARY = Span(date(2011, 2, 1), date(2011, 2, 28))
spans = st.tuples(st.dates(date(2009, 1, 1), date(2012, 12, 31)), st.integers(0, 800)).map(
    lambda pair: Span(pair[0], pair[0] + timedelta(days=pair[1]))
)


@given(spans, st.sampled_from([None, *Granularity]))
def test_every_date_is_in_exactly_one_slice(span: Span, granularity: Granularity | None) -> None:
    slices = slices_of("day", span, granularity)
    assert slices[0].span.begin == span.begin and slices[-1].span.end == span.end
    for earlier, following in itertools.pairwise(slices):
        assert earlier.span.begin <= earlier.span.end == following.span.begin - ONE_DAY


@given(spans, st.sampled_from([None, Granularity.MONTH, Granularity.SCHOOL_YEAR]))
def test_what_is_read_by_month_are_whole_months_that_lie_in_one_bucket_each(
    span: Span, granularity: Granularity | None
) -> None:
    buckets = buckets_of(span, granularity, [])
    for table, (begin, end) in slices_of("day", span, granularity):
        if table == "day":
            assert (end + ONE_DAY).month == begin.month or begin.day > 1 or (end + ONE_DAY).day > 1
            continue
        assert begin.day == 1 == (end + ONE_DAY).day
        assert all(
            buckets.of(day) == buckets.of(day.replace(day=1))
            for day in (begin + timedelta(days=n) for n in range((end - begin).days + 1))
        )


@pytest.mark.parametrize("granularity", [Granularity.DAY, Granularity.WEEK, Granularity.TERM])
def test_a_question_that_tells_days_of_a_month_apart_reads_days(granularity: Granularity) -> None:
    assert slices_of("day", FEBRUARY, granularity) == (Slice("day", FEBRUARY),)


def test_cells_without_a_rollup_are_read_as_they_are() -> None:
    assert slices_of("day_by_attribute", FEBRUARY, None) == (Slice("day_by_attribute", FEBRUARY),)


def test_a_span_without_dates_has_none_to_read() -> None:
    nothing = Span(date(2011, 3, 2), date(2011, 2, 1))
    assert [dates_in(piece) for piece in slices_of("day", nothing, None)] == [0]


def test_a_month_that_is_read_as_one_counts_as_one_date() -> None:
    span = Span(date(2011, 1, 30), date(2011, 3, 1))
    assert [(table, dates_in(Slice(table, of))) for table, of in slices_of("day", span, None)] == [
        ("day", 2),
        ("day_by_month", 1),
        ("day", 1),
    ]
