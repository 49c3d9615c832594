"""What the rest of Tandem may assume of the store, whichever adapter is behind it."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from services.contracts import facts
from services.core.cells import CellKey, KeyValue, Measures
from services.core.conditions import EVERYTHING, Condition
from services.core.facts import EntityChange, EntityKey, Fact, FactKey, LedgerId
from services.core.ledger import Ledger
from services.core.partnerships.partnership import Partnership
from services.store.saved import SavedStore

ENGAGED_PARTS = ("engagement", "enrollment", "learner")
"""The parts of a ledger that `Store.engaged_ledgers` reads."""


class StoreError(Exception):
    """The store cannot do what was asked; the message says why and what to do."""


class DamagedStore(StoreError):
    """What the store holds is not what was written: its file or its disk is damaged. Trying again does not help."""


class Fenced(StoreError):
    """Another consumer owns the partition by now. Drop everything cached for it, stop, and start from `recover`."""


class TooLarge(StoreError):
    """The writes of one commit are more than the store takes at once. Nothing was written: commit fewer."""


class Source(NamedTuple):
    """One partition of one topic; the id changes when a topic is re-created."""

    topic_id: str
    partition: int


class Position(NamedTuple):
    """How far a source is applied: the next offset, and the steps done of a record that needs several commits."""

    offset: int
    step: int = 0


class Bookmark(NamedTuple):
    """The last record of a source that is applied: its offset, and a digest of all that it holds.

    A log that holds another record at that offset is not the one that the store was filled from.
    """

    offset: int
    digest: str


class Checkpoint(NamedTuple):
    """How far a source is applied, and by which record that can be recognised.

    `disagreement` says why the log was found not to be the one that was applied; None: it was not, or it is settled.
    """

    position: Position
    bookmark: Bookmark | None = None
    disagreement: str | None = None


def no_bookmark(_: int) -> Bookmark | None:
    """For owners that read no records of a log."""
    return None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write what a source's records say, as `recover` or the last `commit` gave it.

    Attributes:
        bookmark: as the store holds it.
        bookmark_at: gives the last record before an offset, for the positions that are committed next. Where it gives
            None the store keeps the bookmark that it has.
    """

    source: Source
    epoch: int
    seq: int
    position: Position
    bookmark: Bookmark | None = None
    bookmark_at: Callable[[int], Bookmark | None] = field(default=no_bookmark, compare=False, repr=False)


class AcceptedEvent(NamedTuple):
    """An event that is in a partnership's state. `number`: the state's version after it, so 1 is the first."""

    number: int
    raw: bytes
    appended_at: datetime


@dataclass(frozen=True, slots=True)
class PartnershipWrite:
    """A partnership as a batch leaves it, and the events of the batch that are new in it, in order."""

    state: Partnership
    events: tuple[AcceptedEvent, ...]


@dataclass(slots=True)
class Writes:
    """What one batch changes. Cells are increments; facts, entities and states replace; accepted events are added."""

    facts: dict[LedgerId, dict[FactKey, Fact]] = field(default_factory=dict)
    cells: dict[CellKey, Measures] = field(default_factory=dict)
    entities: dict[EntityKey, EntityChange] = field(default_factory=dict)
    partnerships: dict[str, PartnershipWrite] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.facts or self.cells or self.entities or self.partnerships)


@dataclass(frozen=True, slots=True)
class CellQuery:
    """Sums of measures over the cells of a family that meet a condition, by the values of some columns."""

    family: str
    group: tuple[str, ...]
    measures: tuple[str, ...]
    where: Condition = EVERYTHING


class CellSum(NamedTuple):
    """One group: its values in the order of `group`, its sums in the order of `measures`."""

    keys: tuple[KeyValue, ...]
    sums: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EntityQuery:
    """A page of the district documents of a kind, ordered by (name, district, id).

    Attributes:
        districts: only these; None: all.
        search: a part of the name or of the id in the source system, whatever the case and accents.
        after: the (name, district, id) behind which the page begins.
        first: at most so many.
        before: the (name, district, id) before which the page ends.
        last: give the last of the documents within these bounds, and not the first.
    """

    kind: str
    districts: Collection[str] | None = None
    search: str | None = None
    after: tuple[str, str, str] | None = None
    first: int = 50
    before: tuple[str, str, str] | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """A district document that is not retracted. `name` is what lists order by; empty for kinds without one."""

    key: EntityKey
    name: str
    value: facts.Data


Stamp = bytes
"""Another one after each write of a document that changes it."""


@dataclass(frozen=True, slots=True)
class EntityPage:
    """Some documents in order, how many there are in the whole list, and whether others come after and before."""

    items: Sequence[Entity]
    total: int
    has_next: bool
    has_previous: bool = False


