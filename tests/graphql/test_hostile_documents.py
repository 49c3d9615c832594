"""Documents that would take long to validate: refused by their shape alone, or within a budget, in few words."""

import gc
import json
from typing import Any

import graphql
import pytest
from graphql import GraphQLError
from structlog.testing import capture_logs

from schema import SCHEMA
from schema.execution import fast_execution, validation, validation_rules
from schema.execution.limits import MAX_FIELDS, MAX_LITERAL_DEPTH, MAX_NAME, MAX_NUMBER, MAX_TEXT, MAX_VALUES
from schema.execution.loop_turns import own_turn
from tests.graphql.fakes import SCHOOLS, FakeQueries, answered, ask, context_of, refused
from tests.support.graphql_schema import GRAPHQL_SCHEMA


def repeated(count: int, text: str) -> str:
    return "{ " + " ".join(text for _ in range(count)) + " }"


def numbered(count: int, text: str) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(count))


METRICS = "{ metricQuery(query: {metrics: [], time: {schoolYear: 2011}, groupBy: %s}) { asOf } }"
TOO_LARGE = {
    "aliases of one name": repeated(440, "x: districts { nodes { name } }"),
    "aliases of many names": "{ " + numbered(200, "a#: districts { totalCount }") + " }",
    "aliases in introspection": "{ " + numbered(200, "a#: __schema { queryType { name } }") + " }",
    "one field again and again": repeated(MAX_FIELDS + 1, "__typename"),
    "introspection again and again": repeated(200, "__schema { types { name fields { name args { name } } } }"),
    "fields of fragments": "{ "
    + numbered(40, "... on Query { districts { nodes { ...F } } }")
    + " } fragment F on District { "
    + "name " * 30
    + "}",
    "fragments": "{ ...F0 } " + numbered(101, "fragment F# on Query { __typename }"),
    "spreads": "{ " + "...F " * 501 + "} fragment F on Query { __typename }",
    "spreads of all in all": "{ ...F0 } " + numbered(40, "fragment F# on Query { " + numbered(30, "...F#") + " }"),
    "inline fragments": "{ " + "... { __typename } " * 201 + "}",
    "directives": "{ __typename " + "@skip(if: false) " * 101 + "}",
    "operations": numbered(51, "query Q# { __typename }"),
    "variables": "query (" + numbered(201, "$v#: Int") + ") { __typename }",
    "a long name": "{ " + "a" * (MAX_NAME + 1) + " }",
    "a long argument name": "{ districts(" + "a" * (MAX_NAME + 1) + ": 1) { totalCount } }",
    "a long text": '{ schools(search: "' + "x" * (MAX_TEXT + 1) + '") { totalCount } }',
    "a long block": '{ schools(search: """' + "\nx" * MAX_TEXT + '""") { totalCount } }',
    "a long number": "{ districts(first: " + "9" * (MAX_NUMBER + 1) + ") { totalCount } }",
    "a long fraction": "{ districts(first: 0." + "9" * MAX_NUMBER + ") { totalCount } }",
    "lists in lists": METRICS % ("[" * (MAX_LITERAL_DEPTH + 1) + "]" * (MAX_LITERAL_DEPTH + 1)),
    "objects in objects": METRICS % ("{a: " * (MAX_LITERAL_DEPTH + 1) + "1" + "}" * (MAX_LITERAL_DEPTH + 1)),
}


@pytest.mark.parametrize("document", TOO_LARGE.values(), ids=TOO_LARGE)
async def test_what_is_too_large_is_refused_before_any_rule_of_graphql_runs(
    document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def validate(*_: Any, **__: Any) -> list[GraphQLError]:
        raise AssertionError("limits come first, and alone")

    monkeypatch.setattr(validation, "validate", validate)
    assert (await refused(document))["code"] == "QUERY_TOO_COMPLEX"


OVERLAPPING = {
    "leaves": "{ districts { nodes { " + "name " * 900 + "} } }",
    "objects": repeated(300, "districts { nodes { name } }"),
    "with arguments": repeated(300, "districts(first: 1) { totalCount }"),
    "mutations": "mutation { " + 'deleteSavedQuery(id: "x") ' * 600 + "}",
    "in fragments": "{ districts { nodes { "
    + numbered(90, "...F#")
    + " } } } "
    + numbered(90, "fragment F# on District { name districtId schools { totalCount } }"),
    "in inline fragments": '{ node(id: "x") { ' + "... on District { name } ... on School { name } " * 100 + "} }",
}


@pytest.mark.parametrize("document", OVERLAPPING.values(), ids=OVERLAPPING)
async def test_the_comparison_of_overlapping_fields_has_a_budget(document: str) -> None:
    assert (await refused(document))["code"] == "QUERY_TOO_COMPLEX"


async def test_validation_ends_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation_rules, "MAX_SECONDS", -1)
    prepared = validation.prepare(GRAPHQL_SCHEMA, "{ districts { totalCount } }")
    assert [error.extensions["code"] for error in prepared.errors if error.extensions] == ["QUERY_TOO_COMPLEX"]


