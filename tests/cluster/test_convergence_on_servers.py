"""Convergence over the cluster pair: the law of tests/consumers, with real partitions and processes that die."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts.events import LearnerEvent
from services.log.kafka import KafkaLog
from tests.cluster.consuming import KILLED, Fault, Job, Place
from tests.cluster.killing import exit_code
from tests.cluster.world import consume, created, embedded, found_at, of_district, rebuild, records
from tests.consumers.world import DISTRICT, histories
from tests.depth import examples

PARTITIONS = 3
PROPERTY = settings(
    max_examples=examples(3),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)

faults = st.none() | st.builds(Fault, st.integers(1, 60), st.booleans())


@PROPERTY
@given(st.data(), histories(min_size=5, max_size=25), histories(min_size=5, max_size=25), st.lists(faults, max_size=3))
def test_any_order_duplication_batches_and_crashes_give_the_clean_fold(
    kafka_url: str,
    new_database: Callable[[], str],
    data: st.DataObject,
    one: list[LearnerEvent],
    other: list[LearnerEvent],
    crashes: list[Fault | None],
) -> None:
    history = [*of_district(one, f"{DISTRICT}-a"), *of_district(other, f"{DISTRICT}-b")]
    again = data.draw(st.lists(st.sampled_from(history), max_size=10))
    shuffled = data.draw(st.permutations(history + again))
    sizes = data.draw(st.lists(st.integers(1, 12), min_size=len(crashes) + 1, max_size=len(crashes) + 1))

    source = data.draw(st.sampled_from(("ledgers", "log")))

    async def run() -> None:
        log = await KafkaLog.open(kafka_url)
        place = Place(kafka_url, new_database(), await created(log, PARTITIONS))
        await log.append(place.topic, records(shuffled))
        await log.close()
        for fault, size in zip(crashes, sizes, strict=False):
            assert await exit_code(Job(place, uuid4().hex, batch=size, step_learners=1, fault=fault)) in (0, KILLED)
        await consume(place, batch=sizes[-1])
        expected = await embedded(history)
        assert await found_at(place) == expected
        await rebuild(place, source)
        assert await found_at(place) == expected

    asyncio.run(run())
