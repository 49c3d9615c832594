"""What the rest of Tandem may assume of an event log, whichever adapter is behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

LEARNER_EVENTS = "learner-events"
PARTNERSHIP_EVENTS = "partnership-events"
Headers = tuple[tuple[str, bytes], ...]


def dead_letter_topic(topic: str) -> str:
    """Where the records of a topic go that are refused."""
    return f"{topic}-dlq"


CORRUPT = "tandem.corrupt"
"""The header of a record that stands for one which cannot be read; its value says why."""


class LogError(Exception):
    """The log cannot do what was asked; the message says why and what to do."""


class UnknownTopic(LogError):
    """The topic was never created. Topics are created by `create_topic`, never by accident."""


class ConsumerAlreadyRunning(LogError):
    """Another process on this machine already consumes this topic for this group (embedded log only)."""


class OutOfRange(LogError):
    """The offset to read from is no longer, or not yet, in the log. Never skipped: a person must decide."""


class DamagedLog(LogError):
    """What the log holds is not what was written: its file or its disk is damaged. Trying again does not help."""


class ReplacedLog(LogError):
    """Another file is where the log was opened, so what is appended here would be in no log. Open it again."""


class DisagreeingLog(LogError):
    """The log is not the one that the store was filled from. Nothing is appended until a person has decided."""


@dataclass(frozen=True, slots=True)
class Topic:
    """`id` is new whenever a topic is re-created, so that positions of an older one are never mistaken for its own."""

    name: str
    id: str
    partitions: int


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A record to append. `key` decides the partition: murmur2(key) mod partitions, as Kafka's own default."""

    key: bytes
    value: bytes
    headers: Headers = ()


class Record(msgspec.Struct, frozen=True, gc=False):
    """A record as read. `appended_at` is the log's own clock, with UTC offset.

    A struct and no dataclass, because making dataclasses took more than half of the time of reading a log.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    appended_at: datetime


class Offset(NamedTuple):
    """Where a record stands; offsets of a partition start at 0 and grow by at least one."""

    partition: int
    offset: int


class Bounds(NamedTuple):
    """Offsets of a partition: `begin` is the first still there, `end` the one the next record will get."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Polled:
    """The answer of one poll.

    Attributes:
        assignments: the partitions this subscription owns now, each with a number that changes whenever the partition
            was assigned anew. After a change the caller drops all it cached for the partition and seeks; records of a
            newly assigned partition come only after that `seek`.
        records: in offset order within each partition.
        caught_up: partitions of which this poll saw the end: everything appended before `at` has been handed out.
        at: when the poll asked, by this machine's clock.
    """

    assignments: Mapping[int, int]
    records: Sequence[Record]
    caught_up: frozenset[int]
    at: datetime
    partitions: int = field(default=1)


class Subscription(Protocol):
    """One member of a consumer group. Not to be shared between tasks."""

    async def poll(self, limit: int, wait: float) -> Polled:
        """At most `limit` records, waiting at most `wait` seconds for the first. Raises OutOfRange."""
        ...

    async def seek(self, partition: int, offset: int) -> None:
        """Read the partition from this offset on. Required once after each assignment."""
        ...

    async def commit(self, offsets: Mapping[int, int]) -> None:
        """Tell the log how far each partition is applied. Advice for tools only: the store's position is the truth."""
        ...

    async def close(self) -> None:
        """Leave the group and give up the role. Idempotent."""
        ...


class Log(Protocol):
    """An append-only log of partitioned topics. Safe to share between tasks of one event loop."""

    async def create_topic(self, name: str, partitions: int) -> Topic:
        """Create the topic, or give back the one that exists. Raises LogError if it has another partition count."""
        ...

    async def topic(self, name: str) -> Topic:
        """Raises UnknownTopic."""
        ...

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        """Append all records, in order within each partition.

        When it returns, every record survives the death of this process and of the machine. When it raises, none, some
        or all may have been appended: appending again is always right, since events are upserts.

        Raises:
            UnknownTopic, LogError.
        """
        ...

    async def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Record]:
        """Records from `offset` on, outside any group; empty at the end. Raises OutOfRange before the beginning."""
        ...

    async def bounds(self, topic: str) -> dict[int, Bounds]:
        """The bounds of every partition. Raises UnknownTopic."""
        ...

    async def damages(self) -> list[str]:
        """What cannot be read as it was written, in words; nothing where servers look after their files themselves."""
        ...

    async def subscribe(self, topic: str, group: str) -> Subscription:
        """Join a consumer group.

        Raises UnknownTopic, and ConsumerAlreadyRunning where one process at a time may consume.
        """
        ...

    async def close(self) -> None:
        """Release all files and connections. Idempotent."""
        ...
