"""Buckets are compared with those that correspond to them, and not with whatever stands at the same place in a list."""

from datetime import date
from typing import Any

import pytest

from services.core.calendar import Span
from services.core.kpis import Granularity
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import (
    Comparison,
    DateSpan,
    Last,
    MetricQuery,
    MetricRef,
    PreviousPeriod,
    PriorYear,
    SchoolYear,
)
from services.query.planning.baselines import other_span
from services.query.time.bucket_alignment import counterpart_of

DAY, WEEK, MONTH, YEAR = Granularity.DAY, Granularity.WEEK, Granularity.MONTH, Granularity.SCHOOL_YEAR


def span(text: str) -> Span:
    begin, end = text.split("/")
    return Span(date.fromisoformat(begin), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("granularity", "own", "other", "start", "expected"),
    [
        # a year before, where the first day is a Sunday: a week of one day is left aside
        (WEEK, "2026-11-09/2026-11-22", "2025-11-09/2025-11-22", "2026-11-09", "2025-11-10"),
        (WEEK, "2026-11-09/2026-11-22", "2025-11-09/2025-11-22", "2026-11-16", "2025-11-17"),
        (WEEK, "2013-07-01/2014-06-30", "2012-07-01/2013-06-30", "2013-07-01", "2012-07-02"),
        (WEEK, "2013-07-01/2014-06-30", "2012-07-01/2013-06-30", "2014-06-30", "2013-07-01"),
        (WEEK, "2011-03-09/2011-03-18", "2011-02-27/2011-03-08", "2011-03-07", "2011-02-28"),
        (WEEK, "2011-03-09/2011-03-18", "2011-02-27/2011-03-08", "2011-03-14", "2011-03-07"),
        (WEEK, "2011-03-01/2011-04-30", "2011-01-01/2011-02-28", "2011-03-07", "2011-01-10"),
        (WEEK, "2011-03-01/2011-04-30", "2010-12-30/2011-02-28", "2011-03-07", "2011-01-03"),
        (WEEK, "2011-03-01/2011-04-30", "2011-01-01/2011-02-28", "2011-03-14", "2011-01-17"),
        (MONTH, "2011-03-01/2011-04-30", "2011-01-01/2011-02-28", "2011-03-01", "2011-01-01"),
        (MONTH, "2011-03-01/2011-04-30", "2011-01-01/2011-02-28", "2011-04-01", "2011-02-01"),
        (MONTH, "2011-01-10/2011-02-20", "2010-12-10/2011-01-09", "2011-01-01", "2010-12-01"),
        (MONTH, "2011-01-10/2011-02-20", "2010-12-10/2011-01-09", "2011-02-01", "2011-01-01"),
        (MONTH, "2024-02-29/2024-03-31", "2023-02-28/2023-03-31", "2024-02-01", "2023-02-01"),
        (MONTH, "2024-02-29/2024-03-31", "2023-02-28/2023-03-31", "2024-03-01", "2023-03-01"),
        (YEAR, "2010-07-01/2012-06-30", "2008-07-01/2010-06-30", "2010-07-01", "2008-07-01"),
        (YEAR, "2010-07-01/2012-06-30", "2008-07-01/2010-06-30", "2011-07-01", "2009-07-01"),
        (DAY, "2024-02-28/2024-03-01", "2023-02-28/2023-03-01", "2024-02-29", None),
        (DAY, "2024-02-28/2024-03-01", "2023-02-28/2023-03-01", "2024-03-01", "2023-03-01"),
        (DAY, "2011-03-03/2011-03-04", "2011-03-01/2011-03-02", "2011-03-03", "2011-03-01"),
        (DAY, "2011-03-03/2011-03-04", "2011-03-01/2011-03-02", "2011-03-04", "2011-03-02"),
    ],
)
def test_a_bucket_has_the_one_as_far_away_as_the_ranges_are(
    granularity: Granularity, own: str, other: str, start: str, expected: str | None
) -> None:
    day = counterpart_of(granularity, span(own), span(other))(date.fromisoformat(start))
    assert (day and day.isoformat()) == expected


