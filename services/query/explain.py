"""A job in words: which cells are read, under which condition, and what is made of them. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date

from services.core.cells import KeyValue, of_participants
from services.core.conditions import AllOf, AnyOf, Between, Condition, In, Not
from services.core.kpis import PARTNERSHIP, Granularity, Reading
from services.core.membership import UNKNOWN
from services.core.rollups import MONTHLY
from services.query.filters.having import needs_baselines
from services.query.formula.measures import Measuring
from services.query.model.answers import Explanation
from services.query.model.question import DerivedMetric, Level, MetricQuery, OrderBy, OtherLearners, TotalsOf
from services.query.model.question_filters import ValueMember
from services.query.planning.cohorts import CohortPart
from services.query.planning.cost import cells_of, facts_cost
from services.query.planning.plan import Block, Plan, years_of
from services.query.planning.query_job import QueryJob
from services.query.planning.scoped_plan import ComparedPlan, ScopedPlan

MAX_VALUES = 5
"""Values of one test that are shown."""
_READINGS = {
    Reading.SUM: "sums of",
    Reading.RUNNING: "running sums of",
    Reading.RUNNING_DAYS: "running sums, over school days, of",
}


def explanation_of(job: QueryJob) -> Explanation:
    plans = [work.plan for pair in job.pairs for work in pair.works]
    read = ((plan, block, part) for plan in plans for block in plan.blocks for part in block.parts)
    tables = sorted({table for plan, block, part in read for table in plan.tables(block, part)})
    dated = any(block.family != "grade" for plan in plans for block in plan.blocks)
    daily = any(table not in MONTHLY.values() for table in tables)
    granularity = (Granularity.DAY if daily else Granularity.MONTH) if dated else Granularity.GRADING_PERIOD
    columns = job.measuring.columns(job.query)
    return Explanation(columns, job.cost, ", ".join(tables) or "none", granularity, tuple(_steps(job)))


def words(condition: Condition) -> str:
    """The condition for people: `school is 001 and sex is not Male`."""
    match condition:
        case In(column=column, values=values):
            return f"{column} is {_values(values)}"
        case Not(item=In(column=column, values=values)):
            return f"{column} is not {_values(values)}"
        case Between(column=column, low=low, high=high):
            return f"{column} is from {low} to {high}"
        case AllOf(items=items):
            return " and ".join(filter(None, map(_inner, items)))
        case AnyOf(items=items):
            return " or ".join(map(_inner, items)) or "never"
        case Not(item=item):
            return f"not ({words(item) or 'always'})"


def _inner(condition: Condition) -> str:
    text = words(condition)
    return f"({text})" if isinstance(condition, AnyOf) and len(condition.items) > 1 else text


def _values(values: tuple[KeyValue, ...]) -> str:
    shown = ["not known" if value == UNKNOWN else str(value) for value in values[:MAX_VALUES]]
    if len(values) > MAX_VALUES:
        shown.append(f"{len(values) - MAX_VALUES} more")
    return shown[0] if len(shown) == 1 else f"one of {', '.join(shown) or 'none'}"


def _steps(job: QueryJob) -> Iterator[str]:
    query = job.query
    yield f"the day of asking is {job.viewer.day}"
    yield from _withheld(job)
    yield from _reading("rows", job.rows, query, job.viewer.day)
    if job.totals is not None:
        yield from _reading("totals", job.totals, query, job.viewer.day)
    for pair in job.subtotals:
        yield from _reading(
            f"subtotals by {', '.join(pair.own.plan.group_by) or 'nothing'}", pair, query, job.viewer.day
        )
    yield from _computing(job.measuring, query)
    if query.granularity is Granularity.DAY and not query.include_days_without_school:
        yield "leave out days on which no school is taught and nothing happened"
    late = needs_baselines(query.having)
    if query.having is not None and not late:
        yield "keep the rows whose values meet `having`"
    if query.compare is not None:
        keys = ", ".join(job.rows.other.plan.group_by) if job.rows.other else ""
        yield f"compare each row with the baseline of the same {keys or 'query'}, in the corresponding bucket"
    if query.having is not None and query.totals_of is TotalsOf.KEPT and job.pairs[1:]:
        yield "read totals and subtotals of the groups of the kept rows alone"
    if late:
        yield "keep the rows whose values and differences meet `having`"
    yield "order by " + ", ".join([*map(_order, query.order_by), "the keys"])


def _withheld(job: QueryJob) -> Iterator[str]:
    """What is not read because of who asks, in words that name nobody's data."""
    blocks = [block for pair in job.pairs for work in pair.works for block in work.plan.blocks]
    if all(block.family == PARTNERSHIP for block in blocks):
        return
    sight = job.viewer.principal.sight
    if sight.shared:
        yield (
            "numbers that come from learners are left out, except those of your own districts: no data-sharing "
            "agreement with you is in force"
        )
    if sight.participants:
        yield (
            "numbers that come from learners are those of participants of your partnerships: ask by partnership or "
            "phase, and not by attributes of learners or cohort"
        )
    if not sight.shared and not sight.participants and not sight.learners:
        yield "numbers that come from learners are left out: no role of yours lets you see any"


