"""Every adapter of the log port, one after the other, and a topic of its own for each test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import pytest

from services.log.embedded import EmbeddedLog
from services.log.kafka import KafkaLog
from services.log.port import Log, Topic

MakeTopic = Callable[[int], Awaitable[Topic]]


async def _embedded(request: pytest.FixtureRequest, directory: Path) -> Log:
    return await EmbeddedLog.open(directory / "log.db")


async def _kafka(request: pytest.FixtureRequest, directory: Path) -> Log:
    return await KafkaLog.open(request.getfixturevalue("kafka_url"))


ADAPTERS: dict[str, Callable[[pytest.FixtureRequest, Path], Awaitable[Log]]] = {
    "embedded": _embedded,
    "kafka": _kafka,
}


@pytest.fixture(params=sorted(ADAPTERS))
async def log(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Log]:
    log = await ADAPTERS[request.param](request, tmp_path)
    yield log
    await log.close()


@pytest.fixture
def make_topic(log: Log) -> MakeTopic:
    """Creates a topic that no test had before, since on a server topics outlive the test."""

    async def make(partitions: int = 1) -> Topic:
        return await log.create_topic(f"test-{uuid4().hex}", partitions)

    return make
