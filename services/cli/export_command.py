"""`tandem export`: the answer to a question as a file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec
import typer
from rich.console import Console

from schema import SCHEMA
from schema.metrics.convert import metric_query
from schema.metrics.question_json import from_json
from services.app.assembly import parts
from services.app.settings import Settings
from services.core.access import DEVELOPMENT
from services.exports.file_writer import written
from services.exports.model import ExportRequest, Format
from services.exports.records import count_of
from services.query.engine import QueryEngine
from services.query.model.query_error import QueryError
from services.query.model.question import MetricQuery

BATCH = 10_000


async def export(
    settings: Settings, query: Path, form: Format, out: Path | None, console: Console, *, statuses: bool, labels: bool
) -> None:
    """Answer the question in the file `query`, and write the answer to `out`, or to standard output.

    Raises:
        typer.BadParameter: the question is none, or is refused.
    """
    try:
        wanted = ExportRequest(question_in(query), form, statuses, labels)
        async with parts(settings) as opened:
            engine = QueryEngine(opened.store, budget=None)
            answer = await engine.answer(DEVELOPMENT, wanted.query)
            warnings = await engine.warnings(DEVELOPMENT, wanted.query)
        total = count_of(answer)
        with console.status("writing") as status, _opened(out) as file:
            for done in written(answer, wanted, file, BATCH):
                status.update(f"{done} of {total} rows")
    except QueryError as error:
        raise typer.BadParameter(f"{error.path}: {error}") from None
    for warning in warnings:
        console.print(f"{warning.path}: {warning.message}")
    console.print(f"{total} rows")


def question_in(file: Path) -> MetricQuery:
    """What the JSON of a `MetricQuery!` asks. Raises QueryError or typer.BadParameter."""
    try:
        document = msgspec.json.decode(file.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{file}: {error}") from None
    return metric_query(from_json(SCHEMA, document))


@contextmanager
def _opened(out: Path | None) -> Iterator[BinaryIO]:
    """The file appears whole or not at all."""
    if out is None:
        yield sys.stdout.buffer
        return
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