MANY_ERRORS = {
    "an object again and again": METRICS % ("{" + numbered(1_200, "a#: 1") + "}"),
    "unknown members": "{ metricQuery(query: {" + numbered(1_200, "metricsx#: 1") + "}) { asOf } }",
    "unknown fields": "{ " + numbered(MAX_FIELDS, "districts#") + " }",
    "unknown values": METRICS.replace(
        "%s", '[], orderBy: [{by: "a", direction: DESK}' + "{direction: DESK}" * 400 + "]"
    ),
    "unknown arguments": "{ districts(" + numbered(1_000, "firstt#: 1") + ") { totalCount } }",
    "one argument again and again": "{ districts(" + "first: 1 " * 1_000 + ") { totalCount } }",
    "undefined variables": "{ " + numbered(200, "districts(first: $v#) { totalCount }") + " }",
    "a number without end": "{ districts(first: " + "9" * MAX_NUMBER + ") { totalCount } }",
    "circles": "{ ...F0 } " + numbered(20, "fragment F# on Query { " + numbered(20, "...F#") + " }"),
    "no document": "{ districts(" + "first: 1 " * 2_000 + ") { totalCount } }",
}


@pytest.mark.parametrize("document", MANY_ERRORS.values(), ids=MANY_ERRORS)
async def test_an_answer_to_a_bad_document_is_small(document: str) -> None:
    _, errors = await ask(document)
    assert errors
    assert {error["extensions"]["code"] for error in errors} <= {
        "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "QUERY_TOO_COMPLEX",
    }  # fmt: skip
    assert len(json.dumps(errors)) < 15_000


UNDEFINED = [
    "{ metricQuery(query: {metrics: [{metric: $m}], time: {schoolYear: 2011}}) { asOf } }",
    "{ ...F } fragment F on Query { metricQuery(query: {metrics: [{metric: $m}], time: {schoolYear: 1}}) { asOf } }",
]


@pytest.mark.parametrize("document", UNDEFINED)
async def test_an_undefined_variable_in_a_choice_is_no_server_error(document: str) -> None:
    with capture_logs() as logs:
        _, errors = await ask(document)
    assert {error["extensions"]["code"] for error in errors} == {"GRAPHQL_VALIDATION_FAILED"}
    assert logs == []


async def test_a_variable_of_a_choice_in_a_fragment_before_its_operation_is_taken() -> None:
    fragment = (
        "fragment F on Query { metricQuery(query: {metrics: [{metric: $m}], time: {schoolYear: 2011}}) { asOf } }"
    )
    operation = "query Q($m: MetricRef!) { ...F }"
    assert await ask(f"{fragment} {operation}", m={"name": "absences"}) == await ask(
        f"{operation} {fragment}", m={"name": "absences"}
    )


def test_our_rules_are_all_of_graphql_s() -> None:
    """But for those that are replaced by their own subclasses."""
    missing = set(graphql.specified_rules) - {base for rule in validation_rules.RULES for base in rule.__mro__}
    assert missing == set()


async def test_the_variables_of_a_request_have_a_limit() -> None:
    document = """query Ask($by: [String!]) {
      metricQuery(query: {metrics: [], time: {schoolYear: 2011}, groupBy: $by}) { asOf } }"""
    await answered(document, by=["a"] * (MAX_VALUES - 1))
    assert (await refused(document, by=["a"] * MAX_VALUES))["code"] == "QUERY_TOO_COMPLEX"


LISTS = "{ metrics { name dimensions { name } } schools { nodes { name district { schools { nodes { name } } } } } }"


async def test_the_lists_of_a_large_answer_are_completed_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[None] = []

    async def counted() -> None:
        turns.append(None)
        await own_turn()

    monkeypatch.setattr(fast_execution, "own_turn", counted)
    await answered("{ schools { nodes { name district { name } } } }")
    assert turns == []
    monkeypatch.setattr(fast_execution, "AT_ONCE", 0)
    assert (await answered(LISTS))["metrics"]  # the same as without turns, says `ask`
    assert len(turns) > 10


async def test_an_answer_has_so_many_items_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_execution, "MAX_ITEMS", len(SCHOOLS))
    document = "{ schools { nodes { district { name } } } }"
    assert (await SCHEMA.execute(document, context_value=context_of(FakeQueries()))).errors is None
    result = await SCHEMA.execute(LISTS, context_value=context_of(FakeQueries()))
    assert {(error.extensions or {})["code"] for error in result.errors or ()} == {"QUERY_TOO_COMPLEX"}


@pytest.mark.parametrize(
    "document",
    [
        repeated(90, "districts { nodes { name } }"),
        "{ " + numbered(60, "a#: schools { nodes { name district { name } } }") + " }",
    ],
    ids=["overlapping fields", "aliases"],
)
def test_a_document_that_nobody_keeps_leaves_little_to_the_collector(document: str) -> None:
    """Whatever is left holds everybody up while the collector frees it."""
    prepared = SCHEMA.prepare(document)
    gc.collect()
    gc.disable()
    try:
        tokens = prepared.document.token_count if prepared.document else 0
        prepared = SCHEMA.prepare(document)
        del prepared
        assert gc.collect() < 5 * tokens
    finally:
        gc.enable()
