"""The CloudEvents 1.0 HTTP protocol binding: headers and a body → the events they carry, not decoded yet.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import unquote_to_bytes

import msgspec

from services.contracts.binary_mode import charset, is_json, media_type, structured_event
from services.contracts.rejection import Code, Rejected

CLOUDEVENTS = "application/cloudevents"
STRUCTURED = f"{CLOUDEVENTS}+json"
BATCH = f"{CLOUDEVENTS}-batch+json"
MAX_EVENTS = 10_000
"""Events in one batch."""

Carried = bytes | Rejected
"""An event as a structured CloudEvent in JSON, or why there is none."""

_PREFIX = "ce-"
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_batch = msgspec.json.Decoder(list[msgspec.Raw])


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
    LOG_DISAGREES = "LOG_DISAGREES"
    NOT_FOUND = "NOT_FOUND"
    MALFORMED_ENCODING = "MALFORMED_ENCODING"


class RefusedBody(Exception):
    """The request as a whole cannot be served; none of its events was accepted."""

    def __init__(self, code: RequestCode, reason: str, pointer: str = "") -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
        self.pointer = pointer


def carried(headers: Mapping[str, str], body: bytes, max_events: int = MAX_EVENTS) -> list[Carried]:
    """The events of a request in structured, batch or binary mode, in their order.

    Args:
        headers: names in lower case.
        body: decompressed.

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
    """The media type, if it is one that we read. SDKs send binary mode without any, and mean JSON."""
    content_type = headers.get("content-type", "")
    media = media_type(content_type)
    binary = is_json(media) and any(name.startswith(_PREFIX) for name in headers)
    if media not in (STRUCTURED, BATCH) and (not binary or media.startswith(CLOUDEVENTS)):
        reason = f"send {STRUCTURED}, {BATCH}, or application/json with the attributes in ce-… headers"
        raise RefusedBody(RequestCode.UNSUPPORTED_MEDIA_TYPE, f"{media or 'no content type'}: {reason}")
    if charset(content_type) not in ("utf-8", "utf8", "us-ascii"):
        raise RefusedBody(RequestCode.UNSUPPORTED_MEDIA_TYPE, f"charset {charset(content_type)}: JSON is sent in utf-8")
    return media


def _of_batch(body: bytes, max_events: int) -> list[Carried]:
    try:
        events = _batch.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RefusedBody(RequestCode.MALFORMED_JSON, f"the body is not a JSON array of events: {error}") from None
    if not events:
        raise RefusedBody(RequestCode.EMPTY_BATCH, "the batch is empty")
    if len(events) > max_events:
        raise RefusedBody(RequestCode.TOO_MANY_EVENTS, f"{len(events)} events; send at most {max_events} in a batch")
    return [bytes(event) for event in events]


def _of_binary(headers: Mapping[str, str], body: bytes) -> Carried:
    """The structured form of an event whose attributes are headers and whose data is the body."""
    try:
        attributes = {
            name.removeprefix(_PREFIX): _attribute(name, value)
            for name, value in headers.items()
            if name.startswith(_PREFIX)
        }
        return structured_event(attributes, body)
    except Rejected as why:
        return why


def _attribute(name: str, value: str) -> str:
    """The attribute in a header: quoted strings are unquoted, then percent-decoded once, then read as UTF-8."""
    unquoted = _QUOTED.sub(lambda quoted: re.sub(r"\\(.)", r"\1", quoted[1]), value.strip())
    try:
        return unquote_to_bytes(unquoted.encode("latin-1")).decode()
    except UnicodeError:
        reason = f"header {name} is not UTF-8 once percent-decoded; percent-encode what is not printable ASCII"
        raise Rejected(Code.INVALID_FORMAT, f"/{name.removeprefix(_PREFIX)}", reason) from None
