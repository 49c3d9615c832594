"""Whether a log is the one that a store was filled from, by the last record applied."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consumers.bookmarks import bookmark_of, is_unreadable
from services.log.port import Bounds, DamagedLog, Log, OutOfRange, Record, Topic
from services.store.port import Checkpoint, Source, Writer

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


def refusal(disagreements: Sequence[Disagreement]) -> str:
    """What is wrong and what to do, for a person."""
    more = f" (and {len(disagreements) - 1} more)" if len(disagreements) > 1 else ""
    return f"{disagreements[0]}{more}. {ADVICE}"


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


def checkpoints_of(topic: Topic, checkpoints: Mapping[Source, Checkpoint]) -> Iterator[tuple[int, Checkpoint]]:
    for source, checkpoint in checkpoints.items():
        if source.topic_id == topic.id:
            yield source.partition, checkpoint
