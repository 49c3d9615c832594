"""Cases of learners of several schools: each gives the value that people of this job said is right, on both stores."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from consumers.learners import learner_line
from consumers.loop import Consumer
from consumers.verify import verify
from services.core.access import DEVELOPMENT
from services.core.identity import DerivedSecrets
from services.ingest.edfi import EdFi
from services.ingest.importing import import_files
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, NewRecord
from services.query.engine import QueryEngine
from services.query.model import Level, MetricQuery, MetricRef, QueryError, Row, SchoolYear
from services.store.embedded import EmbeddedStore
from services.store.mongo import MongoStore
from services.store.port import Store
from tests.consumers.conftest import log, secrets

__all__ = ["log", "secrets"]
CASES = Path(__file__).parents[1] / "data/cases"
YEAR = SchoolYear(2026)
DAYS = ("enrolled_learners", "member_days", "absences")
CHRONIC = ("enrolled_learners", "eligible_learners", "chronic_learners", "chronic_absence_rate", *DAYS[1:])


@pytest.fixture(params=["embedded", "mongo"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened: Store
    if request.param == "embedded":
        opened = await EmbeddedStore.open(tmp_path / "store.sqlite")
    else:
        opened = await MongoStore.open(request.getfixturevalue("database_url"))
    yield opened
    await opened.close()


async def told(case: str, district: str, log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> QueryEngine:
    """The case's events or files, applied."""
    events = CASES / case / "events.jsonl"
    if events.exists():
        lines = events.read_bytes().splitlines()
        await log.append(LEARNER_EVENTS, [NewRecord(district.encode(), line) for line in lines])
    else:
        await import_files(EdFi([CASES / case / "edfi"]), log, secrets)
    await Consumer(log, store, learner_line(secrets)).run(asyncio.Event(), until_idle=True)
    assert await verify(store, district) == []
    return QueryEngine(store)


Keys = tuple[str | None, ...]


async def rows(engine: QueryEngine, names: tuple[str, ...], *group_by: str) -> dict[Keys, list[float]]:
    query = MetricQuery(tuple(map(MetricRef, names)), YEAR, group_by=group_by)
    return {keys(row): numbers(row) for row in (await engine.answer(DEVELOPMENT, query)).rows}


def keys(row: Row) -> Keys:
    return tuple(key.value for key in row.keys)


def numbers(row: Row) -> list[float]:
    return [value.value or 0 for value in row.values]


async def test_transfer_within_a_district(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    engine = await told("transfer-within-a-district", "910001", log, store, secrets)
    assert await rows(engine, CHRONIC) == {(): [2, 2, 2, 100, 354, 70]}
    by_school = await rows(engine, CHRONIC[1:3], "school")
    assert by_school == {("S1",): [2, 2], ("S2",): [2, 0]}
    question = MetricQuery(tuple(map(MetricRef, CHRONIC)), YEAR, group_by=("school",), totals=True)
    answer = await engine.answer(DEVELOPMENT, question)
    assert answer.totals is not None
    assert numbers(answer.totals) == [2, 2, 2, 100, 354, 70]
    added_up = await engine.answer(DEVELOPMENT, replace(question, group_by=(), level=Level.SCHOOL))
    assert numbers(added_up.rows[0])[:3] == [4, 4, 2]
    with pytest.raises(QueryError, match="there are no schools") as refused:
        await engine.answer(DEVELOPMENT, replace(question, level=Level.DISTRICT))
    assert refused.value.path == "query.level"


async def test_dosage_of_a_learner_who_moves(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    engine = await told("dosage-of-a-learner-who-moves", "980002", log, store, secrets)
    assert await rows(engine, ("dosage_hours", "engaged_learners"), "partnership") == {("tut",): [10, 1]}


async def test_second_school(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    engine = await told("second-school", "920017", log, store, secrets)
    assert await rows(engine, ("members", *DAYS, "attendance_rate")) == {(): [1, 1, 10, 1, 90]}
    assert await rows(engine, ("attendance_rate",), "school") == {("92001701",): [90], ("92001702",): [100]}
