"""Each principal may spend so many points, ask so much at the same time and open so many streams: and is told so."""

import asyncio
import re
from dataclasses import replace
from typing import Any, cast

import httpx
import pytest
from limits.storage import MemoryStorage
from starlette.applications import Starlette

from services.app.settings import settings_from
from services.core.access import ANONYMOUS, DEVELOPMENT, Principal
from services.query.metered_queries import metered
from services.query.model.question import MetricQuery
from services.query.ports import Queries
from services.web.allowances import CELLS_OF_A_POINT, Allowances, key_of, points_of
from services.web.app import application
from services.web.graphql import graphql_routes
from services.web.limits import ServerLimits
from services.web.streams import StreamLimits, Streams
from tests.graphql.fakes import PRINCIPAL, FakeQueries, context_of
from tests.support.http_requests import web_socket
from tests.support.signed_in import admitted

ADA, BEN = Principal(name="ada", kind="person"), Principal(name="ben", kind="person")
DAY = 86_400
LIMITS = ServerLimits(principal_points=3, principal_requests=1, principal_streams=1)


def served(allowances: Allowances, queries: FakeQueries | None = None, streams: Streams | None = None) -> Starlette:
    asked = queries or FakeQueries()
    routes = graphql_routes(lambda _: context_of(asked), allowances=allowances, streams=streams)
    return application(routes, allowances=allowances)


async def ask(app: Starlette, who: Principal, query: str = "{ __typename }", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(admitted(app, who), client=("203.0.113.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://tandem") as http:
        return await http.post("/graphql", json={"query": query}, headers=headers)


async def test_who_has_spent_all_points_is_told_when_there_are_new_ones_and_nobody_else_is_concerned() -> None:
    app = served(Allowances(LIMITS, DAY))
    answers = [await ask(app, ADA) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["ratelimit"].split(";t=")[0] for answer in answers] == [
        '"points";r=2', '"points";r=1', '"points";r=0', '"points";r=0',
    ]  # fmt: skip
    assert answers[0].headers["ratelimit-policy"] == f'"points";q=3;w={DAY}'
    error = answers[-1].json()["errors"][0]
    assert error["extensions"] == {"code": "TOO_MANY_REQUESTS", "limit": 3}
    assert 0 < int(answers[-1].headers["retry-after"]) <= DAY
    assert (await ask(app, BEN)).status_code == 200


async def test_points_are_those_of_one_window() -> None:
    storage = MemoryStorage()
    allowances = Allowances(LIMITS, DAY, storage=storage)
    allowances.spend("ada", 3)
    assert not allowances.spend("ada")
    storage.expirations.update(dict.fromkeys(storage.expirations, 0.0))
    assert allowances.spend("ada")


async def test_what_an_answer_cost_is_spent_when_it_is_known() -> None:
    spent: list[int] = []
    queries = metered(cast(Queries, FakeQueries()), spent.append)
    await queries.answer(PRINCIPAL, cast(MetricQuery, object()))
    assert spent == [120]
    assert await queries.district(PRINCIPAL, "255901")
    allowances = Allowances(replace(LIMITS, principal_points=100))
    allowances.spend_cells("ada", 40 * CELLS_OF_A_POINT)
    assert allowances.standing("ada").remaining == 60


@pytest.mark.parametrize(
    ("length", "method", "points"),
    [("0", "POST", 1), ("99999", "POST", 1), ("8000000", "POST", 81), (None, "GET", 1), (None, "POST", 10),
     ("x", "POST", 10), ("9" * 30, "POST", 10)],
)  # fmt: skip
def test_a_request_costs_by_the_length_of_its_body(length: str | None, method: str, points: int) -> None:
    assert points_of(length, method) == points


async def test_the_development_principal_has_no_limit_and_the_unknown_have_that_of_their_address() -> None:
    app = served(Allowances(LIMITS, DAY))
    answers = [await ask(app, DEVELOPMENT) for _ in range(5)]
    assert {(answer.status_code, "ratelimit" in answer.headers) for answer in answers} == {(200, False)}
    assert [(await ask(app, ANONYMOUS)).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert key_of({"type": "http", "client": ("203.0.113.7", 1)}) == "address 203.0.113.7"
    assert key_of({"type": "http", "client": None}) == "address unknown"


class Waiting(FakeQueries):
    """Does not answer before it may."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may = asyncio.Event(), asyncio.Event()

    async def districts(self, *args: Any, **named: Any) -> Any:
        self.begun.set()
        await self.may.wait()
        return await super().districts(*args, **named)


async def test_one_principal_is_answered_so_many_requests_at_once() -> None:
    queries = Waiting()
    app = served(Allowances(replace(LIMITS, principal_points=100)), queries)
    first = asyncio.create_task(ask(app, ADA, "{ districts { totalCount } }"))
    await queries.begun.wait()
    refused = await ask(app, ADA)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert (await ask(app, BEN)).status_code == 200
    queries.may.set()
    assert (await first).status_code == 200
    assert (await ask(app, ADA)).status_code == 200


async def test_one_principal_opens_so_many_streams() -> None:
    streams = Streams(StreamLimits(of_principal=1))
    app = served(Allowances(replace(LIMITS, principal_points=100)), streams=streams)
    with streams.place("person ada"):
        refused = await ask(app, ADA, accept="text/event-stream")
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (429, "TOO_MANY_STREAMS")
        assert (await ask(app, BEN, accept="text/event-stream")).status_code == 200
    assert (await ask(app, ADA, accept="text/event-stream")).status_code == 200


async def test_operations_of_websockets_cost_points_too() -> None:
    app = cast(Starlette, admitted(served(Allowances(replace(LIMITS, principal_points=1))), ADA))
    assert "data" in await web_socket(app, {"query": "{ __typename }"})
    error = (await web_socket(app, {"query": "{ __typename }"}))["errors"][0]
    assert error["extensions"]["code"] == "TOO_MANY_REQUESTS"
    assert re.search(r"new ones in \d+ seconds", error["message"])


def test_the_settings_say_how_much() -> None:
    environment = {"TANDEM_PRINCIPAL_POINTS": "7", "TANDEM_PRINCIPAL_REQUESTS": "8", "TANDEM_PRINCIPAL_STREAMS": "9"}
    limits = settings_from(environment).limits
    assert (limits.principal_points, limits.principal_requests, limits.principal_streams) == (7, 8, 9)
