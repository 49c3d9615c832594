"""The catalogue: what can be measured, and by what it can be grouped."""

import strawberry

from schema.common import ids
from schema.common.enums import Granularity, MetricKind, Unit
from schema.common.fields import resolver
from schema.common.node import Node
from schema.common.paging import After, Before, Connection, First, Last, Search, bounds, connection
from schema.context import Info
from schema.metrics.rows import Key, key
from services.core import kpis


@strawberry.type(description="What metrics can be grouped and filtered by.")
class Dimension:
    name: str = strawberry.field(description="The slug, which never changes, such as `school`.")
    label: str = strawberry.field(description="The name for people.")
    description: str = strawberry.field(description="What its values are, and whose element it is.")

    @resolver("The values that it has in the data that you may see, in order.")
    async def values(
        self,
        info: Info,
        search: Search = strawberry.UNSET,
        first: First = 50,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Key]:
        part = bounds(first, after, last, before, default=50)
        context = info.context
        page = await context.queries.dimension_values(
            context.principal, self.name, ids.searched(search or None), part.size, part.after, part.end
        )
        return connection(page, key)


@strawberry.type(description="A KPI of the catalogue.")
class Metric(Node):
    name: str = strawberry.field(description="The slug, which never changes, such as `attendance_rate`.")
    label: str = strawberry.field(description="The name for people.")
    description: str = strawberry.field(description="What the metric tells, in a sentence or two.")
    unit: Unit = strawberry.field(description="What the number counts or measures.")
    kind: MetricKind = strawberry.field(description="Whether it sums over the range or is a state at its end.")
    formula: str = strawberry.field(description="How it is computed, over measures, in words that a person can check.")
    source: str = strawberry.field(description="CEDS element, Ed-Fi entity, state rule, or ours.")
    dimensions: list[Dimension] = strawberry.field(description="What it can be grouped and filtered by.")
    granularities: list[Granularity] = strawberry.field(description="The buckets of time that it can be asked for.")
    deprecation_reason: str | None = strawberry.field(description="Why not to use it any more; null: use it.")


def metric(item: kpis.Metric) -> Metric:
    return Metric(
        id=strawberry.ID(ids.encode("Metric", item.name)),
        name=item.name,
        label=item.label,
        description=item.description,
        unit=Unit[item.unit.name],
        kind=MetricKind[item.kind.name],
        formula=item.formula,
        source=item.source,
        dimensions=[dimension(kpis.DIMENSIONS[name]) for name in item.dimensions],
        granularities=[Granularity[granularity.name] for granularity in item.granularities],
        deprecation_reason=item.deprecation_reason,
    )


def dimension(item: kpis.Dimension) -> Dimension:
    return Dimension(name=item.name, label=item.label, description=item.description)
