"""Commands and what becomes of them, as frozen values."""

import re
from dataclasses import dataclass
from enum import StrEnum

from services.contracts.facts import Data
from services.contracts.rejection import Rejected
from services.core.partnerships.partnership import Partnership


class CommandCode(StrEnum):
    """`extensions.code` of a refused command, beside the codes of events (`services.contracts.rejection.Code`)."""

    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    EVIDENCE_NOT_AVAILABLE = "EVIDENCE_NOT_AVAILABLE"
    EVIDENCE_SUPPRESSED = "EVIDENCE_SUPPRESSED"
    LOG_UNAVAILABLE = "LOG_UNAVAILABLE"
    LOG_DISAGREES = "LOG_DISAGREES"
    TOO_MANY = "TOO_MANY"


class CommandError(Exception):
    """The command is refused; nothing was appended, unless the message says so.

    Attributes:
        code: a `CommandCode`, or the code of the rule of events that it breaks.
        path: the member at fault, in the names of the API, such as `input.contribution`.
    """

    def __init__(self, code: str, path: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.path = path


def refusal(rejected: Rejected) -> CommandError:
    """What the contract or a partnership's rules refuse, in the names of the API."""
    return CommandError(rejected.code, path_of(rejected.pointer), rejected.reason)


_NAMES = (
    (re.compile(r"^input\.cents$"), "input.amount"),
    (re.compile(r"\.where\[(\d+)\]\[0\]"), r".where[\1].dimension"),
    (re.compile(r"\.where\[(\d+)\]\[1\]"), r".where[\1].values"),
    (re.compile(r"\.attendees\[(\d+)\]\[0\]"), r".attendees[\1].name"),
    (re.compile(r"\.attendees\[(\d+)\]\[1\]"), r".attendees[\1].side"),
)
"""Members of inputs that are called otherwise in events, or have no name there."""


def path_of(pointer: str) -> str:
    """A JSON pointer into an event as a path into the arguments of a mutation."""
    match pointer.split("/")[1:]:
        case ["partitionkey"]:
            return "partnership"
        case ["id"]:
            return "idempotencyKey"
        case ["expectedversion"]:
            return "expectedVersion"
        case ["data", *members]:
            path = "input" + "".join(f"[{member}]" if member.isdigit() else f".{member}" for member in members)
            for pattern, name in _NAMES:
                path = pattern.sub(name, path)
            return path
    return "input"


@dataclass(frozen=True, slots=True)
class Command:
    """Something to be said of a partnership.

    Attributes:
        expected_version: it counts only if the partnership still has this version; None: whatever it has.
        key: names the intention: sent again with the same key, it counts once. None: a new one each time.
        request: what the client sent, to tell a repetition from another request with the same key.
    """

    partnership: str
    data: Data
    expected_version: int | None = None
    key: str | None = None
    request: bytes = b""


@dataclass(frozen=True, slots=True)
class CommandOutcome:
    """What became of a command: appended, and applied unless the wait ran out (`partnership` None)."""

    event_id: str
    partnership: Partnership | None

    @property
    def applied(self) -> bool:
        return self.partnership is not None
