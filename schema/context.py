"""What resolvers know of one request."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import strawberry
from strawberry.dataloader import DataLoader

from services.core.access import Principal
from services.query.model import District
from services.query.service import Queries


@dataclass(frozen=True, slots=True)
class Context:
    """One per request, because loaders remember what the principal was shown.

    Attributes:
        principal: who asks; every call to `queries` passes it.
        queries: where answers come from.
        districts: districts by id, each fetched once however many schools name it.
    """

    principal: Principal
    queries: Queries
    districts: DataLoader[str, District | None] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "districts", DataLoader(load_fn=self._load_districts))

    async def _load_districts(self, ids: list[str]) -> Sequence[District | None]:
        return await asyncio.gather(*(self.queries.district(self.principal, each) for each in ids))


Info = strawberry.Info[Context, None]
