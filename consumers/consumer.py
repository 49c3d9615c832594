"""The consumer: poll → prepare → commit, and dead letters before the commit."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from consumers.batches import by_partition, portions
from consumers.bookmarks import Bookmarks
from consumers.decoding import dead_letter_topic
from consumers.disagreement import ADVICE, judged
from consumers.projection import ProjectionSpec
from consumers.topic_guard import Watch, check_assigned
from services.log.port import (
    Bounds,
    ConsumerAlreadyRunning,
    DamagedLog,
    Log,
    LogError,
    OutOfRange,
    Polled,
    Record,
    ReplacedLog,
    Subscription,
    Topic,
)
from services.store.port import (
    Checkpoint,
    DamagedStore,
    Fenced,
    Lease,
    Position,
    Source,
    StoreError,
    Writer,
    no_bookmark,
)

BATCH_RECORDS = 10_000
BATCH_BYTES = 8_000_000
"""Of values in one commit, so that memory is bounded: rolls are large, and become many facts."""
POLL_SECONDS = 0.5
RETRY_SECONDS = 2.0
FRESHNESS = timedelta(seconds=1)
"""An idle partition's freshness is noted at most this often."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Progress:
    """What the consumer has done since it started, for readiness, metrics and people."""

    events: int = 0
    dead_letters: int = 0
    forwarded: int = 0
    batches: int = 0
    caught_up: bool = False
    error: str | None = None


class Halted(OutOfRange):
    """There is nothing left to do but for a person."""


