"""What resolvers know of one request."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

import strawberry
from strawberry.dataloader import DataLoader

from services.commands.ports import Commands
from services.core.access import Principal
from services.exports.export_service import ExportService
from services.query.data_quality.data_health import UNMONITORED, DataHealthQueries
from services.query.model.answers import District
from services.query.partnerships.kpi_questions import KpiAnswer, KpiQuestion
from services.query.ports import PartnershipQueries, Queries
from services.query.saved_queries.repository import SavedQueries

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
        data_health: how far data have arrived.
        saved, exports: the questions that people keep, and the answers that they take away.
        districts: districts by id, fetched together and once however many schools name them.
        values: answers to the questions of goals; those that a request needs are asked together.
    """

    principal: Principal
    queries: Queries
    partnerships: PartnershipQueries
    commands: Commands
    saved: SavedQueries
    exports: ExportService
    turns: Turns = once
    data_health: DataHealthQueries = UNMONITORED
    districts: DataLoader[str, District | None] = field(init=False)
    values: DataLoader[KpiQuestion, KpiAnswer] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "districts", DataLoader(load_fn=self._load_districts))
        object.__setattr__(self, "values", DataLoader(load_fn=self._load_values))

    def forget(self) -> None:
        """What loaders remember, before a subscription is answered again."""
        self.districts.clear_all()
        self.values.clear_all()

    async def _load_districts(self, ids: list[str]) -> Sequence[District | None]:
        by_id = await self.queries.districts_of(self.principal, ids)
        return [by_id.get(district_id) for district_id in ids]

    async def _load_values(self, kpi_questions: list[KpiQuestion]) -> Sequence[KpiAnswer]:
        answers = await self.partnerships.answers(kpi_questions)
        return [answers[kpi_question] for kpi_question in kpi_questions]


Info = strawberry.Info[Context, None]
