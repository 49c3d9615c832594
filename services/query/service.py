"""The door to all questions: every method takes the principal, and scopes what it reads to what they may see."""

from typing import Protocol

from services.core.access import Principal
from services.query.model import Answer, District, Key, MetricQuery, Page, Row, School


class Queries(Protocol):
    """What GraphQL and exports may ask. Every method raises QueryError with a code and the member at fault."""

    async def answer(self, principal: Principal, query: MetricQuery) -> Answer: ...

    def page(self, answer: Answer, query: MetricQuery, first: int, after: str | None) -> Page[Row]:
        """A page of the answer's rows. Cursors hold the row's own keys, so that they survive new data."""
        ...

    async def districts(self, principal: Principal, first: int, after: str | None) -> Page[District]: ...

    async def schools(
        self, principal: Principal, district: str | None, search: str | None, first: int, after: str | None
    ) -> Page[School]: ...

    async def district(self, principal: Principal, district_id: str) -> District | None: ...

    async def school(self, principal: Principal, district_id: str, school_id: str) -> School | None: ...

    async def dimension_values(
        self, principal: Principal, dimension: str, search: str | None, first: int, after: str | None
    ) -> Page[Key]:
        """The values that the dimension has in the data that the principal may see, in order."""
        ...
