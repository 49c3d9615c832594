"""Facts and their versions: what an event changes, and which of two versions of one fact wins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from services.contracts import events, facts
from services.core.calendar import plain_name, school_year_of
from services.core.stated_rules import states_rule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encode = msgspec.json.Encoder().encode


class Version(msgspec.Struct, frozen=True, order=True, array_like=True, gc=False):
    """When and by whom a fact was said; the greatest wins, in whatever order they arrive.

    `time` is the event's time in microseconds since 1970 (UTC).
    """

    time: int
    source: str
    id: str

    @property
    def moment(self) -> datetime:
        return _EPOCH + self.time * _MICROSECOND


class Fact(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A version and what it says; `value` None is a tombstone: retracted, kept so that older versions stay dead.

    Attributes:
        arrived: the minute, counted from 1970 in UTC, of the earliest record of the log that said anything under this
            key but a retraction; 0: not known, or of a tombstone that nothing was there before it. Only marks, grades
            and engagements keep it (`services.core.arrivals`).
    """

    version: Version
    value: facts.Data | None
    arrived: int = 0

    def supersedes(self, known: "Fact | None") -> bool:
        """A total order of the facts under one key: two with the same version are ordered by what they say."""
        if known is None or self.version != known.version:
            return known is None or self.version > known.version
        return _encode(self.value) > _encode(known.value)

    def merged(self, known: "Fact | None") -> "Fact | None":
        """What is known after both, whichever arrived first; None: nothing but what was known.

        The greater version wins, and the earlier arrival: a fact that is sent again did not arrive again.
        """
        if known is None:
            return self
        arrived = _earlier(self, known)
        if self.supersedes(known):
            return self if self.arrived == arrived else Fact(self.version, self.value, arrived)
        return None if known.arrived == arrived else Fact(known.version, known.value, arrived)


def _earlier(one: Fact, other: Fact) -> int:
    """Tombstones without an arrival say nothing of it. That of a fact from before arrivals were kept stays unknown."""
    if one.arrived and other.arrived:
        return min(one.arrived, other.arrived)
    unknown, known = (one, other) if not one.arrived else (other, one)
    return known.arrived if unknown.value is None else 0


class LedgerId(msgspec.Struct, frozen=True, order=True, gc=False):
    """Whose facts: a learner's in one school year, or (`owner` = `school:<id>`) a school's own.

    Participations stand beside the years, under `school_year` 0, since "before" may be last year.
    """

    district: str
    school_year: int
    owner: str


class FactKey(NamedTuple):
    """A natural key inside a ledger. `part` groups the facts that are read together, such as `attendance|255901107`."""

    part: str
    item: str


class Change(msgspec.Struct, frozen=True, gc=False):
    """One fact that an event sets."""

    ledger: LedgerId
    key: FactKey
    fact: Fact


class EntityKey(NamedTuple):
    """A district's own document: kind (district, school, course, calendar, policy) and its ids, encoded."""

    district: str
    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class EntityChange:
    key: EntityKey
    fact: Fact


