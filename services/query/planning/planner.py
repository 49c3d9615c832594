"""A question becomes everything that has to be run for it: rows, totals, subtotals, and the baselines of all. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.core.access import Principal
from services.core.calendar import Span, school_year_of, school_year_span
from services.core.conditions import EVERYTHING, NOTHING, AllOf, Condition, size_of
from services.core.kpis import WEEKDAY, Reading
from services.query.directory.directory import Directory, Scope
from services.query.directory.viewer import Viewer
from services.query.filters.conditions import condition_of, projected
from services.query.filters.having import check_having
from services.query.filters.validation import MAX_FILTER, MAX_FILTER_VALUES, check_reads, check_shape
from services.query.formula.measures import Measuring, measuring_of
from services.query.model.answers import Cost, Row
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import MetricQuery, OrderBy, OtherLearners
from services.query.planning.baselines import PATH, other_learners, other_span
from services.query.planning.cohorts import Part, within
from services.query.planning.frame import Frame
from services.query.planning.plan import DISTRICT_COLUMNS, SCHOOL_COLUMNS, Block, Plan, years_of
from services.query.planning.plan_builder import MAX_COST, plan_of
from services.query.planning.rollup_routing import Slice, dates_in
from services.query.reading.partnership_metrics import cost_of_states
from services.query.time.buckets import FIRST_YEAR, range_of

FACTS_COST = 1_000
"""Cells that can be summed while the engagements of a school's day are read and counted one by one. Those of a school
year are read whole, whichever of its days are asked about.
"""


@dataclass(frozen=True, slots=True)
class ScopedPlan:
    """A plan to be run, the schools that it is about, and the frame of its rows.

    Attributes:
        partnerships: how many the asker may see.
        schools_of_facts: how many schools are in the districts whose facts are read; 0: none are.
    """

    plan: Plan
    scope: Scope
    frame: Frame
    partnerships: int
    schools_of_facts: int = 0


@dataclass(frozen=True, slots=True)
class ComparedPlan:
    """What gives some rows, and what gives their baselines.

    Attributes:
        from_facts: whether what may have no data was counted from the facts of learners where that is needed.
    """

    own: ScopedPlan
    other: ScopedPlan | None
    order_by: tuple[OrderBy, ...] = ()
    from_facts: bool = True

    @property
    def works(self) -> list[ScopedPlan]:
        return [self.own] if self.other is None else [self.own, self.other]

    @property
    def counts_facts(self) -> bool:
        """Whether any of it is counted from the facts of learners."""
        return any(work.plan.counts_facts for work in self.works)


@dataclass(frozen=True, slots=True)
class QueryJob:
    """All that a question needs.

    Attributes:
        viewer: who asks, on which day.
        totals, subtotals: the shortest grouping first. Where they are of kept rows, they stand for what that costs at
            most, until `of_kept` says which rows these are.
    """

    query: MetricQuery
    measuring: Measuring
    viewer: Viewer
    rows: ComparedPlan
    totals: ComparedPlan | None
    subtotals: tuple[ComparedPlan, ...]
    cost: Cost
    preparer: "_Preparer"

    @property
    def pairs(self) -> list[ComparedPlan]:
        return [self.rows, *([self.totals] if self.totals else []), *self.subtotals]

    def of_kept(self, rows: Sequence[Row]) -> "QueryJob":
        """The same job, with totals and subtotals of these rows alone. Raises QueryError where they are too many."""
        group = self.rows.own.plan.group
        kept = frozenset(row.identity for row in rows)

        def again(pair: ComparedPlan) -> ComparedPlan:
            preparer = replace(self.preparer, from_facts=pair.from_facts)
            return preparer.shorter(pair.own.plan.group_by, Kept(group, kept))

        totals = None if self.totals is None else again(self.totals)
        return replace(self, totals=totals, subtotals=tuple(map(again, self.subtotals)))


@dataclass(frozen=True, slots=True)
class Kept:
    """The groups whose rows are kept: of each its values of the dimensions."""

    dimensions: tuple[str, ...]
    groups: frozenset[tuple[str, ...]]

    def condition(self, group_by: Sequence[str]) -> Condition:
        """To be of one of the groups, as far as these dimensions tell. Raises QueryError if there are too many."""
        known = {*group_by, "district"} if "school" in group_by else {*group_by}
        places = [index for index, name in enumerate(self.dimensions) if name in known]
        if not self.groups or not places:
            return EVERYTHING if self.groups else NOTHING
        columns = tuple(self.dimensions[index] for index in places)
        wanted = within({tuple(group[index] for index in places) for group in self.groups}, columns)
        conditions, values = size_of(wanted)
        if conditions > MAX_FILTER or values > MAX_FILTER_VALUES:
            message = f"`having` keeps {len(self.groups)} rows, too many for totals of them alone: group by less"
            raise QueryError(ErrorCode.TOO_EXPENSIVE, "query.totalsOf", message)
        return wanted


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question over some days. `at`: the member that errors are about; None: as they say themselves."""

    query: MetricQuery
    span: Span
    at: str | None = None


