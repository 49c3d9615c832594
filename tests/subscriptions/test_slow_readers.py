"""Who does not read is dropped, and a server stops all the same."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from websockets.exceptions import ConnectionClosed

from tests.subscriptions.running import ONE, Server, serving
from tests.subscriptions.talking import FOLLOW, INIT, connected, say
from tests.support.demo import PATIENCE

WHOLE = {"query": f"{{ {' '.join(f'a{n}: metrics {{ description formula source }}' for n in range(60))} }}"}
"""A large answer."""
UNREAD = [{**FOLLOW, "id": str(n), "payload": WHOLE} for n in range(9)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("data")) as server:
        yield server


def deaf(server: Server) -> socket.socket:
    """A connection that takes little at a time."""
    host, _, port = server.address.removeprefix("http://").partition(":")
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(PATIENCE)
    connection.connect((host, int(port)))
    return connection


def test_a_websocket_that_is_not_read_is_dropped(server: Server) -> None:
    with (
        closing(deaf(server)) as raw,
        connected(server, sock=raw, max_size=None, max_queue=1, ping_interval=None, close_timeout=0.1) as client,
    ):
        say(client, INIT, *UNREAD)
        server.said('"transport": "websocket"')
        with pytest.raises(ConnectionClosed):
            while True:
                client.recv(PATIENCE)


def test_an_event_stream_that_is_not_read_ends(server: Server) -> None:
    content = json.dumps(WHOLE).encode()
    head = (
        f"POST /graphql?district={ONE} HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n"
        f"content-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
    )
    with closing(deaf(server)) as raw:
        raw.sendall(head.encode() + content)
        server.said('"transport": "text/event-stream"')
        received = b"".join(iter(lambda: raw.recv(65536), b""))
    assert b"event: complete" not in received


def test_a_server_stops_although_somebody_does_not_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    with ExitStack() as opened:
        server = opened.enter_context(serving(tmp_path_factory.mktemp("data")))
        raw = opened.enter_context(closing(deaf(server)))
        client = opened.enter_context(
            connected(server, sock=raw, max_size=None, max_queue=1, ping_interval=None, close_timeout=0.1)
        )
        say(client, INIT, *UNREAD)
        server.said('"transport": "websocket"')
        server.stop()
