"""Parquet and Arrow. The one module that knows pyarrow, which need not be installed."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, BinaryIO

from services.exports.columns import Field, FieldKind
from services.exports.records import ExportLine
from services.query.model.query_error import ErrorCode, QueryError

Write = Callable[[Sequence[ExportLine]], None]


def check_installed() -> None:
    """Raises QueryError FORMAT_NOT_INSTALLED."""
    _pyarrow()


@contextmanager
def parquet(fields: Sequence[Field], out: BinaryIO) -> Iterator[Write]:
    """A row group for every call."""
    schema = _schema(fields)
    with import_module("pyarrow.parquet").ParquetWriter(out, schema) as sink:
        yield _writer(fields, schema, sink)


@contextmanager
def arrow(fields: Sequence[Field], out: BinaryIO) -> Iterator[Write]:
    """The IPC stream format, a record batch for every call."""
    schema = _schema(fields)
    with _pyarrow().ipc.new_stream(out, schema) as sink:
        yield _writer(fields, schema, sink)


def _writer(fields: Sequence[Field], schema: Any, sink: Any) -> Write:
    pyarrow = _pyarrow()

    def write(lines: Sequence[ExportLine]) -> None:
        columns = [
            pyarrow.array([field.of(line) for line in lines], column.type)
            for field, column in zip(fields, schema, strict=True)
        ]
        sink.write_batch(pyarrow.record_batch(columns, schema=schema))

    return write


def _schema(fields: Sequence[Field]) -> Any:
    pyarrow = _pyarrow()
    types = {FieldKind.TEXT: pyarrow.string(), FieldKind.DATE: pyarrow.date32(), FieldKind.NUMBER: pyarrow.float64()}
    return pyarrow.schema([(field.name, types[field.kind]) for field in fields])


def _pyarrow() -> Any:
    try:
        return import_module("pyarrow")
    except ImportError:
        message = "PARQUET and ARROW need pyarrow, the extra `arrow` of pyproject.toml; ask for CSV or JSONL"
        raise QueryError(ErrorCode.FORMAT_NOT_INSTALLED, "format", message) from None
