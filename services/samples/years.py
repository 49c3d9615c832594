"""School years of the sample districts: instructional days, holidays, terms and grading periods."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from services.contracts import facts
from services.samples.profiles import ORDINALS, DistrictProfile

MONDAY, WEDNESDAY, THURSDAY, FRIDAY = 0, 2, 3, 4
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Year:
    """One school year of a district; all its schools share it.

    Attributes:
        kinds: date → Ed-Fi CalendarEventDescriptor code value, as first published.
        changed: the same after the storm, and the day on which it was published; None without a storm.
        days: the instructional days that came to be.
        periods: for each term, its grading periods.
    """

    school_year: int
    kinds: dict[date, str]
    changed: tuple[date, dict[date, str]] | None
    days: tuple[date, ...]
    terms: tuple[facts.Period, ...]
    periods: tuple[tuple[facts.Period, ...], ...]

    @property
    def announced(self) -> date:
        """When the calendar is published: the first day of the school year."""
        return date(self.school_year - 1, 7, 1)

    @property
    def enrolling(self) -> date:
        """When enrolments and attributes of the year are sent: two weeks before school begins."""
        return self.days[0] - timedelta(days=14)

    def calendar(self, school: str, kinds: dict[date, str]) -> facts.Calendar:
        return facts.Calendar(
            school=school,
            school_year=self.school_year,
            days=tuple(facts.CalendarDay(date=day, kind=kind) for day, kind in sorted(kinds.items())),
            terms=self.terms,
            grading_periods=tuple(period for term in self.periods for period in term),
        )


@lru_cache(maxsize=64)
def year_of(profile: DistrictProfile, school_year: int) -> Year:
    autumn, spring = school_year - 1, school_year
    holidays = dict(_holidays(autumn, spring))
    first = _nth(autumn, 8, MONDAY, profile.first_monday)
    last = _nth(spring, 5, THURSDAY, profile.last_thursday)
    kinds = {day: holidays.get(day, "Instructional day") for day in _weekdays(first, last)}
    changed = _after_the_storm(spring, kinds) if profile.weather else None
    planned = _instructional(kinds)
    split = next(index for index, day in enumerate(planned) if day.year == spring)
    halves = (planned[:split], planned[split:])
    return Year(
        school_year,
        kinds,
        changed,
        _instructional(changed[1] if changed else kinds),
        tuple(_period(f"{season} Semester", half) for season, half in zip(("Fall", "Spring"), halves, strict=True)),
        tuple(tuple(_periods(profile.periods, number, half)) for number, half in enumerate(halves)),
    )


def _holidays(autumn: int, spring: int) -> Iterator[tuple[date, str]]:
    yield _nth(autumn, 9, MONDAY, 1), "Holiday"
    yield _nth(autumn, 10, FRIDAY, 2), "Teacher only day"
    thanksgiving = _nth(autumn, 11, THURSDAY, 4)
    yield from ((thanksgiving + timedelta(days=offset), "Holiday") for offset in (-1, 0, 1))
    christmas = date(autumn, 12, 25)
    monday = christmas - timedelta(days=christmas.weekday() if christmas.weekday() < 5 else christmas.weekday() - 7)
    yield monday - timedelta(days=3), "Student late arrival/early dismissal"
    yield from ((monday + timedelta(days=offset), "Holiday") for offset in range(14))
    yield _nth(spring, 1, MONDAY, 3), "Holiday"
    yield _nth(spring, 2, MONDAY, 3), "Holiday"
    yield from ((_nth(spring, 3, MONDAY, 3) + timedelta(days=offset), "Holiday") for offset in range(5))
    yield _nth(spring, 6, MONDAY, 1) - timedelta(days=7), "Holiday"


def _after_the_storm(spring: int, kinds: dict[date, str]) -> tuple[date, dict[date, str]]:
    storm, made_up = _nth(spring, 1, WEDNESDAY, 4), _nth(spring, 2, MONDAY, 3)
    return storm, kinds | {storm: "Weather day", made_up: "Make-up day"}


def _instructional(kinds: dict[date, str]) -> tuple[date, ...]:
    taught = ("Instructional day", "Make-up day", "Student late arrival/early dismissal")
    return tuple(day for day, kind in sorted(kinds.items()) if kind in taught)


def _periods(number: int, term: int, days: tuple[date, ...]) -> Iterator[facts.Period]:
    """Equal parts of a term."""
    weeks = {2: "Nine", 3: "Six"}[number]
    for part in range(number):
        chunk = days[len(days) * part // number : len(days) * (part + 1) // number]
        yield _period(f"{ORDINALS[term * number + part]} {weeks} Weeks", chunk)


def _period(name: str, days: tuple[date, ...]) -> facts.Period:
    return facts.Period(name=name, begin=days[0], end=days[-1])


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """The first, second, … such weekday of a month, counting on into the next where the month has fewer."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _weekdays(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        if day.weekday() < 5:
            yield day
        day += ONE_DAY
