"""Why an event was refused: a stable code, a JSON pointer (RFC 6901) into the event, and a reason in words."""

from enum import StrEnum


class Code(StrEnum):
    """Stable codes; clients may branch on them. A code is never renamed or given another meaning."""

    MALFORMED_JSON = "MALFORMED_JSON"
    UNKNOWN_TYPE = "UNKNOWN_TYPE"
    UNSUPPORTED_SPECVERSION = "UNSUPPORTED_SPECVERSION"
    MISSING_FIELD = "MISSING_FIELD"
    WRONG_TYPE = "WRONG_TYPE"
    INVALID_VALUE = "INVALID_VALUE"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    INVALID_FORMAT = "INVALID_FORMAT"
    DATE_ORDER = "DATE_ORDER"
    DUPLICATE_ITEM = "DUPLICATE_ITEM"
    TIME_IN_FUTURE = "TIME_IN_FUTURE"
    RESERVED_LEARNER_ID = "RESERVED_LEARNER_ID"
    TOO_LARGE = "TOO_LARGE"
    UNKNOWN_REFERENCE = "UNKNOWN_REFERENCE"
    INVALID_TRANSITION = "INVALID_TRANSITION"
    VERSION_CONFLICT = "VERSION_CONFLICT"
    FORBIDDEN = "FORBIDDEN"


PARTNERSHIP_CODES = frozenset({Code.UNKNOWN_REFERENCE, Code.INVALID_TRANSITION, Code.VERSION_CONFLICT})
"""Of partnership events only: they depend on what was said before. A learner event is valid by itself."""


class Rejected(Exception):
    """The event cannot be accepted.

    Attributes:
        code: which rule it breaks.
        pointer: where, as a JSON pointer into the event; empty for the whole event.
        reason: what was wrong and what to do, for a person.
    """

    def __init__(self, code: Code, pointer: str, reason: str) -> None:
        super().__init__(f"{code} at {pointer or '/'}: {reason}")
        self.code = code
        self.pointer = pointer
        self.reason = reason
