"""Learners of several schools at once, and on which days these schools reported: what the fold is told of it.

Both are read from the store once for a district's school year, and then follow from what is applied. Nobody else
depends on the reports of schools, so of a district without such learners nothing is kept.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from services.contracts import facts
from services.core.cells import CellKey, Measures
from services.core.facts import FactChange, LedgerId
from services.core.ledger import Ledger
from services.core.reported_days import (
    Report,
    ReportedDays,
    ReportedOf,
    enrollments_in,
    has_mark_on,
    reports_in,
    schools_at_once,
)
from services.store.port import Writer
from services.store.reports import reports_of

Counts = dict[date, int]
"""How many reports there are of a day; days without any are left out."""


SchoolYear = tuple[str, int]
"""A district's school year. A plain tuple, since one is made of every ledger of a batch."""


def school_year_of(ledger: LedgerId) -> SchoolYear:
    """The school year of a ledger, or 0 of one beside the years."""
    return ledger.district, ledger.school_year


class SharedLearners:
    """What was read is kept until `drop`."""

    def __init__(self, store: Writer) -> None:
        self._store = store
        self._learners: dict[SchoolYear, dict[str, set[LedgerId]]] = {}
        self._counts: dict[SchoolYear, dict[str, Counts]] = {}

    def drop(self) -> None:
        self._learners.clear()
        self._counts.clear()

    async def prepare(self, ledgers: Mapping[LedgerId, Ledger], changes: Iterable[FactChange] = ()) -> None:
        """Get to know all that these ledgers depend on, before and after the changes."""
        years = {(ledger.district, ledger.school_year) for ledger in ledgers}
        for year in years.difference(self._learners):
            self._learners[year] = defaultdict(set)
            district, school_year = year
            if school_year:
                for ledger_id, ledger in (await self._store.shared_ledgers(district, school_year)).items():
                    self._note(ledger_id, enrollments_in(ledger))
        self._expect(ledgers, changes)
        for year in years:
            unknown = self._learners[year].keys() - self._counts.get(year, {}).keys()
            if unknown:
                await self._count(year, unknown)

    def reported(self, ledger: LedgerId) -> ReportedDays:
        """The days on which the schools that learners share reported, as it is committed."""
        return self._counts.get(school_year_of(ledger), {})

    def reports(self, cells: Mapping[CellKey, Measures]) -> list[Report]:
        """What changes of cells say of the reports of schools that learners share."""
        schools = {(*year, school) for year, counts in self._counts.items() for school in counts}
        return list(reports_in(cells, schools)) if schools else []

    def after(self, reports: Collection[Report]) -> ReportedOf:
        """The days on which the schools of these school years will have reported, once these reports are committed."""
        years = {(report.district, report.school_year) for report in reports}
        counts = {year: {school: dict(days) for school, days in self._counts[year].items()} for year in years}
        _add(counts, reports)
        return lambda ledger: counts[school_year_of(ledger)]

    def concerned(self, reports: Iterable[Report]) -> dict[LedgerId, set[date]]:
        """The learners for whom a school will have reported on a day on which it had not, or the other way round."""
        sums: dict[tuple[SchoolYear, str, date], int] = defaultdict(int)
        for district, school_year, school, day, by in reports:
            sums[(district, school_year), school, day] += by
        days_of: dict[LedgerId, set[date]] = defaultdict(set)
        for (year, school, day), by in sums.items():
            before = self._counts[year][school].get(day, 0)
            if (before > 0) != (before + by > 0):
                for learner in self._learners[year][school]:
                    days_of[learner].add(day)
        return days_of

    def committed(self, reports: Iterable[Report]) -> None:
        """Take in what a commit wrote."""
        _add(self._counts, reports)

    def _expect(self, ledgers: Mapping[LedgerId, Ledger], changes: Iterable[FactChange]) -> None:
        """Note who may go to several schools at once, whichever of the enrolments stand in the end.

        A learner too many costs some work and changes no number, so nobody is ever left out again.
        """
        enrolled: dict[LedgerId, list[facts.Enrollment]] = {}
        for change in changes:
            if change.key.part == "enrollment" and isinstance(change.fact.value, facts.Enrollment):
                enrolled.setdefault(change.ledger, []).append(change.fact.value)
        for ledger_id, enrollments in enrolled.items():
            self._note(ledger_id, [*enrollments_in(ledgers[ledger_id]), *enrollments])

    def _note(self, ledger_id: LedgerId, enrollments: Collection[facts.Enrollment]) -> None:
        for school in schools_at_once(enrollments):
            self._learners[school_year_of(ledger_id)][school].add(ledger_id)

    async def _count(self, year: SchoolYear, schools: Collection[str]) -> None:
        self._counts.setdefault(year, {}).update(await reports_of(self._store, *year, schools))


def _add(counts: dict[SchoolYear, dict[str, Counts]], reports: Iterable[Report]) -> None:
    for district, school_year, school, day, by in reports:
        days = counts[district, school_year][school]
        days[day] = days.get(day, 0) + by
        if not days[day]:
            del days[day]


def with_marks(ledgers: Mapping[LedgerId, Ledger], days: Mapping[LedgerId, Collection[date]]) -> dict[LedgerId, Ledger]:
    """Those that hold any mark of their days: of the others no day is read."""
    return {ledger_id: ledger for ledger_id, ledger in ledgers.items() if has_mark_on(ledger, days[ledger_id])}
