"""`python -m tests.dashboard.demo_server FOLDER FILE [--whole]` serves what a demo does; tests share one.

It writes its address into the file once every event is in the log.

Of the district without current data only what describes it is loaded, since its old attendance is on no page. Grades
are more than half of all events, so without `--whole` only those of some learners are.
"""

import asyncio
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from services.app.assembly import Adapters
from services.app.server_process import serve
from services.app.settings import Settings
from services.cli.demo import SAMPLES, SEED
from services.contracts.events import GradeRecorded, GradeRetracted, LearnerEvent
from services.ingest.edfi import EdFi
from services.ingest.import_ports import DraftEvent
from services.ingest.importer import import_files
from services.ingest.known_calendars import KnownCalendars
from services.ingest.summary import Tally
from services.samples import Consortium, load_partnerships
from tests.support.demo import PATIENCE, ROOT, until_ready
from tests.support.waiting import until_seen

DESCRIBED = ("localEducationAgencies", "schools", "calendars", "calendarDates", "sessions", "gradingPeriods")


class FewerGrades(Consortium):
    """The sample consortium with the grades of one learner of eight."""

    def drafts(self, tally: Tally, calendars: KnownCalendars) -> Iterator[DraftEvent]:
        return (draft for draft in super().drafts(tally, calendars) if not is_left_out(draft.event))


def is_left_out(event: LearnerEvent) -> bool:
    return isinstance(event, GradeRecorded | GradeRetracted) and sum(event.data.learner.encode()) % 8 != 0


async def load(opened: Adapters, address: str) -> None:
    files = [SAMPLES / "grand-bend" / f"{name}.jsonl.gz" for name in DESCRIBED]
    await import_files(EdFi(files, time_zone="America/Chicago"), opened.log, opened.secrets)
    today = datetime.now(UTC).date()
    sample = Consortium if "--whole" in sys.argv else FewerGrades
    midnight = datetime.combine(today, datetime.min.time(), UTC)
    await import_files(sample(SEED, today), opened.log, opened.secrets, now=midnight)
    await load_partnerships(opened.log, opened.secrets, today, seed=SEED)
    finished = Path(sys.argv[2])
    partial = finished.with_suffix(".partial")
    await asyncio.to_thread(partial.write_text, address)
    partial.rename(finished)


@contextmanager
def shared_demo(folder: Path, *flags: str) -> Iterator[str]:
    """The address of a server for every process of a test run; the last one to leave stops it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield _address(folder, flags)
        finally:
            _stop_unless_used(folder, users)


def _stop_unless_used(folder: Path, users: IO[str]) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    os.kill(int((folder / "pid").read_text()), signal.SIGKILL)


def _address(folder: Path, flags: tuple[str, ...]) -> str:
    """Starts the server unless another process has."""
    known, served = folder / "address", folder / "served"
    with (folder / "starting").open("a") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if not known.exists():
            command = [sys.executable, "-m", "tests.dashboard.demo_server", str(folder / "data"), str(served), *flags]
            detached = '"$@" </dev/null >"$0/log" 2>&1 & echo $! >"$0/pid"'  # it outlives who starts it
            subprocess.run(["sh", "-c", detached, str(folder), *command], cwd=ROOT, check=True)
            _wait_for(served)
            until_ready(served.read_text())
            served.rename(known)
    return known.read_text()


def _wait_for(file: Path) -> None:
    until_seen(file.exists, PATIENCE, (file.parent / "log").read_text)


if __name__ == "__main__":
    asyncio.run(serve(Settings(data=Path(sys.argv[1]), port=0, log_level="warning"), beside=load))
