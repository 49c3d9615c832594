"""The root of all subscriptions: questions that are answered again when something was applied to the cells.

Answers that show nothing new are left out where results are sent, since only there it is known what the client sees.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

import strawberry

from schema.common import ids
from schema.common.fields import followed
from schema.common.paging import GlobalId
from schema.context import Context, Info
from schema.metrics.convert import metric_query
from schema.metrics.result import MetricResult, result
from schema.partnerships.objects.partnership import Partnership, partnership
from schema.root import QueryArgument

T = TypeVar("T")


@strawberry.type(description="Everything that can be followed: the answer now, and again whenever it has changed.")
class Subscription:
    @followed("The answer to a question about metrics.")
    async def metric_changed(self, info: Info, query: QueryArgument) -> AsyncGenerator[MetricResult, None]:
        context, question = info.context, metric_query(query)

        async def ask() -> MetricResult:
            return result(await context.queries.answer(context.principal, question), question)

        async with aclosing(_followed(context, ask)) as answers:
            async for answer in answers:
                yield answer

    @followed("A partnership as it is; null while there is none that you may see.")
    async def partnership_changed(self, info: Info, global_id: GlobalId) -> AsyncGenerator[Partnership | None, None]:
        context, own = info.context, ids.decode_as("Partnership", global_id)

        async def ask() -> Partnership | None:
            view = await context.partnerships.partnership(context.principal, own)
            return partnership(view) if view else None

        async with aclosing(_followed(context, ask)) as answers:
            async for answer in answers:
                yield answer


async def _followed(context: Context, ask: Callable[[], Awaitable[T]]) -> AsyncGenerator[T, None]:
    async with aclosing(context.turns()) as turns:
        async for _ in turns:
            context.forget()
            yield await ask()
