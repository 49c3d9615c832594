"""Inputs of the API to questions of the domain. What makes a good question is for the query service to say."""

from typing import TypeVar

from strawberry import UNSET

from schema.common.enums import Direction, ValueMember
from schema.metrics import inputs
from services.core.kpis import Granularity
from services.query.model import question
from services.query.model import question_filters as filters
from services.query.model.query_error import ErrorCode, QueryError

T = TypeVar("T")

MAX_FILTER_DEPTH = 20
"""How deep `and`, `or` and `not` nest: all that reads a filter recurses."""


def metric_query(query: inputs.MetricQuery) -> question.MetricQuery:
    """The question that the input asks. Raises QueryError for filters that nest too deep."""
    return question.MetricQuery(
        metrics=tuple(_metric(pick, f"query.metrics[{i}]") for i, pick in enumerate(query.metrics)),
        time=_time(query.time),
        group_by=tuple(query.group_by),
        granularity=Granularity[query.granularity.name] if query.granularity else None,
        where=_filter(query.where, "query.where") if query.where else None,
        order_by=tuple(_order(order) for order in query.order_by),
        totals=query.totals,
        as_of=_given(query.as_of),
        having=_value_filter(query.having, "query.having") if query.having else None,
        compare=_comparison(query.compare) if query.compare else None,
        subtotals=query.subtotals,
        timezone=_given(query.timezone),
        include_days_without_school=query.include_days_without_school,
        level=question.Level[query.level.name] if query.level else None,
        totals_of=question.TotalsOf[query.totals_of.name] if query.totals_of else question.TotalsOf.ALL,
    )


def _order(order: inputs.OrderBy) -> question.OrderBy:
    return question.OrderBy(by=order.by, descending=order.direction is Direction.DESC, of=_member(order.of))


def _member(member: ValueMember | None) -> filters.ValueMember:
    return filters.ValueMember[member.name] if member else filters.ValueMember.VALUE


def _metric(pick: inputs.MetricPick, path: str) -> question.Measure:
    if pick.derived:
        return question.DerivedMetric(alias=pick.derived.as_, formula=pick.derived.formula)
    metric = pick.metric
    assert metric, "exactly one member of a @oneOf input is set"
    where = _filter(metric.where, f"{path}.metric.where") if metric.where else None
    return question.MetricRef(name=metric.name, alias=_given(metric.as_), where=where)


def _time(time: inputs.TimeRange) -> question.TimeRange:
    if time.between:
        return _days(time.between)
    if time.last:
        unit = Granularity[time.last.unit.name]
        return question.Last(n=time.last.n, unit=unit, include_current=time.last.include_current)
    assert time.school_year is not None, "exactly one member of a @oneOf input is set"
    return question.SchoolYear(year=time.school_year)


def _days(span: inputs.DateSpan) -> question.DateSpan:
    return question.DateSpan(begin=span.from_, end=span.to)


def _comparison(comparison: inputs.Comparison) -> question.Comparison | None:
    """False means no comparison."""
    if comparison.range:
        return _days(comparison.range)
    if comparison.cohort:
        return question.OtherLearners(_filter(comparison.cohort, "query.compare.cohort"))
    if comparison.prior_year:
        return question.PriorYear()
    return question.PreviousPeriod() if comparison.previous_period else None


def _value_filter(condition: inputs.ValueFilter, path: str, depth: int = 1) -> filters.ValueFilter:
    _check_depth(path, depth)
    if condition.metric:
        bounds = {name: _given(getattr(condition.metric, name)) for name in ("gt", "gte", "lt", "lte")}
        return filters.ValueBound(condition.metric.name, **bounds, of=_member(condition.metric.of))
    if condition.not_:
        return filters.NotMet(_value_filter(condition.not_, f"{path}.not", depth + 1))
    if (every := _given(condition.and_)) is not None:
        return filters.AllMet(_value_filters(every, f"{path}.and", depth + 1))
    return filters.AnyMet(_value_filters(_given(condition.or_) or [], f"{path}.or", depth + 1))


def _value_filters(conditions: list[inputs.ValueFilter], path: str, depth: int) -> tuple[filters.ValueFilter, ...]:
    return tuple(_value_filter(condition, f"{path}[{i}]", depth) for i, condition in enumerate(conditions))


def _check_depth(path: str, depth: int) -> None:
    if depth > MAX_FILTER_DEPTH:
        message = f"filters nest at most {MAX_FILTER_DEPTH} deep; `in` and `notIn` take many values at once"
        raise QueryError(ErrorCode.INVALID_FILTER, path, message)


def _filter(condition: inputs.Filter, path: str, depth: int = 1) -> filters.Filter:
    _check_depth(path, depth)
    if condition.dimension:
        return filters.DimensionFilter(name=condition.dimension.name, predicate=_predicate(condition.dimension.is_))
    if condition.not_:
        return filters.Not(_filter(condition.not_, f"{path}.not", depth + 1))
    if (every := _given(condition.and_)) is not None:
        return filters.And(_filters(every, f"{path}.and", depth + 1))
    return filters.Or(_filters(_given(condition.or_) or [], f"{path}.or", depth + 1))


def _filters(conditions: list[inputs.Filter], path: str, depth: int) -> tuple[filters.Filter, ...]:
    return tuple(_filter(condition, f"{path}[{i}]", depth) for i, condition in enumerate(conditions))


def _predicate(predicate: inputs.Predicate) -> filters.Predicate:
    among, outside = _given(predicate.in_), _given(predicate.not_in)
    return filters.Predicate(
        eq=_given(predicate.eq),
        ne=_given(predicate.ne),
        in_=None if among is None else tuple(among),
        not_in=None if outside is None else tuple(outside),
        is_null=_given(predicate.is_null),
    )


def _given(value: T | None) -> T | None:
    """The value; None for a member that was left out."""
    return None if value is UNSET else value
