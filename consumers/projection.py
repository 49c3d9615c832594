"""What a consumer keeps in step with a topic: the part of the loop that differs from topic to topic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from services.log.port import NewRecord, Record
from services.store.port import Lease, Position, Writer

E = TypeVar("E")


@dataclass(slots=True)
class Prepared(Generic[E]):
    """The records of one partition, sorted by what is to be done with them."""

    events: list[tuple[Record, E]] = field(default_factory=list)
    dead_letters: list[NewRecord] = field(default_factory=list)
    forwarded: list[NewRecord] = field(default_factory=list)


class Projection(Protocol[E]):
    """One object for one consumer. What it remembers of the store holds until `drop`."""

    async def prepare(self, records: Sequence[Record], partitions: int) -> Prepared[E]:
        """Sort the records of one partition; nothing is written. Raises StoreError."""
        ...

    async def commit(
        self, owner: Lease, events: Sequence[tuple[Record, E]], position: Position, fresh_at: datetime
    ) -> Lease:
        """Commit what was prepared, in order and in as many commits as it takes, and leave the source at `position`.

        Raises:
            Fenced, StoreError: what is remembered no longer holds; drop it and recover.
        """
        ...

    def drop(self) -> None:
        """Forget the store: ownership may have changed."""
        ...


@dataclass(frozen=True, slots=True)
class ProjectionSpec:
    """A topic, the group that consumes it, and what it makes in a store."""

    topic: str
    group: str
    projection: Callable[[Writer], Projection[Any]]
