"""The store stops and comes back while two consumers work, and what a consumer says meanwhile: servers of their own."""

import asyncio
from uuid import uuid4

import pytest

from consumers.consumer import Consumer
from consumers.learners import learner_projection
from tests.cluster.consuming import SECRETS
from tests.cluster.restarting import log_of, place_of, survives
from tests.cluster.world import DISTRICTS, consume, embedded, found_at, marks, records, store_of, stories, until
from tests.servers import Servers

# Neither client closes the sockets of all connections that broke.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


async def test_a_store_that_restarts_under_load_costs_nothing(own_servers: Servers) -> None:
    def restart() -> None:
        own_servers.down("mongo")
        own_servers.up("mongo")

    await survives(own_servers, restart)


async def test_a_store_that_lost_its_last_second_is_brought_up_to_date_from_the_log(own_servers: Servers) -> None:
    """The stand-in writes its file once a second, and between the parts of one operation, too: most must be in it."""
    place, last = await place_of(own_servers), marks(DISTRICTS[0], 5)
    async with log_of(place) as log:
        await log.append(place.topic, records(stories()))
        await consume(place, batch=50)
        await until(lambda: written(own_servers))
        await log.append(place.topic, records(last))
    await consume(place)
    await asyncio.to_thread(own_servers.kill, "mongo")
    await asyncio.to_thread(own_servers.up, "mongo")
    await consume(place)
    assert await found_at(place) == await embedded([*stories(), *last])


async def written(servers: Servers) -> bool:
    """Whether the stand-in's file has been the same for two of its seconds: all is in it."""
    files = sorted((servers.data.parent / "mongo").glob("store*"))
    before = [file.stat().st_mtime_ns for file in files]
    await asyncio.sleep(2)
    return [file.stat().st_mtime_ns for file in files] == before


async def test_a_consumer_says_that_the_store_is_away_and_that_it_is_back(own_servers: Servers) -> None:
    place = await place_of(own_servers)
    async with log_of(place) as log, store_of(place) as store:
        await log.append(place.topic, records(stories()))
        consumer = Consumer(log, store, learner_projection(SECRETS, place.topic), group=uuid4().hex)
        stop = asyncio.Event()
        running = asyncio.create_task(consumer.run(stop))

        async def caught_up() -> bool:
            return consumer.progress.caught_up

        async def in_trouble() -> bool:
            return consumer.progress.error is not None

        async def well() -> bool:
            return consumer.progress.error is None

        await until(caught_up)
        await asyncio.to_thread(own_servers.down, "mongo")
        await until(in_trouble)
        await asyncio.to_thread(own_servers.up, "mongo")
        await until(well)
        stop.set()
        await running
