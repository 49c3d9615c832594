"""Conditions on the values of rows."""

from collections.abc import Iterator

from services.contracts.near_names import suggestion
from services.query.filters.validation import without_comparison
from services.query.model.answers import Row
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import MetricQuery, TotalsOf
from services.query.model.question_filters import AllMet, AnyMet, NotMet, ValueBound, ValueFilter, ValueMember

MAX_BOUNDS = 400


def check_having(query: MetricQuery, path: str = "query.having") -> None:
    """Raises QueryError for a name that is no column of metrics, for a difference where nothing is compared, for tests
    without bounds, and for too many of them."""
    columns, count = {measure.label for measure in query.metrics}, 0
    for bound, at in _bounds(query.having, path):
        count += 1
        if bound.name not in columns:
            known = sorted(columns)
            name = f"{bound.name[:40]!r}{suggestion(bound.name, known)}"
            message = f"there is no metric {name} in this query; there are {', '.join(known)}"
            raise _invalid(f"{at}.name", message)
        if problem := without_comparison(query, bound.of):
            raise _invalid(f"{at}.of", problem)
        if all(limit is None for limit in (bound.gt, bound.gte, bound.lt, bound.lte)):
            raise _invalid(at, "give at least one of gt, gte, lt, lte")
    if query.totals_of is TotalsOf.KEPT and query.granularity is not None:
        message = (
            "totals of kept rows add up learners, and rows by period keep some learners for some periods: leave out "
            "granularity, or ask for totals of ALL"
        )
        raise QueryError(ErrorCode.INVALID_QUERY, "query.totalsOf", message)
    if count > MAX_BOUNDS:
        raise _invalid(path, f"{count} tests of values; at most {MAX_BOUNDS}")


def meets(having: ValueFilter | None, row: Row) -> bool:
    """Whether the row is kept. A value that is null meets no bound, so it meets the opposite of one."""
    match having:
        case None:
            return True
        case AllMet(items=items):
            return all(meets(item, row) for item in items)
        case AnyMet(items=items):
            return any(meets(item, row) for item in items)
        case NotMet(item=item):
            return not meets(item, row)
        case ValueBound(name=name, of=of):
            return _within(having, next(value.number(of) for value in row.values if value.metric == name))


def needs_baselines(having: ValueFilter | None) -> bool:
    """Whether rows can be tested only after they were compared."""
    return any(bound.of is not ValueMember.VALUE for bound, _ in _bounds(having, ""))


def _within(bound: ValueBound, value: float | None) -> bool:
    return (
        value is not None
        and (bound.gt is None or value > bound.gt)
        and (bound.gte is None or value >= bound.gte)
        and (bound.lt is None or value < bound.lt)
        and (bound.lte is None or value <= bound.lte)
    )


def _bounds(having: ValueFilter | None, path: str) -> Iterator[tuple[ValueBound, str]]:
    match having:
        case None:
            return
        case ValueBound():
            yield having, f"{path}.metric"
        case NotMet(item=item):
            yield from _bounds(item, f"{path}.not")
        case AnyMet(items=()):
            raise _invalid(f"{path}.or", "an empty `or` keeps nothing; leave it out")
        case AllMet(items=items) | AnyMet(items=items):
            member = "and" if isinstance(having, AllMet) else "or"
            for index, item in enumerate(items):
                yield from _bounds(item, f"{path}.{member}[{index}]")


def _invalid(path: str, message: str) -> QueryError:
    return QueryError(ErrorCode.INVALID_FILTER, path, message)
