"""GraphQL results that are streamed in one HTTP response.

As server-sent events (distinct connections mode, PROTOCOL.md of the npm package graphql-sse), or as parts of a
multipart body (Apollo's "Multipart protocol for GraphQL subscriptions", 1.0). A stream that ends before it is complete
was cut: clients connect again.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult

from services.web.admission import Admission
from services.web.graphql_results import body
from services.web.stream_framing import Framing
from services.web.streams import Streams, TooSlow, first_of

log = structlog.get_logger(__name__)
_HEADERS = {
    "Cache-Control": "no-store",
    "Vary": "Accept",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
}


class ResultStream(Response):
    """Sends results as they come, until there are no more, the client leaves or reads too slowly, its
    credential ends, or the server stops.

    Starlette's StreamingResponse is not used: it waits for ever for a client that does not read.
    """

    def __init__(
        self,
        results: AsyncGenerator[ExecutionResult, None],
        streams: Streams,
        framing: Framing,
        admission: Admission | None = None,
        key: str | None = None,
    ) -> None:
        self._key = key
        self.status_code = 200
        self.background = None
        self.init_headers({"Content-Type": framing.content_type, **_HEADERS})
        self._framing = framing
        self._complete = False
        self._results = results
        self._streams = streams
        self._admission = admission

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        with self._streams.place(self._key):
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            try:
                await self._send(send, self._framing.begin)
                await first_of(
                    self._send_results(send),
                    self._keep_alive(send),
                    _until_left(receive),
                    self._streams.closing(),
                    *(() if self._admission is None else (self._admission.until_ended(),)),
                )
                await self._send(send, b"" if self._complete else self._framing.cut, more=False)
            except TooSlow:
                log.warning("stream.too_slow", transport=self._framing.content_type.partition(";")[0])

    async def _send_results(self, send: Send) -> None:
        async with aclosing(self._results) as results:
            async for result in results:
                await self._send(send, self._framing.result(body(result)))
        await self._send(send, self._framing.complete)
        self._complete = True

    async def _keep_alive(self, send: Send) -> None:
        while True:
            await asyncio.sleep(self._streams.limits.quiet_seconds)
            await self._send(send, self._framing.quiet)

    async def _send(self, send: Send, chunk: bytes, *, more: bool = True) -> None:
        await self._streams.send(send({"type": "http.response.body", "body": chunk, "more_body": more}))


async def _until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
