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


def metric_query(given: inputs.MetricQuery) -> answers.MetricQuery:
    """The question that the input asks. Raises QueryError for filters that nest too deep."""
    return answers.MetricQuery(
        metrics=tuple(_metric(pick, f"query.metrics[{i}]") for i, pick in enumerate(given.metrics)),
        time=_time(given.time),
        group_by=tuple(given.group_by),
        granularity=Granularity[given.granularity.name] if given.granularity else None,
        where=_filter(given.where, "query.where") if given.where else None,
        order_by=tuple(_order(order) for order in given.order_by),
        totals=given.totals,
        as_of=_given(given.as_of),
        having=_value_filter(given.having, "query.having") if given.having else None,
        compare=_comparison(given.compare) if given.compare else None,
        subtotals=given.subtotals,
        timezone=_given(given.timezone),
        include_days_without_school=given.include_days_without_school,
        level=answers.Level[given.level.name] if given.level else None,
        totals_of=answers.TotalsOf[given.totals_of.name] if given.totals_of else answers.TotalsOf.ALL,
    )


def _order(given: inputs.OrderBy) -> answers.OrderBy:
    return answers.OrderBy(by=given.by, descending=given.direction is Direction.DESC, of=_member(given.of))


def _member(given: ValueMember | None) -> answers.ValueMember:
    return answers.ValueMember[given.name] if given else answers.ValueMember.VALUE


def _metric(pick: inputs.MetricPick, path: str) -> answers.Measure:
    if pick.derived:
        return answers.DerivedMetric(alias=pick.derived.as_, formula=pick.derived.formula)
    given = pick.metric
    assert given, "exactly one member of a @oneOf input is set"
    where = _filter(given.where, f"{path}.metric.where") if given.where else None
    return answers.MetricRef(name=given.name, alias=_given(given.as_), where=where)


def _time(given: inputs.TimeRange) -> answers.TimeRange:
    if given.between:
        return _days(given.between)
    if given.last:
        unit = Granularity[given.last.unit.name]
        return answers.Last(n=given.last.n, unit=unit, include_current=given.last.include_current)
    assert given.school_year is not None, "exactly one member of a @oneOf input is set"
    return answers.SchoolYear(year=given.school_year)


def _days(given: inputs.DateSpan) -> answers.DateSpan:
    return answers.DateSpan(begin=given.from_, end=given.to)


def _comparison(given: inputs.Comparison) -> answers.Comparison | None:
    """False means no comparison."""
    if given.range:
        return _days(given.range)
    if given.cohort:
        return answers.OtherLearners(_filter(given.cohort, "query.compare.cohort"))
    if given.prior_year:
        return answers.PriorYear()
    return answers.PreviousPeriod() if given.previous_period else None


def _value_filter(given: inputs.ValueFilter, path: str, depth: int = 1) -> answers.ValueFilter:
    _check_depth(path, depth)
    if given.metric:
        bounds = {name: _given(getattr(given.metric, name)) for name in ("gt", "gte", "lt", "lte")}
        return answers.ValueBound(given.metric.name, **bounds, of=_member(given.metric.of))
    if given.not_:
        return answers.NotMet(_value_filter(given.not_, f"{path}.not", depth + 1))
    if (every := _given(given.and_)) is not None:
        return answers.AllMet(_value_filters(every, f"{path}.and", depth + 1))
    return answers.AnyMet(_value_filters(_given(given.or_) or [], f"{path}.or", depth + 1))


def _value_filters(given: list[inputs.ValueFilter], path: str, depth: int) -> tuple[answers.ValueFilter, ...]:
    return tuple(_value_filter(each, f"{path}[{i}]", depth) for i, each in enumerate(given))


def _check_depth(path: str, depth: int) -> None:
    if depth > MAX_FILTER_DEPTH:
        message = f"filters nest at most {MAX_FILTER_DEPTH} deep; `in` and `notIn` take many values at once"
        raise QueryError(ErrorCode.INVALID_FILTER, path, message)


def _filter(given: inputs.Filter, path: str, depth: int = 1) -> answers.Filter:
    _check_depth(path, depth)
    if given.dimension:
        return answers.DimensionFilter(name=given.dimension.name, predicate=_predicate(given.dimension.is_))
    if given.not_:
        return answers.Not(_filter(given.not_, f"{path}.not", depth + 1))
    if (every := _given(given.and_)) is not None:
        return answers.And(_filters(every, f"{path}.and", depth + 1))
    return answers.Or(_filters(_given(given.or_) or [], f"{path}.or", depth + 1))


def _filters(given: list[inputs.Filter], path: str, depth: int) -> tuple[answers.Filter, ...]:
    return tuple(_filter(each, f"{path}[{i}]", depth) for i, each in enumerate(given))


def _predicate(given: inputs.Predicate) -> answers.Predicate:
    among, outside = _given(given.in_), _given(given.not_in)
    return answers.Predicate(
        eq=_given(given.eq),
        ne=_given(given.ne),
        in_=None if among is None else tuple(among),
        not_in=None if outside is None else tuple(outside),
        is_null=_given(given.is_null),
    )


def _given(value: T | None) -> T | None:
    """The value; None for a member that was left out."""
    return None if value is UNSET else value
