"""Inputs of the API to questions of the domain. What makes a good question is for the query service to say."""

from typing import TypeVar

from strawberry import UNSET

from schema import inputs
from schema.enums import Direction
from services.core.kpis import Granularity
from services.query import model
from services.query.model import ErrorCode, QueryError

T = TypeVar("T")

MAX_FILTER_DEPTH = 20
"""How deep `and`, `or` and `not` nest: all that reads a filter recurses."""


def metric_query(given: inputs.MetricQuery) -> model.MetricQuery:
    """The question that the input asks. Raises QueryError for what cannot be asked yet."""
    if given.having:
        raise not_yet("query.having", "a condition on values")
    if given.compare:
        raise not_yet("query.compare", "a comparison")
    return model.MetricQuery(
        metrics=tuple(_metric(pick, f"query.metrics[{i}]") for i, pick in enumerate(given.metrics)),
        time=_time(given.time),
        group_by=tuple(given.group_by),
        granularity=Granularity[given.granularity.name] if given.granularity else None,
        where=_filter(given.where, "query.where") if given.where else None,
        order_by=tuple(model.OrderBy(by=o.by, descending=o.direction is Direction.DESC) for o in given.order_by),
        totals=given.totals,
        as_of=_given(given.as_of),
    )


def not_yet(path: str, what: str) -> QueryError:
    """The refusal of what the API names and the server cannot do yet."""
    return QueryError(ErrorCode.NOT_YET_AVAILABLE, path, f"{what} is not available yet; leave it out")


def _metric(pick: inputs.MetricPick, path: str) -> model.MetricRef:
    if not pick.metric:
        raise not_yet(f"{path}.derived", "a derived metric")
    given = pick.metric
    where = _filter(given.where, f"{path}.metric.where") if given.where else None
    return model.MetricRef(name=given.name, alias=_given(given.as_), where=where)


def _time(given: inputs.TimeRange) -> model.TimeRange:
    if given.between:
        return model.DateSpan(begin=given.between.from_, end=given.between.to)
    if given.last:
        unit = Granularity[given.last.unit.name]
        return model.Last(n=given.last.n, unit=unit, include_current=given.last.include_current)
    assert given.school_year is not None, "exactly one member of a @oneOf input is set"
    return model.SchoolYear(year=given.school_year)


def _filter(given: inputs.Filter, path: str, depth: int = 1) -> model.Filter:
    if depth > MAX_FILTER_DEPTH:
        message = f"filters nest at most {MAX_FILTER_DEPTH} deep; `in` and `notIn` take many values at once"
        raise QueryError(ErrorCode.INVALID_FILTER, path, message)
    if given.dimension:
        return model.DimensionFilter(name=given.dimension.name, predicate=_predicate(given.dimension.is_))
    if given.not_:
        return model.Not(_filter(given.not_, f"{path}.not", depth + 1))
    if (every := _given(given.and_)) is not None:
        return model.And(_filters(every, f"{path}.and", depth + 1))
    return model.Or(_filters(_given(given.or_) or [], f"{path}.or", depth + 1))


def _filters(given: list[inputs.Filter], path: str, depth: int) -> tuple[model.Filter, ...]:
    return tuple(_filter(each, f"{path}[{i}]", depth) for i, each in enumerate(given))


def _predicate(given: inputs.Predicate) -> model.Predicate:
    among, outside = _given(given.in_), _given(given.not_in)
    return model.Predicate(
        eq=_given(given.eq),
        ne=_given(given.ne),
        in_=None if among is None else tuple(among),
        not_in=None if outside is None else tuple(outside),
        is_null=_given(given.is_null),
    )


def _given(value: T | None) -> T | None:
    """The value; None for a member that was left out."""
    return None if value is UNSET else value
