"""How late attendance and engagements arrive, by everything that they can be asked by."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from consumers.learner_cache import LedgerCache
from consumers.learner_projector import LearnerProjector
from consumers.verify import verify
from services.contracts import facts
from services.contracts.primitives import EngagementKind
from services.core.access import DEVELOPMENT
from services.core.kpis import Granularity
from services.log.port import Record
from services.query.engine import QueryEngine
from services.store.embedded import EmbeddedStore
from services.store.port import Position
from tests.consumers.world import DATES, DISTRICT, LEARNERS, SCHOOLS, SOURCE, calendar, event, memory_store
from tests.support.questions import dimension, query, shown

HERE, THERE = SCHOOLS
NOW = datetime(2010, 9, 30, 12, tzinfo=UTC)
MONDAY, TUESDAY = DATES[0], DATES[1]
Told = tuple[facts.Data, int, datetime]
"""What, in which version, and when it arrived."""


def mark(
    day: date = MONDAY, school: str = HERE, learner: str = LEARNERS[0], category: str = "Tardy"
) -> facts.Attendance:
    return facts.Attendance(school=school, learner=learner, date=day, category=category)  # type: ignore[arg-type]


def after(day: date, days: int, hour: int = 20) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) + timedelta(days=days)


def visit(day: date, kind: EngagementKind, name: str) -> facts.Engagement:
    return facts.Engagement(
        learner=LEARNERS[0],
        engagement=name,
        date=day,
        kind=kind,
        minutes=30,
        partnership="p",
    )


BASE: list[Told] = [
    *((calendar(school, set()), 1, after(MONDAY, -9)) for school in SCHOOLS),
    *(
        (facts.Enrollment(school=school, learner=learner, entry_date=MONDAY), 1, after(MONDAY, -9))
        for school, learner in ((HERE, LEARNERS[0]), (THERE, LEARNERS[1]))
    ),
    (facts.Participation(learner=LEARNERS[0], partnership="p", start_date=TUESDAY), 1, after(MONDAY, -9)),
]
ON_TIME, LATE = (mark(), 2, after(MONDAY, 0)), (mark(TUESDAY), 2, after(TUESDAY, 4, 9))
ELSEWHERE = (mark(school=THERE, learner=LEARNERS[1]), 2, after(MONDAY, 2))
VISITS = [
    (visit(MONDAY, "lab_visit", "1"), 2, after(MONDAY, 0)),
    (visit(TUESDAY, "lab_visit", "2"), 2, after(TUESDAY, 6)),
    (visit(TUESDAY, "tutoring", "3"), 2, after(TUESDAY, 1)),
]
TOLD: list[Told] = [*BASE, ON_TIME, LATE, ELSEWHERE, *VISITS]


async def store_of(told: Sequence[Told], batch: int = 100) -> EmbeddedStore:
    store = await memory_store()
    owner, applier = await store.recover(SOURCE), LearnerProjector(store, LedgerCache(store))
    events = [
        (
            Record("t", 0, offset, DISTRICT.encode(), b"", (), moment),
            event(payload, offset, version),
        )
        for offset, (payload, version, moment) in enumerate(told)
    ]
    for begin in range(0, len(events), batch):
        history = events[begin : begin + batch]
        owner = await applier.apply(owner, history, Position(begin + len(history)), NOW)
    assert await verify(store, DISTRICT) == []
    return store


@pytest.fixture
async def engine() -> AsyncIterator[QueryEngine]:
    store = await store_of(TOLD)
    yield QueryEngine(store, lambda: NOW)
    await store.close()


ATTENDANCE = ("attendance_timeliness_days", "attendance_on_time_rate")
ENGAGEMENT = ("engagement_timeliness_days", "engagement_on_time_rate")


async def test_the_mean_and_the_share_are_of_facts(engine: QueryEngine) -> None:
    assert shown(await engine.answer(DEVELOPMENT, query(*ATTENDANCE))) == [((3 + 2) / 3, 100 / 3)]
    assert shown(await engine.answer(DEVELOPMENT, query(*ENGAGEMENT))) == [((6 + 1) / 3, 100 / 3)]


async def test_they_can_be_asked_by_school_day_kind_and_phase(engine: QueryEngine) -> None:
    by_school = query(*ATTENDANCE, group_by=("school",))
    assert shown(await engine.answer(DEVELOPMENT, by_school)) == [(THERE, 2.0, 0.0), (HERE, 1.5, 50.0)]
    by_day = query(ATTENDANCE[0], granularity=Granularity.DAY, where=dimension("school", eq=HERE))
    assert shown(await engine.answer(DEVELOPMENT, by_day))[:2] == [("2010-08-23", 0.0), ("2010-08-24", 3.0)]
    by_kind = query(*ENGAGEMENT, group_by=("engagement_kind",))
    assert shown(await engine.answer(DEVELOPMENT, by_kind)) == [("lab_visit", 3.0, 50.0), ("tutoring", 1.0, 0.0)]
    of_phase = query(ATTENDANCE[0], ENGAGEMENT[0], group_by=("phase",), where=dimension("partnership", eq="p"))
    assert shown(await engine.answer(DEVELOPMENT, of_phase)) == [("before", 0.0, 0.0), ("during", 3.0, 3.5)]


AGAIN = (mark(TUESDAY), 3, after(TUESDAY, 9))
CORRECTED = (mark(TUESDAY, category="Excused Absence"), 4, after(TUESDAY, 12))
RETRACTED = (facts.AttendanceKey(school=HERE, learner=LEARNERS[0], date=TUESDAY), 3, after(TUESDAY, 1))
VISITED_AGAIN = (VISITS[1][0], 5, after(TUESDAY, 20))


@pytest.mark.parametrize("more", [[AGAIN], [CORRECTED, AGAIN], [RETRACTED, CORRECTED], [VISITED_AGAIN]])
async def test_whatever_is_sent_again_changes_no_number_in_any_order(more: list[Told]) -> None:
    """Each record keeps the time at which it arrived, in whatever order they are read, and one by one, too."""
    timeliness = query(*ATTENDANCE, *ENGAGEMENT, group_by=("school",))
    for order in permutations([LATE, VISITS[1], *more]):
        changes = [*BASE, ON_TIME, ELSEWHERE, VISITS[0], VISITS[2], *order]
        store = await store_of(changes, batch=len(changes) if order[0] is LATE else 1)
        answer = shown(await QueryEngine(store, lambda: NOW).answer(DEVELOPMENT, timeliness))
        await store.close()
        assert answer == [(THERE, 2.0, 0.0, None, None), (HERE, 1.5, 50.0, 7 / 3, 100 / 3)]


async def test_a_retracted_fact_is_not_counted() -> None:
    store = await store_of([*TOLD, RETRACTED])
    assert shown(await QueryEngine(store, lambda: NOW).answer(DEVELOPMENT, query(ATTENDANCE[0]))) == [((0 + 2) / 2,)]
    await store.close()
