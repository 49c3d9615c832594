"""A real server in the event loop of the test, with little patience, and raw connections to it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.requests import HTTPConnection
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from schema import Context
from services.app.sockets import config_of
from services.core.identity import DerivedSecrets
from services.ingest.gateway import Gateway
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS
from services.web import ingest
from services.web.app import application
from services.web.bodies import Bodies
from services.web.graphql import graphql_routes
from services.web.health import Readiness, health_routes
from services.web.ingest import ingest_routes
from services.web.limits import ServerLimits
from services.web.streams import StreamLimits, Streams
from tests.graphql.fakes import FakeQueries, context_of

PATIENCE = 100.0
IMPATIENT = ServerLimits(header_seconds=0.2, body_seconds=0.2, idle_seconds=0.2, unread_seconds=0.2)
LARGE = 20_000_000
"""Bytes of /large, more than the kernel takes for a client that does not read."""


class Raw:
    """A connection on which nothing is sent or read but what the test says."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def send(self, text: bytes) -> None:
        self._writer.write(text)
        await self._writer.drain()

    async def receive_head(self) -> bytes:
        async with asyncio.timeout(PATIENCE):
            return await self._reader.readuntil(b"\r\n\r\n")

    async def rest(self) -> bytes:
        """What comes until the server ends the connection, however it does."""
        received = b""
        async with asyncio.timeout(PATIENCE):
            with suppress(ConnectionError):
                while chunk := await self._reader.read(1_000_000):
                    received += chunk
        return received

    def close(self) -> None:
        self._writer.transport.abort()


class Site:
    """The server's port, and connections that are closed with it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self._opened: list[Raw] = []
        self._large_ended = asyncio.Event()

    async def connect(self, begin: bytes = b"") -> Raw:
        raw = Raw(*await asyncio.open_connection("127.0.0.1", self.port, limit=100_000))
        self._opened.append(raw)
        await raw.send(begin)
        return raw

    async def large_answer_ended(self) -> None:
        """Waits until an answer of /large was taken, or dropped."""
        async with asyncio.timeout(PATIENCE):
            await self._large_ended.wait()

    async def large(self, _: Scope, __: Receive, send: Send) -> None:
        headers = [(b"content-length", str(LARGE).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b" " * LARGE, "more_body": True})
        await send({"type": "http.response.body"})  # waits until the client has read enough
        self._large_ended.set()

    def close(self) -> None:
        for raw in self._opened:
            raw.close()


@asynccontextmanager
async def site(folder: Path, limits: ServerLimits = IMPATIENT, in_flight: int = 16) -> AsyncIterator[Site]:
    log = await EmbeddedLog.open(folder / "log.sqlite")
    for topic in (LEARNER_EVENTS, PARTNERSHIP_EVENTS):
        await log.create_topic(topic, 1)
    queries, bodies, streams = FakeQueries(), Bodies(limits), Streams(StreamLimits(connections=4))

    def context(_: HTTPConnection) -> Context:
        return context_of(queries)

    async def ready() -> Readiness:
        return Readiness(ready=True)

    gateway = Gateway(log, DerivedSecrets(b"a master secret for tests only, 32+"))
    listening = socket.create_server(("127.0.0.1", 0))
    opened = Site(listening.getsockname()[1])
    app = application([
        *graphql_routes(context, streams=streams, bodies=bodies),
        *ingest_routes(gateway, ingest.IngestLimits(in_flight=in_flight), bodies),
        *health_routes(ready),
        Mount("/large", opened.large),
    ])  # fmt: skip
    server = uvicorn.Server(config_of(app, "warning", limits))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield opened
    finally:
        opened.close()
        streams.close()
        server.should_exit = True
        await serving
        await log.close()
