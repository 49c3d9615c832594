"""The door of questions to a store."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol

from services.core.facts import EntityKey, LedgerId
from services.core.ledger import Ledger
from services.store.port.ledgers import Ledgers
from services.store.port.values import (
    Entity,
    EntityPage,
    EntityQuery,
    Source,
    Stamp,
    StoreState,
)


class Reader(Ledgers, Protocol):
    """The door of questions."""

    async def state(self) -> StoreState:
        """How everything stands, in one look."""
        ...

    def snapshot(self) -> AbstractAsyncContextManager["Reader"]:
        """The store as it is when it is first read from, for several reads that belong together.

        Not every adapter can hold it, but each tells: if its `state` is the same before and after some reads, all of
        them were of that state.
        """
        ...

    async def fresh_at(self) -> datetime | None:
        """The moment up to which everything appended is applied, the earliest of all sources; None before the first."""
        ...

    async def freshness(self) -> Mapping[Source, datetime]:
        """The same of each source that is read by now."""
        ...

    async def rebuilding(self) -> bool:
        """Whether a rebuild has begun a generation that is not active yet, also if it was broken off since."""
        ...

    async def entity(self, key: EntityKey) -> Entity | None: ...

    async def entities(self, query: EntityQuery) -> EntityPage: ...

    async def entities_of(self, keys: Collection[EntityKey]) -> list[Entity]:
        """The district documents of these keys; those that are not there or retracted are left out."""
        ...

    async def document_stamps(self, kinds: Collection[str]) -> Mapping[EntityKey, Stamp]:
        """A stamp of every district document of these kinds that is not retracted; what is read are not the documents.

        Whoever knows the stamps of before knows which documents to read again.
        """
        ...

    def engaged_ledgers(self, district: str, school_year: int) -> AsyncIterator[dict[LedgerId, Ledger]]:
        """The ledgers of a school year that hold an engagement (retracted or not), some at a time, by their owners.

        Of each only what says where and when the learner was engaged: engagements, enrolments, and the description of
        the learner.
        """
        ...

    async def beginning_participations(self, districts: Collection[str] | None, after: date) -> list[LedgerId]:
        """The ledgers beside the years with a participation (retracted or not) that begins after the day, in order.

        Args:
            districts: only those of these districts; None: of all.
        """
        ...
