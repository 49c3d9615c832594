"""The store stops and comes back while two consumers work, and what a consumer says meanwhile: servers of their own."""

import asyncio
from uuid import uuid4

import pytest

from consumers.loop import Consumer
from services.log.kafka import KafkaLog
from tests.cluster.consuming import SECRETS
from tests.cluster.restarting import place_of, survives
from tests.cluster.world import consume, embedded, found_at, records, store_of, stories, until
from tests.servers import Servers

# Neither client closes the sockets of all connections that broke.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.usefixtures("unlogged"),
]


async def test_a_store_that_restarts_under_load_costs_nothing(own_servers: Servers) -> None:
    def restart() -> None:
        own_servers.down("mongo")
        own_servers.up("mongo")

    await survives(own_servers, restart)


async def test_a_store_that_lost_its_last_second_is_brought_up_to_date_from_the_log(own_servers: Servers) -> None:
    async with place_of(own_servers) as (place, log):
        appended = stories()
        await log.append(place.topic, records(appended))
        await consume(place, batch=50)
        await asyncio.to_thread(own_servers.kill, "mongo")
        await asyncio.to_thread(own_servers.up, "mongo")
        await consume(place)
        assert await found_at(place) == await embedded(appended)


@pytest.mark.parametrize("server", ["kafka", "mongo"])
async def test_a_consumer_says_what_is_wrong_and_that_it_is_over(own_servers: Servers, server: str) -> None:
    async with place_of(own_servers) as (place, log), store_of(place) as store:
        await log.append(place.topic, records(stories()))
        reading = await KafkaLog.open(place.kafka, timeout=2, session=2)
        consumer = Consumer(reading, store, SECRETS, place.topic, group=uuid4().hex)
        stop = asyncio.Event()
        running = asyncio.create_task(consumer.run(stop))

        async def caught_up() -> bool:
            return consumer.progress.caught_up

        async def in_trouble() -> bool:
            return consumer.progress.error is not None

        async def well() -> bool:
            return consumer.progress.error is None

        await until(caught_up)
        await asyncio.to_thread(own_servers.down, server)
        await until(in_trouble)
        await asyncio.to_thread(own_servers.up, server)
        await until(well)
        stop.set()
        await running
        await reading.close()
