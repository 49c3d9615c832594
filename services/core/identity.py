"""Pseudonyms: a SIS's student id becomes a learner key before anything is stored."""

import hmac
import re
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

import msgspec

from services.contracts import facts
from services.contracts.events import Event
from services.contracts.rejection import Code, Rejected
from services.core.calendar import plain_name

PREFIX = "lk_"
CALENDAR_PREFIX = "ck_"
_LEARNER_KEY = re.compile(r"^lk_[0-9a-f]{32}$")
EventT = TypeVar("EventT", bound=Event)


class Secrets(Protocol):
    """The district's secret; it never leaves the process that pseudonymises."""

    def of(self, district: str) -> bytes: ...


class DerivedSecrets:
    """One master secret; each district's own is HMAC-SHA-256 of its id, so that no two districts can be linked."""

    def __init__(self, master: bytes) -> None:
        if len(master) < 32:
            raise ValueError("the master secret must have at least 32 bytes")
        self._master = master

    @property
    def fingerprint(self) -> str:
        """Tells two master secrets apart, and nothing of them."""
        return hmac.digest(self._master, b"tandem secret v1", "sha256")[:16].hex()

    def of(self, district: str) -> bytes:
        return hmac.digest(self._master, b"tandem learner key v1\x00" + district.encode(), "sha256")


def is_learner_key(value: str) -> bool:
    return _LEARNER_KEY.match(value) is not None


def learner_key(secret: bytes, student_id: str) -> str:
    """HMAC-SHA-256 of the student id with the district's secret: the first 128 bits, in hex, behind `lk_`."""
    return PREFIX + hmac.digest(secret, student_id.encode(), "sha256")[:16].hex()


def calendar_pseudonym(secret: bytes, code: str) -> str:
    """A name in place of a calendar's code that may hold a student's id. Case and white space do not matter.

    No student id has a control character, so no learner key ever is made of the same bytes.
    """
    text = "calendar\x00" + plain_name(code)
    return CALENDAR_PREFIX + hmac.digest(secret, text.encode(), "sha256")[:16].hex()


def pseudonymise(event: EventT, secrets: Secrets) -> EventT:
    """The event of a publisher, with every student id replaced by its learner key.

    Raises:
        Rejected: RESERVED_LEARNER_ID if an id already has the form of a learner key: a publisher who could send one
            could write into another learner's ledger.
    """
    secret = secrets.of(event.partitionkey)

    def key(student_id: str, pointer: str) -> str:
        if is_learner_key(student_id):
            reason = f"ids of the form {PREFIX} and 32 hex digits are Tandem's own; send the SIS's id"
            raise Rejected(Code.RESERVED_LEARNER_ID, pointer, reason)
        return learner_key(secret, student_id)

    return _with_keys(event, key)


def pseudonymise_raw(event: EventT, secrets: Secrets) -> EventT:
    """The event of a log record: ids that are learner keys already stay, raw ones (published to Kafka) are replaced."""
    if all(map(_LEARNER_KEY.match, _learners_of(event.data))):
        return event
    district = event.partitionkey
    return _with_keys(
        event, lambda student, _: student if is_learner_key(student) else learner_key(secrets.of(district), student)
    )


def _learners_of(data: facts.Data) -> Iterable[str]:
    match data:
        case facts.Attendance():  # most events by far
            return (data.learner,)
        case facts.Roll():
            return [mark.learner for mark in data.marks]
        case facts.RollKey():
            return data.learners
    learner: str | None = getattr(data, "learner", None)
    return () if learner is None else (learner,)


def _with_keys(event: EventT, key: Callable[[str, str], str]) -> EventT:
    data = event.data
    replaced = _replaced(data, key)
    return event if replaced is data else msgspec.structs.replace(event, data=replaced)


def _replaced(data: facts.Data, key: Callable[[str, str], str]) -> facts.Data:
    match data:
        case facts.Roll(marks=marks):
            replaced = tuple(
                msgspec.structs.replace(mark, learner=key(mark.learner, f"/data/marks/{index}/0"))
                for index, mark in enumerate(marks)
            )
            return msgspec.structs.replace(data, marks=replaced)
        case facts.RollKey(learners=learners):
            ids = tuple(key(learner, f"/data/learners/{index}") for index, learner in enumerate(learners))
            return msgspec.structs.replace(data, learners=ids)
    learner: str | None = getattr(data, "learner", None)
    if learner is None:
        return data
    new = key(learner, "/data/learner")
    return data if new == learner else msgspec.structs.replace(data, learner=new)
