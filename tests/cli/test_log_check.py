"""A log that is not the one that the store was filled from: nothing is acknowledged until a person has decided."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from consumers.consumer import Consumer
from consumers.log_check import LogCheck
from services.app.assembly import Adapters, parts
from services.app.readiness import readiness
from services.app.server_process import build
from services.app.settings import Settings
from services.cli import log, maintenance
from services.exports.export_service import ExportService
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, DisagreeingLog, LogError, OutOfRange
from services.query.engine import QueryEngine
from tests.consumers.agreements import PROPOSED, told
from tests.consumers.agreements import records as partnership_records
from tests.support.commands import run
from tests.support.log_files import apply, back_up, fill, marks

DECIDE = "`tandem log accept`"


def restore(data: Path, name: str = "log.sqlite") -> None:
    for suffix in ("", "-wal", "-shm"):
        (data / f"{name}{suffix}").unlink(missing_ok=True)
    shutil.copy(data / f"{name}.backup", data / name)


async def grow(data: Path, count: int) -> None:
    """As publishers would who know nothing of the store."""
    opened = await EmbeddedLog.open(data / "log.sqlite")
    await opened.append(LEARNER_EVENTS, marks(500, count, "other"))
    await opened.close()


async def ends_before(data: Path) -> None:
    restore(data)


async def grew_to_the_position(data: Path) -> None:
    restore(data)
    await grow(data, 4)


async def grew_beyond_the_position(data: Path) -> None:
    restore(data)
    await grow(data, 9)


async def another_log(data: Path) -> None:
    for path in data.glob("log.sqlite*"):
        path.unlink()


SCENARIOS = [ends_before, grew_to_the_position, grew_beyond_the_position, another_log]
Scenario = Callable[[Path], Awaitable[None]]


@asynccontextmanager
async def client_of(opened: Adapters, data: Path) -> AsyncIterator[httpx.AsyncClient]:
    queries = QueryEngine(opened.store)

    async def check() -> object:
        return await readiness(opened, None, None)

    async with ExportService(queries, data / "exports") as exports:
        app = build(opened, queries, exports, check)  # type: ignore[arg-type]
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            yield client


@pytest.fixture
async def applied(tmp_path: Path) -> Path:
    """Five events when the log was backed up, nine when the store was."""
    await fill(tmp_path, 0, 5)
    back_up(tmp_path)
    await fill(tmp_path, 5, 4)
    return tmp_path


EVENT = {
    "specversion": "1.0", "type": "tandem.school.described.v1", "id": "1", "source": "/sis",
    "time": "2011-05-02T15:00:00Z", "partitionkey": "255901", "data": {"school": "255901107", "name": "High School"},
}  # fmt: skip


@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_nothing_is_acknowledged_beside_another_log(applied: Path, scenario: Scenario) -> None:
    await scenario(applied)
    async with parts(Settings(data=applied)) as opened:
        bounds = await opened.log.bounds(LEARNER_EVENTS)
        for topic in (LEARNER_EVENTS, PARTNERSHIP_EVENTS, f"{LEARNER_EVENTS}-dlq"):
            with pytest.raises(DisagreeingLog, match=DECIDE):
                await opened.log.append(topic, marks(20, 1))
        async with client_of(opened, applied) as client:
            answer = await client.post("/events", json=EVENT, headers={"content-type": "application/cloudevents+json"})
            assert (answer.status_code, answer.json()["code"]) == (503, "LOG_DISAGREES")
            ready = await client.get("/readyz")
            assert ready.status_code == 503
            assert DECIDE in ready.text
        assert await opened.log.bounds(LEARNER_EVENTS) == bounds


def test_every_command_says_so(applied: Path) -> None:
    asyncio.run(grew_beyond_the_position(applied))
    (applied / "schools.jsonl").write_text(json.dumps({"schoolId": 1, "nameOfInstitution": "S"}))
    for command, expected in [
        (["log", "check"], 1),
        (["consume", "--until-idle"], 2),
        (["import", "edfi", str(applied / "schools.jsonl"), "--district", "1"], 2),
        (["verify"], 1),
    ]:
        code, output = run(applied, *command)
        assert (code, DECIDE in output) == (expected, True), output


async def test_consumers_leave_alone_what_was_filled_from_another_log(applied: Path) -> None:
    await another_log(applied)
    with pytest.raises(DisagreeingLog, match="filled from another log"):
        await maintenance.consume(Settings(data=applied), asyncio.Event, until_idle=True)
    assert await positions(applied) == []


async def positions(data: Path) -> list[int]:
    async with parts(Settings(data=data)) as opened:
        topic = await opened.log.topic(LEARNER_EVENTS)
        stored = await opened.store.positions()
        return [at.offset for source, at in stored.items() if source.topic_id == topic.id]


async def rebuild(data: Path) -> None:
    await maintenance.rebuild(Settings(data=data), Console(quiet=True), from_log=True)


async def accept(data: Path) -> None:
    await log.accept(Settings(data=data))


@pytest.mark.parametrize(("scenario", "end"), list(zip(SCENARIOS, [5, 9, 14, 0], strict=True)))
@pytest.mark.parametrize("decision", [rebuild, accept])
async def test_a_decision_settles_it(applied: Path, scenario: Scenario, end: int, decision: Scenario) -> None:
    await scenario(applied)
    assert not await log.check_log(Settings(data=applied))
    await decision(applied)
    assert await log.check_log(Settings(data=applied))
    await fill(applied, 600, 1)
    assert await positions(applied) == [end + 1]
    assert await log.check_log(Settings(data=applied))


async def test_the_right_log_put_back_is_recognised(applied: Path) -> None:
    shutil.copy(applied / "log.sqlite", applied / "right")
    await grew_beyond_the_position(applied)
    async with parts(Settings(data=applied)) as opened:
        with pytest.raises(OutOfRange, match=DECIDE):
            await apply(opened)
        assert any(checkpoint.disagreement for checkpoint in (await opened.store.checkpoints()).values())
    restore(applied)
    shutil.copy(applied / "right", applied / "log.sqlite")
    await fill(applied, 9, 2)
    async with parts(Settings(data=applied)) as opened:
        assert not any(checkpoint.disagreement for checkpoint in (await opened.store.checkpoints()).values())


async def test_what_one_process_finds_every_process_knows(applied: Path) -> None:
    """Even where a process itself sees nothing: the log has grown, and no bookmark says that it is another."""
    async with parts(Settings(data=applied)) as opened:
        with sqlite3.connect(applied / "store.sqlite") as db:
            db.execute("DELETE FROM bookmarks")  # as a store of an older version
        db.close()
        topic = await opened.log.topic(LEARNER_EVENTS)
        (source,) = [checkpoint for checkpoint in await opened.store.checkpoints() if checkpoint.topic_id == topic.id]
        await opened.store.note_disagreement(source, "ended before it was applied")
    await grow(applied, 3)
    async with parts(Settings(data=applied)) as opened:
        with pytest.raises(DisagreeingLog, match="ended before it was applied"):
            await opened.log.append(LEARNER_EVENTS, marks(20, 1))
        with pytest.raises(OutOfRange, match="ended before it was applied"):
            await apply(opened)


async def test_an_older_store_beside_the_same_log_reads_on(tmp_path: Path) -> None:
    await fill(tmp_path, 0, 5)
    back_up(tmp_path, "store.sqlite")
    await fill(tmp_path, 5, 4)
    restore(tmp_path, "store.sqlite")
    await fill(tmp_path, 9, 1)
    assert await positions(tmp_path) == [10]


async def test_a_store_without_bookmarks_adopts_the_record_that_it_applied_last(applied: Path) -> None:
    with sqlite3.connect(applied / "store.sqlite") as db:
        db.execute("DROP TABLE bookmarks")
    db.close()
    async with parts(Settings(data=applied)) as opened:
        await apply(opened)
    await grew_beyond_the_position(applied)
    async with parts(Settings(data=applied)) as opened:
        with pytest.raises(DisagreeingLog, match="another record at offset 8"):
            await opened.log.append(LEARNER_EVENTS, marks(20, 1))


async def test_a_log_that_is_replaced_under_running_processes(applied: Path) -> None:
    async with parts(Settings(data=applied)) as opened:
        await opened.log.append(LEARNER_EVENTS, marks(9, 1))
        restore(applied)
        with pytest.raises(LogError, match="replaced or removed while this process had it open"):
            await opened.log.append(LEARNER_EVENTS, marks(20, 1))
        with pytest.raises(LogError, match="replaced or removed"):
            await Consumer(opened.log, opened.store, opened.lines[0]).run(asyncio.Event())
        found = await readiness(opened, None, None)
        assert not found.ready
    async with parts(Settings(data=applied)) as opened:
        with pytest.raises(DisagreeingLog):
            await opened.log.append(LEARNER_EVENTS, marks(20, 1))


async def test_a_log_that_loses_its_end_under_a_running_process(applied: Path) -> None:
    """Whoever appends notices by the offset that it gets, however short ago the log was looked at."""
    async with parts(Settings(data=applied)) as opened:
        await opened.log.append(LEARNER_EVENTS, marks(9, 1))
        with sqlite3.connect(applied / "log.sqlite", isolation_level=None) as db:
            assert db.execute("DELETE FROM batches WHERE last IN (8, 9)").rowcount == 2
        db.close()
        with pytest.raises(DisagreeingLog, match="disagree"):
            await opened.log.append(LEARNER_EVENTS, marks(20, 1))
        with pytest.raises(DisagreeingLog):
            await opened.log.append(LEARNER_EVENTS, marks(20, 1))


async def test_concurrent_appends_are_no_disagreement(applied: Path) -> None:
    async with parts(Settings(data=applied)) as opened:
        await asyncio.gather(*(opened.log.append(LEARNER_EVENTS, marks(number, 2)) for number in range(9, 40)))
        assert await LogCheck(opened.log, opened.store, [LEARNER_EVENTS]).compare_now() == ()


async def test_partnerships_survive_an_accepted_log(tmp_path: Path) -> None:
    async with parts(Settings(data=tmp_path)) as opened:
        await opened.log.append(PARTNERSHIP_EVENTS, partnership_records([told(PROPOSED, 1)]))
        await apply(opened)
    await another_log(tmp_path)
    await accept(tmp_path)
    async with parts(Settings(data=tmp_path)) as opened:
        await opened.log.append(PARTNERSHIP_EVENTS, partnership_records([told(PROPOSED, 1)]))
        await apply(opened)
        assert set((await opened.store.partnership_versions()).values()) == {1}
