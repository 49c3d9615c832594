"""A consumer that is killed at every sixteenth write, each time on a database of its own."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from services.log.kafka import KafkaLog
from services.log.port import NewRecord
from tests.cluster.consuming import KILLED, Fault, Job, Place, started
from tests.cluster.world import consume, created, embedded, found_at, records
from tests.consumers.world import DISTRICT
from tests.depth import PROFILE, every
from tests.forking import PATIENCE
from tests.support.crashes import story

BATCH = 4
AT_ONCE = 6 if PROFILE == "deep" else 3
"""Kill points that are tried side by side; most of their time is waiting for Kafka's group."""
STEP = every(16)
"""A death after a write leaves what one before the next leaves: dying before and after tries an eighth of them."""


async def tell(log: KafkaLog, topic: str) -> None:
    """Append the story, and one record that is no event."""
    await log.append(topic, [*records(story()), NewRecord(DISTRICT.encode(), b"{")])


async def exit_code(job: Job) -> int:
    process = started(job)
    await asyncio.to_thread(process.join, PATIENCE)
    assert process.exitcode is not None, f"{job} does not end"
    return process.exitcode


def job(place: Place, fault: Fault | None = None) -> Job:
    """In a group of its own: the position is the plan's, and nobody waits for a dead member's session to end."""
    return Job(place, uuid4().hex, batch=BATCH, step_learners=1, fault=fault)


async def kill_at_every_sixteenth_write(
    log: KafkaLog, kafka_url: str, new_database: Callable[[], str], *, after: bool
) -> int:
    """Returns the number of deaths. After each another consumer finishes, and everything is as on the embedded pair."""
    topic, expected = await created(log, 1), await embedded(story())
    await tell(log, topic)
    deaths = 0
    while True:
        first = 1 + deaths * STEP
        writes = range(first, first + AT_ONCE * STEP, STEP)
        died = await asyncio.gather(
            *(_killed(Place(kafka_url, new_database(), topic), Fault(write, after), expected) for write in writes)
        )
        assert died == sorted(died, reverse=True), "a later write was reached where an earlier one was not"
        deaths += sum(died)
        if not all(died):
            return deaths


async def _killed(place: Place, fault: Fault, expected: dict[str, Any]) -> bool:
    code = await exit_code(job(place, fault))
    assert code in (0, KILLED)
    if code == KILLED:
        await consume(place, batch=BATCH)
    assert await found_at(place) == expected, fault
    return code == KILLED
