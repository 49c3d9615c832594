"""Every story is told in both modes: embedded, and on Kafka and the MongoDB-compatible server.

Most are told on the servers by deep runs alone, since that takes long.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest

from services.log.embedded import EmbeddedLog
from services.log.kafka import KafkaLog
from services.log.port import Log
from services.store.embedded import EmbeddedStore
from services.store.mongo import MongoStore
from services.store.port import Store
from tests.depth import LONG, PROFILE
from tests.scenarios.replaying import assert_replay_gives_the_same
from tests.scenarios.world import World

BEGIN = date(2023, 8, 1)
Opened = tuple[Log, Store, int]
"""Log, store and the partitions of each topic."""


async def _embedded(request: pytest.FixtureRequest) -> Opened:
    folder: Path = request.getfixturevalue("tmp_path")
    return await EmbeddedLog.open(folder / "log.sqlite"), await EmbeddedStore.open(folder / "store.sqlite"), 1


async def _cluster(request: pytest.FixtureRequest) -> Opened:
    kafka, database = request.getfixturevalue("kafka_url"), request.getfixturevalue("database_url")
    return await KafkaLog.open(kafka), await MongoStore.open(database), 3


ON_SERVERS = frozenset({"test_hospital", "test_told_from_its_past"})
"""The stories that every run tells on the servers."""
MODES: dict[str, Callable[[pytest.FixtureRequest], Awaitable[Opened]]] = {"embedded": _embedded, "cluster": _cluster}


@pytest.fixture(params=sorted(MODES))
def mode(request: pytest.FixtureRequest) -> str:
    """Asks for the servers before the loop runs, since they are fixtures of the whole run."""
    name: str = request.param
    if name == "cluster" and PROFILE != "deep" and request.path.stem not in ON_SERVERS:
        pytest.skip(LONG)
    for fixture in ("kafka_url", "database_url") if name == "cluster" else ("tmp_path",):
        request.getfixturevalue(fixture)
    return name


@pytest.fixture
async def world(mode: str, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """In August before the school year; when the story has ended, its replay is compared."""
    log, store, partitions = await MODES[mode](request)
    try:
        world = World(log, store, BEGIN)
        await world.open(partitions)
        try:
            yield world
            await assert_replay_gives_the_same(world)
        finally:
            await world.close()
    finally:
        await store.close()
        await log.close()
