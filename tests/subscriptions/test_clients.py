"""The clients of npm, graphql-ws and graphql-sse, against server processes with a log and a store."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from schema.common import ids
from tests.subscriptions.running import ABSENCES, ONE, TWO, Server, absent, begin, following, post, serving
from tests.support.demo import PATIENCE, tandem

TRANSPORTS = ("ws", "sse")
DAYS = count(2)
"""Of September; on each somebody is absent once."""
PROPOSED = {
    "name": "Robotics lab",
    "districts": [ONE],
    "partners": [{"id": "mercy", "name": "Mercy Hospital", "kind": "hospital"}],
    "begin": "2025-09-01",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_an_answer_comes_at_once_and_again_when_it_has_changed(server: Server, transport: str) -> None:
    with following(transport, server.graphql(ONE)) as client:
        before, day = client.value(), next(DAYS)
        absent(server.address, ONE, day)
        assert client.value() == before + 1
        absent(server.address, ONE, day)  # said again: applied, and nothing new
        absent(server.address, ONE, day, learner="2")
        assert client.value() == before + 2
        client.complete()
        assert client.outcome() == {"complete": True}


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_followers_get_nothing_of_other_districts(server: Server, transport: str) -> None:
    with following(transport, server.graphql(ONE)) as one, following(transport, server.graphql(TWO)) as two:
        before, others = one.value(), two.value()
        for more in (1, 2):
            absent(server.address, ONE, next(DAYS))
            assert one.value() == before + more
        absent(server.address, TWO, next(DAYS))
        assert two.value() == others + 1, "the first that it hears of is its own"


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_partnership_is_followed_from_before_it_is_there(server: Server, transport: str) -> None:
    own = ids.encode("Partnership", f"lab-{transport}")
    request = {"query": f'subscription {{ partnershipChanged(id: "{own}") {{ name version }} }}'}
    with following(transport, server.graphql(ONE), request) as client:
        assert client.outcome() == {"next": {"data": {"partnershipChanged": None}}}
        post(server.address, f"lab-{transport}", "partnership.proposed", **PROPOSED)
        shown = {"name": "Robotics lab", "version": 1}
        assert client.outcome() == {"next": {"data": {"partnershipChanged": shown}}}


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_queries_and_mutations_work_too(server: Server, transport: str) -> None:
    with following(transport, server.graphql(ONE), {"query": "{ districts { totalCount } }"}) as client:
        assert client.outcome() == {"next": {"data": {"districts": {"totalCount": 1}}}}
        assert client.outcome() == {"complete": True}
    partner = '{ id: "mercy", name: "Mercy", kind: HOSPITAL }'
    given = f'{{ name: "Lab", districts: ["{ONE}"], partners: [{partner}], begin: "2025-09-01" }}'
    mutation = {"query": f"mutation {{ proposePartnership(input: {given}) {{ status }} }}"}
    with following(transport, server.graphql(ONE), mutation) as client:
        assert client.outcome() == {"next": {"data": {"proposePartnership": {"status": "APPLIED"}}}}
        assert client.outcome() == {"complete": True}


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_an_error_ends_the_subscription_with_its_code(server: Server, transport: str) -> None:
    query = {**ABSENCES["variables"]["query"], "metrics": [{"metric": {"name": "happiness"}}]}
    with following(transport, server.graphql(ONE), {**ABSENCES, "variables": {"query": query}}) as client:
        outcome: dict[str, Any] = client.outcome()
        (error,) = outcome["error"] if transport == "ws" else outcome["next"]["errors"]
        assert error["extensions"] == {"code": "UNKNOWN_METRIC", "at": "query.metrics[0].metric.name"}
        assert transport == "ws" or client.outcome() == {"complete": True}


def test_a_server_that_stops_cuts_all_streams_so_that_clients_come_back(tmp_path: Any) -> None:
    process = tandem(tmp_path, "serve")
    try:
        assert process.stdout is not None
        line_match = next(
            match for line in process.stdout if (match := re.search(r"Serving (http://\S+)/graphql", line))
        )
        begin(line_match[1])
        url = f"{line_match[1]}/graphql"
        with following("ws", url) as socket, following("sse", url) as stream:
            assert (socket.value(), stream.value()) == (2, 2)
            absent(line_match[1], ONE, day=2)
            assert (socket.value(), stream.value()) == (3, 3)
            process.terminate()
            assert socket.outcome()["closed"] == 1012
            assert stream.outcome() == {"error": "NetworkError"}, "and not that it is complete"
            assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.communicate()
