"""Byte by byte what the protocols and the limits demand, against a server process without much patience."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.cli.test_demo import PATIENCE
from tests.subscriptions.running import ABSENCES, ONE, Server, serving
from tests.subscriptions.server import LIMITS
from tests.subscriptions.talking import FOLLOW, INIT, PROTOCOL, closed, connected, hear, say


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("data")) as server:
        yield server


BREACHES: list[tuple[list[Any], int]] = [
    (["{"], 4400),
    (["[]"], 4400),
    ([b"{}"], 4400),
    ([{}], 4400),
    ([{"type": "start"}], 4400),
    ([{"type": "connection_init", "payload": 7}], 4400),
    ([FOLLOW], 4401),
    ([INIT, INIT], 4429),
    ([INIT, FOLLOW, FOLLOW], 4409),
    ([INIT, {"type": "hello", "é" * 200: 1}], 4400),
    ([INIT, {"type": "subscribe", "id": "", "payload": ABSENCES}], 4400),
    ([INIT, {"type": "subscribe", "payload": ABSENCES}], 4400),
    ([INIT, {"type": "subscribe", "id": "1"}], 4400),
    ([INIT, {"type": "subscribe", "id": "1", "payload": {"query": 7}}], 4400),
    ([INIT, {"type": "complete"}], 4400),
    ([{"type": "pong"}], 4408),
]


@pytest.mark.parametrize(("messages", "code"), BREACHES)
def test_who_breaks_the_protocol_is_told_the_code(server: Server, messages: list[Any], code: int) -> None:
    with connected(server) as client:
        say(client, *messages)
        assert closed(client)[0] == code


def test_other_subprotocols_are_not_spoken(server: Server) -> None:
    url = server.graphql(ONE).replace("http", "ws", 1)
    with connect(url, proxy=None) as client:
        assert client.subprotocol is None
        assert closed(client) == (4406, "Subprotocol not acceptable")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "rebound.example"}, 421),
        ({"origin": "https://rebound.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:1"}, 403),
    ],
)
def test_pages_of_others_may_not_connect(server: Server, headers: dict[str, str], status: int) -> None:
    with httpx.Client() as http:
        upgrade = {
            "connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
            "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "sec-websocket-protocol": PROTOCOL,
        }  # fmt: skip
        assert http.get(server.graphql(ONE), headers={**upgrade, **headers}).status_code == status


def test_own_pages_may_connect(server: Server) -> None:
    with connected(server, origin=server.address) as client:
        say(client, {"type": "ping"}, INIT)
        assert [hear(client), hear(client)] == [{"type": "pong"}, {"type": "connection_ack"}]


def test_operations_of_a_connection_are_few_and_ids_are_free_again(server: Server) -> None:
    with connected(server) as client:
        say(client, INIT, *({**FOLLOW, "id": str(n)} for n in range(LIMITS.operations + 1)))
        heard = [hear(client) for _ in range(LIMITS.operations + 2)]
        (refused,) = [each for each in heard if each["type"] == "error"]
        assert refused["id"] == str(LIMITS.operations)
        assert refused["payload"][0]["extensions"] == {"code": "TOO_MANY_OPERATIONS"}
        say(client, {"type": "complete", "id": "0"}, {**FOLLOW, "id": "0"})
        assert hear(client)["id"] == "0"


def test_connections_of_a_process_are_few(server: Server) -> None:
    stream = {"content": json.dumps(ABSENCES), "headers": STREAMED}
    with ExitStack() as opened:
        for _ in range(LIMITS.connections - 1):
            opened.enter_context(connected(server))
        http = opened.enter_context(httpx.Client(timeout=PATIENCE))
        assert opened.enter_context(http.stream("POST", server.graphql(ONE), **stream)).status_code == 200
        refused = http.post(server.graphql(ONE), **stream)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert refused.json()["errors"][0]["extensions"] == {"code": "TOO_MANY_STREAMS"}
        with pytest.raises(InvalidStatus, match="503"), connected(server):
            pass


STREAMED = {"accept": "text/event-stream", "content-type": "application/json"}


def test_an_event_stream_is_kept_alive(server: Server) -> None:
    with httpx.Client(timeout=PATIENCE) as http:
        parameters = {"query": ABSENCES["query"], "variables": json.dumps(ABSENCES["variables"]), "district": ONE}
        with http.stream("GET", f"{server.address}/graphql", params=parameters, headers=STREAMED) as response:
            assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
            assert response.headers["cache-control"] == "no-store"
            lines = response.iter_lines()
            assert next(line for line in lines if line.startswith("event")) == "event: next"
            assert [next(line for line in lines if line == ":") for _ in range(3)]


@pytest.mark.parametrize(
    ("method", "document", "code"),
    [
        ("GET", "mutation { proposePartnership(input: {}) { status } }", "OPERATION_RESOLUTION_FAILURE"),
        ("POST", "subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
def test_a_refusal_is_an_event(server: Server, method: str, document: str, code: str) -> None:
    with httpx.Client(timeout=PATIENCE) as http:
        carried = {"params": {"query": document, "district": ONE}} if method == "GET" else {"json": {"query": document}}
        response = http.request(method, server.graphql(ONE), headers={"accept": "text/event-stream"}, **carried)
    event, data, _, complete, *_ = response.text.split("\n")
    assert (response.status_code, event, complete) == (200, "event: next", "event: complete")
    assert json.loads(data.removeprefix("data: "))["errors"][0]["extensions"] == {"code": code}


def test_a_request_that_is_none_is_refused_before_the_stream(server: Server) -> None:
    response = httpx.post(server.graphql(ONE), content="{", headers=STREAMED)
    assert (response.status_code, response.headers["content-type"]) == (400, "application/json; charset=utf-8")
