"""Rebuilds where no role keeps consumers out: alone, beside live consumers, and in their way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from consumers import learner_projector
from consumers.consumer import Consumer
from consumers.learners import learner_projection
from consumers.rebuild import rebuild_from_ledgers
from consumers.verify import StillMoving, verify
from services.log.kafka import KafkaLog
from services.store.mongo import MongoStore, generations
from services.store.mongo.client import Database
from services.store.port import Position, Source, StoreError
from tests.cluster.conftest import MakePlace
from tests.cluster.consuming import KILLED, SECRETS, Fault, Job, Place
from tests.cluster.killing import exit_code
from tests.cluster.world import (
    DISTRICTS,
    applied,
    consume,
    embedded,
    found_at,
    marks,
    of_district,
    rebuild,
    records,
    state_of,
    store_of,
    stories,
    until,
)
from tests.consumers.world import DATES, SCHOOLS, calendar, event
from tests.depth import deep_only

PARTITIONS = 4
EVENTS = stories(DISTRICTS[:3])
MORE = [mark for district in DISTRICTS[:3] for mark in marks(district, 20)]


@asynccontextmanager
async def at_work(place: Place) -> AsyncIterator[list[Consumer]]:
    """Two consumers of the group that all consumers are in."""
    log, stop = await place.log(), asyncio.Event()
    async with store_of(place) as one, store_of(place) as other:
        consumers = [Consumer(log, store, learner_projection(SECRETS, place.topic)) for store in (one, other)]
        running = [asyncio.create_task(consumer.run(stop)) for consumer in consumers]
        try:
            yield consumers
        finally:
            stop.set()
            await asyncio.gather(*running)
            await log.close()


async def all_applied(log: KafkaLog, place: Place) -> None:
    async with store_of(place) as store:

        async def condition() -> bool:
            return await applied(log, store, place.topic)

        await until(condition)


def tamper(place: Place) -> None:
    """Add to cells what no ledger says."""
    with MongoClient[dict[str, Any]](place.mongo) as client:
        database = client.get_default_database()
        days = (name for name in database.list_collection_names() if name.endswith("_day"))
        [cells] = [name for name in days if not name.endswith(("participant_day", "across_day"))]
        assert database[cells].update_many({}, {"$inc": {"tardy": 1}}).modified_count > 0


@pytest.mark.parametrize("source", [pytest.param("ledgers", marks=deep_only), "log"])
async def test_a_rebuild_over_several_partitions_mends_the_cells(
    log: KafkaLog, make_place: MakePlace, source: str
) -> None:
    place = await make_place(PARTITIONS)
    await log.append(place.topic, records(EVENTS))
    await consume(place)
    tamper(place)
    with pytest.raises(AssertionError):
        await found_at(place)
    await rebuild(place, source)
    assert await found_at(place) == await embedded(EVENTS)
    await log.append(place.topic, records(MORE))
    assert (await consume(place)).events == len(MORE)
    assert await found_at(place) == await embedded([*EVENTS, *MORE])


@pytest.mark.parametrize("source", ["ledgers", pytest.param("log", marks=deep_only)])
async def test_a_rebuild_beside_idle_consumers_works_and_they_go_on_in_it(
    log: KafkaLog, make_place: MakePlace, source: str
) -> None:
    place = await make_place(PARTITIONS)
    await log.append(place.topic, records(EVENTS))
    async with at_work(place):
        await all_applied(log, place)
        tamper(place)
        await rebuild(place, source)
        assert await found_at(place) == await embedded(EVENTS)
        await log.append(place.topic, records(MORE))
        await all_applied(log, place)
    assert await found_at(place) == await embedded([*EVENTS, *MORE])


async def test_a_rebuild_from_the_log_beside_busy_consumers_works(log: KafkaLog, make_place: MakePlace) -> None:
    place = await make_place(PARTITIONS)
    appended = list(EVENTS)
    await log.append(place.topic, records(EVENTS))
    async with at_work(place):
        rebuilding = asyncio.create_task(rebuild(place, "log"))
        for number in range(1, 6):
            history = [mark for district in DISTRICTS[:3] for mark in marks(district, 20, first=1_000 * number)]
            await log.append(place.topic, records(history))
            appended += history
        await rebuilding
        await all_applied(log, place)
    assert await found_at(place) == await embedded(appended)


async def test_cells_that_were_overtaken_by_a_consumer_are_refused_and_all_stays_as_it_was(
    log: KafkaLog, make_place: MakePlace
) -> None:
    place = await make_place(PARTITIONS)
    await log.append(place.topic, records(EVENTS))
    async with at_work(place), store_of(place) as store:
        await all_applied(log, place)
        building = await store.begin_generation(keep_ledgers=True)
        await log.append(place.topic, records(MORE))
        await all_applied(log, place)
        with pytest.raises(StoreError, match="events were applied during the rebuild"):
            await building.activate()
        assert await state_of(store) == await embedded([*EVENTS, *MORE])
        more = [mark for district in DISTRICTS[:3] for mark in marks(district, 5, first=5_000)]
        await log.append(place.topic, records(more))
        await all_applied(log, place)
        assert await state_of(store) == await embedded([*EVENTS, *MORE, *more])


class StandsBeforeTheSwitch(Database):
    """Waits between the look at the positions and the switch to the new cells."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.standing, self.go_on = asyncio.Event(), asyncio.Event()

    async def compare_and_set(self, collection: str, expected: dict[str, Any], update: dict[str, Any]) -> bool:
        if "cells" in update.get("$set", {}) and collection == "meta":
            self.standing.set()
            await self.go_on.wait()
        return await super().compare_and_set(collection, expected, update)


