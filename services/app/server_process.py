"""One process that serves: API, ingest and, unless told otherwise, the consumer."""

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from urllib.parse import urlsplit

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from schema import Context
from services.app.assembly import Adapters, Patience, parts
from services.app.authentication import check_public_url, identification_of
from services.app.documents import documents_of
from services.app.readiness import readiness
from services.app.settings import Settings, check_exposure
from services.app.sockets import allow_open_files, config_of, listen, named
from services.app.worker import ConsumerThread
from services.authentication.provider import is_loopback
from services.commands.partnership_commands import PartnershipCommands
from services.core.access import Principal
from services.exports.export_service import ExportService
from services.ingest.gateway import Gateway
from services.ingest.local_dates import DistrictZones
from services.query.change_feed import ChangeFeed
from services.query.data_quality.data_health import DataMonitor
from services.query.directory.reference_data import ReferenceData
from services.query.engine import QueryEngine
from services.query.metered_queries import metered
from services.query.partnerships.partnership_queries import PartnershipService
from services.query.saved_queries.repository import SavedQueries
from services.web.access_log import AccessLog
from services.web.admission import principal_of
from services.web.allowances import Allowances, key_of
from services.web.app import application
from services.web.authentication import Identification
from services.web.bodies import Bodies
from services.web.documents import Documents
from services.web.exports import export_routes
from services.web.exposure import Exposure
from services.web.graphql import graphql_routes
from services.web.health import Readiness, health_routes
from services.web.ingest import ingest_routes
from services.web.origin_policy import Origin
from services.web.sign_in import sign_in_routes
from services.web.streams import StreamLimits, Streams

log = structlog.get_logger(__name__)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
EXPORT_BUDGET = 600.0
"""Seconds that the answer of an export may take: it is given in the background."""
CALLERS = Patience(append=10.0, read=30.0)
"""What callers of the API wait for. Whole answers to KPI questions have a budget of their own."""
Beside = Callable[[Adapters, str], Awaitable[None]]
"""Work beside the server, such as loading samples; it is given the server's address."""


