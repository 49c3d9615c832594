"""What the log holds that nobody has described, and facts that do not count yet.

The log accepts them, since what is missing may arrive later; until then they are listed here. Everything is read from
sums of cells, from documents and from the states of partnerships.
"""

from dataclasses import dataclass

from services.contracts.near_names import near_names
from services.core.access import Operation, Principal, districts_for
from services.core.cells import WAITING, WAITING_FACTS, by_month
from services.core.conditions import Condition
from services.core.waiting_facts import Missing, WaitingKind, WaitingReason
from services.query.data_quality.orphans import Orphan, condition_within, orphans_of
from services.query.directory.directory import Directory, SchoolRef
from services.store.port import CellQuery, Reader

MAX_NEAR = 3
"""So many names of calendars that were probably meant are shown."""


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """Facts of a school year that count nowhere yet. `school` is empty where they name none.

    Attributes:
        calendar: the one that an enrolment names and nobody has published; empty where none is missing.
        near: names of published calendars that were probably meant, the nearest first.
    """

    district: str
    school: str
    school_year: int
    kind: WaitingKind
    reason: WaitingReason
    count: int
    calendar: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataQuality:
    """What cannot be placed, in order."""

    orphans: tuple[Orphan, ...]
    waiting: tuple[Waiting, ...]


async def data_quality_of(store: Reader, directory: Directory, principal: Principal) -> DataQuality:
    """All that the principal may see."""
    orphans = await orphans_of(store, directory, principal)
    scope = condition_within(districts_for(principal, Operation.READ_DATA_QUALITY))
    return DataQuality(tuple(orphans), tuple(await _waiting(store, directory, scope)))


async def _waiting(store: Reader, directory: Directory, scope: Condition) -> list[Waiting]:
    columns = ("district", "school", "school_year", "kind", "reason")
    sums = await store.sum_cells(CellQuery(WAITING, columns, (WAITING_FACTS,), scope))
    waiting = []
    for (district, school, year, kind, reason), (count,) in sums:
        if count > 0:
            missing, ref = Missing.read(str(reason)), SchoolRef(str(district), str(school))
            near = near_names(missing.calendar, directory.named.get((ref, int(year)), ()), MAX_NEAR)
            facts_of = (WaitingKind(str(kind)), missing.reason, count, missing.calendar, tuple(near))
            waiting.append(Waiting(ref.district, ref.school, int(year), *facts_of))
    return sorted(await _without_daily_attendance(store, waiting, scope))


async def _without_daily_attendance(store: Reader, waiting: list[Waiting], scope: Condition) -> list[Waiting]:
    """Leave out days of sections at schools of which other days are known: these take the daily attendance, too."""
    if not any(row.reason is WaitingReason.NO_DAILY_ATTENDANCE for row in waiting):
        return waiting
    query = CellQuery(by_month("day"), ("district", "school", "school_year"), ("reported",), scope)
    reported = {keys: days for keys, (days,) in await store.sum_cells(query)}
    return [
        row
        for row in waiting
        if row.reason is not WaitingReason.NO_DAILY_ATTENDANCE
        or row.count == reported.get((row.district, row.school, row.school_year))
    ]
