"""Files of exports, read back as columns by readers that know nothing of how they are written."""

import csv
import io
from collections.abc import Container
from datetime import date
from typing import Any

import orjson
import pyarrow
import pyarrow.parquet

from services.exports.file_writer import FORMULA
from services.exports.model import Format

Columns = dict[str, list[Any]]


def read(form: Format, data: bytes, numbers: Container[str]) -> Columns:
    """The columns of a file. `numbers`: which of them are, for CSV does not say it."""
    match form:
        case Format.CSV:
            return _of_csv(data, numbers)
        case Format.JSONL:
            return _of_jsonl(data)
        case Format.PARQUET:
            return dict(pyarrow.parquet.read_table(io.BytesIO(data)).to_pydict())
        case Format.ARROW:
            return dict(pyarrow.ipc.open_stream(data).read_all().to_pydict())


def _of_csv(data: bytes, numbers: Container[str]) -> Columns:
    names, *rows = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    return {name: [_parsed(name, row[at], numbers) for row in rows] for at, name in enumerate(names)}


def _parsed(name: str, cell: str, numbers: Container[str]) -> Any:
    if cell == "":
        return None
    if name == "bucket":
        return date.fromisoformat(cell)
    if name in numbers:
        return float(cell)
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _of_jsonl(data: bytes) -> Columns:
    rows = [orjson.loads(line) for line in data.splitlines()]
    columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}
    if "bucket" in columns:
        columns["bucket"] = [text and date.fromisoformat(text) for text in columns["bucket"]]
    return columns
