"""What the tools that attackers and auditors run find here: the thirteen checks of graphql-cop, the limits of
graphql-armor. Each is sent as the tool sends it, over HTTP.
"""

from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from schema.execution.limits import MAX_ALIASES, MAX_DEPTH, MAX_FIELDS, MAX_REPEATS, MAX_TOKENS
from tests.graphql_http.serving import client
from tests.support.large_documents import aliases, deep

CIRCLES = "query cop { __schema { types " + "{ fields { type " * 4 + "{ name }" + "} }" * 4 + " } }"
TIMES_OF_COP: dict[str, str] = {
    "alias overloading": "query cop { " + " ".join(f"alias{n}:__typename" for n in range(101)) + " }",
    "directive overloading": "query cop { __typename " + "@aa" * 10 + " }",
    "field duplication": "query cop { " + "__typename \n" * 500 + "}",
    "circular introspection": CIRCLES,
}


async def answer_to(query: str, **headers: str) -> dict[str, Any]:
    async with client() as http:
        return dict((await http.post("/graphql", json={"query": query}, headers=headers)).json())


@pytest.mark.parametrize("query", TIMES_OF_COP.values(), ids=TIMES_OF_COP)
async def test_what_is_there_many_times_is_refused_in_few_errors(query: str) -> None:
    answer = await answer_to(query)
    assert "data" not in answer
    assert len(answer["errors"]) < 10, "cop counts one error for each of ten directives as a finding"


LIMITS: dict[str, tuple[str, dict[str, Any]]] = {
    "depth": (deep(MAX_DEPTH + 2), {"limit": MAX_DEPTH, "value": MAX_DEPTH + 2}),
    "aliases": (aliases(MAX_ALIASES + 7), {"limit": MAX_ALIASES, "value": MAX_ALIASES + 7}),
    "directives": ("{ __typename " + "@skip(if: false) " * 103 + "}", {"limit": 100, "value": 103}),
    "tokens": ("{ " + "a " * MAX_TOKENS + "}", {"limit": MAX_TOKENS, "value": MAX_TOKENS + 1}),
    "characters": ("{ __typename }".ljust(100_005), {"limit": 100_000, "value": 100_005}),
    "repeats of a field": ("{ " + "__typename " * 400 + "}", {"limit": MAX_REPEATS, "value": 400}),
    "fields": (
        "{ "
        + "... on Query { districts { nodes { ...F } } } " * 40
        + "} fragment F on District { "
        + "name " * 30
        + "}",
        {"limit": MAX_FIELDS, "value": 40 * 32},
    ),
    "fragments": (
        "{ ...F0 }" + "".join(f" fragment F{n} on Query {{ __typename }}" for n in range(104)),
        {"limit": 100, "value": 104},
    ),
    "characters of a literal": ('{ schools(search: "' + "x" * 20_003 + '") { totalCount } }', {"value": 20_003}),
    "lists within lists of introspection": (CIRCLES, {"limit": 2, "value": 3}),
    "comparisons of fields": (
        '{ node(id: "x") { ' + "... on District { name } ... on School { name } " * 100 + "} }",
        {"limit": 25_000},
    ),
}


@pytest.mark.parametrize("measure", LIMITS)
async def test_a_limit_is_said_with_what_the_document_has(measure: str) -> None:
    query, expected = LIMITS[measure]
    (error,) = (await answer_to(query))["errors"]
    shown = error["extensions"]
    assert (shown["code"] in CODES, shown["measure"]) == (True, measure)
    assert expected.items() <= shown.items()
    assert shown["value"] > shown["limit"]


CODES = ("QUERY_TOO_COMPLEX", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED")


async def test_the_cost_of_a_page_is_said_with_its_limit() -> None:
    (error,) = (await answer_to("{ districts(first: 100000) { totalCount } }"))["errors"]
    assert error["extensions"] == {"code": "PAGE_TOO_LARGE", "at": "first", "limit": 500, "value": 100_000}


async def sent(method: str, path: str = "/graphql", **options: Any) -> httpx.Response:
    async with client() as http:
        return await http.request(method, path, **options)


async def test_an_array_of_requests_is_refused() -> None:
    answer = await sent("POST", json=[{"query": "query cop { __typename }"}] * 10)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "BATCHING_NOT_SUPPORTED")


async def test_a_get_changes_nothing() -> None:
    parameters = {"query": 'mutation cop { deleteSavedQuery(id: "x") }'}
    answer = await sent("GET", f"/graphql?{urlencode(parameters)}")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "media_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""]
)
async def test_a_body_that_a_form_of_another_page_can_send_is_refused(media_type: str) -> None:
    headers = {"content-type": media_type} if media_type else {}
    answer = await sent("POST", content=urlencode({"query": "query cop { __typename }"}), headers=headers)
    assert (answer.status_code, "data" in answer.json()) == (415, False)


async def test_no_trace_is_sent_and_nothing_of_the_inside_in_an_error() -> None:
    traced = await answer_to(
        "query cop { __typename }", **{"x-apollo-tracing": "1", "apollo-federation-include-trace": "ftv1"}
    )
    assert traced == {"data": {"__typename": "Query"}}
    for query in ("qwerty cop { abc }", "query cop { abc {", "{ nothing }"):
        answer = await answer_to(query)
        for error in answer["errors"]:
            assert error.keys() <= {"message", "locations", "path", "extensions"}
            assert error["extensions"].keys() == {"code"}
            assert "Traceback" not in error["message"]
