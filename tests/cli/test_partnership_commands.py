"""Both topics in the commands and in one process: consume, verify, rebuild, dead letters, readiness."""

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from consumers.consumer import Consumer
from consumers.partnerships import GROUP
from services.app.assembly import Adapters, parts
from services.app.readiness import lag, readiness
from services.app.settings import Settings
from services.app.worker import ConsumerThread
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, NewRecord, OutOfRange
from tests.consumers.agreements import COLLEGE, HOSPITAL, PROPOSED, kept, records, story, told
from tests.support.commands import run
from tests.support.waiting import until


async def appended(data: Path) -> None:
    """Partnership events, and one record of each topic that is no event."""
    async with parts(Settings(data=data)) as opened:
        await opened.log.append(PARTNERSHIP_EVENTS, [*records(story()), NewRecord(HOSPITAL.encode(), b"{")])
        await opened.log.append(LEARNER_EVENTS, [NewRecord(b"d", b"[")])


async def test_consume_verify_and_rebuild_say_what_became_of_partnerships(tmp_path: Path) -> None:
    await appended(tmp_path)
    code, output = run(tmp_path, "consume", "--until-idle")
    assert (code, "18 events applied, 10 dead letters, 0 forwarded" in output) == (0, True)
    assert run(tmp_path, "verify") == (0, "2 partnerships: no drifts\n")
    with sqlite3.connect(tmp_path / "store.sqlite") as db:
        db.execute("DELETE FROM partnership_events WHERE number = 2 AND partnership = ?", (COLLEGE,))
    code, output = run(tmp_path, "verify")
    assert (code, "2 partnerships: 1 drift\n" in output, f"{COLLEGE}: event 3" in output) == (1, True, True)
    assert "--from-log" in output
    code, output = run(tmp_path, "rebuild", "--from-log")
    assert (code, output.endswith("rebuilt from 18 events\n")) == (0, True)
    assert run(tmp_path, "rebuild")[0] == 0
    assert run(tmp_path, "verify") == (0, "2 partnerships: no drifts\n")


async def test_dead_letters_of_both_topics_are_listed_shown_and_replayed(tmp_path: Path) -> None:
    await appended(tmp_path)
    assert run(tmp_path, "consume", "--until-idle")[0] == 0
    code, everything = run(tmp_path, "dlq", "list")
    assert (code, everything.count(f" {PARTNERSHIP_EVENTS}/0/")) == (0, 9)
    assert everything.count(f" {LEARNER_EVENTS}/0/0 ") == 1
    code, some = run(tmp_path, "dlq", "list", "--topic", LEARNER_EVENTS)
    assert (code, some.count("\n")) == (0, 1)
    code, shown = run(tmp_path, "dlq", "show", "1", "--topic", PARTNERSHIP_EVENTS)
    assert (code, "UNKNOWN_REFERENCE" in shown, "tandem.partnership.activated.v1" in shown) == (0, True, True)
    assert f"dlq.topic: {LEARNER_EVENTS}" in run(tmp_path, "dlq", "show", "0")[1]
    code, output = run(tmp_path, "dlq", "replay", "1", "--topic", PARTNERSHIP_EVENTS)
    assert (code, output) == (0, f"appended to {PARTNERSHIP_EVENTS} as 0/{len(story()) + 1}\n")
    code, output = run(tmp_path, "dlq", "list", "--topic", "nonsense")
    assert (code, PARTNERSHIP_EVENTS in output) == (2, True)


async def test_lag_counts_both_topics(tmp_path: Path) -> None:
    async with parts(Settings(data=tmp_path)) as opened:
        await opened.log.append(LEARNER_EVENTS, [NewRecord(b"d", b"{}")] * 2)
        await opened.log.append(PARTNERSHIP_EVENTS, [NewRecord(b"p", b"{}")] * 3)
        assert await lag(opened) == 5
        worker = ConsumerThread(Settings(data=tmp_path))
        worker.start()

        async def nothing_left() -> bool:
            return await lag(opened) == 0

        await until(nothing_left)
        await asyncio.to_thread(worker.stop)
        assert {topic: progress.dead_letters for topic, progress in worker.progress.items()} == {
            LEARNER_EVENTS: 2,
            PARTNERSHIP_EVENTS: 3,
        }


async def reasons(opened: Adapters, worker: ConsumerThread) -> str:
    return " ".join((await readiness(opened, worker, None)).reasons)


async def test_a_role_that_somebody_else_holds_shows_and_is_taken_over_while_the_other_consumer_works(
    tmp_path: Path,
) -> None:
    async with parts(Settings(data=tmp_path)) as opened:
        role = await opened.log.subscribe(PARTNERSHIP_EVENTS, GROUP)
        await opened.log.append(LEARNER_EVENTS, [NewRecord(b"d", b"{}")])
        await opened.log.append(PARTNERSHIP_EVENTS, records([told(PROPOSED, 1)]))
        worker = ConsumerThread(Settings(data=tmp_path))
        worker.start()

        async def waits() -> bool:
            said = await reasons(opened, worker)
            return await lag(opened) == 1 and f"the consumer of {PARTNERSHIP_EVENTS} has trouble" in said

        async def well() -> bool:
            return await lag(opened) == 0 and not await reasons(opened, worker)

        with capture_logs() as logs:
            await until(waits)
        assert [log["event"] for log in logs if "already consumes" in log.get("reason", "")] == ["consumer.waits"]
        assert LEARNER_EVENTS not in await reasons(opened, worker)
        await role.close()
        await until(well)
        assert list(await kept(opened.store)) == [HOSPITAL]
        await asyncio.to_thread(worker.stop)


async def test_records_that_wait_too_long_are_told_however_few_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with parts(Settings(data=tmp_path)) as opened:
        for line in opened.lines:
            await Consumer(opened.log, opened.store, line).run(asyncio.Event(), until_idle=True)
        await opened.log.append(LEARNER_EVENTS, [NewRecord(b"d", b"{}")])
        assert (await readiness(opened, None, None)).ready
        monkeypatch.setattr("services.app.readiness.MAX_AGE", timedelta(0))
        (reason,) = (await readiness(opened, None, None)).reasons
        assert reason.startswith("1 records are not applied yet; numbers are of 20")
        await Consumer(opened.log, opened.store, opened.lines[0]).run(asyncio.Event(), until_idle=True)
        assert (await readiness(opened, None, None)).ready


@pytest.mark.parametrize("topic", [LEARNER_EVENTS, PARTNERSHIP_EVENTS])
async def test_a_consumer_that_halts_ends_the_thread_and_shows(tmp_path: Path, topic: str) -> None:
    async with parts(Settings(data=tmp_path)) as opened:
        lost = (await opened.log.topic(topic)).id
        worker = ConsumerThread(Settings(data=tmp_path))
        with sqlite3.connect(tmp_path / "store.sqlite") as db:
            db.execute("INSERT INTO positions VALUES (1, ?, 0, 1, 1, 1000, 0, NULL)", (lost,))

        async def ended() -> bool:
            return not worker.alive

        with capture_logs() as logs:
            worker.start()
            await until(ended)
        (halted,) = [log for log in logs if log["event"] == "consumer.halted" and "exc_info" in log]
        assert isinstance(halted["exc_info"], OutOfRange)
        assert topic in halted["error"]
        assert "the consumer has halted" in await reasons(opened, worker)
