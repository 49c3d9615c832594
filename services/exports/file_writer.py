"""Lines into a file of any format, some at a time."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

import orjson

from services.exports.arrow import arrow, parquet
from services.exports.columns import Cell, Field, FieldKind, fields_of
from services.exports.model import ExportRequest, Format
from services.exports.records import ExportLine, batches_of
from services.query.model.answers import Answer

Write = Callable[[Sequence[ExportLine]], None]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a text that begins so for a formula, which may send away what the sheet holds."""


def written(answer: Answer, wanted: ExportRequest, out: BinaryIO, batch: int) -> Iterator[int]:
    """Write the answer, and say after each batch how many lines are done; the file is whole at the end.

    Raises QueryError if the format is not installed, or two columns have one name.
    """
    done = 0
    with _writing(wanted.format, fields_of(answer.columns, wanted), out) as write:
        for lines in batches_of(answer, batch):
            write(lines)
            done += len(lines)
            yield done


@contextmanager
def _writing(form: Format, fields: Sequence[Field], out: BinaryIO) -> Iterator[Write]:
    match form:
        case Format.CSV:
            yield _csv(fields, out)
        case Format.JSONL:
            yield _jsonl(fields, out)
        case Format.PARQUET:
            with parquet(fields, out) as write:
                yield write
        case Format.ARROW:
            with arrow(fields, out) as write:
                yield write


def _csv(fields: Sequence[Field], out: BinaryIO) -> Write:
    """RFC 4180 in UTF-8: a row of names first, null is empty, dates are ISO 8601, numbers at full precision."""

    def put(cells: Iterator[list[Cell]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(cells)
        out.write(text.getvalue().encode())

    def write(lines: Sequence[ExportLine]) -> None:
        put([_cell(field, line) for field in fields] for line in lines)

    put(iter([[field.name for field in fields]]))
    return write


def _cell(field: Field, line: ExportLine) -> Cell:
    value = field.of(line)
    return (
        f"'{value}" if field.kind is FieldKind.TEXT and isinstance(value, str) and value.startswith(FORMULA) else value
    )


def _jsonl(fields: Sequence[Field], out: BinaryIO) -> Write:
    """An object a line, with null where there is no value."""

    def write(lines: Sequence[ExportLine]) -> None:
        for line in lines:
            out.write(orjson.dumps({field.name: field.of(line) for field in fields}, option=orjson.OPT_APPEND_NEWLINE))

    return write