@pytest.mark.parametrize(
    ("granularity", "own", "other"),
    [
        (MONTH, "2011-03-10/2011-04-20", "2011-01-27/2011-03-09"),
        (MONTH, "2011-03-01/2011-03-31", "2011-01-29/2011-02-28"),
        (YEAR, "2010-08-23/2011-05-27", "2009-11-18/2010-08-22"),
        (YEAR, "2010-07-01/2011-06-30", "2010-01-01/2010-06-30"),
    ],
)
def test_months_and_years_that_are_cut_otherwise_are_not_compared(
    granularity: Granularity, own: str, other: str
) -> None:
    with pytest.raises(QueryError, match="have no counterpart") as refused:
        counterpart_of(granularity, span(own), span(other))
    assert (refused.value.code, refused.value.path) == (ErrorCode.INVALID_COMPARISON, "query.compare")


YEAR_BEFORE, BEFORE = PriorYear(), PreviousPeriod()
MONTHS = "2010-10-01/2010-11-15"


@pytest.mark.parametrize(
    ("time", "granularity", "compare", "whole", "until", "expected"),
    [
        (Last(2, WEEK), WEEK, YEAR_BEFORE, "2010-11-01/2010-11-14", "2010-11-08", "2009-11-01/2009-11-09"),
        (Last(2, WEEK), WEEK, BEFORE, "2010-11-01/2010-11-14", "2010-11-08", "2010-10-18/2010-10-25"),
        (Last(2, MONTH), MONTH, BEFORE, "2011-02-01/2011-03-31", "2011-03-02", "2010-12-01/2011-01-02"),
        (Last(3, MONTH), MONTH, BEFORE, "2011-02-01/2011-04-30", "2011-04-04", "2010-11-01/2011-01-04"),
        (Last(1, MONTH), MONTH, BEFORE, "2011-03-01/2011-03-31", "2011-03-31", "2011-02-01/2011-02-28"),
        (Last(2, MONTH), None, BEFORE, "2011-02-01/2011-03-31", "2011-03-02", "2010-12-01/2010-12-30"),
        (DateSpan, MONTH, BEFORE, MONTHS, "2010-11-15", "2010-08-01/2010-09-15"),
        (DateSpan, MONTH, BEFORE, MONTHS, "2010-11-02", "2010-08-01/2010-09-02"),
        (DateSpan, None, BEFORE, MONTHS, "2010-11-15", "2010-08-16/2010-09-30"),
        (DateSpan, WEEK, BEFORE, MONTHS, "2010-11-15", "2010-08-16/2010-09-30"),
        (DateSpan, MONTH, BEFORE, "2011-03-01/2011-03-31", "2011-03-31", "2011-02-01/2011-02-28"),
        (DateSpan, YEAR, BEFORE, "2010-07-01/2011-03-31", "2011-03-31", "2009-07-01/2010-03-31"),
        (SchoolYear(2012), MONTH, BEFORE, "2011-07-01/2012-06-30", "2012-03-02", "2010-07-01/2011-03-02"),
        (SchoolYear(2014), WEEK, BEFORE, "2013-07-01/2014-06-30", "2013-11-11", "2012-07-01/2012-11-12"),
        (SchoolYear(2014), WEEK, YEAR_BEFORE, "2013-07-01/2014-06-30", "2014-06-30", "2012-07-01/2013-06-30"),
    ],
)
def test_the_other_days_reach_as_far_as_the_own_ones(
    time: Any, granularity: Granularity | None, compare: Comparison, whole: str, until: str, expected: str
) -> None:
    """`until`: the day of asking, which may cut the range short."""
    time = DateSpan(*span(whole)) if time is DateSpan else time
    question = MetricQuery((MetricRef("absences"),), time, granularity=granularity, compare=compare)
    own = Span(span(whole).begin, date.fromisoformat(until))
    assert other_span(question, span(whole), own, []) == span(expected)