@states_rule(
    "Which version of a fact counts",
    "A fact is what one natural key says (docs/events.md names the key of each event). Of several events with "
    "the same key the one with the latest time counts, of those the one with the greater source, then with "
    "the greater id; a retraction is a version, too. The order in which they arrive decides nothing.",
)
def version_of(event: events.LearnerEvent) -> Version:
    return Version((event.time - _EPOCH) // _MICROSECOND, event.source, event.id)


def changes_of(event: events.LearnerEvent, arrived: int = 0) -> Sequence[Change]:
    """The facts that a learner event sets; a retraction sets tombstones.

    Args:
        arrived: as in `Fact`.
    """
    data = event.data
    found = _CHANGES.get(type(data))
    if found is None:
        raise TypeError(f"{type(data).__name__} is no learner fact")
    return found(data, event.partitionkey, version_of(event), arrived)


def entity_change_of(event: events.DistrictEvent) -> EntityChange:
    """The district document that the event sets."""
    data = event.data
    value = None if type(data) in _ENTITY_KEYS else data
    return EntityChange(_entity_key(event.partitionkey, data), Fact(version_of(event), value))


def school_owner(school: str) -> str:
    return f"school:{school}"


@lru_cache(maxsize=65536)
def encoded(part: str) -> str:
    """`part` with the characters that separate keys or mean something in a document path percent-encoded."""
    if part.isalnum():
        return part
    for char, code in (("%", "%25"), ("|", "%7C"), (".", "%2E"), ("$", "%24")):
        part = part.replace(char, code)
    return part


_ENTITY_KEYS = {facts.DistrictKey, facts.SchoolKey, facts.CourseKey, facts.CalendarKey, facts.PolicyKey}


def _entity_key(district: str, data: facts.Data) -> EntityKey:
    match data:
        case facts.DistrictKey():
            return EntityKey(district, "district", encoded(district))
        case facts.SchoolKey():
            return EntityKey(district, "school", encoded(data.school))
        case facts.CourseKey():
            return EntityKey(district, "course", f"{encoded(data.school)}|{encoded(data.course)}")
        case facts.CalendarKey():
            named = "" if data.calendar is None else f"|{encoded(plain_name(data.calendar))}"
            return EntityKey(district, "calendar", f"{encoded(data.school)}|{data.school_year}{named}")
        case facts.PolicyKey():
            return EntityKey(district, "policy", "policy")
    raise TypeError(f"{type(data).__name__} is no district document")


def _learner(data: facts.LearnerKey, district: str, version: Version, _: int) -> Sequence[Change]:
    value = data if isinstance(data, facts.Learner) else None
    return (Change(LedgerId(district, data.school_year, data.learner), FactKey("learner", ""), Fact(version, value)),)


def _enrollment(data: facts.EnrollmentKey, district: str, version: Version, _: int) -> Sequence[Change]:
    value = data if isinstance(data, facts.Enrollment) else None
    ledger = LedgerId(district, year_of_enrollment(data), data.learner)
    key = FactKey("enrollment", f"{encoded(data.school)}|{data.entry_date}")
    return (Change(ledger, key, Fact(version, value)),)


@states_rule(
    "School year of an enrolment",
    "The year that it names, or else that of its entry date. A school year begins on July 1, and is named by "
    "the year it ends in. An import takes an open enrolment that names no year and began before July 1 on "
    "into the next one.",
)
def year_of_enrollment(data: facts.EnrollmentKey) -> int:
    """The school year that it names, or else that of the entry date."""
    return school_year_of(data.entry_date) if data.school_year is None else data.school_year


def _attendance(data: facts.AttendanceKey, district: str, version: Version, arrived: int) -> Sequence[Change]:
    year, key = _mark_key(data.school, data.date, data.section, data.slot)
    fact = Fact(version, data, arrived) if isinstance(data, facts.Attendance) else Fact(version, None)
    return (Change(LedgerId(district, year, data.learner), key, fact),)


def _roll(data: facts.Roll, district: str, version: Version, arrived: int) -> Sequence[Change]:
    school, day, section = data.school, data.date, data.section
    year, key = _mark_key(school, day, section, "")
    taken = msgspec.structs.replace(data, marks=())
    changes = [_taken(data, taken, district, version)]
    for mark in data.marks:
        value = facts.Attendance(
            school=school,
            learner=mark.learner,
            date=day,
            section=section,
            category=mark.category,
            daily=data.daily,
            minutes_absent=mark.minutes_absent,
            reason=mark.reason,
        )
        changes.append(Change(LedgerId(district, year, mark.learner), key, Fact(version, value, arrived)))
    return changes


def _retracted_roll(data: facts.RollKey, district: str, version: Version, _: int) -> Sequence[Change]:
    year, key = _mark_key(data.school, data.date, data.section, "")
    dead = Fact(version, None)
    marks = (Change(LedgerId(district, year, learner), key, dead) for learner in data.learners)
    return [_taken(data, None, district, version), *marks]


def _grade(data: facts.GradeKey, district: str, version: Version, arrived: int) -> Sequence[Change]:
    fact = Fact(version, data, arrived) if isinstance(data, facts.Grade) else Fact(version, None)
    where = f"s:{encoded(data.section)}" if data.section is not None else f"c:{encoded(data.course or '')}"
    part = f"grade|{encoded(data.school)}|{encoded(data.grading_period)}"
    ledger = LedgerId(district, data.school_year, data.learner)
    return (Change(ledger, FactKey(part, f"{where}|{data.kind}"), fact),)


def _engagement(data: facts.EngagementKey, district: str, version: Version, arrived: int) -> Sequence[Change]:
    fact = Fact(version, data, arrived) if isinstance(data, facts.Engagement) else Fact(version, None)
    ledger = LedgerId(district, school_year_of(data.date), data.learner)
    return (Change(ledger, FactKey("engagement", encoded(data.engagement)), fact),)


def _participation(data: facts.ParticipationKey, district: str, version: Version, _: int) -> Sequence[Change]:
    value = data if isinstance(data, facts.Participation) else None
    key = FactKey("participation", f"{encoded(data.partnership)}|{data.start_date}")
    return (Change(LedgerId(district, 0, data.learner), key, Fact(version, value)),)


@lru_cache(maxsize=65536)  # the marks of a school and day share it
def _mark_key(school: str, day: date, section: str | None, slot: str) -> tuple[int, FactKey]:
    """The school year and the key of a mark."""
    item = f"{day}|{'' if section is None else encoded(section)}|{encoded(slot)}"
    return school_year_of(day), FactKey(f"attendance|{encoded(school)}", item)


def _taken(key: facts.Roll | facts.RollKey, value: facts.Roll | None, district: str, version: Version) -> Change:
    """That a roll was taken is a fact of the school: a roll without absences is a report too."""
    section = "" if key.section is None else encoded(key.section)
    ledger = LedgerId(district, school_year_of(key.date), school_owner(key.school))
    return Change(ledger, FactKey("roll", f"{key.date}|{section}"), Fact(version, value))


_CHANGES: dict[type[facts.Data], Callable[[Any, str, Version, int], Sequence[Change]]] = {
    facts.Learner: _learner,
    facts.LearnerKey: _learner,
    facts.Enrollment: _enrollment,
    facts.EnrollmentKey: _enrollment,
    facts.Attendance: _attendance,
    facts.AttendanceKey: _attendance,
    facts.Roll: _roll,
    facts.RollKey: _retracted_roll,
    facts.Grade: _grade,
    facts.GradeKey: _grade,
    facts.Engagement: _engagement,
    facts.EngagementKey: _engagement,
    facts.Participation: _participation,
    facts.ParticipationKey: _participation,
}