class Consumer:
    """Keeps in the store what a line makes of its topic.

    It may be killed at any moment: what a commit did not hold is read again, and reading again changes nothing.
    """

    def __init__(
        self,
        log: Log,
        store: Writer,
        line: ProjectionSpec,
        *,
        batch: int = BATCH_RECORDS,
        dead_letters: bool = True,
        group: str = "",
    ) -> None:
        """With `dead_letters` False, what was refused before is not written to the dead letters again (a rebuild).

        `group`: another one than the line's own.
        """
        self._log = log
        self._group = group or line.group
        self._dead_letters = dead_letters
        self._store = store
        self._topic_name = line.topic
        self._batch = batch
        self._projection = line.projection(store)
        self._owners: dict[int, Lease] = {}
        self._assignments: dict[int, int] = {}
        self._halted: dict[int, str] = {}
        self._noted: dict[int, datetime] = {}
        self.progress = Progress()

    async def run(self, stop: asyncio.Event, *, until_idle: bool = False) -> None:
        """Consume until `stop` is set, or with `until_idle` until every owned partition is read to its end.

        A stop finishes the batch in hand. Passing trouble with the log or the store is retried from the last commit.

        Raises:
            ConsumerAlreadyRunning: another process of this machine consumes already.
            OutOfRange: the log no longer holds the position to read from; nothing is skipped, a person must decide.
                Other partitions are applied as ever: until idle first, or as long as there are any.
        """
        while not stop.is_set():
            try:
                if await self._session(stop, until_idle=until_idle):
                    return
            except (ConsumerAlreadyRunning, Halted, DamagedLog, ReplacedLog, DamagedStore) as error:
                self.progress.error = str(error)
                raise
            except (StoreError, LogError) as error:
                self.progress.error = str(error)
                seconds = 0 if isinstance(error, Fenced) else RETRY_SECONDS
                log.warning("consumer.retry", error=str(error), seconds=seconds)
                await _wait(stop, seconds)

    async def _session(self, stop: asyncio.Event, *, until_idle: bool) -> bool:
        """One membership of the group. Returns True when the work is done or stopped."""
        topic = await self._log.topic(self._topic_name)
        subscription = await self._log.subscribe(topic.name, self._group)
        watch = Watch(self._log, topic)
        self._forget()
        try:
            while not stop.is_set():
                polled = await subscription.poll(self._batch, POLL_SECONDS)
                if not polled.records:
                    await watch.look()
                if dict(polled.assignments) != self._assignments:
                    await self._take_over(topic, subscription, polled, watch)
                    continue
                forwarded = self.progress.forwarded
                await self._apply(topic, subscription, polled)
                at_end = bool(self._owners) and self._owners.keys() - self._halted.keys() <= polled.caught_up
                idle = at_end and forwarded == self.progress.forwarded
                self.progress.caught_up = idle and not self._halted
                self.progress.error = self._said_of_halted()
                if self._halted and ((until_idle and idle) or self._halted.keys() >= self._owners.keys()):
                    raise Halted(self.progress.error)
                if until_idle and idle:
                    return True
            return True
        finally:
            self._forget()
            await subscription.close()

    def _forget(self) -> None:
        self._projection.drop()
        self._owners.clear()
        self._assignments.clear()
        self._halted.clear()

    async def _take_over(self, topic: Topic, subscription: Subscription, polled: Polled, watch: Watch) -> None:
        """Recover every partition that was assigned anew; records of this poll are read again."""
        check_assigned(topic, polled.assignments.keys())
        self._projection.drop()
        self._halted.clear()
        for partition, number in polled.assignments.items():
            if self._assignments.get(partition) != number:
                self._owners[partition] = await self._store.recover(Source(topic.id, partition))
        noted = await self._store.checkpoints()
        bounds = await self._log.bounds(topic.name)
        await watch.compare()  # or these may be of a new topic, which holds less than was applied of the old one
        for partition in polled.assignments:
            checkpoint = noted.get(Source(topic.id, partition))
            await self._go_on(topic, subscription, partition, bounds[partition], checkpoint)
        self._assignments = dict(polled.assignments)
        self._owners = {partition: self._owners[partition] for partition in self._assignments}

    async def _go_on(
        self, topic: Topic, subscription: Subscription, partition: int, bounds: Bounds, noted: Checkpoint | None
    ) -> None:
        """Seek the store's position; a partition whose log is not the one that was applied gives no records."""
        owner = self._owners[partition]
        checkpoint = Checkpoint(owner.position, owner.bookmark, noted.disagreement if noted else None)
        reason = await judged(self._log, self._store, topic, partition, checkpoint, bounds)
        if reason is None:
            await self._adopt(topic, partition, bounds)
            await subscription.seek(partition, owner.position.offset)
            return
        self._halted[partition] = f"partition {partition} of {topic.name} halted: it {reason}."
        self.progress.error = self._said_of_halted()
        log.error("consumer.halted", partition=partition, reason=reason)

    async def _adopt(self, topic: Topic, partition: int, bounds: Bounds) -> None:
        """A store of an older version has no bookmark yet: the next commit notes the record that was applied last."""
        owner = self._owners[partition]
        before = owner.position.offset - 1
        if owner.bookmark is None and bounds.begin <= before:
            with suppress(DamagedLog, OutOfRange):
                records = await self._log.read(topic.name, partition, before, 1)
                self._owners[partition] = replace(owner, bookmark_at=Bookmarks(records))

    def _said_of_halted(self) -> str | None:
        return f"{' '.join(self._halted.values())} {ADVICE}" if self._halted else None

    async def _apply(self, topic: Topic, subscription: Subscription, polled: Polled) -> None:
        committed: dict[int, int] = {}
        for partition, records in by_partition(polled.records).items():
            *first, last = portions(records, BATCH_BYTES)
            for portion in first:
                await self._apply_records(topic, partition, portion, portion[-1].appended_at)
            fresh_at = polled.at if partition in polled.caught_up else last[-1].appended_at
            await self._apply_records(topic, partition, last, fresh_at)
            committed[partition] = self._owners[partition].position.offset
        for partition in polled.caught_up - committed.keys():
            await self._note_freshness(partition, polled.at)
        if committed:
            await subscription.commit(committed)

    async def _apply_records(self, topic: Topic, partition: int, records: Sequence[Record], fresh_at: datetime) -> None:
        prepared = await self._projection.prepare(records, topic.partitions)
        if prepared.dead_letters and self._dead_letters:
            await self._log.append(dead_letter_topic(topic.name), prepared.dead_letters)
        if prepared.forwarded and self._dead_letters:
            await self._log.append(topic.name, prepared.forwarded)
        fresh_at = max(fresh_at, self._noted.get(partition, fresh_at))  # an append is stamped before it can be polled
        position = Position(records[-1].offset + 1)
        owner = replace(self._owners[partition], bookmark_at=Bookmarks(records))
        owner = await self._projection.commit(owner, prepared.events, position, fresh_at)
        self._owners[partition] = replace(owner, bookmark_at=no_bookmark)  # or the records would stay in memory
        self._noted[partition] = fresh_at
        self._count(len(prepared.events), len(prepared.dead_letters), len(prepared.forwarded))

    def _count(self, events: int, dead_letters: int, forwarded: int) -> None:
        self.progress.events += events
        self.progress.dead_letters += dead_letters
        self.progress.forwarded += forwarded
        self.progress.batches += 1
        if dead_letters or forwarded:
            log.warning("consumer.refused", dead_letters=dead_letters, forwarded=forwarded)

    async def _note_freshness(self, partition: int, at: datetime) -> None:
        noted = self._noted.get(partition)
        if noted is not None and at - noted < FRESHNESS:
            return
        owner = self._owners[partition]
        self._owners[partition] = await self._projection.commit(owner, (), owner.position, at)
        self._noted[partition] = at


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
