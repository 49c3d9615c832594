"""Schools that have stopped reporting, or report on too few days: a table of reports."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from services.query.data_quality.feeds import school_gap
from services.query.directory.directory import SchoolRef

FIRST = date(2026, 9, 1)
REF = SchoolRef("d1", "s1")


def days(numbers: Iterable[int]) -> list[date]:
    return [FIRST + timedelta(days=number) for number in numbers]


@pytest.mark.parametrize(
    ("past", "reported", "gap"),
    [
        (30, range(30), None),
        (30, range(26), ("incomplete_reporting", 26)),  # four days without a report are not yet silence
        (30, range(25), ("silent_feed", 25)),
        (30, [], ("silent_feed", 0)),
        (4, [], None),  # too early to say
        (30, [number for number in range(30) if number not in (12, 14)], None),  # 18 of the last 20
        (30, [number for number in range(30) if number not in (12, 14, 16)], ("incomplete_reporting", 12)),
        (9, [0, 8], None),  # fewer than half of the days over which it is judged
        (10, [0, 9], ("incomplete_reporting", 1)),
    ],
)
def test_a_school_that_does_not_report(past: int, reported: list[int], gap: tuple[str, int] | None) -> None:
    answer = school_gap(REF, "School One", days(range(past)), set(days(reported)))
    expected = None if gap is None else (gap[0], FIRST + timedelta(days=gap[1]))
    assert (answer and (answer.kind, answer.since)) == expected
