"""The query engine: implements `Queries` over a store and a clock."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TypeVar

from services.contracts import facts
from services.core.access import Principal
from services.core.calendar import Span
from services.core.cells import ALL, FAMILIES, by_attribute, of_participants
from services.core.conditions import AllOf, Condition, In, Not
from services.core.facts import EntityKey, encoded
from services.core.kpis import DIMENSIONS, METRICS, PARTICIPANT, PARTNERSHIP, PEER, STATE_DIMENSIONS
from services.query.buckets import range_of
from services.query.calendars import Directory, DirectoryCache, Scope
from services.query.computing import label_of, rows_of
from services.query.filters import condition_of, projected, unknown_dimension
from services.query.model import (
    Answer,
    Column,
    ColumnKind,
    Cost,
    District,
    ErrorCode,
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
    ordered,
    page_of,
)
from services.query.parts import STARRED
from services.query.planning import MAX_COST, SCHOOL_COLUMNS, Plan, plan_of
from services.query.reading import Reader
from services.query.rows import Frame
from services.query.service import Queries
from services.query.states import StateReader, cost_of_states
from services.query.viewing import Viewer
from services.store.port import CellQuery, Entity, EntityPage, EntityQuery, Store

T = TypeVar("T")


def utc_now() -> datetime:
    return datetime.now(UTC)


class QueryEngine(Queries):
    """Answers KPI queries from cells, and lists districts and schools."""

    def __init__(self, store: Store, now: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._now = now
        self._directory = DirectoryCache(store)

    async def answer(self, principal: Principal, query: MetricQuery) -> Answer:
        fresh_at = await self._store.fresh_at()
        if fresh_at is None:
            raise QueryError(ErrorCode.NOT_READY, "query", "nothing has been applied yet; ask again in a moment")
        directory = (await self._directory.get()).seen_by(principal)
        condition = _school_condition(principal, query)
        scope = directory.scoped(condition)
        as_of = query.as_of or directory.today(self._now(), condition)
        span = _cut(range_of(query.time, as_of, scope.everything()), as_of)
        plan, viewer = plan_of(principal, query, span), Viewer(principal, directory, as_of)
        cost = cost_of(plan, scope, viewer)
        rows = ordered(await self._rows(plan, scope, viewer), plan.order_by)
        totals = await self._totals(query, span, viewer) if query.totals else None
        return Answer(fresh_at, columns_of_plan(plan), rows, totals, cost)

    async def _rows(self, plan: Plan, scope: Scope, viewer: Viewer) -> list[Row]:
        frame = Frame(plan, scope)
        cells, states = Reader(self._store, plan, frame), StateReader(self._store, plan, frame, viewer)
        readers = [states if block.family == PARTNERSHIP else cells for block in plan.blocks]
        numbers = [await reader.read(block) for reader, block in zip(readers, plan.blocks, strict=True)]
        return rows_of(plan, frame, numbers, viewer.directory)

    async def _totals(self, query: MetricQuery, span: Span, viewer: Viewer) -> Row:
        """The same question without rows: numerators and denominators are summed and divided again, never averaged."""
        whole = replace(query, group_by=(), granularity=None, order_by=(), totals=False)
        plan = plan_of(viewer.principal, whole, span, partly=True, total_of=query.group_by)
        scope = viewer.directory.scoped(plan.scope)
        return (await self._rows(plan, scope, viewer))[0]

    def page(self, answer: Answer, query: MetricQuery, first: int, after: str | None) -> Page[Row]:
        return page_of(answer.rows, query.order_by, first, after)

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


def cost_of(plan: Plan, scope: Scope, viewer: Viewer) -> Cost:
    """Dated cells that the answer may read: schools in scope × dates × parts of blocks, and four times that for each
    dimension that tells learners apart; and what judging the states of partnerships costs. Raises QueryError above the
    maximum.
    """
    days = max((plan.span.end - plan.span.begin).days + 1, 0)
    apart = len(set(plan.group_by) - SCHOOL_COLUMNS)
    parts = sum(len(block.parts) for block in plan.blocks)
    requested = max(len(scope.calendars), 1) * days * parts * 4**apart
    requested += cost_of_states(plan, len(viewer.partnerships()))
    if requested > MAX_COST:
        message = f"the query may read {requested} cells, at most {MAX_COST}: ask for fewer dates, schools or buckets"
        raise QueryError(ErrorCode.TOO_EXPENSIVE, "query.time", message)
    return Cost(requested, MAX_COST)


def columns_of_plan(plan: Plan) -> tuple[Column, ...]:
    dimensions = [Column(name, DIMENSIONS[name].label, ColumnKind.DIMENSION) for name in plan.group_by]
    buckets = [Column("bucket", "Period", ColumnKind.BUCKET)] if plan.granularity else []
    metrics = [Column(pick.ref.label, pick.metric.label, ColumnKind.METRIC, pick.metric.unit) for pick in plan.picks]
    return (*dimensions, *buckets, *metrics)


def _school_condition(principal: Principal, query: MetricQuery) -> Condition:
    """What the query surely demands of the schools it is about."""
    return projected(AllOf((principal.scope(), condition_of(query.where, "query.where"))), SCHOOL_COLUMNS)


def _cut(span: Span, as_of: date) -> Span:
    return Span(span.begin, min(span.end, as_of))


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
