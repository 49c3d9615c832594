"""Conditions over the key columns of cells, as plain values: plans combine them, store adapters translate them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.core.cells import KeyValue


@dataclass(frozen=True, slots=True)
class In:
    """The column has one of these values; no values: nothing matches."""

    column: str
    values: tuple[KeyValue, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Both ends included."""

    column: str
    low: KeyValue
    high: KeyValue


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every item holds; of no items: everything matches."""

    items: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    items: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: "Condition"


Condition = In | Between | AllOf | AnyOf | Not
EVERYTHING = AllOf()
NOTHING = AnyOf(())


def columns_of(condition: Condition) -> Iterable[str]:
    """Every column that the condition reads."""
    match condition:
        case In(column=column) | Between(column=column):
            yield column
        case AllOf(items=items) | AnyOf(items=items):
            for item in items:
                yield from columns_of(item)
        case Not(item=item):
            yield from columns_of(item)


def size_of(condition: Condition) -> tuple[int, int]:
    """How many conditions it is made of, and how many values are in them."""
    match condition:
        case In(values=values):
            return 1, len(values)
        case Between():
            return 1, 2
        case AllOf(items=items) | AnyOf(items=items):
            sizes = [size_of(item) for item in items]
            return 1 + sum(size for size, _ in sizes), sum(values for _, values in sizes)
        case Not(item=item):
            size, count = size_of(item)
            return 1 + size, count


def holds(condition: Condition, row: Mapping[str, KeyValue]) -> bool:
    """Whether the condition holds for these column values."""
    match condition:
        case In(column=column, values=values):
            return row[column] in values
        case Between(column=column, low=low, high=high):
            value = row[column]
            return not (str(value) < str(low) or str(value) > str(high))
        case AllOf(items=items):
            return all(holds(item, row) for item in items)
        case AnyOf(items=items):
            return any(holds(item, row) for item in items)
        case Not(item=item):
            return not holds(item, row)


def assuming(condition: Condition, known: Mapping[str, KeyValue]) -> Condition:
    """The condition on the other columns when these have these values: it holds for the same rows of them."""
    match condition:
        case In(column=column) | Between(column=column):
            return condition if column not in known else EVERYTHING if holds(condition, known) else NOTHING
        case AllOf(items=items):
            left = tuple(rest for item in items if (rest := assuming(item, known)) != EVERYTHING)
            return NOTHING if NOTHING in left else AllOf(left)
        case AnyOf(items=items):
            left = tuple(rest for item in items if (rest := assuming(item, known)) != NOTHING)
            return EVERYTHING if EVERYTHING in left else AnyOf(left)
        case Not(item=item):
            inner = assuming(item, known)
            return NOTHING if inner == EVERYTHING else EVERYTHING if inner == NOTHING else Not(inner)
