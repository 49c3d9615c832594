"""The CloudEvents 1.0 HTTP protocol binding: headers and a body → the events they carry, not decoded yet.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
"""

import re
from collections.abc import Mapping
from email.message import Message
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

import msgspec

from services.contracts.rejection import Code, Rejected

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
MAX_EVENTS = 10_000
"""Events in one batch."""

Carried = bytes | Rejected
"""An event as a structured CloudEvent in JSON, or why there is none."""

_PREFIX = "ce-"
_INTEGERS = frozenset({f"{_PREFIX}expectedversion"})
"""Attributes of the CloudEvents type Integer. A header is text; all others are text in JSON, too."""
_INTEGER = re.compile("-?[0-9]{1,10}")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_batch = msgspec.json.Decoder(list[msgspec.Raw])
_value = msgspec.json.Decoder(msgspec.Raw)


class RequestCode(StrEnum):
    """What can be wrong with a whole request; stable, as `services.contracts.rejection.Code` is."""

    MALFORMED_JSON = "MALFORMED_JSON"
    EMPTY_BATCH = "EMPTY_BATCH"
    TOO_MANY_EVENTS = "TOO_MANY_EVENTS"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    TOO_LARGE = "TOO_LARGE"
    INVALID_PARAMETER = "INVALID_PARAMETER"
    REQUEST_TIMEOUT = "REQUEST_TIMEOUT"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"
    LOG_UNAVAILABLE = "LOG_UNAVAILABLE"
    NOT_FOUND = "NOT_FOUND"


class Refused(Exception):
    """The request as a whole cannot be served; none of its events was accepted."""

    def __init__(self, code: RequestCode, reason: str, pointer: str = "") -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
        self.pointer = pointer


class _MediaType(NamedTuple):
    name: str
    charset: str


def carried(headers: Mapping[str, str], body: bytes, max_events: int = MAX_EVENTS) -> list[Carried]:
    """The events of a request in structured, batch or binary mode, in their order.

    Args:
        headers: names in lower case.

    Raises:
        Refused: MALFORMED_JSON, EMPTY_BATCH, TOO_MANY_EVENTS or UNSUPPORTED_MEDIA_TYPE. A structured event that is no
            JSON is not refused here: decoding it says the same, as the result of that one event.
    """
    match _checked(headers):
        case media if media == STRUCTURED:
            return [body]
        case media if media == BATCH:
            return _of_batch(body, max_events)
    return [_of_binary(headers, body)]


def _checked(headers: Mapping[str, str]) -> str:
    """The media type, if it is one that we read."""
    media = _media_type(headers.get("content-type", ""))
    binary = media.name == "application/json" and any(name.startswith(_PREFIX) for name in headers)
    if not binary and media.name not in (STRUCTURED, BATCH):
        reason = f"send {STRUCTURED}, {BATCH}, or application/json with the attributes in ce-… headers"
        raise Refused(RequestCode.UNSUPPORTED_MEDIA_TYPE, f"{media.name or 'no content type'}: {reason}")
    if media.charset not in ("utf-8", "utf8", "us-ascii"):
        raise Refused(RequestCode.UNSUPPORTED_MEDIA_TYPE, f"charset {media.charset}: JSON is sent in utf-8")
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise Refused(RequestCode.UNSUPPORTED_MEDIA_TYPE, f"content encoding {encoding}: send the body uncompressed")
    return media.name


def _media_type(header: str) -> _MediaType:
    message = Message()
    message["content-type"] = header
    name = header.partition(";")[0].strip().lower()
    return _MediaType(name, message.get_content_charset("utf-8"))


def _of_batch(body: bytes, max_events: int) -> list[Carried]:
    try:
        events = _batch.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(RequestCode.MALFORMED_JSON, f"the body is not a JSON array of events: {error}") from None
    if not events:
        raise Refused(RequestCode.EMPTY_BATCH, "the batch has no events")
    if len(events) > max_events:
        raise Refused(RequestCode.TOO_MANY_EVENTS, f"{len(events)} events; send at most {max_events} in a batch")
    return [bytes(event) for event in events]


def _of_binary(headers: Mapping[str, str], body: bytes) -> Carried:
    """The structured form of an event whose attributes are headers and whose data is the body."""
    try:
        attributes = {
            name.removeprefix(_PREFIX): _attribute(name, value)
            for name, value in headers.items()
            if name.startswith(_PREFIX)
        }
        if not body:
            return msgspec.json.encode(attributes)  # which decoding refuses: it has no data
        _value.decode(body)  # one value and nothing behind it, or the body could add attributes of its own
    except Rejected as why:
        return why
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Rejected(Code.MALFORMED_JSON, "/data", f"the body is not JSON: {error}")
    return msgspec.json.encode({**attributes, "data": msgspec.Raw(body)})


def _attribute(name: str, value: str) -> str | int:
    """The attribute in a header: quoted strings are unquoted, then percent-decoded once, then read as UTF-8."""
    if name in _INTEGERS and _INTEGER.fullmatch(value.strip()):
        return int(value)
    unquoted = _QUOTED.sub(lambda quoted: re.sub(r"\\(.)", r"\1", quoted[1]), value.strip())
    try:
        return unquote_to_bytes(unquoted.encode("latin-1")).decode()
    except UnicodeError:
        reason = f"header {name} is not UTF-8 once percent-decoded; percent-encode what is not printable ASCII"
        raise Rejected(Code.INVALID_FORMAT, f"/{name.removeprefix(_PREFIX)}", reason) from None
