"""The numbers that rows are computed from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.core.kpis import Reading
from services.query.calendars import SchoolRef
from services.query.rows import KeyValues, RowId

Slot = tuple[Reading, str]
TAKING_PART: Slot = (Reading.PARTICIPANTS, "")


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

    def add(self, row: RowId, reading: Reading, measures: Iterable[str], amounts: Iterable[int]) -> None:
        readings = self.readings[row]
        for measure, by in zip(measures, amounts, strict=True):
            readings[reading, measure] += by
