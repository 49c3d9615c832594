"""The names of buckets for people: "Fall Semester", "September 2010", "2010-11". Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from services.core.calendar import SchoolCalendar, school_year_of
from services.core.kpis import Granularity
from services.query.time.buckets import named_periods

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_OUTSIDE = {
    Granularity.TERM: "Outside of all terms",
    Granularity.GRADING_PERIOD: "Outside of all grading periods",
}
MAX_NAMES = 3
"""Names of one period that a label spells out."""


def date_label(start: date, granularity: Granularity) -> str:
    """The name of a day, week, month or school year by its first day. The same wherever the server runs."""
    month = _MONTHS[start.month - 1]
    match granularity:
        case Granularity.MONTH:
            return f"{month} {start.year}"
        case Granularity.SCHOOL_YEAR:
            return school_year_label(school_year_of(start))
        case Granularity.WEEK:
            return f"Week of {month} {start.day}, {start.year}"
        case _:
            return f"{month} {start.day}, {start.year}"


def school_year_label(school_year: int) -> str:
    return f"{school_year - 1}-{school_year % 100:02d}"


def period_labels(calendars: Collection[SchoolCalendar], granularity: Granularity) -> dict[date | None, str]:
    """The names of terms or grading periods by their first days; None stands for the days outside of all of them.

    Schools that share a row have the same periods, but may call them by different names: then the label has all of
    them. Names return every year, so that the labels of several school years have the year, too.
    """
    several_years = len({calendar.school_year for calendar in calendars}) > 1
    names: dict[date, set[str]] = defaultdict(set)
    years: dict[date, int] = {}
    for calendar in calendars:
        for name, span in named_periods(calendar, granularity).items():
            names[span.begin].add(name)
            years[span.begin] = calendar.school_year
    labels: dict[date | None, str] = {None: _OUTSIDE[granularity]}
    for start, of_period in names.items():
        label = _joined(of_period)
        labels[start] = f"{label} {school_year_label(years[start])}" if several_years else label
    return labels


def _joined(names: Iterable[str]) -> str:
    ordered = sorted(names)
    shown, more = ordered[:MAX_NAMES], len(ordered) - MAX_NAMES
    label = " / ".join(shown)
    return label if more <= 0 else f"{label} and {more} more"
