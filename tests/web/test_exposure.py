"""The schema is shown to whom the settings say: introspection, GraphiQL, and names that errors suggest."""

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import ASGIApp

from services.app.setting_errors import InvalidSetting
from services.app.settings import settings_from
from services.core.access import ANONYMOUS, DEVELOPMENT, Principal
from services.web.exposure import Audience, Exposure
from services.web.graphql import graphql_routes
from tests.graphql.fakes import FakeQueries, context_of
from tests.support.http_requests import CHROMIUM, event_stream, web_socket
from tests.support.signed_in import admitted

PERSON = Principal(name="https://login.example#1", kind="person")
KEY = Principal(name="key:sis", kind="key")
MAY: list[tuple[Audience, Principal, bool]] = [
    (Audience.EVERYBODY, ANONYMOUS, True),
    (Audience.EVERYBODY, DEVELOPMENT, True),
    (Audience.SIGNED_IN, PERSON, True),
    (Audience.SIGNED_IN, KEY, True),
    (Audience.SIGNED_IN, DEVELOPMENT, False),
    (Audience.SIGNED_IN, ANONYMOUS, False),
    (Audience.NOBODY, PERSON, False),
    (Audience.NOBODY, DEVELOPMENT, False),
]


def application(audience: Audience) -> Starlette:
    exposure = Exposure(introspection=audience, graphiql=audience)
    return Starlette(routes=graphql_routes(lambda _: context_of(FakeQueries()), exposure=exposure))


async def request(app: ASGIApp, method: str = "POST", **options: Any) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://tandem") as http:
        return await http.request(method, "/graphql", **options)


async def answer(app: ASGIApp, query: str, **variables: Any) -> dict[str, Any]:
    return dict((await request(app, json={"query": query, "variables": variables})).json())


SUGGESTED: list[tuple[str, dict[str, Any]]] = [
    ("{ district { totalCount } }", {}),
    ("{ districts(frist: 1) { totalCount } }", {}),
    ('{ node(id: "x") { name } }', {}),
    ("query ($d: Distrct) { districts { totalCount } }", {}),
    ("query ($by: [Order!]) { metricQuery(query: {metrics: [], time: {schoolYear: 1}, orderBy: $by}) { asOf } }",
     {"by": [{"by": "a", "direction": "DESK"}]}),
    ("query ($q: MetricQueryInput!) { metricQuery(query: $q) { asOf } }", {"q": {"metric": []}}),
]  # fmt: skip


@pytest.mark.parametrize(("audience", "principal", "may"), MAY)
async def test_the_schema_is_shown_to_its_audience_alone(audience: Audience, principal: Principal, may: bool) -> None:
    app = admitted(application(audience), principal)
    about = await answer(app, '{ __type(name: "School") { name } }')
    assert ("data" in about) == may
    if not may:
        assert about["errors"][0]["extensions"] == {"code": "INTROSPECTION_NOT_ALLOWED"}
    page = await request(app, "GET", headers={"accept": CHROMIUM})
    assert page.headers["content-type"].startswith("text/html") == may
    texts = [str(await answer(app, query, **variables)) for query, variables in SUGGESTED]
    assert any("Did you mean" in text for text in texts) == may
    assert all("errors" in text for text in texts)


async def test_no_transport_shows_the_schema_where_it_is_off() -> None:
    app = application(Audience.NOBODY)
    for ask in (event_stream, web_socket):
        about = await ask(app, {"query": "{ __schema { types { name } } }"})
        assert about["errors"][0]["extensions"] == {"code": "INTROSPECTION_NOT_ALLOWED"}
        refused = await ask(app, {"query": "{ district { totalCount } }"})
        assert "Did you mean" not in str(refused)
        assert (await ask(app, {"query": "{ __typename }"}))["data"] == {"__typename": "Query"}


def test_the_settings_say_to_whom() -> None:
    settings = settings_from({"TANDEM_INTROSPECTION": "signed-in", "TANDEM_GRAPHIQL": "off"})
    assert settings.exposure == Exposure(Audience.SIGNED_IN, Audience.NOBODY)
    with pytest.raises(InvalidSetting, match="TANDEM_GRAPHIQL=maybe: use on, signed-in, off"):
        settings_from({"TANDEM_GRAPHIQL": "maybe"})
