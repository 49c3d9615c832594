"""Questions whose cost is told to somebody, such as to who limits what each principal may spend."""

from collections.abc import Callable
from typing import Any, cast

from services.core.access import Principal
from services.query.model.answers import Answer
from services.query.model.question import MetricQuery
from services.query.ports import Queries


class _Metered:
    def __init__(self, queries: Queries, spend: Callable[[int], None]) -> None:
        self._queries = queries
        self._spend = spend

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queries, name)

    async def answer(self, principal: Principal, query: MetricQuery) -> Answer:
        answer = await self._queries.answer(principal, query)
        self._spend(answer.cost.requested)
        return answer


def metered(queries: Queries, spend: Callable[[int], None]) -> Queries:
    """The same queries; `spend` is told what each answer cost, in cells."""
    return cast(Queries, _Metered(queries, spend))
