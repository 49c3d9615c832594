"""Compressed bodies are taken or refused in words, and answers are compressed for who accepts it."""

import gzip
import json
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from tracemalloc import get_traced_memory, start, stop
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.identity import DerivedSecrets
from services.ingest.gateway import Gateway
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS
from services.web.app import application
from services.web.bodies import MAX_MEMBERS, BodyProblem, gunzip
from services.web.compression import accepts_gzip
from services.web.graphql import graphql_routes
from services.web.graphql_request import MAX_BODY
from services.web.ingest import IngestLimits, ingest_routes
from tests.contracts.bad_events import good, written
from tests.graphql.fakes import FakeQueries, context_of

GRAPHQL = json.dumps({"query": "{ metrics { name description formula source } }"}).encode()
EVENTS = written([good()])
MEDIA_TYPES = {"/graphql": "application/json", "/events": "application/cloudevents-batch+json"}
BODIES = {"/graphql": GRAPHQL, "/events": EVENTS}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    log = await EmbeddedLog.open(tmp_path / "log.sqlite")
    for topic in (LEARNER_EVENTS, PARTNERSHIP_EVENTS):
        await log.create_topic(topic, 1)
    gateway = Gateway(log, DerivedSecrets(b"a master secret for tests only, 32+"))
    app = application([*graphql_routes(lambda _: context_of(FakeQueries())), *ingest_routes(gateway)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://tandem") as http:
        yield http
    await log.close()


async def post(client: httpx.AsyncClient, path: str, content: bytes, encoding: str, **headers: str) -> httpx.Response:
    sent = {"content-type": MEDIA_TYPES[path], "content-encoding": encoding, **headers}
    return await client.post(path, content=content, headers=sent)


def problem(response: httpx.Response) -> tuple[str, str]:
    """Code and reason, in the form of either endpoint."""
    answer: dict[str, Any] = response.json()
    if "errors" in answer:
        return answer["errors"][0]["extensions"]["code"], answer["errors"][0]["message"]
    return answer["code"], answer["reason"]


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("encoding", ["gzip", "GZIP", " gzip "])
async def test_a_gzip_body_is_taken(client: httpx.AsyncClient, path: str, encoding: str) -> None:
    plain = await post(client, path, BODIES[path], "identity")
    packed = await post(client, path, gzip.compress(BODIES[path]), encoding)
    assert (packed.status_code, packed.json()) == (plain.status_code, plain.json())
    assert plain.status_code in (200, 202)


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, br", "gzip, gzip", "x"])
async def test_other_encodings_are_refused_and_the_supported_one_is_named(
    client: httpx.AsyncClient, path: str, encoding: str
) -> None:
    refused = await post(client, path, BODIES[path], encoding)
    code, reason = problem(refused)
    assert (refused.status_code, code) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert refused.headers["accept-encoding"] == "gzip"
    assert repr(encoding) in reason
    assert "gzip" in reason


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(
    "damage",
    [lambda packed: packed[:-5], lambda packed: b"[]" + packed, lambda packed: packed + b"more", lambda _: b"plain"],
)
async def test_a_body_that_is_no_gzip_is_refused(client: httpx.AsyncClient, path: str, damage: Any) -> None:
    refused = await post(client, path, damage(gzip.compress(BODIES[path])), "gzip")
    code, reason = problem(refused)
    assert (refused.status_code, code) == (400, {"/graphql": "BAD_REQUEST", "/events": "MALFORMED_ENCODING"}[path])
    assert "gzip" in reason


@pytest.mark.parametrize(("path", "most"), [("/graphql", MAX_BODY), ("/events", IngestLimits().body_bytes)])
async def test_a_bomb_is_given_up_at_the_limit(client: httpx.AsyncClient, path: str, most: int) -> None:
    bomb = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    packed = b"".join([bomb.compress(b" " * 1_000_000) for _ in range(400)]) + bomb.flush()
    start()
    refused = await post(client, path, packed, "gzip")
    _, peak = get_traced_memory()
    stop()
    assert (refused.status_code, f"{most} bytes" in problem(refused)[1]) == (413, True)
    assert peak < 4 * most + 2_000_000


def test_many_empty_members_are_not_looked_through() -> None:
    with pytest.raises(BodyProblem, match="members"):
        gunzip(gzip.compress(b"") * (MAX_MEMBERS + 1), 100)


@given(st.lists(st.binary(max_size=100), max_size=MAX_MEMBERS), st.integers(0, 200))
def test_what_was_packed_comes_out_unless_it_is_too_long(members: list[bytes], most: int) -> None:
    whole = b"".join(members)
    packed = b"".join(map(gzip.compress, members))
    if len(whole) <= most:
        assert gunzip(packed, most) == whole
    else:
        with pytest.raises(BodyProblem, match=f"more than {most} bytes"):
            gunzip(packed, most)


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True), ("GZIP", True), ("br, gzip;q=0.5", True), ("*", True), ("gzip, deflate, br, zstd", True),
        ("", False), ("br", False), ("gzip;q=0", False), ("gzip;q=0, *", False), ("identity", False), ("*;q=0", False),
        ("not-gzip", False), ("gzipped", False),
    ],
)  # fmt: skip
async def test_a_large_answer_is_packed_for_who_accepts_it(
    client: httpx.AsyncClient, accepted: str, packed: bool
) -> None:
    answer = await post(client, "/graphql", GRAPHQL, "identity", **{"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == ("gzip" if packed else None)
    assert "Accept-Encoding" in answer.headers["vary"]
    assert answer.json()["data"]["metrics"]
    assert accepts_gzip(accepted) == packed


async def test_small_answers_and_streams_stay_as_they_are(client: httpx.AsyncClient) -> None:
    small = json.dumps({"query": "{ __typename }"}).encode()
    assert "content-encoding" not in (await post(client, "/graphql", small, "identity")).headers
    stream = await post(client, "/graphql", GRAPHQL, "identity", accept="text/event-stream")
    assert "content-encoding" not in stream.headers
    assert stream.text.startswith("event: next")
