"""The endpoint, in process for most tests and on a port for those that need a real client."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from schema import Context
from services.web.graphql import graphql_routes
from tests.graphql.fakes import FakeQueries, context_of


def application(queries: FakeQueries | None = None) -> Starlette:
    store = queries or FakeQueries()

    def context_for(_: HTTPConnection) -> Context:
        return context_of(store)

    return Starlette(routes=graphql_routes(context_for))


def client(queries: FakeQueries | None = None) -> httpx.AsyncClient:
    """A client of the application, without a network."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=application(queries)), base_url="http://tandem")


@contextmanager
def served() -> Iterator[str]:
    """The address of the application on a free port of loopback; it listens before the server runs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(application(), log_config=None, lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
