"""Events that say another thing than an earlier import of the same record, though the record is the same.

What an event says comes from several records: an enrolment's calendar from the calendars, a mark's `daily` from the
section, a learner's attributes from programmes. Its version is the time of one of them (or the latest), so with other
files beside it the same record gives another event of the same version, and a digest would decide which of the two
counts. So an import looks at what consumers have applied, and gives such an event a version of its own:

- The same time from the same source: the event counts a microsecond after the one that is stored. What these files do
  not say (a member that is empty, false or missing) stays as it is stored.
- A whole extract: whatever it says otherwise than an older fact of its source counts from the moment at which it was
  taken, whatever the record's own time. So it brings back what an extract that was cut off has retracted.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import structs

from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.entity_changes import DISTRICT_DOCUMENTS, entity_change_of
from services.core.fact_changes import changes_of
from services.core.facts import EntityKey, Fact, FactKey, LedgerId

SAME = timedelta(milliseconds=1)
"""Versions of one record that are nearer than this are of the same state of it: sources write milliseconds at most."""
STEP = timedelta(microseconds=1)
REVISED = "records say another thing than in an earlier import, since other files are beside them: it counts now"
_OF_OTHER_RECORDS: Mapping[type[facts.Data], Collection[str]] = {
    facts.Enrollment: ("calendar",),
    facts.Attendance: ("daily",),
    facts.Grade: ("subject", "core_subject", "credits"),
    facts.Learner: tuple(name for name in facts.Learner.__struct_fields__ if name not in ("learner", "school_year")),
}
"""Members that come from other records than the event's own."""
StoredKey = EntityKey | tuple[LedgerId, FactKey]


class RevisionFacts(Protocol):
    """All that it needs of `services.store.port.Store`."""

    async def facts_at(self, keys: Collection[tuple[LedgerId, FactKey]]) -> dict[tuple[LedgerId, FactKey], Fact]: ...

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]: ...


class Revisions:
    """Gives events of an import the versions by which they count.

    Attributes:
        count: how many events were given one.
    """

    def __init__(self, known: RevisionFacts | None, taken_at: datetime | None = None) -> None:
        """`known`: the store; without it nothing is revised. `taken_at`: of a whole extract."""
        self._known = known
        self._taken_at = taken_at
        self.count = 0

    async def of(self, batch: Sequence[LearnerEvent]) -> list[LearnerEvent]:
        """The events of a batch in their order.

        Raises:
            StoreError: the store cannot be read.
        """
        if self._known is None:
            return list(batch)
        said = [_said_by(event) for event in batch]
        of_ledgers = await self._known.facts_at({key for key, _ in said if not isinstance(key, EntityKey)})
        documents = await self._documents(self._known, {key for key, _ in said if isinstance(key, EntityKey)})
        stored = (documents.get(key) if isinstance(key, EntityKey) else of_ledgers.get(key) for key, _ in said)
        return [
            event if known is None else self._revised(event, fact, known)
            for event, (_, fact), known in zip(batch, said, stored, strict=True)
        ]

    async def _documents(self, known: RevisionFacts, keys: Collection[EntityKey]) -> dict[EntityKey, Fact]:
        documents: dict[EntityKey, Fact] = {}
        for district in sorted({key.district for key in keys}):
            kinds = sorted({key.kind for key in keys if key.district == district})
            documents |= await known.documents(district, kinds)
        return documents

    def _revised(self, event: LearnerEvent, fact: Fact, stored: Fact) -> LearnerEvent:
        behind = stored.version.moment - event.time
        if stored.version.source != event.source or behind < timedelta(0):
            return event
        if self._taken_at is not None and stored.version.moment < self._taken_at:
            return event if fact.value == stored.value else self._at(event, self._taken_at)
        if behind >= SAME:
            return event
        value = fact.value if self._taken_at is not None else _joined(fact.value, stored.value)
        joined = event if value is None else structs.replace(event, data=value)
        return joined if value == stored.value else self._at(joined, stored.version.moment + STEP)

    def _at(self, event: LearnerEvent, moment: datetime) -> LearnerEvent:
        self.count += 1
        return structs.replace(event, time=moment)


def _joined(value: facts.Data | None, stored: facts.Data | None) -> facts.Data | None:
    """The value, with what other records said of it where the ones of this import say nothing."""
    if value is None or stored is None:
        return value
    kept = {
        name: getattr(stored, name)
        for name in _OF_OTHER_RECORDS.get(type(value), ())
        if not getattr(value, name) and getattr(stored, name)
    }
    return structs.replace(value, **kept) if kept else value


def _said_by(event: LearnerEvent) -> tuple[StoredKey, Fact]:
    """What the event sets: a document, or (the first) fact of a ledger; a retraction sets a tombstone."""
    if isinstance(event.data, DISTRICT_DOCUMENTS):
        document = entity_change_of(event)
        return document.key, document.fact
    change = changes_of(event)[0]
    return (change.ledger, change.key), change.fact
