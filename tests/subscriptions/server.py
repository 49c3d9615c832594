"""`python -m tests.subscriptions.server FOLDER`: serves as Tandem does, with little patience, for the district in the
URL (`/graphql?district=1`). Prints its port."""

import asyncio
import socket
import sys
from pathlib import Path

import uvicorn
from starlette.requests import HTTPConnection

from schema import Context
from services.app.assembly import parts
from services.app.log_output import configure_logging
from services.app.readiness import readiness
from services.app.server_process import LOOPBACK, exit_on_signal
from services.app.settings import Settings
from services.app.sockets import config_of, listen
from services.app.worker import ConsumerThread
from services.commands.partnership_commands import PartnershipCommands
from services.core.access import Principal
from services.ingest.gateway import Gateway
from services.query.change_feed import ChangeFeed
from services.query.engine import QueryEngine
from services.query.partnerships.partnership_queries import PartnershipService
from services.web.app import application
from services.web.graphql import graphql_routes
from services.web.health import Readiness, health_routes
from services.web.ingest import ingest_routes
from services.web.streams import StreamLimits, Streams
from tests.graphql.fakes import Untouched

LIMITS = StreamLimits(
    connections=4, operations=2, init_seconds=1.0, send_seconds=0.5, idle_seconds=4.0, quiet_seconds=0.1
)


async def main(folder: Path) -> None:
    settings = Settings(data=folder, port=0)
    worker = ConsumerThread(settings)
    async with parts(settings) as opened:
        queries = QueryEngine(opened.store)
        partnerships = PartnershipService(opened.store, queries)
        commands = PartnershipCommands(opened.log, opened.store, opened.secrets, partnerships)
        watcher, streams = ChangeFeed(opened.store, seconds=0.02), Streams(LIMITS)

        def context(connection: HTTPConnection) -> Context:
            principal = Principal("reader", frozenset({connection.query_params["district"]}))
            return Context(principal, queries, partnerships, commands, Untouched(), Untouched(), turns=watcher.turns)

        async def check() -> Readiness:
            return await readiness(opened, worker, None)

        routes = [
            *graphql_routes(context, streams=streams),
            *ingest_routes(Gateway(opened.log, opened.secrets)),
            *health_routes(check),
        ]
        config = config_of(application(routes, LOOPBACK))
        config.timeout_graceful_shutdown = 2
        server = uvicorn.Server(config)
        exit_on_signal(server, streams)
        listening = listen(settings)
        listening.setsockopt(
            socket.SOL_SOCKET, socket.SO_SNDBUF, 4096
        )  # or the kernel takes megabytes that nobody reads
        worker.start()
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        await server.serve(sockets=[listening])
        await asyncio.to_thread(worker.stop)


if __name__ == "__main__":
    configure_logging("info")
    asyncio.run(main(Path(sys.argv[1])))
