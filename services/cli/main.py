"""The command line."""

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from consumers.verify import StillMoving
from services.app.configuration import settings_in_force
from services.app.setting_errors import InvalidSetting
from services.authentication.administration import ChangeRefused
from services.cli import backup as backups
from services.cli import dead_letters, import_command, log, maintenance, saved, topics
from services.cli.agreement_commands import agreement_app
from services.cli.credential_commands import access_app, key_app
from services.cli.invocation import run_to_end, settings_in_use
from services.cli.version import VERSION
from services.exports.model import Format
from services.ingest.edfi import EdFi
from services.ingest.snapshots import MAX_SHARE
from services.log.port import LEARNER_EVENTS, LogError
from services.store.port import StoreError

DeadLettersOf = Annotated[str, typer.Option(help="The topic of the events, not of the dead letters.")]
# Without markup, since help is plain text: what stands in brackets would be taken for a style, and not shown.
LetterOffset = Annotated[int, typer.Argument(min=0, help="Of the dead letter, as `dlq list` prints it.")]
LetterPartition = Annotated[int, typer.Option(help="Of the dead letter, as `dlq list` prints it.")]
app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Run and measure school partnerships.")
import_app = typer.Typer(no_args_is_help=True, help="Import files into the event log.")
dlq_app = typer.Typer(no_args_is_help=True, help="Look at dead letters and append them again.")
topics_app = typer.Typer(no_args_is_help=True, help="The topics of the event log.")
saved_app = typer.Typer(no_args_is_help=True, help="What people saved.")
log_app = typer.Typer(no_args_is_help=True, help="Whether the log is the one that the store was filled from.")
app.add_typer(log_app, name="log")
app.add_typer(topics_app, name="topics")
app.add_typer(saved_app, name="saved")
app.add_typer(key_app, name="key")
app.add_typer(access_app, name="access")
app.add_typer(agreement_app, name="agreement")
app.add_typer(import_app, name="import")
app.add_typer(dlq_app, name="dlq")
console = Console(stderr=True, markup=False, highlight=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"tandem {VERSION}")
        raise typer.Exit


