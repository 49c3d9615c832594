"""The root of all queries."""

from datetime import date
from typing import Annotated

import strawberry

from schema import ids, inputs
from schema.context import Info
from schema.convert import metric_query
from schema.exports import Exports
from schema.fields import resolver
from schema.node import Node
from schema.paging import After, Connection, First, GlobalId, Search, connection, size
from schema.partnerships.listing import PartnershipFilter, PartnershipOrder, partnership_filter, partnership_order
from schema.saved_queries import SavedQuestions
from schema.types.catalogue import Dimension, Metric, dimension, metric
from schema.types.entities import District, School, district, school
from schema.types.partnership import Partnership, partnership
from schema.types.result import Explanation, MetricResult, explanation, result
from schema.types.saved import saved_query
from services.core.kpis import DIMENSIONS, METRICS

Asked = Annotated[inputs.MetricQuery, strawberry.argument(name="query", description="The question.")]


@strawberry.type(description="Everything that can be asked.")
class Query(SavedQuestions, Exports):
    @resolver("The entity with this id; null when there is none that you may see.")
    async def node(self, info: Info, global_id: GlobalId) -> Node | None:
        asked = info.context
        match ids.decode(global_id):
            case "Metric", (name,):
                return metric(METRICS[name]) if name in METRICS else None
            case "District", (district_id,):
                found = await asked.queries.district(asked.principal, district_id)
                return district(found) if found else None
            case "School", (district_id, school_id):
                place = await asked.queries.school(asked.principal, district_id, school_id)
                return school(place) if place else None
            case "Partnership", (partnership_id,):
                view = await asked.partnerships.partnership(asked.principal, partnership_id)
                return partnership(view) if view else None
            case "SavedQuery", (own,):
                saved = await asked.saved.one(asked.principal, own)
                return saved_query(saved) if saved else None
        return None

    @resolver("The catalogue: every metric there is.")
    def metrics(self) -> list[Metric]:
        return [metric(each) for each in METRICS.values()]

    @resolver("Everything that metrics can be grouped and filtered by.")
    def dimensions(self) -> list[Dimension]:
        return [dimension(each) for each in DIMENSIONS.values()]

    @resolver("The answer to a question about metrics.")
    async def metric_query(self, info: Info, query: Asked) -> MetricResult:
        question = metric_query(query)
        answer = await info.context.queries.answer(info.context.principal, question)
        return result(answer, question)

    @resolver("How a question would be answered, and what it would cost, without answering it.")
    async def explain(self, info: Info, query: Asked) -> Explanation:
        return explanation(await info.context.queries.explain(info.context.principal, metric_query(query)))

    @resolver("The districts that you may see, in order.")
    async def districts(self, info: Info, first: First = 50, after: After = strawberry.UNSET) -> Connection[District]:
        asked = info.context
        page = await asked.queries.districts(asked.principal, size(first, default=50), after or None)
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
    ) -> Connection[School]:
        asked = info.context
        wanted = size(first, default=50)
        page = await asked.queries.schools(
            asked.principal, district or None, ids.searched(search or None), wanted, after or None
        )
        return connection(page, school)

    @resolver("A partnership as it was on a day, as known on a day; null when there is none that you may see.")
    async def partnership(
        self,
        info: Info,
        global_id: GlobalId,
        as_of: Annotated[
            date | None, strawberry.argument(description="The day that it is about; absent: today.")
        ] = strawberry.UNSET,
        known_at: Annotated[
            date | None, strawberry.argument(description="What was known by the end of this day; absent: now.")
        ] = strawberry.UNSET,
    ) -> Partnership | None:
        asked, own = info.context, ids.decode_as("Partnership", global_id)
        view = await asked.partnerships.partnership(asked.principal, own, as_of or None, known_at or None)
        return partnership(view) if view else None

    @resolver("The partnerships that you may see, by name unless ordered otherwise.")
    async def partnerships(
        self,
        info: Info,
        where: Annotated[
            PartnershipFilter | None, strawberry.argument(description="Which; absent: all.")
        ] = strawberry.UNSET,
        order_by: Annotated[
            list[PartnershipOrder] | None, strawberry.argument(description="The order; ties by id.")
        ] = strawberry.UNSET,
        first: First = 50,
        after: After = strawberry.UNSET,
    ) -> Connection[Partnership]:
        asked, wanted = info.context, size(first, default=50)
        page = await asked.partnerships.partnerships(
            asked.principal, partnership_filter(where or None), partnership_order(order_by or []), wanted, after or None
        )
        return connection(page, partnership)
