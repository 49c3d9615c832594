"""The log port over one SQLite file. All that blocks runs in the log's own thread, never on the event loop."""

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import ParamSpec, TextIO, TypeVar

import msgspec

from services.log.embedded.damage import damaged, shows_damage
from services.log.embedded.file import LogFile
from services.log.embedded.repair import damages_of
from services.log.embedded.role import take_role
from services.log.port import Bounds, LogError, NewRecord, Offset, Polled, Record, Topic

RECHECK_SECONDS = 0.05  # how soon a waiting poll sees what another process appended

P = ParamSpec("P")
T = TypeVar("T")


class EmbeddedLog:
    """A log for one machine: any number of its processes append and read, one at a time consumes a topic for a group.

    What was acknowledged survives kill -9 and the loss of power. The file must be on a local disk: SQLite's locks do
    not hold on network file systems.
    """

    def __init__(self, path: Path, file: LogFile, worker: ThreadPoolExecutor) -> None:
        """For `open` only."""
        self._path = path
        self._file = file
        self._worker = worker
        self._appended = asyncio.Event()
        self._subscriptions: list[EmbeddedSubscription] = []
        self._closed = False

    @classmethod
    async def open(cls, path: Path) -> "EmbeddedLog":
        """Open the log's file; it and its directories are made if they are not there. Raises LogError."""
        worker = ThreadPoolExecutor(1, thread_name_prefix="log")
        try:
            return cls(path, await _in_thread(worker, path, partial(LogFile, path)), worker)
        except BaseException:
            worker.shutdown(wait=False)
            raise

    async def create_topic(self, name: str, partitions: int) -> Topic:
        return await self._run(self._file.create_topic, name, partitions)

    async def topic(self, name: str) -> Topic:
        return await self._run(self._file.topic, name)

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        offsets = await self._run(self._file.append, topic, records)
        self._wake_pollers()
        return offsets

    async def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Record]:
        records, _ = await self._run(self._file.read, topic, partition, offset, limit)
        return records

    async def bounds(self, topic: str) -> dict[int, Bounds]:
        return await self._run(self._file.bounds, topic)

    async def damages(self) -> list[str]:
        """Reads the whole file."""
        return await self._run(damages_of, self._file)

    async def subscribe(self, topic: str, group: str) -> "EmbeddedSubscription":
        known_topic = await self.topic(topic)
        role = await self._run(take_role, self._path, topic, group)
        subscription = EmbeddedSubscription(self, known_topic, group, role)
        self._subscriptions.append(subscription)
        return subscription

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._wake_pollers()
        for subscription in self._subscriptions:
            await subscription.close()
        await _in_thread(self._worker, self._path, self._file.close)
        self._worker.shutdown()

    async def _run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._closed:
            raise LogError(f"The log {self._path} is closed; open it again.")
        return await _in_thread(self._worker, self._path, partial(work, *args, **kwargs))

    def _wake_pollers(self) -> None:
        self._appended.set()
        self._appended = asyncio.Event()


class EmbeddedSubscription:
    """The only consumer of its topic and group: it owns all partitions, from its first poll until it is closed."""

    def __init__(self, log: EmbeddedLog, topic: Topic, group: str, role: TextIO) -> None:
        """For `EmbeddedLog.subscribe` only. `role` is the locked file that stands for the right to consume."""
        self._log = log
        self._topic = topic
        self._group = group
        self._role = role
        self._assignments = dict.fromkeys(range(topic.partitions), 1)
        self._announced = False
        self._next: dict[int, int] = {}  # the offset to read next; whose turn it is comes first

    async def poll(self, limit: int, wait: float) -> Polled:
        """See the port. The first poll gives the assignments and does not wait."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + (wait if self._announced else 0)
        while True:
            self._check_open()
            appended = self._log._appended  # taken before reading, or an append in between would go unnoticed
            at = datetime.now(UTC)
            batches = await self._log._run(_read_in_turn, self._log._file, self._topic.name, dict(self._next), limit)
            left = deadline - clock()
            if left <= 0 or any(records for records, _ in batches.values()):
                return self._polled(batches, at)
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, RECHECK_SECONDS)):
                    await appended.wait()

    async def seek(self, partition: int, offset: int) -> None:
        self._check_open()
        if partition not in self._assignments:
            raise LogError(f"Topic {self._topic.name!r} has no partition {partition}, only {self._topic.partitions}.")
        self._next[partition] = offset

    async def commit(self, offsets: Mapping[int, int]) -> None:
        self._check_open()
        await self._log._run(self._log._file.commit, self._topic.name, self._group, offsets)

    async def close(self) -> None:
        self._role.close()

    def _check_open(self) -> None:
        if self._role.closed:
            raise LogError(f"This subscription to {self._topic.name!r} is closed; subscribe again.")

    def _polled(self, batches: "Mapping[int, _Found]", at: datetime) -> Polled:
        handed_out: list[Record] = []
        for partition, (records, _) in batches.items():
            if records:
                del self._next[partition]  # to the end of the queue
                self._next[partition] = records[-1].offset + 1
                handed_out += records
        self._announced = True
        caught_up = frozenset(partition for partition, (_, at_end) in batches.items() if at_end)
        return Polled(self._assignments, handed_out, caught_up, at, self._topic.partitions)


_Found = tuple[list[Record], bool]


def _read_in_turn(file: LogFile, topic: str, positions: Mapping[int, int], limit: int) -> dict[int, _Found]:
    batches: dict[int, _Found] = {}
    for partition, offset in positions.items():
        if limit > 0:
            batches[partition] = file.read(topic, partition, offset, limit)
            limit -= len(batches[partition][0])
    return batches


async def _in_thread(worker: ThreadPoolExecutor, path: Path, work: Callable[[], T]) -> T:
    try:
        return await asyncio.get_running_loop().run_in_executor(worker, work)
    except (sqlite3.Error, msgspec.DecodeError, OSError) as error:
        if shows_damage(error):
            raise damaged(path, error) from error
        raise LogError(
            f"The log {path} cannot be used: {error}. Check that the path is right, that the disk is local, sound and "
            "not full, and that no other process keeps the file locked."
        ) from error