@app.callback()
def tandem(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Run and measure school partnerships."""


@app.command()
def demo() -> None:
    """Load the sample consortium and serve it: log, consumer and API in this one process."""
    from services.cli.demo import run_demo  # noqa: PLC0415 - the web stack loads slowly; other commands do not need it

    run_to_end(run_demo(settings_in_use()))


@app.command()
def serve(
    consume: Annotated[bool, typer.Option(help="Run the consumer in this process too.")] = True,
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of TANDEM_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Instead of PORT; 0 takes any free port.")] = None,
) -> None:
    """Serve GraphQL at /graphql and event ingest at /events."""
    from services.app.server_process import serve as run_server  # noqa: PLC0415 - as above

    run_to_end(run_server(settings_in_use(host=host, port=port), consume=consume))


@app.command()
def config() -> None:
    """List every setting that is in force, and where it came from; secrets are hidden."""
    for setting in settings_in_force(os.environ):
        print(f"{setting.name:18} {setting.value:40} {setting.source}")


@app.command()
def consume(
    until_idle: Annotated[bool, typer.Option("--until-idle", help="End when the log is read to its end.")] = False,
) -> None:
    """Apply the events of the log to the store."""
    run_to_end(maintenance.consume(settings_in_use(), _stop_on_signal, until_idle=until_idle))


@app.command()
def tick(
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; default: today.")] = None,
) -> None:
    """Run the partnership clock once: schedule check-ins, record missed ones, decide goals. Consumers do so too."""
    run_to_end(maintenance.tick(settings_in_use(), today.date() if today else None))


@app.command()
def verify() -> None:
    """Recompute every cell from the ledgers and every partnership from its events; exit code 1 if one differs."""
    if run_to_end(maintenance.verify_all(settings_in_use(), console)):
        raise typer.Exit(1)


@app.command()
def rebuild(
    from_log: Annotated[bool, typer.Option("--from-log", help="From the events instead of the ledgers.")] = False,
) -> None:
    """Compute the cells (from the log: everything) anew and switch over; queries of other processes go on."""
    run_to_end(maintenance.rebuild(settings_in_use(), console, from_log=from_log))


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="A folder that is not there yet.")]) -> None:
    """Copy the embedded store, log and secret into a folder, while they are in use."""
    backups.back_up(settings_in_use(), folder)


@app.command()
def export(
    query: Annotated[Path, typer.Argument(help="JSON: what a variable of the type MetricQuery! takes.")],
    form: Annotated[Format, typer.Option("--format", case_sensitive=False)] = Format.CSV,
    out: Annotated[Path | None, typer.Option(help="The file to write; default: standard output.")] = None,
    statuses: Annotated[bool, typer.Option("--statuses", help="With a column of statuses for each metric.")] = False,
    labels: Annotated[bool, typer.Option("--labels", help="With a column of names for each dimension.")] = False,
) -> None:
    """Write the answer to a question into a file."""
    from services.cli.export_command import export as run_export  # noqa: PLC0415 - as above

    run_to_end(run_export(settings_in_use(), query, form, out, console, statuses=statuses, labels=labels))


@import_app.command("edfi")
def import_edfi(
    paths: Annotated[list[Path], typer.Argument(help="Folders or files; a file is named after its resource.")],
    district: Annotated[str | None, typer.Option(help="District of schools that the files do not place.")] = None,
    time_zone: Annotated[str, typer.Option(help="IANA time zone of the district.")] = "UTC",
    extracted_at: Annotated[
        str | None, typer.Option(help="When the files were extracted (ISO 8601): the time of undated records.")
    ] = None,
    refused: Annotated[Path | None, typer.Option(help="Where to write refused records.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Translate and check everything; append nothing.")] = False,
    snapshot: Annotated[
        bool, typer.Option("--snapshot", help="The files are a whole extract: retract what they no longer have.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Retract without asking.")] = False,
    max_share: Annotated[
        float, typer.Option(min=0, max=1, help="Retract nothing if more than this share of a kind is missing.")
    ] = MAX_SHARE,
) -> None:
    """Import Ed-Fi resources: NDJSON, arrays or single objects, gzipped or not."""
    taken_at = import_command.moment(extracted_at)
    source = EdFi(paths, district=district, time_zone=import_command.zone(time_zone), extracted_at=taken_at)
    whole = import_command.WholeExtract(taken_at, max_share, yes) if snapshot else None
    ok = run_to_end(
        import_command.import_source(
            settings_in_use(), source, console, refused=refused, dry_run=dry_run, snapshot=whole
        )
    )
    if not ok:
        raise typer.Exit(1)


@import_app.command("participations")
def import_participations(
    path: Annotated[Path, typer.Argument(help="CSV: student_id, start_date, [end_date, program, planned_hours].")],
    partnership: Annotated[str, typer.Option(help="The partnership's id in events.")],
    district: Annotated[str, typer.Option(help="The students' district.")],
    snapshot: Annotated[
        bool, typer.Option("--snapshot", help="The file has all who take part: release whoever is not in it.")
    ] = False,
    released_on: Annotated[
        str | None, typer.Option(help="With --snapshot: the first day without them (ISO 8601); default: today in UTC.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Release without asking.")] = False,
    max_share: Annotated[
        float, typer.Option(min=0, max=1, help="Release nobody if more than this share of them is missing.")
    ] = MAX_SHARE,
) -> None:
    """Give students places in a partnership, as far as there are any, and let the others wait."""
    whole = import_command.whole_list(released_on, max_share, console, yes=yes) if snapshot else None
    if not run_to_end(
        import_command.import_participations(settings_in_use(), path, partnership, district, console, whole)
    ):
        raise typer.Exit(1)


@topics_app.command("create")
def topics_create(
    partitions: Annotated[int | None, typer.Option(min=1, help="Fixed for life; default 12 on Kafka.")] = None,
    replication: Annotated[int | None, typer.Option(min=1, help="Brokers that keep a copy; default: Kafka's.")] = None,
    retention_days: Annotated[int | None, typer.Option(min=1, help="Default: for ever.")] = None,
) -> None:
    """Create the topics; those that are there already stay as they are."""
    run_to_end(topics.create_topics(settings_in_use(), partitions, replication, retention_days))


@log_app.command("check")
def log_check() -> None:
    """Compare the log with what the store has applied; exit code 1 if they disagree."""
    if not run_to_end(log.check_log(settings_in_use())):
        raise typer.Exit(1)


@log_app.command("accept")
def log_accept() -> None:
    """Accept a log that disagrees: keep what the store holds, and read the log from its beginning on top of it.

    Stop the consumers first. Nothing is changed where log and store agree.
    """
    run_to_end(log.accept(settings_in_use()))


@log_app.command("repair")
def log_repair() -> None:
    """Put a log of all that can still be read in the place of a damaged one, which is kept beside it.

    Stop every process that uses the log first. What is lost leaves dead letters, so that offsets stay as they are.
    """
    log.repair_log(settings_in_use())


@saved_app.command("copy")
def saved_copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="sqlite:PATH, mongodb://… or file:PATH.")],
) -> None:
    """Copy saved queries, all versions, from another store, such as one of an older Tandem."""
    if not run_to_end(saved.copy_saved(settings_in_use(), source)):
        raise typer.Exit(1)


@dlq_app.command("list")
def dlq_list(
    topic: Annotated[str | None, typer.Option(help="Of the events of this topic only.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many together.")] = 100,
) -> None:
    """One line a dead letter: what `dlq show` and `dlq replay` take, code, where the record stood, reason."""
    run_to_end(dead_letters.list_dead_letters(settings_in_use(), topic, limit))


@dlq_app.command("show")
def dlq_show(offset: LetterOffset, partition: LetterPartition = 0, topic: DeadLettersOf = LEARNER_EVENTS) -> None:
    """Headers and original bytes of one dead letter. They may hold raw student ids."""
    run_to_end(dead_letters.show_dead_letter(settings_in_use(), topic, partition, offset))


@dlq_app.command("replay")
def dlq_replay(offset: LetterOffset, partition: LetterPartition = 0, topic: DeadLettersOf = LEARNER_EVENTS) -> None:
    """Append one dead letter to its topic again, as it was. It stays in the list, which is a log."""
    run_to_end(dead_letters.replay_dead_letter(settings_in_use(), topic, partition, offset))


def run() -> None:
    """The entry point: errors that a person can mend are said in one line, without a traceback."""
    os.umask(0o077)  # log, store and refused records may hold raw ids
    try:
        app()
    except (InvalidSetting, ChangeRefused, LogError, StoreError, StillMoving, OSError) as error:
        console.print(f"tandem: {error}", style="red", soft_wrap=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _stop_on_signal() -> asyncio.Event:
    """Set on SIGINT or SIGTERM, so that the batch in hand is finished."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
