"""Whether a process does all that it should: what `/readyz` says."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from consumers.disagreement import refusal
from services.app.assembly import EVENT_TOPICS, Adapters
from services.app.worker import ConsumerThread
from services.log.port import DamagedLog, LogError
from services.store.port import DamagedStore, Position, Source, StoreError
from services.web.health import Readiness

log = structlog.get_logger(__name__)
READINESS_SECONDS = 2.0
"""How long log and store together may take to answer for readiness."""
MAX_LAG, MAX_AGE = 10_000, timedelta(minutes=1)
"""Records that may wait to be applied, and for how long any may, until a process is no longer ready."""


async def readiness(opened: Adapters, worker: ConsumerThread | None, work: asyncio.Task[None] | None) -> Readiness:
    """Ready when all that this process should do is done: samples loaded, consumer alive, lag under the bound."""
    reasons = []
    if work is not None and not work.done():
        reasons.append("sample data are still being loaded")
    if work is not None and work.done() and not work.cancelled() and work.exception() is not None:
        reasons.append("the sample data could not be loaded; the server's log says why")
    if worker is not None and not worker.alive:
        reasons.append("the consumer has halted; the server's log says why, and `tandem log check` what to do")
    elif worker is not None:
        reasons += [
            f"the consumer of {topic} has trouble and tries again; the server's log says why"
            for topic, progress in worker.progress.items()
            if progress.error is not None
        ]
    try:
        async with asyncio.timeout(READINESS_SECONDS):
            reasons += await _trouble(opened, 0 if work is not None else MAX_LAG)
    except (DamagedLog, DamagedStore) as error:
        log.error("readiness", error=str(error))
        reasons.append("the log or the store is damaged; `tandem verify` says where, and what to do")
    except (LogError, StoreError) as error:
        log.error("readiness", error=str(error))
        reasons.append("the log or the store cannot be read; the server's log says why")
    except TimeoutError:
        reasons.append(f"the log or the store did not answer within {READINESS_SECONDS:g} s; do both run?")
    return Readiness(not reasons, tuple(reasons))


async def _trouble(opened: Adapters, max_lag: int) -> list[str]:
    if disagreements := await opened.check.disagreements():
        return [refusal(disagreements)]
    behind, fresh_at = await lag(opened), await opened.store.fresh_at()
    if fresh_at is None:
        return ["no consumer has read the log yet"]
    if behind > max_lag or (behind and datetime.now(UTC) - fresh_at > MAX_AGE):
        return [f"{behind} records are not applied yet; numbers are of {fresh_at.isoformat(timespec='seconds')}"]
    return []


async def lag(opened: Adapters) -> int:
    """Records appended and not yet applied, of all topics."""
    applied = await opened.store.positions()
    behind = 0
    for name in EVENT_TOPICS:
        topic = await opened.log.topic(name)
        for partition, (begin, end) in (await opened.log.bounds(name)).items():
            behind += end - applied.get(Source(topic.id, partition), Position(begin)).offset
    return behind
