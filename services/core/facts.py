"""Facts with their keys and versions, and which of two versions of one fact wins."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import msgspec

from services.contracts import facts

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


class FactChange(msgspec.Struct, frozen=True, gc=False):
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
