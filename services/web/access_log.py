"""One log line for each request, once it is answered; of a WebSocket, once it has ended."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)


class AccessLog:
    """ASGI middleware. Query strings and bodies are left out, since they may hold ids of students."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        started, status, size = time.perf_counter(), 0, 0

        async def send_and_note(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "websocket.accept":
                status = 101
            status = message.get("status", status)
            size += len(message.get("body") or message.get("text") or message.get("bytes") or b"")
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            milliseconds = round((time.perf_counter() - started) * 1000, 1)
            log.info("request", **_described(scope), status=status, bytes=size, milliseconds=milliseconds)


def _described(scope: Scope) -> dict[str, str]:
    client = scope.get("client") or ("",)
    method = scope["method"] if scope["type"] == "http" else "WEBSOCKET"
    return {"method": method, "path": scope["path"][:500], "client": client[0]}
