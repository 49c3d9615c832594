"""The cases of `tests/data/cases`: how each is told, and its numbers."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

from consumers.consumer import Consumer
from consumers.learners import learner_projection
from consumers.verify import verify
from services.contracts.decode import encode
from services.contracts.events import PolicyAdopted
from services.contracts.facts import Policy
from services.core.access import DEVELOPMENT
from services.core.identity import DerivedSecrets
from services.ingest.edfi import EdFi
from services.ingest.importer import import_files
from services.ingest.summary import Summary
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, NewRecord
from services.query.engine import QueryEngine
from services.query.model.answers import Row
from services.query.model.question import DateSpan, MetricQuery, MetricRef, SchoolYear
from services.store.port import Store

CASES = Path(__file__).parents[1] / "data/cases"
YEAR = SchoolYear(2026)
DAYS = ("enrolled_learners", "member_days", "absences")
Keys = tuple[str | None, ...]


async def told(
    case: str, district: str, log: EmbeddedLog, store: Store, secrets: DerivedSecrets, policy: Policy | None = None
) -> QueryEngine:
    """The case's events or files, applied; with the policy in force, if there is one."""
    events = CASES / case / "events.jsonl"
    if events.exists():
        lines = events.read_bytes().splitlines()
        await log.append(LEARNER_EVENTS, [NewRecord(district.encode(), line) for line in lines])
    else:
        await imported(CASES / case / "edfi", log, store, secrets)
    return await applied(district, log, store, secrets, policy)


async def imported(
    folder: Path, log: EmbeddedLog, store: Store, secrets: DerivedSecrets, *, days_later: int = 0
) -> Summary:
    files = EdFi([folder], extracted_at=datetime(2026, 7, 1 + days_later, 12, tzinfo=UTC))
    return await import_files(files, log, secrets, known=store)


async def applied(
    district: str, log: EmbeddedLog, store: Store, secrets: DerivedSecrets, policy: Policy | None = None
) -> QueryEngine:
    """Everything in the log, applied."""
    if policy is not None:
        adopted = PolicyAdopted(
            specversion="1.0",
            id="policy",
            source="/cases",
            time=datetime(2026, 7, 1, 12, tzinfo=UTC),
            partitionkey=district,
            data=policy,
        )
        await log.append(LEARNER_EVENTS, [NewRecord(district.encode(), encode(adopted))])
    await Consumer(log, store, learner_projection(secrets)).run(asyncio.Event(), until_idle=True)
    assert await verify(store, district) == []
    return QueryEngine(store)


async def rows(
    engine: QueryEngine, names: tuple[str, ...], *group_by: str, time: SchoolYear | DateSpan = YEAR
) -> dict[Keys, list[float]]:
    """The values of metrics by the keys of their rows."""
    query = MetricQuery(tuple(map(MetricRef, names)), time, group_by=group_by)
    answer = await engine.answer(DEVELOPMENT, query)
    return {keys(row): numbers(row) for row in answer.rows}


def day(of_august: int) -> date:
    return date(2025, 8, of_august)


def keys(row: Row) -> Keys:
    return tuple(key.value for key in row.keys)


def numbers(row: Row) -> list[float]:
    return [value.value or 0 for value in row.values]
