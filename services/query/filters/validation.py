"""What can be said of a question before anything is planned: its size, its names, its order."""

import re
from collections.abc import Sequence

from services.contracts.near_names import suggestion
from services.core.conditions import Condition, size_of
from services.core.kpis import DIMENSIONS
from services.query.filters.conditions import unknown_dimension
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DerivedMetric, Measure, MetricQuery
from services.query.model.question_filters import ValueMember

MAX_METRICS = 50
MAX_GROUPS = 6
MAX_FILTER = 400
"""Conditions in one filter, and MAX_FILTER_VALUES values in all of them: what a store can be asked at once."""
MAX_FILTER_VALUES = 5_000
MAX_ORDERS = 20
_ALIAS = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


def check_shape(query: MetricQuery) -> None:
    """Raises QueryError if the question is too large, or names columns twice, badly or not at all."""
    if not query.metrics:
        raise QueryError(ErrorCode.EMPTY_QUERY, "query.metrics", "ask for at least one metric")
    if len(query.metrics) > MAX_METRICS:
        message = f"{len(query.metrics)} metrics; at most {MAX_METRICS} in one query"
        raise QueryError(ErrorCode.TOO_EXPENSIVE, "query.metrics", message, (MAX_METRICS, len(query.metrics)))
    if len(query.group_by) > MAX_GROUPS:
        message = f"{len(query.group_by)} dimensions; at most {MAX_GROUPS} in one query"
        raise QueryError(ErrorCode.TOO_EXPENSIVE, "query.groupBy", message, (MAX_GROUPS, len(query.group_by)))
    for index, name in enumerate(query.group_by):
        if name not in DIMENSIONS:
            raise unknown_dimension(name, f"query.groupBy[{index}]")
        if name in query.group_by[:index]:
            raise QueryError(ErrorCode.DUPLICATE_NAME, f"query.groupBy[{index}]", f"{name!r} is listed twice")
    _check_aliases(query.metrics)
    labels = [metric.label for metric in query.metrics]
    _check_distinct([*query.group_by, "bucket", *labels], "query.metrics")
    _check_orders(query)


def check_reads(count: int) -> None:
    """Raises QueryError if the columns and their formulas name too many metrics."""
    if count > MAX_METRICS:
        message = f"{count} metrics with those that formulas name; at most {MAX_METRICS} in one query"
        raise QueryError(ErrorCode.TOO_EXPENSIVE, "query.metrics", message, (MAX_METRICS, count))


def _check_aliases(metrics: Sequence[Measure]) -> None:
    for index, metric in enumerate(metrics):
        if metric.alias is not None and not _ALIAS.fullmatch(metric.alias):
            member = "derived" if isinstance(metric, DerivedMetric) else "metric"
            message = "an alias has letters, digits and _, does not begin with a digit, and is at most 64 long"
            raise QueryError(ErrorCode.INVALID_ALIAS, f"query.metrics[{index}].{member}.as", message)


def _check_orders(query: MetricQuery) -> None:
    if len(query.order_by) > MAX_ORDERS:
        message = f"{len(query.order_by)} columns to order by; at most {MAX_ORDERS}"
        raise QueryError(ErrorCode.INVALID_ORDER, "query.orderBy", message)
    labels = [metric.label for metric in query.metrics]
    orderable = {*query.group_by, *labels} | ({"bucket"} if query.granularity else set())
    for index, order in enumerate(query.order_by):
        if order.by not in orderable:
            known = sorted(orderable)
            message = f"cannot order by {order.by[:40]!r}{suggestion(order.by, known)}; there are {', '.join(known)}"
            raise QueryError(ErrorCode.INVALID_ORDER, f"query.orderBy[{index}].by", message)
        if order.of is not ValueMember.VALUE and order.by not in labels:
            message = f"only metrics have a {order.of.name}, and {order.by!r} is none"
            raise QueryError(ErrorCode.INVALID_ORDER, f"query.orderBy[{index}].of", message)
        if problem := without_comparison(query, order.of):
            raise QueryError(ErrorCode.INVALID_ORDER, f"query.orderBy[{index}].of", problem)


def without_comparison(query: MetricQuery, of: ValueMember) -> str | None:
    """What is wrong, in words, where the number is one that only a comparison gives, and the query has none."""
    if of is ValueMember.VALUE or query.compare is not None:
        return None
    return f"there is a {of.name} only where values are compared; give the query a `compare`"


def bounded(condition: Condition, path: str) -> Condition:
    """The condition. Raises QueryError if it is more than a store can be asked at once."""
    conditions, values = size_of(condition)
    if conditions > MAX_FILTER or values > MAX_FILTER_VALUES:
        message = f"{conditions} conditions with {values} values; at most {MAX_FILTER} with {MAX_FILTER_VALUES}"
        raise QueryError(ErrorCode.INVALID_FILTER, path, f"{message}: filter by `in`, or by a wider dimension")
    return condition


def _check_distinct(names: list[str], path: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise QueryError(ErrorCode.DUPLICATE_NAME, path, f"{name!r} names two columns; give one of them an alias")
