"""What comes again and again is parsed, validated, converted and laid out once. fakes.ask holds it to the long way."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import graphql
import pytest
from strawberry.types import ExecutionResult

from schema import SCHEMA
from schema.execution import input_cache, validation
from schema.execution.document_cache import LONGEST as LONGEST_DOCUMENT
from schema.execution.document_cache import InvalidDocument, KnownDocuments
from schema.execution.input_cache import KEPT, LONGEST
from schema.metrics.table import MAX_PAGES
from services.core.access import Principal
from services.query.model.answers import Answer
from services.query.model.question import MetricQuery
from tests.graphql.fakes import FakeQueries, ask, context_of

TABLE = """query Q($name: String! = "absences", $first: Int = 2, $after: String) {
  metricQuery(query: {metrics: [{metric: {name: $name}}], time: {schoolYear: 2011}}) {
    table(first: $first, after: $after) { length data { name numbers dates } } } }"""


async def executed(schema: Any, document: str, queries: FakeQueries, **variables: Any) -> Any:
    result = await schema.execute(document, variable_values=variables, context_value=context_of(queries))
    return result.data, result.errors


async def test_a_document_is_validated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    validated: list[object] = []

    def counting(schema: Any, document: Any, *arguments: Any, **named: Any) -> Any:
        validated.append(document)
        return graphql.validate(schema, document, *arguments, **named)

    monkeypatch.setattr(validation, "validate", counting)
    documents, queries = KnownDocuments(SCHEMA), FakeQueries()
    at_once = await asyncio.gather(*(documents.schema_for(TABLE) for _ in range(3)))
    answers = [await executed(await documents.schema_for(TABLE), TABLE, queries) for _ in range(3)]
    assert len(validated) == 1
    assert [await executed(schema, TABLE, FakeQueries()) for schema in at_once] == answers
    assert answers[0] == answers[1] == answers[2] == await executed(SCHEMA, TABLE, FakeQueries())
    assert len(queries.calls) == 3


@pytest.mark.parametrize(
    "text",
    [
        "{ nothing }",
        "{ __typename } { __typename }",
        "query A { __typename } query B { __typename }",
        "#" * (LONGEST_DOCUMENT - 20) + "\n{ __typename }",
        f"{{ {' '.join(f'a{n}: __typename' for n in range(1_000))} }}",
    ],
    ids=lambda text: text[:24],
)
async def test_a_prepared_document_is_answered_as_the_schema_answers_it(text: str) -> None:
    documents = KnownDocuments(SCHEMA)
    expected = await SCHEMA.execute(text)
    for _ in range(2):
        result = await (await documents.schema_for(text)).execute(text)
        assert (result.data, shown(result)) == (expected.data, shown(expected))
    assert len(documents) == 1


async def test_a_long_document_is_not_kept_and_what_is_no_document_is_refused() -> None:
    documents = KnownDocuments(SCHEMA)
    await documents.schema_for("#" * LONGEST_DOCUMENT + "\n{ __typename }")
    with pytest.raises(InvalidDocument, match="Syntax Error"):
        await documents.schema_for("{ metrics {")
    assert len(documents) == 0


def shown(result: ExecutionResult) -> list[object]:
    return [error.formatted for error in result.errors or ()]


async def test_the_documents_sent_last_are_known() -> None:
    documents = KnownDocuments(SCHEMA, size=2)
    first, second, third = (f"{{ a{n}: __typename }}" for n in range(3))
    kept = [await documents.schema_for(text) for text in (first, second)]
    assert await documents.schema_for(first) is kept[0]
    await documents.schema_for(third)
    assert len(documents) == 2
    assert await documents.schema_for(first) is kept[0]
    assert await documents.schema_for(second) is not kept[1]


async def test_known_documents_have_a_limit_of_tokens_together() -> None:
    """A document of few kilobytes can take megabytes once it is parsed."""
    documents = KnownDocuments(SCHEMA, tokens=1_000)
    texts = [f"query Q{n} {{ metrics {{ {'name ' * 150} }} }}" for n in range(20)]
    kept = [await documents.schema_for(text) for text in texts]
    assert len(documents) == 6
    assert await documents.schema_for(texts[-1]) is kept[-1]
    large = f"{{ metrics {{ {'name ' * 300} {'formula ' * 700} }} }}"
    await documents.schema_for(large)
    assert len(documents) == 0


async def test_questions_that_differ_are_never_taken_for_each_other() -> None:
    """By as little as the type of a member, an order, or what is absent."""
    queries = FakeQueries()
    metrics, time = 'metrics: [{metric: {name: "absences"}}]', "time: {schoolYear: 2011}"
    questions = [
        f"{{{metrics}, {time}}}",
        f"{{{metrics}, {time}, totals: true}}",
        f"{{{metrics}, {time}, groupBy: []}}",
        f'{{{metrics}, {time}, groupBy: ["school", "sex"]}}',
        f'{{{metrics}, {time}, groupBy: ["sex", "school"]}}',
        f'{{{metrics}, {time}, groupBy: ["school, sex"]}}',
        f"{{{metrics}, {time}, asOf: null}}",
        f'{{{metrics}, {time}, asOf: "2011-01-01"}}',
        f'{{{metrics}, {time}, timezone: "2011-01-01"}}',
        f"{{{metrics}, time: {{schoolYear: 2012}}}}",
    ]
    for question in (*questions, *questions):
        await ask(f"{{ metricQuery(query: {question}) {{ asOf }} }}", queries)
    first, again = queries.asked[: len(questions)], queries.asked[len(questions) :]
    assert first == again
    assert len(set(first)) == len(questions) - 2  # an empty list and a null are what is absent


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The questions that were converted."""
    results: list[object] = []
    real = input_cache.converted

    def noted(*arguments: Any) -> Any:
        results.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(input_cache, "converted", noted)
    return results


@pytest.mark.parametrize(("length", "times"), [(1, 1), (LONGEST, 3)])
async def test_a_question_is_converted_once_and_a_long_one_every_time(
    converted: list[object], length: int, times: int
) -> None:
    for _ in range(3):
        await executed(SCHEMA, TABLE, FakeQueries(), name="only here " + "x" * length)
    assert len(converted) == times


async def test_questions_that_are_asked_no_more_are_forgotten(converted: list[object]) -> None:
    for number in (*range(KEPT + 1), KEPT, 0):
        await executed(SCHEMA, TABLE, FakeQueries(), name=f"m{number}")
    assert len(converted) == KEPT + 1 + 1


class SameAnswer(FakeQueries):
    """Gives one answer again and again, fresher every time, as the engine does of answers that it keeps."""

    given: Answer | None = None

    async def answer(self, principal: Principal, query: MetricQuery) -> Answer:
        answer = await super().answer(principal, query)
        self.given = self.given or answer
        return replace(self.given, as_of=datetime.now(UTC))


async def test_pages_of_an_answer_that_is_given_again_are_laid_out_once() -> None:
    queries = SameAnswer()
    for first in (2, 1, 2, 3, 1):
        assert await executed(SCHEMA, TABLE, queries, first=first) == await executed(
            SCHEMA, TABLE, FakeQueries(), first=first
        )
    assert queries.given is not None and len(queries.given.shapes) == 3


async def test_of_an_answer_only_some_pages_are_kept() -> None:
    queries = SameAnswer()
    for first in range(MAX_PAGES + 5):
        await executed(SCHEMA, TABLE, queries, first=first)
    assert queries.given is not None and len(queries.given.shapes) == MAX_PAGES
