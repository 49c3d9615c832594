"""Forms of an event that CloudEvents allows and a JSON decoder does not read: `data_base64`, and leap seconds."""

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta

import msgspec

from services.contracts.binary_mode import json_value
from services.contracts.rejection import Code, Rejected

_DATA, _BASE64 = "data", "data_base64"
_LEAP_SECOND = re.compile(r"(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d):60(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])
_text = msgspec.json.Decoder(str)


def normalized(raw: bytes, problem: Rejected) -> bytes | None:
    """The event in a form without what the decoder stumbled over; None if the problem is a real one.

    Raises:
        Rejected: there is a `data_base64`, and what it holds is no JSON.
    """
    if problem.code is Code.MISSING_FIELD and problem.pointer == f"/{_DATA}":
        return _with_plain_data(raw)
    if problem.code is Code.INVALID_FORMAT and b":60" in raw:
        return _without_leap_second(raw, problem.pointer.split("/")[1:])
    return None


def _with_plain_data(raw: bytes) -> bytes | None:
    members = _members.decode(raw)
    if _BASE64 not in members:
        return None
    try:
        data = base64.b64decode(_text.decode(members.pop(_BASE64)), validate=True)
    except (msgspec.ValidationError, binascii.Error, ValueError) as error:
        raise Rejected(Code.INVALID_FORMAT, f"/{_BASE64}", f"not base64 text: {error}") from None
    return msgspec.json.encode({**members, _DATA: json_value(data, f"/{_BASE64}")})


def _without_leap_second(raw: bytes, path: list[str]) -> bytes | None:
    """With the moment that the path leads to, through objects only, counted as the second after it."""
    try:
        if not path:
            moment = after_leap_second(_text.decode(raw))
            return None if moment is None else msgspec.json.encode(moment)
        members = _members.decode(raw)
    except msgspec.ValidationError:
        return None
    inner = _without_leap_second(bytes(members[path[0]]), path[1:]) if path[0] in members else None
    return None if inner is None else msgspec.json.encode({**members, path[0]: msgspec.Raw(inner)})


def after_leap_second(text: str) -> datetime | None:
    """A leap second as the moment that follows it, for clocks that have none. None: the text is no leap second.

    One can be only at the end of a month in UTC, whether or not it was decided on.
    """
    leap = _LEAP_SECOND.fullmatch(text)
    if leap is None:
        return None
    minute, fraction, offset = leap.groups(default="")
    try:
        moment = datetime.fromisoformat(f"{minute}:59{fraction[:7]}{offset}".upper()) + timedelta(seconds=1)
        utc = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if (utc.day, utc.hour, utc.minute) == (1, 0, 0) else None
