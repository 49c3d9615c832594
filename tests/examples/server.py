"""`python -m tests.examples.server FOLDER`: serves what a demo does, but only the records that the examples
ask for. Prints its address."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from services.app.assembly import Adapters
from services.app.server_process import serve
from services.app.settings import Settings
from services.cli.demo import SAMPLES, SEED
from services.ingest.edfi import EdFi
from services.ingest.importer import import_files
from services.samples import load_partnerships

ATTENDANCE = (
    "localEducationAgencies", "schools", "calendars", "calendarDates", "sessions", "gradingPeriods",
    "studentSchoolAssociations", "studentSchoolAttendanceEvents",
)  # fmt: skip


async def load(opened: Adapters, address: str) -> None:
    """The attendance of Grand Bend, and the sample partnerships."""
    files = [SAMPLES / "grand-bend" / f"{name}.jsonl.gz" for name in ATTENDANCE]
    await import_files(EdFi(files, time_zone="America/Chicago"), opened.log, opened.secrets)
    await load_partnerships(opened.log, opened.secrets, datetime.now(UTC).date(), seed=SEED)
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(Settings(data=Path(sys.argv[1]), port=0, log_level="warning"), beside=load))
