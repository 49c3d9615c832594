"""All that a question needs: plans for its rows, totals and subtotals, and what they cost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from services.core.conditions import EVERYTHING, NOTHING, Condition, size_of
from services.query.directory.viewer import Viewer
from services.query.filters.validation import MAX_FILTER, MAX_FILTER_VALUES
from services.query.formula.measures import Measuring
from services.query.model.answers import Cost, Row
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import MetricQuery
from services.query.planning.cohorts import within
from services.query.planning.scoped_plan import ComparedPlan


@dataclass(frozen=True, slots=True)
class KeptGroups:
    """The groups whose rows are kept: of each its values of the dimensions."""

    dimensions: tuple[str, ...]
    groups: frozenset[tuple[str, ...]]

    def condition(self, group_by: Sequence[str]) -> Condition:
        """To be of one of the groups, as far as these dimensions tell. Raises QueryError if there are too many."""
        known = {*group_by, "district"} if "school" in group_by else {*group_by}
        places = [index for index, name in enumerate(self.dimensions) if name in known]
        if not self.groups or not places:
            return EVERYTHING if self.groups else NOTHING
        columns = tuple(self.dimensions[index] for index in places)
        wanted = within({tuple(group[index] for index in places) for group in self.groups}, columns)
        conditions, values = size_of(wanted)
        if conditions > MAX_FILTER or values > MAX_FILTER_VALUES:
            measured = (MAX_FILTER, conditions) if conditions > MAX_FILTER else (MAX_FILTER_VALUES, values)
            message = f"`having` keeps {len(self.groups)} rows, too many for totals of them alone: group by less"
            raise QueryError(ErrorCode.TOO_EXPENSIVE, "query.totalsOf", message, measured)
        return wanted


class Preparer(Protocol):
    """Who made the job, and makes parts of it again."""

    def of_kept(self, pair: ComparedPlan, kept: KeptGroups) -> ComparedPlan:
        """The same totals, of these groups alone. Raises QueryError where they are too many."""
        ...


@dataclass(frozen=True, slots=True)
class QueryJob:
    """All that a question needs.

    Attributes:
        viewer: who asks, on which day.
        totals, subtotals: the shortest grouping first. Where they are of kept rows, they stand for what that costs at
            most, until `of_kept` says which rows these are.
    """

    query: MetricQuery
    measuring: Measuring
    viewer: Viewer
    rows: ComparedPlan
    totals: ComparedPlan | None
    subtotals: tuple[ComparedPlan, ...]
    cost: Cost
    preparer: Preparer

    @property
    def pairs(self) -> list[ComparedPlan]:
        return [self.rows, *([self.totals] if self.totals else []), *self.subtotals]

    @property
    def counts_facts(self) -> bool:
        """Whether any of it is counted from the facts of learners."""
        return any(pair.counts_facts for pair in self.pairs)

    def of_kept(self, rows: Sequence[Row]) -> "QueryJob":
        """The same job, with totals and subtotals of these rows alone. Raises QueryError where they are too many."""
        group = self.rows.own.plan.group
        kept = KeptGroups(group, frozenset(row.identity for row in rows))
        totals = None if self.totals is None else self.preparer.of_kept(self.totals, kept)
        return replace(
            self, totals=totals, subtotals=tuple(self.preparer.of_kept(pair, kept) for pair in self.subtotals)
        )
