"""The numbers of partnerships, read from their states as of the end of each bucket; no cell has them."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from services.core.kpis import Granularity, Reading, SumOfTerms, Unit
from services.core.partnerships.continuity import closed_on
from services.core.partnerships.dated_amounts import entries
from services.core.partnerships.history import as_of
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.partnership_kpis import STANDINGS, Judged, Share
from services.core.partnerships.score_parts import HealthContext
from services.core.stated_rules import states_rule
from services.query.directory.viewer import Viewer, keys_among
from services.query.model.answers import Value, ValueStatus
from services.query.planning.frame import Frame, KeyValues, RowId
from services.query.planning.plan import Block, Plan, SelectedMetric
from services.query.reading.block_totals import Slot
from services.query.reading.participant_counts import ParticipantCounts, participants_of
from services.query.time.buckets import PERIODS, Bucket, buckets_of
from services.store.port import Reader

Exact = Fraction | int
STATE_COST = 5_000
"""Cells that could be read in the time that one state takes to be judged, about a millisecond."""
JUDGED_AT_ONCE = 10
"""States that are judged before others have their turn."""


@dataclass(slots=True)
class StateNumbers:
    """The numbers of one block, row by row, added up over its partnerships. They are exact up to `value`: of floats,
    means that are equal would differ in their last digit, and be ordered by it.

    Attributes:
        fewest: learners behind a share, the fewest that are known of any partnership.
        hidden: the shares that have more to say than the reader may see.
    """

    amounts: dict[RowId, dict[Slot, Exact]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    fewest: dict[tuple[RowId, str], int] = field(default_factory=dict)
    hidden: set[tuple[RowId, str]] = field(default_factory=set)

    @property
    def rows(self) -> set[RowId]:
        """All rows that anything is known of."""
        return set(self.amounts)

    def show(self, row: RowId) -> None:
        self.amounts[row]

    def enter(self, row: RowId, amounts: Mapping[str, int]) -> None:
        for measure, by in amounts.items():
            self.amounts[row][Reading.ENTRIES, measure] += by

    def add(self, row: RowId, measure: str, share: Share) -> None:
        self.amounts[row][Reading.PART, measure] += share.part
        self.amounts[row][Reading.WHOLE, measure] += share.whole
        if share.hidden:
            self.hidden.add((row, measure))
        if share.n is not None:
            self.fewest[row, measure] = min(share.n, self.fewest.get((row, measure), share.n))

    def compare_sides(self) -> None:
        """In every row, what the side put in that put in less, and what the other did."""
        for amounts in self.amounts.values():
            both = [amounts[Reading.ENTRIES, f"cents_{side}"] for side in ("district", "partner")]
            amounts[Reading.ENTRIES, "cents_smaller"], amounts[Reading.ENTRIES, "cents_larger"] = sorted(both)

    def value(self, pick: SelectedMetric, row: RowId) -> Value:
        """What is hidden does not count; where nothing else is there, the value is hidden."""
        amounts, label, metric = self.amounts.get(row), pick.ref.label, pick.metric
        if amounts is None or pick.terms is None:
            return Value(label, None, None, None, None, ValueStatus.NO_DATA)
        numerator = Fraction(_total(metric.numerator, amounts)) / metric.per
        if metric.denominator is None:
            return Value(label, float(numerator), float(numerator), None, None, ValueStatus.OK)
        measure = metric.numerator[0].measure
        whole = Fraction(_total(metric.denominator, amounts)) / metric.per
        if not whole and (row, measure) in self.hidden:
            return Value(label, None, None, None, None, ValueStatus.SUPPRESSED)
        if not whole:
            return Value(label, None, float(numerator), float(whole), None, ValueStatus.DIVIDE_BY_ZERO)
        factor, n = 100 if metric.unit is Unit.PERCENT else 1, self.fewest.get((row, measure))
        value = float(factor * numerator / whole)
        return Value(label, value, float(numerator), float(whole), n, ValueStatus.OK)


class StateReader:
    """Answers the blocks of one plan that are about partnerships."""

    def __init__(self, store: Reader, plan: Plan, frame: Frame, viewer: Viewer) -> None:
        self._store = store
        self._plan = plan
        self._frame = frame
        self._viewer = viewer

    async def read(self, block: Block) -> StateNumbers:
        """A partnership has numbers in every bucket of its life, from its proposal to its closing, if they are 0."""
        numbers, partnerships = StateNumbers(), self._viewer.partnerships()
        taking_part = ParticipantCounts()
        if "participation_rate" in block.measures(Reading.PART):
            taking_part = await participants_of(self._store, partnerships, self._plan.span)
        for partnership in partnerships:
            await asyncio.sleep(0)
            now = as_of(partnership, self._viewer.day)
            if now is not None:
                await self._stand(block, now, taking_part, numbers)
                self._enter(block, now, numbers)
        numbers.compare_sides()
        return numbers

    async def _stand(
        self, block: Block, now: Partnership, taking_part: ParticipantCounts, numbers: StateNumbers
    ) -> None:
        measures = block.measures(Reading.PART)
        keys = keys_among(self._viewer.places(now), self._plan.group, block.condition)
        for number, (bucket, row_keys) in enumerate(self._life(now, keys)):
            if number % JUDGED_AT_ONCE == 0:
                await asyncio.sleep(0)  # others are waiting
            shares = self._shares(now, bucket.end, measures, taking_part) if measures else {}
            for row in (self._frame.row(key, bucket) for key in row_keys):
                numbers.show(row)
                for measure, share in shares.items():
                    numbers.add(row, measure, share)

    def _enter(self, block: Block, now: Partnership, numbers: StateNumbers) -> None:
        places = self._viewer.places(now)
        for entry in entries(now, self._viewer.terms(now).rates) if block.reads(Reading.ENTRIES) else ():
            more = {"side": entry.side, "contribution_kind": entry.kind} if entry.side and entry.kind else None
            for key in keys_among(places, self._plan.group, block.condition, more):
                bucket = self._frame.buckets(key).of(entry.day)
                if bucket is not None:
                    numbers.enter(self._frame.row(key, bucket), entry.amounts)

    @states_rule(
        "Buckets of a partnership",
        "Those that end on the day of its proposal or later and begin on the day of its closing or earlier. It "
        "counts under each of its districts and each kind of its partners, and once in a total.",
    )
    def _life(self, now: Partnership, keys: Iterable[KeyValues]) -> Iterator[tuple[Bucket, list[KeyValues]]]:
        """The buckets in which there was the partnership, each with its keys: terms differ between districts."""
        closed = closed_on(now)
        alive: dict[Bucket, list[KeyValues]] = defaultdict(list)
        for key in keys:
            for bucket in self._frame.buckets(key).ending:
                if now.proposed <= bucket.end and (closed is None or bucket.begin <= closed):
                    alive[bucket].append(key)
        yield from alive.items()

    def _shares(
        self, now: Partnership, day: date, measures: tuple[str, ...], taking_part: ParticipantCounts
    ) -> dict[str, Share]:
        then, terms = as_of(now, day), self._viewer.terms(now)
        if then is None:
            return {}
        minimum_n = self._viewer.minimum_n(now)
        context = HealthContext(then, day, terms.rates, self._viewer.tells_apart(now))
        judged = Judged(context, terms.weights, minimum_n, taking_part.on(now.id, day))
        return {measure: STANDINGS[measure](judged) for measure in measures}


def cost_of_states(plan: Plan, partnerships: int) -> int:
    """States that are judged, in cells that could be read meanwhile; terms and grading periods are about months."""
    granularity = Granularity.MONTH if plan.granularity in PERIODS else plan.granularity
    buckets = len(buckets_of(plan.span, granularity, ()).items)
    return STATE_COST * partnerships * buckets * sum(block.reads(Reading.PART) for block in plan.blocks)


def _total(terms: SumOfTerms, amounts: Mapping[Slot, Exact]) -> Exact:
    return sum(term.weight * amounts.get((term.reading, term.measure), 0) for term in terms)
