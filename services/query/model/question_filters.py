"""Conditions of a question: on dimensions, and on values."""

from dataclasses import dataclass
from enum import StrEnum


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


class ValueMember(StrEnum):
    """Which number of a metric's value is meant; only comparisons have more than the value itself."""

    VALUE = "value"
    DELTA = "delta"
    DELTA_PCT = "delta_pct"


@dataclass(frozen=True, slots=True)
class ValueBound:
    """A test of the value in the column of this name; all bounds given must hold. Null meets none.

    Attributes:
        of: the number that is tested.
    """

    name: str
    gt: float | None = None
    gte: float | None = None
    lt: float | None = None
    lte: float | None = None
    of: ValueMember = ValueMember.VALUE


@dataclass(frozen=True, slots=True)
class AllMet:
    items: tuple["ValueFilter", ...]


@dataclass(frozen=True, slots=True)
class AnyMet:
    items: tuple["ValueFilter", ...]


@dataclass(frozen=True, slots=True)
class NotMet:
    item: "ValueFilter"


ValueFilter = ValueBound | AllMet | AnyMet | NotMet
