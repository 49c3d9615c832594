"""How exports are started and looked at; `GET /exports/{id}` gives the file."""

from typing import Annotated

import strawberry

from schema.common.fields import resolver
from schema.context import Info
from schema.exports.export import Export, ExportFormat, export
from schema.metrics import inputs
from schema.metrics.convert import metric_query
from schema.partnerships.convert import given
from services.exports.model import ExportRequest, Format


@strawberry.type
class Exports:
    """Fields of the root."""

    @resolver("An export that you started; null when there is none, or it has expired.")
    def export(
        self,
        info: Info,
        own_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="The id that `startExport` returned.")
        ],
    ) -> Export | None:
        state = info.context.exports.find(info.context.principal, own_id)
        return export(state) if state else None


async def start_export(
    info: Info,
    query: Annotated[inputs.MetricQuery, strawberry.argument(description="The metric query whose answer is written.")],
    format: Annotated[ExportFormat, strawberry.argument(description="The format of the file.")],  # noqa: A002
    statuses: Annotated[
        bool,
        strawberry.argument(description="With `<metric>__status` after each metric, and such a column of baselines."),
    ] = False,
    labels: Annotated[
        bool,
        strawberry.argument(
            description="With `<dimension>__label` after each dimension, and `bucket__label` after the bucket."
        ),
    ] = False,
    idempotency_key: Annotated[
        str | None,
        strawberry.argument(
            description="Names the intention: sent again with the same key, it is the export that was started first, "
            "as long as that is kept."
        ),
    ] = strawberry.UNSET,
) -> Export:
    wanted = ExportRequest(metric_query(query), Format[format.name], statuses, labels)
    return export(await info.context.exports.start(info.context.principal, wanted, given(idempotency_key)))
