"""Schools and districts whose systems have stopped sending, or send on some days only.

Where only absences are sent, a feed that is silent looks like perfect attendance.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.core.calendar import ONE_DAY, SchoolCalendar, Span, school_year_of, school_year_span
from services.core.cells import REPORT_MEASURES
from services.core.conditions import AllOf, In
from services.query.directory.directory import Directory, SchoolRef
from services.query.reading.cell_reader import between
from services.store.port import CellQuery, Reader

SILENT_DAYS = 5
"""School days in a row without any report from which on a feed is silent."""
WINDOW = 20
"""The last school days over which completeness is judged; at least half of them must have passed."""
COMPLETE = 0.9
"""The share of these days with a report below which reporting is incomplete."""
BEGINS = (9, 1)
"""Month and day from which on a district must have sent a calendar of the school year."""
Reported = Mapping[SchoolRef, Collection[date]]
"""The days on which anything was reported, by school."""


@dataclass(frozen=True, slots=True)
class FeedGap:
    """A feed that needs somebody.

    Attributes:
        school: None: it is about the whole district.
        name: of the school, or else of the district.
        since: the first day on which it needed somebody.
    """

    kind: Literal["silent_feed", "incomplete_reporting"]
    district: str
    school: str | None
    name: str
    since: date
    message: str


async def feed_gaps(store: Reader, directory: Directory, days: Mapping[str, date]) -> list[FeedGap]:
    """The gaps of these districts, each as of its own day."""
    gaps = [gap for district, day in days.items() if (gap := _district_gap(directory, district, day))]
    school_days = {ref: past for ref, past in _past_days(directory, days).items() if len(past) >= SILENT_DAYS}
    reported = await _reported(store, {ref: past[-WINDOW:] for ref, past in school_days.items()})
    silent = {ref: past for ref, past in school_days.items() if not reported.get(ref) and len(past) > WINDOW}
    for ref, earlier in (await _reported(store, silent)).items():
        reported[ref] = earlier
    schools = (
        gap
        for ref, past in school_days.items()
        if (gap := school_gap(ref, directory.names.get(ref, ref.school), past, reported.get(ref, ())))
    )
    return [*gaps, *schools]


def school_gap(ref: SchoolRef, name: str, past: Sequence[date], reported: Collection[date]) -> FeedGap | None:
    """Whether a school has stopped reporting, or reports on too few days.

    Args:
        past: the days of the school year on which there was school so far, in order.
        reported: those of them on which anything was reported; of a school that is not silent the last `WINDOW` do.
    """
    last = max(reported, default=None)
    missed = [day for day in past if last is None or day > last]
    if len(missed) >= SILENT_DAYS:
        message = f"Nothing was reported on the last {len(missed)} school days. Look at the feed of the school."
        return FeedGap("silent_feed", ref.district, ref.school, name, missed[0], message)
    window = past[-WINDOW:]
    gaps = [day for day in window if day not in reported]
    if 2 * len(window) < WINDOW or len(window) - len(gaps) >= COMPLETE * len(window):
        return None
    message = (
        f"Something was reported on {len(window) - len(gaps)} of the last {len(window)} school days. Look at the feed "
        "of the school."
    )
    return FeedGap("incomplete_reporting", ref.district, ref.school, name, gaps[0], message)


def _district_gap(directory: Directory, district: str, day: date) -> FeedGap | None:
    """A district that is described and has sent no calendar of the school year."""
    year = school_year_of(day)
    since = date(year - 1, *BEGINS)
    sent = {calendar.school_year for ref, calendars in directory.calendars.items() if ref.district == district
            for calendar in calendars}  # fmt: skip
    sent |= {school_year for ref, school_year in directory.named if ref.district == district}
    if district not in directory.names or day < since or year in sent:
        return None
    message = f"Nothing of the school year {year - 1}/{year % 100:02} was sent. Look at the feed of the district."
    return FeedGap("silent_feed", district, None, directory.names[district], since, message)


def _past_days(directory: Directory, days: Mapping[str, date]) -> dict[SchoolRef, tuple[date, ...]]:
    """The days of the school year on which there was school, up to yesterday: today may still be reported."""
    past = {}
    for ref, calendars in directory.calendars.items():
        if ref.district in days:
            day = days[ref.district]
            current = _of_year(calendars, school_year_of(day))
            past[ref] = current.days_in(school_year_span(school_year_of(day)).begin, day - ONE_DAY) if current else ()
    return past


def _of_year(calendars: Sequence[SchoolCalendar], school_year: int) -> SchoolCalendar | None:
    return next((calendar for calendar in calendars if calendar.school_year == school_year), None)


async def _reported(store: Reader, wanted: Mapping[SchoolRef, Sequence[date]]) -> dict[SchoolRef, set[date]]:
    """The days with a report among these days of each school."""
    reported: dict[SchoolRef, set[date]] = defaultdict(set)
    if not wanted:
        return reported
    days = [day for past in wanted.values() for day in past]
    span = Span(min(days), max(days))
    where = AllOf(
        (
            In("district", tuple(sorted({ref.district for ref in wanted}))),
            In("school", tuple(sorted({ref.school for ref in wanted}))),
            between(span),
        )
    )
    sums_by_day = await store.sum_cells(CellQuery("day", ("district", "school", "date"), REPORT_MEASURES, where))
    for (district, school, day), sums in sums_by_day:
        ref = SchoolRef(str(district), str(school))
        if any(sums) and ref in wanted:
            reported[ref].add(date.fromisoformat(str(day)))
    return reported
