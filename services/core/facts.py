"""Facts and their versions: what an event changes, and which of two versions of one fact wins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache, singledispatch
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from services.contracts import events, facts
from services.core.calendar import school_year_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encode = msgspec.json.Encoder().encode


class Version(NamedTuple):
    """The total order of the versions of a fact: the greatest tuple wins, whatever order they arrive in.

    `time` is the event's time in microseconds since 1970 (UTC); `digest` of the payload breaks the last tie, so that
    equal versions have equal values.
    """

    time: int
    source: str
    id: str
    digest: str


class Fact(msgspec.Struct, frozen=True, array_like=True):
    """A version and what it says; `value` None is a tombstone: retracted, kept so that older versions stay dead."""

    version: Version
    value: facts.Data | None


class LedgerId(NamedTuple):
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


class Change(NamedTuple):
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


def version_of(event: events.LearnerEvent) -> Version:
    time = (event.time - _EPOCH) // _MICROSECOND
    digest = blake2b(_encode(event.data), digest_size=8).hexdigest()
    return Version(time, event.source, event.id, digest)


def changes_of(event: events.LearnerEvent) -> Iterator[Change]:
    """The facts that a learner event sets; a retraction sets tombstones."""
    return _changes(event.data, event.partitionkey, version_of(event))


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
            return EntityKey(district, "calendar", f"{encoded(data.school)}|{data.school_year}")
        case facts.PolicyKey():
            return EntityKey(district, "policy", "policy")
    raise TypeError(f"{type(data).__name__} is no district document")


@singledispatch
def _changes(data: facts.Data, _district: str, _version: Version) -> Iterator[Change]:
    raise TypeError(f"{type(data).__name__} is no learner fact")


@_changes.register
def _(data: facts.LearnerKey, district: str, version: Version) -> Iterator[Change]:
    value = data if isinstance(data, facts.Learner) else None
    yield Change(LedgerId(district, data.school_year, data.learner), FactKey("learner", ""), Fact(version, value))


@_changes.register
def _(data: facts.EnrollmentKey, district: str, version: Version) -> Iterator[Change]:
    value = data if isinstance(data, facts.Enrollment) else None
    ledger = LedgerId(district, school_year_of(data.entry_date), data.learner)
    yield Change(ledger, FactKey("enrollment", f"{encoded(data.school)}|{data.entry_date}"), Fact(version, value))


@_changes.register
def _(data: facts.AttendanceKey, district: str, version: Version) -> Iterator[Change]:
    value = data if isinstance(data, facts.Attendance) else None
    yield _mark(data, value, district, version)


@_changes.register
def _(data: facts.Roll, district: str, version: Version) -> Iterator[Change]:
    yield _roll(data, data, district, version)
    for mark in data.marks:
        value = facts.Attendance(
            school=data.school,
            learner=mark.learner,
            date=data.date,
            section=data.section,
            category=mark.category,
            minutes_absent=mark.minutes_absent,
            reason=mark.reason,
        )
        yield _mark(value, value, district, version)


@_changes.register
def _(data: facts.RollKey, district: str, version: Version) -> Iterator[Change]:
    yield _roll(data, None, district, version)
    for learner in data.learners:
        key = facts.AttendanceKey(school=data.school, learner=learner, date=data.date, section=data.section)
        yield _mark(key, None, district, version)


@_changes.register
def _(data: facts.GradeKey, district: str, version: Version) -> Iterator[Change]:
    value = data if isinstance(data, facts.Grade) else None
    where = f"s:{encoded(data.section)}" if data.section is not None else f"c:{encoded(data.course or '')}"
    part = f"grade|{encoded(data.school)}|{encoded(data.grading_period)}"
    ledger = LedgerId(district, data.school_year, data.learner)
    yield Change(ledger, FactKey(part, f"{where}|{data.kind}"), Fact(version, value))


@_changes.register
def _(data: facts.EngagementKey, district: str, version: Version) -> Iterator[Change]:
    value = data if isinstance(data, facts.Engagement) else None
    ledger = LedgerId(district, school_year_of(data.date), data.learner)
    yield Change(ledger, FactKey("engagement", encoded(data.engagement)), Fact(version, value))


@_changes.register
def _(data: facts.ParticipationKey, district: str, version: Version) -> Iterator[Change]:
    value = data if isinstance(data, facts.Participation) else None
    key = FactKey("participation", f"{encoded(data.partnership)}|{data.start_date}")
    yield Change(LedgerId(district, 0, data.learner), key, Fact(version, value))


def _mark(key: facts.AttendanceKey, value: facts.Attendance | None, district: str, version: Version) -> Change:
    section = "" if key.section is None else encoded(key.section)
    item = f"{key.date}|{section}|{encoded(key.slot)}"
    ledger = LedgerId(district, school_year_of(key.date), key.learner)
    return Change(ledger, FactKey(f"attendance|{encoded(key.school)}", item), Fact(version, value))


def _roll(key: facts.Roll | facts.RollKey, value: facts.Roll | None, district: str, version: Version) -> Change:
    """That a roll was taken is a fact of the school: a roll without absences is a report too."""
    section = "" if key.section is None else encoded(key.section)
    ledger = LedgerId(district, school_year_of(key.date), school_owner(key.school))
    taken = None if value is None else msgspec.structs.replace(value, marks=())
    return Change(ledger, FactKey("roll", f"{key.date}|{section}"), Fact(version, taken))
