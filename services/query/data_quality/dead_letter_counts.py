"""Dead letters by reason, counted further with each look."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.core.access import Operation, Principal, districts_for
from services.core.partnerships.partnership import Partnership
from services.log.port import LEARNER_EVENTS, Bounds, Log, OutOfRange, Record, dead_letter_topic

BATCH, MOST = 1_000, 20_000
"""Dead letters that are read at a time, and at most by one request; the next request goes on from there."""
REPORTS = timedelta(days=60)
"""How far back the last report of a district is looked for."""


@dataclass(frozen=True, slots=True, order=True)
class RefusedRecords:
    """Dead letters of one reason. `district`, `partnership`: whose they are; empty: that is not known."""

    topic: str
    code: str
    district: str
    partnership: str
    count: int
    last: datetime


class _DeadLetters:
    """Counts of the dead letters of a topic by key and code, and the moment of the last of each."""

    def __init__(self, log: Log, topic: str) -> None:
        self.topic = topic
        self.counts: Counter[tuple[str, str]] = Counter()
        self.last: dict[tuple[str, str], datetime] = {}
        self._log = log
        self._next: dict[int, int] = {}

    async def count(self) -> bool:
        """Count those that came since; whether that were all."""
        left, name = MOST, dead_letter_topic(self.topic)
        for partition, bounds in (await self._log.bounds(name)).items():
            while left > 0 and self._next.get(partition, bounds.begin) < bounds.end:
                records = await self._read(name, partition, bounds)
                left -= len(records) or left
                for record in records:
                    self._note(record)
                    self._next[partition] = record.offset + 1
        return left > 0

    async def _read(self, name: str, partition: int, bounds: Bounds) -> list[Record]:
        try:
            return await self._log.read(name, partition, self._next.get(partition, bounds.begin), BATCH)
        except OutOfRange:  # the oldest are no longer kept
            return await self._log.read(name, partition, bounds.begin, BATCH)

    def _note(self, record: Record) -> None:
        code = next((value.decode(errors="replace") for name, value in record.headers if name == "dlq.code"), "")
        about = ((record.key or b"").decode(errors="replace"), code)
        self.counts[about] += 1
        self.last[about] = max(record.appended_at, self.last.get(about, record.appended_at))


def refused_of(
    letters: Iterable[_DeadLetters], principal: Principal, partnerships: Mapping[str, Partnership]
) -> list[RefusedRecords]:
    """What the principal may know of; what is under no key of theirs only who sees everything.

    Args:
        partnerships: those that the principal may see.
    """
    districts = districts_for(principal, Operation.READ_REFUSALS)
    refused = []
    for topic in letters:
        of_districts = topic.topic == LEARNER_EVENTS
        for (key, code), count in topic.counts.items():
            if districts is None or (
                bool(key) and (key in districts if of_districts else bool(districts) and key in partnerships)
            ):
                district, partnership = (key, "") if of_districts else ("", key)
                refused.append(RefusedRecords(topic.topic, code, district, partnership, count, topic.last[key, code]))
    return sorted(refused)
