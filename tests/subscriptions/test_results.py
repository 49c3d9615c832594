"""What an operation answers, whatever the transport: what is sent again, with which codes, and what is not."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type
from strawberry.types.graphql import OperationType
from structlog.testing import capture_logs

from schema import SCHEMA
from services.query.model.answers import Row
from services.query.model.query_error import ErrorCode, QueryError
from services.web.graphql_request import asked
from services.web.graphql_results import body, results
from tests.graphql.fakes import FakeQueries, context_of, row
from tests.support.graphql_schema import GRAPHQL_SCHEMA

MANY_ALIASES = f"{{ {' '.join(f'a{n}: metrics {{ name }}' for n in range(61))} }}"
QUESTION = "metricChanged(query: {metrics: [], time: {schoolYear: 2011}})"


class Changing(FakeQueries):
    """Answers each turn with the next rows."""

    def __init__(self, *turns: Sequence[Row]) -> None:
        super().__init__()
        self.turns = list(turns)

    async def answer(self, principal: Any, query: Any) -> Any:
        self.rows = self.turns.pop(0)
        return await super().answer(principal, query)


async def sent(document: str, queries: FakeQueries, turns: int = 1, **variables: Any) -> list[dict[str, Any]]:
    async def some() -> AsyncGenerator[None, None]:
        for _ in range(turns):
            yield

    context = replace(context_of(queries), turns=some)
    request = asked({"query": document, "variables": variables})
    return [body(result) async for result in results(SCHEMA, context, request, OperationType)]


def code(result: dict[str, Any]) -> str:
    assert result["data"] is None
    (error,) = result["errors"]
    return str(error["extensions"]["code"])


async def test_only_what_shows_something_new_is_sent() -> None:
    one, two = [row("001", 3, 94.25)], [row("001", 3, 93.0)]
    document = f"subscription {{ {QUESTION} {{ asOf rows {{ nodes {{ values {{ value }} }} }} }} }}"
    answers = await sent(document, Changing(one, one, two, two, one), turns=5)
    values = [answer["data"]["metricChanged"]["rows"]["nodes"][0]["values"][0]["value"] for answer in answers]
    assert values == [94.25, 93.0, 94.25]


async def test_what_is_not_asked_for_does_not_count() -> None:
    document = f"subscription {{ {QUESTION} {{ since: asOf rows {{ totalCount }} }} }}"
    assert len(await sent(document, Changing([row("001", 3, 1.0)], [row("001", 3, 2.0)]), turns=2)) == 1


NEVER_CHANGE = {"RecordedEvent"}
"""What is added and never changed: one more is news, whatever it shows."""
MOMENTS = {"asOf", "policyInForceSince"}
"""The second changes with the policy beside it, which is news."""


def test_every_moment_that_can_be_followed_says_how_fresh_something_is() -> None:
    """Moments do not count as news, so one that is news must be of another type."""
    pending, seen = [GRAPHQL_SCHEMA.subscription_type], set[str]()
    while pending:
        kind = pending.pop()
        if not isinstance(kind, GraphQLObjectType) or kind.name in seen:
            continue
        seen.add(kind.name)
        for name, field in kind.fields.items():
            inner = get_named_type(field.type)
            assert inner.name != "DateTime" or name in MOMENTS or kind.name in NEVER_CHANGE, f"{kind.name}.{name}"
            pending.append(inner)
    assert {"MetricResult", "Partnership"} <= seen


async def test_loaders_do_not_remember_what_an_earlier_turn_saw() -> None:
    context = context_of(queries := FakeQueries())
    for _ in range(2):
        await context.districts.load("255901")
        await context.districts.load("255901")
        context.forget()
    assert queries.calls == [("districts_of", "255901")] * 2


@pytest.mark.parametrize("failure", [QueryError(ErrorCode.NOT_READY, "query", "not yet"), RuntimeError("hunter2")])
async def test_an_error_ends_a_subscription_with_its_code(failure: Exception) -> None:
    with capture_logs():
        (result,) = await sent(f"subscription {{ {QUESTION} {{ asOf }} }}", FakeQueries(failure=failure), turns=3)
    assert code(result) == ("NOT_READY" if isinstance(failure, QueryError) else "INTERNAL_ERROR")
    assert "hunter2" not in str(result)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { partnershipChanged(id: 3.5) { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { partnershipChanged(id: "x") { id } }', "INVALID_ID"),
        ("subscription($query: MetricQuery!) { metricChanged(query: $query) { asOf } }", "BAD_USER_INPUT"),
        ("query($query: MetricQuery!) { metricQuery(query: $query) { asOf } }", "BAD_USER_INPUT"),
        ("query A { metrics { name } } query B { metrics { name } }", "OPERATION_RESOLUTION_FAILURE"),
        ("fragment A on Query { metrics { name } }", "OPERATION_RESOLUTION_FAILURE"),
        (MANY_ALIASES, "QUERY_TOO_COMPLEX"),
        (f"{{ metrics {{ name }} }} # {'x' * 100_000}", "QUERY_TOO_COMPLEX"),
        ("{" + "a " * 4_001 + "}", "GRAPHQL_PARSE_FAILED"),
    ],
)
async def test_what_is_wrong_with_a_document_has_the_code_that_http_gives(document: str, expected: str) -> None:
    result, *more = await sent(document, FakeQueries(), query=3)
    assert result["data"] is None
    assert {error["extensions"]["code"] for error in result["errors"]} == {expected}
    assert more == []


async def test_queries_are_answered_once() -> None:
    (result,) = await sent("{ districts { totalCount } }", FakeQueries())
    assert result == {"data": {"districts": {"totalCount": 2}}}