def day_of_asking(principal: Principal, query: MetricQuery, directory: Directory, now: datetime) -> date:
    """The last day that is read: nothing has happened after today. Raises QueryError for a zone that is none."""
    zone = check_zone(query.timezone) if query.timezone is not None else None
    if zone is not None and query.as_of is None:
        return now.astimezone(zone).date()
    home = Viewer(principal, directory, now.date()).default_scope()
    today = directory.today(now, _schools_of(home, query))
    check_as_of(query.as_of)
    return today if query.as_of is None else min(query.as_of, today)


def job_of(principal: Principal, query: MetricQuery, directory: Directory, day: date) -> QueryJob:
    """Raises QueryError if the question cannot be answered, or would cost too much."""
    check_shape(query)
    check_having(query)
    measuring = measuring_of(query.metrics)
    check_reads(len(measuring.reads))
    viewer = Viewer(principal, directory, day)
    calendars = directory.scoped(_schools_of(viewer.default_scope(), query)).everything()
    whole = range_of(query.time, day, calendars)
    own = _Asked(query, _cut(whole, day))
    other = None
    if isinstance(query.compare, OtherLearners):
        other = _Asked(other_learners(query, query.compare.cohort), own.span, f"{PATH}.cohort")
    elif query.compare is not None:
        days = _cut(other_span(query, whole, own.span, calendars), day)
        other = _Asked(query, days)
    preparer = _Preparer(viewer, measuring, own, other)
    job = preparer.job(query)
    if job.cost.requested > MAX_COST and any(pair.counts_facts for pair in job.pairs):
        job = replace(preparer, from_facts=False).job(query)
    _check_cost(job)
    return job


@dataclass(frozen=True, eq=False)
class _Preparer:
    """Makes the job of one question.

    Attributes:
        from_facts: totals and baselines may be counted from the facts of learners; else they have no data instead.
    """

    viewer: Viewer
    measuring: Measuring
    own: _Asked
    other: _Asked | None
    from_facts: bool = True
    _scopes: dict[Condition, Scope] = field(default_factory=dict)

    @cached_property
    def _partnerships(self) -> list[str]:
        return sorted(partnership.id for partnership in self.viewer.partnerships())

    def job(self, query: MetricQuery) -> QueryJob:
        rows = self._affordable(_Preparer.rows, 0)
        spent, subtotals = _cost([rows]).requested, list[ComparedPlan]()
        totals = self._affordable(partial(_Preparer.shorter, group_by=()), spent) if query.totals else None
        spent += _cost([totals]).requested if totals else 0
        for names in _shorter_groupings(query) if query.subtotals else ():
            subtotals.append(self._affordable(partial(_Preparer.shorter, group_by=names), spent))
            spent += _cost(subtotals[-1:]).requested
        return QueryJob(query, self.measuring, self.viewer, rows, totals, tuple(subtotals), Cost(spent, MAX_COST), self)

    def _affordable(self, make: Callable[["_Preparer"], ComparedPlan], spent: int) -> ComparedPlan:
        """What is made counts learners from their facts as far as that fits beside what is spent already."""
        pair = make(self)
        if self.from_facts and pair.counts_facts and spent + _cost([pair]).requested > MAX_COST:
            return make(replace(self, from_facts=False))
        return pair

    def rows(self) -> ComparedPlan:
        """Of other days there may be less than of these, so a metric may have no baseline; not so of other learners."""
        own, other = self.own, self.other
        baseline = None if other is None else self._work(other, partly=other.at is None)
        return ComparedPlan(self._work(own), baseline, own.query.order_by, self.from_facts)

    def shorter(self, group_by: tuple[str, ...], kept: Kept | None = None) -> ComparedPlan:
        """All buckets together, by these dimensions of the question's; of the kept groups alone, if that is asked."""
        own, other = _shorter(self.own, group_by), None if self.other is None else _shorter(self.other, group_by)
        columns = {*group_by, *(metric.label for metric in own.query.metrics)}
        order = tuple(order_by for order_by in self.own.query.order_by if order_by.by in columns)
        total_of = self.own.query.group_by, self.other.query.group_by if self.other else ()
        baseline = None if other is None else self._work(other, partly=True, total_of=total_of[1], kept=kept)
        return ComparedPlan(
            self._work(own, partly=True, total_of=total_of[0], kept=kept), baseline, order, self.from_facts
        )

    def _work(
        self, scoped: _Asked, *, partly: bool = False, total_of: tuple[str, ...] = (), kept: Kept | None = None
    ) -> ScopedPlan:
        reads = self.measuring.reads
        try:
            plan = plan_of(
                self.viewer.principal,
                scoped.query,
                reads,
                scoped.span,
                partly=partly,
                total_of=total_of,
                partnerships=self._partnerships,
                only=EVERYTHING if kept is None else kept.condition(total_of),
                from_facts=self.from_facts,
            )
            scope = self._scope(plan.scope)
            frame = Frame(plan, scope, self._periods(plan, scoped.query))
            return ScopedPlan(plan, scope, frame, len(self._partnerships), self._schools_of_facts(plan))
        except QueryError as error:
            raise error if scoped.at is None else QueryError(error.code, scoped.at, str(error)) from None

    def _periods(self, plan: Plan, query: MetricQuery) -> Scope:
        """The schools whose terms and grading periods are buckets: partnerships are of districts, not of schools."""
        if not plan.has_states:
            return self._scope(plan.scope)
        looked_at = self.viewer.visible_scope() if "district" in plan.group else self.viewer.default_scope()
        return self._scope(_schools_of(looked_at, query))

    def _schools_of_facts(self, plan: Plan) -> int:
        """The schools of the districts in scope, since a learner's facts are those of the district."""
        if not plan.counts_facts:
            return 0
        return max(len(self._scope(projected(plan.scope, DISTRICT_COLUMNS)).calendars), 1)

    def _scope(self, condition: Condition) -> Scope:
        if condition not in self._scopes:
            self._scopes[condition] = self.viewer.directory.scoped(condition)
        return self._scopes[condition]


