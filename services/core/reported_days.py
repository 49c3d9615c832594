"""The days on which schools reported anything, which learners of several schools at once are counted by. Pure.

A school that sent nothing of anybody on a day says nothing of its learners either. For nearly all of them that changes
nothing: who goes to one school is there unless it marks an absence. Who goes to several at once is absent in the
district when every school that taught them *and reported* says so, so what they add depends on more than their facts.
"""

from collections.abc import Callable, Collection, Container, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import NamedTuple

from services.contracts import facts
from services.core.cells import REPORT_MEASURES, CellKey, Contributions, KeyValue, Measures
from services.core.facts import LedgerId
from services.core.ledger import Ledger, live

ReportedDays = Mapping[str, Collection[date]]
"""School → the days on which it reported anything. A school that is not in it reported nothing."""
ReportedOf = Callable[[LedgerId], ReportedDays]
"""The days on which schools reported in the school year of a ledger, of those at least that its learner shares."""


def nothing_reported(_: LedgerId) -> ReportedDays:
    """No school reported anything but the marks of the learner in question."""
    return {}


class Report(NamedTuple):
    """That a school reported so much more, or less, on a day than before."""

    district: str
    school_year: int
    school: str
    date: date
    by: int


def reports_in(cells: Mapping[CellKey, Measures], schools: Container[tuple[KeyValue, ...]]) -> Iterator[Report]:
    """What changes of cells say of the reports of schools, which are named by district, school year and school."""
    for (family, values), measures in cells.items():
        if family == "day" and values[:3] in schools and (by := sum(measures.get(name, 0) for name in REPORT_MEASURES)):
            district, school_year, school, _, iso = values
            yield Report(str(district), int(school_year), str(school), date.fromisoformat(str(iso)), by)


def days_reported(added: Contributions) -> Iterator[tuple[str, date]]:
    """The schools and days of which a ledger holds any report."""
    for (family, place, where), measures in added.items():
        if family == "day" and any(measures.get(name) for name in REPORT_MEASURES):
            yield place.school, date.fromisoformat(where[0])


def schools_at_once(enrollments: Collection[facts.Enrollment]) -> frozenset[str]:
    """The schools of which the learner goes to several at once, and none of them is said to be the primary one.

    It reads the dates of the enrolments as they are, so there may be more than the policy has days for.
    """
    others = [enrollment for enrollment in enrollments if not enrollment.primary_school]
    pairs = ((one, other) for one, other in combinations(others, 2) if one.school != other.school)
    return frozenset(enrollment.school for one, other in pairs if _overlap(one, other) for enrollment in (one, other))


def _overlap(one: facts.Enrollment, other: facts.Enrollment) -> bool:
    return one.entry_date <= (other.exit_date or date.max) and other.entry_date <= (one.exit_date or date.max)


def enrollments_in(ledger: Ledger) -> list[facts.Enrollment]:
    return list(live(ledger, "enrollment", facts.Enrollment))


def has_mark_on(ledger: Ledger, days: Collection[date]) -> bool:
    """Whether any mark of the learner, be it retracted, is of one of the days."""
    isos = {day.isoformat() for day in days}
    return any(item[:10] in isos for part, items in ledger.items() if part.startswith("attendance|") for item in items)
