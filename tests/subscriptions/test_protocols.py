"""Byte by byte what the protocols and the limits demand, against a server process without much patience."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.subscriptions.running import ABSENCES, ONE, Server, serving
from tests.subscriptions.server import LIMITS
from tests.subscriptions.talking import FOLLOW, INIT, PROTOCOL, closed, connected, hear, say
from tests.support.demo import PATIENCE


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


def test_a_connection_that_runs_nothing_is_closed_and_one_that_follows_is_not(server: Server) -> None:
    with connected(server) as following, connected(server) as idle:
        say(following, INIT, FOLLOW)
        say(idle, INIT)
        assert closed(idle)[0] == 1001
        say(following, {"type": "ping"})
        assert {"type": "pong"} in (hear(following) for _ in range(3))


def test_operations_of_a_connection_are_few_and_ids_are_free_again(server: Server) -> None:
    with connected(server) as client:
        say(client, INIT, *({**FOLLOW, "id": str(n)} for n in range(LIMITS.operations + 1)))
        heard = [hear(client) for _ in range(LIMITS.operations + 2)]
        (refused,) = [message for message in heard if message["type"] == "error"]
        assert refused["id"] == str(LIMITS.operations)
        assert refused["payload"][0]["extensions"] == {"code": "TOO_MANY_OPERATIONS"}
        say(client, {"type": "complete", "id": "0"}, {**FOLLOW, "id": "0"})
        assert hear(client)["id"] == "0"


def test_connections_of_a_process_are_few(server: Server) -> None:
    stream: dict[str, Any] = {"content": json.dumps(ABSENCES), "headers": STREAMED}
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
        carried: dict[str, Any] = (
            {"params": {"query": document, "district": ONE}} if method == "GET" else {"json": {"query": document}}
        )
        response = http.request(method, server.graphql(ONE), headers={"accept": "text/event-stream"}, **carried)
    event, data, _, complete, *_ = response.text.split("\n")
    assert (response.status_code, event, complete) == (200, "event: next", "event: complete")
    assert json.loads(data.removeprefix("data: "))["errors"][0]["extensions"] == {"code": code}


def test_a_request_that_is_none_is_refused_before_the_stream(server: Server) -> None:
    response = httpx.post(server.graphql(ONE), content="{", headers=STREAMED)
    assert (response.status_code, response.headers["content-type"]) == (400, "application/json; charset=utf-8")


APOLLO = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json'


def parts_of(chunks: Iterator[str], boundary: str) -> Iterator[Any]:
    """The parts of a multipart body, read as Apollo Client reads them: a part is whole when the next delimiter has
    come."""
    delimiter, text = f"\r\n--{boundary}", ""
    for chunk in chunks:
        text += chunk
        *whole, text = text.split(delimiter)
        for part in filter(None, whole):
            head, _, content = part.partition("\r\n\r\n")
            assert head == "\r\nContent-Type: application/json"
            yield json.loads(content)
    assert text == "--\r\n", "nothing follows the last delimiter"


def test_apollo_follows_over_multipart(server: Server) -> None:
    headers = {"accept": APOLLO, "content-type": "application/json"}
    with (
        httpx.Client(timeout=PATIENCE) as http,
        http.stream("POST", server.graphql(ONE), json=ABSENCES, headers=headers) as response,
    ):
        media_type, boundary, spec = response.headers["content-type"].split("; ")
        assert (media_type, boundary, spec) == ("multipart/mixed", 'boundary="graphql"', "subscriptionSpec=1.0")
        parts = parts_of(response.iter_text(), "graphql")
        first = next(part for part in parts if part)
        assert first["payload"]["data"]["metricChanged"]["rows"]["nodes"]
        assert next(part for part in parts if not part) == {}, "it is kept alive"


@pytest.mark.parametrize("document", ["{ __typename }", "{ nothing }"])
def test_a_multipart_answer_is_complete_after_a_query_and_after_errors(server: Server, document: str) -> None:
    response = httpx.post(server.graphql(ONE), json={"query": document}, headers={"accept": APOLLO}, timeout=PATIENCE)
    (part,) = filter(None, parts_of(iter([response.text]), "graphql"))
    assert ("errors" in part["payload"]) == (document == "{ nothing }")


@pytest.mark.parametrize(
    ("accept", "document", "status"),
    [
        ("multipart/mixed", "{ __typename }", 406),
        ('multipart/mixed;deferSpec="20220824"', "{ __typename }", 406),
        ("application/json", ABSENCES["query"], 400),
    ],
)
def test_whoever_cannot_follow_so_is_told_the_transports(
    server: Server, accept: str, document: str, status: int
) -> None:
    content = {"query": document, "variables": ABSENCES["variables"]}
    response = httpx.post(server.graphql(ONE), json=content, headers={"accept": accept}, timeout=PATIENCE)
    (error,) = response.json()["errors"]
    assert response.status_code == status
    assert all(
        word in error["message"] for word in ("text/event-stream", "subscriptionSpec=1.0", "graphql-transport-ws")
    )
