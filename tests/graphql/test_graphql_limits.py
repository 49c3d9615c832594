"""How much one document may ask for."""

import pytest
from graphql import get_introspection_query
from strawberry.extensions import SchemaExtension
from structlog.testing import capture_logs

from schema import SCHEMA
from schema.execution.limits import MAX_ALIASES, MAX_CHARACTERS, MAX_DEPTH, MAX_TOKENS
from tests.graphql.fakes import answered, ask, refused
from tests.support.large_documents import aliases, deep


def in_fragments(document: str) -> str:
    """The same, with the innermost half in a fragment."""
    opening, _, rest = document.partition("{nodes")
    return f"{opening}{{ ...Half }}}} fragment Half on SchoolConnection {{nodes{rest.removesuffix('}}')}}}"


async def test_depth_has_a_limit() -> None:
    await answered(deep(MAX_DEPTH))
    assert (await refused(deep(MAX_DEPTH + 1)))["code"] == "QUERY_TOO_COMPLEX"


async def test_depth_is_counted_through_fragments() -> None:
    await answered(in_fragments(deep(MAX_DEPTH)))
    assert (await refused(in_fragments(deep(MAX_DEPTH + 1))))["code"] == "QUERY_TOO_COMPLEX"


async def test_aliases_have_a_limit() -> None:
    await answered(aliases(MAX_ALIASES))
    assert (await refused(aliases(MAX_ALIASES + 1)))["code"] == "QUERY_TOO_COMPLEX"


async def test_aliases_in_fragments_count_wherever_they_are_spread() -> None:
    fragment = "fragment Twice on Metric { a: name b: label }"
    spreads = " ".join(f"m{i}: metrics {{ ...Twice }}" for i in range(MAX_ALIASES // 3 + 1))
    assert (await refused(f"{{ {spreads} }} {fragment}"))["code"] == "QUERY_TOO_COMPLEX"


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 400])
async def test_a_number_that_is_infinite_as_a_float_is_refused(number: str) -> None:
    having = f'having: {{metric: {{name: "absences", lt: {number}}}}}'
    question = f'{{metrics: [{{metric: {{name: "absences"}}}}] time: {{schoolYear: 2011}} {having}}}'
    assert await refused(f"{{ metricQuery(query: {question}) {{ asOf }} }}") == {"code": "GRAPHQL_VALIDATION_FAILED"}


async def test_tokens_have_a_limit() -> None:
    def listing(count: int) -> str:
        names = '"a"' * count
        return f"{{ metricQuery(query: {{metrics: [] time: {{schoolYear: 1}} groupBy: [{names}]}}) {{ asOf }} }}"

    others = 27
    await answered(listing(MAX_TOKENS - others))
    assert (await refused(listing(MAX_TOKENS - others + 1)))["code"] == "GRAPHQL_PARSE_FAILED"


async def test_characters_have_a_limit() -> None:
    document = "{ __typename }"
    await answered(document.ljust(MAX_CHARACTERS))
    assert (await refused(document.ljust(MAX_CHARACTERS + 1)))["code"] == "QUERY_TOO_COMPLEX"


async def test_fragments_that_spread_each_other_twice_take_no_exponential_time() -> None:
    chain = " ".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(80))
    await answered(f"{{ ...F0 }} {chain} fragment F80 on Query {{ metrics {{ name }} }}")


CYCLES = ["{ ...A } fragment A on Query { ...A }", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"]


@pytest.mark.parametrize("document", CYCLES)
async def test_fragments_in_a_circle_are_refused(document: str) -> None:
    assert (await refused(document))["code"] == "GRAPHQL_VALIDATION_FAILED"


NESTED = [
    "{a" * 1000 + "}" * 1000,
    "{ metrics(x: " + "[" * 1500 + "]" * 1500 + ") { name } }",
    "{ ...F0 } "
    + " ".join(f"fragment F{i} on Query {{ ...F{i + 1} }}" for i in range(480))
    + " fragment F480 on Query { __typename }",
]


@pytest.mark.parametrize("document", NESTED, ids=["fields", "lists", "fragments"])
async def test_nesting_without_end_is_no_server_error(document: str) -> None:
    with capture_logs() as logs:
        _, errors = await ask(document)
    assert {error["extensions"]["code"] for error in errors} <= {"GRAPHQL_PARSE_FAILED", "QUERY_TOO_COMPLEX"}
    assert logs == []


async def test_variables_that_nest_without_end_are_no_server_error() -> None:
    where: object = {"dimension": {"name": "sex", "is": {"eq": "a"}}}
    for _ in range(900):
        where = {"not": where}
    document = """query Ask($where: Filter) {
      metricQuery(query: {metrics: [], time: {schoolYear: 2011}, where: $where}) { asOf } }"""
    with capture_logs() as logs:
        assert await refused(document, where=where) == {"code": "BAD_USER_INPUT"}
    assert logs == []


@pytest.mark.parametrize("options", [{}, {"input_value_deprecation": True, "specified_by_url": True}])
async def test_the_introspection_of_tools_is_within_the_limits(options: dict[str, bool]) -> None:
    got = await answered(get_introspection_query(**options))
    assert got["__schema"]["queryType"]["name"] == "Query"


async def test_introspection_that_multiplies_itself_is_refused() -> None:
    document = "{ __schema { types " + "{ fields { type " * 5 + "{ name }" + "} }" * 5 + " } }"
    assert (await refused(document))["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_no_extension_runs_for_every_field() -> None:
    assert [
        get_extension
        for get_extension in SCHEMA.get_extensions()
        if type(get_extension).resolve is not SchemaExtension.resolve
    ] == []
