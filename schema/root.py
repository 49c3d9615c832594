"""The root of all queries."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import cache
from typing import Annotated

import strawberry

from schema.common import ids
from schema.common.fields import resolver
from schema.common.node import Node
from schema.common.paging import After, Before, Connection, First, GlobalId, Last, Search, bounds, connection
from schema.context import Context, Info
from schema.data_agreements import DataSharingQueries, agreement_node
from schema.districts.data_health import DataHealthQueries
from schema.districts.data_quality import DataQuality, quality
from schema.districts.entities import District, School, district, school
from schema.execution.loop_turns import own_turn
from schema.exports.fields import Exports
from schema.metrics import inputs
from schema.metrics.catalogue import Dimension, Metric, dimension, metric
from schema.metrics.convert import metric_query
from schema.metrics.result import Explanation, MetricResult, explanation, result
from schema.partnerships.attention import AttentionQueries
from schema.partnerships.consortium import ConsortiumQueries
from schema.partnerships.listing import PartnershipFilter, PartnershipOrder, partnership_filter, partnership_order
from schema.partnerships.objects.partnership import Partnership, partnership
from schema.partnerships.stories import StoryQueries
from schema.saved_queries.fields import SavedQuestions
from schema.saved_queries.saved_query import saved_query
from schema.viewer import ViewerQueries
from services.core.kpis import DIMENSIONS, METRICS
from services.query.model.query_error import ErrorCode, QueryError

QueryArgument = Annotated[
    inputs.MetricQuery, strawberry.argument(name="query", description="The metric query to answer.")
]


MAX_NODES = 100


@cache
def all_metrics() -> list[Metric]:
    """The catalogue, made once: one document may ask for it by many aliases."""
    return [metric(item) for item in METRICS.values()]


async def _metric(context: Context, name: str) -> Node | None:
    del context  # the catalogue is everybody's
    return metric(METRICS[name]) if name in METRICS else None


async def _district(context: Context, district_id: str) -> Node | None:
    place = await context.queries.district(context.principal, district_id)
    return district(place) if place else None


async def _school(context: Context, district_id: str, school_id: str) -> Node | None:
    building = await context.queries.school(context.principal, district_id, school_id)
    return school(building) if building else None


async def _partnership(context: Context, partnership_id: str) -> Node | None:
    view = await context.partnerships.partnership(context.principal, partnership_id)
    return partnership(view) if view else None


async def _saved_query(context: Context, saved_id: str) -> Node | None:
    saved = await context.saved.one(context.principal, saved_id)
    return saved_query(saved) if saved else None


NODES: Mapping[str, tuple[int, Callable[..., Awaitable[Node | None]]]] = {
    "Metric": (1, _metric),
    "District": (1, _district),
    "School": (2, _school),
    "Partnership": (1, _partnership),
    "SavedQuery": (1, _saved_query),
    "DataSharingAgreement": (2, agreement_node),
}
"""By kind of global id: how many parts such an id has, and what finds the entity."""


async def node_of(context: Context, kind: str, parts: tuple[str, ...]) -> Node | None:
    """The entity of a decoded global id; None if there is none that the principal may see."""
    count, find = NODES.get(kind, (None, None))
    return await find(context, *parts) if find is not None and count == len(parts) else None


@strawberry.type(description="Everything that can be asked.")
class Query(
    SavedQuestions,
    Exports,
    AttentionQueries,
    ConsortiumQueries,
    ViewerQueries,
    DataHealthQueries,
    StoryQueries,
    DataSharingQueries,
):
    @resolver("The entity with this global id; null when there is none that you may see.")
    async def node(self, info: Info, global_id: GlobalId) -> Node | None:
        return await node_of(info.context, *ids.decode(global_id))

    @resolver(
        f"The entities with these global ids, at most {MAX_NODES}, in the order of the ids; null in the place of each "
        "that does not exist or that you may not see."
    )
    async def nodes(
        self,
        info: Info,
        global_ids: Annotated[
            list[strawberry.ID],
            strawberry.argument(name="ids", description="The global ids of the objects, in the order of the answer."),
        ],
    ) -> list[Node | None]:
        if len(global_ids) > MAX_NODES:
            raise QueryError(
                ErrorCode.PAGE_TOO_LARGE,
                "ids",
                f"{len(global_ids)} ids; ask for at most {MAX_NODES}",
                (MAX_NODES, len(global_ids)),
            )
        decoded = [ids.decode(global_id, f"ids[{place}]") for place, global_id in enumerate(global_ids)]
        return [await node_of(info.context, kind, parts) for kind, parts in decoded]

    @resolver("Facts about what nobody has described, and facts that do not count yet, with counts.")
    async def data_quality(self, info: Info) -> DataQuality:
        await own_turn()
        return quality(await info.context.queries.data_quality(info.context.principal))

    @resolver("The catalogue: every metric there is.")
    def metrics(self) -> list[Metric]:
        return all_metrics()

    @resolver("Everything that metrics can be grouped and filtered by.")
    def dimensions(self) -> list[Dimension]:
        return [dimension(known) for known in DIMENSIONS.values()]

    @resolver("The answer to a question about metrics.")
    async def metric_query(self, info: Info, query: QueryArgument) -> MetricResult:
        await own_turn()  # one document may ask many questions, and each begins with work that waits for nothing
        question = metric_query(query)
        answer = await info.context.queries.answer(info.context.principal, question)
        return result(answer, question)

    @resolver("How a question would be answered, and what it would cost, without answering it.")
    async def explain(self, info: Info, query: QueryArgument) -> Explanation:
        await own_turn()
        question = metric_query(query)
        return explanation(await info.context.queries.explain(info.context.principal, question), question)

    @resolver("The districts that you may see, in order.")
    async def districts(
        self,
        info: Info,
        search: Search = strawberry.UNSET,
        first: First = 50,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[District]:
        context, part = info.context, bounds(first, after, last, before, default=50)
        text = ids.searched(search or None)
        page = await context.queries.districts(context.principal, part.size, part.after, part.end, text)
        return connection(page, district)

    @resolver("The schools that you may see, in order.")
    async def schools(
        self,
        info: Info,
        district: Annotated[
            str | None, strawberry.argument(description="Only those of the district with this id in the source system.")
        ] = strawberry.UNSET,
        search: Search = strawberry.UNSET,
        first: First = 50,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[School]:
        context = info.context
        part = bounds(first, after, last, before, default=50)
        where, text = ids.source_id(district or None, "district"), ids.searched(search or None)
        page = await context.queries.schools(context.principal, where, text, part.size, part.after, part.end)
        return connection(page, school)

    @resolver("A partnership as it was on a day, as known on a day; null when there is none that you may see.")
    async def partnership(
        self,
        info: Info,
        global_id: GlobalId,
        as_of: Annotated[
            date | None,
            strawberry.argument(
                description="The day that it is about; absent: today. Before the day of its proposal there is no "
                "partnership, so the answer is null."
            ),
        ] = strawberry.UNSET,
        known_at: Annotated[
            date | None,
            strawberry.argument(
                description="What was known by the end of this day, by when Tandem learned it or, of a history that "
                "was imported, by when the other system recorded it; absent: now. What was recorded of learners "
                "(who takes part, attendance, grades) is as it is now: earlier versions of it are not kept."
            ),
        ] = strawberry.UNSET,
    ) -> Partnership | None:
        await own_turn()
        context, own = info.context, ids.decode_as("Partnership", global_id)
        view = await context.partnerships.partnership(context.principal, own, as_of or None, known_at or None)
        return partnership(view) if view else None

    @resolver("The partnerships that you may see, by name unless ordered otherwise.")
    async def partnerships(
        self,
        info: Info,
        where: Annotated[
            PartnershipFilter | None,
            strawberry.argument(description="Which partnerships to list; absent: all that the caller may see."),
        ] = strawberry.UNSET,
        order_by: Annotated[
            list[PartnershipOrder] | None, strawberry.argument(description="The order; ties by id.")
        ] = strawberry.UNSET,
        first: First = 50,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Partnership]:
        await own_turn()
        context, part = info.context, bounds(first, after, last, before, default=50)
        among, order = partnership_filter(where or None), partnership_order(order_by or [])
        page = await context.partnerships.partnerships(context.principal, among, order, part.size, part.after, part.end)
        return connection(page, partnership)