def _order(order: OrderBy) -> str:
    return order.by if order.of is ValueMember.VALUE else f"{order.of.name} of {order.by}"


def _reading(name: str, pair: ComparedPlan, query: MetricQuery, day: date) -> Iterator[str]:
    yield from _work(name, pair.own, day)
    if pair.other is not None:
        others = "other learners" if isinstance(query.compare, OtherLearners) else "other days"
        yield from _work(f"baseline of {name} ({others})", pair.other, day)


_LEVELS = {
    Level.SCHOOL: "at level SCHOOL: learners count at each school that they go to",
    Level.DISTRICT: "at level DISTRICT: learners count once in each district",
}


def _work(name: str, work: ScopedPlan, day: date) -> Iterator[str]:
    plan = work.plan
    begin, end = plan.span
    days = f"{begin} to {end}" if begin <= end else "no days"
    buckets = f", by {plan.granularity}" if plan.granularity else ""
    yield f"{name}: {days}{buckets}; about {cells_of(work)} cells of {len(work.scope.calendars)} schools"
    for block in plan.blocks:
        if block.parts:
            yield f"{name}: {_LEVELS[block.level]}"
        yield from (f"{name}: {_part(plan, block, part)}" for part in block.parts)
        if any(of_participants("") in part.family for part in block.parts):
            yield f"{name}: leave out participants whose participation begins after {day}"
        if block.reads(Reading.DISTINCT):
            yield f"{name}: {_facts(work)}"
        if block.family == PARTNERSHIP and block.terms:
            yield f"{name}: {_states(work, block)}"
    for metric in plan.too_expensive:
        yield (
            f"{name}: {metric} is left out (NO_DATA): its distinct learners would be counted from facts, which is more "
            "than is left of the cost of this query; ask for it in a query of its own"
        )


def _part(plan: Plan, block: Block, part: CohortPart) -> str:
    group = ", ".join(plan.group) or "nothing"
    sign = "take away" if part.weight < 0 else "read"
    among = f", of places with participants of {part.among}" if part.among is not None else ""
    where, tables = words(part.condition), " and ".join(f"`{table}`" for table in plan.tables(block, part))
    return (
        f"{sign} {' and '.join(_measures(block))} from cells {tables} by {group}"
        f"{f' where {where}' if where else ''}{among}"
    )


def _facts(work: ScopedPlan) -> str:
    years = " and ".join(map(str, years_of(work.plan.span)))
    return (
        f"count distinct learners of each row, since no cells say how many they are, from the engagements of all "
        f"learners of the districts in scope in school year {years}; it costs as much as {facts_cost(work)} cells"
    )


def _states(work: ScopedPlan, block: Block) -> str:
    group, where = ", ".join(work.plan.group) or "nothing", words(block.condition)
    entries, standings = block.measures(Reading.ENTRIES), block.measures(Reading.PART)
    steps = [f"add up {', '.join(entries)} of each bucket"] if entries else []
    steps += [f"judge {', '.join(standings)} at the end of each bucket"] if standings else []
    return (
        f"{' and '.join(steps)}, from the states of the partnerships that you may see, {work.partnerships}, by {group}"
        f"{f' where {where}' if where else ''}"
    )


def _measures(block: Block) -> Iterable[str]:
    steps = [f"{_READINGS[way]} {', '.join(block.measures(way))}" for way in _READINGS if block.measures(way)]
    calendars = block.reads(Reading.INSTRUCTIONAL_DAYS, Reading.SCHOOL_DAYS, Reading.REPORTED_DAYS)
    participants = ["participants so far"] if block.reads(Reading.PARTICIPANTS) else []
    engaged = ["learners engaged so far, for n,"] if block.reads(Reading.DISTINCT) else []
    return [*steps, *engaged, *participants, *(["days of calendars"] if calendars else [])]


def _computing(measuring: Measuring, query: MetricQuery) -> Iterator[str]:
    for read in measuring.reads:
        yield f"compute {read.ref.label} = {read.metric.formula}"
    for metric in query.metrics:
        if isinstance(metric, DerivedMetric):
            yield f"derive {metric.alias} = {metric.formula}"
