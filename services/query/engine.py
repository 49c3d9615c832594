"""The query engine: implements `Queries` over a store and a clock."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from services.contracts import facts
from services.core.access import Principal
from services.core.cells import ALL, FAMILIES, by_attribute, of_participants
from services.core.conditions import AllOf, In, Not
from services.core.facts import EntityKey, encoded
from services.core.kpis import DIMENSIONS, METRICS, PARTICIPANT, PEER, STATE_DIMENSIONS
from services.query.caching import AnswerCache, question_of
from services.query.calendars import Directory, DirectoryCache
from services.query.computing import label_of
from services.query.explaining import explanation_of
from services.query.filters import unknown_dimension
from services.query.model import (
    Answer,
    District,
    ErrorCode,
    Explanation,
    Key,
    MetricQuery,
    Page,
    QueryError,
    Row,
    School,
)
from services.query.ordering import (
    Cursors,
    decode_cursor,
    decode_entity_cursor,
    encode_cursor,
    invalid_cursor,
    page_of,
)
from services.query.parts import STARRED
from services.query.preparing import day_of_asking, job_of
from services.query.running import answer_of
from services.query.service import Queries
from services.query.under_way import UnderWay
from services.query.viewing import Viewer
from services.store.port import CellQuery, Entity, EntityPage, EntityQuery, Store

BUDGET = 10.0
T = TypeVar("T")


def utc_now() -> datetime:
    return datetime.now(UTC)


class QueryEngine(Queries):
    """Answers KPI queries from cells, and lists districts and schools.

    Args:
        budget: seconds that one answer may take; None: as long as it takes.
    """

    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now, budget: float | None = BUDGET) -> None:
        self._store = store
        self._now = now
        self._budget = budget
        self._directory = DirectoryCache(store)
        self._cache = AnswerCache()
        self._under_way: UnderWay[Answer] = UnderWay()

    def with_budget(self, budget: float | None) -> "QueryEngine":
        """The same engine, with what it keeps in memory, and another budget."""
        other = copy(self)
        other._budget = budget
        return other

    async def answer(self, principal: Principal, query: MetricQuery) -> Answer:
        return await within(self._budget, self._answer(principal, query))

    async def _answer(self, principal: Principal, query: MetricQuery) -> Answer:
        """The state of the store is asked first: whatever is read after that is at least so fresh."""
        state = await self._store.state()
        if state.fresh_at is None:
            raise QueryError(ErrorCode.NOT_READY, "query", "nothing has been applied yet; ask again in a moment")
        directory = (await self._directory.get(state)).seen_by(principal)
        day = day_of_asking(principal, query, directory, self._now())
        question = question_of(principal, query, day)
        found = self._cache.get(question, state)
        if found is not None:
            return replace(found, as_of=state.fresh_at)

        async def computed(fresh_at: datetime) -> Answer:
            answer = await answer_of(job_of(principal, query, directory, day), self._store, fresh_at)
            if await self._store.state() == state:
                self._cache.put(question, state, answer)
            return answer

        return await self._under_way.once(question, state, partial(computed, state.fresh_at))

    async def explain(self, principal: Principal, query: MetricQuery) -> Explanation:
        directory = await within(self._budget, self._directory.get())
        day = day_of_asking(principal, query, directory, self._now())
        return explanation_of(job_of(principal, query, directory, day))

    def page(self, answer: Answer, query: MetricQuery, first: int, after: str | None) -> Page[Row]:
        return page_of(answer.rows, query, first, after)

    async def districts(self, principal: Principal, first: int, after: str | None) -> Page[District]:
        page = await self._entities("district", principal.districts, None, first, after)
        items = [_district(entity) for entity in page.items]
        return _page(page, items, after)

    async def schools(
        self, principal: Principal, district: str | None, search: str | None, first: int, after: str | None
    ) -> Page[School]:
        page = await self._entities("school", principal.visible(district), search, first, after)
        return _page(page, [_school(entity) for entity in page.items], after)

    async def district(self, principal: Principal, district_id: str) -> District | None:
        if not principal.may_see(district_id):
            return None
        entity = await self._store.entity(EntityKey(district_id, "district", encoded(district_id)))
        return None if entity is None else _district(entity)

    async def districts_of(self, principal: Principal, ids: Collection[str]) -> dict[str, District]:
        wanted = [each for each in set(ids) if principal.may_see(each)]
        if not wanted:
            return {}
        page = await self._store.entities(EntityQuery("district", wanted, first=len(wanted)))
        return {each.key.district: _district(each) for each in page.items}

    async def school(self, principal: Principal, district_id: str, school_id: str) -> School | None:
        if not principal.may_see(district_id):
            return None
        entity = await self._store.entity(EntityKey(district_id, "school", encoded(school_id)))
        return None if entity is None else _school(entity)

    async def dimension_values(
        self, principal: Principal, dimension: str, search: str | None, first: int, after: str | None
    ) -> Page[Key]:
        if dimension not in DIMENSIONS:
            raise unknown_dimension(dimension, "dimension")
        directory = (await self._directory.get()).seen_by(principal)
        found = sorted(
            (key for key in await self._values(principal, dimension, directory) if _matches(key, search)),
            key=_key_order,
        )
        start = 0
        if after is not None:
            behind = tuple(decode_cursor(after))
            if len(behind) != 2 or not all(isinstance(value, str) for _, value in behind):
                raise invalid_cursor(after)
            start = sum(1 for key in found if _key_order(key) <= behind)
        items = found[start : start + first]
        cursors = Cursors(items, lambda key: encode_cursor(_key_order(key)))
        return Page(items, cursors, len(found), start + first < len(found), start > 0)

    async def _values(self, principal: Principal, dimension: str, directory: Directory) -> set[Key]:
        if dimension == "cohort":  # no column has it: where there are participants there are peers
            there = await self._values(principal, "partnership", directory)
            return {Key(dimension, each, label_of(dimension, each, directory)) for each in (PARTICIPANT, PEER) if there}
        viewer = Viewer(principal, directory, self._now().date())
        if dimension in STATE_DIMENSIONS:
            return {Key(dimension, each, each) for each in viewer.values(dimension)}
        columns = ("district", "school") if dimension == "school" else (dimension,)
        apart = Not(In(dimension, (ALL,))) if dimension in STARRED else AllOf()
        query = CellQuery(_table_with(dimension), columns, (), AllOf((principal.scope(), apart)))
        found = [(str(keys[-1]), str(keys[0])) for keys, _ in await self._store.sum_cells(query)]
        if dimension == "partnership":
            found += [(each, "") for each in viewer.values(dimension)]
        return {Key(dimension, each or None, label_of(dimension, each, directory, first)) for each, first in found}

    async def _entities(
        self, kind: str, districts: Collection[str] | None, search: str | None, first: int, after: str | None
    ) -> EntityPage:
        behind = None if after is None else decode_entity_cursor(after)
        return await self._store.entities(EntityQuery(kind, districts, search, behind, first))


async def within(seconds: float | None, work: Awaitable[T]) -> T:
    """What the work gives. Raises QueryError if it takes longer; what the store has begun by then, it may finish."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            return await work
    except TimeoutError:
        if not limit.expired():
            raise
        message = f"the answer takes longer than {seconds:g} seconds: ask for fewer dates, schools or dimensions"
        raise QueryError(ErrorCode.TIME_BUDGET_EXCEEDED, "query", message) from None


