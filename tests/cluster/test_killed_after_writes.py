"""kill -9 after every sixteenth write of the plan protocol, before the process could act on the answer."""

from collections.abc import Callable

from services.log.kafka import KafkaLog
from tests.cluster.killing import kill_at_every_sixteenth_write
from tests.depth import deep_only


@deep_only
async def test_killed_after_a_write_the_next_consumer_arrives_at_the_embedded_result(
    log: KafkaLog, kafka_url: str, new_database: Callable[[], str]
) -> None:
    assert await kill_at_every_sixteenth_write(log, kafka_url, new_database, after=True) > 1
