"""What a question costs: cells, states of partnerships and facts that it reads. Refused here above the maximum."""

from collections.abc import Sequence

from services.core.calendar import Span, school_year_of, school_year_span
from services.core.kpis import WEEKDAY, Reading
from services.query.model.answers import Cost
from services.query.model.query_error import ErrorCode, QueryError
from services.query.planning.cohorts import CohortPart
from services.query.planning.plan import SCHOOL_COLUMNS, Block, Plan, years_of
from services.query.planning.plan_builder import MAX_COST
from services.query.planning.rollup_routing import Slice, dates_in
from services.query.planning.scoped_plan import ComparedPlan, ScopedPlan
from services.query.reading.partnership_metrics import cost_of_states

FACTS_COST = 1_000
"""Cells that can be summed while the engagements of a school's day are read and counted one by one. Those of a school
year are read whole, whichever of its days are asked about.
"""


def cost_of(pairs: Sequence[ComparedPlan]) -> Cost:
    """Cells that the answer may read, what states cost, and what the facts of learners do."""
    works = [work for pair in pairs for work in pair.works]
    requested = sum(cells_of(work) + facts_cost(work) + cost_of_states(work.plan, work.partnerships) for work in works)
    return Cost(requested, MAX_COST)


def check_cost(cost: Cost, *, counts_facts: bool) -> None:
    """Raises QueryError above the maximum; `counts_facts`: whether any of it is counted from the facts of learners."""
    requested = cost.requested
    if requested <= MAX_COST:
        return
    message = f"the query may read {requested} cells, at most {MAX_COST}: ask for fewer dates, schools or buckets"
    if counts_facts:
        message = (
            f"the query costs as much as {requested} cells, at most {MAX_COST}: over this range distinct learners are "
            "counted from the facts of all learners in scope. Filter by district or ask for fewer school years; a day, "
            "a month from its first day on, and a school year from July 1 on cost far less"
        )
    raise QueryError(ErrorCode.TOO_EXPENSIVE, "query.time", message, (MAX_COST, requested))


def facts_cost(work: ScopedPlan) -> int:
    """What it costs to count learners from their facts: `FACTS_COST` for each school and day of the school years."""
    begin, end = work.plan.span
    if begin > end:
        return 0
    spans = map(school_year_span, years_of(work.plan.span))
    days = sum((last - first).days + 1 for first, last in spans)
    counted = sum(block.reads(Reading.DISTINCT) for block in work.plan.blocks)
    return counted * work.schools_of_facts * days * FACTS_COST


def cells_of(work: ScopedPlan) -> int:
    """About how many dated cells the plan reads: schools in scope × dates of every part of a block, and four times
    that for each dimension that tells learners apart. A month that is read as one has one date.
    """
    plan = work.plan
    apart = len(set(plan.group_by) - SCHOOL_COLUMNS - {WEEKDAY})
    dates = sum(_dates_of(plan, block, part) for block in plan.blocks for part in block.parts if not part.corrects)
    return max(len(work.scope.calendars), 1) * dates * int(4**apart)


def _dates_of(plan: Plan, block: Block, part: CohortPart) -> int:
    """From the start of the school year on, since n and standings begin there."""
    if plan.span.begin > plan.span.end:
        return 0
    dates = Span(school_year_span(school_year_of(plan.span.begin)).begin, plan.span.end)
    days = Slice(plan.table(part), dates)
    slices = (days,) if block.reads(Reading.REPORTED_DAYS) else plan.slices(part, dates)
    return sum(map(dates_in, slices))
