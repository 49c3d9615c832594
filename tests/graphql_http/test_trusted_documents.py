"""Trusted documents: asked for by id, checked when the server starts, and alone if so wished."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from schema import Context
from schema.execution.document_cache import InvalidDocument
from schema.execution.limits import MAX_ALIASES, MAX_CHARACTERS, MAX_TOKENS
from schema.execution.persisted_documents import TrustedDocuments, sha256
from services.app.documents import documents_of
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings, settings_from
from services.query.model.query_error import ErrorCode, QueryError
from services.web.documents import Documents
from services.web.graphql import graphql_routes
from tests.graphql.fakes import FakeQueries, context_of

RESPONSE_JSON = "application/graphql-response+json"
SCHOOLS = "query Schools($n: Int) { schools(first: $n) { nodes { schoolId } } }"
DELETE = 'mutation Delete { deleteSavedQuery(id: "x") }'
MANIFEST = {"schools.v1": SCHOOLS, "x-team:delete": DELETE, f"sha256:{sha256('{ __typename }')}": "{ __typename }"}
ONE_SCHOOL = {"data": {"schools": {"nodes": [{"schoolId": "255901001"}]}}}


def application(documents: Documents, queries: FakeQueries | None = None) -> Starlette:
    store = queries or FakeQueries()

    def context(_: HTTPConnection) -> Context:
        return context_of(store)

    return Starlette(routes=graphql_routes(context, documents=documents))


def client(documents: Documents, queries: FakeQueries | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(application(documents, queries)), base_url="http://tandem")


async def post(body: dict[str, Any], *, only: bool = False, queries: FakeQueries | None = None) -> httpx.Response:
    async with client(Documents(TrustedDocuments(MANIFEST), only), queries) as http:
        return await http.post("/graphql", json=body, headers={"accept": RESPONSE_JSON})


async def get(accept: str = RESPONSE_JSON, *, only: bool = False, **parameters: str) -> httpx.Response:
    async with client(Documents(TrustedDocuments(MANIFEST), only)) as http:
        return await http.get(f"/graphql?{urlencode(parameters)}", headers={"accept": accept})


def code(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])


@pytest.mark.parametrize("only", [True, False])
@pytest.mark.parametrize(
    "named",
    [
        {"documentId": "schools.v1"},
        {"documentId": f"sha256:{sha256(SCHOOLS)}"},
        {"documentId": "schools.v1", "query": ""},
        {"documentId": "schools.v1", "operationName": "Schools"},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(SCHOOLS)}}},
    ],
)
async def test_a_document_is_asked_for_by_id_or_hash(named: dict[str, Any], only: bool) -> None:
    response = await post({**named, "variables": {"n": 1}}, only=only)
    assert (response.status_code, response.json()) == (200, ONE_SCHOOL)


async def test_a_get_names_it_in_the_url() -> None:
    response = await get(documentId="schools.v1", variables='{"n":1}')
    assert (response.status_code, response.json()) == (200, ONE_SCHOOL)


BAD: list[tuple[dict[str, Any], int, str]] = [
    ({"documentId": "nothing"}, 404, "DOCUMENT_NOT_FOUND"),
    ({"documentId": SCHOOLS}, 404, "DOCUMENT_NOT_FOUND"),
    ({"documentId": f"sha256:{'0' * 64}"}, 404, "DOCUMENT_NOT_FOUND"),
    ({"documentId": "schools.v1", "query": "{ __typename }"}, 400, "BAD_REQUEST"),
    ({"documentId": 1}, 400, "BAD_REQUEST"),
    ({"documentId": ""}, 400, "BAD_REQUEST"),
    ({"extensions": {"persistedQuery": 1}}, 400, "BAD_REQUEST"),
    ({"documentId": "schools.v1", "variables": {"n": "x"}}, 400, "BAD_USER_INPUT"),
    ({"documentId": "schools.v1", "operationName": "Other"}, 400, "OPERATION_RESOLUTION_FAILURE"),
]


@pytest.mark.parametrize(("body", "status", "expected"), BAD)
async def test_a_bad_request_for_a_document_says_why(body: dict[str, Any], status: int, expected: str) -> None:
    response = await post(body)
    assert (response.status_code, code(response)) == (status, expected)


async def test_without_documents_none_is_found() -> None:
    async with client(Documents()) as http:
        response = await http.post("/graphql", json={"documentId": "schools.v1"})
    assert (response.status_code, code(response)) == (404, "DOCUMENT_NOT_FOUND")


async def test_a_mutation_needs_post_by_id_too() -> None:
    response = await get(documentId="x-team:delete")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_errors_look_as_those_of_other_documents() -> None:
    refusing = FakeQueries(failure=QueryError(ErrorCode.INVALID_CURSOR, "after", "no cursor"))
    by_id = await post({"documentId": "schools.v1"}, queries=refusing)
    assert by_id.json() == (await post({"query": SCHOOLS}, queries=refusing)).json()
    assert code(by_id) == "INVALID_CURSOR"


@pytest.mark.parametrize("document", ["{ __typename }", SCHOOLS, "{ __schema { types { name } } }", "{"])
async def test_with_trusted_ones_only_every_other_document_is_refused(document: str) -> None:
    response = await post({"query": document}, only=True)
    assert (response.status_code, code(response)) == (403, "DOCUMENT_NOT_TRUSTED")
    assert code(await get(only=True, query=document)) == "DOCUMENT_NOT_TRUSTED"


async def test_with_trusted_ones_only_there_is_no_graphiql() -> None:
    assert (await get("text/html")).headers["content-type"].startswith("text/html")
    assert (await get("text/html", only=True)).status_code == 406


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a", "{", "Syntax Error"),
        ("a", "{ nothing }", "Cannot query field"),
        ("a", "", "Syntax Error"),
        ("a", "type A { b: Int }", "not executable"),
        ("a", "fragment F on Query { __typename }", "is never used"),
        ("a", "query A { __typename } query B { __typename }", "one operation"),
        (
            "a",
            "{ " + "districts { nodes { schools { nodes { district " * 4 + "{ name }" + " } } } }" * 4 + " }",
            "deep",
        ),
        (
            "a",
            "{ " + " ".join(f"a{n}: metrics {{ name }}" for n in range(MAX_ALIASES + 1)) + " }",
            "aliases",
        ),
        ("a", "{ " + "__typename " * MAX_TOKENS + "}", "tokens"),
        ("a", "{ __typename }" + " " * MAX_CHARACTERS, "characters"),
        ("", "{ __typename }", "id has"),
        ("a b", "{ __typename }", "id has"),
        ("md5:0", "{ __typename }", "x-PREFIX"),
        ("sha256:" + "0" * 64, "{ __typename }", sha256("{ __typename }")),
    ],
)
def test_what_cannot_be_trusted_is_said_at_the_start(name: str, text: str, why: str) -> None:
    with pytest.raises(InvalidDocument, match=why) as refused:
        TrustedDocuments({"good": "{ __typename }", name: text})
    assert repr(name) in str(refused.value)


def test_the_settings_name_the_file(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps(MANIFEST))
    documents = documents_of(settings_from({"TANDEM_DOCUMENTS": str(file), "TANDEM_TRUSTED_ONLY": "1"}))
    assert documents.only
    assert documents.trusted is not None
    assert documents.trusted.text("schools.v1") == SCHOOLS
    assert not documents_of(settings_from({})).only


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"a": 1}', b'{"a": "{ nothing }"}', b'{"a": "\xff"}'])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "documents.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InvalidSetting, match=r"TANDEM_DOCUMENTS=.*documents\.json: ."):
        documents_of(Settings(data=tmp_path, documents=file))


def test_trusted_ones_only_without_any_is_refused() -> None:
    with pytest.raises(InvalidSetting, match="TANDEM_DOCUMENTS"):
        settings_from({"TANDEM_TRUSTED_ONLY": "1"})


# ---- transports that carry many results ------------------------------------------------------------------------------


WEB_SOCKET = {
    "type": "websocket",
    "path": "/graphql",
    "query_string": b"",
    "headers": [],
    "subprotocols": ["graphql-transport-ws"],
}
STREAMED = [
    ({"documentId": "schools.v1", "variables": {"n": 1}}, ONE_SCHOOL),
    ({"query": SCHOOLS}, "DOCUMENT_NOT_TRUSTED"),
    ({"documentId": "nothing"}, "DOCUMENT_NOT_FOUND"),
]


@pytest.mark.parametrize(("payload", "expected"), STREAMED)
async def test_a_web_socket_takes_trusted_documents(payload: dict[str, Any], expected: Any) -> None:
    app = application(Documents(TrustedDocuments(MANIFEST), only=True))
    told: asyncio.Queue[Any] = asyncio.Queue()
    heard: asyncio.Queue[Any] = asyncio.Queue()
    socket = asyncio.create_task(app(WEB_SOCKET, told.get, heard.put))
    await told.put({"type": "websocket.connect"})
    for message in ({"type": "connection_init"}, {"type": "subscribe", "id": "1", "payload": payload}):
        await told.put({"type": "websocket.receive", "text": json.dumps(message)})
    said = [await asyncio.wait_for(heard.get(), 30) for _ in range(3)]
    await told.put({"type": "websocket.disconnect", "code": 1000})
    await socket
    assert [message["type"] for message in said] == ["websocket.accept", "websocket.send", "websocket.send"]
    answer = json.loads(said[2]["text"])
    if isinstance(expected, dict):
        assert answer == {"id": "1", "type": "next", "payload": expected}
    else:
        assert [error["extensions"]["code"] for error in answer["payload"]] == [expected]


@pytest.mark.parametrize(("payload", "expected"), STREAMED)
async def test_an_event_stream_takes_trusted_documents(payload: dict[str, Any], expected: Any) -> None:
    async with client(Documents(TrustedDocuments(MANIFEST), only=True)) as http:
        response = await http.post("/graphql", json=payload, headers={"accept": "text/event-stream"})
    (data,) = re.findall(r"event: next\ndata: (.+)", response.text)
    answer = json.loads(data)
    if isinstance(expected, dict):
        assert answer == expected
    else:
        assert [error["extensions"]["code"] for error in answer["errors"]] == [expected]
