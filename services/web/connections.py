"""Connections as uvicorn serves them, with the time limits that it lacks.

uvicorn waits for ever for the rest of a request's head, for the rest of a WebSocket's message, and for a client that
does not read its answer. Bodies of requests have their limits in `bodies`.
"""

import asyncio
import logging
import sys
from asyncio import TimerHandle
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, cast

import h11
import orjson
from starlette.responses import JSONResponse
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from services.web.limits import ServerLimits

HEAD_TOO_LARGE = {
    "code": "HEADERS_TOO_LARGE",
    "reason": "the head of the request has more than 65536 bytes; send long documents with POST",
    "limit": 65_536,
}
"""The limit is uvicorn's, of what it reads before a request begins."""
LATE_HEAD = {"code": "REQUEST_TIMEOUT", "reason": "the head of the request did not come in time"}
BUSY: ASGIApp = JSONResponse(
    {"code": "TOO_MANY_CONNECTIONS", "reason": "all connections of this server are busy; send the request again later"},
    503,
    {"Retry-After": "5", "Connection": "close"},
)


class Droppable(Protocol):
    """A connection that can be ended at once."""

    transport: asyncio.Transport


class ConnectionTable:
    """The connections of one server that wait for their clients, those that wait longest first.

    Attributes:
        sending: waiting for a whole request; `reading`: waiting until the client has read enough.
    """

    def __init__(self, limits: ServerLimits) -> None:
        self.limits = limits
        self.sending: dict[Droppable, None] = {}
        self.reading: dict[Droppable, None] = {}

    def make_room(self) -> bool:
        """Ends the connection that has waited longest; False if none waits."""
        connection = next(iter(self.sending or self.reading), None)
        if connection is not None:
            self.drop(connection)
        return connection is not None

    def limit_unread(self) -> None:
        """Ends those that have not read for longest, until what is unread is within its limit."""
        unread = sum(connection.transport.get_write_buffer_size() for connection in self.reading)
        while unread > self.limits.unread_bytes and self.reading:
            connection = next(iter(self.reading))
            unread -= connection.transport.get_write_buffer_size()
            self.drop(connection)

    def drop(self, connection: Droppable) -> None:
        self.sending.pop(connection, None)
        self.reading.pop(connection, None)
        connection.transport.abort()


class _Unread:
    """What both protocols do while their client does not read: they look now and then how much it has taken."""

    table: ClassVar[ConnectionTable]
    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    _unread_timer: TimerHandle | None = None
    _unread_bytes = 0

    def pause_writing(self) -> None:
        super().pause_writing()  # type: ignore[misc]
        self.table.reading[self] = None
        self._look_again()
        self.table.limit_unread()

    def resume_writing(self) -> None:
        super().resume_writing()  # type: ignore[misc]
        self._stop_looking()

    def _look_again(self) -> None:
        self._unread_bytes = self.transport.get_write_buffer_size()
        self._unread_timer = self.loop.call_later(self.table.limits.unread_seconds, self._look)

    def _look(self) -> None:
        if self._unread_bytes - self.transport.get_write_buffer_size() < self.table.limits.unread_step:
            self.table.drop(self)
        else:
            self._look_again()

    def _stop_looking(self) -> None:
        self.table.reading.pop(self, None)
        if self._unread_timer is not None:
            self._unread_timer.cancel()


class HttpConnection(_Unread, H11Protocol):
    """HTTP/1.1. While no whole request is in hand it may be dropped for another connection."""

    _head_timer: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        if len(self.connections) >= self.table.limits.connections and not self.table.make_room():
            self.app = cast(Any, BUSY)
        super().connection_made(transport)
        self._watch(begun=True)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch(begun=True)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch(begun=False)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._forget()
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """As uvicorn's, in the form of all refusals; of a head that is too large it is said so."""
        error = sys.exc_info()[1]
        too_large = isinstance(error, h11.RemoteProtocolError) and error.error_status_hint == 431
        self._refuse(*((431, HEAD_TOO_LARGE) if too_large else (400, {"code": "BAD_REQUEST", "reason": msg})))
        self.transport.close()

    def _watch(self, *, begun: bool) -> None:
        """Notes what the client still has to send: `begun`, if it is expected to go on, and not idle."""
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            return
        cycle: RequestResponseCycle | None = self.cycle
        in_hand = cycle is not None and not cycle.response_complete
        if cycle is not None and in_hand and not cycle.more_body:
            self.table.sending.pop(self, None)
        else:
            self.table.sending.setdefault(self)
        if in_hand:
            self._stop_waiting()
        elif begun and self._head_timer is None:
            limits, refused = self.table.limits, self.conn.their_state is h11.SEND_BODY  # by an answer before its end
            seconds = limits.body_seconds if refused else limits.header_seconds
            self._head_timer = self.loop.call_later(seconds, self._give_up)

    def _give_up(self) -> None:
        """Of a head that has begun the client is told; a request may be half there only then."""
        begun = bool(self.conn.trailing_data[0]) and self.conn.our_state is h11.IDLE
        if begun and not self.transport.is_closing():
            self._refuse(408, LATE_HEAD)
        self.transport.close()

    def _refuse(self, status: int, refusal: Mapping[str, object]) -> None:
        """Answers what never became a request."""
        body = orjson.dumps(refusal)
        headers = [
            ("content-type", "application/json"),
            ("content-length", str(len(body))),
            ("connection", "close"),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ]
        for event in (h11.Response(status_code=status, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _forget(self) -> None:
        self._stop_waiting()
        self._stop_looking()
        self.table.sending.pop(self, None)


class WebSocketConnection(_Unread, WebSocketsSansIOProtocol):
    """A WebSocket. uvicorn logs the query string of each, which may hold ids; here only what goes wrong is logged."""

    _message_timer: TimerHandle | None = None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.logger = logging.getLogger("tandem.websocket")

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.frames and not self.conn.reader.buffer:
            self._message_is_whole()
        elif self._message_timer is None:
            self._message_timer = self.loop.call_later(self.table.limits.body_seconds, self._give_up)

    def send_receive_event_to_app(self) -> None:
        self._message_is_whole()
        super().send_receive_event_to_app()

    async def send(self, message: Any) -> None:
        """As uvicorn's, which takes a refusal with a body for a handshake that the application forgot."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body", False):
            self.handshake_complete = True

    def connection_lost(self, exc: Exception | None) -> None:
        self._message_is_whole()
        self._stop_looking()
        super().connection_lost(exc)

    def _give_up(self) -> None:
        self._message_timer = None
        if self.read_paused:  # the rest may wait for us
            self._message_timer = self.loop.call_later(self.table.limits.body_seconds, self._give_up)
            return
        self.conn.fail(1008, "message not complete in time")
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.close()

    def _message_is_whole(self) -> None:
        if self._message_timer is not None:
            self._message_timer.cancel()
            self._message_timer = None


def protocols(limits: ServerLimits) -> tuple[type[HttpConnection], type[WebSocketConnection]]:
    """The two protocols of one server, which share its limits."""
    shared = {"table": ConnectionTable(limits)}
    http = type("HttpConnection", (HttpConnection,), shared)
    return http, type("WebSocketConnection", (WebSocketConnection,), shared)
