"""Topics: asked for, and created on purpose only."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from kafka.errors import NodeNotReadyError, TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code

from services.log.kafka.clients import Cluster, log_errors
from services.log.port import LogError, Topic, UnknownTopic

_PAUSE_SECONDS = 0.05


class Topics:
    """Blocking; for one thread."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        with log_errors(cluster, "answer"):
            self._admin = cluster.admin()

    def find(self, name: str) -> Topic:
        """Raises UnknownTopic, LogError."""
        with log_errors(self._cluster, f"describe topic {name!r}"):
            description = self._asked(lambda: self._admin.describe_topics([name]))[0]
            error = for_code(description["error_code"])
            if error is UnknownTopicOrPartitionError:
                raise UnknownTopic(f"Topic {name!r} was never created in {self._cluster}. Create it first.")
            if description["error_code"]:
                raise error(name)
        return Topic(name, str(description["topic_id"]), len(description["partitions"]))

    def create(self, name: str, partitions: int, retention: timedelta | None, replication: int | None) -> Topic:
        """See `KafkaLog.create_topic`."""
        if partitions < 1:
            raise LogError(f"Topic {name!r} cannot have {partitions} partitions; ask for 1 or more.")
        try:
            topic = self.find(name)
        except UnknownTopic:
            self._create(name, partitions, retention, replication)
            topic = self.find(name)
        if topic.partitions != partitions:
            raise LogError(
                f"Topic {name!r} exists with {topic.partitions} partitions and not {partitions}; the number is fixed "
                "for the life of a topic. Ask for the existing number, or use a new topic and rebuild from it."
            )
        return topic

    def _create(self, name: str, partitions: int, retention: timedelta | None, replication: int | None) -> None:
        wanted: dict[str, object] = {
            "num_partitions": partitions,
            "configs": _configs(retention, replication),
            "replication_factor": -1 if replication is None else replication,
        }
        with log_errors(self._cluster, f"create topic {name!r}"):
            with suppress(TopicAlreadyExistsError):  # somebody else was quicker
                self._asked(lambda: self._admin.create_topics({name: wanted}))
            self._admin.wait_for_topics([name], timeout_ms=round(self._cluster.timeout * 1000))

    def _asked(self, ask: Callable[[], Any]) -> Any:
        """What a broker answered, asked for as long as the client does not try to reach one.

        For up to a second after a lost connection it says "not ready" at once, though the broker may long be back.
        """
        deadline = time.monotonic() + self._cluster.timeout
        while True:
            try:
                return ask()
            except NodeNotReadyError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE_SECONDS)  # the client gives nothing to wait for; this thread is for waiting

    def close(self) -> None:
        self._admin.close()


def _configs(retention: timedelta | None, replication: int | None) -> dict[str, str]:
    configs = {
        "cleanup.policy": "delete",
        "retention.ms": "-1" if retention is None else str(round(retention.total_seconds() * 1000)),
        "retention.bytes": "-1",
        "message.timestamp.type": "LogAppendTime",  # the port's clock is the log's own, not each producer's
    }
    if replication is not None:  # an acknowledged record is on all replicas but one, which may be down
        configs["min.insync.replicas"] = str(max(1, replication - 1))
    return configs
