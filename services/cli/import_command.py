"""`tandem import`: progress while it runs, a summary at the end, refused records in a file beside it."""

import csv
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from services.app.assembly import parts
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings
from services.commands.enrollment import Departures
from services.commands.model import CommandError
from services.commands.partnership_commands import PartnershipCommands
from services.core.access import DEVELOPMENT
from services.ingest.admission import is_time_zone
from services.ingest.import_ports import ImportSource
from services.ingest.importer import import_files
from services.ingest.participant_lines import NotParticipants
from services.ingest.participants import WholeList, import_participants
from services.ingest.snapshots import Deletions, SnapshotOptions
from services.ingest.summary import Summary, write_refused
from services.query.engine import QueryEngine
from services.query.partnerships.partnership_queries import PartnershipService


class WholeExtract(NamedTuple):
    """What the caller says of files that are a whole extract."""

    taken_at: datetime | None
    max_share: float
    yes: bool


def confirmed(deletions: Deletions, console: Console, *, yes: bool) -> bool:
    """Show what is to be retracted, and ask. Where nobody can answer only `--yes` confirms."""
    console.print("The extract no longer has, and this import would retract:")
    for line in deletions.lines():
        console.print(f"  {line}")
    return yes or (sys.stdin.isatty() and typer.confirm("Retract them?", err=True))


async def import_source(
    settings: Settings,
    source: ImportSource,
    console: Console,
    *,
    refused: Path | None,
    dry_run: bool,
    snapshot: WholeExtract | None = None,
) -> bool:
    """Import everything the source has; returns whether nothing was refused and every file could be read."""
    refused = refused or settings.data / "refused.ndjson"
    if not refused.parent.is_dir() and refused.parent != settings.data:
        raise InvalidSetting(f"--refused {refused}: there is no folder {refused.parent}")
    async with parts(settings) as opened:
        with _progress(console) as progress:
            tasks: dict[str, TaskID] = {}

            def on_progress(file: str, done: int, total: int) -> None:
                task = tasks.get(file)
                if task is None:
                    task = tasks[file] = progress.add_task(Path(file).name, total=total)
                progress.update(task, completed=done, total=total)

            log = None if dry_run else opened.log

            def confirm(deletions: Deletions) -> bool:
                progress.stop()
                return confirmed(deletions, console, yes=snapshot is not None and snapshot.yes)

            options = snapshot and SnapshotOptions(opened.store, confirm, snapshot.taken_at, snapshot.max_share)
            summary = await import_files(
                source, log, opened.secrets, on_progress=on_progress, known=opened.store, snapshot=options
            )
    report(summary, console, refused)
    if not summary.read:
        console.print("nothing was imported: no file is named after a resource that is read")
    return summary.ok and summary.read > 0


async def import_participations(
    settings: Settings, path: Path, partnership: str, district: str, console: Console, whole: WholeList | None = None
) -> bool:
    """Place the students of a CSV file; returns whether all of it was done."""
    async with parts(settings) as opened:
        queries = PartnershipService(opened.store, QueryEngine(opened.store))
        commands = PartnershipCommands(opened.log, opened.store, opened.secrets, queries)
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                done = await import_participants(lines, commands, DEVELOPMENT, partnership, district, whole)
        except (NotParticipants, CommandError, UnicodeDecodeError, csv.Error) as error:
            raise InvalidSetting(f"{path}: {error}") from None
    for line, reason in done.refused:
        console.print(f"{path.name}:{line}: {reason}")
    for failure in done.failures:
        console.print(f"error: {failure}", soft_wrap=True)
    released = "" if whole is None else f", {done.released} released"
    print(f"{done.changed} have a place, {done.waitlisted} wait for one, {len(done.refused)} refused{released}")
    if not done.applied:
        print("no consumer has applied the places yet, so no participation is recorded: import again while one runs")
    return done.applied and not done.refused and not done.failures


def whole_list(released_on: str | None, max_share: float, console: Console, *, yes: bool) -> WholeList:
    """A file of participants as the whole list of them. Raises InvalidSetting for a day that is none."""
    try:
        day = datetime.now(UTC).date() if released_on is None else date.fromisoformat(released_on)
    except ValueError:
        raise InvalidSetting(f"--released-on {released_on}: write it like 2026-03-01") from None

    def confirm(departures: Departures) -> bool:
        missing = f"{len(departures.learners)} of {departures.known} who wait or have a place"
        console.print(f"The file no longer has {missing}, and this import would release them on {day}.")
        return yes or (sys.stdin.isatty() and typer.confirm("Release them?", err=True))

    return WholeList(day, confirm, max_share)


def report(summary: Summary, console: Console, refused: Path) -> None:
    for line in summary.lines():
        console.print(line, soft_wrap=True)
    if summary.refused:
        refused.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_refused(refused, summary.refused)
        console.print(f"refused records: {refused} (they may hold student ids)")


def moment(text: str | None) -> datetime | None:
    """An ISO 8601 moment; without an offset it is UTC. Raises InvalidSetting."""
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidSetting(f"--extracted-at {text}: write it like 2026-03-01T12:00:00Z") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def zone(name: str) -> str:
    """An IANA time zone. Raises InvalidSetting."""
    if not is_time_zone(name):
        raise InvalidSetting(f"--time-zone {name}: there is no such IANA time zone; write it like America/Chicago")
    return name


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)
