"""What surrounds all routes: limits of heads, an id for each request, headers for each answer, and no traceback."""

from collections.abc import Sequence

import structlog
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.web.origins import refusal_body
from services.web.request_identity import HEADER, MEMBER, correlation_id
from services.web.security_headers import missing_headers

log = structlog.get_logger(__name__)
MAX_URL = 32_000
"""Bytes of path and query string."""
MAX_HEADERS, MAX_HEADER_BYTES = 100, 32_000
_HEADER = HEADER.lower().encode()


class OuterEdge:
    """ASGI middleware around everything else.

    Args:
        https: browsers come by HTTPS, although what arrives here may be plain HTTP from a proxy.
    """

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        request_id = correlation_id(headers.get(_HEADER), headers.get(b"traceparent"))
        structlog.contextvars.bind_contextvars(**{MEMBER: request_id})
        answer = _Answer(scope, send, request_id, https=self._https or scope.get("scheme") in ("https", "wss"))
        refusal = _refusal(scope)
        try:
            await (refusal or self._app)(scope, receive, answer.send)
        except Exception:
            if answer.begun or scope["type"] != "http":
                raise
            log.exception("request.failed", path=scope["path"][:500])
            await _failure(scope["path"], request_id)(scope, receive, answer.send)


class _Answer:
    """Sends an answer with the headers that it lacks."""

    def __init__(self, scope: Scope, send: Send, request_id: str, *, https: bool) -> None:
        self.begun = False
        self._scope = scope
        self._send = send
        self._id = request_id.encode()
        self._https = https

    async def send(self, message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            self.begun = True
            present = message.get("headers", ())
            added = missing_headers(self._scope["path"], present, https=self._https)
            message["headers"] = [*present, *added, (_HEADER, self._id)]
        await self._send(message)


def _refusal(scope: Scope) -> ASGIApp | None:
    """The answer to a request whose head is too large."""
    headers: Sequence[tuple[bytes, bytes]] = scope["headers"]
    url = len(scope.get("raw_path") or scope["path"]) + len(scope.get("query_string", b""))
    if url > MAX_URL:
        reason = f"the URL has {url} bytes, at most {MAX_URL} are taken; send long documents with POST"
        return _refused(scope["path"], 414, "URI_TOO_LONG", reason, MAX_URL, url)
    if len(headers) > MAX_HEADERS:
        reason = f"the request has {len(headers)} headers, at most {MAX_HEADERS} are taken"
        return _refused(scope["path"], 431, "TOO_MANY_HEADERS", reason, MAX_HEADERS, len(headers))
    size = sum(len(name) + len(value) for name, value in headers)
    if size > MAX_HEADER_BYTES:
        reason = f"the headers have {size} bytes, at most {MAX_HEADER_BYTES} are taken"
        return _refused(scope["path"], 431, "HEADERS_TOO_LARGE", reason, MAX_HEADER_BYTES, size)
    names = {name for name, _ in headers}
    if {b"content-length", b"transfer-encoding"} <= names:  # a proxy may have read another end of the body (RFC 9112)
        return _refused(
            scope["path"], 400, "AMBIGUOUS_LENGTH", "send Content-Length or Transfer-Encoding, not both", 1, 2
        )
    return None


def _refused(path: str, status: int, code: str, reason: str, limit: int, value: int) -> ASGIApp:
    return JSONResponse(refusal_body(path, code, reason, limit=limit, value=value), status, {"Connection": "close"})


def _failure(path: str, request_id: str) -> ASGIApp:
    """What is said of a failure that nobody foresaw: that it happened, and under which id the log has it."""
    return JSONResponse(refusal_body(path, "INTERNAL_ERROR", "Unexpected error", correlationId=request_id), 500)
