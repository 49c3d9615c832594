"""What the tests on real servers share: events of some districts, and what the embedded pair makes of them."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import msgspec

from consumers.consumer import Consumer, Progress
from consumers.decoding import dead_letter_topic
from consumers.learner_cache import KINDS
from consumers.learners import learner_projection
from consumers.projection import ProjectionSpec
from consumers.rebuild import rebuild_from_ledgers, rebuild_from_log
from consumers.verify import verify
from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.contracts.primitives import AttendanceCategory
from services.core.facts import Fact
from services.core.ledger import Ledger
from services.log.port import Log, LogError, NewRecord
from services.store.port import Store, StoreError
from tests.cluster.consuming import SECRETS, Place
from tests.consumers.world import DATES, DISTRICT, LEARNERS, SCHOOLS, apply, event, memory_store, without_arrivals
from tests.depth import every
from tests.support import waiting
from tests.support.crashes import story

DISTRICTS = tuple(f"{DISTRICT}-{number}" for number in range(0, 8, every(2)))
DEADLINE = 120.0
"""Seconds; a bound for what would otherwise hang, nothing is measured with it."""


def of_district(events: Iterable[LearnerEvent], district: str) -> list[LearnerEvent]:
    return [msgspec.structs.replace(learner_event, partitionkey=district) for learner_event in events]


def stories(districts: Sequence[str] = DISTRICTS) -> list[LearnerEvent]:
    """The story of tests/consumers, once in each district, turn by turn."""
    history = [of_district(story(), district) for district in districts]
    return [event_of_turn for turn in zip(*history, strict=True) for event_of_turn in turn]


def marks(district: str, count: int, first: int = 1_000) -> list[LearnerEvent]:
    """Marks that correct each other, so that only the right order of versions gives the right cells."""
    chance = random.Random(first)
    categories: tuple[AttendanceCategory, ...] = ("Excused Absence", "Unexcused Absence", "Tardy", "In Attendance")
    made = [
        facts.Attendance(
            school=SCHOOLS[0],
            learner=chance.choice(LEARNERS),
            date=chance.choice(DATES),
            category=chance.choice(categories),
        )
        for _ in range(count)
    ]
    return of_district((event(attendance, first + n, minutes=first + n) for n, attendance in enumerate(made)), district)


def records(events: Iterable[LearnerEvent]) -> list[NewRecord]:
    return [
        NewRecord(learner_event.partitionkey.encode(), msgspec.json.encode(learner_event)) for learner_event in events
    ]


async def created(log: Log, partitions: int) -> str:
    topic = f"test-{uuid4().hex}"
    await log.create_topic(topic, partitions)
    await log.create_topic(dead_letter_topic(topic), 1)
    return topic


async def state_of(store: Store) -> dict[str, Any]:
    """Everything that events make: cells, ledgers and documents by district. Zero drift is asserted on the way.

    When facts arrived is left out: each log has a clock of its own.
    """
    by_key = {}
    for district in await store.districts():
        drift = await verify(store, district)
        assert drift == [], drift[:6]
        cells = without_arrivals({key: measures async for key, measures in store.scan_cells(district)})
        ledgers = {ledger_id: _timeless(ledger) async for ledger_id, ledger in store.scan_ledgers(district)}
        by_key[district] = (cells, ledgers, await store.documents(district, KINDS))
    return by_key


def _timeless(ledger: Ledger) -> dict[str, dict[str, Fact]]:
    return {
        part: {item: Fact(fact.version, fact.value) for item, fact in items.items()} for part, items in ledger.items()
    }


async def embedded(events: Sequence[LearnerEvent]) -> dict[str, Any]:
    """The same of a run over these events on the embedded pair."""
    store = await memory_store()
    try:
        await apply(store, events)
        return await state_of(store)
    finally:
        await store.close()


async def found_at(place: Place) -> dict[str, Any]:
    async with store_of(place) as store:
        return await state_of(store)


async def consume(
    place: Place, *, group: str | None = None, batch: int = 2_000, line: ProjectionSpec | None = None
) -> Progress:
    """Read to the end with a consumer of this process, in a group of its own unless one is given."""
    log = await place.log()
    try:
        async with store_of(place) as store:
            made = line or learner_projection(SECRETS, place.topic)
            consumer = Consumer(log, store, made, batch=batch, group=group or uuid4().hex)
            await asyncio.wait_for(consumer.run(asyncio.Event(), until_idle=True), DEADLINE)
            return consumer.progress
    finally:
        await log.close()


async def rebuild(place: Place, source: str) -> None:
    """From the `ledgers` or the `log`."""
    log, line = await place.log(), learner_projection(SECRETS, place.topic)
    async with store_of(place) as store:
        if source == "log":
            await rebuild_from_log(store, log, [line])
        else:
            await rebuild_from_ledgers(store, log, [line], lambda _district, _done: None)
    await log.close()


@asynccontextmanager
async def store_of(place: Place) -> AsyncIterator[Store]:
    store = await place.store()
    try:
        yield store
    finally:
        await store.close()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """A server that does not answer is no answer yet."""

    async def holds() -> bool:
        try:
            return await condition()
        except (LogError, StoreError):
            return False

    await waiting.until(holds, DEADLINE)


async def applied(log: Log, store: Store, topic: str) -> bool:
    """Whether the store has applied the whole topic."""
    named = await log.topic(topic)
    at = {source.partition: position.offset for source, position in (await store.positions()).items()
          if source.topic_id == named.id}  # fmt: skip
    ends = {partition: bounds.end for partition, bounds in (await log.bounds(topic)).items()}
    return all(at.get(partition, 0) == end for partition, end in ends.items())
