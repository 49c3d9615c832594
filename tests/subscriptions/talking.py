"""graphql-transport-ws message by message."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.subscriptions.running import ABSENCES, ONE, Server
from tests.support.demo import PATIENCE

PROTOCOL = "graphql-transport-ws"
INIT = {"type": "connection_init"}
FOLLOW = {"type": "subscribe", "id": "1", "payload": ABSENCES}


@contextmanager
def connected(server: Server, protocol: str = PROTOCOL, **options: Any) -> Iterator[ClientConnection]:
    url = server.graphql(ONE).replace("http", "ws", 1)
    with connect(url, subprotocols=[Subprotocol(protocol)], proxy=None, open_timeout=PATIENCE, **options) as client:
        yield client


def say(client: ClientConnection, *messages: Any) -> None:
    for message in messages:
        client.send(message if isinstance(message, str | bytes) else json.dumps(message))


def hear(client: ClientConnection) -> Any:
    return json.loads(client.recv(PATIENCE))


def closed(client: ClientConnection) -> tuple[int, str]:
    """How the server ends the connection, whatever it says before."""
    with pytest.raises(ConnectionClosed) as ended:
        while True:
            client.recv(PATIENCE)
    assert ended.value.rcvd is not None
    return ended.value.rcvd.code, ended.value.rcvd.reason
