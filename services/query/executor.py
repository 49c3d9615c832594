"""Runs a job: reads what it needs from the store, and makes the answer of it."""

from datetime import datetime

from services.core.kpis import PARTNERSHIP, Granularity
from services.query.cooperative import run_in_thread_if_large
from services.query.filters.having import meets, needs_baselines
from services.query.model.answers import Answer, Row
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import TotalsOf
from services.query.model.question_filters import ValueFilter
from services.query.planning.baselines import compared
from services.query.planning.frame import Frame
from services.query.planning.query_job import QueryJob
from services.query.planning.scoped_plan import ComparedPlan, ScopedPlan
from services.query.reading.block_reader import BlockReader
from services.query.reading.cells_of_day import CellsOfDay
from services.query.reading.partnership_metrics import StateNumbers, StateReader
from services.query.results.ordering import ordered
from services.query.results.row_builder import Numbers, rows_of
from services.store.port import Reader

MAX_SUBTOTALS = 10_000
"""Rows of subtotals, which come in one list."""


async def answer_of(job: QueryJob, store: Reader, fresh_at: datetime) -> Answer:
    """Raises QueryError if there are too many subtotals."""
    runner = _Runner(job, store)
    rows = await runner.rows(job.rows, job.query.having)
    if job.query.totals_of is TotalsOf.KEPT and job.query.having is not None:
        job = job.of_kept(rows)
    totals = (await runner.rows(job.totals))[0] if job.totals else None
    subtotals: list[Row] = []
    for pair in job.subtotals:
        subtotals += await runner.rows(pair)
        if len(subtotals) > MAX_SUBTOTALS:
            message = f"more than {MAX_SUBTOTALS} subtotals; group by less"
            raise QueryError(ErrorCode.TOO_EXPENSIVE, "query.subtotals", message, (MAX_SUBTOTALS, len(subtotals)))
    return Answer(fresh_at, job.measuring.columns(job.query), rows, totals, job.cost, subtotals)


class _Runner:
    """Runs the pairs of one job."""

    def __init__(self, job: QueryJob, store: Reader) -> None:
        self._every_day = job.query.include_days_without_school and job.query.granularity is Granularity.DAY
        self._measuring = job.measuring
        self._viewer = job.viewer
        self._store = store
        self._cells = CellsOfDay(store, job.viewer.day)

    async def rows(self, pair: ComparedPlan, having: ValueFilter | None = None) -> list[Row]:
        rows, frame = await self._read(pair.own, every=self._every_day)
        early = not needs_baselines(having)
        if early:
            rows = [row for row in rows if meets(having, row)]
        if pair.other is not None and rows:
            others = await self._read(pair.other, every=True)
            rows = await run_in_thread_if_large(len(rows), compared, rows, frame, *others)
        if not early:
            rows = [row for row in rows if meets(having, row)]
        return await run_in_thread_if_large(len(rows), ordered, rows, pair.order_by)

    async def _read(self, work: ScopedPlan, *, every: bool = False) -> tuple[list[Row], Frame]:
        plan, frame = work.plan, work.frame
        cells, states = (
            BlockReader(self._store, self._cells, plan, frame),
            StateReader(self._store, plan, frame, self._viewer),
        )
        numbers: list[Numbers] = [
            await (states if block.family == PARTNERSHIP else cells).read(block) for block in plan.blocks
        ]

        def computed() -> list[Row]:
            return self._measuring.rows(rows_of(plan, frame, numbers, self._viewer.directory, every=every))

        size = sum(len(number.amounts if isinstance(number, StateNumbers) else number.learners) for number in numbers)
        return await run_in_thread_if_large(size, computed), frame
