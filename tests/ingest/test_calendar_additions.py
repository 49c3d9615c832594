"""What an import adds to a calendar that the store holds."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.contracts import facts
from services.ingest.edfi.calendar_additions import DatesOfFiles, PeriodsOfFiles, days_with, periods_with, time_after
from services.ingest.known_calendars import Published

AT = datetime(2025, 8, 1, tzinfo=UTC)
EARLIER, LATER = AT - timedelta(days=9), AT + timedelta(days=9)


def day(number: int, kind: str = "Instructional day") -> facts.CalendarDay:
    return facts.CalendarDay(date=date(2025, 9, number), kind=kind)


def period(name: str, end: int) -> facts.Period:
    return facts.Period(name=name, begin=date(2025, 9, 1), end=date(2025, 9, end))


def calendar(*days: facts.CalendarDay, terms: tuple[facts.Period, ...] = ()) -> facts.Calendar:
    return facts.Calendar(school="11", school_year=2026, days=days, terms=terms)


STORED = Published(calendar(day(1), day(2), terms=(period("Fall", 30),)), AT)


@pytest.mark.parametrize(
    ("dates", "at", "days"),
    [
        ({3: ["Instructional day"]}, LATER, [day(1), day(2), day(3)]),
        ({2: ["Holiday"]}, LATER, [day(1), day(2, "Holiday")]),
        ({2: ["Holiday"]}, AT, [day(1), day(2, "Holiday")]),
        ({2: []}, LATER, [day(1)]),
        ({2: ["Holiday"], 3: ["Instructional day"]}, EARLIER, [day(1), day(2), day(3)]),
    ],
    ids=["a date more", "a corrected one", "of the same time", "of no kind any more", "older: adds, corrects nothing"],
)
def test_days_of_files_and_of_the_store(
    dates: dict[int, list[str]], at: datetime, days: list[facts.CalendarDay]
) -> None:
    of_files = DatesOfFiles()
    for number, kinds in dates.items():
        of_files.add(date(2025, 9, number), kinds, at)
    assert list(days_with(of_files, STORED)) == days


@pytest.mark.parametrize(
    ("written", "at", "terms"),
    [
        (None, AT, [period("Fall", 30)]),
        (period("Winter", 5), LATER, [period("Winter", 5), period("Fall", 30)]),
        (period("FALL ", 29), LATER, [period("Fall", 29)]),
        (period("FALL ", 29), EARLIER, [period("Fall", 30)]),
    ],
    ids=["none", "another", "a corrected one keeps its spelling", "an older one"],
)
def test_periods_of_files_and_of_the_store(
    written: facts.Period | None, at: datetime, terms: list[facts.Period]
) -> None:
    of_files = PeriodsOfFiles("sessions.jsonl")
    if written is not None:
        of_files.add(written, at)
    assert list(periods_with(of_files, STORED.calendar.terms, STORED)) == terms


def test_a_composed_calendar_is_later_than_what_it_changes() -> None:
    assert time_after(EARLIER, calendar(day(1)), STORED) > AT
    assert time_after(AT, calendar(day(1)), STORED) > AT
    assert time_after(EARLIER, STORED.calendar, STORED) == EARLIER
    assert time_after(LATER, calendar(day(1)), STORED) == LATER
    assert time_after(EARLIER, calendar(day(1)), None) == EARLIER
