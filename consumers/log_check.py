"""Whether the log is still the one that the store was filled from.

The store keeps, with each position, a digest of the record before it. A log that was restored from a backup, cut by an
unclean leader election, or taken from somewhere else ends before the position or holds another record there. Whatever
is appended to such a log may never be applied, so nothing is, until a person has decided what is true.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence

import structlog

from consumers.disagreement import Disagreement, checkpoints_of, foreign, judged, refusal
from services.log.port import DisagreeingLog, Log, LogError, Offset
from services.store.port import StoreError, Writer

log = structlog.get_logger(__name__)
LOOK_SECONDS = 1.0
"""How long an answer holds. An append that the log puts where others stood is noticed whatever this is."""
PATIENCE_SECONDS, AGAIN_SECONDS = 2.0, 10.0
"""How long one look may take, and when the next is after one that failed: the log goes on while the store is away."""


class LogCheck:
    """Answers for one process, and asks log and store again when an answer has become old. For one event loop."""

    def __init__(self, log: Log, store: Writer, topics: Sequence[str]) -> None:
        self._log = log
        self._store = store
        self._topics = topics
        self._lock = asyncio.Lock()
        self._due: float | None = None  # when to look next; None: bookmarks are to be compared, too
        self._found: tuple[Disagreement, ...] = ()
        self._ends: dict[str, dict[int, int]] = {}

    async def disagreements(self) -> tuple[Disagreement, ...]:
        """What is wrong, as far as was known a second ago, or when log and store answered last.

        Raises:
            LogError, StoreError: they never answered.
        """
        async with self._lock:
            if self._due is None:
                self._found = await self._look(thorough=True)
                self._due = time.monotonic() + LOOK_SECONDS
            elif time.monotonic() > self._due:
                await self._look_again()
            return self._found

    async def compare_now(self) -> tuple[Disagreement, ...]:
        """Compare the bookmark of every partition with the log. Raises LogError, StoreError."""
        async with self._lock:
            self._due = None
        return await self.disagreements()

    async def _look_again(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                self._found = await self._look(thorough=False)
        except (LogError, StoreError, TimeoutError) as error:
            self._due = time.monotonic() + AGAIN_SECONDS
            log.warning("log_check.postponed", error=str(error) or "no answer", seconds=AGAIN_SECONDS)
        else:
            self._due = time.monotonic() + LOOK_SECONDS

    async def require(self, topic: str) -> Mapping[int, int]:
        """Where the partitions of the topic end as far as is known, for `require_behind`.

        Raises:
            DisagreeingLog: nothing may be appended.
            LogError, StoreError: nobody has ever known whether anything may.
        """
        if disagreements := await self.disagreements():
            raise DisagreeingLog(refusal(disagreements))
        return dict(self._ends.get(topic, {}))

    async def require_known(self) -> None:
        """Before anything is consumed. Where single partitions disagree consumers halt those themselves.

        Raises:
            DisagreeingLog: a whole topic is another than the store was filled from.
        """
        whole = [disagreement for disagreement in await self.disagreements() if disagreement.partition is None]
        if whole:
            raise DisagreeingLog(refusal(whole))

    async def require_behind(self, topic: str, ends: Mapping[int, int], offsets: Sequence[Offset]) -> None:
        """What was appended must stand behind all that was there before. Raises as `require` does."""
        if not offsets:
            return
        known = self._ends.setdefault(topic, {})
        edges = offsets if len(ends) > 1 else (offsets[0], offsets[-1])  # in order within each partition
        first, last = dict(reversed(edges)), dict(edges)
        if all(offset >= ends.get(partition, 0) for partition, offset in first.items()):
            for partition, offset in last.items():
                known[partition] = max(offset + 1, known.get(partition, 0))
            return
        if disagreements := await self.compare_now():
            raise DisagreeingLog(refusal(disagreements))
        raise DisagreeingLog(f"{topic} was created again or replaced while it was appended to; send it again")

    async def _look(self, *, thorough: bool) -> tuple[Disagreement, ...]:
        checkpoints = await self._store.checkpoints()  # before the log: a position is never ahead of it
        topics = [await self._log.topic(name) for name in self._topics]
        differing = foreign(topics, checkpoints)
        for topic in topics:
            bounds = await self._log.bounds(topic.name)
            before = self._ends.get(topic.name, {})
            for partition, checkpoint in checkpoints_of(topic, checkpoints):
                if partition in bounds:
                    careful = thorough or bounds[partition].end < before.get(partition, 0)  # it was cut
                    reason = await judged(
                        self._log, self._store, topic, partition, checkpoint, bounds[partition], careful=careful
                    )
                    differing += [Disagreement(topic.name, partition, reason)] if reason else []
            self._ends[topic.name] = {partition: end for partition, (_, end) in bounds.items()}
        return tuple(differing)
