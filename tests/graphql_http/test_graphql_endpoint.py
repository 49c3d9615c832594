"""The endpoint beyond the audits: statuses, codes, media types and limits."""

import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import strawberry
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from structlog.testing import capture_logs

from schema import Context
from services.query.model.query_error import ErrorCode, QueryError
from services.web.graphql import graphql_routes
from services.web.graphql_request import MAX_BODY
from tests.graphql.fakes import FakeQueries, context_of, row
from tests.graphql_http.serving import client

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"
COUNT = "{ districts { totalCount } }"


async def post(content: bytes | str, queries: FakeQueries | None = None, **headers: str) -> httpx.Response:
    sent = {"content-type": JSON, "accept": RESPONSE_JSON} | {k.replace("_", "-"): v for k, v in headers.items()}
    async with client(queries) as http:
        return await http.post("/graphql", content=content, headers={k: v for k, v in sent.items() if v})


async def get(url: str, accept: str = RESPONSE_JSON) -> httpx.Response:
    async with client() as http:
        return await http.get(url, headers={"accept": accept})


def code(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize("media_type", [JSON, RESPONSE_JSON])
async def test_an_answer_says_what_it_is_and_is_not_stored(media_type: str) -> None:
    response = await post(json.dumps({"query": COUNT}), accept=media_type)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert (response.headers["cache-control"], response.headers["vary"]) == ("no-store", "Accept")
    assert response.json() == {"data": {"districts": {"totalCount": 2}}}


BAD_REQUESTS: list[tuple[str, dict[str, str], int, str]] = [
    ("", {}, 400, "BAD_REQUEST"),
    ("{", {}, 400, "BAD_REQUEST"),
    ("null", {}, 400, "BAD_REQUEST"),
    ('"{ metrics { name } }"', {}, 400, "BAD_REQUEST"),
    ("{}", {}, 400, "BAD_REQUEST"),
    ('{"query": ""}', {}, 400, "BAD_REQUEST"),
    ('{"query": null}', {}, 400, "BAD_REQUEST"),
    ('{"query": "{ __typename }", "variables": "{}"}', {}, 400, "BAD_REQUEST"),
    ("[" * 5000 + "]" * 5000, {}, 400, "BAD_REQUEST"),
    ('[{"query": "{ __typename }"}]', {}, 400, "BATCHING_NOT_SUPPORTED"),
    ('{"query": "{ __typename }"}', {"content_type": ""}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    ('{"query": "{ __typename }"}', {"content_type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("query=x", {"content_type": "application/x-www-form-urlencoded"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("{}", {"content_type": "application/json; charset=latin-1"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("{}", {"content_type": "multipart/form-data; boundary=x"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    ('{"query": "{ __typename }"}', {"accept": "text/html"}, 406, "NOT_ACCEPTABLE"),
    ('{"query": "{ __typename }"}', {"accept": "application/json;q=0"}, 406, "NOT_ACCEPTABLE"),
    ('{"query": "subscription { a }"}', {}, 400, "OPERATION_NOT_ALLOWED"),
    ('{"query": "query A { __typename }", "operationName": "B"}', {}, 400, "OPERATION_RESOLUTION_FAILURE"),
    ('{"query": "{ nothing }"}', {}, 400, "GRAPHQL_VALIDATION_FAILED"),
    ('{"query": "{"}', {}, 400, "GRAPHQL_PARSE_FAILED"),
]


@pytest.mark.parametrize(("content", "headers", "status", "expected"), BAD_REQUESTS)
async def test_a_bad_request_gets_its_status_and_code(
    content: str, headers: dict[str, Any], status: int, expected: str
) -> None:
    response = await post(content, **headers)
    assert (response.status_code, code(response)) == (status, expected)
    assert "data" not in response.json()


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8"])
async def test_utf_8_is_taken_however_it_is_written(charset: str) -> None:
    response = await post('{"query": "{ __typename }"}', content_type=f"application/json; charset={charset}")
    assert response.status_code == 200


async def test_bytes_that_are_no_utf_8_are_a_bad_request() -> None:
    assert code(await post('{"query": "{ __typename } # é"}'.encode("latin-1"))) == "BAD_REQUEST"


async def test_a_body_has_a_largest_size() -> None:
    body = json.dumps({"query": "{ __typename }", "extensions": {"x": ""}})
    assert (await post(body.replace('""', '"' + "x" * (MAX_BODY - len(body)) + '"'))).status_code == 200
    response = await post(body.replace('""', '"' + "x" * (MAX_BODY - len(body) + 1) + '"'))
    assert (response.status_code, code(response)) == (413, "PAYLOAD_TOO_LARGE")


async def test_a_get_carries_its_parameters_in_the_url() -> None:
    parameters = {
        "query": "query A($n: Int) { schools(first: $n) { nodes { schoolId } } } query B { metrics { name } }",
        "operationName": "A",
        "variables": '{"n": 1}',
        "extensions": "",
    }
    response = await get(f"/graphql?{urlencode(parameters)}")
    assert response.status_code == 200
    assert response.json() == {"data": {"schools": {"nodes": [{"schoolId": "255901001"}]}}}


@pytest.mark.parametrize("url", ["/graphql", "/graphql?query=", "/graphql?query=%7B__typename%7D&variables=%7B"])
async def test_a_bad_get_is_refused(url: str) -> None:
    response = await get(url)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


async def test_other_methods_are_not_allowed() -> None:
    async with client() as http:
        response = await http.put("/graphql", content="{}")
    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.headers["allow"].split(", "))


@strawberry.type
class Changing:
    @strawberry.mutation
    def change(self) -> str:
        return "changed"


@strawberry.type
class Reading:
    name: str = "read"


async def test_mutations_need_post() -> None:
    def context_for(_: HTTPConnection) -> Context:
        return context_of(FakeQueries())

    app = Starlette(routes=graphql_routes(context_for, strawberry.Schema(Reading, Changing)))
    document = "mutation { change }"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://tandem") as http:
        over_get = await http.get("/graphql", params={"query": document}, headers={"accept": RESPONSE_JSON})
        over_post = await http.post("/graphql", json={"query": document})
    assert (over_get.status_code, over_get.headers["allow"]) == (405, "POST")
    assert code(over_get) == "OPERATION_NOT_ALLOWED"
    assert over_post.json() == {"data": {"change": "changed"}}


async def test_an_error_in_a_field_is_an_answer() -> None:
    refusing = FakeQueries(failure=QueryError(ErrorCode.UNKNOWN_METRIC, "query.metrics[0]", "no such metric"))
    response = await post(json.dumps({"query": COUNT}), refusing)
    assert response.status_code == 200
    assert response.json() == {
        "data": None,
        "errors": [
            {
                "message": "no such metric",
                "locations": [{"line": 1, "column": 3}],
                "path": ["districts"],
                "extensions": {"code": "UNKNOWN_METRIC", "at": "query.metrics[0]"},
            }
        ],
    }


async def test_an_unexpected_error_leaks_nothing() -> None:
    with capture_logs():
        response = await post(json.dumps({"query": COUNT}), FakeQueries(failure=RuntimeError("hunter2 at /srv/db")))
    assert code(response) == "INTERNAL_ERROR"
    assert b"hunter2" not in response.content
    assert b"/srv" not in response.content


async def test_every_request_has_a_context_of_its_own() -> None:
    queries = FakeQueries()
    document = json.dumps({"query": "{ schools(first: 1) { nodes { district { name } } } }"})
    for _ in range(2):
        await post(document, queries)
    assert queries.calls.count(("districts_of", "255901")) == 2, "a loader must not remember what another request saw"


async def test_numbers_come_at_full_precision() -> None:
    document = """{ metricQuery(query: {metrics: [], time: {schoolYear: 2011}}) {
      table { data { numbers } } } }"""
    response = await post(json.dumps({"query": document}), FakeQueries(rows=[row("001", 3, 100 / 3)]))
    assert response.json()["data"]["metricQuery"]["table"]["data"][2] == {"numbers": [100 / 3]}
