"""A member of a consumer group."""

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from threading import Event
from typing import Any

from kafka import ConsumerRebalanceListener
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from services.log.kafka.clients import Cluster, Undecodable, log_errors, partitions_of, poll, record_of
from services.log.kafka.reader import PartitionReader
from services.log.port import CORRUPT, LogError, OutOfRange, Polled, Record, Topic

_ASK_SECONDS = 1.0
_SLICE_SECONDS = 0.1  # how soon a waiting poll notices that it is not wanted any more
_CLOSE_MS = 2_000


class GroupMember:
    """Blocking; for one thread, save where something else is said."""

    def __init__(self, cluster: Cluster, topic: Topic, group: str) -> None:
        self._cluster = cluster
        self._topic = topic
        with log_errors(cluster, f"take a member of group {group!r}"):
            self._client = cluster.member(group)
        self._assigned = _Assigned(self._client)
        self._reader = PartitionReader(
            cluster
        )  # with connections of its own, where no answer waits for one to a waiting fetch
        self._announced: Mapping[int, int] = {}
        self._unclaimed: dict[int, int] = {}
        self._reached: dict[int, int] = {}
        self._asked = 0.0
        self._committing: Any = None
        self._broken: str | None = None
        self._client.subscribe([topic.name], listener=self._assigned)
        with log_errors(cluster, f"describe topic {topic.name!r}"):
            # Makes the client ask for the topic: a leader that joins before it knows the partitions assigns none.
            self._client.end_offsets(partitions_of(topic.name, range(topic.partitions)))

    def poll(self, limit: int, wait: float, unwanted: Event) -> Polled:
        """See the port. Records are handed out again by the next poll unless this one is `claimed`."""
        if self._broken:
            raise LogError(self._broken)
        for partition, offset in self._unclaimed.items():
            self._move(partition, offset)
        records = self._next(limit, time.monotonic() + wait, unwanted)
        self._unclaimed = {record.partition: record.offset for record in reversed(records)}
        caught_up, at = self._caught_up(behind=bool(records))
        return Polled(dict(self._assigned.numbers), records, caught_up, at, self._topic.partitions)

    def claimed(self, polled: Polled) -> None:
        """The last poll's answer has reached the caller. For the caller's thread, while nothing else goes on."""
        self._announced = polled.assignments
        self._unclaimed = {}

    def seek(self, partition: int, offset: int) -> None:
        """See the port. What was assigned anew since the last poll stays where it is: the next poll will say so."""
        if not 0 <= partition < self._topic.partitions:
            raise LogError(f"Topic {self._topic.name!r} has no partition {partition}, only {self._topic.partitions}.")
        if offset < 0:
            raise OutOfRange(f"There is no offset {offset} in partition {partition} of {self._topic.name!r}.")
        self._unclaimed.pop(partition, None)
        number = self._assigned.numbers.get(partition)
        if number is not None and number == self._announced.get(partition):
            self._move(partition, offset)

    def commit(self, offsets: Mapping[int, int]) -> None:
        """Does not wait: the answer is not needed, as a commit is advice only."""
        named = {self._named(partition): OffsetAndMetadata(offset, "", -1) for partition, offset in offsets.items()}
        with log_errors(self._cluster, "take a commit"):
            self._committing = self._client.commit_async(named)

    def close(self) -> None:
        with suppress(KafkaError):  # whatever remains of the membership ends with its session
            if self._committing is not None:
                _wait(self._committing)
            self._client.close(autocommit=False, timeout_ms=_CLOSE_MS)
        self._reader.close()

    def _next(self, limit: int, deadline: float, unwanted: Event) -> list[Record]:
        while True:
            left = deadline - time.monotonic()
            records = self._poll(limit, min(max(left, 0.0), _SLICE_SECONDS))
            # None at all means that the group is meeting, and it is better met here: kafka-python 3.0.12 joins once
            # more if the group was done while nobody polled.
            news = self._assigned.numbers and self._assigned.numbers != self._announced
            if records or news or left <= 0 or unwanted.is_set():
                return records

    def _poll(self, limit: int, seconds: float) -> list[Record]:
        try:
            polled = poll(self._client, self._cluster, seconds, limit)
        except Undecodable as error:
            return self._step_over(error)
        sought = self._assigned.sought
        by_partition = {where.partition: records for where, records in polled.items() if where.partition in sought}
        self._reached |= {partition: records[-1].offset + 1 for partition, records in by_partition.items()}
        return [record for records in by_partition.values() for record in map(record_of, records)]

    def _step_over(self, error: Undecodable) -> list[Record]:
        """A pointer to the record that cannot be decoded; the client does not say which it was, so ask for each."""
        self._broken = f"This subscription to {self._topic.name!r} met what it cannot read: {error}. Subscribe again."
        for partition in sorted(self._assigned.sought):
            offset = self._position(partition)
            records = self._reader.read(self._topic, partition, offset, 1)
            if any(name == CORRUPT for record in records for name, _ in record.headers):
                self._move(partition, offset + 1)
                self._broken = None
                return records
        raise LogError(self._broken)

    def _caught_up(self, *, behind: bool) -> tuple[frozenset[int], datetime]:
        """Partitions read to an end that was asked for after the moment given with them.

        An idle poll asks in any case: nothing else would show that the cluster is gone. A busy one asks if it seems to
        be at an end, and now and then: markers of transactions stand behind the last record.
        """
        at = datetime.now(UTC)
        now = time.monotonic()
        if behind and now - self._asked < _ASK_SECONDS and not any(map(self._seems_at_end, self._assigned.sought)):
            return frozenset(), at
        self._asked = now
        positions = {partition: self._position(partition) for partition in self._assigned.sought}
        partitions = [
            partition for partition, offset in positions.items() if not behind or self._at_end(partition, offset)
        ]
        if behind and not partitions:
            return frozenset(), at
        ends = self._reader.ends(self._topic)
        return frozenset(partition for partition in partitions if positions[partition] == ends[partition]), at

    def _position(self, partition: int) -> int:
        """The client asks the cluster if the partition was given another leader meanwhile, as after a restart."""
        with log_errors(self._cluster, f"say where partition {partition} of {self._topic.name!r} goes on"):
            offset: int | None = self._client.position(self._named(partition))
        if offset is None:
            raise LogError(f"{self._cluster} did not say in time where partition {partition} goes on.")
        return offset

    def _seems_at_end(self, partition: int) -> bool:
        """By what this member knows itself; to ask the client takes milliseconds."""
        return self._at_end(partition, self._reached.get(partition, 0))

    def _at_end(self, partition: int, offset: int) -> bool:
        """As far as the last fetch told."""
        known = self._client.highwater(self._named(partition))
        return known is None or offset >= known

    def _move(self, partition: int, offset: int) -> None:
        if partition in self._assigned.numbers:
            self._assigned.sought.add(partition)
            self._client.seek(self._named(partition), offset)
            self._reached[partition] = offset
            self._client.resume(self._named(partition))

    def _named(self, partition: int) -> Any:
        return partitions_of(self._topic.name, [partition])[0]


class _Assigned:
    """What the group assigned to this member. Called on the client's own loop, but only while the member polls it."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._count = count(1)
        self.numbers: dict[int, int] = {}
        self.sought: set[int] = set()

    def on_partitions_assigned(self, assigned: Iterable[Any]) -> None:
        for where in assigned:
            self.numbers[where.partition] = next(self._count)
            self.sought.discard(where.partition)
            # Paused, so nothing is delivered before the caller's seek; placed anywhere, or the client would go by the
            # committed offset, and fail if there is none.
            self._client.pause(where)
            self._client.seek(where, 0)

    def on_partitions_revoked(self, revoked: Iterable[Any]) -> None:
        for where in revoked:
            self.numbers.pop(where.partition, None)
            self.sought.discard(where.partition)

    def on_partitions_lost(self, lost: Iterable[Any]) -> None:
        self.on_partitions_revoked(lost)


ConsumerRebalanceListener.register(_Assigned)


def _wait(future: Any) -> None:
    done = Event()
    future.add_both(lambda _: done.set())
    done.wait(_CLOSE_MS / 1000)
