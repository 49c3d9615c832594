"""GraphQL over server-sent events, distinct connections mode (PROTOCOL.md of the npm package graphql-sse).

`complete` means that nothing will follow. A stream that ends without it was cut: clients connect again.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import orjson
import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult

from services.web.graphql_results import body
from services.web.streams import Streams, TooSlow, first_of

log = structlog.get_logger(__name__)
EVENT_STREAM = "text/event-stream"

_HEADERS = {
    "Content-Type": f"{EVENT_STREAM}; charset=utf-8",
    "Cache-Control": "no-store",
    "Vary": "Accept",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
}
_COMMENT = b":\n\n"
_COMPLETE = b"event: complete\ndata: \n\n"  # with data, or EventSource in browsers would not tell of it


class EventStream(Response):
    """Sends results as they come, until there are no more, the client leaves or reads too slowly, or the server stops.

    Starlette's StreamingResponse is not used: it waits for ever for a client that does not read.
    """

    def __init__(self, results: AsyncGenerator[ExecutionResult, None], streams: Streams) -> None:
        self.status_code = 200
        self.background = None
        self.init_headers(_HEADERS)
        self._results = results
        self._streams = streams

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        with self._streams.place():
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            try:
                await first_of(
                    self._send_results(send), self._keep_alive(send), _until_left(receive), self._streams.closing()
                )
                await self._send(send, b"", more=False)
            except TooSlow:
                log.warning("stream.too_slow", transport="sse")

    async def _send_results(self, send: Send) -> None:
        async with aclosing(self._results) as results:
            async for result in results:
                await self._send(send, b"event: next\ndata: " + orjson.dumps(body(result)) + b"\n\n")
        await self._send(send, _COMPLETE)

    async def _keep_alive(self, send: Send) -> None:
        while True:
            await asyncio.sleep(self._streams.limits.quiet_seconds)
            await self._send(send, _COMMENT)

    async def _send(self, send: Send, chunk: bytes, *, more: bool = True) -> None:
        await self._streams.send(send({"type": "http.response.body", "body": chunk, "more_body": more}))


async def _until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
