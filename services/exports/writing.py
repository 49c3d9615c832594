"""Rows into a file of any format, some at a time."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import BinaryIO

import orjson

from services.exports.arrow import arrow, parquet
from services.exports.fields import Field, Kind, fields_of
from services.exports.model import Format, Wanted
from services.query.model import Answer, Row

Write = Callable[[Sequence[Row]], None]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A spreadsheet takes a text that begins so for a formula, which may send away what the sheet holds."""


def written(answer: Answer, wanted: Wanted, out: BinaryIO, batch: int) -> Iterator[int]:
    """Write the answer, and say after each batch how many rows are done; the file is whole at the end.

    Raises QueryError if the format is not installed, or two columns have one name.
    """
    with _writing(wanted.format, fields_of(answer.columns, statuses=wanted.statuses), out) as write:
        for begin in range(0, len(answer.rows), batch):
            rows = answer.rows[begin : begin + batch]
            write(rows)
            yield begin + len(rows)


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

    def lines(rows: Iterator[list[str | date | float | None]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        out.write(text.getvalue().encode())

    def write(rows: Sequence[Row]) -> None:
        lines([_cell(field, row) for field in fields] for row in rows)

    lines(iter([[field.name for field in fields]]))
    return write


def _cell(field: Field, row: Row) -> str | date | float | None:
    value = field.of(row)
    return f"'{value}" if field.kind is Kind.TEXT and isinstance(value, str) and value.startswith(FORMULA) else value


def _jsonl(fields: Sequence[Field], out: BinaryIO) -> Write:
    """An object a row, with null where there is no value."""

    def write(rows: Sequence[Row]) -> None:
        for row in rows:
            out.write(orjson.dumps({field.name: field.of(row) for field in fields}, option=orjson.OPT_APPEND_NEWLINE))

    return write