@dataclass(frozen=True, slots=True)
class Generation:
    """A complete set of derived state; queries read the active one. Numbers only grow."""

    ledgers: int
    cells: int


@dataclass(frozen=True, slots=True)
class State:
    """Of what a store says now. While two are equal it says the same.

    Attributes:
        generation: a rebuild may change what is said without moving a position.
        policies: as in `Store.policies`.
        fresh_at: as in `Store.fresh_at`, not later than the positions; it goes on while nothing changes, so it does not
            count when states are compared.
        documents: how many commits have written district documents; while it stays, the documents do.
    """

    generation: Generation
    positions: Mapping[Source, Position]
    policies: Mapping[str, facts.Policy]
    fresh_at: datetime | None = field(compare=False)
    documents: int = 0


class Store(SavedStore, Protocol):
    """Ledgers, cells, district documents, partnerships, and what people save.

    Safe to share between tasks of one event loop.
    """

    # ---- the consumer's side -------------------------------------------------------------------------------------

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

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
        """The ledgers, tombstones included; one that was never written is empty."""
        ...

    async def enrolled(self, district: str, school_year: int, school: str) -> list[LedgerId]:
        """The ledgers with an enrolment (retracted or not) at the school, in the order of their owners."""
        ...

    async def ledger_ids(self, district: str) -> list[LedgerId]:
        """The ledgers of all school years of a district, in order; without those beside the years."""
        ...

    async def years(self, learners: Collection[LedgerId]) -> list[LedgerId]:
        """The ledgers of school years of these learners that hold an enrolment or a grade, in order.

        Retracted ones count, too.

        A learner is named by the ledger beside the years (`participation.beside`).
        """
        ...

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]:
        """The district's documents of these kinds with their versions, tombstones included."""
        ...

    async def partnerships(self, ids: Collection[str]) -> dict[str, Partnership]:
        """The partnerships of these ids; one that was never written is left out."""
        ...

    # ---- the query's side ----------------------------------------------------------------------------------------

    async def partnership_versions(self) -> dict[str, int]:
        """Every partnership with its version, without its state."""
        ...

    async def partnership_events(self, partnership: str) -> list[AcceptedEvent]:
        """The events that are in the partnership, in the order in which they were accepted."""
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

    async def entities(self, query: EntityQuery) -> EntityPage: ...

    async def entity(self, key: EntityKey) -> Entity | None: ...

    async def entities_of(self, keys: Collection[EntityKey]) -> list[Entity]:
        """The district documents of these keys; those that are not there or retracted are left out."""
        ...

    async def document_stamps(self, kinds: Collection[str]) -> Mapping[EntityKey, Stamp]:
        """A stamp of every district document of these kinds that is not retracted; what is read are not the documents.

        Whoever knows the stamps of before knows which documents to read again.
        """
        ...

    async def fresh_at(self) -> datetime | None:
        """The moment up to which everything appended is applied, the earliest of all sources; None before the first."""
        ...

    async def freshness(self) -> Mapping[Source, datetime]:
        """The same of each source that is read by now."""
        ...

    async def positions(self) -> Mapping[Source, Position]: ...

    async def state(self) -> State:
        """How everything stands, in one look."""
        ...

    def moment(self) -> AbstractAsyncContextManager["Store"]:
        """The store as it is when it is first read from, for several reads that belong together.

        Not every adapter can hold it, but each tells: if its `state` is the same before and after some reads, all of
        them were of that state.
        """
        ...

    async def secret(self) -> str | None:
        """The fingerprint of the secret that the store's learner keys are made with; None: none is noted yet."""
        ...

    async def note_secret(self, fingerprint: str) -> None:
        """Note it, once for the life of the store: where one is noted already, that one stays."""
        ...

    # ---- verify and rebuild --------------------------------------------------------------------------------------

    async def districts(self) -> list[str]:
        """Every district that has ledgers, cells or documents."""
        ...

    def scan_ledgers(self, district: str) -> AsyncIterator[tuple[LedgerId, Ledger]]:
        """All ledgers of a district, one at a time, in the order of their ids."""
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

    async def rebuilding(self) -> bool:
        """Whether a rebuild has begun a generation that is not active yet, also if it was broken off since."""
        ...

    async def counted_by(self) -> int:
        """The number of the rules by which this generation's cells were counted (`cells.COUNTING`)."""
        ...

    async def policies(self) -> dict[str, facts.Policy]:
        """The policies by which the districts count, by district; the others use the default."""
        ...

    async def close(self) -> None: ...
