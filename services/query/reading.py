"""Reads the cells of a plan: sums from the store become the numbers of rows."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from services.core.calendar import school_year_of, school_year_span
from services.core.cells import KeyValue, of_participants
from services.core.conditions import EVERYTHING, AllOf, Between, Condition, In, columns_of
from services.core.kpis import Reading
from services.core.participation import DURING
from services.query.buckets import Bucket
from services.query.calendars import SchoolRef
from services.query.filters import projected
from services.query.parts import PEERING, Part, starred, within
from services.query.planning import SCHOOL_COLUMNS, Block, Plan, years_of
from services.query.rows import Frame, KeyValues, RowId
from services.store.port import CellQuery, CellSum, Store

N_MEASURE = {"day": "enrolled", "engagement": "engaged_this_year"}
"""The status whose running sum is n, the learners behind a value; of grades it is `graded`."""
PLACES_OF = of_participants("day")
"""Cells that say where participants are."""
Slot = tuple[Reading, str]
TAKING_PART: Slot = (Reading.PARTICIPANTS, "")
Changes = list[tuple[date, tuple[int, ...]]]
"""Net changes of some measures, by date."""


@dataclass(slots=True)
class BlockNumbers:
    """The numbers of one block.

    Attributes:
        readings: row → reading and measure → number; a missing one is 0.
        learners: row → n.
        members: key → the schools at which it has members, for calendar readings of rows that are not schools.
    """

    readings: dict[RowId, dict[Slot, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    learners: dict[RowId, int] = field(default_factory=lambda: defaultdict(int))
    members: dict[KeyValues, set[SchoolRef]] = field(default_factory=lambda: defaultdict(set))


class Reader:
    """Answers the blocks of one plan from one store."""

    def __init__(self, store: Store, plan: Plan, frame: Frame) -> None:
        self._store = store
        self._plan = plan
        self._frame = frame
        self._dated = plan.granularity is not None
        self._peering: dict[Part, Condition] = {}

    async def read(self, block: Block) -> BlockNumbers:
        numbers = BlockNumbers()
        if self._plan.span.begin > self._plan.span.end or not block.terms:
            return numbers
        if block.family == "grade":
            await self._grades(block, numbers)
            await self._graded(block, numbers)
            return numbers
        await self._sums(block, numbers)
        await self._standings(block, numbers)
        if block.reads(Reading.PARTICIPANTS):
            await self._participants(block, numbers)
        if block.reads(Reading.RUNNING_DAYS, Reading.INSTRUCTIONAL_DAYS):
            await self._member_days(block, numbers)
        if block.reads(Reading.REPORTED_DAYS):
            await self._reported_days(block, numbers)
        if block.reads(Reading.INSTRUCTIONAL_DAYS, Reading.SCHOOL_DAYS):
            self._calendar_days(block, numbers)
        return numbers

    async def _cells(
        self,
        block: Block,
        columns: tuple[str, ...],
        measures: tuple[str, ...],
        *conditions: Condition,
        apart: tuple[str, ...] = (),
    ) -> list[CellSum]:
        """Sums by the plan's group and these further columns; of several parts there may be several with the same keys.

        Args:
            apart: starred columns whose values are read one by one, though nothing asks for them.
        """
        asked = {*self._plan.group, *columns_of(block.condition), *apart}
        found: list[CellSum] = []
        for part in block.parts:
            where = AllOf((part.condition, starred(part.family, asked), await self._places(part), *conditions))
            found += await self._sum(part, (*self._plan.group, *columns), measures, where)
        return found

    async def _sum(
        self, part: Part, columns: tuple[str, ...], measures: tuple[str, ...], where: Condition
    ) -> list[CellSum]:
        """The weighted sums of a part by these columns, some of which may be constants of it."""
        constants = dict(part.constants)
        group = tuple(column for column in dict.fromkeys(columns) if column not in constants)
        found = await self._store.sum_cells(CellQuery(self._plan.table(part), group, measures, where))
        names, values = (*group, *constants), tuple(constants.values())
        order, weight = [names.index(column) for column in columns], part.weight
        return [
            CellSum(tuple((*keys, *values)[index] for index in order), tuple(weight * each for each in sums))
            for keys, sums in found
        ]

    async def _places(self, part: Part) -> Condition:
        """Where the partnership has participants at any time of the school year, if the part is only about that."""
        if part.among is None:
            return EVERYTHING
        if part not in self._peering:
            years = In("school_year", years_of(self._plan.span))
            theirs = AllOf((In("partnership", (part.among,)), starred(PLACES_OF, ()), years))
            where = AllOf((theirs, projected(part.condition, frozenset(PEERING))))
            # Of the changes of members on one day none is left over only if nobody ever came before.
            found = await self._store.sum_cells(CellQuery(PLACES_OF, (*PEERING, "date"), ("member",), where))
            self._peering[part] = within({keys[:-1] for keys, (member,) in found if member})
        return self._peering[part]

    def _split(self, keys: tuple[KeyValue, ...]) -> tuple[KeyValues, tuple[KeyValue, ...]]:
        width = len(self._plan.group)
        return keys[:width], keys[width:]

    async def _sums(self, block: Block, numbers: BlockNumbers) -> None:
        measures = block.measures(Reading.SUM)
        if not measures:
            return
        span = self._plan.span
        between = Between("date", span.begin.isoformat(), span.end.isoformat())
        for keys, sums in await self._cells(block, ("date",) if self._dated else (), measures, between):
            key, rest = self._split(keys)
            bucket = self._frame.buckets(key).of(_day(rest[0]) if self._dated else span.begin)
            if bucket is not None and any(sums):
                readings = numbers.readings[self._frame.row(key, bucket)]
                for measure, value in zip(measures, sums, strict=True):
                    readings[Reading.SUM, measure] += value

    async def _standings(self, block: Block, numbers: BlockNumbers) -> None:
        """Running sums from the start of the school year to the end of each bucket, n among them."""
        n_measure = N_MEASURE[block.family]
        wanted = block.measures(Reading.RUNNING)
        measures = tuple(sorted({*wanted, n_measure}))
        end = self._plan.span.end
        years = years_of(self._plan.span) if self._dated else (school_year_of(end),)
        until = Between("date", _year_begin(years[0]), end.isoformat())
        columns = ("school_year", "date") if self._dated else ("school_year",)
        changes: dict[tuple[KeyValues, int], Changes] = defaultdict(list)
        for keys, sums in await self._cells(block, columns, measures, In("school_year", years), until):
            key, (year, *day) = self._split(keys)
            changes[key, int(year)].append((_day(day[0]) if day else end, sums))
        for (key, year), some in changes.items():
            for bucket, totals in self._running(key, year, sorted(some)):
                row = self._frame.row(key, bucket)
                by_measure = dict(zip(measures, totals, strict=True))
                numbers.learners[row] += by_measure[n_measure]
                for measure in wanted:
                    numbers.readings[row][Reading.RUNNING, measure] += by_measure[measure]

    def _running(self, key: KeyValues, year: int, changes: Changes) -> list[tuple[Bucket, list[int]]]:
        found: list[tuple[Bucket, list[int]]] = []
        totals, index = [0] * len(changes[0][1]), 0
        for bucket in self._frame.buckets(key).items:
            if school_year_of(bucket.end) != year:
                continue
            while index < len(changes) and changes[index][0] <= bucket.end:
                totals = [total + by for total, by in zip(totals, changes[index][1], strict=True)]
                index += 1
            found.append((bucket, totals))
        return found

    async def _participants(self, block: Block, numbers: BlockNumbers) -> None:
        """Learners with a day in the partnership so far, in each of the school years that a bucket touches."""
        dosed = replace(block, parts=tuple(replace(part, family=PLACES_OF) for part in block.parts))
        years = years_of(self._plan.span)
        until = Between("date", _year_begin(years[0]), self._plan.span.end.isoformat())
        where = AllOf((In("phase", (DURING,)), In("school_year", years), until))
        for keys, (by,) in await self._cells(dosed, ("school_year", "date"), ("enrolled",), where, apart=("phase",)):
            key, (year, day) = self._split(keys)
            for bucket in self._frame.buckets(key).items:
                if school_year_of(bucket.begin) <= int(year) <= school_year_of(bucket.end) and _day(day) <= bucket.end:
                    numbers.readings[self._frame.row(key, bucket)][TAKING_PART] += by

    async def _member_days(self, block: Block, numbers: BlockNumbers) -> None:
        """Running members, added up over the instructional days of each school."""
        measures = tuple(sorted({*block.measures(Reading.RUNNING_DAYS), "member"}))
        years = years_of(self._plan.span)
        until = Between("date", _year_begin(years[0]), self._plan.span.end.isoformat())
        columns = ("district", "school", "school_year", "date")
        changes: dict[tuple[KeyValues, SchoolRef, int], Changes] = defaultdict(list)
        for keys, sums in await self._cells(block, columns, measures, In("school_year", years), until):
            key, (district, school, year, day) = self._split(keys)
            if any(sums):
                changes[key, SchoolRef(str(district), str(school)), int(year)].append((_day(day), sums))
        for (key, ref, year), some in changes.items():
            numbers.members[key].add(ref)
            for row, measure, by in self._days_of(key, ref, year, sorted(some), measures):
                numbers.readings[row][Reading.RUNNING_DAYS, measure] += by

    def _days_of(
        self, key: KeyValues, ref: SchoolRef, year: int, changes: Changes, names: tuple[str, ...]
    ) -> list[tuple[RowId, str, int]]:
        calendar = self._frame.calendar(ref, year)
        found: list[tuple[RowId, str, int]] = []
        if calendar is None:
            return found
        for bucket in self._frame.buckets(key).items:
            days = len(calendar.days_in(bucket.begin, bucket.end))
            if not days:
                continue
            row = self._frame.row(key, bucket)
            for day, sums in changes:
                if day > bucket.end:
                    break
                weight = days if day <= bucket.begin else len(calendar.days_in(day, bucket.end))
                found += [(row, name, by * weight) for name, by in zip(names, sums, strict=True) if by]
        return found

    async def _reported_days(self, block: Block, numbers: BlockNumbers) -> None:
        span = self._plan.span
        between = Between("date", span.begin.isoformat(), span.end.isoformat())
        columns = ("district", "school", "school_year", "date")
        for keys, sums in await self._cells(block, columns, ("reported", "rolls"), between):
            key, (district, school, year, day) = self._split(keys)
            calendar = self._frame.calendar(SchoolRef(str(district), str(school)), int(year))
            bucket = self._frame.buckets(key).of(_day(day))
            if any(sums) and bucket is not None and calendar is not None and _day(day) in calendar.positions:
                numbers.readings[self._frame.row(key, bucket)][Reading.REPORTED_DAYS, ""] += 1

    def _calendar_days(self, block: Block, numbers: BlockNumbers) -> None:
        """Days from calendars: of the schools in scope, or where learners are told apart of those with members."""
        by_school = set(self._plan.group) | set(columns_of(block.condition)) <= SCHOOL_COLUMNS
        allowed = self._frame.allowed(block.condition)
        keys = self._frame.keys_of(allowed) if by_school else set(numbers.members)
        for key in keys:
            refs = self._frame.schools(key) & allowed
            if not by_school:
                refs &= frozenset(numbers.members[key])
            for bucket in self._frame.buckets(key).items:
                days = self._frame.instructional_days(refs, bucket)
                if days:
                    readings = numbers.readings[self._frame.row(key, bucket)]
                    readings[Reading.INSTRUCTIONAL_DAYS, ""] = days
                    readings[Reading.SCHOOL_DAYS, ""] = self._frame.school_days(refs, bucket)

    async def _grades(self, block: Block, numbers: BlockNumbers) -> None:
        measures = block.measures(Reading.SUM)
        years = In("school_year", years_of(self._plan.span))
        columns = ("district", "school", "school_year", "grading_period")
        for keys, sums in await self._cells(block, columns, measures, years, apart=("subject",)):
            key, where = self._split(keys)
            bucket = self._bucket_of_period(key, where)
            if bucket is not None and any(sums):
                readings = numbers.readings[self._frame.row(key, bucket)]
                for measure, value in zip(measures, sums, strict=True):
                    readings[Reading.SUM, measure] += value

    async def _graded(self, block: Block, numbers: BlockNumbers) -> None:
        """n: the learners graded in the grading period (and subject) that has the most of them."""
        years = In("school_year", years_of(self._plan.span))
        columns = ("district", "school", "school_year", "grading_period", "subject")
        graded: dict[RowId, dict[tuple[KeyValue, ...], int]] = defaultdict(lambda: defaultdict(int))
        for keys, (count,) in await self._cells(block, columns, ("graded",), years):
            key, where = self._split(keys)
            bucket = self._bucket_of_period(key, where)
            if bucket is not None:
                graded[self._frame.row(key, bucket)][where[2:]] += count
        numbers.learners.update({row: max(counts.values()) for row, counts in graded.items()})

    def _bucket_of_period(self, key: KeyValues, where: tuple[KeyValue, ...]) -> Bucket | None:
        """Grades are dated on the last day of their grading period."""
        district, school, year, period = where[:4]
        calendar = self._frame.calendar(SchoolRef(str(district), str(school)), int(year))
        closing = calendar.closing_day(str(period)) if calendar else school_year_span(int(year)).begin
        return self._frame.buckets(key).of(closing)


def _day(value: KeyValue) -> date:
    return date.fromisoformat(str(value))


def _year_begin(school_year: int) -> str:
    return school_year_span(school_year).begin.isoformat()
