"""Hostile documents over HTTP on loopback: how long others wait meanwhile."""

import http.client
import itertools
import threading
import time
from collections.abc import Callable

import orjson

from benchmarks.figure import Figure
from benchmarks.hostile_shapes import SHAPES, Request
from benchmarks.queries import server

AT_ONCE, PAUSE, GOAL = 10, 0.005, 0.2
HEADERS = {"content-type": "application/json", "accept": "application/json"}


def hostile_documents() -> Figure:
    """The slowest answer of /livez, as answers a second, while ten requests of the worst shape are under way at once;
    limit: the same while ten requests of an ordinary new document are."""
    numbers = itertools.count()
    with server() as ports:
        delays = {name: _slowest(ports.open, shape, numbers) for name, shape in SHAPES.items()}
        ordinary = max(_slowest(ports.open, _ordinary, numbers) for _ in range(3))
    notes = [f"{name}: /livez took at most {1_000 * delay:.0f} ms" for name, delay in delays.items()]
    worst = max(delays.values())
    notes.append(f"goal: at most {1_000 * GOAL:.0f} ms, {'met' if worst <= GOAL else 'missed'}")
    return Figure(1 / worst, 1 / ordinary, "answers/s", tuple(notes))


def _ordinary(number: int) -> Request:
    return {"query": f"query Q{number} {{ schools {{ nodes {{ name district {{ name }} }} }} }}"}


def _slowest(port: int, shape: Callable[[int], Request], numbers: "itertools.count[int]") -> float:
    """The longest that /livez took from before the requests were sent until after the last was answered."""
    senders = [threading.Thread(target=_send, args=(port, orjson.dumps(shape(next(numbers))))) for _ in range(AT_ONCE)]
    connection = http.client.HTTPConnection("127.0.0.1", port)
    _look(connection)
    for sender in senders:
        sender.start()
    slowest = _look(connection)
    while any(sender.is_alive() for sender in senders):
        slowest = max(slowest, _look(connection))
        time.sleep(PAUSE)
    return slowest


def _look(connection: http.client.HTTPConnection) -> float:
    started = time.perf_counter()
    connection.request("GET", "/livez")
    if connection.getresponse().read() != b'{"status":"ok"}':
        raise RuntimeError("/livez answers something else")
    return time.perf_counter() - started


def _send(port: int, body: bytes) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/graphql", body, HEADERS)
    connection.getresponse().read()
