"""Members of an event that its type does not have: nobody reads them, so a misspelt one is lost without a word."""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from services.contracts.catalogue import EVENT_TYPES
from services.contracts.near_names import near_name

MAX_UNREAD = 20
"""Of one event. A publisher that misspells a member of a long list does so in every item."""
EXTENSIONS = frozenset(
    {
        "datacontenttype", "dataschema", "subject", "dataref", "traceparent", "tracestate", "sequence", "sequencetype",
        "sampledrate", "recordedtime", "expirytime", "severitytext", "severitynumber", "authtype", "authid",
        "authclaims", "expectedversion", "requestdigest", "requestkey", "rulesversion",
        "recordedat",
    }
)  # fmt: skip
"""Attributes of CloudEvents, its documented extensions and ours: each may come with any event."""
_ECHOED = 60
_DATA, _BASE64 = "data", "data_base64"
_decode = msgspec.json.Decoder().decode


class Unread(NamedTuple):
    """A member that is not read. `near`: the member that was probably meant."""

    pointer: str
    near: str | None


class _Shape(NamedTuple):
    """The members of an object and what they hold; of a list, that of its items stands under the empty name."""

    members: Mapping[str, "_Shape | None"]


def unread_members(raw: bytes, limit: int = MAX_UNREAD) -> list[Unread]:
    """Those of a structured event of a known type that is JSON, as many as there may be.

    To find what was meant takes time, so no more names are looked at than `limit`, either.

    Extension attributes are allowed in an envelope, so there only a name much like one that is read counts.
    """
    try:
        event = _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):  # in a value that the event's own decoder skips
        return []
    event_type = event.get("type")
    if not isinstance(event_type, str) or event_type not in EVENT_TYPES:  # said twice, the one time right
        return []
    shape = _shape_of(event_type)
    others = islice((name for name in event if name not in shape.members and name not in EXTENSIONS), limit)
    unread = [Unread(_pointer("", name), near) for name in others if (near := near_name(name, shape.members))]
    if {_DATA, _BASE64} <= event.keys():
        unread.append(Unread(f"/{_BASE64}", _DATA))
    unread.extend(islice(_unread(_data_of(event), shape.members[_DATA], f"/{_DATA}"), limit))
    return unread[:limit]


def _data_of(event: dict[str, Any]) -> Any:
    if _DATA not in event and _BASE64 in event:
        try:
            return _decode(b64decode(event[_BASE64]))
        except (ValueError, TypeError, msgspec.DecodeError):  # the event lacks something else besides
            return None
    return event.get(_DATA)


def _unread(value: Any, shape: _Shape | None, pointer: str) -> Iterator[Unread]:
    if shape is None:
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unread(item, shape.members.get(""), f"{pointer}/{index}")
    elif isinstance(value, dict):
        for name, member in value.items():
            if name in shape.members:
                yield from _unread(member, shape.members[name], f"{pointer}/{name}")
            else:
                yield Unread(_pointer(pointer, name), near_name(name, shape.members))


def _pointer(before: str, name: str) -> str:
    return f"{before}/{name[:_ECHOED].replace('~', '~0').replace('/', '~1')}"


@cache
def _shape_of(event_type: str) -> _Shape:
    shape = _shape(inspect.type_info(EVENT_TYPES[event_type].struct))
    if shape is None:
        raise TypeError(f"{event_type} is no object")
    return _Shape({**shape.members, "type": None, _BASE64: None})


def _shape(kind: inspect.Type) -> _Shape | None:
    """None: there is no object in it whose members are known."""
    match kind:
        case inspect.StructType(fields=fields, array_like=False):
            return _Shape({field.encode_name: _shape(field.type) for field in fields})
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            inner = _shape(item)
            return None if inner is None else _Shape({"": inner})
        case inspect.UnionType(types=types):
            return next(filter(None, map(_shape, types)), None)
    return None
