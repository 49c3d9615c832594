"""Reads a plan: sums from the store become the numbers of rows."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services.core.calendar import SchoolCalendar, Span, school_year_of, school_year_span
from services.core.cells import REPORT_MEASURES, KeyValue
from services.core.conditions import AllOf, In, columns_of
from services.core.kpis import WEEKDAY, WEEKDAYS, Reading
from services.core.participation import DURING
from services.core.stated_rules import states_rule
from services.query.cooperative import yielding
from services.query.directory.directory import SchoolRef
from services.query.planning.cohorts import STARRED, at_level, weekdays_of
from services.query.planning.dosage import KIND, parts_of_participants
from services.query.planning.frame import Frame, KeyValues, RowId
from services.query.planning.plan import SCHOOL_COLUMNS, Block, Plan, years_of
from services.query.reading.block_totals import TAKING_PART, BlockNumbers
from services.query.reading.cell_reader import CellReader, between, split
from services.query.reading.cells_of_day import CellsOfDay
from services.query.reading.engaged_learner_reader import EngagedLearnerReader
from services.query.reading.grade_reader import GradeReader
from services.query.time.buckets import Bucket
from services.store.port import Reader

N_MEASURE = {"day": "enrolled", "engagement": "engaged_this_year"}
"""The status whose running sum is n, the learners behind a value; of grades it is `graded`."""
Changes = list[tuple[date, tuple[int, ...]]]
"""Net changes of some measures, by date."""
_SCHOOL_DAY = ("district", "school", "school_year", "date")


class BlockReader:
    """Answers the blocks of one plan from one store."""

    def __init__(self, store: Reader, cells: CellsOfDay, plan: Plan, frame: Frame) -> None:
        self._store = store
        self._day = cells.day
        self._plan = plan
        self._frame = frame
        self._cells = CellReader(cells, plan)
        self._dated = plan.granularity is not None

    async def read(self, block: Block) -> BlockNumbers:
        numbers = BlockNumbers()
        if self._plan.span.begin > self._plan.span.end or not block.terms:
            return numbers
        if block.family == "grade":
            await GradeReader(self._cells, self._plan, self._frame).read(block, numbers)
            return numbers
        await self._sums(block, numbers)
        await self._standings(block, numbers)
        if block.reads(Reading.DISTINCT):
            await EngagedLearnerReader(self._store, self._day, self._cells, self._plan, self._frame).read(
                block, numbers
            )
        if block.reads(Reading.PARTICIPANTS):
            await self._participants(block, numbers)
        if block.reads(Reading.RUNNING_DAYS, Reading.INSTRUCTIONAL_DAYS):
            await self._member_days(block, numbers)
        if block.reads(Reading.REPORTED_DAYS):
            await self._reported_days(block, numbers)
        if block.reads(Reading.INSTRUCTIONAL_DAYS, Reading.SCHOOL_DAYS):
            await self._calendar_days(block, numbers)
        return numbers

    async def _sums(self, block: Block, numbers: BlockNumbers) -> None:
        measures, span = block.measures(Reading.SUM), self._plan.span
        if not measures:
            return
        cells = await self._cells.buckets(block, ("date",) if self._dated else (), measures, span)
        async for keys, sums in yielding(cells):
            key, rest = split(self._plan, keys)
            bucket = self._frame.buckets(key).of(_day(rest[0]) if self._dated else span.begin)
            if bucket is not None and any(sums):
                numbers.add(self._frame.row(key, bucket), Reading.SUM, measures, sums)

    async def _standings(self, block: Block, numbers: BlockNumbers) -> None:
        """Running sums from the start of the school year to the end of each bucket.

        n of flows is that of the school year in the bucket that has the most learners, since who stays for years is
        one of them; n of standings is that of the school year in which the bucket ends. Where the condition leaves
        several kinds of engagement, n is that of the kind that has the most; days of the week have the same n.
        """
        n_measure = N_MEASURE[block.family]
        wanted = block.measures(Reading.RUNNING)
        measures = tuple(sorted({*wanted, n_measure}))
        end = self._plan.span.end
        years = years_of(self._plan.span)
        columns_read = {*self._plan.group, *columns_of(block.condition)}
        kinds = tuple(sorted((STARRED | {WEEKDAY}).intersection(columns_read).difference(self._plan.group)))
        columns = (*kinds, "school_year", "date") if self._dated else (*kinds, "school_year")
        until = Span(school_year_span(years[0]).begin, end)
        changes: dict[tuple[KeyValues, KeyValues, int], Changes] = defaultdict(list)
        cells = await self._cells.buckets(block, columns, measures, until, In("school_year", years), changes=True)
        async for keys, sums in yielding(cells):
            key, rest = split(self._plan, keys)
            kind, (year, *day) = rest[: len(kinds)], rest[len(kinds) :]
            changes[key, kind, int(year)].append((_day(day[0]) if day else end, sums))
        async for (key, _, year), changed in yielding(changes.items(), 50):
            ending = self._frame.buckets(key).ending
            buckets = [
                bucket_end for bucket_end in ending if _touches(bucket_end, year) and self._frame.is_in(bucket_end, key)
            ]
            for bucket, totals in zip(buckets, _totals(buckets, sorted(changed)), strict=True):
                row, by_measure = self._frame.row(key, bucket), dict(zip(measures, totals, strict=True))
                n = by_measure[n_measure]
                numbers.learners[row] = max(numbers.learners[row], n)
                if school_year_of(bucket.end) == year:
                    numbers.learners_at_end[row] = max(numbers.learners_at_end[row], n)
                    numbers.add(row, Reading.RUNNING, wanted, (by_measure[measure] for measure in wanted))

    @states_rule(
        "Participants so far",
        "Participants with a member day in the partnership (phase during) from July 1 up to the end of the "
        "bucket, in each school year that it touches, each once per school year and school or, at level DISTRICT, "
        "district; by kind of engagement all of them for each kind.",
    )
    async def _participants(self, block: Block, numbers: BlockNumbers) -> None:
        """Learners with a day in the partnership so far, in each of the school years that a bucket touches.

        n is that of the school year that has the most of them. By kind of engagement they count for each kind that
        there is among the numbers that were read before.
        """
        group = self._plan.group
        kinds = {str(row.key[group.index(KIND)]) for row in numbers.rows} if KIND in group else ()
        dosed = replace(block, parts=at_level(parts_of_participants(block.parts, group, kinds), block.level))
        years = years_of(self._plan.span)
        until = between(Span(school_year_span(years[0]).begin, self._plan.span.end))
        where = AllOf((In("phase", (DURING,)), In("school_year", years), until))
        columns = ("school_year", "date")
        cells = await self._cells.days(dosed, columns, ("enrolled",), where, apart=("phase",))
        so_far: dict[RowId, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        async for keys, (by,) in yielding(cells):
            key, (year, day) = split(self._plan, keys)
            for bucket in self._frame.buckets(key).ending:
                if _touches(bucket, int(year)) and _day(day) <= bucket.end:
                    so_far[self._frame.row(key, bucket)][int(year)] += by
        for row, by_year in so_far.items():
            numbers.readings[row][TAKING_PART] += sum(by_year.values())
            numbers.participants[row] = max(by_year.values())

    async def _member_days(self, block: Block, numbers: BlockNumbers) -> None:
        """Running members, added up over the instructional days of each school."""
        measures = tuple(sorted({*block.measures(Reading.RUNNING_DAYS), "member"}))
        years = years_of(self._plan.span)
        until = between(Span(school_year_span(years[0]).begin, self._plan.span.end))
        changes: dict[tuple[KeyValues, SchoolRef, int, KeyValues], Changes] = defaultdict(list)
        columns = (*_SCHOOL_DAY, WEEKDAY) if self._by_weekday(block) else _SCHOOL_DAY
        cells = await self._cells.moves(block, columns, measures, In("school_year", years), until)
        async for keys, sums in yielding(cells):
            key, (district, school, year, day, *weekday) = split(self._plan, keys)
            if any(sums):
                ref = SchoolRef(str(district), str(school))
                changes[key, ref, int(year), tuple(weekday)].append((_day(day), sums))
        async for (key, ref, year, only), changed in yielding(changes.items(), 50):
            if _has_anybody(changed, measures.index("member")):
                numbers.member_keys.add(key)
            calendar = self._frame.calendar(ref, year)
            calendar = calendar.by_weekday[WEEKDAYS.index(str(only[0]))] if calendar and only else calendar
            for bucket, totals in _over_days(calendar, self._frame.buckets(key).items, sorted(changed)):
                numbers.add(self._frame.row(key, bucket), Reading.RUNNING_DAYS, measures, totals)

    @states_rule(
        "Reported days",
        "Days of a school's main calendar on which there is a roll or a mark of any learner of it, also one that "
        "waits and one of a section, each once for each school. Whom the mark is of decides nothing.",
    )
    async def _reported_days(self, block: Block, numbers: BlockNumbers) -> None:
        cells = await self._cells.days(block, _SCHOOL_DAY, REPORT_MEASURES, between(self._plan.span))
        async for keys, sums in yielding(cells):
            key, (district, school, year, day) = split(self._plan, keys)
            calendar = self._frame.calendar(SchoolRef(str(district), str(school)), int(year))
            bucket = self._frame.buckets(key).of(_day(day))
            if any(sums) and bucket is not None and calendar is not None and _day(day) in calendar.positions:
                numbers.readings[self._frame.row(key, bucket)][Reading.REPORTED_DAYS, ""] += 1

    @states_rule(
        "Days of school",
        "Those of the main calendars of the schools in scope: above one school each date on which any of them "
        "teaches once, and of reporting completeness each date once for each school that teaches on it. Where "
        "learners are told apart (by grade level or attributes), only groups with a member so far have days.",
    )
    async def _calendar_days(self, block: Block, numbers: BlockNumbers) -> None:
        """Days from the calendars of the schools in scope, whoever is a member there.

        Where learners are told apart only keys that have members have days: of others nothing is known.
        """
        by_school = {*self._plan.rows_by, *columns_of(block.condition)} - {WEEKDAY} <= SCHOOL_COLUMNS
        whole = [(None, block.condition)]
        for weekday, condition in weekdays_of(block.condition) if self._by_weekday(block) else whole:
            allowed = self._frame.allowed(condition)
            keys = self._frame.keys_of(allowed, weekday) if by_school else numbers.member_keys
            async for key in yielding([key for key in keys if self._frame.is_of(key, weekday)], 50):
                refs = self._frame.schools(key) & allowed
                for bucket in self._frame.buckets(key).items:
                    days = self._frame.instructional_days(refs, bucket, weekday)
                    if days:
                        readings = numbers.readings[self._frame.row(key, bucket)]
                        readings[Reading.INSTRUCTIONAL_DAYS, ""] += days
                        readings[Reading.SCHOOL_DAYS, ""] += self._frame.school_days(refs, bucket, weekday)

    def _by_weekday(self, block: Block) -> bool:
        return WEEKDAY in {*self._plan.group, *columns_of(block.condition)}


def _has_anybody(changes: Changes, measure: int) -> bool:
    """Whether anybody ever came: on some day more than nobody is left of what all parts say of it."""
    by_day: Counter[date] = Counter()
    for day, sums in changes:
        by_day[day] += sums[measure]
    return any(by_day.values())


def _touches(bucket: Bucket, school_year: int) -> bool:
    return school_year_of(bucket.begin) <= school_year <= school_year_of(bucket.end)


def _totals(buckets: list[Bucket], changes: Changes) -> Iterator[list[int]]:
    """The running sums of the changes, which are in order, at the end of each bucket."""
    totals, index = [0] * len(changes[0][1]), 0
    for bucket in buckets:
        while index < len(changes) and changes[index][0] <= bucket.end:
            totals = [total + by for total, by in zip(totals, changes[index][1], strict=True)]
            index += 1
        yield totals


def _over_days(
    calendar: SchoolCalendar | None, buckets: tuple[Bucket, ...], changes: Changes
) -> Iterator[tuple[Bucket, list[int]]]:
    """The running sums of the changes, which are in order, added up over the calendar's days of each bucket."""
    if calendar is None:
        return
    standing, index = [0] * len(changes[0][1]), 0
    for bucket in buckets:
        days = len(calendar.days_in(bucket.begin, bucket.end))
        totals = [total * days for total in standing]
        while index < len(changes) and (day := changes[index][0]) <= bucket.end:
            left = days if day <= bucket.begin else len(calendar.days_in(day, bucket.end))
            totals = [total + by * left for total, by in zip(totals, changes[index][1], strict=True)]
            standing = [total + by for total, by in zip(standing, changes[index][1], strict=True)]
            index += 1
        if days and any(totals):
            yield bucket, totals


def _day(value: KeyValue) -> date:
    return date.fromisoformat(str(value))
