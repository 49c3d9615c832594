"""The doors of a store, one for each who comes: consumers write, questions read, and people look after it."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from services.contracts import facts
from services.core.cells import CellKey, Measures
from services.core.facts import EntityKey, Fact, LedgerId
from services.core.ledger import Ledger
from services.core.partnerships.partnership import Partnership
from services.store.port.values import (
    AcceptedEvent,
    CellQuery,
    CellSum,
    Checkpoint,
    Entity,
    EntityPage,
    EntityQuery,
    Lease,
    Position,
    Source,
    Stamp,
    State,
    Writes,
)
from services.store.saved import SavedStore


class Ledgers(Protocol):
    """What is read through every door: ledgers, documents, partnerships, and how far everything is applied."""

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
        """The ledgers, tombstones included; one that was never written is empty."""
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


class Writer(Ledgers, Protocol):
    """The consumers' door: ledgers to fold events into, and commits."""

    async def recover(self, source: Source) -> Lease:
        """Take over a source: finish what its last owner began, fence it off, and say where to read on.

        A source never seen starts at offset 0.
        """
        ...

    async def commit(self, owner: Lease, position: Position, writes: Writes, fresh_at: datetime) -> Lease:
        """Apply the writes together with the position, or not at all.

        When it returns, both survive the death of this process and of the machine; when it is cut off, `recover` finds
        both or neither. `fresh_at`: everything appended to the source until then is in these writes or earlier ones.

        Raises:
            Fenced: another owner took over; nothing was written.
            TooLarge: nothing was written.
        """
        ...

    async def checkpoints(self) -> Mapping[Source, Checkpoint]:
        """Of every source that was ever taken over."""
        ...

    async def note_disagreement(self, source: Source, reason: str | None) -> None:
        """Let every process that opens this store know that the log is not the one that was applied; None: it is."""
        ...

    async def restart(self, source: Source, offset: int) -> None:
        """Read a source from this offset on, whatever was applied, and forget its bookmark and its disagreement.

        A person's decision. Whoever owned the source is fenced off.
        """
        ...

    async def enrolled(self, district: str, school_year: int, school: str) -> list[LedgerId]:
        """The ledgers with an enrolment (retracted or not) at the school, in the order of their owners."""
        ...

    async def ledger_ids(self, district: str) -> list[LedgerId]:
        """The ledgers of all school years of a district, in order; without those beside the years."""
        ...


class Reader(Ledgers, Protocol):
    """The door of questions."""

    async def state(self) -> State:
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

    async def sum_cells(self, query: CellQuery) -> list[CellSum]:
        """One sum for each group that has cells, in no particular order."""
        ...


class Maintenance(Ledgers, Protocol):
    """The door of those who verify, rebuild, open and close a store."""

    async def districts(self) -> list[str]:
        """Every district that has ledgers, cells or documents."""
        ...

    def scan_cells(self, district: str) -> AsyncIterator[tuple[CellKey, Measures]]:
        """All cells of a district, without zeros."""
        ...

    async def begin_generation(self, *, keep_ledgers: bool) -> "Store":
        """A store that writes a new generation beside the active one; with `keep_ledgers` it reads the active ledgers.

        Partnerships belong to the ledgers. What an earlier attempt left behind is removed first.
        """
        ...

    async def add_cells(self, cells: Mapping[CellKey, Measures]) -> None:
        """Add increments outside any source. Only on a store from `begin_generation`."""
        ...

    async def activate(self) -> None:
        """Make this generation the active one, atomically, and drop the other. Only after `begin_generation`.

        A source that was in the middle of a record (a step above 0) begins the record anew, under a new epoch.

        Raises:
            StoreError: another generation was begun since.
        """
        ...

    async def damages(self) -> list[str]:
        """What is not as it was written, in words; nothing where a server looks after its files itself.

        Raises:
            DamagedStore: not even that can be said.
        """
        ...

    async def counted_by(self) -> int:
        """The number of the rules by which this generation's cells were counted (`cells.COUNTING`)."""
        ...

    async def secret(self) -> str | None:
        """The fingerprint of the secret that the store's learner keys are made with; None: none is noted yet."""
        ...

    async def note_secret(self, fingerprint: str) -> None:
        """Note it, once for the life of the store: where one is noted already, that one stays."""
        ...

    async def close(self) -> None: ...


class Store(Writer, Reader, Maintenance, SavedStore, Protocol):
    """All doors: ledgers, cells, district documents, partnerships, and what people save.

    Safe to share between tasks of one event loop.
    """
