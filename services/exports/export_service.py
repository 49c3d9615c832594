"""Exports in this process: small ones at once, large ones in the background."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Self

import structlog

from services.core.access import Operation, Principal, may
from services.exports.arrow import check_installed
from services.exports.columns import fields_of
from services.exports.file_writer import written
from services.exports.model import Export, ExportLimits, ExportRequest, Format, Status
from services.exports.records import count_of
from services.exports.workspace import Folder
from services.query.model.answers import Answer
from services.query.model.query_error import ErrorCode, QueryError
from services.query.ports import Queries

log = structlog.get_logger(__name__)


@dataclass(eq=False)
class Job:
    """An export under way or kept. `settled`: whoever started it need not wait any longer.

    `key`: of who started it, under which it counts once; None: under none.
    """

    principal: Principal
    wanted: ExportRequest
    state: Export
    key: str | None = None
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    refusal: QueryError | None = None
    expiry: asyncio.TimerHandle | None = None

    def now_is(self, **changed: object) -> None:
        self.state = replace(self.state, **changed)  # type: ignore[arg-type]  # the names are those of Export

    @property
    def ended(self) -> bool:
        return self.state.status in (Status.DONE, Status.FAILED)


class ExportService:
    """What one principal starts, nobody else finds: not even they, once their scope is another. Raises QueryError.

    Use it as a context manager: when it ends, exports under way are broken off and all files removed.
    """

    def __init__(
        self,
        queries: Queries,
        base: Path,
        limits: ExportLimits = ExportLimits(),  # noqa: B008 - frozen
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._queries = queries
        self._base = base
        self._limits = limits
        self._now = now
        self._jobs: dict[str, Job] = {}
        self._slots = asyncio.Semaphore(limits.running)
        self._threads = ThreadPoolExecutor(limits.running, thread_name_prefix="export")
        self._stopped = Event()

    async def __aenter__(self) -> Self:
        self._folder = await asyncio.to_thread(Folder.open, self._base)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopped.set()
        tasks = [job.task for job in self._jobs.values() if job.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._threads.shutdown)  # a thread ends with the batch in hand
        await asyncio.to_thread(self._folder.close)

    async def start(self, principal: Principal, wanted: ExportRequest, key: str | None = None) -> Export:
        """Begin, and wait unless it takes long or others are before it. A question that is refused is no export.

        `key`: sent again with the same one, it is the export that was started first, while that is kept.
        """
        if not may(principal, Operation.EXPORT):
            raise QueryError(ErrorCode.FORBIDDEN, "query", f"your roles do not allow you to {Operation.EXPORT}")
        if job := self._started_before(principal, wanted, key):
            return await self._settled(job)
        if wanted.format in (Format.PARQUET, Format.ARROW):
            check_installed()
        explanation = await self._queries.explain(principal, wanted.query)
        fields_of(explanation.columns, wanted)  # refused before another is dropped for it
        if job := self._started_before(principal, wanted, key):  # the same came again while the question was checked
            return await self._settled(job)
        self._make_room(principal)
        pending = Export(secrets.token_urlsafe(16), wanted.format, Status.PENDING, wanted.query)
        job = Job(principal, wanted, pending, key)
        self._jobs[job.state.id] = job
        if self._slots.locked():
            job.settled.set()
        job.task = asyncio.create_task(self._run(job))
        return await self._settled(job)

    async def _settled(self, job: Job) -> Export:
        with suppress(TimeoutError):
            await asyncio.wait_for(job.settled.wait(), self._limits.patience)
        if job.refusal is not None:
            self._remove(job)
            raise job.refusal
        return job.state

    def find(self, principal: Principal, export: str) -> Export | None:
        job = self._find(principal, export)
        return job.state if job else None

    def file(self, export: Export) -> Path:
        """Of an export that is done."""
        return self._folder.path(export.id)

    async def ended(self, principal: Principal, export: str) -> Export | None:
        """The export when it is done or has failed."""
        job = self._find(principal, export)
        if job is None or job.task is None:
            return None
        await asyncio.wait([job.task])
        return job.state

    def _find(self, principal: Principal, export: str) -> Job | None:
        job = self._jobs.get(export)
        if job is None or not _is_of(job, principal):
            return None
        expires = job.state.expires_at
        return job if expires is None or self._now() < expires else None

    def _started_before(self, principal: Principal, wanted: ExportRequest, key: str | None) -> Job | None:
        """Raises QueryError if the key was used for another export."""
        if key is None:
            return None
        job = next((job for job in self._jobs.values() if job.key == key and _is_of(job, principal)), None)
        if job is not None and job.wanted != wanted:
            message = "the key was used for another export; take a new one for a new intention"
            raise QueryError(ErrorCode.IDEMPOTENCY_CONFLICT, "idempotencyKey", message)
        return job if job is not None and self._find(principal, job.state.id) else None

    def _make_room(self, principal: Principal) -> None:
        """Drop their oldest that ended, if they have too many. Raises QueryError when all are under way."""
        own = [job for job in self._jobs.values() if job.principal.name == principal.name]
        if len(own) < self._limits.of_one and len(self._jobs) < self._limits.of_all:
            return
        oldest = next((job for job in own if job.ended), None)
        if oldest is None:
            message = f"{len(self._jobs)} exports are under way or kept; try again when one is done or expires"
            raise QueryError(ErrorCode.TOO_MANY, "query", message)
        self._remove(oldest)

    async def _run(self, job: Job) -> None:
        try:
            async with self._slots:
                job.now_is(status=Status.RUNNING)
                await self._write(job)
            job.now_is(status=Status.DONE)
        except QueryError as refusal:
            if not job.settled.is_set():  # later it is an export that failed, whether or not its starter looked already
                job.refusal = refusal
            job.now_is(status=Status.FAILED, error=str(refusal))
        except Exception:
            log.exception("export", export=job.state.id)
            job.now_is(status=Status.FAILED, error="something went wrong; the server's log says what")
        finally:
            job.settled.set()
        self._keep(job)

    async def _write(self, job: Job) -> None:
        answer = await self._queries.answer(job.principal, job.wanted.query)
        total = count_of(answer)
        if total > self._limits.rows:
            message = f"the answer has {total} rows; an export has at most {self._limits.rows}"
            raise QueryError(ErrorCode.TOO_EXPENSIVE, "query", message, (self._limits.rows, total))
        job.now_is(as_of=answer.as_of, rows_total=total)
        if total > self._limits.at_once:
            job.settled.set()
        await asyncio.get_running_loop().run_in_executor(self._threads, self._write_file, job, answer)

    def _write_file(self, job: Job, answer: Answer) -> None:
        with self._folder.path(job.state.id).open("xb") as out:
            for done in written(answer, job.wanted, out, self._limits.batch):
                job.now_is(rows_done=done)
                if self._stopped.is_set():
                    return
                if out.tell() > self._limits.file_bytes:
                    message = f"the file is larger than {self._limits.file_bytes} bytes; ask for fewer rows"
                    raise QueryError(ErrorCode.TOO_EXPENSIVE, "query", message)

    def _keep(self, job: Job) -> None:
        """Until it expires; of one that failed only what is said of it."""
        if job.state.status is Status.FAILED:
            self._folder.remove(job.state.id)
        job.now_is(expires_at=self._now() + self._limits.lifetime)
        seconds = self._limits.lifetime.total_seconds()
        job.expiry = asyncio.get_running_loop().call_later(seconds, self._remove, job)

    def _remove(self, job: Job) -> None:
        self._jobs.pop(job.state.id, None)
        self._folder.remove(job.state.id)
        if job.expiry is not None:
            job.expiry.cancel()


def _is_of(job: Job, principal: Principal) -> bool:
    """Whether somebody started it, and sees what they saw then. That they signed in again since changes nothing."""
    return (job.principal.name, job.principal.kind, job.principal.sight) == (
        principal.name,
        principal.kind,
        principal.sight,
    )
