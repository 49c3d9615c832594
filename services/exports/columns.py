"""The columns of a file: their names, types and values, the same as in `metricQuery`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import count
from operator import attrgetter

from services.exports.model import ExportRequest
from services.exports.records import ExportLine
from services.query.model.answers import Column, ColumnKind, Key, Value
from services.query.model.query_error import ErrorCode, QueryError

Cell = str | date | float | None
ROW_KIND = "row_kind"
GROUPED_BY = "grouped_by"
BUCKET = "bucket"
BETWEEN = "__"
"""Between a metric's name and what else is said of it."""
LABEL = f"{BETWEEN}label"


class FieldKind(Enum):
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Field:
    """A column; `of` gives a line's value in it."""

    name: str
    kind: FieldKind
    of: Callable[[ExportLine], Cell]


def fields_of(columns: Sequence[Column], wanted: ExportRequest) -> tuple[Field, ...]:
    """What each line is of, dimensions, the bucket, then metrics, as asked for.

    Raises QueryError if two have one name.
    """
    fields = (*_of_lines(wanted), *_of_rows(columns, wanted))
    names = {field.name for field in fields}
    if len(names) < len(fields):
        twice = next(name for name in names if sum(field.name == name for field in fields) > 1)
        message = f"{twice!r} names two columns of the file; give the metric another alias"
        raise QueryError(ErrorCode.DUPLICATE_NAME, "query.metrics", message)
    return fields


def _of_lines(wanted: ExportRequest) -> Iterator[Field]:
    """Only where there are lines of more than one kind."""
    if wanted.query.totals or wanted.query.subtotals:
        yield Field(ROW_KIND, FieldKind.TEXT, lambda line: line.kind.value)
        yield Field(GROUPED_BY, FieldKind.TEXT, _grouped_by)


def _grouped_by(line: ExportLine) -> str | None:
    """Tells a key that is "not known" from one that the line is not grouped by: both are null."""
    names = [key.dimension for key in line.row.keys]
    if line.row.bucket is not None:
        names.append(BUCKET)
    return " ".join(names) or None


def _of_rows(columns: Sequence[Column], wanted: ExportRequest) -> Iterator[Field]:
    """Each column from its place: keys are in the order of the dimensions, values in that of the metrics."""
    keys, values = count(), count()
    for column in columns:
        match column.kind:
            case ColumnKind.DIMENSION:
                at = next(keys)
                yield Field(column.name, FieldKind.TEXT, _key(at, "value"))
                if wanted.labels:
                    yield Field(f"{column.name}{LABEL}", FieldKind.TEXT, _key(at, "label"))
            case ColumnKind.BUCKET:
                yield Field(column.name, FieldKind.DATE, attrgetter("row.bucket"))
                if wanted.labels:
                    yield Field(f"{column.name}{LABEL}", FieldKind.TEXT, attrgetter("row.bucket_label"))
            case ColumnKind.METRIC:
                yield from _of_metric(column.name, next(values), wanted)


def _of_metric(name: str, at: int, wanted: ExportRequest) -> Iterator[Field]:
    """The value, and in a comparison the baseline and what lies between; a status says why one of the two is null."""
    yield Field(name, FieldKind.NUMBER, _number(at, "value"))
    if wanted.statuses:
        yield Field(f"{name}{BETWEEN}status", FieldKind.TEXT, _status(at, "status"))
    if wanted.query.compare is None:
        return
    yield Field(f"{name}{BETWEEN}baseline", FieldKind.NUMBER, _number(at, "baseline"))
    if wanted.statuses:
        yield Field(f"{name}{BETWEEN}baseline_status", FieldKind.TEXT, _status(at, "baseline_status"))
    for between in ("delta", "delta_pct"):
        yield Field(f"{name}{BETWEEN}{between}", FieldKind.NUMBER, _number(at, between))


def _key(at: int, attribute: str) -> Callable[[ExportLine], str | None]:
    """Subtotals have the first keys only."""
    of: Callable[[Key], str | None] = attrgetter(attribute)
    return lambda line: of(line.row.keys[at]) if at < len(line.row.keys) else None


def _number(at: int, attribute: str) -> Callable[[ExportLine], float | None]:
    of: Callable[[Value], float | None] = attrgetter(attribute)
    return lambda line: of(line.row.values[at])


def _status(at: int, attribute: str) -> Callable[[ExportLine], str | None]:
    of: Callable[[Value], Enum | None] = attrgetter(attribute)

    def status(line: ExportLine) -> str | None:
        value_status = of(line.row.values[at])
        return None if value_status is None else value_status.value

    return status
