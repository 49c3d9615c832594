"""The query engine: implements `Queries` over a store and a clock."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import nullcontext
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from services.contracts import facts
from services.core.access import Principal
from services.core.calendar import SchoolCalendar
from services.core.facts import EntityKey, encoded
from services.core.kpis import DIMENSIONS
from services.core.policy import DEFAULT_POLICY
from services.query.answer_cache import AnswerCache, CacheKey, question_of
from services.query.cooperative import run_in_thread_if_large
from services.query.data_agreements import AgreementView, agreement_views, page_of_agreements
from services.query.data_quality.undescribed import DataQuality, data_quality_of
from services.query.directory.directory import SchoolRef
from services.query.directory.reference_data import ReferenceData
from services.query.directory.viewer import Viewer
from services.query.executor import answer_of
from services.query.explain import explanation_of
from services.query.filters.conditions import unknown_dimension
from services.query.filters.warnings import MAX_WARNINGS, values_in, warnings_of
from services.query.model.answers import Answer, District, Explanation, FilterWarning, Key, PolicyInForce, Row, School
from services.query.model.pages import FORWARDS, Backwards, Page
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import MetricQuery
from services.query.planning.planner import job_of
from services.query.planning.query_job import QueryJob
from services.query.planning.question_day import day_of_asking
from services.query.ports import Queries
from services.query.results.dimension_values import known_values, matches, page_of_keys, values_of
from services.query.results.ordering import decode_entity_cursor, encode_cursor, page_of
from services.query.single_flight import SingleFlight
from services.store.port import Entity, EntityPage, EntityQuery, Reader, StoreState

BUDGET = 10.0
TRIES = 3
HEAVY_COST = 1_000_000
"""Cells from which on an answer may take seconds, so that it waits while `HEAVY_AT_ONCE` others are computed: all at
once none would be ready in time."""
HEAVY_AT_ONCE = 1
T = TypeVar("T")


def utc_now() -> datetime:
    return datetime.now(UTC)


class QueryEngine(Queries):
    """Answers KPI queries from cells, and lists districts and schools.

    Args:
        budget: seconds that one answer may take; None: as long as it takes.
        reference: of the process; without it the engine has one of its own.
    """

    def __init__(
        self,
        store: Reader,
        now: Callable[[], datetime] = utc_now,
        budget: float | None = BUDGET,
        reference: ReferenceData | None = None,
    ) -> None:
        self._store = store
        self._now = now
        self._budget = budget
        self.reference = reference or ReferenceData()
        self._cache = AnswerCache()
        self._under_way: SingleFlight[Answer] = SingleFlight()
        self._heavy = asyncio.Semaphore(HEAVY_AT_ONCE)

    def with_budget(self, budget: float | None) -> "QueryEngine":
        """The same engine, with what it keeps in memory, another budget, and a lane of its own for large questions."""
        other = copy(self)
        other._budget, other._heavy = budget, asyncio.Semaphore(HEAVY_AT_ONCE)
        return other

    async def answer(self, principal: Principal, query: MetricQuery) -> Answer:
        return await within(self._budget, self._answer(principal, query))

    async def _answer(self, principal: Principal, query: MetricQuery) -> Answer:
        """The state of the store is asked first: whatever is read after that is at least so fresh."""
        state = await self._store.state()
        fresh_at = _fresh_at(state)
        directory = await self.reference.seen_by(principal, self._store, state)
        day = day_of_asking(principal, query, directory, self._now())
        question = question_of(principal, query, day)
        cached = self._cache.get(question, state)
        if cached is not None:
            return replace(cached, as_of=fresh_at)

        async def computed() -> Answer:
            job = job_of(principal, query, directory, day)
            async with (
                self._heavy if job.cost.requested > HEAVY_COST else nullcontext(),
                self._store.snapshot() as then,
            ):
                return await self._read(job, state, then, question)

        return await self._under_way.once(question, state, computed)

    async def _read(self, job: QueryJob, planned_for: StoreState, moment: Reader, question: CacheKey) -> Answer:
        """All of an answer is read of one state. Where a store cannot hold a moment and never stays for as long as the
        answer takes, it is read of states that follow each other, and is no fresher than the first.
        """
        for _ in range(TRIES):
            state = await moment.state()
            if state != planned_for:
                directory = await self.reference.seen_by(job.viewer.principal, moment, state)
                job, planned_for = job_of(job.viewer.principal, job.query, directory, job.viewer.day), state
            answer = await answer_of(job, moment, _fresh_at(state))
            if await moment.state() == state:
                self._cache.put(question, state, answer)
                break
        return answer

    async def explain(self, principal: Principal, query: MetricQuery) -> Explanation:
        directory = await within(self._budget, self.reference.seen_by(principal, self._store))
        day = day_of_asking(principal, query, directory, self._now())
        return explanation_of(job_of(principal, query, directory, day))

    async def warnings(self, principal: Principal, query: MetricQuery) -> Sequence[FilterWarning]:
        return await within(self._budget, self._warnings(principal, query))

    async def _warnings(self, principal: Principal, query: MetricQuery) -> Sequence[FilterWarning]:
        wanted = values_in(query)
        if not wanted:
            return ()
        directory = await self.reference.seen_by(principal, self._store)
        viewer = Viewer(principal, directory, day_of_asking(principal, query, directory, self._now()))
        values = {
            name: await known_values(name, viewer, self._store) for name in {filtered.dimension for filtered in wanted}
        }
        compared = min(len(wanted), MAX_WARNINGS) * sum(map(len, values.values()))
        return await run_in_thread_if_large(compared, warnings_of, wanted, values)

    def page(
        self, answer: Answer, query: MetricQuery, first: int, after: str | None, end: Backwards = FORWARDS
    ) -> Page[Row]:
        return page_of(answer.rows, query, first, after, end)

    async def data_quality(self, principal: Principal) -> DataQuality:
        return await within(
            self._budget, data_quality_of(self._store, await self.reference.directory(self._store), principal)
        )

    async def agreements(self, principal: Principal, district: str | None = None) -> Sequence[AgreementView]:
        return agreement_views(principal, await self.reference.directory(self._store), self._now(), district)

    def page_of_agreements(
        self, views: Iterable[AgreementView], first: int, after: str | None, end: Backwards = FORWARDS
    ) -> Page[AgreementView]:
        return page_of_agreements(views, first, after, end)

    async def districts(
        self, principal: Principal, first: int, after: str | None, end: Backwards = FORWARDS, search: str | None = None
    ) -> Page[District]:
        query = EntityQuery("district", principal.districts, search)
        page = await self._entities(query, first, after, end)
        return _page(page, [_district(entity) for entity in page.items])

    async def schools(
        self,
        principal: Principal,
        district: str | None,
        search: str | None,
        first: int,
        after: str | None,
        end: Backwards = FORWARDS,
    ) -> Page[School]:
        within = None if district is None else frozenset({district})
        singles = {(one, encoded(school)) for one, school in principal.sight.single_schools(within)}
        query = EntityQuery("school", principal.sight.whole_districts(within), search, singles=singles)
        page = await self._entities(query, first, after, end)
        return _page(page, [_school(entity) for entity in page.items])

    async def district(self, principal: Principal, district_id: str) -> District | None:
        if not principal.may_see(district_id):
            return None
        entity = await self._store.entity(EntityKey(district_id, "district", encoded(district_id)))
        return None if entity is None else _district(entity)

    async def districts_of(self, principal: Principal, ids: Collection[str]) -> dict[str, District]:
        wanted = [district for district in set(ids) if principal.may_see(district)]
        if not wanted:
            return {}
        page = await self._store.entities(EntityQuery("district", wanted, first=len(wanted)))
        return {item.key.district: _district(item) for item in page.items}

    async def school(self, principal: Principal, district_id: str, school_id: str) -> School | None:
        if not principal.sight.sees_school(district_id, school_id):
            return None
        entity = await self._store.entity(EntityKey(district_id, "school", encoded(school_id)))
        return None if entity is None else _school(entity)

    async def policy_in_force(self, principal: Principal, district_id: str) -> PolicyInForce:
        del principal  # whoever is shown a district may know how it counts
        fact = next(iter((await self._store.documents(district_id, ("policy",))).values()), None)
        if fact is None or not isinstance(fact.value, facts.Policy):
            return PolicyInForce(DEFAULT_POLICY, None)
        return PolicyInForce(fact.value, fact.version.moment)

    async def minimum_n(self, principal: Principal, district_id: str) -> int:
        del principal  # whoever has a district's answers may know by which n they are held
        return (await self.reference.directory(self._store)).policy(district_id).minimum_n

    async def calendars(self, principal: Principal, district_id: str, school_id: str) -> Sequence[SchoolCalendar]:
        if not principal.sight.sees_school(district_id, school_id):
            return ()
        return (await self.reference.directory(self._store)).calendars.get(SchoolRef(district_id, school_id), ())

    async def dimension_values(
        self,
        principal: Principal,
        dimension: str,
        search: str | None,
        first: int,
        after: str | None,
        end: Backwards = FORWARDS,
    ) -> Page[Key]:
        if dimension not in DIMENSIONS:
            raise unknown_dimension(dimension, "dimension")
        viewer = Viewer(principal, await self.reference.seen_by(principal, self._store), self._now().date())
        values = await values_of(dimension, viewer, self._store)
        return page_of_keys((key for key in values if matches(key, search)), first, after, end)

    async def _entities(self, query: EntityQuery, first: int, after: str | None, end: Backwards) -> EntityPage:
        behind = None if after is None else decode_entity_cursor(after)
        before = None if end.before is None else decode_entity_cursor(end.before, "before")
        page = replace(query, after=behind, first=first, before=before, last=end.last)
        return await self._store.entities(page)


async def within(seconds: float | None, work: Awaitable[T]) -> T:
    """What the work gives. Raises QueryError if it takes longer; what the store has begun by then, it may finish."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            return await work
    except TimeoutError:
        if not limit.expired():
            raise
        message = (
            f"the answer takes longer than {seconds:g} seconds: ask for fewer dates, schools or dimensions, or again "
            "when others do not ask for as much"
        )
        raise QueryError(ErrorCode.TIME_BUDGET_EXCEEDED, "query", message, (seconds, None)) from None


def _fresh_at(state: StoreState) -> datetime:
    """Raises QueryError while a source has not been read yet, which may begin at any moment."""
    if state.fresh_at is None:
        raise QueryError(ErrorCode.NOT_READY, "query", "nothing has been applied yet; ask again in a moment")
    return state.fresh_at


def _page(page: EntityPage, items: Sequence[T]) -> Page[T]:
    cursors = [encode_cursor((entity.name, entity.key.district, entity.key.id)) for entity in page.items]
    return Page(items, cursors, page.total, page.has_next, page.has_previous)


def _district(entity: Entity) -> District:
    if not isinstance(entity.value, facts.District):
        raise TypeError(f"{entity.key} holds no district")
    return District(entity.key.district, entity.value.name, entity.value.time_zone)


def _school(entity: Entity) -> School:
    if not isinstance(entity.value, facts.School):
        raise TypeError(f"{entity.key} holds no school")
    return School(entity.key.district, entity.value.school, entity.value.name, entity.value.grade_levels)
