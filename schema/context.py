"""What resolvers know of one request."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

import strawberry
from strawberry.dataloader import DataLoader

from services.commands.service import Commands
from services.core.access import Principal
from services.query.goals import Answered, Asked
from services.query.model import District
from services.query.service import PartnershipQueries, Queries

Turns = Callable[[], AsyncGenerator[None, None]]


async def once() -> AsyncGenerator[None, None]:
    yield


@dataclass(frozen=True, slots=True)
class Context:
    """One per operation, because loaders remember what the principal was shown.

    Attributes:
        principal: who asks; every call to `queries` passes it.
        queries, partnerships: where answers come from.
        commands: where mutations go to.
        turns: when to answer a subscription: at once, and again when the answer may have changed.
        districts: districts by id, each fetched once however many schools name it.
        values: answers to the questions of goals; those that a request needs are asked together.
    """

    principal: Principal
    queries: Queries
    partnerships: PartnershipQueries
    commands: Commands
    turns: Turns = once
    districts: DataLoader[str, District | None] = field(init=False)
    values: DataLoader[Asked, Answered] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "districts", DataLoader(load_fn=self._load_districts))
        object.__setattr__(self, "values", DataLoader(load_fn=self._load_values))

    def forget(self) -> None:
        """What loaders remember, before a subscription is answered again."""
        self.districts.clear_all()
        self.values.clear_all()

    async def _load_districts(self, ids: list[str]) -> Sequence[District | None]:
        return await asyncio.gather(*(self.queries.district(self.principal, each) for each in ids))

    async def _load_values(self, asked: list[Asked]) -> Sequence[Answered]:
        found = await self.partnerships.answers(asked)
        return [found[each] for each in asked]


Info = strawberry.Info[Context, None]
