"""Questions and answers as frozen values. GraphQL, exports and scheduled reports all speak these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from services.core.kpis import Granularity, Unit

T = TypeVar("T")


class ErrorCode(StrEnum):
    """`extensions.code` of a refused query; clients may branch on them."""

    UNKNOWN_METRIC = "UNKNOWN_METRIC"
    UNKNOWN_DIMENSION = "UNKNOWN_DIMENSION"
    DIMENSION_NOT_AVAILABLE = "DIMENSION_NOT_AVAILABLE"
    GRANULARITY_NOT_AVAILABLE = "GRANULARITY_NOT_AVAILABLE"
    RANGE_NOT_AVAILABLE = "RANGE_NOT_AVAILABLE"
    INVALID_RANGE = "INVALID_RANGE"
    INVALID_FILTER = "INVALID_FILTER"
    INVALID_ORDER = "INVALID_ORDER"
    INVALID_CURSOR = "INVALID_CURSOR"
    INVALID_ID = "INVALID_ID"
    INVALID_ALIAS = "INVALID_ALIAS"
    DUPLICATE_NAME = "DUPLICATE_NAME"
    EMPTY_QUERY = "EMPTY_QUERY"
    TOO_EXPENSIVE = "TOO_EXPENSIVE"
    PAGE_TOO_LARGE = "PAGE_TOO_LARGE"
    NOT_YET_AVAILABLE = "NOT_YET_AVAILABLE"
    NOT_READY = "NOT_READY"
    NOT_FOUND = "NOT_FOUND"
    INVALID_QUERY = "INVALID_QUERY"
    INVALID_TEXT = "INVALID_TEXT"
    FORBIDDEN = "FORBIDDEN"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    TOO_MANY = "TOO_MANY"
    FORMAT_NOT_INSTALLED = "FORMAT_NOT_INSTALLED"


class QueryError(Exception):
    """The query cannot be answered.

    Attributes:
        code: which rule it breaks.
        path: the member at fault, in the names of the API, such as `query.metrics[0].metric.name`.
    """

    def __init__(self, code: ErrorCode, path: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.path = path


# ---- the question ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Predicate:
    """Exactly one is set. `is_null` asks for "not known"; `ne` and `not_in` leave "not known" in."""

    eq: str | None = None
    ne: str | None = None
    in_: tuple[str, ...] | None = None
    not_in: tuple[str, ...] | None = None
    is_null: bool | None = None


@dataclass(frozen=True, slots=True)
class DimensionFilter:
    name: str
    predicate: Predicate


@dataclass(frozen=True, slots=True)
class And:
    items: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: "Filter"


Filter = DimensionFilter | And | Or | Not


@dataclass(frozen=True, slots=True)
class MetricRef:
    """A metric of the catalogue, under its own name or an alias, with a filter of its own."""

    name: str
    alias: str | None = None
    where: Filter | None = None

    @property
    def label(self) -> str:
        return self.name if self.alias is None else self.alias


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Both ends included."""

    begin: date
    end: date


@dataclass(frozen=True, slots=True)
class Last:
    """The last n units before the day of asking; the running one counts as one of them when included."""

    n: int
    unit: Granularity
    include_current: bool = False


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """July 1 to June 30, named by the year it ends in."""

    year: int


TimeRange = DateSpan | Last | SchoolYear


@dataclass(frozen=True, slots=True)
class OrderBy:
    """A dimension, a metric's label, or "bucket"."""

    by: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class MetricQuery:
    metrics: tuple[MetricRef, ...]
    time: TimeRange
    group_by: tuple[str, ...] = ()
    granularity: Granularity | None = None
    where: Filter | None = None
    order_by: tuple[OrderBy, ...] = ()
    totals: bool = False
    as_of: date | None = None


# ---- the answer --------------------------------------------------------------------------------------------------


class ValueStatus(StrEnum):
    OK = "OK"
    NO_DATA = "NO_DATA"
    SUPPRESSED = "SUPPRESSED"
    CODED = "CODED"
    DIVIDE_BY_ZERO = "DIVIDE_BY_ZERO"


@dataclass(frozen=True, slots=True)
class Value:
    """One number. `value` is null unless `status` is OK (or CODED); `n` counts the learners behind it."""

    metric: str
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int | None
    status: ValueStatus


@dataclass(frozen=True, slots=True)
class Key:
    """A dimension's value: the id in the source system, null for "not known"; `label` for people."""

    dimension: str
    value: str | None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`keys` in the order of `group_by`, `values` in the order of `metrics`; `bucket` is its first day.

    `identity` tells rows apart whose keys look alike: two districts may have a school of one id.
    """

    keys: tuple[Key, ...]
    bucket: date | None
    values: tuple[Value, ...]
    identity: tuple[str, ...] = ()


class ColumnKind(StrEnum):
    DIMENSION = "DIMENSION"
    BUCKET = "BUCKET"
    METRIC = "METRIC"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: str
    kind: ColumnKind
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """Cells that the answer may read, and the most that one query may."""

    requested: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Answer:
    """All rows in order, with the cursor of each; `as_of` as in `MetricResult.asOf`."""

    as_of: datetime
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    totals: Row | None
    cost: Cost


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page by keyset: `cursors` run beside `items`."""

    items: Sequence[T]
    cursors: Sequence[str]
    total: int
    has_next: bool
    has_previous: bool


@dataclass(frozen=True, slots=True)
class District:
    district_id: str
    name: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class School:
    district_id: str
    school_id: str
    name: str
    grade_levels: tuple[str, ...]
