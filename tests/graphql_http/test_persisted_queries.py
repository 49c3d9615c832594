"""Automatic persisted queries: the requests of Apollo's and urql's clients, and what they branch on."""

import json
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from schema import Context
from schema.execution.persisted_documents import TrustedDocuments, sha256
from services.app.documents import documents_of
from services.app.setting_errors import InvalidSetting
from services.app.settings import settings_from
from services.web.documents import Documents
from services.web.graphql import graphql_routes
from services.web.graphql_request import RefusedRequest
from services.web.persisted_queries import PersistedQueries
from tests.graphql.fakes import FakeQueries, context_of
from tests.support.http_requests import TRANSPORTS, Asking, get, post

APOLLO = "application/graphql-response+json,application/json;q=0.9"
URQL = (
    "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
)
COUNT = "query Count { districts { totalCount } }"
ANSWER = {"data": {"districts": {"totalCount": 2}}}
NOT_FOUND = {
    "errors": [{"message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}],
}
NOT_SUPPORTED = {
    "errors": [{"message": "PersistedQueryNotSupported", "extensions": {"code": "PERSISTED_QUERY_NOT_SUPPORTED"}}],
}


def application(documents: Documents | None = None) -> Starlette:
    def context(_: HTTPConnection) -> Context:
        return context_of(FakeQueries())

    return Starlette(routes=graphql_routes(context, documents=documents or Documents()))


def hashed(text: str = COUNT, **others: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(text)}}, **others}


@pytest.mark.parametrize("ask", TRANSPORTS, ids=lambda ask: ask.__name__)
async def test_a_document_is_asked_by_its_hash_once_it_was_registered(ask: Asking) -> None:
    app = application()
    assert await ask(app, hashed()) == NOT_FOUND
    assert await ask(app, hashed(query=COUNT)) == ANSWER
    assert await ask(app, hashed()) == ANSWER


async def test_automatic_persisted_query() -> None:
    """The first request of a client that has never sent its document: the answer makes it send the document."""
    digest = "6b8c68c57573dee0d2a0d027d5b42b7b1fa2e9ace496b28a0acaf8d8b7fd6f58"
    request = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}}
    assert await post(application(), {"operationName": "Schools", "variables": {}, **request}) == NOT_FOUND


async def test_what_one_transport_registers_others_find() -> None:
    app = application()
    await post(app, hashed(query=COUNT))
    for ask in TRANSPORTS:
        assert await ask(app, hashed()) == ANSWER


@pytest.mark.parametrize("accept", [APOLLO, URQL, "application/json", "*/*"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_hash_that_is_not_known_is_no_failure_of_http(method: str, accept: str) -> None:
    """Clients of Apollo give hashes up for good when they see 400."""
    parameters = {"operationName": "Count", "extensions": json.dumps(hashed()["extensions"])}
    sent: dict[str, Any] = {"params": parameters} if method == "GET" else {"json": hashed(operationName="Count")}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application()), base_url="http://tandem") as http:
        response = await http.request(method, "/graphql", headers={"accept": accept}, **sent)
    assert (response.status_code, response.json()) == (200, NOT_FOUND)
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("ask", [get, post], ids=lambda ask: ask.__name__)
async def test_the_hash_of_another_document_is_refused_and_nothing_is_kept(ask: Asking) -> None:
    app = application()
    (error,) = (await ask(app, {**hashed(), "query": "{ __typename }"}))["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert await ask(app, hashed()) == NOT_FOUND


@pytest.mark.parametrize("text", ["{", "{ nothing }", "{ " + "x: districts { totalCount } " * 100 + "}"])
async def test_what_is_registered_is_held_to_the_limits_and_rules(text: str) -> None:
    app = application()
    refusals = [await post(app, hashed(text, query=text)) for _ in range(2)]
    assert refusals[0] == refusals[1]
    assert "data" not in refusals[0]
    assert await post(app, hashed(text)) == NOT_FOUND


async def test_another_version_is_refused() -> None:
    extensions = {"persistedQuery": {"version": 2, "sha256Hash": sha256(COUNT)}}
    (error,) = (await post(application(), {"extensions": extensions}))["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}


async def test_a_server_that_keeps_none_says_so_and_answers_whole_documents() -> None:
    app = application(Documents(persisted=None))
    assert await post(app, hashed()) == NOT_SUPPORTED
    assert await post(app, hashed(query=COUNT)) == ANSWER
    assert await post(app, hashed()) == NOT_SUPPORTED


async def test_with_trusted_documents_only_just_those_are_found_by_hash() -> None:
    app = application(Documents(TrustedDocuments({"count": COUNT}), only=True))
    assert await post(app, hashed()) == ANSWER
    assert await post(app, hashed(query=COUNT)) == ANSWER
    other = "{ districts { nodes { name } } }"
    assert await post(app, hashed(other)) == NOT_SUPPORTED
    assert await post(app, hashed(other, query=other)) == NOT_SUPPORTED


def test_few_documents_are_kept_and_few_characters() -> None:
    store = PersistedQueries(kept=3, characters=10)
    for number in range(4):
        store.register(f"h{number}", "ab")
    assert (len(store), store.text("h1")) == (3, "ab")
    store.register("h1", "abc")
    store.register("h4", "abcdef")
    assert (len(store), store.text("h1"), store.text("h4")) == (2, "abc", "abcdef")
    store.register("long", "x" * 11)
    assert len(store) == 0
    with pytest.raises(RefusedRequest, match="PersistedQueryNotFound"):
        store.text("h4")


def test_a_setting_turns_them_off() -> None:
    assert documents_of(settings_from({})).persisted is not None
    assert documents_of(settings_from({"TANDEM_PERSISTED_QUERIES": "0"})).persisted is None
    with pytest.raises(InvalidSetting, match="TANDEM_PERSISTED_QUERIES"):
        settings_from({"TANDEM_PERSISTED_QUERIES": "maybe"})
