"""Consumers as processes of their own, with a point at which they die or stand still: at any write to the store."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

from consumers import learner_projector
from consumers.consumer import Consumer
from consumers.learners import learner_projection
from consumers.partnerships import partnership_projection
from consumers.projection import ProjectionSpec
from consumers.rebuild import rebuild_from_ledgers, rebuild_from_log
from services.core.identity import DerivedSecrets
from services.log.kafka import KafkaLog
from services.store.mongo import MongoStore, write_ahead
from services.store.mongo.client import Database
from tests.forking import start_process

SECRETS = DerivedSecrets(b"s" * 32)
KILLED = -signal.SIGKILL
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A topic with its dead letters, and a database, of one test."""

    kafka: str
    mongo: str
    topic: str

    async def log(self) -> KafkaLog:
        return await KafkaLog.open(self.kafka, session=1)  # a dead member's partitions are given away after 1 s

    async def store(self) -> MongoStore:
        return await MongoStore.open(self.mongo)


@dataclass(frozen=True, slots=True)
class Fault:
    """A signal that the process sends itself before (or after) its n-th write to the store, counted from 1."""

    write: int
    after: bool = False
    signal: int = signal.SIGKILL


class FaultyDatabase(Database):
    """Opening the store is not counted."""

    fault: Fault | None = None
    writes = 0
    refused = 0
    """Compare-and-sets that found something else than they expected: the fence."""

    async def _write(self, operation: Callable[[], Awaitable[T]]) -> T:
        if self.fault is None:
            return await super()._write(operation)
        self.writes += 1
        due = self.writes == self.fault.write
        if due and not self.fault.after:
            os.kill(os.getpid(), self.fault.signal)
        result = await super()._write(operation)
        if due and self.fault.after:
            os.kill(os.getpid(), self.fault.signal)
        return result

    async def compare_and_set(self, collection: str, expected: dict[str, object], update: dict[str, object]) -> bool:
        accepted = await super().compare_and_set(collection, expected, update)
        self.refused += not accepted
        return accepted


@dataclass(frozen=True, slots=True)
class Job:
    """What a process is to do: consume until idle or (`forever`) until SIGTERM; or rebuild, from `ledgers` or `log`.

    `partnerships`: the topic holds partnership events. `report`: a file for the number of compare-and-sets that were
    refused.
    """

    place: Place
    group: str
    batch: int = 2_000
    step_learners: int = 500
    body_bytes: int = write_ahead.BODY_BYTES
    fault: Fault | None = None
    forever: bool = False
    rebuild: str = ""
    partnerships: bool = False
    report: Path | None = None

    @property
    def line(self) -> ProjectionSpec:
        return (
            partnership_projection(self.place.topic)
            if self.partnerships
            else learner_projection(SECRETS, self.place.topic)
        )


def started(job: Job) -> BaseProcess:
    return start_process(_work, job)


def stands_still(process: BaseProcess) -> bool:
    """Whether it is stopped as by SIGSTOP."""
    try:
        return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except (FileNotFoundError, ProcessLookupError):  # it ended, perhaps while the file was read
        return False


def _work(job: Job) -> None:
    asyncio.run(_run(job))


async def _run(job: Job) -> None:
    learner_projector.STEP_LEARNERS, write_ahead.BODY_BYTES = job.step_learners, job.body_bytes
    database = FaultyDatabase(job.place.mongo)
    log, store = await job.place.log(), await MongoStore.over(database)
    database.fault = job.fault or Fault(0)
    if job.rebuild == "ledgers":
        await rebuild_from_ledgers(store, log, [job.line], lambda _district, _done: None)
    elif job.rebuild == "log":
        await rebuild_from_log(store, log, [job.line])
    else:
        await _consume(job, log, store)
    await store.close()
    await log.close()
    if job.report:
        job.report.write_text(str(database.refused))


async def _consume(job: Job, log: KafkaLog, store: MongoStore) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    consumer = Consumer(log, store, job.line, batch=job.batch, group=job.group)
    await consumer.run(stop, until_idle=not job.forever)
