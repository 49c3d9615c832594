"""A question becomes everything that has to be run for it: rows, totals, subtotals, and the baselines of all. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial

from services.core.access import Principal
from services.core.calendar import Span
from services.core.conditions import EVERYTHING, Condition
from services.query.directory.directory import Directory, SchoolsInScope
from services.query.directory.viewer import Viewer
from services.query.filters.conditions import projected
from services.query.filters.having import check_having
from services.query.filters.validation import check_reads, check_shape
from services.query.formula.measures import Measuring, measuring_of
from services.query.model.answers import Cost
from services.query.model.query_error import QueryError
from services.query.model.question import MetricQuery, OtherLearners
from services.query.planning.baselines import PATH, other_learners, other_span
from services.query.planning.cost import check_cost, cost_of
from services.query.planning.frame import Frame
from services.query.planning.plan import DISTRICT_COLUMNS, Plan
from services.query.planning.plan_builder import MAX_COST, plan_of
from services.query.planning.query_job import KeptGroups, QueryJob
from services.query.planning.question_day import schools_of
from services.query.planning.scoped_plan import ComparedPlan, ScopedPlan
from services.query.time.ranges import range_of


@dataclass(frozen=True, slots=True)
class _DatedQuestion:
    """A question over some days. `at`: the member that errors are about; None: as they say themselves."""

    query: MetricQuery
    span: Span
    at: str | None = None


def job_of(principal: Principal, query: MetricQuery, directory: Directory, day: date) -> QueryJob:
    """Raises QueryError if the question cannot be answered, or would cost too much."""
    check_shape(query)
    check_having(query)
    measuring = measuring_of(query.metrics)
    check_reads(len(measuring.reads))
    viewer = Viewer(principal, directory, day)
    calendars = directory.scoped(schools_of(viewer.default_scope(), query)).everything()
    whole = range_of(query.time, day, calendars)
    own = _DatedQuestion(query, _cut(whole, day))
    other = None
    if isinstance(query.compare, OtherLearners):
        other = _DatedQuestion(other_learners(query, query.compare.cohort), own.span, f"{PATH}.cohort")
    elif query.compare is not None:
        days = _cut(other_span(query, whole, own.span, calendars), day)
        other = _DatedQuestion(query, days)
    preparer = _Preparer(viewer, measuring, own, other)
    job = preparer.job(query)
    if job.cost.requested > MAX_COST and job.counts_facts:
        job = replace(preparer, from_facts=False).job(query)
    check_cost(job.cost, counts_facts=job.counts_facts)
    return job


@dataclass(frozen=True, eq=False)
class _Preparer:
    """Makes the job of one question.

    Attributes:
        from_facts: totals and baselines may be counted from the facts of learners; else they have no data instead.
    """

    viewer: Viewer
    measuring: Measuring
    own: _DatedQuestion
    other: _DatedQuestion | None
    from_facts: bool = True
    _scopes: dict[Condition, SchoolsInScope] = field(default_factory=dict)

    @cached_property
    def _partnerships(self) -> list[str]:
        return sorted(partnership.id for partnership in self.viewer.partnerships())

    def job(self, query: MetricQuery) -> QueryJob:
        rows = self._affordable(_Preparer.rows, 0)
        spent, subtotals = cost_of([rows]).requested, list[ComparedPlan]()
        totals = self._affordable(partial(_Preparer.shorter, group_by=()), spent) if query.totals else None
        spent += cost_of([totals]).requested if totals else 0
        for names in _shorter_groupings(query) if query.subtotals else ():
            subtotals.append(self._affordable(partial(_Preparer.shorter, group_by=names), spent))
            spent += cost_of(subtotals[-1:]).requested
        return QueryJob(query, self.measuring, self.viewer, rows, totals, tuple(subtotals), Cost(spent, MAX_COST), self)

    def _affordable(self, make: Callable[["_Preparer"], ComparedPlan], spent: int) -> ComparedPlan:
        """What is made counts learners from their facts as far as that fits beside what is spent already."""
        pair = make(self)
        if self.from_facts and pair.counts_facts and spent + cost_of([pair]).requested > MAX_COST:
            return make(replace(self, from_facts=False))
        return pair

    def rows(self) -> ComparedPlan:
        """Of other days there may be less than of these, so a metric may have no baseline; not so of other learners."""
        own, other = self.own, self.other
        baseline = None if other is None else self._work(other, partly=other.at is None)
        return ComparedPlan(self._work(own), baseline, own.query.order_by, self.from_facts)

    def shorter(self, group_by: tuple[str, ...], kept: KeptGroups | None = None) -> ComparedPlan:
        """All buckets together, by these dimensions of the question's; of the kept groups alone, if that is asked."""
        own, other = _shorter(self.own, group_by), None if self.other is None else _shorter(self.other, group_by)
        columns = {*group_by, *(metric.label for metric in own.query.metrics)}
        order = tuple(order_by for order_by in self.own.query.order_by if order_by.by in columns)
        total_of = self.own.query.group_by, self.other.query.group_by if self.other else ()
        baseline = None if other is None else self._work(other, partly=True, total_of=total_of[1], kept=kept)
        return ComparedPlan(
            self._work(own, partly=True, total_of=total_of[0], kept=kept), baseline, order, self.from_facts
        )

    def of_kept(self, pair: ComparedPlan, kept: KeptGroups) -> ComparedPlan:
        return replace(self, from_facts=pair.from_facts).shorter(pair.own.plan.group_by, kept)

    def _work(
        self,
        scoped: _DatedQuestion,
        *,
        partly: bool = False,
        total_of: tuple[str, ...] = (),
        kept: KeptGroups | None = None,
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

    def _periods(self, plan: Plan, query: MetricQuery) -> SchoolsInScope:
        """The schools whose terms and grading periods are buckets: partnerships are of districts, not of schools."""
        if not plan.has_states:
            return self._scope(plan.scope)
        looked_at = self.viewer.visible_scope() if "district" in plan.group else self.viewer.default_scope()
        return self._scope(schools_of(looked_at, query))

    def _schools_of_facts(self, plan: Plan) -> int:
        """The schools of the districts in scope, since a learner's facts are those of the district."""
        if not plan.counts_facts:
            return 0
        return max(len(self._scope(projected(plan.scope, DISTRICT_COLUMNS)).calendars), 1)

    def _scope(self, condition: Condition) -> SchoolsInScope:
        if condition not in self._scopes:
            self._scopes[condition] = self.viewer.directory.scoped(condition)
        return self._scopes[condition]


def _shorter_groupings(query: MetricQuery) -> Iterator[tuple[str, ...]]:
    """The shortest first; the bucket counts as the last of what rows are grouped by."""
    longest = len(query.group_by) + (query.granularity is not None)
    return (query.group_by[:length] for length in range(longest))


def _shorter(scoped: _DatedQuestion, group_by: Sequence[str]) -> _DatedQuestion:
    kept = tuple(name for name in group_by if name in scoped.query.group_by)
    return replace(scoped, query=replace(scoped.query, group_by=kept, granularity=None, order_by=()))


def _cut(span: Span, day: date) -> Span:
    return Span(span.begin, min(span.end, day))
