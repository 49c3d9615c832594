"""Global ids: opaque to clients; base64 of a type and percent-encoded parts, such as `School:255901:255901107`."""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import quote, unquote

from services.query.model.query_error import ErrorCode, QueryError

PARTS = {"District": 1, "School": 2, "Metric": 1, "Partnership": 1, "SavedQuery": 1, "Story": 2}
"""How many parts name one entity of each type that `node` finds."""


def encode(kind: str, *parts: str) -> str:
    """The global id of an entity; no two entities share one."""
    plain = ":".join((kind, *(quote(part, safe="") for part in parts)))
    return urlsafe_b64encode(plain.encode()).decode()


def decode(global_id: str, at: str = "id") -> tuple[str, tuple[str, ...]]:
    """The type and parts of an id, of whatever type. Raises QueryError INVALID_ID for what no encode returns.

    Args:
        at: the argument that the id was given as.
    """
    try:
        plain = urlsafe_b64decode(global_id.encode("ascii")).decode()
    except (binascii.Error, UnicodeError):
        raise _invalid(global_id, at) from None
    kind, *quoted = plain.split(":")
    parts = tuple(unquote(part) for part in quoted)
    if not parts or len(parts) != PARTS.get(kind, len(parts)) or encode(kind, *parts) != global_id:
        raise _invalid(global_id, at)
    return kind, parts


def decode_as(kind: str, global_id: str, at: str = "id") -> str:
    """The one part of an id of this type. Raises QueryError INVALID_ID for any other."""
    actual, parts = decode(global_id, at)
    if actual != kind:
        message = f"this is the id of a {_words(actual)}, {parts[-1][:100]!r}; give the id of a {_words(kind)}"
        raise QueryError(ErrorCode.INVALID_ID, at, message)
    return parts[0]


def source_id(text: str | None, at: str) -> str | None:
    """An id in the source system as it is. Raises QueryError INVALID_ID for a global one, which would find nothing."""
    try:
        kind, parts = decode(text) if text else ("", ())
    except QueryError:
        return text
    if not parts:
        return None
    message = f"this is the `id` of a {_words(kind)} in this API; give its id in the source system, {parts[-1][:100]!r}"
    raise QueryError(ErrorCode.INVALID_ID, at, message)


def _words(kind: str) -> str:
    """`SavedQuery` as `saved query`."""
    return re.sub("(?<!^)(?=[A-Z])", " ", kind[:40]).lower()


def searched(text: str | None) -> str | None:
    """What somebody searches for; of an id of this API, the id in the source system that is in it."""
    try:
        return decode(text)[1][-1] if text else None
    except QueryError:
        return text


def _invalid(global_id: str, at: str) -> QueryError:
    message = f"{global_id[:100]!r} is no id of this API; use one as an `id` field gave it"
    return QueryError(ErrorCode.INVALID_ID, at, message)
