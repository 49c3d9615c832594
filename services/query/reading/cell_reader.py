"""Reads the cells of a plan: sums by the plan's group, whatever parts and tables they come from."""

from datetime import timedelta

from services.core.calendar import Span
from services.core.cells import KeyValue
from services.core.conditions import EVERYTHING, AllOf, Between, Condition, In, columns_of
from services.core.kpis import WEEKDAYS
from services.query.filters.conditions import projected
from services.query.planning.cohorts import PEERING, CohortPart, counted_once, starred, within
from services.query.planning.dosage import PLACES_OF
from services.query.planning.plan import Block, Plan, years_of
from services.query.reading.cells_of_day import CellsOfDay
from services.store.port import CellQuery, CellSum


def between(span: Span) -> Condition:
    return Between("date", span.begin.isoformat(), span.end.isoformat())


class CellReader:
    """Sums of measures by the plan's group and further columns.

    There may be several with the same keys: of each part, and of each table that a part's dates are read from.
    """

    def __init__(self, cells: CellsOfDay, plan: Plan) -> None:
        self._cells = cells
        self._plan = plan
        self._peering: dict[tuple[KeyValue, Condition], Condition] = {}

    async def days(
        self,
        block: Block,
        columns: tuple[str, ...],
        measures: tuple[str, ...],
        *conditions: Condition,
        apart: tuple[str, ...] = (),
    ) -> list[CellSum]:
        """From the cells as they are; of a part of one day of the week, those of its days.

        Args:
            apart: starred columns whose values are read one by one, though nothing asks for them.
        """
        sums_of_parts: list[CellSum] = []
        for part in block.parts:
            where = AllOf((await self.where(block, part, apart), *conditions, self._weekdays(part)))
            sums_of_parts += await self._sum(self._plan.table(part), part, columns, measures, where)
        return sums_of_parts

    async def buckets(
        self,
        block: Block,
        columns: tuple[str, ...],
        measures: tuple[str, ...],
        span: Span,
        *conditions: Condition,
        changes: bool = False,
    ) -> list[CellSum]:
        """Of the dates of the span; a month that lies in one bucket may come as one sum, dated on its first day.

        Args:
            changes: the measures are net changes of who is in a status, which are read of all days of the week.
        """
        sums_of_parts: list[CellSum] = []
        for part in block.parts:
            weekdays = EVERYTHING if changes else self._weekdays(part)
            where = AllOf((await self.where(block, part), *conditions, weekdays))
            for table, dates in self._plan.slices(part, span):
                sums_of_parts += await self._sum(table, part, columns, measures, AllOf((where, between(dates))))
        return sums_of_parts

    async def moves(
        self, block: Block, columns: tuple[str, ...], measures: tuple[str, ...], *conditions: Condition
    ) -> list[CellSum]:
        """Of the days on which members come or go, by these columns."""
        sums_of_parts: list[CellSum] = []
        for part in block.parts:
            where = AllOf((await self.where(block, part), *conditions))
            sums_of_parts += await self._sum(self._plan.moves(part), part, columns, measures, where)
        return sums_of_parts

    def _weekdays(self, part: CohortPart) -> Condition:
        """The dates of the plan on the part's day of the week."""
        if part.weekday is None:
            return EVERYTHING
        begin, end = self._plan.span
        first = begin + timedelta(days=(WEEKDAYS.index(str(part.weekday)) - begin.weekday()) % 7)
        weeks = range(max((end - first).days // 7 + 1, 0))
        return In("date", tuple((first + timedelta(weeks=week)).isoformat() for week in weeks))

    async def where(self, block: Block, part: CohortPart, apart: tuple[str, ...] = ()) -> Condition:
        """What the cells of a part must meet, but for their dates."""
        columns_read = {*self._plan.group, *columns_of(block.condition), *apart}
        return AllOf((part.condition, counted_once(part, columns_read), await self._places(part)))

    async def _sum(
        self, table: str, part: CohortPart, columns: tuple[str, ...], measures: tuple[str, ...], where: Condition
    ) -> list[CellSum]:
        """The weighted sums of a part by the plan's group and these columns; some may be constants of the part."""
        constants, columns = dict(part.constants), (*self._plan.group, *columns)
        group = tuple(column for column in dict.fromkeys(columns) if column not in constants)
        cells = await self._cells.sum(CellQuery(table, group, measures, where))
        if group == columns and part.weight == 1:
            return cells
        names, values = (*group, *constants), tuple(constants.values())
        order, weight = [names.index(column) for column in columns], part.weight
        return [
            CellSum(tuple((*keys, *values)[index] for index in order), tuple(weight * amount for amount in sums))
            for keys, sums in cells
        ]

    async def _places(self, part: CohortPart) -> Condition:
        """Where the partnership has participants at any time of the school year, if the part is only about that."""
        if part.among is None:
            return EVERYTHING
        key = part.among, part.condition
        if key not in self._peering:
            years = In("school_year", years_of(self._plan.span))
            theirs = AllOf((In("partnership", (part.among,)), starred(PLACES_OF, ()), years))
            where = AllOf((theirs, projected(part.condition, frozenset(PEERING))))
            # Of the changes of members on one day none is left over only if nobody ever came before.
            cells = await self._cells.sum(CellQuery(PLACES_OF, (*PEERING, "date"), ("member",), where))
            self._peering[key] = within({keys[:-1] for keys, (member,) in cells if member})
        return self._peering[key]


def split(plan: Plan, keys: tuple[KeyValue, ...]) -> tuple[tuple[KeyValue, ...], tuple[KeyValue, ...]]:
    """The values of the plan's group, and those of the further columns."""
    width = len(plan.group)
    return keys[:width], keys[width:]
