"""An administrator of Kafka."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kafka import KafkaAdminClient

from tests.cluster.consuming import Place


@contextmanager
def admin(place: Place) -> Iterator[Any]:
    client = KafkaAdminClient(bootstrap_servers=place.kafka.removeprefix("kafka://"))
    yield client
    client.close()
