"""Every answer has an id that the log has, too, and the headers of security; heads that are too large are refused."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp
from structlog.testing import capture_logs

from services.web.app import application
from services.web.graphql import graphql_routes
from services.web.outer_edge import MAX_HEADER_BYTES, MAX_HEADERS, MAX_URL
from services.web.request_identity import correlation_id
from services.web.security_headers import missing_headers
from tests.graphql.fakes import FakeQueries, context_of
from tests.support.http_requests import CHROMIUM
from tests.web.serving import site

TRACE = "0af7651916cd43dd8448eb211c80319c"


async def fail(_: Request) -> Response:
    raise RuntimeError("/srv/secret/path of the server")


def app(*, https: bool = False) -> ASGIApp:
    queries = FakeQueries(failure=RuntimeError("/srv/secret/path of the server"))
    routes = [*graphql_routes(lambda _: context_of(queries)), Route("/failing", fail)]
    return application(routes, hosts=("tandem",), https=https)


async def request(path: str, method: str = "GET", *, https: bool = False, **options: Any) -> httpx.Response:
    transport = httpx.ASGITransport(app(https=https), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://tandem") as http:
        return await http.request(method, path, **options)


@pytest.mark.parametrize(
    ("request_id", "traceparent", "expected"),
    [
        (None, None, None),
        (b"order-1234", None, "order-1234"),
        (b"order-1234", f"00-{TRACE}-b7ad6b7169203331-01".encode(), TRACE),
        (b"order-1234", f"00-{'0' * 32}-b7ad6b7169203331-01".encode(), "order-1234"),
        (None, f"00-{TRACE}-b7ad-01".encode(), None),
        (b"short", None, None),
        (b"x" * 129, None, None),
        (b"two\r\nlines of a log", None, None),
        (b'"quoted text"', None, None),
        (b"", b"", None),
    ],
)
def test_an_id_is_that_of_the_trace_or_the_sender_s_or_new(
    request_id: bytes | None, traceparent: bytes | None, expected: str | None
) -> None:
    chosen = correlation_id(request_id, traceparent)
    assert chosen == expected if expected else re.fullmatch("[0-9a-f]{32}", chosen)
    assert expected or chosen != correlation_id(request_id, traceparent)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", "/failing", None), ("POST", "/graphql", {"query": "{ districts { totalCount } }"})],
)
async def test_what_is_hidden_is_found_in_the_log_by_its_id(method: str, path: str, body: Any) -> None:
    with capture_logs([structlog.contextvars.merge_contextvars]) as logs:
        answer = await request(path, method, json=body, headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
    shown = answer.json()
    error = shown["errors"][0]["extensions"] if "errors" in shown else shown
    assert (error["code"], error["correlationId"], answer.headers["x-request-id"]) == ("INTERNAL_ERROR", TRACE, TRACE)
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert [entry["correlation_id"] for entry in logs if entry["log_level"] == "error"] == [TRACE]
    assert answer.status_code == (500 if path == "/failing" else 200)


ANSWERS: list[tuple[str, dict[str, Any]]] = [
    ("/", {}),
    ("/graphql", {"headers": {"accept": CHROMIUM}}),
    ("/graphql?query=%7B__typename%7D", {}),
    ("/graphql", {"headers": {"host": "other.example"}}),
    ("/graphql", {"headers": {"origin": "https://evil.example"}}),
    ("/static/graphiql/page.js", {}),
    ("/assets/nothing", {}),
    ("/nothing", {}),
    ("/failing", {}),
    ("/graphql?" + "x" * MAX_URL, {}),
]


async def test_every_answer_has_the_headers_of_security() -> None:
    for path, options in ANSWERS:
        answer = await request(path, **options)
        headers = answer.headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["referrer-policy"] in ("no-referrer", "same-origin"), path
        assert len(headers.get_list("content-security-policy")) == 1, path
        assert re.fullmatch("[0-9a-f]{32}", headers["x-request-id"]), path
        assert "strict-transport-security" not in headers, path
        assert headers["cache-control"], path
        secure = (await request(path, https=True, **options)).headers
        assert secure["strict-transport-security"] == "max-age=31536000"


def test_an_endpoint_s_own_headers_stay_and_data_are_not_kept() -> None:
    own = [(b"Cache-Control", b"public"), (b"content-security-policy", b"default-src 'self'")]
    names = [name for name, _ in missing_headers("/assets/x.js", own, https=False)]
    assert b"cache-control" not in names
    assert b"content-security-policy" not in names
    assert (b"cache-control", b"no-store") in missing_headers("/events", [], https=False)
    assert (b"cache-control", b"no-cache") in missing_headers("/static/x.js", [], https=False)


HEADS: list[tuple[str, dict[str, str], int, str, int, int]] = [
    ("/graphql?query=" + "x" * MAX_URL, {}, 414, "URI_TOO_LONG", MAX_URL, MAX_URL + 14),
    ("/schemas", {f"x-{n}": "" for n in range(MAX_HEADERS + 1)}, 431, "TOO_MANY_HEADERS", MAX_HEADERS, 106),
    ("/schemas", {"cookie": "x" * MAX_HEADER_BYTES}, 431, "HEADERS_TOO_LARGE", MAX_HEADER_BYTES, 0),
]


@pytest.mark.parametrize(
    ("path", "headers", "status", "code", "limit", "value"), HEADS, ids=[head[3] for head in HEADS]
)
async def test_a_head_that_is_too_large_is_refused_in_words(
    path: str, headers: dict[str, str], status: int, code: str, limit: int, value: int
) -> None:
    answer = await request(path, headers=headers)
    shown = answer.json()
    error = {**shown["errors"][0]["extensions"]} if "errors" in shown else shown
    assert (answer.status_code, error["code"], error["limit"]) == (status, code, limit)
    assert error["value"] == value or (value == 0 and error["value"] > limit)


async def test_a_head_without_end_is_refused_before_it_is_a_request(tmp_path: Path) -> None:
    async with site(tmp_path) as served:
        for start, status, code in (
            (b"GET /livez HTTP/1.1\r\nhost: x\r\ncookie: " + b"x" * 70_000, b"431", b"HEADERS_TOO_LARGE"),
            (b"GET /" + b"x" * 70_000, b"431", b"HEADERS_TOO_LARGE"),
            (b"\x16\x03\x01\r\n\r\n", b"400", b"BAD_REQUEST"),
        ):
            answer = await (await served.connect(start)).rest()
            assert answer.startswith(b"HTTP/1.1 " + status)
            assert code in answer
