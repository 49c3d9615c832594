"""Filters of the API to conditions over key columns."""

from services.contracts.near_names import suggestion
from services.core.conditions import EVERYTHING, AllOf, AnyOf, Condition, In, Not, columns_of
from services.core.kpis import DIMENSIONS
from services.core.membership import UNKNOWN
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question_filters import And, DimensionFilter, Filter, Or, Predicate
from services.query.model.question_filters import Not as NotFilter

MAX_VALUES = 1_000


def condition_of(filter_: Filter | None, path: str) -> Condition:
    """The condition that a filter means; no filter: everything. Raises QueryError."""
    match filter_:
        case None:
            return EVERYTHING
        case And(items=items):
            return AllOf(tuple(condition_of(item, f"{path}.and[{i}]") for i, item in enumerate(items)))
        case Or(items=()):
            raise QueryError(ErrorCode.INVALID_FILTER, f"{path}.or", "an empty `or` matches nothing; leave it out")
        case Or(items=items):
            return AnyOf(tuple(condition_of(item, f"{path}.or[{i}]") for i, item in enumerate(items)))
        case NotFilter(item=item):
            return Not(condition_of(item, f"{path}.not"))
        case DimensionFilter(name=name, predicate=predicate):
            if name not in DIMENSIONS:
                raise unknown_dimension(name, f"{path}.dimension.name")
            return _predicate(name, predicate, f"{path}.dimension.is")


def dimensions_in(filter_: Filter) -> frozenset[str]:
    """The dimensions that the filter tests."""
    match filter_:
        case And(items=items) | Or(items=items):
            return frozenset().union(*map(dimensions_in, items))
        case NotFilter(item=item):
            return dimensions_in(item)
        case DimensionFilter(name=name):
            return frozenset({name})


def unknown_dimension(name: str, path: str) -> QueryError:
    known = ", ".join(DIMENSIONS)
    message = f"there is no dimension {name[:40]!r}{suggestion(name, DIMENSIONS)}; there are {known}"
    return QueryError(ErrorCode.UNKNOWN_DIMENSION, path, message)


def projected(condition: Condition, columns: frozenset[str]) -> Condition:
    """What the condition surely demands of these columns alone: other columns are taken to meet it."""
    match condition:
        case AllOf(items=items):
            return AllOf(tuple(projected(item, columns) for item in items))
        case AnyOf(items=items):
            return AnyOf(tuple(projected(item, columns) for item in items))
        case _:
            return condition if set(columns_of(condition)) <= columns else EVERYTHING


def _predicate(column: str, predicate: Predicate, path: str) -> Condition:
    match predicate:
        case Predicate(is_null=bool(is_null)):
            unknown = In(column, (UNKNOWN,))
            return unknown if is_null else Not(unknown)
        case Predicate(eq=str(value)):
            return In(column, _values((value,), f"{path}.eq"))
        case Predicate(ne=str(value)):
            return Not(In(column, _values((value,), f"{path}.ne")))
        case Predicate(in_=tuple(values)):
            return In(column, _values(values, f"{path}.in"))
        case Predicate(not_in=tuple(values)):
            return Not(In(column, _values(values, f"{path}.notIn")))
    raise QueryError(ErrorCode.INVALID_FILTER, path, "give one of eq, ne, in, notIn, isNull, and not null")


def _values(values: tuple[str, ...], path: str) -> tuple[str, ...]:
    if UNKNOWN in values:
        raise QueryError(ErrorCode.INVALID_FILTER, path, 'no value is empty; ask for "not known" with isNull: true')
    if len(values) > MAX_VALUES:
        raise QueryError(ErrorCode.INVALID_FILTER, path, f"at most {MAX_VALUES} values; filter by a wider dimension")
    return values
