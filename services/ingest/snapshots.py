"""Whole extracts: what the scope of an import's files no longer contains was deleted in its source, and is retracted.

A scope is a district, school, school year and kind of facts of which the files hold at least one, so what an extract
leaves out altogether stays. Attributes of a learner name no school: they are in scope if the files have attributes of
others, and enrolments of all schools of the learner. Only facts that came from the same source (CloudEvents `source`),
before the extract was taken, can be missing from it.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from services.contracts import events, facts
from services.contracts.events import Event, LearnerEvent
from services.core.calendar import school_year_of
from services.core.entity_changes import entity_change_of
from services.core.fact_changes import changes_of, version_of, year_of_enrollment
from services.core.facts import EntityKey, Fact, LedgerId, Version
from services.core.ledger import Ledger, live

MAX_SHARE = 0.2
"""Of a kind of facts: an extract that lacks more of them is more likely cut off than right."""
DELETES_NOT_SEEN = (
    "these files add and correct; what has been deleted in their source since an earlier import is not seen, and "
    "stays. Import whole extracts with --snapshot"
)
NEWER = "that the extract lacks: kept, since it was not taken after them; say when with --extracted-at"
INCOMPLETE = "nothing was retracted: a record was refused or a file not read to its end, so the extract is not whole"
DECLINED = "nothing was retracted, since it was not confirmed: confirm it, or import with --yes"
_DAILY, _SECTIONS, _ENROLMENTS = "marks of days", "marks of sections", "enrolments"
_RETRACTED: Mapping[type[facts.Data], tuple[type[Event], type[facts.Data]]] = {
    facts.Attendance: (events.AttendanceRetracted, facts.AttendanceKey),
    facts.Enrollment: (events.EnrollmentRetracted, facts.EnrollmentKey),
    facts.Learner: (events.LearnerRetracted, facts.LearnerKey),
    facts.Grade: (events.GradeRetracted, facts.GradeKey),
    facts.Course: (events.CourseRetracted, facts.CourseKey),
}


class SnapshotScope(NamedTuple):
    """`school` is empty for what names none; `school_year` is 0 for what belongs to all years."""

    district: str
    kind: str
    school: str
    school_year: int


@dataclass(slots=True)
class Deletions:
    """What an extract lacks.

    Attributes:
        events: the retractions.
        missing: how many by kind.
        known: how many facts of each kind the store holds in the scopes of the extract.
        newer: how many the extract lacks, which stay because it was not taken after they were said.
    """

    events: list[LearnerEvent] = field(default_factory=list)
    missing: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    newer: Counter[str] = field(default_factory=Counter)

    def too_many(self, max_share: float) -> str | None:
        """The kind of which more than this share is missing; None: there is none."""
        return next((kind for kind, count in self.missing.items() if count > max_share * self.known[kind]), None)

    def lines(self) -> Iterator[str]:
        """The counts in words."""
        return (f"{count:,} of {self.known[kind]:,} {kind}" for kind, count in sorted(self.missing.items()))


@dataclass(frozen=True, slots=True)
class SnapshotOptions:
    """How an import takes its files for a whole extract.

    Attributes:
        taken_at: when it was extracted; None: when the import began.
        store: what consumers have applied so far.
        confirm: asked before anything is retracted.
        max_share: of any kind of facts, at most so many may be missing.
    """

    store: "SnapshotFacts"
    confirm: Callable[[Deletions], bool]
    taken_at: datetime | None = None
    max_share: float = MAX_SHARE


class SnapshotFacts(Protocol):
    """All that it needs of `services.store.port.Store`."""

    def scan_ledgers(self, district: str) -> AsyncIterator[tuple[LedgerId, Ledger]]: ...

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]: ...


class Snapshot:
    """Notes what an import contains, in some bytes for each fact; `deletions` says what the store holds besides."""

    def __init__(self, taken_at: datetime) -> None:
        self._taken_at = taken_at
        self._sources: dict[SnapshotScope, set[str]] = {}
        self._contained: set[int] = set()

    @property
    def is_empty(self) -> bool:
        """Whether the import has none of the facts that can be missing from an extract."""
        return not self._sources

    def note(self, event: LearnerEvent) -> None:
        """Note an event whose learner is pseudonymised."""
        scope = scope_of(event.partitionkey, event.data)
        if scope is not None:
            self._sources.setdefault(scope, set()).add(event.source)
            self._contained.add(_identity(event))

    async def deletions(self, known: SnapshotFacts) -> Deletions:
        """What the store holds in the scopes of the import, and the import does not."""
        deletions = Deletions()
        for district in sorted({scope.district for scope in self._sources}):
            async for ledger_id, ledger in known.scan_ledgers(district):
                if ledger_id.school_year:
                    self._compare(district, self._compared(ledger_id, ledger), deletions)
            self._compare(district, (await known.documents(district, ("course",))).values(), deletions)
        return deletions

    def _compared(self, ledger_id: LedgerId, ledger: Ledger) -> Iterator[Fact]:
        """The facts of a ledger, with the learner's attributes if the files have all schools of the learner."""
        schools = {enrollment.school for enrollment in live(ledger, "enrollment", facts.Enrollment)}
        scopes = (SnapshotScope(ledger_id.district, _ENROLMENTS, school, ledger_id.school_year) for school in schools)
        is_covered = bool(schools) and all(scope in self._sources for scope in scopes)
        for part, items in ledger.items():
            if part != "learner" or is_covered:
                yield from items.values()

    def _compare(self, district: str, stored: Iterable[Fact], deletions: Deletions) -> None:
        for fact in stored:
            scope = None if fact.value is None else scope_of(district, fact.value)
            if scope is None or fact.value is None or fact.version.source not in self._sources.get(scope, ()):
                continue
            deletions.known[scope.kind] += 1
            retraction = self._retraction(district, fact.value, fact.version)
            if _identity(retraction) in self._contained:
                continue
            if version_of(retraction).time <= fact.version.time:
                deletions.newer[scope.kind] += 1
                continue
            deletions.missing[scope.kind] += 1
            deletions.events.append(retraction)

    def _retraction(self, district: str, value: facts.Data, version: Version) -> Any:
        make, key = _RETRACTED[type(value)]
        members = {name: getattr(value, name) for name in key.__struct_fields__}
        return make(
            specversion="1.0",
            id="-",
            source=version.source,
            time=self._taken_at,
            partitionkey=district,
            data=key(**members),
        )


def scope_of(district: str, data: facts.Data) -> SnapshotScope | None:
    """The scope of a fact; None of those that an extract says nothing about by leaving them out."""
    match data:
        case facts.Attendance(school=school, section=section, date=day):
            return SnapshotScope(district, _DAILY if section is None else _SECTIONS, school, school_year_of(day))
        case facts.Enrollment(school=school):
            return SnapshotScope(district, _ENROLMENTS, school, year_of_enrollment(data))
        case facts.Learner(school_year=year):
            return SnapshotScope(district, "attributes of learners", "", year)
        case facts.Grade(school=school, school_year=year):
            return SnapshotScope(district, "grades", school, year)
        case facts.Course(school=school):
            return SnapshotScope(district, "courses", school, 0)
    return None


def _identity(event: Any) -> int:
    """A digest of which fact an event is about, whether it records or retracts it."""
    if isinstance(event.data, facts.CourseKey):
        return hash(entity_change_of(event).key)
    change = changes_of(event)[0]
    return hash((change.ledger, change.key))
