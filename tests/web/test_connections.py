"""Clients that stall: whatever they leave undone, their connection ends, and nobody else waits for it."""

import json
from pathlib import Path

import httpx
import pytest

from services.web.limits import ServerLimits
from tests.contracts.bad_events import good, written
from tests.web.serving import IMPATIENT, LARGE, PATIENCE, site

HOST = b"host: localhost\r\n"
JSON = b"content-type: application/json\r\n"
EVENTS = b"content-type: application/cloudevents-batch+json\r\n"
GET = b"GET /livez HTTP/1.1\r\n" + HOST + b"\r\n"
UPGRADE = (
    b"GET /graphql HTTP/1.1\r\n" + HOST + b"connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
    b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n"
)
MASKED = b"\x81\xfe\x10\x00\x00\x00\x00\x00"
"""The head of a message of 4,096 bytes."""  # its mask is all zeros

# name, what is sent before the sender stalls, how the answer begins and what is in it
STALLED: list[tuple[str, bytes, bytes, bytes]] = [
    ("nothing", b"", b"", b""),
    ("half a request line", b"POST /gra", b"HTTP/1.1 408 ", b"REQUEST_TIMEOUT"),
    ("half a head", b"POST /graphql HTTP/1.1\r\n" + HOST + b"x-slow: 1\r\n", b"HTTP/1.1 408 ", b"REQUEST_TIMEOUT"),
    ("half a body of GraphQL", b"POST /graphql HTTP/1.1\r\n" + HOST + JSON + b"content-length: 100\r\n\r\n{",
     b"HTTP/1.1 408 ", b'"REQUEST_TIMEOUT"'),
    ("half a chunk of GraphQL",
     b"POST /graphql HTTP/1.1\r\n" + HOST + JSON + b"transfer-encoding: chunked\r\n\r\n5\r\n{",
     b"HTTP/1.1 408 ", b'"REQUEST_TIMEOUT"'),
    ("half a body of events", b"POST /events HTTP/1.1\r\n" + HOST + EVENTS + b"content-length: 100\r\n\r\n[",
     b"HTTP/1.1 408 ", b'"REQUEST_TIMEOUT"'),
    ("an answered request and nothing more", GET, b"HTTP/1.1 200 ", b"ok"),
    ("an answered request and half a head", GET + b"GET /livez HTTP/1.1\r\n", b"HTTP/1.1 200 ", b"ok"),
    ("a body that nobody reads", b"POST /livez HTTP/1.1\r\n" + HOST + b"content-length: 100\r\n\r\n[",
     b"HTTP/1.1 405 ", b""),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "begins", "holds"), [case[1:] for case in STALLED], ids=[case[0] for case in STALLED])
async def test_who_stalls_is_told_and_let_go(tmp_path: Path, sent: bytes, begins: bytes, holds: bytes) -> None:
    async with site(tmp_path) as server:
        received = await (await server.connect(sent)).rest()
    assert received.startswith(begins)
    assert holds in received


@pytest.mark.parametrize("half", [MASKED[:1], MASKED + b"{", b"\x01\x81\x00\x00\x00\x00{"])
async def test_half_a_message_of_a_websocket_ends_it(tmp_path: Path, half: bytes) -> None:
    async with site(tmp_path) as server:
        connection = await server.connect(UPGRADE)
        await connection.receive_head()
        await connection.send(half)
        assert b"message not complete in time" in await connection.rest()


async def test_a_head_that_begins_after_an_answer_has_its_time_too(tmp_path: Path) -> None:
    """The time of an idle connection has ended with its first byte."""
    limits = ServerLimits(header_seconds=0.2, idle_seconds=600)
    async with site(tmp_path, limits) as server:
        connection = await server.connect(GET)
        await connection.receive_head()
        await connection.send(b"GET /livez HT")
        assert b"HTTP/1.1 408 " in await connection.rest()


async def test_a_slow_sender_that_keeps_to_the_limits_is_served(tmp_path: Path) -> None:
    body = json.dumps({"query": "{ __typename }"}).encode()
    head = b"POST /graphql HTTP/1.1\r\n%sconnection: close\r\ncontent-length: %d\r\n\r\n" % (HOST + JSON, len(body))
    async with site(tmp_path, ServerLimits()) as server:
        connection = await server.connect()
        for byte in head + body:
            await connection.send(bytes([byte]))
        received = await connection.rest()
    assert received.endswith(b'{"data":{"__typename":"Query"}}')


