"""The log on Kafka while its broker is killed, hangs, is gone or has damaged files: a broker for these tests alone."""

import asyncio
import gc
import logging
import os
import signal
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import pytest
from kafka.errors import KafkaTimeoutError
from kafka.future import Future

from services.log.kafka import KafkaLog
from services.log.kafka.appender import Appender
from services.log.kafka.clients import Cluster
from services.log.port import CORRUPT, LogError, NewRecord, Offset, Record, Subscription, Topic
from tests.servers import Servers, shared_servers

# kafka-python 3.0.12 does not close the sockets of connections that were refused.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

PATIENCE = 90.0  # seconds; a bound for what would otherwise hang, nothing is measured with it
KEY = b"255901"


@pytest.fixture(autouse=True)
def _unlogged() -> Iterator[None]:
    """What pytest keeps of the client's log keeps the client's errors, and these keep the sockets."""
    client = logging.getLogger("kafka")
    client.propagate = False
    yield
    client.propagate = True


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with shared_servers(tmp_path_factory.mktemp("broken")) as servers:
        yield servers
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()  # of these tests, before others are blamed for what they left


@asynccontextmanager
async def opened(broker: Servers, timeout: float = 30.0) -> AsyncIterator[KafkaLog]:  # noqa: ASYNC109
    log = await KafkaLog.open(broker.up("kafka"), timeout=timeout, session=5)
    try:
        yield log
    finally:
        await log.close()


async def reading(log: KafkaLog, topic: str) -> Subscription:
    subscription = await log.subscribe(topic, f"readers of {topic}")
    while not (await subscription.poll(1, 0.2)).assignments:
        pass
    await subscription.seek(0, 0)
    return subscription


async def read_to_the_end(subscription: Subscription) -> list[Record]:
    records: list[Record] = []
    while True:
        polled = await subscription.poll(500, 0.2)
        records += polled.records
        if polled.caught_up:
            return records


async def test_kill_9_of_the_broker_loses_nothing_that_was_acknowledged(broker: Servers) -> None:
    acknowledged: dict[Offset, bytes] = {}
    failed: list[LogError] = []
    enough = asyncio.Event()

    async def append_all(log: KafkaLog) -> None:
        number = 0
        while not enough.is_set():
            records = [NewRecord(KEY, b"%d" % (number + n)) for n in range(50)]
            try:
                offsets = await log.append("killed", records)
            except LogError as error:
                failed.append(error)
                continue
            acknowledged.update(zip(offsets, (record.value for record in records), strict=True))
            number += 50

    async with asyncio.timeout(PATIENCE), opened(broker) as log:
        topic = await log.create_topic("killed", 1)
        subscription = await reading(log, "killed")
        appending = asyncio.create_task(append_all(log))
        read: list[Record] = []
        for _ in range(2):
            await asyncio.to_thread(broker.kill, "kafka")
            polling = asyncio.create_task(subscription.poll(500, 1))
            await asyncio.to_thread(broker.up, "kafka")
            read += (await polling).records
            before = len(acknowledged)
            while len(acknowledged) == before:
                read += (await subscription.poll(500, 0.1)).records
        enough.set()
        await appending
        assert await log.topic("killed") == topic
        read += await read_to_the_end(subscription)
        records_read = {Offset(0, record.offset): record.value for record in await log.read("killed", 0, 0, 1_000_000)}
    assert acknowledged.items() <= records_read.items()
    assert {Offset(0, record.offset): record.value for record in read} == records_read
    assert len(read) == len(records_read)


async def test_a_damaged_batch_is_pointed_at_record_by_record(broker: Servers) -> None:
    async with asyncio.timeout(PATIENCE), opened(broker) as log:
        await log.create_topic("damaged", 1)
        for value in (b"first", b"second", b"third"):
            await log.append("damaged", [NewRecord(KEY, value), NewRecord(KEY, value + b" too")])
    await asyncio.to_thread(broker.down, "kafka")
    segment = broker.data / "damaged-0" / f"{0:020}.log"
    segment.write_bytes(segment.read_bytes().replace(b"second", b"sEcond", 1))
    async with asyncio.timeout(PATIENCE), opened(broker) as log:
        subscription = await reading(log, "damaged")
        records = await read_to_the_end(subscription)
        values = [record.value for record in records]
        assert values == [b"first", b"first too", None, None, b"third", b"third too"]
        assert [record.offset for record in records] == list(range(6))
        assert [name for record in records for name, _ in record.headers] == [CORRUPT, CORRUPT]
        assert [record.value for record in await log.read("damaged", 0, 0, 10)] == [b"first", b"first too"]
        assert [record.value for record in await log.read("damaged", 0, 3, 10)] == [None]


@pytest.mark.parametrize("fault", ["stuck", "gone"])
async def test_a_broker_that_does_not_answer_is_an_error_and_no_hang(broker: Servers, fault: str) -> None:
    async with asyncio.timeout(PATIENCE):
        name = f"silent-{fault}"
        async with opened(broker) as patient:
            await patient.create_topic(name, 1)
            await patient.append(name, [NewRecord(KEY, b"1")])
        async with opened(broker, timeout=2.0) as log:
            assert await log.bounds(name) == {0: (0, 1)}
            subscription = await reading(log, name)
            await read_to_the_end(subscription)
            os.kill(broker.pid("kafka"), signal.SIGSTOP) if fault == "stuck" else broker.kill("kafka")
            try:
                records: list[Callable[[], Awaitable[object]]] = [
                    lambda: log.topic(name),
                    lambda: log.append(name, [NewRecord(KEY, b"2")]),
                    lambda: log.read(name, 0, 0, 1),
                    lambda: read_to_the_end(subscription),
                    lambda: KafkaLog.open(broker.url("kafka"), timeout=2.0),
                ]
                for ask in records:
                    with pytest.raises(LogError, match="Kafka at"):
                        await ask()
                await subscription.close()
            finally:
                if fault == "stuck":
                    os.kill(broker.pid("kafka"), signal.SIGCONT)
        async with opened(broker) as log:
            assert (await log.read(name, 0, 0, 1))[0].value == b"1"


async def test_a_broker_that_was_gone_is_tried_each_time(broker: Servers) -> None:
    async with asyncio.timeout(PATIENCE), opened(broker) as log:
        topic = await log.create_topic("back", 1)
        await asyncio.to_thread(broker.kill, "kafka")
        for _ in range(3):  # the client itself tries the first time only, and then waits a while
            with pytest.raises(LogError, match="describe topic 'back': KafkaConnectionError"):
                await log.topic("back")
        await asyncio.to_thread(broker.up, "kafka")
        assert await log.topic("back") == topic


async def test_an_append_that_the_client_forgets_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """kafka-python 3.0.12 at times does, when the topic is created again meanwhile with fewer partitions."""

    class Sender:
        def force_close(self) -> None:
            forced.append(True)

    class Forgetful:
        _sender = Sender()

        def send(self, *_: object) -> Future:
            return Future()

        def close(self, **_: object) -> None:
            if not forced:
                raise KafkaTimeoutError("Timeout waiting for future")
            closed.set()

    forced: list[bool] = []
    closed = asyncio.Event()
    monkeypatch.setattr(Cluster, "producer", lambda _: Forgetful())
    appender = Appender(Cluster.of("kafka://127.0.0.1:1", 0.01, 1))
    with pytest.raises(LogError, match="no acknowledgement came"):
        await appender.append(Topic("topic", "id", 1), [NewRecord(b"key", b"value")])
    assert closed.is_set()
    await appender.close()
