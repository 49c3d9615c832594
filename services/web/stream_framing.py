"""How many results are written into one HTTP response: as server-sent events, or as parts of a multipart body."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

EVENT_STREAM = "text/event-stream"
MULTIPART = "multipart/mixed"
MULTIPART_PARAMETER = "subscriptionspec=1.0"
"""Of an Accept header, in lower case: what tells Apollo's subscriptions from other multipart answers."""


@dataclass(frozen=True, slots=True)
class Framing:
    """The bytes around results.

    Attributes:
        content_type: of the response.
        begin: before everything else.
        result: of one result in the form of the API.
        quiet: keeps the connection alive while there is nothing to say.
        complete: after the last result; nothing will follow.
        cut: when the server ends the stream before that; clients connect again.
    """

    content_type: str
    begin: bytes
    result: Callable[[dict[str, Any]], bytes]
    quiet: bytes
    complete: bytes
    cut: bytes


def _event(result: dict[str, Any]) -> bytes:
    return b"event: next\ndata: " + orjson.dumps(result) + b"\n\n"


def _part(content: dict[str, Any]) -> bytes:
    """With the delimiter of the next part, since clients take a part for whole only when that has come."""
    return b"\r\nContent-Type: application/json\r\n\r\n" + orjson.dumps(content) + b"\r\n--graphql"


def _payload(result: dict[str, Any]) -> bytes:
    return _part({"payload": result})


_CUT = {"message": "the server ended the stream; connect again", "extensions": {"code": "STREAM_CUT"}}

EVENTS = Framing(
    content_type=f"{EVENT_STREAM}; charset=utf-8",
    begin=b"",
    result=_event,
    quiet=b":\n\n",
    complete=b"event: complete\ndata: \n\n",  # with data, or EventSource in browsers would not tell of it
    cut=b"",
)
PARTS = Framing(
    content_type=f'{MULTIPART}; boundary="graphql"; subscriptionSpec=1.0',
    begin=b"\r\n--graphql",
    result=_payload,
    quiet=_part({}),
    complete=b"--\r\n",
    cut=_part({"payload": None, "errors": [_CUT]}) + b"--\r\n",
)
FRAMINGS = {EVENT_STREAM: EVENTS, MULTIPART: PARTS}
