"""A consumer that stands still until its partition is another's, and then goes on where it stood."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from pymongo import MongoClient

from services.log.kafka import KafkaLog
from tests.cluster.consuming import Fault, Job, Place, stands_still, started
from tests.cluster.killing import AT_ONCE, BATCH, tell
from tests.cluster.world import consume, created, embedded, found_at, until
from tests.depth import every
from tests.support.crashes import story

STEP = every(32)


def contents(place: Place) -> dict[str, list[Any]]:
    """All documents of the database with their watermarks; of the plans no epoch, which every new owner raises."""
    with MongoClient[dict[str, Any]](place.mongo) as client:
        database = client.get_default_database()
        left_out = {"plans": ("epoch", "fresh_at", "applied_fresh_at", "seq")}
        return {
            name: [
                {key: value for key, value in document.items() if key not in left_out.get(name, ())}
                for document in database[name].find(sort=[("_id", 1)])
            ]
            for name in sorted(database.list_collection_names())
        }


async def woken(place: Place, fault: Fault, report: Path) -> int:
    """Let a consumer stand still at the fault until another has read everything; how often it was refused then.

    -1: it was done before the fault was due.
    """
    group = uuid4().hex
    zombie = started(Job(place, group, batch=BATCH, step_learners=1, fault=fault, report=report))

    async def still_or_done() -> bool:
        return zombie.exitcode is not None or stands_still(zombie)

    await until(still_or_done)
    done = zombie.exitcode
    if done is not None:
        assert done == 0
        return -1
    await consume(place, group=group)
    before, state = contents(place), await found_at(place)
    assert zombie.pid is not None
    os.kill(zombie.pid, signal.SIGCONT)
    await asyncio.to_thread(zombie.join)
    assert zombie.exitcode == 0
    assert contents(place) == before, fault
    assert await found_at(place) == state == await embedded(story())
    return int(report.read_text())


async def test_a_zombie_that_wakes_before_a_write_is_fenced_and_changes_nothing(
    log: KafkaLog, kafka_url: str, new_database: Callable[[], str], tmp_path: Path
) -> None:
    topic = await created(log, 1)
    await tell(log, topic)
    refusals: list[int] = []
    while -1 not in refusals:
        first = 1 + len(refusals) * STEP
        writes = range(first, first + AT_ONCE * STEP, STEP)
        refusals += await asyncio.gather(
            *(
                woken(
                    Place(kafka_url, new_database(), topic), Fault(write, signal=signal.SIGSTOP), tmp_path / f"{write}"
                )
                for write in writes
            )
        )
    stood = refusals[: refusals.index(-1)]
    assert len(stood) > 1
    # Whatever it was about to write in its plan's name: at the latest its next compare-and-set is refused, unless it
    # stood in front of an insert that found its document there, and took the partition over by the rules after that.
    assert all(stood[1:])
