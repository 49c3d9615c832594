"""Sums of cells as of a day: who begins to take part in a partnership later is none of its participants yet.

The cells of participants do not tell when their learners began. So what later participants add to them is computed from
their ledgers, by the rules of the cells, and taken away.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from services.core.calendar import school_year_of
from services.core.cells import FAMILIES, KeyValue, Measures, of_participants, spelled_out
from services.core.conditions import AllOf, Condition, In, holds
from services.core.contributions import contributions
from services.core.facts import LedgerId
from services.core.ledger import Ledger
from services.core.participation import Participations, beginning_after, beside, participations_of
from services.core.policy import DEFAULT_POLICY
from services.core.reported_days import ReportedDays, enrollments_in, schools_at_once
from services.core.rules import DistrictRules, rules_of
from services.query.cooperative import yielding
from services.query.filters.conditions import projected
from services.store.port import CellQuery, CellSum, Reader
from services.store.reports import reports_of

_DISTRICT = frozenset({"district"})
_YEAR_AND_PARTNERSHIP = frozenset({"school_year", "partnership"})
Columns = Mapping[str, KeyValue]
Cells = Mapping[str, list[tuple[Columns, Measures]]]
"""By their family: the values of the columns of each cell, and what it holds."""


class CellsOfDay:
    """Sums cells of one state of the store for questions as of one day."""

    def __init__(self, store: Reader, day: date) -> None:
        self.day = day
        self._store = store
        self._later: dict[Condition, Mapping[LedgerId, Participations]] = {}
        self._years: dict[str, dict[LedgerId, list[LedgerId]]] = {}
        self._rules: dict[str, DistrictRules] = {}
        self._cells: dict[tuple[LedgerId, str], Cells] = {}

    async def sum(self, query: CellQuery) -> list[CellSum]:
        """As `Reader.sum_cells`, of participants without those who begin after the day."""
        sums = await self._store.sum_cells(query)
        if not sums or of_participants("") not in query.family:
            return sums
        less: dict[tuple[KeyValue, ...], list[int]] = {}
        async for columns, measures in yielding(await self._of_later(query)):
            totals = less.setdefault(tuple(columns[name] for name in query.group), [0] * len(query.measures))
            totals[:] = (total + measures.get(name, 0) for total, name in zip(totals, query.measures, strict=True))
        return [
            CellSum(keys, tuple(total - by for total, by in zip(totals, less[keys], strict=True)))
            if keys in less
            else CellSum(keys, totals)
            for keys, totals in sums
        ]

    async def _of_later(self, query: CellQuery) -> list[tuple[Columns, Measures]]:
        """The cells that the query sums, as far as later participants add to them."""
        districts, rest = projected(query.where, _DISTRICT), projected(query.where, _YEAR_AND_PARTNERSHIP)
        cells: list[tuple[Columns, Measures]] = []
        async for learner, later in yielding((await self._later_in(districts)).items(), 50):
            for ledger_id in await self._years_of(learner, districts):
                for stints in later:
                    named: Columns = {"school_year": ledger_id.school_year, "partnership": stints.partnership}
                    if holds(rest, named):
                        added = await self._added(ledger_id, stints.partnership, (stints,))
                        cells += [cell for cell in added.get(query.family, ()) if holds(query.where, cell[0])]
        return cells

    async def _later_in(self, districts: Condition) -> Mapping[LedgerId, Participations]:
        """The ledgers beside the years of those who begin later, with the participations that do."""
        if districts not in self._later:
            ids = await self._store.beginning_participations(_named(districts), self.day)
            ledgers = await self._store.ledgers([one for one in ids if holds(districts, {"district": one.district})])
            later = {one: beginning_after(participations_of(ledger), self.day) for one, ledger in ledgers.items()}
            self._later[districts] = {one: participations for one, participations in later.items() if participations}
        return self._later[districts]

    async def _years_of(self, learner: LedgerId, districts: Condition) -> list[LedgerId]:
        """The ledgers of the learner's school years up to that of the day."""
        if learner.district not in self._years:
            theirs = [one for one in await self._later_in(districts) if one.district == learner.district]
            by_learner: dict[LedgerId, list[LedgerId]] = {}
            for year in await self._store.years(theirs):
                if year.school_year <= school_year_of(self.day):
                    by_learner.setdefault(beside(year), []).append(year)
            self._years[learner.district] = by_learner
        return self._years[learner.district].get(learner, [])

    async def _added(self, ledger_id: LedgerId, partnership: str, participations: Participations) -> Cells:
        """What a learner adds to the cells of one partnership in one school year."""
        key = ledger_id, partnership
        if key not in self._cells:
            ledger = (await self._store.ledgers([ledger_id]))[ledger_id]
            rules, reported = await self._rules_of(ledger_id.district), await self._reported(ledger_id, ledger)
            cells: dict[str, list[tuple[Columns, Measures]]] = {}
            added = contributions(ledger_id, ledger, participations, rules, reported=reported)
            for coordinate, measures in added.items():
                if of_participants("") in coordinate.family:
                    for cell in spelled_out(ledger_id.district, ledger_id.school_year, coordinate):
                        columns = dict(zip(FAMILIES[cell.family].columns, cell.values, strict=True))
                        cells.setdefault(cell.family, []).append((columns, measures))
            self._cells[key] = cells
        return self._cells[key]

    async def _reported(self, ledger_id: LedgerId, ledger: Ledger) -> ReportedDays:
        """The days on which the schools reported of which the learner goes to several at once."""
        schools = schools_at_once(enrollments_in(ledger))
        return await reports_of(self._store, ledger_id.district, ledger_id.school_year, schools) if schools else {}

    async def _rules_of(self, district: str) -> DistrictRules:
        if district not in self._rules:
            policy = (await self._store.policies()).get(district, DEFAULT_POLICY)
            self._rules[district] = rules_of(policy, await self._store.documents(district, ("calendar", "course")))
        return self._rules[district]


def _named(districts: Condition) -> Collection[str] | None:
    """The districts that alone meet the condition; None: those that it demands are not listed in it."""
    listed = list(_lists(districts))
    return set.intersection(*listed) if listed else None


def _lists(condition: Condition) -> Iterator[set[str]]:
    match condition:
        case In(column="district", values=values):
            yield set(map(str, values))
        case AllOf(items=items):
            for item in items:
                yield from _lists(item)
