"""A plan: which cells to read, for which dates, and how readings become values. Pure."""

from dataclasses import dataclass
from typing import NamedTuple

from services.core.calendar import Span, school_year_of
from services.core.cells import ATTRIBUTES, by_attribute
from services.core.conditions import Condition, columns_of
from services.core.kpis import PARTNERSHIP, Granularity, Metric, Reading, Term
from services.core.rollups import MOVING
from services.query.model.question import Level, MetricRef
from services.query.planning.cohorts import CohortPart
from services.query.planning.rollup_routing import Slice, slices_of

SCHOOL_COLUMNS = frozenset({"district", "school"})
DISTRICT_COLUMNS = frozenset({"district"})


@dataclass(frozen=True, slots=True)
class SelectedMetric:
    """A metric as asked for: `terms` are its readings in this plan; None: not answerable over this range."""

    ref: MetricRef
    metric: Metric
    block: int
    terms: tuple[Term, ...] | None


class BlockKey(NamedTuple):
    """What metrics must share to read the same cells; `of_participants`: dimensions of participants in the question."""

    family: str
    condition: Condition
    of_participants: frozenset[str]
    level: Level


@dataclass(frozen=True, slots=True)
class Block:
    """Metrics that read the same cells: of a family, under a condition, made of some parts."""

    family: str
    condition: Condition
    terms: frozenset[Term]
    parts: tuple[CohortPart, ...]
    level: Level = Level.SCHOOL

    def measures(self, reading: Reading) -> tuple[str, ...]:
        return tuple(sorted({term.measure for term in self.terms if term.reading is reading}))

    def reads(self, *readings: Reading) -> bool:
        return any(term.reading in readings for term in self.terms)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a query is answered.

    Attributes:
        span: the dates, cut at `as_of`; empty (begin behind end) when the range lies after it.
        group: the key columns that rows are told apart by: the dimensions asked for, and the district beside a school.
        rows_by: the dimensions of the rows that this is the total of; without totals those of `group_by`.
        too_expensive: the metrics that have no data, since their learners would have to be counted from too many facts.
    """

    picks: tuple[SelectedMetric, ...]
    blocks: tuple[Block, ...]
    group: tuple[str, ...]
    group_by: tuple[str, ...]
    rows_by: tuple[str, ...]
    span: Span
    granularity: Granularity | None
    scope: Condition
    too_expensive: tuple[str, ...] = ()

    @property
    def has_states(self) -> bool:
        """Whether something in it is read from the states of partnerships."""
        return any(block.family == PARTNERSHIP for block in self.blocks)

    @property
    def counts_facts(self) -> bool:
        """Whether something in it is counted from the facts of learners."""
        return any(block.reads(Reading.DISTINCT) for block in self.blocks)

    def table(self, part: CohortPart) -> str:
        """Which variant of the family: with attributes only when one is asked for."""
        columns = {*self.group, *columns_of(part.condition)}
        return by_attribute(part.family) if columns & set(ATTRIBUTES) else part.family

    def slices(self, part: CohortPart, span: Span) -> tuple[Slice, ...]:
        """Where sums by the plan's buckets come from, for these dates."""
        return slices_of(self.table(part), span, self.granularity if part.weekday is None else Granularity.DAY)

    def moves(self, part: CohortPart) -> str:
        """Where the days on which members come or go are."""
        return MOVING.get(self.table(part), self.table(part))

    def tables(self, block: Block, part: CohortPart) -> tuple[str, ...]:
        """All that a part of a block is read from, in order of their names."""
        tables = {slice_of_part.table for slice_of_part in self.slices(part, self.span)}
        if block.reads(Reading.RUNNING_DAYS, Reading.INSTRUCTIONAL_DAYS):
            tables.add(self.moves(part))
        if block.reads(Reading.REPORTED_DAYS):
            tables.add(self.table(part))
        return tuple(sorted(tables))


def years_of(span: Span) -> tuple[int, ...]:
    return tuple(range(school_year_of(span.begin), school_year_of(span.end) + 1))