@asynccontextmanager
async def before_the_switch(place: Place) -> AsyncIterator[tuple[StandsBeforeTheSwitch, "asyncio.Task[None]"]]:
    database = StandsBeforeTheSwitch(place.mongo)
    store = await MongoStore.over(database)
    log = await place.log()
    work = rebuild_from_ledgers(store, log, [learner_projection(SECRETS, place.topic)], lambda _district, _done: None)
    rebuilding = asyncio.create_task(work)
    await database.standing.wait()
    yield database, rebuilding
    await log.close()
    await store.close()


async def test_nobody_takes_a_partition_over_while_cells_are_switched(log: KafkaLog, make_place: MakePlace) -> None:
    place = await make_place(1)
    await log.append(place.topic, records(EVENTS))
    await consume(place)
    source = Source((await log.topic(place.topic)).id, 0)
    async with store_of(place) as store, before_the_switch(place) as (database, rebuilding):
        taking_over = asyncio.create_task(store.recover(source))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(taking_over), 0.3)
        database.go_on.set()
        await rebuilding
        assert (await taking_over).position == Position(len(EVENTS))
    assert await found_at(place) == await embedded(EVENTS)


async def test_a_switch_that_does_not_end_is_broken_off_by_who_waits_for_it(
    log: KafkaLog, make_place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations, "PATIENCE_SECONDS", 0.1)
    place = await make_place(1)
    await log.append(place.topic, records(EVENTS))
    await consume(place)
    async with before_the_switch(place) as (database, rebuilding):
        await log.append(place.topic, records(MORE))
        await consume(place)
        database.go_on.set()
        with pytest.raises(StoreError, match="rebuild again"):
            await rebuilding
    assert await found_at(place) == await embedded([*EVENTS, *MORE])


async def test_a_rebuild_in_the_middle_of_a_calendar_change_lets_it_begin_anew(
    log: KafkaLog, make_place: MakePlace
) -> None:
    place = await make_place(1)
    changed = of_district([event(calendar(SCHOOLS[0], {DATES[4], DATES[20]}), 90, 90)], DISTRICTS[0])
    await log.append(place.topic, records(EVENTS))
    await consume(place)
    await log.append(place.topic, records(changed))
    async with store_of(place) as store:
        for write in range(1, 30):
            job = Job(place, uuid4().hex, step_learners=1, fault=Fault(write))
            assert await exit_code(job) == KILLED
            [position] = (await store.positions()).values()
            if position.step:
                break
        with pytest.raises(StillMoving):
            await verify(store, DISTRICTS[0])
        await rebuild(place, "ledgers")
        assert await verify(store, DISTRICTS[0]) == []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(learner_projector, "STEP_LEARNERS", 1)
        await consume(place)
    assert await found_at(place) == await embedded([*EVENTS, *changed])
