"""What is applied before and after a consumer is killed."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from consumers.consumer import Consumer
from consumers.learners import learner_projection
from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.identity import DerivedSecrets
from services.log.embedded import EmbeddedLog
from services.store.embedded import EmbeddedStore
from tests.consumers.world import DATES, LEARNERS, SCHOOLS, calendar, event

SECRETS = DerivedSecrets(b"s" * 32)
BATCH = 4
KILLED = -signal.SIGKILL


def story() -> list[LearnerEvent]:
    """Enrolments, marks, a move, a correction, a retraction, and calendars and a policy that change under them.

    In the end somebody goes to both schools, and the second reports for the first time on days of absence at the first.
    """
    one, two = LEARNERS[:2]
    payloads: list[facts.Data] = [
        calendar(SCHOOLS[0], set()),
        *(facts.Enrollment(school=SCHOOLS[0], learner=learner, entry_date=DATES[0]) for learner in LEARNERS[:2]),
        facts.Enrollment(school=SCHOOLS[0], learner=LEARNERS[2], entry_date=DATES[0], calendar="KG"),
        facts.Learner(learner=one, school_year=2011, sex="Female"),
        *(
            facts.Attendance(school=SCHOOLS[0], learner=two, date=day, category="Excused Absence")
            for day in DATES[8:14]
        ),
        facts.Enrollment(school=SCHOOLS[0], learner=one, entry_date=DATES[0], exit_date=DATES[12]),
        facts.Enrollment(school=SCHOOLS[1], learner=one, entry_date=DATES[13], grade_level="Ninth grade"),
        calendar(SCHOOLS[1], set()),
        facts.Grade(
            school=SCHOOLS[0], learner=two, school_year=2011, grading_period="P1", course="c", numeric=81.5
        ),
        facts.Course(school=SCHOOLS[0], course="c", title="Algebra", subject="Mathematics"),
        facts.AttendanceKey(school=SCHOOLS[0], learner=two, date=DATES[9]),
        calendar(SCHOOLS[0], {DATES[3], DATES[10]}),
        facts.Participation(learner=two, partnership="hospital", start_date=DATES[5]),
        facts.Engagement(learner=one, engagement="e", date=DATES[5], kind="lab_visit", minutes=30),
        facts.Participation(learner=one, partnership="hospital", start_date=DATES[3], end_date=DATES[14]),
        calendar(SCHOOLS[0], {DATES[4]}, name="KG"),
        facts.Policy(version="2", eligible_days=2),
        facts.ParticipationKey(learner=two, partnership="hospital", start_date=DATES[5]),
        facts.Enrollment(school=SCHOOLS[1], learner=two, entry_date=DATES[0]),
        facts.Attendance(school=SCHOOLS[1], learner=one, date=DATES[11], category="Unexcused Absence"),
        facts.Roll(school=SCHOOLS[1], date=DATES[12], marks=()),
    ]  # fmt: skip
    return [event(payload, index, minutes=index) for index, payload in enumerate(payloads)]


async def consume(folder: Path) -> None:
    log, store = await EmbeddedLog.open(folder / "log.sqlite"), await EmbeddedStore.open(folder / "store.sqlite")
    consumer = Consumer(log, store, learner_projection(SECRETS), batch=BATCH)
    await consumer.run(asyncio.Event(), until_idle=True)
    await store.close()
    await log.close()


def in_child(work: Callable[[], None]) -> int:
    """Run in a forked process; its exit code, or minus the signal that killed it."""
    pid = os.fork()
    if pid == 0:
        work()
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


Consume = Callable[[Path], Coroutine[Any, Any, None]]


def killed_at(statement: int, folder: Path, monkeypatch: pytest.MonkeyPatch, consume: Consume = consume) -> int:
    """Consume in a child that dies before its n-th SQL statement on the store."""

    def work() -> None:
        left = iter(range(statement, -1, -1))

        def connect(*args: object, **kwargs: object) -> sqlite3.Connection:
            opened = sqlite3.Connection(*args, **kwargs)  # type: ignore[arg-type]
            opened.set_trace_callback(lambda _: None if next(left) else os.kill(os.getpid(), signal.SIGKILL))
            return opened

        monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: _only_store(connect, *a, **k))
        asyncio.run(consume(folder))

    return in_child(work)


_connect = sqlite3.connect


def _only_store(traced: Callable[..., sqlite3.Connection], path: Path, **more: object) -> sqlite3.Connection:
    return traced(path, **more) if Path(path).name == "store.sqlite" else _connect(path, **more)  # type: ignore[call-overload]