def _shorter_groupings(query: MetricQuery) -> Iterator[tuple[str, ...]]:
    """The shortest first; the bucket counts as the last of what rows are grouped by."""
    longest = len(query.group_by) + (query.granularity is not None)
    return (query.group_by[:length] for length in range(longest))


def _shorter(scoped: _Asked, group_by: Sequence[str]) -> _Asked:
    kept = tuple(name for name in group_by if name in scoped.query.group_by)
    return replace(scoped, query=replace(scoped.query, group_by=kept, granularity=None, order_by=()))


def _cost(pairs: list[ComparedPlan]) -> Cost:
    """Cells that the answer may read, what states cost, and what the facts of learners do."""
    works = [work for pair in pairs for work in pair.works]
    requested = sum(cells_of(work) + facts_cost(work) + cost_of_states(work.plan, work.partnerships) for work in works)
    return Cost(requested, MAX_COST)


def _check_cost(job: QueryJob) -> None:
    """Raises QueryError above the maximum."""
    requested = job.cost.requested
    if requested <= MAX_COST:
        return
    message = f"the query may read {requested} cells, at most {MAX_COST}: ask for fewer dates, schools or buckets"
    if any(pair.counts_facts for pair in job.pairs):
        message = (
            f"the query costs as much as {requested} cells, at most {MAX_COST}: over this range distinct learners are "
            "counted from the facts of all learners in scope. Filter by district or ask for fewer school years; a day, "
            "a month from its first day on, and a school year from July 1 on cost far less"
        )
    raise QueryError(ErrorCode.TOO_EXPENSIVE, "query.time", message)


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


def _dates_of(plan: Plan, block: Block, part: Part) -> int:
    """From the start of the school year on, since n and standings begin there."""
    if plan.span.begin > plan.span.end:
        return 0
    dates = Span(school_year_span(school_year_of(plan.span.begin)).begin, plan.span.end)
    days = Slice(plan.table(part), dates)
    slices = (days,) if block.reads(Reading.REPORTED_DAYS) else plan.slices(part, dates)
    return sum(map(dates_in, slices))


def _schools_of(looked_at: Condition, query: MetricQuery) -> Condition:
    """What the query surely demands of the schools that it is about, among those that are looked at."""
    return projected(AllOf((looked_at, condition_of(query.where, "query.where"))), SCHOOL_COLUMNS)


def _cut(span: Span, day: date) -> Span:
    return Span(span.begin, min(span.end, day))


def check_as_of(day: date | None) -> None:
    first = school_year_span(FIRST_YEAR).begin
    if day is not None and day < first:
        raise QueryError(ErrorCode.INVALID_RANGE, "query.asOf", f"asOf is {day}; dates begin on {first}")


def check_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{name[:40]!r} is no time zone; give an IANA name, such as America/Chicago"
        raise QueryError(ErrorCode.INVALID_TIMEZONE, "query.timezone", message) from None
