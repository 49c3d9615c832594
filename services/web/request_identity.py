"""The id of a request: in the log lines of its work, in its answer's headers, and in errors that hide their cause."""

import re
import secrets

HEADER = "X-Request-ID"
MEMBER = "correlation_id"
"""Of log lines."""
_OWN = re.compile(rb"[A-Za-z0-9._~-]{8,128}")
_TRACE = re.compile(rb"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def correlation_id(request_id: bytes | None, traceparent: bytes | None) -> str:
    """The id of the trace that the request belongs to, the id that its sender chose, or a new one.

    Args:
        request_id: the value of the header `X-Request-ID`; one that could not stand in a log line is not taken.
        traceparent: the value of the header (W3C Trace Context).
    """
    if traceparent and (trace := _TRACE.fullmatch(traceparent)):
        return trace[1].decode()
    if request_id and _OWN.fullmatch(request_id):
        return request_id.decode()
    return secrets.token_hex(16)
