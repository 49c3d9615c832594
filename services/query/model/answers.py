"""Answers as frozen values: what the engine gives and every adapter shows."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.contracts import facts
from services.core.kpis import Granularity, Unit
from services.query.model.question_filters import ValueMember


class ValueStatus(StrEnum):
    OK = "OK"
    NO_DATA = "NO_DATA"
    SUPPRESSED = "SUPPRESSED"
    CODED = "CODED"  # given by no rule yet: a later release hides numbers by bands, and clients know the name already
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