async def serve(settings: Settings, *, consume: bool = True, beside: Beside | None = None) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is in hand.

    Raises:
        InvalidSetting: the address cannot be listened on, or a trusted document is none.
    """
    documents = documents_of(settings)
    listening = listen(settings)
    address = address_of(settings, listening.getsockname()[1])
    reference = ReferenceData()
    worker = ConsumerThread(settings, reference) if consume else None
    async with parts(settings, CALLERS) as opened:
        if worker is not None:
            worker.start()
        try:
            queries = QueryEngine(opened.store, reference=reference)
            await _check_access(settings, opened)
            await _serve(settings, documents, listening, opened, queries, worker, beside, address)
        finally:
            if worker is not None:
                await asyncio.to_thread(worker.stop)
            listening.close()


def address_of(settings: Settings, port: int) -> str:
    """By which the server is reached on this machine; where it is HTTPS, cookies are for HTTPS only."""
    scheme = "https" if settings.transport.has_tls else "http"
    return f"{scheme}://{named(settings.host)}:{port}"


def is_readable_on_the_way(settings: Settings) -> bool:
    """Whether others on the network can read what the server sends, as far as the settings say."""
    by_proxy = settings.authentication.public_url.startswith("https:")
    return not (is_loopback(settings.host) or settings.transport.has_tls or by_proxy)


async def _check_access(settings: Settings, opened: Adapters) -> None:
    """Raises InvalidSetting where everybody would see everything, or nobody could come back from a sign-in."""
    authentication = identification_of(settings.authentication, opened.store, "").authenticator
    check_exposure(settings, authenticates=await authentication.is_configured())
    check_public_url(settings.authentication, on_loopback=is_loopback(settings.host))
    if is_readable_on_the_way(settings):
        log.warning(
            "server.plain_http",
            reason="credentials and data cross the network as plain HTTP; set TANDEM_TLS_CERTIFICATE_FILE, or "
            "TANDEM_PUBLIC_URL where a proxy with TLS is before the server",
        )


async def _serve(
    settings: Settings,
    documents: Documents,
    listening: socket.socket,
    opened: Adapters,
    queries: QueryEngine,
    worker: ConsumerThread | None,
    beside: Beside | None,
    address: str,
) -> None:
    work: asyncio.Task[None] | None = None

    async def check() -> Readiness:
        return await readiness(opened, worker, work)

    streams = Streams(StreamLimits(connections=settings.limits.streams, of_principal=settings.limits.principal_streams))
    async with ExportService(queries.with_budget(EXPORT_BUDGET), settings.data / "exports") as exports:
        hosts = known_hosts(settings) if is_loopback(settings.host) and not settings.insecure else ()
        app = build(
            opened,
            queries,
            exports,
            check,
            hosts,
            streams,
            documents,
            settings.allowed_origins,
            Bodies(settings.limits),
            identification_of(settings.authentication, opened.store, address),
            exposure=settings.exposure,
            allowances=Allowances(settings.limits),
            https=settings.authentication.public_url.startswith("https:"),
        )
        allow_open_files(settings.limits.connections)
        served = AccessLog(app) if settings.access_log else app
        server = uvicorn.Server(config_of(served, settings.log_level, settings.limits, settings.transport))
        exit_on_signal(server, streams)
        if beside is None:
            print(f"Serving {address}/graphql", flush=True)
        else:
            work = asyncio.create_task(_run(beside(opened, address)))
        try:
            await server.serve(sockets=[listening])
        finally:
            if work is not None:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)


def exit_on_signal(server: uvicorn.Server, streams: Streams) -> None:
    """uvicorn raises a signal again when it is done, which would kill the process before the consumer has stopped."""

    def leave() -> None:
        streams.close()
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, leave)


async def _run(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception:
        log.exception("samples")
        raise


def build(
    opened: Adapters,
    queries: QueryEngine,
    exports: ExportService,
    check: Callable[[], Awaitable[Readiness]],
    hosts: Collection[str] = LOOPBACK,
    streams: Streams | None = None,
    documents: Documents | None = None,
    origins: Collection[Origin] = (),
    bodies: Bodies | None = None,
    identification: Identification | None = None,
    *,
    exposure: Exposure | None = None,
    https: bool = False,
    allowances: Allowances | None = None,
) -> Starlette:
    """The application over open parts.

    Args:
        hosts: the names it answers to; none: any. A loopback-only server must not answer to the name of a web page that
            a browser was told lives on 127.0.0.1 (DNS rebinding), since whoever reaches it sees everything.
        streams: to close when the server begins to stop.
        origins: whose web pages may call, besides the server's own.
        bodies: the bodies of all requests, which share limits.
        identification: who sends a request; None: everybody is the development principal.
        exposure: to whom the schema is shown.
        https: browsers reach the server by HTTPS, perhaps through a proxy.
        allowances: what principals may spend; None: whatever they want.
    """
    bodies = bodies or Bodies()
    partnerships = PartnershipService(opened.store, queries, reference=queries.reference)
    commands = PartnershipCommands(opened.log, opened.store, opened.secrets, partnerships)
    saved = SavedQueries(opened.store)
    watcher, monitor = ChangeFeed(opened.store), DataMonitor(opened.log, opened.store, reference=queries.reference)

    def principal(connection: HTTPConnection) -> Principal:
        return principal_of(connection.scope)

    def context(connection: HTTPConnection) -> Context:
        asker = principal(connection)
        key = key_of(connection.scope) if allowances else None
        queries_of_asker = metered(queries, partial(allowances.spend_cells, key)) if allowances and key else queries
        return Context(asker, queries_of_asker, partnerships, commands, saved, exports, watcher.turns, monitor)

    return application(
        [
            *graphql_routes(
                context, streams=streams, documents=documents, bodies=bodies, exposure=exposure, allowances=allowances
            ),
            *export_routes(exports, principal),
            *ingest_routes(
                Gateway(opened.log, opened.secrets, dates=DistrictZones(opened.store)),
                bodies=bodies,
                principal_of=principal,
            ),
            *health_routes(check),
            *(() if identification is None else sign_in_routes(identification, bodies)),
        ],
        hosts,
        origins,
        identification,
        https=https,
        allowances=allowances,
    )


def known_hosts(settings: Settings) -> set[str]:
    """The names that a server on loopback answers to.

    Those of allowed origins and of the public URL are among them, for a proxy with TLS that is reached under such a
    name and keeps it.
    """
    public = urlsplit(settings.authentication.public_url).hostname
    origins = {origin.host for origin in settings.allowed_origins}
    return {named(settings.host), *LOOPBACK, *origins, *({public} if public else ())}
