"""Topics that are created again or given more partitions while a consumer runs: neither is meant to be done."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from consumers import topic_guard
from consumers.consumer import Consumer
from consumers.learners import learner_projection
from services.log.kafka import KafkaLog
from services.log.port import Bounds, Log, NewRecord
from services.store.port import Store
from tests.cluster.conftest import MakePlace
from tests.cluster.consuming import SECRETS, Place
from tests.cluster.world import DISTRICTS, applied, embedded, found_at, marks, records, store_of, stories, until
from tests.depth import deep_only
from tests.support.kafka_admin import admin


@asynccontextmanager
async def consuming(place: Place, store: Store, group: str) -> AsyncIterator[Consumer]:
    """A consumer that runs meanwhile, with connections of its own; if it fails the test ends at once."""
    log, stop = await place.log(), asyncio.Event()
    consumer = Consumer(log, store, learner_projection(SECRETS, place.topic), group=group)
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(consumer.run(stop))
            try:
                yield consumer
            finally:
                stop.set()
    finally:
        await log.close()


async def all_applied(log: Log, store: Store, topic: str) -> None:
    async def done() -> bool:
        return await applied(log, store, topic)

    await until(done)


async def created_again(log: KafkaLog, place: Place, partitions: int) -> None:
    with admin(place) as client:
        await asyncio.to_thread(client.delete_topics, [place.topic])

        async def gone() -> bool:
            return place.topic not in await asyncio.to_thread(client.list_topics)

        await until(gone)
    await log.create_topic(place.topic, partitions)


def widened(place: Place, partitions: int) -> None:
    with admin(place) as client:
        client.create_partitions({place.topic: partitions})


@pytest.mark.parametrize("partitions", [pytest.param(2, marks=deep_only), 3])
async def test_a_running_consumer_goes_on_with_the_topic_that_was_created_again(
    log: KafkaLog, make_place: MakePlace, partitions: int
) -> None:
    place = await make_place(2)
    await log.append(place.topic, records(stories()))
    async with store_of(place) as store, consuming(place, store, uuid4().hex):
        await all_applied(log, store, place.topic)
        await created_again(log, place, partitions)
        more = [mark for district in DISTRICTS for mark in marks(district, 5)]
        again = await KafkaLog.open(place.kafka)
        await again.append(place.topic, records(more))
        await all_applied(again, store, place.topic)
        await again.close()
    assert await found_at(place) == await embedded([*stories(), *more])


async def test_a_topic_that_is_created_again_while_its_partitions_are_assigned_is_not_taken_for_a_lost_one(
    log: KafkaLog, make_place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Members of a group may be assigned anew at any moment: here the topic goes just before its bounds are asked."""
    place, group = await make_place(2), uuid4().hex
    consuming_log = await KafkaLog.open(place.kafka)
    more = [mark for district in DISTRICTS for mark in marks(district, 5)]
    await log.append(place.topic, records(stories()))
    bounds = consuming_log.bounds

    async def created_again_meanwhile(topic: str) -> Mapping[int, Bounds]:
        monkeypatch.setattr(consuming_log, "bounds", bounds)
        await created_again(log, place, 2)
        return await bounds(topic)

    async with store_of(place) as store:
        consumer = Consumer(consuming_log, store, learner_projection(SECRETS, place.topic), group=group)
        await consumer.run(asyncio.Event(), until_idle=True)
        monkeypatch.setattr(consuming_log, "bounds", created_again_meanwhile)
        await consumer.run(asyncio.Event(), until_idle=True)
        again = await KafkaLog.open(place.kafka)
        await again.append(place.topic, records(more))
        await again.close()
        await consumer.run(asyncio.Event(), until_idle=True)
    await consuming_log.close()
    assert await found_at(place) == await embedded([*stories(), *more])


async def test_a_running_consumer_goes_on_with_partitions_that_were_added(log: KafkaLog, make_place: MakePlace) -> None:
    """Its producer, and a publisher's, knew the topic before: what they put where it was right then is forwarded."""
    place = await make_place(2)
    stray, *others = records(stories())
    more, most = ([mark for district in DISTRICTS for mark in marks(district, 5, first)] for first in (1_000, 2_000))
    await log.append(place.topic, [NewRecord(b"another key", stray.value), *others])
    async with store_of(place) as store, consuming(place, store, uuid4().hex) as consumer:
        await all_applied(log, store, place.topic)
        assert consumer.progress.forwarded == 1
        await asyncio.to_thread(widened, place, 4)
        wide = await KafkaLog.open(place.kafka)
        await wide.append(place.topic, records(more))
        await all_applied(wide, store, place.topic)
        placed = await log.append(place.topic, records(most))
        assert {offset.partition for offset in placed} == {0, 1}
        await all_applied(wide, store, place.topic)
        await wide.close()
    assert consumer.progress.forwarded > 1
    assert await found_at(place) == await embedded([*stories(), *more, *most])


async def test_a_consumer_that_is_given_an_added_partition_before_it_knows_of_it_goes_on(
    log: KafkaLog, make_place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topic_guard, "LOOK_SECONDS", 1_000_000.0)
    place, group = await make_place(2), uuid4().hex
    await log.append(place.topic, records(stories()))
    async with store_of(place) as store, consuming(place, store, group):
        await all_applied(log, store, place.topic)
        await asyncio.to_thread(widened, place, 4)
        async with consuming(place, store, group):  # the group meets anew, and shares all four
            more = [mark for district in DISTRICTS for mark in marks(district, 5)]
            wide = await KafkaLog.open(place.kafka)
            await wide.append(place.topic, records(more))
            await all_applied(wide, store, place.topic)
            await wide.close()
    assert await found_at(place) == await embedded([*stories(), *more])
