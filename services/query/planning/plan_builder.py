"""A question becomes a plan. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from services.core.access import Principal
from services.core.calendar import Span, school_year_of, school_year_span
from services.core.cells import ATTRIBUTES
from services.core.conditions import EVERYTHING, AllOf, AnyOf, Condition, In, columns_of, holds
from services.core.kpis import PARTNERSHIP, WEEKDAY, Granularity, Metric, Reading, Term
from services.query.filters.conditions import condition_of, projected
from services.query.filters.validation import bounded
from services.query.formula.measures import Read
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import Level, MetricQuery, MetricRef
from services.query.planning.cohorts import (
    CohortPart,
    asked_of_participants,
    at_level,
    by_weekday,
    check_participants,
    parts_of,
    pinned,
)
from services.query.planning.dosage import KIND
from services.query.planning.plan import SCHOOL_COLUMNS, Block, BlockKey, Plan, SelectedMetric

MAX_COST = 50_000_000
PARTNERSHIPS = frozenset({"partnership"})


def block_key(
    principal: Principal, metric: Metric, condition: Condition, group: Iterable[str], level: Level
) -> BlockKey:
    """Cells are read within what the principal sees; partnerships are seen as a whole or not (`Viewer`)."""
    if metric.family == PARTNERSHIP:
        return BlockKey(PARTNERSHIP, condition, frozenset(), Level.SCHOOL)
    named = (*group, "partnership") if metric.reads(Reading.PARTICIPANTS) else group
    of_participants = asked_of_participants(named, condition)
    seen = _seen(principal, {*named, *columns_of(condition)}, of_participants)
    return BlockKey(metric.family, AllOf((seen, condition)), of_participants, level)


def _seen(principal: Principal, columns: set[str], of_participants: frozenset[str]) -> Condition:
    """The cells in sight: more of them where participants alone are read, and nothing tells learners apart."""
    apart = columns.intersection(ATTRIBUTES)
    plain = of_participants and "cohort" not in of_participants and not apart
    return principal.sight.cells_of_participants() if plain else principal.sight.cells()


def level_of(query: MetricQuery, condition: Condition, *, sees_schools: bool = False) -> Level:
    """At which level learners are counted: of schools where the question names them, of districts otherwise.

    Args:
        sees_schools: whoever asks sees single schools: what a district counts once for several is not theirs.

    Raises:
        QueryError: the question demands the level of districts, and names schools.
    """
    names_schools = "school" in query.group_by or "school" in columns_of(condition)
    if query.level is Level.DISTRICT and sees_schools:
        message = "you see schools, and no district as a whole: ask for level SCHOOL"
        raise QueryError(ErrorCode.INVALID_QUERY, "query.level", message)
    names_schools = names_schools or sees_schools
    if query.level is Level.DISTRICT and names_schools:
        message = "at level DISTRICT there are no schools: leave `school` out of groupBy and where, or ask for SCHOOL"
        raise QueryError(ErrorCode.INVALID_QUERY, "query.level", message)
    return query.level or (Level.SCHOOL if names_schools else Level.DISTRICT)


def plan_of(
    principal: Principal,
    query: MetricQuery,
    reads: Sequence[Read],
    span: Span,
    *,
    partly: bool = False,
    total_of: tuple[str, ...] = (),
    partnerships: Sequence[str] = (),
    only: Condition = EVERYTHING,
    from_facts: bool = True,
) -> Plan:
    """Check the query against the catalogue and say how to answer it.

    Args:
        reads: the metrics to be read: those of the query, and those of its formulas.
        span: what `query.time` means, cut at the day of asking.
        partly: a metric that cannot be answered in this way has no data, instead of refusing the query.
        from_facts: what is partly answered may be counted from the facts of learners.
        total_of: the dimensions of the rows that this is the total of: it is over the same learners.
        partnerships: the ids of those that the principal may see, for questions about the cohorts of several.
        only: what the plan is about besides the filters of the query, such as the groups whose rows are kept.

    Raises:
        QueryError: with the member at fault.
    """
    granularity = query.granularity
    where = AllOf((bounded(condition_of(query.where, "query.where"), "query.where"), only))
    blocks: dict[BlockKey, set[Term]] = {}
    too_expensive: list[str] = []
    selected: list[tuple[MetricRef, Metric, BlockKey, tuple[Term, ...] | None]] = []
    for ref, metric, path in reads:
        condition = AllOf((where, bounded(condition_of(ref.where, f"{path}.where"), f"{path}.where")))
        _check_metric(metric, query, condition, path)
        level = level_of(query, condition, sees_schools="school" in columns_of(principal.sight.cells()))
        key = block_key(principal, metric, condition, (*query.group_by, *total_of), level)
        try:
            terms = _terms(metric, span, query, key, path)
        except QueryError:
            if not partly:
                raise
            terms = None
        if partly and not from_facts and terms and any(term.reading is Reading.DISTINCT for term in terms):
            terms = None
            too_expensive.append(ref.label)
        blocks.setdefault(key, set()).update(terms or ())
        selected.append((ref, metric, key, terms))
    order = list(blocks)
    return Plan(
        picks=tuple(SelectedMetric(ref, metric, order.index(key), terms) for ref, metric, key, terms in selected),
        blocks=tuple(
            Block(
                key.family,
                key.condition,
                frozenset(terms),
                _parts(key, partnerships, query) if terms else (),
                key.level,
            )
            for key, terms in blocks.items()
        ),
        group=_group(query.group_by),
        group_by=query.group_by,
        rows_by=(*query.group_by, *total_of),
        span=span,
        granularity=granularity,
        scope=projected(AllOf((principal.sight.places(), where)), SCHOOL_COLUMNS),
        too_expensive=tuple(too_expensive),
    )


def _parts(key: BlockKey, partnerships: Sequence[str], query: MetricQuery) -> tuple[CohortPart, ...]:
    """Of a question by partnership and cohort also for those that it names, though nobody may have proposed them."""
    if key.family == PARTNERSHIP:
        return ()
    wanted, known = projected(key.condition, PARTNERSHIPS), {*partnerships, *_named(key.condition)}
    named = sorted(name for name in known if holds(wanted, {"partnership": name}))
    parts = at_level(parts_of(key.family, key.condition, key.of_participants, named), key.level)
    return by_weekday(parts) if WEEKDAY in {*query.group_by, *columns_of(key.condition)} else parts


def _named(condition: Condition) -> Iterator[str]:
    match condition:
        case AllOf(items=items) | AnyOf(items=items):
            for item in items:
                yield from _named(item)
        case In(column="partnership", values=values):
            yield from map(str, values)


def _check_metric(metric: Metric, query: MetricQuery, condition: Condition, path: str) -> None:
    for name in (*query.group_by, *columns_of(condition)):
        if name not in metric.dimensions:
            message = f"{metric.name} has no dimension {name}; it has {', '.join(metric.dimensions)}"
            raise QueryError(ErrorCode.DIMENSION_NOT_AVAILABLE, path, message)
    if query.granularity is not None and query.granularity not in metric.granularities:
        message = f"{metric.name} has no {query.granularity}; it has {', '.join(metric.granularities)}"
        raise QueryError(ErrorCode.GRANULARITY_NOT_AVAILABLE, path, message)


def _group(group_by: Iterable[str]) -> tuple[str, ...]:
    """School ids are unique within their district only, so rows by school are rows by district and school."""
    names = tuple(group_by)
    return ("district", *names) if "school" in names and "district" not in names else names


def _terms(metric: Metric, span: Span, query: MetricQuery, key: BlockKey, path: str) -> tuple[Term, ...]:
    """The metric's readings in this plan: distinct learners are sums of cells where cells say how many they are.

    Raises:
        QueryError: the metric cannot be answered in this way.
    """
    check_participants(query.group_by, key.condition, key.of_participants, path)
    if not metric.reads(Reading.DISTINCT):
        return metric.terms
    measure = distinct_measure(span, query.granularity)
    if measure is None or _leaves_several_kinds(query, key.condition):
        return metric.terms
    return tuple(
        Term(Reading.SUM, measure, term.weight) if term.reading is Reading.DISTINCT else term for term in metric.terms
    )


def _leaves_several_kinds(query: MetricQuery, condition: Condition) -> bool:
    """Whether a row may be of several kinds and not of all: cells count learners once in one kind, or in all."""
    return KIND in columns_of(condition) and KIND not in query.group_by and pinned(condition, KIND) is None


def distinct_measure(span: Span, granularity: Granularity | None) -> str | None:
    """The measure whose sum over a bucket is its number of distinct engaged learners; None: no cells say it."""
    begin, end = span
    begins_month = begin.day == 1
    begins_year = begin == school_year_span(school_year_of(begin)).begin
    by_day = granularity is Granularity.DAY or (granularity is None and begin >= end)
    one_year = begins_year and school_year_of(begin) == school_year_of(end)
    one_month = begins_month and (begin.year, begin.month) == (end.year, end.month)
    if by_day:
        return "engaged"
    if begins_year and (granularity is Granularity.SCHOOL_YEAR or (granularity is None and one_year)):
        return "engaged_this_year"
    if begins_month and (granularity is Granularity.MONTH or (granularity is None and one_month)):
        return "engaged_this_month"
    return None