async def test_stalled_senders_take_no_place_from_others(tmp_path: Path) -> None:
    """Sixteen of them kept everybody out for a minute."""
    half = b"POST /events HTTP/1.1\r\n" + HOST + EVENTS + b"content-length: 7000000\r\n\r\n["
    async with site(tmp_path, ServerLimits(), in_flight=2) as server, httpx.AsyncClient(timeout=PATIENCE) as http:
        for _ in range(40):
            await server.connect(half)
        headers = {"content-type": "application/cloudevents+json"}
        sent = [await http.post(f"{server.address}/events", content=written(good()), headers=headers) for _ in range(3)]
        assert [answer.status_code for answer in sent] == [202] * 3
        assert (await http.post(f"{server.address}/graphql", json={"query": "{ __typename }"})).status_code == 200


async def test_bodies_that_never_come_whole_give_their_memory_to_new_ones(tmp_path: Path) -> None:
    limits = ServerLimits(body_bytes=1_000_000)
    half = b"POST /events HTTP/1.1\r\n" + HOST + EVENTS + b"content-length: 700000\r\n\r\n" + b" " * 400_000
    async with site(tmp_path, limits) as server, httpx.AsyncClient(timeout=PATIENCE) as http:
        first, *_ = [await server.connect(half) for _ in range(3)]
        assert (await first.receive_head()).startswith(b"HTTP/1.1 429 ")
        headers = {"content-type": "application/cloudevents-batch+json"}
        whole = written([good()]) + b" " * 900_000
        assert (await http.post(f"{server.address}/events", content=whole, headers=headers)).status_code == 202


async def test_new_connections_end_those_that_wait_longest(tmp_path: Path) -> None:
    limits = ServerLimits(connections=5, header_seconds=600, idle_seconds=600)
    async with site(tmp_path, limits) as server:
        stalled = [await server.connect(b"GET /livez HTTP/1.1\r\n") for _ in range(5)]
        connection = await server.connect(GET)
        assert (await connection.receive_head()).startswith(b"HTTP/1.1 200 ")
        assert await stalled[0].rest() == b""
        await stalled[4].send(HOST + b"\r\n")
        assert (await stalled[4].receive_head()).startswith(b"HTTP/1.1 200 ")


async def test_where_all_connections_are_at_work_the_next_one_is_told_to_come_back(tmp_path: Path) -> None:
    async with site(tmp_path, ServerLimits(connections=1)) as server:
        streaming = await server.connect(UPGRADE)
        assert (await streaming.receive_head()).startswith(b"HTTP/1.1 101 ")
        received = await (await server.connect(GET)).rest()
    assert received.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 5" in received
    assert b"TOO_MANY_CONNECTIONS" in received


LARGE_ANSWER = b"GET /large/ HTTP/1.1\r\n" + HOST + b"connection: close\r\n\r\n"


async def test_an_answer_that_nobody_reads_is_dropped(tmp_path: Path) -> None:
    async with site(tmp_path, ServerLimits(unread_seconds=0.2, idle_seconds=600)) as server:
        connection = await server.connect(LARGE_ANSWER)
        await connection.receive_head()
        await server.large_answer_ended()
        assert len(await connection.rest()) < LARGE


async def test_unread_answers_have_a_limit_together(tmp_path: Path) -> None:
    """The one that has waited longest gives way, before its time."""
    limits = ServerLimits(unread_bytes=LARGE + LARGE // 2)
    async with site(tmp_path, limits) as server:
        connections = [await server.connect(LARGE_ANSWER) for _ in range(2)]
        for connection in connections:
            await connection.receive_head()
        await server.large_answer_ended()
        assert len(await connections[0].rest()) < LARGE
        assert len(await connections[1].rest()) == LARGE


async def test_who_reads_as_much_as_is_wanted_is_not_dropped(tmp_path: Path) -> None:
    async with site(tmp_path, ServerLimits(unread_seconds=0.01, unread_step=0)) as server:
        connection = await server.connect(LARGE_ANSWER)
        await connection.receive_head()
        assert len(await connection.rest()) == LARGE


async def test_a_refused_websocket_is_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with site(tmp_path, IMPATIENT) as server:
        head = UPGRADE.replace(HOST, HOST + b"origin: https://evil.example\r\n")
        received = await (await server.connect(head)).rest()
    assert received.startswith(b"HTTP/1.1 403 ")
    assert [record for record in caplog.records if record.levelname in ("ERROR", "WARNING")] == []
