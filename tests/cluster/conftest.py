"""A topic with its dead letters and a database for each test, on the servers of the test run."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from services.log.kafka import KafkaLog
from tests.cluster.consuming import Place
from tests.cluster.world import created
from tests.servers import Servers, shared_servers

MakePlace = Callable[[int], Awaitable[Place]]


@pytest.fixture
async def log(kafka_url: str) -> AsyncIterator[KafkaLog]:
    log = await KafkaLog.open(kafka_url)
    yield log
    await log.close()


@pytest.fixture
def new_database(mongo_url: str) -> Iterator[Callable[[], str]]:
    """URLs of databases that are dropped after the test."""
    made: list[str] = []

    def make() -> str:
        made.append(f"{mongo_url.rpartition('/')[0]}/test_{uuid4().hex}")
        return made[-1]

    yield make
    with MongoClient[dict[str, Any]](mongo_url) as client:
        for url in made:
            client.drop_database(url.rpartition("/")[2])


@pytest.fixture
def make_place(log: KafkaLog, kafka_url: str, new_database: Callable[[], str]) -> MakePlace:
    async def make(partitions: int = 1) -> Place:
        return Place(kafka_url, new_database(), await created(log, partitions))

    return make


@pytest.fixture(scope="module")
def own_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Servers that may be stopped; a Kafka client of this process keeps sockets for ever if its broker goes."""
    with shared_servers(tmp_path_factory.mktemp("restarted")) as servers:
        yield servers
