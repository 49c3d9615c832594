"""A Kafka log that holds other records than those that were applied, as an unclean leader election leaves it.

With one broker the election is played: the partition's files go back to what they were, while the broker is down.
"""

import asyncio
import shutil
from uuid import uuid4

import pytest
from kafka import TopicPartition

from consumers.consumer import Consumer
from consumers.guarded_log import GuardedLog
from consumers.learners import learner_projection
from consumers.log_check import LogCheck
from consumers.rebuild import accept_log
from services.log.kafka import KafkaLog
from services.log.port import DisagreeingLog, LogError, OutOfRange
from services.store.port import Position
from tests.cluster.conftest import MakePlace
from tests.cluster.consuming import SECRETS, Place
from tests.cluster.restarting import log_of, place_of
from tests.cluster.world import DEADLINE, DISTRICTS, consume, embedded, found_at, marks, records, store_of, stories
from tests.servers import Servers
from tests.support.kafka_admin import admin
from tests.support.waiting import until

# The client does not close the sockets of all connections that broke.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
DISTRICT = DISTRICTS[0]


async def refused(log: GuardedLog, topic: str) -> str:
    """What is said of an append that is refused for good; passing trouble with the broker is none."""
    refusals: list[str] = []

    async def is_refused() -> bool:
        try:
            await log.append(topic, records(marks(DISTRICT, 1)))
        except DisagreeingLog as error:
            refusals.append(str(error))
        except LogError:
            return False
        return bool(refusals)

    await until(is_refused, DEADLINE)
    return refusals[0]


async def disagreements(place: Place) -> str:
    async with log_of(place) as log, store_of(place) as store:
        check = LogCheck(log, store, [place.topic])
        return " ".join(map(str, await check.compare_now()))


def swapped(servers: Servers, topic: str, *, keep: bool) -> None:
    """The partition's files as they are kept, or put back to what was kept, while the broker is down."""
    folder, kept = servers.data / f"{topic}-0", servers.data.parent / f"{topic}-kept"
    servers.down("kafka")
    if keep:
        shutil.copytree(folder, kept)
    else:
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
    servers.up("kafka")


async def test_other_records_at_the_same_offsets_are_noticed_by_every_process(own_servers: Servers) -> None:
    place = await place_of(own_servers, partitions=1)
    async with log_of(place) as log:
        await log.append(place.topic, records(stories()))
    await asyncio.to_thread(swapped, own_servers, place.topic, keep=True)
    lost = marks(DISTRICT, 4)
    async with log_of(place) as log:
        await log.append(place.topic, records(lost))
    await consume(place)
    assert await disagreements(place) == ""

    async with log_of(place) as log, store_of(place) as store:
        consumer = Consumer(log, store, learner_projection(SECRETS, place.topic), group=uuid4().hex)
        running = asyncio.create_task(consumer.run(asyncio.Event()))
        guarded = GuardedLog(log, LogCheck(log, store, [place.topic]))
        await guarded.append(place.topic, records(lost))
        await asyncio.to_thread(swapped, own_servers, place.topic, keep=False)
        with pytest.raises(OutOfRange, match="ends at offset"):  # a process that runs all the while
            await asyncio.wait_for(running, DEADLINE)
        assert "ends at offset" in await refused(guarded, place.topic)

        others = marks(DISTRICT, 20, 7_000)
        await log.append(place.topic, records(others))  # publishers know nothing of it
        with pytest.raises(DisagreeingLog, match="holds another record"):
            await GuardedLog(log, LogCheck(log, store, [place.topic])).append(place.topic, records(lost))
    with pytest.raises(OutOfRange, match="holds another record"):
        await consume(place)

    async with log_of(place) as log, store_of(place) as store:
        check = LogCheck(log, store, [place.topic])
        await accept_log(store, log, [learner_projection(SECRETS, place.topic)], await check.compare_now())
    await consume(place)
    assert await disagreements(place) == ""
    assert await found_at(place) == await embedded([*stories(), *lost, *others])


async def test_records_that_expired_after_they_were_applied_are_no_disagreement(
    log: KafkaLog, make_place: MakePlace
) -> None:
    place = await make_place(1)
    await log.append(place.topic, records(stories()))
    await consume(place)
    with admin(place) as client:
        client.delete_records({TopicPartition(place.topic, 0): len(stories())})
    assert await disagreements(place) == ""
    await log.append(place.topic, records(marks(DISTRICT, 3)))
    assert (await consume(place)).events == 3


async def test_records_that_expired_before_they_were_applied_are_said_until_somebody_decides(
    log: KafkaLog, make_place: MakePlace
) -> None:
    place = await make_place(1)
    await log.append(place.topic, records(stories()))
    with admin(place) as client:
        client.delete_records({TopicPartition(place.topic, 0): 3})
    with pytest.raises(OutOfRange, match="begins at offset 3, but the store has applied it only up to 0"):
        await consume(place)
    assert "expired or were deleted before they were applied" in await disagreements(place)
    async with store_of(place) as store:
        check = LogCheck(log, store, [place.topic])
        await accept_log(store, log, [learner_projection(SECRETS, place.topic)], await check.compare_now())
        assert [at.position for at in (await store.checkpoints()).values()] == [Position(3)]
    assert (await consume(place)).events == len(stories()) - 3
    assert await disagreements(place) == ""
