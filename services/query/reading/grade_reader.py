"""Reads the grades of a plan, which are dated on the last day of their grading period."""

from collections import defaultdict

from services.core.calendar import school_year_span
from services.core.cells import KeyValue
from services.core.conditions import In
from services.core.kpis import Reading
from services.query.cooperative import yielding
from services.query.directory.directory import SchoolRef
from services.query.planning.frame import Frame, KeyValues, RowId
from services.query.planning.plan import Block, Plan, years_of
from services.query.reading.block_totals import BlockNumbers
from services.query.reading.cell_reader import CellReader, split
from services.query.time.buckets import Bucket

_PERIOD = ("district", "school", "school_year", "grading_period")


class GradeReader:
    """Adds what a block of grades says to its numbers."""

    def __init__(self, cells: CellReader, plan: Plan, frame: Frame) -> None:
        self._cells = cells
        self._plan = plan
        self._frame = frame

    async def read(self, block: Block, numbers: BlockNumbers) -> None:
        measures = block.measures(Reading.SUM)
        years = In("school_year", years_of(self._plan.span))
        cells = await self._cells.days(block, _PERIOD, measures, years, apart=("subject",))
        async for keys, sums in yielding(cells):
            key, where = split(self._plan, keys)
            bucket = self._bucket_of_period(key, where)
            if bucket is not None and any(sums):
                numbers.add(self._frame.row(key, bucket), Reading.SUM, measures, sums)
        numbers.learners.update(await self._graded(block))

    async def _graded(self, block: Block) -> dict[RowId, int]:
        """n: the learners graded in the grading period (and subject) that has the most of them."""
        years = In("school_year", years_of(self._plan.span))
        graded: dict[RowId, dict[tuple[KeyValue, ...], int]] = defaultdict(lambda: defaultdict(int))
        cells = await self._cells.days(block, (*_PERIOD, "subject"), ("graded",), years)
        async for keys, (count,) in yielding(cells):
            key, where = split(self._plan, keys)
            bucket = self._bucket_of_period(key, where)
            if bucket is not None:
                graded[self._frame.row(key, bucket)][where[2:]] += count
        return {row: max(counts.values()) for row, counts in graded.items()}

    def _bucket_of_period(self, key: KeyValues, where: tuple[KeyValue, ...]) -> Bucket | None:
        district, school, year, period = where[:4]
        calendar = self._frame.calendar(SchoolRef(str(district), str(school)), int(year))
        closing = calendar.closing_day(str(period)) if calendar else school_year_span(int(year)).begin
        return self._frame.buckets(key).of(closing)