def _table_with(dimension: str) -> str:
    """The smallest cells that have the dimension."""
    family = next(metric.family for metric in METRICS.values() if dimension in metric.dimensions)
    tables = (family, by_attribute(family), of_participants(family))
    return next(table for table in tables if dimension in FAMILIES[table].columns)


def _matches(key: Key, search: str | None) -> bool:
    text = (search or "").casefold()
    return text in (key.value or "").casefold() or text in (key.label or "").casefold()


def _key_order(key: Key) -> tuple[tuple[int, str], ...]:
    """By label, "not known" last; the value makes the order total."""
    return ((0, key.label or ""), (0, key.value)) if key.value is not None else ((1, ""), (1, ""))


def _page(page: EntityPage, items: Sequence[T], after: str | None) -> Page[T]:
    cursors = [encode_cursor((entity.name, entity.key.district, entity.key.id)) for entity in page.items]
    return Page(items, cursors, page.total, page.has_next, after is not None)


def _district(entity: Entity) -> District:
    if not isinstance(entity.value, facts.District):
        raise TypeError(f"{entity.key} holds no district")
    return District(entity.key.district, entity.value.name, entity.value.time_zone)


def _school(entity: Entity) -> School:
    if not isinstance(entity.value, facts.School):
        raise TypeError(f"{entity.key} holds no school")
    return School(entity.key.district, entity.value.school, entity.value.name, entity.value.grade_levels)
