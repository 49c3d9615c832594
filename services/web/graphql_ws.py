"""GraphQL over WebSocket (PROTOCOL.md of the npm package graphql-ws, subprotocol graphql-transport-ws).

Strawberry's own handler is not used: it waits for ever for a client that does not read, knows no `extensions.code` for
its refusals, has one context for all operations of a connection, and lets errors of documents escape.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import Any

import orjson
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.types import ExecutionResult

from services.authentication.refusals import CredentialRefused, ProviderUnavailable
from services.store.port import StoreError
from services.web.admission import Admission
from services.web.graphql_request import GraphQLRequest, RefusedRequest, asked
from services.web.graphql_results import body, errors
from services.web.streams import Streams, TooSlow, first_of

log = structlog.get_logger(__name__)
PROTOCOL = "graphql-transport-ws"
MAX_REASON = 120
"""Bytes; a close frame has room for 123."""

Run = Callable[[GraphQLRequest], AsyncGenerator[ExecutionResult, None]]


class Closed(Exception):
    """The server ends the connection with this code of the protocol."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason.encode()[:MAX_REASON].decode(errors="ignore")


class GraphqlConnection:
    """One WebSocket: its operations run beside each other, each under the id that the client gave it."""

    def __init__(self, websocket: WebSocket, streams: Streams, run: Run, admission: Admission | None = None) -> None:
        self._websocket = websocket
        self._streams = streams
        self._run = run
        self._admission = admission
        self._running: dict[str, asyncio.Task[None]] = {}

    async def serve(self) -> None:
        """Until the client leaves, misbehaves or reads too slowly, its credential ends, or the server stops."""
        try:
            await self._accept()
            await first_of(self._talk(), self._until_stopped())
        except* WebSocketDisconnect:
            pass
        except* TooSlow:
            log.warning("stream.too_slow", transport="websocket")
            await self._close(Closed(4408, "Too slow: messages were not read in time"))
        except* Closed as group:
            await self._close(group.exceptions[0])
        except* Exception as group:
            log.exception("graphql.unexpected_error", exc_info=group)
            await self._close(Closed(4500, "Unexpected error"))

    async def _accept(self) -> None:
        fits = PROTOCOL in self._websocket.scope["subprotocols"]
        await self._websocket.accept(PROTOCOL if fits else None)
        if not fits:
            raise Closed(4406, "Subprotocol not acceptable")

    async def _until_stopped(self) -> None:
        await self._streams.closing()
        raise Closed(1012, "The server stops")

    async def _talk(self) -> None:
        try:
            async with asyncio.timeout(self._streams.limits.init_seconds):
                await self._initialise()
        except TimeoutError:
            raise Closed(4408, "Connection initialisation timeout") from None
        async with asyncio.TaskGroup() as operations:
            operations.create_task(self._until_credential_ended())
            while True:
                await self._take(await self._next(), operations)

    async def _next(self) -> dict[str, Any]:
        """The next message, which is waited for without end only while an operation runs."""
        while True:
            try:
                async with asyncio.timeout(self._streams.limits.idle_seconds):
                    return await self._receive()
            except TimeoutError:
                if not self._running:
                    raise Closed(1001, "Idle: no operation runs; connect again for the next one") from None

    async def _initialise(self) -> None:
        while True:
            match await self._receive():
                case {"type": "connection_init", "payload": payload} if not isinstance(payload, dict | None):
                    raise Closed(4400, "`payload` of connection_init must be an object")
                case {"type": "connection_init", **message}:
                    await self._admit(message.get("payload"))
                    await self._send({"type": "connection_ack"})
                    return
                case {"type": "subscribe"}:
                    raise Closed(4401, "Unauthorized")
                case message:
                    await self._take_signal(message)

    async def _admit(self, payload: dict[str, Any] | None) -> None:
        if self._admission is None:
            return
        try:
            await self._admission.show(payload)
        except CredentialRefused as refused:
            log.info("authentication.refused", reason=str(refused), path="/graphql")
            raise Closed(4403, "Forbidden") from None
        except (ProviderUnavailable, StoreError) as error:
            log.warning("authentication.unavailable", reason=str(error))
            raise Closed(1013, "Try again later") from None

    async def _until_credential_ended(self) -> None:
        if self._admission is not None:
            await self._admission.until_ended()
            raise Closed(4403, "Forbidden: the credential has ended")

    async def _take(self, message: dict[str, Any], operations: asyncio.TaskGroup) -> None:
        match message:
            case {"type": "subscribe", "id": str(key), "payload": dict(payload)} if key:
                await self._subscribe(key, payload, operations)
            case {"type": "complete", "id": str(key)}:
                if operation := self._running.pop(key, None):
                    operation.cancel()
            case {"type": "connection_init"}:
                raise Closed(4429, "Too many initialisation requests")
            case _:
                await self._take_signal(message)

    async def _take_signal(self, message: dict[str, Any]) -> None:
        match message:
            case {"type": "ping"}:
                await self._send({"type": "pong"})
            case {"type": "pong"}:
                pass
            case _:
                raise Closed(4400, f"Not a message of {PROTOCOL}: {orjson.dumps(message).decode()}")

    async def _subscribe(self, key: str, payload: dict[str, Any], operations: asyncio.TaskGroup) -> None:
        if key in self._running:
            raise Closed(4409, f"Subscriber for {key} already exists")
        if len(self._running) >= self._streams.limits.operations:
            message = f"a connection has at most {self._streams.limits.operations} operations; complete one first"
            error = {"message": message, "extensions": {"code": "TOO_MANY_OPERATIONS"}}
            await self._send({"id": key, "type": "error", "payload": [error]})
            return
        try:
            request = asked(payload)
        except RefusedRequest as refusal:
            raise Closed(4400, str(refusal)) from None
        self._running[key] = operations.create_task(self._operate(key, request))

    async def _operate(self, key: str, request: GraphQLRequest) -> None:
        last: dict[str, Any] = {"id": key, "type": "complete"}
        async with aclosing(self._run(request)) as results:
            async for result in results:
                if result.data is None:
                    last = {"id": key, "type": "error", "payload": errors(result)}
                    break
                await self._send({"id": key, "type": "next", "payload": body(result)})
        del self._running[key]  # before it is told, since the client may then use the id again
        await self._send(last)

    async def _receive(self) -> dict[str, Any]:
        received = await self._websocket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received["code"])
        try:
            message = orjson.loads(received.get("text") or b"")
        except orjson.JSONDecodeError:
            message = None
        if not isinstance(message, dict):
            raise Closed(4400, "A message must be text, and a JSON object")
        return message

    async def _send(self, message: dict[str, Any]) -> None:
        await self._streams.send(self._websocket.send_text(orjson.dumps(message).decode()))

    async def _close(self, closed: BaseException) -> None:
        assert isinstance(closed, Closed)
        with suppress(WebSocketDisconnect, TooSlow):  # who has left, or still does not read, sees the connection end
            await self._streams.send(self._websocket.close(closed.code, closed.reason))
