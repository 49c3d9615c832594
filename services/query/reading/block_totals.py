"""The numbers that rows are computed from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.core.kpis import Metric, MetricKind, Reading
from services.query.planning.frame import KeyValues, RowId

Slot = tuple[Reading, str]
TAKING_PART: Slot = (Reading.PARTICIPANTS, "")


@dataclass(slots=True)
class BlockNumbers:
    """The numbers of one block.

    Attributes:
        readings: row → reading and measure → number; a missing one is 0.
        learners: row → n of flows: the learners of the school year in the bucket that has the most.
        learners_at_end: row → n of standings: the learners of the school year in which the bucket ends.
        participants: row → n of what is counted for each participant, by the school year that has the most.
        member_keys: the keys that have members in the range or before it, in its school years.
    """

    readings: dict[RowId, dict[Slot, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    learners: dict[RowId, int] = field(default_factory=lambda: defaultdict(int))
    learners_at_end: dict[RowId, int] = field(default_factory=lambda: defaultdict(int))
    participants: dict[RowId, int] = field(default_factory=lambda: defaultdict(int))
    member_keys: set[KeyValues] = field(default_factory=set)

    @property
    def rows(self) -> set[RowId]:
        """All rows that anything is known of."""
        return {*self.readings, *self.learners}

    def n(self, row: RowId, metric: Metric) -> int:
        """The learners behind the metric's value in the row."""
        if metric.reads(Reading.PARTICIPANTS):
            return self.participants.get(row, 0)
        return (self.learners_at_end if metric.kind is MetricKind.STANDING else self.learners).get(row, 0)

    def add(self, row: RowId, reading: Reading, measures: Iterable[str], amounts: Iterable[int]) -> None:
        readings = self.readings[row]
        for measure, by in zip(measures, amounts, strict=True):
            readings[reading, measure] += by
