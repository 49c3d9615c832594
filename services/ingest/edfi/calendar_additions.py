"""How the dates and periods of an import add to the calendar that the store holds.

What the files do not name stays, since a file may hold only what changed. What they name replaces what the store has,
unless their record is older: importing an earlier file again takes nothing back.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from services.contracts import facts
from services.core.calendar import plain_name
from services.ingest.known_calendars import Published

_LATER = timedelta(microseconds=1)


@dataclass(slots=True)
class DatesOfFiles:
    """The kinds of each date that the files have of a calendar, perhaps none, and the time of its latest record."""

    kinds: dict[date, set[str]] = field(default_factory=dict)
    times: dict[date, datetime] = field(default_factory=dict)

    def add(self, day: date, kinds: Iterable[str], at: datetime) -> None:
        """Several records of a date are one."""
        self.kinds.setdefault(day, set()).update(kinds)
        self.times[day] = max(self.times.get(day, at), at)


@dataclass(slots=True)
class PeriodsOfFiles:
    """The terms or grading periods of one school and year, by name without case and superfluous white space."""

    file: str
    spans: dict[str, facts.Period] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)

    def add(self, period: facts.Period, at: datetime) -> bool:
        """Whether another one of the name was there: they become one, from the earlier begin to the later end."""
        plain = plain_name(period.name)
        other = self.spans.get(plain)
        if other is not None:
            begin, end = min(other.begin, period.begin), max(other.end, period.end)
            period = facts.Period(name=other.name, begin=begin, end=end)
        self.spans[plain], self.times[plain] = period, max(self.times.get(plain, at), at)
        return other is not None


def days_with(dates: DatesOfFiles, known: Published | None) -> tuple[facts.CalendarDay, ...]:
    """The days of the files, and those of the store that the files do not name."""
    own = {day: kinds for day, kinds in dates.kinds.items() if known is None or dates.times[day] >= known.time}
    stored = known.calendar.days if known is not None else ()
    known_days = {day.date for day in stored}
    own |= {day: kinds for day, kinds in dates.kinds.items() if day not in known_days}
    days = {(day, kind) for day, kinds in own.items() for kind in kinds}
    days |= {(day.date, day.kind) for day in stored if day.date not in own}
    return tuple(facts.CalendarDay(date=day, kind=kind) for day, kind in sorted(days))


def periods_with(
    periods: PeriodsOfFiles | None, stored: Collection[facts.Period], known: Published | None
) -> tuple[facts.Period, ...]:
    """The periods of the files, spelled as the store spells them, and those of the store that the files do not name."""
    by_name = {plain_name(period.name): period for period in stored}
    for plain, period in periods.spans.items() if periods is not None else ():
        other = by_name.get(plain)
        if other is None:
            by_name[plain] = period
        elif periods is not None and known is not None and periods.times[plain] >= known.time:
            by_name[plain] = facts.Period(name=other.name, begin=period.begin, end=period.end)
    return tuple(sorted(by_name.values(), key=lambda period: (period.begin, period.end, period.name)))


def time_after(own: datetime, calendar: facts.Calendar, known: Published | None) -> datetime:
    """When the composed calendar became true: after what the store holds, which it changes."""
    if known is None or own > known.time or calendar == known.calendar:
        return own
    return known.time + _LATER


def stays(dates: DatesOfFiles, known: Published) -> int:
    """How many dates of the store the files do not name."""
    return len({day.date for day in known.calendar.days} - dates.kinds.keys())


def instructional(days: Iterable[facts.CalendarDay], kinds: Collection[str]) -> int:
    """How many days of school there are."""
    return len({day.date for day in days if day.kind in kinds})
