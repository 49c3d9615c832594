"""Pseudonyms at the door: a SIS's student id becomes a learner key before anything is stored."""

import hmac
import re
from typing import Protocol

import msgspec

from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.contracts.rejection import Code, Rejected

PREFIX = "lk_"
_LEARNER_KEY = re.compile(r"^lk_[0-9a-f]{32}$")


class Secrets(Protocol):
    """The district's secret; it never leaves the process that pseudonymises."""

    def of(self, district: str) -> bytes: ...


class DerivedSecrets:
    """One master secret; each district's own is HMAC-SHA-256 of its id, so that no two districts can be linked."""

    def __init__(self, master: bytes) -> None:
        if len(master) < 32:
            raise ValueError("the master secret must have at least 32 bytes")
        self._master = master

    def of(self, district: str) -> bytes:
        return hmac.digest(self._master, b"tandem learner key v1\x00" + district.encode(), "sha256")


def is_learner_key(value: str) -> bool:
    return _LEARNER_KEY.match(value) is not None


def learner_key(secret: bytes, student_id: str) -> str:
    """HMAC-SHA-256 of the student id with the district's secret: the first 128 bits, in hex, behind `lk_`."""
    return PREFIX + hmac.digest(secret, student_id.encode(), "sha256")[:16].hex()


def pseudonymise(event: LearnerEvent, secrets: Secrets) -> LearnerEvent:
    """The event with every student id replaced by its learner key.

    Raises:
        Rejected: RESERVED_LEARNER_ID if an id already has the form of a learner key: a publisher who could send one
            could write into another learner's ledger.
    """
    secret = secrets.of(event.partitionkey)

    def key(student_id: str, pointer: str) -> str:
        if is_learner_key(student_id):
            raise Rejected(Code.RESERVED_LEARNER_ID, pointer, f"ids of the form {PREFIX}… are Tandem's own; send the SIS's")
        return learner_key(secret, student_id)

    data = _with_keys(event.data, key)
    return event if data is event.data else msgspec.structs.replace(event, data=data)


class _Key(Protocol):
    def __call__(self, student_id: str, pointer: str) -> str: ...


def _with_keys(data: facts.Data, key: _Key) -> facts.Data:
    match data:
        case facts.Roll(marks=marks):
            changed = tuple(
                msgspec.structs.replace(mark, learner=key(mark.learner, f"/data/marks/{i}/0")) for i, mark in enumerate(marks)
            )
            return msgspec.structs.replace(data, marks=changed)
        case facts.RollKey(learners=learners):
            changed_ids = tuple(key(learner, f"/data/learners/{i}") for i, learner in enumerate(learners))
            return msgspec.structs.replace(data, learners=changed_ids)
    learner = getattr(data, "learner", None)
    return data if learner is None else msgspec.structs.replace(data, learner=key(learner, "/data/learner"))
