"""Queries over HTTP on loopback, one connection, one request after the other."""

import asyncio
import http.client
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

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


def trusted_document() -> Figure:
    """`{ __typename }` as a trusted document; limit: a bare Starlette + orjson endpoint that answers the same bytes."""
    return _against_bare(documentId="trivial")


def _against_bare(**members: str) -> Figure:
    body = orjson.dumps(members)
    with server() as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        answer = _ask(connection, "/graphql", body)
        if b'"errors"' in answer:
            raise RuntimeError(answer.decode())
        connection.request("PUT", "/bare/answer", answer)
        connection.getresponse().read()
        if orjson.loads(_ask(connection, "/bare/answer", body)) != orjson.loads(answer):
            raise RuntimeError("the bare endpoint answers something else")

        def asked_again(path: str) -> float:
            requests, started = 0, time.perf_counter()
            while (took := time.perf_counter() - started) < SECONDS:
                _ask(connection, path, body)
                requests += 1
            return requests / took

        return beside(lambda: asked_again("/graphql"), lambda: asked_again("/bare/answer"), "requests/s", runs=9)


def _ask(connection: http.client.HTTPConnection, path: str, body: bytes) -> bytes:
    connection.request("POST", path, body, {"content-type": "application/json", "accept": "application/json"})
    return connection.getresponse().read()


@contextmanager
def server() -> Iterator[int]:
    """A server of its own process over Grand Bend and the sample partnerships; gives its port."""
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(_load(Path(name)))
        command = [sys.executable, "-m", "benchmarks.server", name]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                if process.stdout is None:
                    raise RuntimeError("the server has no output")
                yield int(process.stdout.readline())
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
