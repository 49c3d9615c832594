"""The log port over a Kafka cluster. All that blocks runs in threads of the log's own, never on the event loop."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from threading import Event
from typing import ParamSpec, TypeVar

from services.log.kafka.appender import Appender
from services.log.kafka.clients import Cluster, require_codecs
from services.log.kafka.member import GroupMember
from services.log.kafka.reader import PartitionReader
from services.log.kafka.topics import Topics
from services.log.kafka.worker import Worker
from services.log.kafka_security import KafkaSecurity
from services.log.port import Bounds, LogError, NewRecord, Offset, Polled, Record, Topic

P = ParamSpec("P")
T = TypeVar("T")


class KafkaLog:
    """A log for any number of machines; the consumers of a group share the partitions.

    What was acknowledged is on every in-sync replica. Offsets of a partition may have gaps.
    """

    def __init__(self, cluster: Cluster, worker: Worker, topics: Topics) -> None:
        """For `open` only."""
        self._cluster = cluster
        self._worker = worker
        self._topics = topics
        self._reader = PartitionReader(cluster)
        self._appender = Appender(cluster)
        self._known: dict[str, Topic] = {}
        self._subscriptions: list[KafkaSubscription] = []
        self._closed = False

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        timeout: float = 30.0,  # noqa: ASYNC109
        session: float = 10.0,
        security: KafkaSecurity | None = None,
    ) -> "KafkaLog":
        """Connect to the cluster.

        Args:
            url: `kafka://host:port[,host:port…]`.
            timeout: seconds until a request that is not answered, or a record that is not acknowledged, is given up.
            session: seconds without a sign of life until the group gives a consumer's partitions to the others.
            security: of the connections; None: neither TLS nor SASL.

        Raises:
            LogError: the URL is wrong, a package is missing or no broker answers.
        """
        require_codecs()
        cluster = Cluster.of(url, timeout, session, security)
        worker = Worker("kafka")
        try:
            return cls(cluster, worker, await worker.do(Topics, cluster))
        except BaseException:
            worker.stop()
            raise

    async def create_topic(
        self, name: str, partitions: int, *, retention: timedelta | None = None, replication: int | None = None
    ) -> Topic:
        """See the port.

        Args:
            retention: how long records are kept; None is for ever, which `rebuild --from-log` depends on.
            replication: on how many brokers; None leaves it, and how many must acknowledge, to the cluster's defaults.
        """
        return await self._run(self._topics.create, name, partitions, retention, replication)

    async def topic(self, name: str) -> Topic:
        self._known[name] = await self._run(self._topics.find, name)
        return self._known[name]

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        self._check_open()
        try:
            return await self._appender.append(await self._find(topic), records)
        except LogError:
            self._known.pop(topic, None)  # perhaps it was created again; the next append asks
            raise

    async def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Record]:
        return await self._run(self._reader.read, await self._find(topic), partition, offset, limit)

    async def bounds(self, topic: str) -> dict[int, Bounds]:
        return await self._run(self._reader.bounds, await self._find(topic))

    async def damages(self) -> list[str]:
        """Brokers and clients check every batch as it is read; what is damaged becomes a dead letter."""
        return []

    async def subscribe(self, topic: str, group: str) -> "KafkaSubscription":
        known_topic = await self.topic(topic)
        worker = Worker(f"kafka {group}")
        try:
            member = await worker.do(GroupMember, self._cluster, known_topic, group)
        except BaseException:
            worker.stop()
            raise
        subscription = KafkaSubscription(known_topic, member, worker)
        self._subscriptions.append(subscription)
        return subscription

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        await asyncio.gather(*(subscription.close() for subscription in self._subscriptions))
        await self._appender.close()
        await self._worker.do(self._reader.close)
        await self._worker.do(self._topics.close)
        self._worker.stop()

    async def _find(self, name: str) -> Topic:
        return self._known.get(name) or await self.topic(name)

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._check_open()
        return await self._worker.do(work, *args, **kwargs)

    def _check_open(self) -> None:
        if self._closed:
            raise LogError(f"The log in {self._cluster} is closed; open it again.")


class KafkaSubscription:
    """A member of the group. It owns nothing until the group has met, in the first polls."""

    def __init__(self, topic: Topic, member: GroupMember, worker: Worker) -> None:
        """For `KafkaLog.subscribe` only."""
        self._topic = topic
        self._member = member
        self._worker = worker
        self._unwanted = Event()
        self._closed = False

    async def poll(self, limit: int, wait: float) -> Polled:
        """See the port. It ends early when the assignments change."""
        unwanted = self._unwanted = Event()
        try:
            polled = await self._run(self._member.poll, limit, wait, unwanted)
        finally:
            unwanted.set()  # if this task was cancelled, the thread is still waiting
        self._check_open()
        self._member.claimed(polled)
        return polled

    async def seek(self, partition: int, offset: int) -> None:
        await self._run(self._member.seek, partition, offset)

    async def commit(self, offsets: Mapping[int, int]) -> None:
        await self._run(self._member.commit, offsets)

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._unwanted.set()
        await self._worker.do(self._member.close)
        self._worker.stop()

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._check_open()
        return await self._worker.do(work, *args, **kwargs)

    def _check_open(self) -> None:
        if self._closed:
            raise LogError(f"This subscription to {self._topic.name!r} is closed; subscribe again.")
