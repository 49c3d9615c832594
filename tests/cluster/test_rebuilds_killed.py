"""kill -9 of a rebuild at its writes."""

import asyncio
from collections.abc import Callable

import pytest

from services.log.kafka import KafkaLog
from tests.cluster.consuming import KILLED, Fault, Job, Place
from tests.cluster.killing import AT_ONCE, exit_code
from tests.cluster.world import DISTRICTS, consume, created, embedded, found_at, records, stories
from tests.depth import deep_only, every


@pytest.mark.parametrize(("source", "step"), [("ledgers", every(24)), pytest.param("log", every(24), marks=deep_only)])
async def test_a_rebuild_that_is_killed_at_any_write_costs_nothing(
    log: KafkaLog, kafka_url: str, new_database: Callable[[], str], source: str, step: int
) -> None:
    events, topic = stories(DISTRICTS[:1]), await created(log, 1)
    await log.append(topic, records(events))
    expected = await embedded(events)

    async def killed(write: int) -> bool:
        place = Place(kafka_url, new_database(), topic)
        await consume(place)
        code = await exit_code(Job(place, "", rebuild=source, fault=Fault(write)))
        assert code in (0, KILLED)
        assert await found_at(place) == expected
        await consume(place)
        assert await found_at(place) == expected
        return code == KILLED

    deaths, first = 0, 1
    while all(died := await asyncio.gather(*map(killed, range(first, first + AT_ONCE * step, step)))):
        deaths += AT_ONCE
        first += AT_ONCE * step
    assert deaths + sum(died) > 0
