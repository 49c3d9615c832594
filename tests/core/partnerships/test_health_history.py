"""The days of a health history: the ends of the months so far, and the day itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.partnerships.health import month_ends
from tests.core.partnerships.telling import DAY, day

MONTHS: list[tuple[date, date, int, list[date]]] = [
    # begin, day, months at most → the days
    (date(2025, 9, 1), date(2025, 9, 1), 12, [date(2025, 9, 1)]),
    (date(2025, 9, 1), date(2025, 9, 30), 12, [date(2025, 9, 30)]),
    (date(2025, 9, 1), date(2025, 10, 1), 12, [date(2025, 9, 30), date(2025, 10, 1)]),
    (date(2025, 9, 30), date(2025, 11, 5), 12, [date(2025, 9, 30), date(2025, 10, 31), date(2025, 11, 5)]),
    (date(2025, 10, 1), date(2025, 11, 5), 12, [date(2025, 10, 31), date(2025, 11, 5)]),
    (date(2023, 1, 1), date(2024, 3, 31), 3, [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]),
    (date(2023, 1, 1), date(2024, 1, 1), 2, [date(2023, 12, 31), date(2024, 1, 1)]),
    (date(2023, 1, 1), date(2024, 1, 1), 1, [date(2024, 1, 1)]),
]


@pytest.mark.parametrize(("begin", "until", "months", "expected"), MONTHS)
def test_history_has_the_ends_of_months_and_the_day_itself(
    begin: date, until: date, months: int, expected: list[date]
) -> None:
    assert month_ends(begin, until, months) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 3_000), st.integers(1, 40))
def test_months_follow_each_other_without_a_gap(begin: date, length: int, months: int) -> None:
    until = min(date.fromordinal(begin.toordinal() + length), date(2110, 1, 1))
    ends = month_ends(begin, until, months)
    indexes = [end.year * 12 + end.month for end in ends]
    assert indexes == list(range(indexes[-1] - len(ends) + 1, indexes[-1] + 1))
    assert ends[-1] == until
    assert len(ends) <= months
    assert all(begin <= end and date.fromordinal(end.toordinal() + 1).day == 1 for end in ends[:-1])
    assert len(ends) == months or date.fromordinal(ends[0].toordinal() - ends[0].day) < begin


def test_the_day_of_a_history_begins_with_the_partnership() -> None:
    assert month_ends(DAY, day(40), 24) == [date(2025, 9, 30), day(40)]
