"""The groups whose rows `having` keeps, as a condition for the totals of them alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.core.conditions import EVERYTHING, NOTHING, Condition, size_of
from services.query.filters.validation import MAX_FILTER, MAX_FILTER_VALUES
from services.query.model.query_error import ErrorCode, QueryError
from services.query.planning.cohorts import within


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
            message = f"`having` keeps {len(self.groups)} rows, too many for totals of them alone: group by less"
            raise QueryError(ErrorCode.TOO_EXPENSIVE, "query.totalsOf", message)
        return wanted
