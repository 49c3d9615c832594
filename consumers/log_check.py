"""Whether the log is still the one that the store was filled from.

The store keeps, with each position, a digest of the record before it. A log that was restored from a backup, cut by an
unclean leader election, or taken from somewhere else ends before the position or holds another record there. Whatever
is appended to such a log may never be applied, so nothing is, until a person has decided what is true.
"""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog

from consumers.bookmarks import bookmark_of, is_unreadable
from services.log.port import Bounds, DamagedLog, DisagreeingLog, Log, LogError, Offset, OutOfRange, Record, Topic
from services.store.port import Checkpoint, Source, StoreError, Writer

log = structlog.get_logger(__name__)
LOOK_SECONDS = 1.0
"""How long an answer holds. An append that the log puts where others stood is noticed whatever this is."""
PATIENCE_SECONDS, AGAIN_SECONDS = 2.0, 10.0
"""How long one look may take, and when the next is after one that failed: the log goes on while the store is away."""
ADVICE = (
    "Nothing is accepted until somebody decides. Put the right log back and restart; or take the log as the truth with "
    "`tandem rebuild --from-log`; or keep what the store holds and read the log from its beginning on top of it with "
    "`tandem log accept`"
)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A partition of the log (None: the whole topic) that is not what the store was filled from."""

    topic: str
    partition: int | None
    reason: str

    def __str__(self) -> str:
        where = self.topic if self.partition is None else f"partition {self.partition} of {self.topic}"
        return f"log and store disagree: {where} {self.reason}"


def compare(checkpoint: Checkpoint, bounds: Bounds, record: Record | None) -> str | None:
    """Why the log is not the one that was applied up to the checkpoint; None: nothing shows that it is not.

    Args:
        record: what the log holds at the bookmark's offset; None if it holds nothing there, or was not asked.
    """
    offset, bookmark = checkpoint.position.offset, checkpoint.bookmark
    if offset > bounds.end:
        return (
            f"ends at offset {bounds.end}, but the store has applied it up to {offset}: records were lost, or the log "
            "is older than the store, as one restored from a backup is"
        )
    if offset < bounds.begin:
        return (
            f"begins at offset {bounds.begin}, but the store has applied it only up to {offset}: records expired or "
            "were deleted before they were applied"
        )
    if bookmark and record and not is_unreadable(record) and bookmark_of(record) != bookmark:
        return (
            f"holds another record at offset {bookmark.offset} than the store has applied: the log was restored from a "
            "backup, or lost records in an unclean leader election, and grew again; or it is another log"
        )
    return None


def is_proven(checkpoint: Checkpoint, bounds: Bounds, record: Record | None) -> bool:
    """Whether the log holds the very record that was applied last."""
    if record is None or compare(checkpoint, bounds, record) is not None:
        return False
    return bookmark_of(record) == checkpoint.bookmark is not None


async def bookmarked(log: Log, topic: str, partition: int, checkpoint: Checkpoint, bounds: Bounds) -> Record | None:
    """What the log holds at the bookmark's offset; None where retention or compaction removed it. Raises LogError."""
    bookmark = checkpoint.bookmark
    if bookmark is None or not bounds.begin <= bookmark.offset < bounds.end:
        return None
    try:
        records = await log.read(topic, partition, bookmark.offset, 1)
    except (OutOfRange, DamagedLog):  # it expired, or the log was cut, since its bounds were asked for
        return None
    return records[0] if records and records[0].offset == bookmark.offset else None


async def judged(
    log: Log,
    store: Writer,
    topic: Topic,
    partition: int,
    checkpoint: Checkpoint,
    bounds: Bounds,
    *,
    careful: bool = True,
) -> str | None:
    """Why this partition of the log is not the one that was applied; None: it is. A change is noted in the store.

    What was noted before stays until the log proves to be the right one, or somebody decides.

    Args:
        careful: compare the bookmark with the log, too.
    """
    noted, record = checkpoint.disagreement, None
    if careful or noted:
        record = await bookmarked(log, topic.name, partition, checkpoint, bounds)
    reason = compare(checkpoint, bounds, record)
    if reason is None and noted and not is_proven(checkpoint, bounds, record):
        reason = noted
    if reason != noted:
        await store.note_disagreement(Source(topic.id, partition), reason)
    return reason


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
        if found := await self.disagreements():
            raise DisagreeingLog(refusal(found))
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
        if found := await self.compare_now():
            raise DisagreeingLog(refusal(found))
        raise DisagreeingLog(f"{topic} was created again or replaced while it was appended to; send it again")

    async def _look(self, *, thorough: bool) -> tuple[Disagreement, ...]:
        checkpoints = await self._store.checkpoints()  # before the log: a position is never ahead of it
        topics = [await self._log.topic(name) for name in self._topics]
        found = foreign(topics, checkpoints)
        for topic in topics:
            bounds = await self._log.bounds(topic.name)
            before = self._ends.get(topic.name, {})
            for partition, checkpoint in _of(topic, checkpoints):
                if partition in bounds:
                    careful = thorough or bounds[partition].end < before.get(partition, 0)  # it was cut
                    reason = await judged(
                        self._log, self._store, topic, partition, checkpoint, bounds[partition], careful=careful
                    )
                    found += [Disagreement(topic.name, partition, reason)] if reason else []
            self._ends[topic.name] = {partition: end for partition, (_, end) in bounds.items()}
        return tuple(found)


def refusal(found: Sequence[Disagreement]) -> str:
    """What is wrong and what to do, for a person."""
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{found[0]}{more}. {ADVICE}"


def foreign(topics: Sequence[Topic], checkpoints: Mapping[Source, Checkpoint]) -> list[Disagreement]:
    """Topics that the store never read, though it was filled from topics that are not here."""
    here = {topic.id for topic in topics}
    elsewhere = any(at.position.offset for source, at in checkpoints.items() if source.topic_id not in here)
    read = {source.topic_id for source in checkpoints}
    reason = (
        "was never read by this store, which was filled from another log: the settings or the data folder are not the "
        "ones of before, or the topic was deleted and created again"
    )
    return [Disagreement(topic.name, None, reason) for topic in topics if elsewhere and topic.id not in read]


def _of(topic: Topic, checkpoints: Mapping[Source, Checkpoint]) -> Iterator[tuple[int, Checkpoint]]:
    for source, checkpoint in checkpoints.items():
        if source.topic_id == topic.id:
            yield source.partition, checkpoint
