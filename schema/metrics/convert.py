"""Inputs of the API to questions of the domain. What makes a good question is for the query service to say."""

from typing import TypeVar

from strawberry import UNSET

from schema.common.enums import Direction, ValueMember
from schema.metrics import inputs
from services.core.kpis import Granularity
from services.query.model import answers
from services.query.model.query_error import ErrorCode, QueryError

T = TypeVar("T")

MAX_FILTER_DEPTH = 20
"""How deep `and`, `or` and `not` nest: all that reads a filter recurses."""


def metric_query(query: inputs.MetricQuery) -> answers.MetricQuery:
    """The question that the input asks. Raises QueryError for filters that nest too deep."""
    return answers.MetricQuery(
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
        level=answers.Level[query.level.name] if query.level else None,
        totals_of=answers.TotalsOf[query.totals_of.name] if query.totals_of else answers.TotalsOf.ALL,
    )


def _order(order: inputs.OrderBy) -> answers.OrderBy:
    return answers.OrderBy(by=order.by, descending=order.direction is Direction.DESC, of=_member(order.of))


def _member(member: ValueMember | None) -> answers.ValueMember:
    return answers.ValueMember[member.name] if member else answers.ValueMember.VALUE


def _metric(pick: inputs.MetricPick, path: str) -> answers.Measure:
    if pick.derived:
        return answers.DerivedMetric(alias=pick.derived.as_, formula=pick.derived.formula)
    metric = pick.metric
    assert metric, "exactly one member of a @oneOf input is set"
    where = _filter(metric.where, f"{path}.metric.where") if metric.where else None
    return answers.MetricRef(name=metric.name, alias=_given(metric.as_), where=where)


def _time(time: inputs.TimeRange) -> answers.TimeRange:
    if time.between:
        return _days(time.between)
    if time.last:
        unit = Granularity[time.last.unit.name]
        return answers.Last(n=time.last.n, unit=unit, include_current=time.last.include_current)
    assert time.school_year is not None, "exactly one member of a @oneOf input is set"
    return answers.SchoolYear(year=time.school_year)


def _days(span: inputs.DateSpan) -> answers.DateSpan:
    return answers.DateSpan(begin=span.from_, end=span.to)


def _comparison(comparison: inputs.Comparison) -> answers.Comparison | None:
    """False means no comparison."""
    if comparison.range:
        return _days(comparison.range)
    if comparison.cohort:
        return answers.OtherLearners(_filter(comparison.cohort, "query.compare.cohort"))
    if comparison.prior_year:
        return answers.PriorYear()
    return answers.PreviousPeriod() if comparison.previous_period else None


def _value_filter(condition: inputs.ValueFilter, path: str, depth: int = 1) -> answers.ValueFilter:
    _check_depth(path, depth)
    if condition.metric:
        bounds = {name: _given(getattr(condition.metric, name)) for name in ("gt", "gte", "lt", "lte")}
        return answers.ValueBound(condition.metric.name, **bounds, of=_member(condition.metric.of))
    if condition.not_:
        return answers.NotMet(_value_filter(condition.not_, f"{path}.not", depth + 1))
    if (every := _given(condition.and_)) is not None:
        return answers.AllMet(_value_filters(every, f"{path}.and", depth + 1))
    return answers.AnyMet(_value_filters(_given(condition.or_) or [], f"{path}.or", depth + 1))


def _value_filters(conditions: list[inputs.ValueFilter], path: str, depth: int) -> tuple[answers.ValueFilter, ...]:
    return tuple(_value_filter(condition, f"{path}[{i}]", depth) for i, condition in enumerate(conditions))


def _check_depth(path: str, depth: int) -> None:
    if depth > MAX_FILTER_DEPTH:
        message = f"filters nest at most {MAX_FILTER_DEPTH} deep; `in` and `notIn` take many values at once"
        raise QueryError(ErrorCode.INVALID_FILTER, path, message)


def _filter(condition: inputs.Filter, path: str, depth: int = 1) -> answers.Filter:
    _check_depth(path, depth)
    if condition.dimension:
        return answers.DimensionFilter(name=condition.dimension.name, predicate=_predicate(condition.dimension.is_))
    if condition.not_:
        return answers.Not(_filter(condition.not_, f"{path}.not", depth + 1))
    if (every := _given(condition.and_)) is not None:
        return answers.And(_filters(every, f"{path}.and", depth + 1))
    return answers.Or(_filters(_given(condition.or_) or [], f"{path}.or", depth + 1))


def _filters(conditions: list[inputs.Filter], path: str, depth: int) -> tuple[answers.Filter, ...]:
    return tuple(_filter(condition, f"{path}[{i}]", depth) for i, condition in enumerate(conditions))


def _predicate(predicate: inputs.Predicate) -> answers.Predicate:
    among, outside = _given(predicate.in_), _given(predicate.not_in)
    return answers.Predicate(
        eq=_given(predicate.eq),
        ne=_given(predicate.ne),
        in_=None if among is None else tuple(among),
        not_in=None if outside is None else tuple(outside),
        is_null=_given(predicate.is_null),
    )


def _given(value: T | None) -> T | None:
    """The value; None for a member that was left out."""
    return None if value is UNSET else value
