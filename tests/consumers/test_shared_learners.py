"""On which days a school reported anything decides for learners of several schools, and for nobody else."""

from collections.abc import Collection
from pathlib import Path

import msgspec
import pytest

from consumers.learner_cache import LedgerCache
from consumers.learner_projector import LearnerProjector
from consumers.rebuild import rebuild_from_ledgers
from services.contracts import facts
from services.contracts.primitives import AttendanceCategory
from services.core.cells import CellKey, Measures
from services.core.facts import LedgerId
from services.core.ledger import Ledger
from services.log.embedded import EmbeddedLog
from services.store.embedded import EmbeddedStore
from services.store.port import CellQuery, CellSum, Position
from tests.consumers.world import EPOCH, FIRST, LEARNERS, SCHOOLS, SOURCE, calendar, cells_of, event, records

SHARED, OTHER, _ = LEARNERS
HERE, THERE = SCHOOLS


def mark(school: str, learner: str, category: AttendanceCategory, section: str | None = None) -> facts.Attendance:
    return facts.Attendance(school=school, learner=learner, date=FIRST, category=category, section=section)


def retracted(section: str | None = None) -> facts.AttendanceKey:
    return facts.AttendanceKey(school=THERE, learner=OTHER, date=FIRST, section=section)


def enrolled(school: str, learner: str, *, primary: bool | None = None) -> facts.Enrollment:
    return facts.Enrollment(school=school, learner=learner, entry_date=FIRST, primary_school=primary)


ABSENCE, PRESENCE = mark(HERE, SHARED, "Excused Absence"), mark(THERE, OTHER, "In Attendance")
STORY: list[tuple[str, facts.Data, int]] = [
    ("the other school is silent", ABSENCE, 1),
    ("it says that somebody else is there", PRESENCE, 0),
    ("it takes that back", retracted(), 1),
    ("it takes a roll without absences", facts.Roll(school=THERE, date=FIRST, marks=()), 0),
    ("it takes that back, too", facts.RollKey(school=THERE, date=FIRST), 1),
    ("a section says that somebody else is there", mark(THERE, OTHER, "In Attendance", "algebra"), 0),
    ("another section says the same", mark(THERE, OTHER, "In Attendance", "biology"), 0),
    ("for them it was no day of school", calendar(THERE, {FIRST}, name="KG"), 0),
    ("one section takes that back", retracted("algebra"), 0),
    ("the other one does", retracted("biology"), 1),
    ("it marks an absence as well", mark(THERE, SHARED, "Excused Absence"), 1),
    ("it corrects that", mark(THERE, SHARED, "Tardy"), 0),
    ("the learner was never enrolled there", facts.EnrollmentKey(school=THERE, learner=SHARED, entry_date=FIRST), 1),
]
CALENDARS = [*(calendar(school, set()) for school in SCHOOLS), calendar(THERE, set(), name="KG")]
BEFORE: list[facts.Data] = [
    *CALENDARS,
    enrolled(HERE, SHARED),
    enrolled(THERE, SHARED),
    msgspec.structs.replace(enrolled(THERE, OTHER), calendar="KG"),
]


class Watched(EmbeddedStore):
    """A store that knows what was read from it."""

    ledgers_read: set[LedgerId]
    sums_read: int

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
        self.ledgers_read.update(ids)
        return await super().ledgers(ids)

    async def sum_cells(self, query: CellQuery) -> list[CellSum]:
        self.sums_read += 1
        return await super().sum_cells(query)


async def opened() -> Watched:
    store = await Watched.open(Path(":memory:"))
    assert isinstance(store, Watched)
    store.ledgers_read, store.sums_read = set(), 0
    return store


def absences(cells: dict[CellKey, Measures]) -> int:
    return sum(measures.get("excused", 0) for (family, _), measures in cells.items() if family in ("day", "across_day"))


@pytest.mark.parametrize("consumers", [1, 2, 100])
async def test_a_school_decides_on_the_days_on_which_it_reported_anything(consumers: int) -> None:
    """So many consumers take turns, and forget what they knew when another one had its turn."""
    store = await opened()
    try:
        owner, told = await store.recover(SOURCE), [*BEFORE, *(payload for _, payload, _ in STORY)]
        caches = [LedgerCache(store) for _ in range(consumers)]
        all_records = records([event(payload, number, number) for number, payload in enumerate(told)])
        before, after = all_records[: len(BEFORE)], all_records[len(BEFORE) :]
        owner = await LearnerProjector(store, caches[-1]).apply(owner, before, Position(len(BEFORE)), EPOCH)
        for number, ((why, _, expected), record) in enumerate(zip(STORY, after, strict=True)):
            cache = caches[number % consumers]
            if consumers > 1:
                cache.drop()
            projector = LearnerProjector(store, cache)
            owner = await projector.apply(owner, [record], Position(record[0].offset + 1), EPOCH)
            assert absences(await cells_of(store)) == expected, why
    finally:
        await store.close()


async def test_a_first_report_reads_the_learners_that_the_school_shares_and_no_others() -> None:
    store = await opened()
    try:
        many = [enrolled(THERE, f"lk_{number:032x}") for number in range(10, 30)]
        told = [*BEFORE, *many, ABSENCE, PRESENCE]
        *before, report = records([event(payload, number, number) for number, payload in enumerate(told)])
        owner = await store.recover(SOURCE)
        owner = await LearnerProjector(store, LedgerCache(store)).apply(owner, before, Position(len(before)), EPOCH)
        store.ledgers_read.clear()
        await LearnerProjector(store, LedgerCache(store)).apply(owner, [report], Position(len(told)), EPOCH)
        assert {ledger.owner for ledger in store.ledgers_read} == {SHARED, OTHER}
    finally:
        await store.close()


async def test_a_rebuild_says_how_many_ledgers_it_read_and_counts_none_twice(
    log: EmbeddedLog, store: EmbeddedStore
) -> None:
    told = [*BEFORE, ABSENCE, PRESENCE]
    history = records([event(payload, number, number) for number, payload in enumerate(told)])
    owner = await store.recover(SOURCE)
    await LearnerProjector(store, LedgerCache(store)).apply(owner, history, Position(len(history)), EPOCH)
    progress: list[int] = []
    await rebuild_from_ledgers(store, log, [], lambda _, ledgers: progress.append(ledgers))
    assert progress == [len({SHARED, OTHER})]


async def test_where_nobody_goes_to_two_schools_at_once_no_reports_are_looked_up() -> None:
    store = await opened()
    try:
        told = [*CALENDARS, enrolled(HERE, SHARED, primary=True), *BEFORE[4:], ABSENCE, PRESENCE]
        history = records([event(payload, number, number) for number, payload in enumerate(told)])
        owner = await store.recover(SOURCE)
        await LearnerProjector(store, LedgerCache(store)).apply(owner, history, Position(len(history)), EPOCH)
        assert store.sums_read == 0
    finally:
        await store.close()
