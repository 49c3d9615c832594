"""What goes into a store and comes out of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from services.contracts import facts
from services.core.cells import CellKey, KeyValue, Measures
from services.core.conditions import EVERYTHING, Condition
from services.core.facts import EntityChange, EntityKey, Fact, FactKey, LedgerId
from services.core.partnerships.partnership import Partnership

ENGAGED_PARTS = ("engagement", "enrollment", "learner")
"""The parts of a ledger that `Reader.engaged_ledgers` reads."""


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
        districts: only of these districts; None: all.
        singles: besides these documents alone, each by district and id.
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
    singles: Collection[tuple[str, str]] = ()


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
class StoreState:
    """The version of everything that a store says: two equal states mean equal answers.

    Attributes:
        generation: a rebuild may change what is said without moving a position.
        policies: as in `Ledgers.policies`.
        fresh_at: as in `Reader.fresh_at`, not later than the positions; it goes on while nothing changes, so it
            does not count when states are compared.
        documents: how many commits have written district documents; while it stays, the documents do.
    """

    generation: Generation
    positions: Mapping[Source, Position]
    policies: Mapping[str, facts.Policy]
    fresh_at: datetime | None = field(compare=False)
    documents: int = 0
