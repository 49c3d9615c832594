"""How far what districts send has arrived: what waits to be applied, what was refused, and what is being computed anew.

Everything is read from positions and dead letters; no record's own content is given to anybody.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.core.access import Operation, Principal, districts_for, has
from services.core.calendar import Span
from services.core.cells import REPORT_MEASURES
from services.core.conditions import AllOf, In
from services.log.partitioner import partition_of
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, Log
from services.query.data_quality.dead_letter_counts import REPORTS, RefusedRecords, _DeadLetters, refused_of
from services.query.directory.directory import Directory
from services.query.directory.reference_data import ReferenceData
from services.query.engine import utc_now
from services.query.reading.cell_reader import between
from services.store.port import CellQuery, Position, Reader, Source, StoreState

TOPICS = (LEARNER_EVENTS, PARTNERSHIP_EVENTS)


@dataclass(frozen=True, slots=True)
class DistrictHealth:
    """One district.

    Attributes:
        fresh_at: everything of it that was appended up to this moment is applied; None: nothing was applied yet.
        waiting: records of its partition that are not applied yet, of all districts in it.
        recomputing: a calendar or policy is being applied to everything that it touches.
        last_reported: the last day of the last two months on which a school reported anything.
    """

    district: str
    fresh_at: datetime | None
    waiting: int
    recomputing: bool
    last_reported: date | None


@dataclass(frozen=True, slots=True)
class DataHealth:
    """What one principal may know.

    Attributes:
        fresh_at: everything appended up to this moment is applied; None: nothing was applied yet.
        waiting: records that are not applied yet, in the partitions of what is the principal's.
        rebuilding: a rebuild computes all numbers anew beside those that are shown.
        complete: whether `refused` counts all dead letters; otherwise the next request counts on.
    """

    fresh_at: datetime | None
    waiting: int
    districts: tuple[DistrictHealth, ...]
    refused: tuple[RefusedRecords, ...]
    rebuilding: bool
    complete: bool


class DataHealthQueries(Protocol):
    """What may be asked of how data arrive."""

    async def data_health(self, principal: Principal) -> DataHealth: ...

    async def recomputing(self, district: str) -> bool:
        """Whether a calendar or policy is being applied to everything that it touches, in the district's partition."""
        ...


class Unmonitored(DataHealthQueries):
    """Knows nothing: for those who have no log to look at."""

    async def data_health(self, principal: Principal) -> DataHealth:
        del principal
        return DataHealth(None, 0, (), (), rebuilding=False, complete=False)

    async def recomputing(self, district: str) -> bool:
        del district
        return False


UNMONITORED = Unmonitored()


class DataMonitor(DataHealthQueries):
    """Looks at a log and a store. What was counted of dead letters is kept in memory."""

    def __init__(
        self,
        log: Log,
        store: Reader,
        now: Callable[[], datetime] = utc_now,
        reference: ReferenceData | None = None,
    ) -> None:
        self._log = log
        self._store = store
        self._now = now
        self._reference = reference or ReferenceData()
        self._letters = {topic: _DeadLetters(log, topic) for topic in TOPICS}

    async def data_health(self, principal: Principal) -> DataHealth:
        state = await self._store.state()
        directory = await self._reference.seen_by(principal, self._store, state)
        waiting = {topic: await self._waiting(topic, state) for topic in TOPICS}
        whole = [await letters.count() for letters in self._letters.values()]
        return DataHealth(
            state.fresh_at,
            await self._waiting_for(principal, directory, waiting),
            tuple(await self._districts(principal, state, directory, waiting[LEARNER_EVENTS])),
            tuple(refused_of(self._letters.values(), principal, directory.partnerships)),
            await self._store.rebuilding(),
            all(whole),
        )

    async def recomputing(self, district: str) -> bool:
        topic, positions = await self._log.topic(LEARNER_EVENTS), await self._store.positions()
        position = positions.get(Source(topic.id, partition_of(district.encode(), topic.partitions)))
        return position is not None and position.step > 0

    async def _waiting_for(
        self, principal: Principal, directory: Directory, waiting: Mapping[str, Mapping[int, int]]
    ) -> int:
        """In the partitions of the principal's districts and partnerships; in all for who sees everything."""
        districts = districts_for(principal, Operation.READ_DATA_HEALTH)
        if districts is None:
            return sum(count for counts in waiting.values() for count in counts.values())
        keys = {
            LEARNER_EVENTS: [district for district in directory.zones if district in districts],
            PARTNERSHIP_EVENTS: list(directory.partnerships) if districts else [],
        }
        own = 0
        for name, counts in waiting.items():
            count = (await self._log.topic(name)).partitions
            partitions = {partition_of(key.encode(), count) for key in keys[name]}
            own += sum(counts.get(partition, 0) for partition in partitions)
        return own

    async def _waiting(self, name: str, state: StoreState) -> dict[int, int]:
        """Records that are not applied yet, by partition."""
        topic, bounds = await self._log.topic(name), await self._log.bounds(name)
        return {
            partition: max(end - state.positions.get(Source(topic.id, partition), Position(begin)).offset, 0)
            for partition, (begin, end) in bounds.items()
        }

    async def _districts(
        self, principal: Principal, state: StoreState, directory: Directory, waiting: Mapping[int, int]
    ) -> Iterable[DistrictHealth]:
        topic, freshness = await self._log.topic(LEARNER_EVENTS), await self._store.freshness()
        districts = districts_for(principal, Operation.READ_DATA_HEALTH)
        mine = sorted(district for district in directory.zones if has(districts, district))
        reports = await self._reports(mine, directory)
        healths = []
        for district in mine:
            partition = partition_of(district.encode(), topic.partitions)
            position = state.positions.get(Source(topic.id, partition))
            healths.append(
                DistrictHealth(
                    district,
                    freshness.get(Source(topic.id, partition)),
                    waiting.get(partition, 0),
                    position is not None and position.step > 0,
                    reports.get(district),
                )
            )
        return healths

    async def _reports(self, districts: Collection[str], directory: Directory) -> dict[str, date]:
        last: dict[str, date] = {}
        if not districts:
            return last
        own = In("district", tuple(districts))
        today = directory.today(self._now(), own)
        where = AllOf((own, between(Span(today - REPORTS, today))))
        for (district, day), sums in await self._store.sum_cells(
            CellQuery("day", ("district", "date"), REPORT_MEASURES, where)
        ):
            if any(sums):
                reported = date.fromisoformat(str(day))
                last[str(district)] = max(reported, last.get(str(district), reported))
        return last
