"""Random requests, right and wrong ones: no status of 500 or more, no unforeseen error, no traceback in an answer.

A few seconds; with HYPOTHESIS_PROFILE=deep a minute or two.
"""

import gc
import gzip
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from graphql import parse, validate
from structlog.testing import capture_logs

from services.app.assembly import parts
from services.app.server_process import build
from services.app.settings import Settings
from services.exports.export_service import ExportService
from services.query.engine import QueryEngine
from services.store.port import Writes
from services.web.health import Readiness
from tests.contracts.bad_events import good
from tests.support.graphql_schema import GRAPHQL_SCHEMA
from tests.support.random_documents import JUNK, RandomDocuments, encoded
from tests.support.store_writes import commit

COUNT = 500 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 60
JSON = {"content-type": "application/json"}
Send = Callable[[httpx.AsyncClient, Random], Awaitable[httpx.Response]]


@asynccontextmanager
async def client(folder: Path, *, applied: bool) -> AsyncIterator[httpx.AsyncClient]:
    async def ready() -> Readiness:
        return Readiness(ready=True)

    async with parts(Settings(data=folder)) as opened:
        if applied:  # questions are answered then, and events refused, since the log has nothing of it
            await commit(opened.store, Writes())
        queries = QueryEngine(opened.store)
        async with ExportService(queries, folder / "exports") as exports:
            transport = httpx.ASGITransport(build(opened, queries, exports, ready))
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
                yield http


async def document(http: httpx.AsyncClient, random: Random) -> httpx.Response:
    request = RandomDocuments(GRAPHQL_SCHEMA, random, random.choice([0.0, 0.02, 0.2])).request()
    accept = random.choice(["application/json", "application/graphql-response+json", "text/event-stream"])
    return await http.post("/graphql", content=encoded(request), headers={**JSON, "accept": accept})


async def parameters(http: httpx.AsyncClient, random: Random) -> httpx.Response:
    names = ["query", "variables", "extensions", "operationName", "documentId", "x"]
    values = ["{ __typename }", "{", "[]", "null", '{"a": 1}', "\x00", "é", '{"persistedQuery": {"sha256Hash": "x"}}']
    sent = {name: random.choice(values) for name in random.sample(names, random.randint(0, 4))}
    return await http.get(
        "/graphql", params=sent, headers={"accept": random.choice(["*/*", "text/html", "x/y", "a;q=x"])}
    )


async def body(http: httpx.AsyncClient, random: Random) -> httpx.Response:
    content = json.dumps(random.choice([*JUNK[:10], {"query": random.choice(JUNK)}, [{"query": "{a}"}]])).encode()
    packed = random.choice([content, gzip.compress(content), content[: len(content) // 2], random.randbytes(40)])
    types = [
        "application/json",
        "application/json; charset=utf-16",
        "application/cloudevents+json",
        "text/plain",
        "",
        "é;x",
    ]
    headers = {
        b"content-type": random.choice(types).encode(),
        b"content-encoding": random.choice([b"gzip", b"identity"]),
    }
    method, path = random.choice(["POST", "PUT", "GET", "DELETE"]), random.choice(PATHS)
    return await http.request(method, path, content=packed, headers=headers)


PATHS = [
    "/graphql", "/events", "/events?dryRun=maybe", "/events?dryrun=true", "/schemas", "/schemas/x.json", "/exports/x",
    "/exports/%00", "/schemas/%2e%2e.json", "/nothing", "/static/%2e%2e%2fgraphql.py", "/livez", "/readyz", "/",
    "/partnerships/%ff", "/exports/" + "x" * 3_000,
]  # fmt: skip


async def event(http: httpx.AsyncClient, random: Random) -> httpx.Response:
    """An event with something else in the place of one of its members, at any depth."""
    sent = json.loads(json.dumps(good()))
    place: Any = sent
    while True:
        key = random.choice(list(place) if isinstance(place, dict) else range(len(place)))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or random.random() < 0.3:
            place[key] = random.choice(JUNK)
            break
        place = inner
    if random.random() < 0.2:
        sent[random.choice(["data", "extra", "time", "subject"])] = random.choice(JUNK)
    headers = {"content-type": random.choice(["application/cloudevents+json", "application/cloudevents-batch+json"])}
    content = json.dumps([sent] if "batch" in headers["content-type"] else sent).encode()
    return await http.post("/events", content=content, headers=headers)


@pytest.mark.filterwarnings(
    "ignore:coroutine .* was never awaited:RuntimeWarning"
)  # graphql-core drops siblings of errors
@pytest.mark.filterwarnings("ignore:Exception ignored in. <coroutine:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("send", [document, parameters, body, event], ids=lambda send: send.__name__)
async def test_no_request_makes_the_server_fail(send: Send, tmp_path: Path) -> None:
    async with client(tmp_path, applied=send is not event) as http:
        for seed in range(COUNT):
            with capture_logs() as logs:
                answer = await send(http, Random(seed))
            failures = [entry for entry in logs if entry["log_level"] in ("error", "critical")]
            assert (answer.status_code < 500, failures) == (True, []), (seed, answer.text[:500])
            assert "Traceback" not in answer.text, seed
            assert "INTERNAL_ERROR" not in answer.text, seed
    gc.collect()  # while what was dropped is expected


def test_random_documents_are_right_where_nothing_is_to_be_wrong() -> None:
    requests = [RandomDocuments(GRAPHQL_SCHEMA, Random(seed), 0.0).request() for seed in range(30)]
    errors = [str(validate(GRAPHQL_SCHEMA, parse(request["query"]))[:1]) for request in requests]
    assert errors.count("[]") > 25
