"""Convergence is the law: whatever the order, duplicates and batches, the cells are those of a clean fold."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consumers import learner_cache
from consumers.consumer import Consumer
from consumers.decoding import dead_letter_topic
from consumers.learners import learner_projection
from consumers.rebuild import rebuild_from_ledgers, rebuild_from_log
from consumers.verify import verify
from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.cells import CellKey, Measures
from services.core.identity import DerivedSecrets
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, NewRecord
from services.store.embedded import EmbeddedStore
from tests.consumers.world import (
    DATES,
    DISTRICT,
    SCHOOLS,
    apply,
    calendar,
    cells_of,
    event,
    histories,
    ledgers_of,
    memory_store,
    of_shared_learners,
    without_arrivals,
)
from tests.depth import examples
from tests.support.small_portions import Small

PROPERTY = settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.too_slow])


async def folded(history: Sequence[LearnerEvent], sizes: Sequence[int] = ()) -> dict[CellKey, Measures]:
    store = await memory_store()
    try:
        await apply(store, history, sizes)
        assert await verify(store, DISTRICT) == []
        return await cells_of(store)
    finally:
        await store.close()


@PROPERTY
@given(st.data(), histories() | histories(adopting=True) | of_shared_learners())
async def test_shuffled_duplicated_and_batched_at_random_gives_the_clean_fold(
    data: st.DataObject, history: list[LearnerEvent]
) -> None:
    clean = await folded(history)
    again = data.draw(st.lists(st.sampled_from(history), max_size=10))
    shuffled = data.draw(st.permutations(history + again))
    sizes = data.draw(st.lists(st.integers(1, 8), max_size=12))
    assert await folded(shuffled, sizes) == clean


@asynccontextmanager
async def embedded_pair() -> AsyncIterator[tuple[EmbeddedLog, EmbeddedStore]]:
    with TemporaryDirectory() as folder:
        log = await EmbeddedLog.open(Path(folder) / "log.sqlite")
        for topic in (LEARNER_EVENTS, dead_letter_topic(LEARNER_EVENTS)):
            await log.create_topic(topic, 1)
        store = await EmbeddedStore.open(Path(folder) / "store.sqlite")
        try:
            yield log, store
        finally:
            await store.close()
            await log.close()


LINE = learner_projection(DerivedSecrets(b"s" * 32))


async def append(log: EmbeddedLog, history: Sequence[LearnerEvent]) -> None:
    await log.append(
        LEARNER_EVENTS, [NewRecord(DISTRICT.encode(), msgspec.json.encode(learner_event)) for learner_event in history]
    )


async def consume(log: EmbeddedLog, store: EmbeddedStore, batch: int) -> None:
    await Consumer(log, store, LINE, batch=batch).run(asyncio.Event(), until_idle=True)


@settings(PROPERTY, max_examples=examples(20))
@given(st.data(), histories() | histories(adopting=True) | of_shared_learners(), st.integers(1, 8))
async def test_both_rebuilds_of_any_history_give_the_clean_fold(
    data: st.DataObject, history: list[LearnerEvent], batch: int
) -> None:
    clean = await folded(history)
    again = data.draw(st.lists(st.sampled_from(history), max_size=5))
    events = data.draw(st.permutations(history + again))
    async with embedded_pair() as (log, store):
        await append(log, events)
        await consume(log, store, batch)
        cells = await cells_of(store)
        assert (await verify(store, DISTRICT), without_arrivals(cells)) == ([], without_arrivals(clean))
        await rebuild_from_ledgers(store, log, [LINE], lambda _district, _done: None)
        assert (await verify(store, DISTRICT), await cells_of(store)) == ([], cells)
        await rebuild_from_log(store, log, [LINE])
        assert (await verify(store, DISTRICT), await cells_of(store)) == ([], cells)


@PROPERTY
@given(histories(max_size=25) | of_shared_learners(), st.integers(1, 4))
async def test_a_store_that_takes_little_at_once_ends_with_the_same_cells(
    history: list[LearnerEvent], most: int
) -> None:
    clean, small = await folded(history), await Small.open(Path(":memory:"))
    small.most = most  # type: ignore[attr-defined]
    try:
        await apply(small, history, [5, 10])
        assert await verify(small, DISTRICT) == []
        assert await cells_of(small) == clean
    finally:
        await small.close()


@PROPERTY
@given(histories(max_size=25) | of_shared_learners(), st.lists(st.integers(2, 6), max_size=12), st.integers(0, 5))
async def test_with_room_for_few_ledgers_in_memory_the_cells_are_the_same(
    history: list[LearnerEvent], sizes: list[int], room: int
) -> None:
    clean = await folded(history)
    with patch.object(learner_cache, "MAX_LEDGERS", room):
        assert await folded(history, sizes) == clean


@PROPERTY
@given(histories(max_size=20, adopting=True))
async def test_replaying_the_log_from_the_start_changes_nothing(history: list[LearnerEvent]) -> None:
    store = await memory_store()
    try:
        await apply(store, history)
        cells, ledgers = await cells_of(store), await ledgers_of(store)
        await apply(store, history, [1, 2, 3])
        assert (await cells_of(store), await ledgers_of(store)) == (cells, ledgers)
    finally:
        await store.close()


async def test_a_nightly_sync_that_sends_every_enrolment_again_changes_no_number() -> None:
    """Forty learners of two schools, whose system sends what it holds in whatever order it finds it."""
    chance = Random(12)
    learners = [f"lk_{number:032x}" for number in range(40)]
    enrolled = [
        facts.Enrollment(school=school, learner=learner, entry_date=DATES[0])
        for learner in learners
        for school in SCHOOLS
    ]
    visits = [
        facts.Engagement(learner=learner, engagement="e", date=DATES[5], kind="lab_visit", minutes=60)
        for learner in learners
    ]
    payloads = [*(calendar(school, set()) for school in SCHOOLS), *enrolled, *visits]
    async with embedded_pair() as (log, store):
        await append(log, [event(payload, number, minutes=number) for number, payload in enumerate(payloads)])
        await consume(log, store, 8)
        before = await cells_of(store)
        for night in (1, 2):
            chance.shuffle(enrolled)
            await append(
                log, [event(enrollment, number, 1_440 * night + number) for number, enrollment in enumerate(enrolled)]
            )
            await consume(log, store, 8)
            assert (await verify(store, DISTRICT), await cells_of(store)) == ([], before)
        await rebuild_from_log(store, log, [LINE])
        assert (await verify(store, DISTRICT), await cells_of(store)) == ([], before)
