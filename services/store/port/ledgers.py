"""What is read through every door of a store."""

from collections.abc import AsyncIterator, Collection, Mapping
from typing import Protocol

from services.contracts import facts
from services.core.facts import EntityKey, Fact, FactKey, LedgerId
from services.core.ledger import Ledger
from services.core.partnerships.partnership import Partnership
from services.store.port.values import (
    AcceptedEvent,
    CellQuery,
    CellSum,
    Position,
    Source,
)


class Ledgers(Protocol):
    """What is read through every door: ledgers, cells, documents, partnerships, and how far everything is applied."""

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
        """The ledgers, tombstones included; one that was never written is empty."""
        ...

    async def facts_at(self, keys: Collection[tuple[LedgerId, FactKey]]) -> dict[tuple[LedgerId, FactKey], Fact]:
        """Single facts of ledgers, tombstones included; those that were never written are left out."""
        ...

    async def years(self, learners: Collection[LedgerId]) -> list[LedgerId]:
        """The ledgers of school years of these learners that hold an enrolment or a grade, in order.

        Retracted ones count, too.

        A learner is named by the ledger beside the years (`participation.beside`).
        """
        ...

    def scan_ledgers(self, district: str) -> AsyncIterator[tuple[LedgerId, Ledger]]:
        """All ledgers of a district, one at a time, in the order of their ids."""
        ...

    async def sum_cells(self, query: CellQuery) -> list[CellSum]:
        """One sum for each group that has cells, in no particular order."""
        ...

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]:
        """The district's documents of these kinds with their versions, tombstones included."""
        ...

    async def partnerships(self, ids: Collection[str]) -> dict[str, Partnership]:
        """The partnerships of these ids; one that was never written is left out."""
        ...

    async def policies(self) -> dict[str, facts.Policy]:
        """The policies by which the districts count, by district; the others use the default."""
        ...

    async def positions(self) -> Mapping[Source, Position]: ...

    async def partnership_versions(self) -> dict[str, int]:
        """Every partnership with its version, without its state."""
        ...

    async def partnership_events(self, partnership: str) -> list[AcceptedEvent]:
        """The events that are in the partnership, in the order in which they were accepted."""
        ...
