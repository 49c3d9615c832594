"""A broker or a store that hangs: answers in bounded time, which say what is wrong and whether anything was stored."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from consumers.consumer import Consumer
from services.app.assembly import Adapters, Patience, parts
from services.app.readiness import readiness
from services.app.settings import Settings
from services.cli import topics
from services.log.port import LEARNER_EVENTS, LogError, NewRecord
from services.store.port import StoreError
from tests.servers import Servers
from tests.support.waiting import until

# Neither client closes the sockets of all connections that broke.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
BOUND = 10.0
"""Seconds; before there were limits, readiness took 14 to 20 and an append 40."""
RECORD = [NewRecord(b"d", b"{}")]


@contextmanager
def hung(servers: Servers, name: str) -> Iterator[None]:
    pid = servers.pid(name)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def opened_on(servers: Servers, data: Path) -> AsyncIterator[Adapters]:
    """Ready: all that there is, is applied."""
    kafka, mongo = servers.up("kafka"), servers.up("mongo")
    store_url = f"{mongo.rpartition('/')[0]}/test_{uuid4().hex}"
    settings = Settings(data=data, log=kafka, store=store_url)
    await topics.create_topics(settings, 1, None, None)
    async with parts(settings, Patience(append=4.0, read=4.0)) as opened:
        await apply(opened)
        assert (await readiness(opened, None, None)).ready
        yield opened


async def apply(opened: Adapters) -> None:
    for line in opened.lines:
        consumer = Consumer(opened.log, opened.store, line, group=uuid4().hex)
        await consumer.run(asyncio.Event(), until_idle=True)


async def not_ready(opened: Adapters) -> str:
    async with asyncio.timeout(BOUND):
        found = await readiness(opened, None, None)
    assert not found.ready
    return " ".join(found.reasons)


async def ready_again(opened: Adapters) -> None:
    async def is_ready() -> bool:
        return (await readiness(opened, None, None)).ready

    await until(is_ready, 120)


async def test_a_broker_that_hangs(own_servers: Servers, tmp_path: Path) -> None:
    async with opened_on(own_servers, tmp_path) as opened:
        with hung(own_servers, "kafka"):
            assert "did not answer within 2 s" in await not_ready(opened)
            async with asyncio.timeout(BOUND):
                with pytest.raises(LogError, match=r"did not acknowledge .* may have been stored; .* again is safe"):
                    await opened.log.append(LEARNER_EVENTS, RECORD)
        await ready_again(opened)
        await opened.log.append(LEARNER_EVENTS, RECORD)


async def test_a_store_that_hangs(own_servers: Servers, tmp_path: Path) -> None:
    """Events are taken all the same: the log is what must not be lost."""
    async with opened_on(own_servers, tmp_path) as opened:
        with hung(own_servers, "mongo"):
            assert "did not answer within 2 s" in await not_ready(opened)
            async with asyncio.timeout(BOUND):
                with pytest.raises(StoreError, match="did not answer within 4 s"):
                    await opened.store.partnerships(["p"])
            async with asyncio.timeout(BOUND):
                assert len(await opened.log.append(LEARNER_EVENTS, RECORD)) == 1
        await ready_again(opened)
