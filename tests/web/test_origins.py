"""Pages of other origins may not call, over any transport, unless the settings list their origin."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from services.app.assembly import parts
from services.app.server_process import LOOPBACK, build, known_hosts
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings, settings_from
from services.exports.export_service import ExportService
from services.query.engine import QueryEngine
from services.web.app import application
from services.web.health import Readiness, health_routes
from services.web.origin_policy import Origin, origin_problem, parse_origin
from services.web.origins import KnownOrigins

DASHBOARD = Origin("https", "dashboard.example", 443)
LOCAL = Origin("http", "localhost", 3000)
LISTED = (DASHBOARD, LOCAL)
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LINK = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "accept": HTML}
FOREIGN_PAGES: list[dict[str, str]] = [
    {"origin": "https://evil.example"},
    {"origin": "http://localhost:3001", "sec-fetch-site": "same-site"},
    {"origin": "http://127.0.0.1"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
    {"sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
]


# scheme, method, headers, whether it may call
DECISIONS: list[tuple[str, str, dict[str, str], bool]] = [
    ("http", "POST", {}, True),
    ("http", "GET", {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, True),
    ("http", "POST", {"sec-fetch-site": "same-origin", "origin": "http://localhost:8000"}, True),
    # A proxy changed scheme and host; the browser has compared what it saw.
    ("http", "POST", {"sec-fetch-site": "same-origin", "origin": "https://tandem.example"}, True),
    ("http", "POST", {"origin": "http://localhost:8000"}, True),
    ("http", "POST", {"origin": "HTTP://LOCALHOST:8000"}, True),
    ("ws", "GET", {"origin": "http://localhost:8000"}, True),
    ("ws", "GET", {"origin": "http://localhost:8001"}, False),
    ("ws", "GET", {"origin": "http://localhost"}, False),
    ("ws", "GET", {"origin": "http://127.0.0.1:8000"}, False),
    ("ws", "GET", {"origin": "http://localhost:3000"}, True),
    ("ws", "GET", {"origin": "http://localhost:03000"}, True),
    # A proxy that takes TLS off, with and without saying so.
    ("ws", "GET", {"origin": "https://tandem.example", "host": "tandem.example"}, True),
    ("wss", "GET", {"origin": "https://tandem.example", "host": "tandem.example"}, True),
    ("wss", "GET", {"origin": "http://tandem.example", "host": "tandem.example"}, False),
    ("https", "POST", {"origin": "http://tandem.example", "host": "tandem.example"}, False),
    ("http", "POST", {"origin": "https://tandem.example", "host": "tandem.example:443"}, True),
    ("http", "POST", {"origin": "https://tandem.example", "host": "tandem.example:8443"}, False),
    ("http", "POST", {"origin": "https://dashboard.example", "sec-fetch-site": "cross-site"}, True),
    ("http", "POST", {"origin": "https://dashboard.example:443", "sec-fetch-site": "cross-site"}, True),
    ("http", "POST", {"origin": "http://dashboard.example", "sec-fetch-site": "cross-site"}, False),
    ("http", "POST", {"origin": "https://dashboard.example.evil.example"}, False),
    ("http", "POST", {"origin": "https://evil.example/https://dashboard.example"}, False),
    # The browser says that the page is another one, so the host is of no account.
    ("http", "POST", {"origin": "http://localhost:8000", "sec-fetch-site": "cross-site"}, False),
    ("http", "POST", {"origin": "chrome-extension://abcdef", "sec-fetch-site": "none"}, False),
    ("http", "POST", {"origin": ""}, False),
    ("http", "POST", {"origin": "http://["}, False),
    ("http", "POST", {"origin": "http://localhost:8000", "host": ""}, False),
    ("http", "POST", {"sec-fetch-site": "anything-new"}, False),
    ("http", "GET", LINK, True),
    ("http", "HEAD", LINK, True),
    ("http", "POST", LINK, False),
]  # fmt: skip


@pytest.mark.parametrize(("scheme", "method", "headers", "may_call"), DECISIONS)
def test_who_may_call(scheme: str, method: str, headers: dict[str, str], may_call: bool) -> None:
    problem = origin_problem(scheme, method, {"host": "localhost:8000", **headers}, LISTED)
    assert (problem is None) == may_call
    assert problem is None or "TANDEM_ALLOWED_ORIGINS" in problem


@asynccontextmanager
async def client(folder: Path, *origins: Origin) -> AsyncIterator[tuple[Starlette, httpx.AsyncClient]]:
    async def ready() -> Readiness:
        return Readiness(ready=True)

    async with parts(Settings(data=folder)) as opened:
        queries = QueryEngine(opened.store)
        async with ExportService(queries, folder / "exports") as exports:
            app = build(opened, queries, exports, ready, LOOPBACK, origins=origins)
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http:
                yield app, http


REQUESTS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/graphql?query=%7B__typename%7D", {}),
    ("GET", "/graphql?query=%7B__typename%7D", {"headers": {"accept": "text/event-stream"}}),
    ("POST", "/graphql", {"json": {"query": "{ __typename }"}}),
    ("POST", "/events", {"content": "[]", "headers": {"content-type": "text/plain"}}),
    ("GET", "/exports/1", {}),
    ("GET", "/schemas", {}),
    ("GET", "/readyz", {}),
    ("GET", "/livez", {}),
    ("GET", "/static/graphiql/index.html", {}),
    ("GET", "/nothing", {}),
    ("OPTIONS", "/graphql", {"headers": {"access-control-request-method": "POST"}}),
]


async def test_no_page_of_another_origin_reaches_any_route(tmp_path: Path) -> None:
    async with client(tmp_path) as (_, http):
        for method, path, options in REQUESTS:
            usual = await http.request(method, path, **options)
            assert usual.status_code != 403, path
            for page in FOREIGN_PAGES:
                headers = {**options.get("headers", {}), **page}
                refused = await http.request(method, path, **{**options, "headers": headers})
                assert refused.status_code == 403, (method, path, page)
                assert "TANDEM_ALLOWED_ORIGINS" in refused.text
                assert "access-control-allow-origin" not in refused.headers
        refused = await http.post("/graphql", headers=FOREIGN_PAGES[0])
        assert refused.json()["errors"][0]["extensions"] == {"code": "ORIGIN_NOT_ALLOWED"}
        assert (await http.get("/schemas", headers=FOREIGN_PAGES[0])).json()["code"] == "ORIGIN_NOT_ALLOWED"


async def test_pages_of_listed_origins_get_cors_on_every_endpoint(tmp_path: Path) -> None:
    page = {"origin": "https://dashboard.example", "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
    async with client(tmp_path, *LISTED) as (_, http):
        for method, path, options in REQUESTS:
            preflight = {**page, "access-control-request-method": "POST", "access-control-request-headers": "ce-id"}
            answer = await http.options(path, headers=preflight)
            assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, page["origin"])
            assert answer.headers["access-control-allow-headers"] == "ce-id"
            assert "POST" in answer.headers["access-control-allow-methods"]
            headers = {**options.get("headers", {}), **page}
            answer = await http.request(method, path, **{**options, "headers": headers})
            assert (answer.status_code != 403, answer.headers["access-control-allow-origin"]) == (True, page["origin"])
            assert "Origin" in answer.headers["vary"]
        unlisted = await http.options("/graphql", headers={**preflight, "origin": "http://localhost:3001"})
        assert (unlisted.status_code, "access-control-allow-origin" in unlisted.headers) == (403, False)


async def test_a_link_of_another_site_opens_the_dashboard_or_graphiql_and_executes_nothing(tmp_path: Path) -> None:
    async with client(tmp_path) as (_, http):
        home = await http.get("/", headers=LINK)
        assert (home.status_code, home.headers["content-type"]) == (200, "text/html; charset=utf-8")
        for path in ("/graphql", "/graphql?query=%7B__typename%7D"):
            page = await http.get(path, headers=LINK)
            assert page.headers["content-type"].startswith("text/html")
        answer = await http.get("/graphql?query=%7B__typename%7D", headers={**LINK, "accept": "application/json"})
        assert (answer.status_code, "data" in answer.json()) == (403, False)
        typed = {**LINK, "sec-fetch-site": "none", "accept": "application/json"}
        assert (await http.get("/graphql?query=%7B__typename%7D", headers=typed)).json() == {
            "data": {"__typename": "Query"}
        }


async def test_graphiql_of_the_server_itself_may_ask(tmp_path: Path) -> None:
    own = {"origin": "http://localhost:8000", "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}
    async with client(tmp_path) as (_, http):
        assert (await http.post("/graphql", json={"query": "{ __typename }"}, headers=own)).status_code == 200
        rebound = {**own, "host": "rebound.example:8000", "origin": "http://rebound.example:8000"}
        assert (await http.post("/graphql", json={"query": "{ __typename }"}, headers=rebound)).status_code == 421


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://localhost:8000", 200),
        ("http://localhost:3000", 200),
        ("http://localhost:3001", 403),
        ("http://localhost", 403),
        ("https://evil.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
async def test_websockets_of_other_pages_are_refused(origin: str, status: int) -> None:
    statuses = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        statuses.append(200)

    async def send(message: Message) -> None:
        if message["type"] == "websocket.http.response.start":
            statuses.append(message["status"])

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    headers = [(b"host", b"localhost:8000"), (b"origin", origin.encode())]
    scope = {"type": "websocket", "scheme": "ws", "path": "/graphql", "headers": headers, "extensions": {}}
    await KnownOrigins(inner, LISTED)(scope, receive, send)
    assert statuses == [status]


def test_the_setting_lists_origins_and_their_hosts_are_known() -> None:
    settings = settings_from({"TANDEM_ALLOWED_ORIGINS": "https://Tandem.example, http://[::1]:3000 app://shell"})
    assert [str(origin) for origin in settings.allowed_origins] == [
        "https://tandem.example", "http://[::1]:3000", "app://shell",
    ]  # fmt: skip
    assert {"tandem.example", "[::1]", "localhost", "127.0.0.1"} <= known_hosts(settings)


@pytest.mark.parametrize(
    "text", ["*", "null", "dashboard.example", "https://dashboard.example/", "https://*.example", "http://h:0", "http://u@h"]
)  # fmt: skip
def test_what_is_no_origin_is_refused(text: str) -> None:
    assert parse_origin(text) is None
    with pytest.raises(InvalidSetting, match="TANDEM_ALLOWED_ORIGINS"):
        settings_from({"TANDEM_ALLOWED_ORIGINS": f"https://dashboard.example {text}"})


async def test_a_proxy_is_reached_under_a_listed_name(tmp_path: Path) -> None:
    hosts = known_hosts(Settings(data=tmp_path, allowed_origins=(DASHBOARD,)))
    app = application(health_routes(lambda: None), hosts)  # type: ignore[arg-type, return-value]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as http:
        assert (await http.get("/livez", headers={"host": "dashboard.example"})).status_code == 200
        assert (await http.get("/livez", headers={"host": "other.example"})).status_code == 421
