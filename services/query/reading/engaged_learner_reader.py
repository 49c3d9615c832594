"""Counts distinct engaged learners from their facts, where no sum of cells says how many they are."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from services.contracts import facts
from services.core.cells import ALL, FAMILIES, Coordinate, KeyValue, by_attribute
from services.core.conditions import AllOf, Condition, In, holds
from services.core.engaged_learners import engaged_buckets
from services.core.enrollment_view import Learner
from services.core.facts import LedgerId
from services.core.kpis import Reading
from services.core.ledger import Ledger, live
from services.core.participation import Participations, begun_by, beside, participations_of
from services.core.policy import DEFAULT_POLICY
from services.query.cooperative import yielding
from services.query.directory.directory import SchoolRef
from services.query.filters.conditions import projected
from services.query.model.question import Level
from services.query.planning.cohorts import CohortPart
from services.query.planning.frame import Frame, RowId
from services.query.planning.plan import DISTRICT_COLUMNS, Block, Plan, years_of
from services.query.reading.block_totals import BlockNumbers
from services.query.reading.cell_reader import CellReader, between
from services.query.time.buckets import Bucket
from services.store.port import CellQuery, Reader

Counted = tuple[str, ...]
"""Whom rows count once: a learner of a district, or at level SCHOOL a learner at one of its schools."""
Conditions = tuple[tuple[CohortPart, Condition], ...]


class EngagedLearnerReader:
    """Reads the engagements of everybody in the districts of a question, and counts the learners of each row."""

    def __init__(self, store: Reader, day: date, cells: CellReader, plan: Plan, frame: Frame) -> None:
        self._store = store
        self._day = day
        self._cells = cells
        self._plan = plan
        self._frame = frame

    async def read(self, block: Block, numbers: BlockNumbers) -> None:
        """Add the learners of each row, and as `n` at least these."""
        conditions = tuple([(part, await self._cells.where(block, part)) for part in block.parts if not part.corrects])
        learners: dict[tuple[CohortPart, RowId], set[Counted]] = defaultdict(set)
        policies = await self._store.policies()
        for district, school_year in await self._districts(block):
            policy = policies.get(district, DEFAULT_POLICY)
            async for page in self._store.engaged_ledgers(district, school_year):
                participations = await self._participations(conditions, page)
                async for ledger_id, ledger in yielding(page.items(), 50):
                    described = next(live(ledger, "learner", facts.Learner), None)
                    theirs = participations.get(beside(ledger_id), ())
                    learner = Learner(school_year, ledger, described, policy, theirs)
                    self._count(ledger_id, learner, block, conditions, learners)
        counts: Counter[RowId] = Counter()
        for (part, row), counted in learners.items():
            counts[row] += part.weight * len(counted)
        for row, count in counts.items():
            numbers.add(row, Reading.DISTINCT, block.measures(Reading.DISTINCT), (count,))
            numbers.learners_at_end[row] = max(numbers.learners_at_end[row], count)

    async def _districts(self, block: Block) -> list[tuple[str, int]]:
        """The districts in scope and school years with an engagement in the range, by what the cells say."""
        once, years = In("engagement_kind", (ALL,)), In("school_year", years_of(self._plan.span))
        where = AllOf((projected(block.condition, DISTRICT_COLUMNS), once, years, between(self._plan.span)))
        cells = await self._store.sum_cells(
            CellQuery("engagement", ("district", "school_year"), ("engagements",), where)
        )
        return sorted((str(district), int(year)) for (district, year), (engagements,) in cells if engagements)

    async def _participations(
        self, conditions: Conditions, page: Mapping[LedgerId, Ledger]
    ) -> dict[LedgerId, Participations]:
        if all(part.family == "engagement" for part, _ in conditions):
            return {}
        yearless = await self._store.ledgers([beside(ledger_id) for ledger_id in page])
        return {ledger_id: begun_by(participations_of(ledger), self._day) for ledger_id, ledger in yearless.items()}

    def _count(
        self,
        ledger_id: LedgerId,
        learner: Learner,
        block: Block,
        conditions: Conditions,
        learners: dict[tuple[CohortPart, RowId], set[Counted]],
    ) -> None:
        by_school = block.level is Level.SCHOOL

        def bucket_of(school: str, day: date) -> Bucket | None:
            return self._frame.buckets_at(SchoolRef(ledger_id.district, school)).of(day)

        for bucket, coordinate in engaged_buckets(learner, self._plan.span, bucket_of, by_school=by_school):
            columns = columns_of_cell(ledger_id, coordinate)
            counted = (ledger_id.district, ledger_id.owner, *((coordinate.place.school,) if by_school else ()))
            for part, where in conditions:
                if part.family == coordinate.family and holds(where, columns):
                    named = {**columns, **dict(part.constants)}
                    key = tuple(named[name] for name in self._plan.group)
                    learners[part, self._frame.row(key, bucket)].add(counted)


def columns_of_cell(ledger_id: LedgerId, coordinate: Coordinate) -> dict[str, KeyValue]:
    """The key of a learner's cell by the names of its columns, learner attributes included."""
    family, place, where = coordinate
    places: tuple[KeyValue, ...] = (ledger_id.district, ledger_id.school_year, place.school, place.grade_level)
    values = (*places, *place.attributes, *where)
    return dict(zip(FAMILIES[by_attribute(family)].columns, values, strict=True))
