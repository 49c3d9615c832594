"""The columns of a file: their names, types and values, the same as in `table`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import count
from operator import attrgetter

from services.query.model import Column, ColumnKind, ErrorCode, QueryError, Row

STATUS = "__status"


class Kind(Enum):
    TEXT = "text"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Field:
    """A column; `of` gives a row's value in it."""

    name: str
    kind: Kind
    of: Callable[[Row], str | date | float | None]


def fields_of(columns: Sequence[Column], *, statuses: bool) -> tuple[Field, ...]:
    """Dimensions, the bucket, then metrics, as asked for. Raises QueryError if two have one name."""
    found = tuple(_fields(columns, statuses))
    names = {field.name for field in found}
    if len(names) < len(found):
        twice = next(name for name in names if sum(field.name == name for field in found) > 1)
        message = f"{twice!r} names two columns; give the metric another alias, or leave out the statuses"
        raise QueryError(ErrorCode.DUPLICATE_NAME, "query.metrics", message)
    return found


def _fields(columns: Sequence[Column], statuses: bool) -> Iterator[Field]:
    """Each column from its place: keys are in the order of the dimensions, values in that of the metrics."""
    keys, values = count(), count()
    for column in columns:
        match column.kind:
            case ColumnKind.DIMENSION:
                yield Field(column.name, Kind.TEXT, _key(next(keys)))
            case ColumnKind.BUCKET:
                yield Field(column.name, Kind.DATE, attrgetter("bucket"))
            case ColumnKind.METRIC:
                at = next(values)
                yield Field(column.name, Kind.NUMBER, _value(at))
                if statuses:
                    yield Field(f"{column.name}{STATUS}", Kind.TEXT, _status(at))


def _key(at: int) -> Callable[[Row], str | None]:
    return lambda row: row.keys[at].value


def _value(at: int) -> Callable[[Row], float | None]:
    return lambda row: row.values[at].value


def _status(at: int) -> Callable[[Row], str]:
    return lambda row: row.values[at].status.value
