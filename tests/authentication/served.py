"""The whole application on a real port, with authentication that looks again at every request."""

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import uvicorn

from services.app.assembly import parts
from services.app.sample_people import sample_people
from services.app.server_process import LOOPBACK, build
from services.app.settings import Settings
from services.app.sockets import config_of
from services.authentication.administration import CredentialAdministration
from services.authentication.authenticator import Authenticator
from services.authentication.register import CredentialRegister
from services.authentication.sessions import Sessions
from services.exports.export_service import ExportService
from services.query.engine import QueryEngine
from services.store.port import Writes
from services.store.records import RecordStore
from services.web.authentication import Identification
from services.web.health import Readiness
from services.web.streams import Streams
from tests.support.store_writes import commit

Identify = Callable[[RecordStore], Identification]


@dataclass(frozen=True)
class Served:
    """A server, and who administers its credentials."""

    http: httpx.AsyncClient
    port: int
    credentials: CredentialAdministration


def now() -> datetime:
    return datetime.now(UTC)


def by_keys(clock: Callable[[], float]) -> Identify:
    def identify(store: RecordStore) -> Identification:
        register = CredentialRegister(store, clock)
        sessions = Sessions(store, timedelta(hours=1), now, clock)
        authenticator = Authenticator(register, sessions, None, (), now, clock, sample_people())
        return Identification(authenticator, None, secure=False, check_seconds=0.02)

    return identify


@asynccontextmanager
async def served(folder: Path, identify: Identify | None = None, port: int = 0) -> AsyncIterator[Served]:
    """`identify`: makes who sends a request, of the store; None: by keys and the menu of the development sign-in."""

    async def ready() -> Readiness:
        return Readiness(ready=True)

    seconds = itertools.count(0, 10)  # whatever was read is too old by the next look

    def clock() -> float:
        return next(seconds)

    async with parts(Settings(data=folder)) as opened:
        await commit(opened.store, Writes())  # questions are answered once anything was applied
        queries, streams = QueryEngine(opened.store), Streams()
        identification = (identify or by_keys(clock))(opened.store)
        async with ExportService(queries, folder / "exports") as exports:
            app = build(opened, queries, exports, ready, LOOPBACK, streams, identification=identification)
            listening = socket.create_server(("127.0.0.1", port))
            port = listening.getsockname()[1]
            server = uvicorn.Server(config_of(app, "warning"))
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
                yield Served(http, port, CredentialAdministration(opened.store, now))
            streams.close()
            server.should_exit = True
            await serving
            await identification.authenticator.register.close()
