"""Reading outside any group."""

import time
from collections.abc import Callable, Collection
from typing import Any

from services.log.kafka.clients import Cluster, Undecodable, log_errors, partitions_of, pointer, poll, record_of
from services.log.port import Bounds, LogError, OutOfRange, Record, Topic

_CLOSE_MS = 1_000
_SLICE_SECONDS = 0.1  # a poll that meets only the marks of transactions moves on, but says nothing


class PartitionReader:
    """Blocking; for one thread."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._made: Any = None
        self._seen: dict[str, Topic] = {}

    def bounds(self, topic: Topic) -> dict[int, Bounds]:
        self._see(topic)
        return self._bounds(topic.name, range(topic.partitions))

    def ends(self, topic: Topic) -> dict[int, int]:
        """The end of every partition as it was at some moment between call and return."""
        self._see(topic)
        return self._ends(topic.name, range(topic.partitions))

    def read(self, topic: Topic, partition: int, offset: int, limit: int) -> list[Record]:
        """See the port. A record that cannot be read is given as a `pointer` to it, which comes alone."""
        if not 0 <= partition < topic.partitions:
            raise LogError(f"Topic {topic.name!r} has no partition {partition}, only 0 to {topic.partitions - 1}.")
        self._see(topic)
        begin, end = self._bounds(topic.name, [partition])[partition]
        if not begin <= offset <= end:
            raise OutOfRange(
                f"Offset {offset} of partition {partition} of {topic.name!r} is not in {self._cluster}, which holds "
                f"{begin} up to {end}. Records were lost or expired, or the position is of another log: rebuild, or "
                "decide where to go on."
            )
        try:
            return self._read(topic.name, partition, offset, limit, end)
        except Undecodable:  # perhaps damaged on its way only
            try:
                return self._read(topic.name, partition, offset, limit, end)
            except Undecodable as error:
                return [pointer(topic.name, partition, offset, str(error))]

    def _see(self, topic: Topic) -> None:
        """A client keeps for minutes what it learnt of a topic, so after a change another client is asked."""
        if self._seen.setdefault(topic.name, topic) != topic:
            self.close()
            self._seen = {topic.name: topic}

    def close(self) -> None:
        made, self._made = self._made, None
        if made is not None:
            made.close(timeout_ms=_CLOSE_MS)

    def _read(self, topic: str, partition: int, offset: int, limit: int, end: int) -> list[Record]:
        [where] = partitions_of(topic, [partition])
        client = self._client()
        client.assign([where])
        client.seek(where, offset)
        deadline = time.monotonic() + self._cluster.timeout
        records: list[Record] = []
        try:
            while len(records) < limit and client.position(where) < end:
                if time.monotonic() > deadline:
                    raise LogError(f"{self._cluster} gave no records of {topic!r} within {self._cluster.timeout:g} s.")
                polled = poll(client, self._cluster, _SLICE_SECONDS, limit - len(records))
                records += [record_of(record) for record in polled.get(where, ())]
        except Undecodable:
            self.close()
            if not records:
                raise
        return records

    def _bounds(self, topic: str, partitions: Collection[int]) -> dict[int, Bounds]:
        begins = self._offsets(self._client().beginning_offsets, topic, partitions)
        ends = self._ends(topic, partitions)
        return {partition: Bounds(begin, ends[partition]) for partition, begin in begins.items()}

    def _ends(self, topic: str, partitions: Collection[int]) -> dict[int, int]:
        return self._offsets(self._client().end_offsets, topic, partitions)

    def _offsets(self, ask: Callable[[list[Any]], Any], topic: str, partitions: Collection[int]) -> dict[int, int]:
        with log_errors(self._cluster, f"say where {topic!r} begins and ends"):
            try:
                offsets = ask(partitions_of(topic, partitions))
            except KeyError as error:  # how the client says that it knows of no such partition
                raise LogError(f"{self._cluster} does not know {error} yet, or not any more. Ask again.") from error
        return {where.partition: offset for where, offset in offsets.items()}

    def _client(self) -> Any:
        if self._made is None:
            with log_errors(self._cluster, "answer"):
                self._made = self._cluster.reader()
        return self._made
