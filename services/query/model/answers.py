"""Questions (from `services.query.model.question`) and answers as frozen values: what all adapters speak."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from services.contracts import facts
from services.core.kpis import Granularity, Unit
from services.query.model.question import (
    AllMet,
    And,
    AnyMet,
    Comparison,
    DateSpan,
    DerivedMetric,
    DimensionFilter,
    Filter,
    Last,
    Level,
    Measure,
    MetricQuery,
    MetricRef,
    Not,
    NotMet,
    Or,
    OrderBy,
    OtherLearners,
    Predicate,
    PreviousPeriod,
    PriorYear,
    SchoolYear,
    TimeRange,
    TotalsOf,
    ValueBound,
    ValueFilter,
    ValueMember,
)

__all__ = [
    "FORWARDS",
    "AllMet",
    "And",
    "Answer",
    "AnyMet",
    "Backwards",
    "Column",
    "ColumnKind",
    "Comparison",
    "Cost",
    "DateSpan",
    "DerivedMetric",
    "DimensionFilter",
    "District",
    "ErrorCode",
    "Explanation",
    "Filter",
    "FilterWarning",
    "Key",
    "Last",
    "Level",
    "Measure",
    "MetricQuery",
    "MetricRef",
    "Not",
    "NotMet",
    "Or",
    "OrderBy",
    "OtherLearners",
    "Page",
    "Predicate",
    "PreviousPeriod",
    "PriorYear",
    "QueryError",
    "Row",
    "School",
    "SchoolYear",
    "TimeRange",
    "TotalsOf",
    "Value",
    "ValueBound",
    "ValueFilter",
    "ValueMember",
    "ValueStatus",
]

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
    INVALID_FORMULA = "INVALID_FORMULA"
    INVALID_COMPARISON = "INVALID_COMPARISON"
    INVALID_TIMEZONE = "INVALID_TIMEZONE"
    DUPLICATE_NAME = "DUPLICATE_NAME"
    EMPTY_QUERY = "EMPTY_QUERY"
    TOO_EXPENSIVE = "TOO_EXPENSIVE"
    PAGE_TOO_LARGE = "PAGE_TOO_LARGE"
    TIME_BUDGET_EXCEEDED = "TIME_BUDGET_EXCEEDED"
    NOT_READY = "NOT_READY"
    NOT_FOUND = "NOT_FOUND"
    INVALID_QUERY = "INVALID_QUERY"
    INVALID_TEXT = "INVALID_TEXT"
    FORBIDDEN = "FORBIDDEN"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
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


class ValueStatus(StrEnum):
    OK = "OK"
    NO_DATA = "NO_DATA"
    SUPPRESSED = "SUPPRESSED"
    CODED = "CODED"
    DIVIDE_BY_ZERO = "DIVIDE_BY_ZERO"


@dataclass(frozen=True, slots=True)
class Value:
    """One number. `value` is null unless `status` is OK (or CODED); `n` counts the learners behind it.

    Attributes:
        baseline: the value compared with; null without a comparison, or with a `baseline_status` that says why.
        baseline_n: the learners behind the baseline.
        delta, delta_pct: value − baseline, and that in percent of the baseline; null where one of them is, and of 0.
    """

    metric: str
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int | None
    status: ValueStatus
    baseline: float | None = None
    delta: float | None = None
    delta_pct: float | None = None
    baseline_status: ValueStatus | None = None
    baseline_n: int | None = None

    def number(self, of: ValueMember) -> float | None:
        """The number that rows are ordered by and tested for: null where it is not shown, too."""
        match of:
            case ValueMember.VALUE:
                return self.value
            case ValueMember.DELTA:
                return self.delta
            case ValueMember.DELTA_PCT:
                return self.delta_pct


@dataclass(frozen=True, slots=True)
class Key:
    """A dimension's value: the id in the source system, null for "not known"; `label` for people.

    Attributes:
        district: of a school, whose id is unique within this district only; None for all other dimensions.
        order: a text by which the dimension's values sort, where that is not the value or the label itself.
    """

    dimension: str
    value: str | None
    label: str | None = None
    district: str | None = None
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`keys` in the order of `group_by`, `values` in the order of `metrics`; `bucket` is its first day.

    `identity` tells rows apart whose keys look alike: two districts may have a school of one id.

    Attributes:
        bucket_label: the name of the bucket for people; None without a granularity.
    """

    keys: tuple[Key, ...]
    bucket: date | None
    values: tuple[Value, ...]
    identity: tuple[str, ...] = ()
    bucket_label: str | None = None


@dataclass(frozen=True, slots=True)
class FilterWarning:
    """A filter tests a dimension for a value that it has nowhere in the data that the asker may see.

    Attributes:
        path: the value's place in the question, such as `query.where.dimension.is.in[2]`.
        near: values that the dimension has and that were probably meant, the nearest first.
    """

    path: str
    dimension: str
    value: str
    message: str
    near: tuple[Key, ...] = ()


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
    """All rows in order, with the cursor of each; `as_of` as in `MetricResult.asOf`.

    Attributes:
        totals: all groups and buckets together, if asked for.
        subtotals: a row for each group of every shorter grouping, if asked for; the shortest first.
        shapes: what an adapter has made of the rows and wants to find again when the same answer is given again.
    """

    as_of: datetime
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    totals: Row | None
    cost: Cost
    subtotals: Sequence[Row] = ()
    shapes: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a query would be answered: the columns of its rows, the tables of cells, their dates' granularity, and the
    steps in words."""

    columns: tuple[Column, ...]
    cost: Cost
    cells: str
    granularity: Granularity
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Backwards:
    """How a page is bounded at its end.

    Attributes:
        before: the cursor that the page ends before; None: the end of the list.
        last: the page has the last of the items in its bounds, and not the first.
    """

    before: str | None = None
    last: bool = False


FORWARDS = Backwards()


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
class PolicyInForce:
    """By which policy a district's numbers are counted; `since`: when the district said so, None of the default."""

    policy: facts.Policy
    since: datetime | None


@dataclass(frozen=True, slots=True)
class School:
    district_id: str
    school_id: str
    name: str
    grade_levels: tuple[str, ...]
