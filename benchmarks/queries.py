"""Queries over HTTP on loopback, one connection, one request after the other."""

import asyncio
import http.client
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import orjson

from benchmarks.events import GRAND_BEND, SECRETS, new_log
from benchmarks.figure import Figure, beside
from consumers.consumer import Consumer
from consumers.learners import learner_projection
from consumers.partnerships import partnership_projection
from services.ingest.edfi import EdFi
from services.ingest.importer import import_files
from services.samples.partnerships.loader import load_partnerships
from services.store.embedded import EmbeddedStore

KPI_TABLE = """{ metricQuery(query: {metrics: [{metric: {name: "members"}}, {metric: {name: "absences"}},
  {metric: {name: "attendance_rate"}}], groupBy: ["school", "sex"], granularity: DAY, time: {schoolYear: 2011}})
  { table(first: 1000) { length data { name strings dates numbers } } } }"""
TRIVIAL = "{ __typename }"
SECONDS = 0.3  # for each side the same: the shorter a run, the likelier it is left in peace on a busy machine


def kpi_table() -> Figure:
    """1,000 rows × 6 columns of `table`, asked again and again; limit: a bare Starlette + orjson endpoint that answers
    the same bytes."""
    return _against_bare(query=KPI_TABLE)


def trivial_query() -> Figure:
    """`{ __typename }`; limit: a bare Starlette + orjson endpoint that answers the same bytes."""
    return _against_bare(query=TRIVIAL)


def authenticated_query() -> Figure:
    """`{ __typename }` by whoever has an API key; limit: the same server without authentication."""
    body = orjson.dumps({"query": TRIVIAL})
    with server() as ports:
        plain = http.client.HTTPConnection("127.0.0.1", ports.open)
        closed = http.client.HTTPConnection("127.0.0.1", ports.closed)
        refused = _ask(closed, "/graphql", body)
        if b"UNAUTHENTICATED" not in refused or b"errors" in _ask(closed, "/graphql", body, ports.key):
            raise RuntimeError(refused.decode())
        return beside(
            lambda: _rate(lambda: _ask(closed, "/graphql", body, ports.key)),
            lambda: _rate(lambda: _ask(plain, "/graphql", body)),
            "requests/s",
            runs=9,
        )


def trusted_document() -> Figure:
    """`{ __typename }` as a trusted document; limit: a bare Starlette + orjson endpoint that answers the same bytes."""
    return _against_bare(documentId="trivial")


def _against_bare(**members: str) -> Figure:
    body = orjson.dumps(members)
    with server() as ports:
        connection = http.client.HTTPConnection("127.0.0.1", ports.open)
        answer = _ask(connection, "/graphql", body)
        if b'"errors"' in answer:
            raise RuntimeError(answer.decode())
        connection.request("PUT", "/bare/answer", answer)
        connection.getresponse().read()
        if orjson.loads(_ask(connection, "/bare/answer", body)) != orjson.loads(answer):
            raise RuntimeError("the bare endpoint answers something else")

        return beside(
            lambda: _rate(lambda: _ask(connection, "/graphql", body)),
            lambda: _rate(lambda: _ask(connection, "/bare/answer", body)),
            "requests/s",
            runs=9,
        )


def _rate(request: Callable[[], object]) -> float:
    """Requests a second, one after the other."""
    requests, started = 0, time.perf_counter()
    while (took := time.perf_counter() - started) < SECONDS:
        request()
        requests += 1
    return requests / took


def _ask(connection: http.client.HTTPConnection, path: str, body: bytes, key: str | None = None) -> bytes:
    headers = {"content-type": "application/json", "accept": "application/json"}
    connection.request("POST", path, body, headers | ({"authorization": f"Bearer {key}"} if key else {}))
    return connection.getresponse().read()


class Ports(NamedTuple):
    """Where a server takes everybody, and where only those who have the key."""

    open: int
    closed: int
    key: str


@contextmanager
def server() -> Iterator[Ports]:
    """A server of its own process over Grand Bend and the sample partnerships; gives its ports."""
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(_load(Path(name)))
        command = [sys.executable, "-m", "benchmarks.server", name]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                if process.stdout is None:
                    raise RuntimeError("the server has no output")
                opened, closed, key = process.stdout.readline().split()
                yield Ports(int(opened), int(closed), key)
            finally:
                process.terminate()


async def _load(folder: Path) -> None:
    log, store = await new_log(folder), await EmbeddedStore.open(folder / "store.sqlite")
    await import_files(EdFi([GRAND_BEND]), log, SECRETS)
    await load_partnerships(log, SECRETS, datetime.now(UTC).date())
    for line in (learner_projection(SECRETS), partnership_projection()):
        await Consumer(log, store, line).run(asyncio.Event(), until_idle=True)
    await store.close()
    await log.close()
