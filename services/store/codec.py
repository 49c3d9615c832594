"""Facts and partnerships to bytes and back. The part or kind of a fact says which struct its value is."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from services.contracts import data_agreements, facts
from services.core.facts import Fact, Version
from services.core.partnerships.partnership import Partnership
from services.core.search import search_key

_VALUES: dict[str, type[facts.Data]] = {
    "learner": facts.Learner,
    "enrollment": facts.Enrollment,
    "attendance": facts.Attendance,
    "grade": facts.Grade,
    "engagement": facts.Engagement,
    "participation": facts.Participation,
    "roll": facts.Roll,
    "district": facts.District,
    "school": facts.School,
    "course": facts.Course,
    "calendar": facts.Calendar,
    "policy": facts.Policy,
    "sharing_agreement": data_agreements.SharingAgreement,
    "sharing_signature": data_agreements.SharingSignature,
    "sharing_end": data_agreements.SharingEnd,
}

_encode = msgspec.json.Encoder().encode


def encode_fact(fact: Fact) -> bytes:
    """The fact as stores keep it; without an arrival as stores have always kept it."""
    return _encode(fact if fact.arrived else (fact.version, fact.value))


encode_partnership: Callable[[Partnership], bytes] = msgspec.json.Encoder().encode
decode_partnership = msgspec.json.Decoder(Partnership).decode
"""The same bytes again from `encode_partnership`: the order of everything in a partnership is kept."""


def decode_fact(part: str, raw: bytes) -> Fact:
    """The fact that `encode_fact` wrote; `part` as in a FactKey, or the kind of a district document."""
    stored = _decoder(part.partition("|")[0]).decode(raw)
    return Fact(stored.version, stored.value, stored.arrived)


def name_of(value: facts.Data | None) -> str | None:
    """What lists order by; None for a retracted document."""
    match value:
        case None:
            return None
        case facts.District(name=name) | facts.School(name=name) | facts.Course(title=name):
            return name
    return ""


def search_key_of(value: facts.Data | None, district: str) -> str | None:
    """What a document of the district is searched by: its name and its id in the source system; None as for `name_of`.

    Stored as it is, so a change here needs a migration of both stores.
    """
    match value:
        case None:
            return None
        case facts.District(name=name):
            return search_key((name, district))
        case facts.School(name=name, school=own) | facts.Course(title=name, course=own):
            return search_key((name, own))
    return ""


@cache
def _decoder(kind: str) -> msgspec.json.Decoder[Any]:
    """Of a fact of this kind, with or without an arrival."""
    value: Any = _VALUES[kind] | None
    members: list[tuple[str, Any] | tuple[str, Any, Any]] = [
        ("version", Version), ("value", value), ("arrived", int, 0),
    ]  # fmt: skip
    return msgspec.json.Decoder(msgspec.defstruct("StoredFact", members, array_like=True, gc=False))
