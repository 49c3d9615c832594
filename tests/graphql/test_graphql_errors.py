"""Every error says its code; of unforeseen ones clients see nothing more."""

import json
from typing import Any, NoReturn

import pytest
from structlog.testing import capture_logs

from schema import SCHEMA
from schema.common.errors import MAX_ERRORS, MAX_MESSAGE
from services.log.port import LogError
from services.query.model.query_error import ErrorCode, QueryError
from services.store.port import StoreError
from tests.graphql.fakes import SCHOOLS, FakeQueries, ask, page, refused

METRIC_QUERY = "query Ask($query: MetricQuery!) { metricQuery(query: $query) { asOf } }"
QUESTION: dict[str, Any] = {"metrics": [{"metric": {"name": "attendance_rate"}}], "time": {"schoolYear": 2011}}


@pytest.mark.parametrize("code", list(ErrorCode))
async def test_a_refused_query_says_which_rule_where_and_why(code: ErrorCode) -> None:
    failing = FakeQueries(failure=QueryError(code, "query.metrics[0].metric.name", "no such metric"))
    data, errors = await ask(METRIC_QUERY, failing, query=QUESTION)
    assert data is None
    assert errors == [
        {
            "message": "no such metric",
            "locations": [{"line": 1, "column": 35}],
            "path": ["metricQuery"],
            "extensions": {"code": code.value, "at": "query.metrics[0].metric.name"},
        }
    ]


async def test_an_unexpected_error_is_masked_and_logged_with_its_cause() -> None:
    failing = FakeQueries(failure=RuntimeError("password=hunter2"))
    with capture_logs() as logs:
        data, errors = await ask("{ dimensions { name } districts { totalCount } }", failing)
    assert data is None
    assert errors == [
        {
            "message": "Unexpected error",
            "locations": [{"line": 1, "column": 23}],
            "path": ["districts"],
            "extensions": {"code": "INTERNAL_ERROR"},
        }
    ]
    assert "hunter2" not in json.dumps(errors)
    assert [(log["log_level"], log["path"], log["exc_info"]) for log in logs] == [
        ("error", ["districts"], failing.failure)
    ]


@pytest.mark.parametrize("failure", [StoreError("mongodb://u:hunter2@db"), LogError("kafka://u:hunter2@broker")])
async def test_a_store_or_log_that_is_away_is_said_without_its_words(failure: Exception) -> None:
    with capture_logs():
        _, errors = await ask("{ districts { totalCount } }", FakeQueries(failure=failure))
    assert [error["extensions"]["code"] for error in errors] == ["UNAVAILABLE"]
    assert "hunter2" not in json.dumps(errors)


async def test_the_cause_behind_a_loader_is_masked_too() -> None:
    class Broken(FakeQueries):
        async def districts_of(self, *_: Any) -> NoReturn:
            raise LookupError("secret row 17")

    with capture_logs():
        _, errors = await ask("{ schools(first: 2) { nodes { district { name } } } }", Broken())
    assert "secret" not in json.dumps(errors)
    assert {error["extensions"]["code"] for error in errors} == {"INTERNAL_ERROR"}


async def test_a_value_that_does_not_fit_its_type_is_masked() -> None:
    class Wrong(FakeQueries):
        async def districts(self, *_: Any) -> Any:
            page = await super().districts(*_)
            return type(page)(page.items, page.cursors, "secret", False, False)  # type: ignore[arg-type]  # what is masked

    with capture_logs():
        _, errors = await ask("{ districts { totalCount } }", Wrong())
    assert "secret" not in json.dumps(errors)
    assert errors[0]["extensions"] == {"code": "INTERNAL_ERROR"}


async def test_of_many_errors_in_fields_the_first_are_shown() -> None:
    class Broken(FakeQueries):
        async def schools(self, *_: Any) -> Any:
            return page(SCHOOLS * 50, 500, None)

        async def districts_of(self, *_: Any) -> NoReturn:
            raise QueryError(ErrorCode.TOO_EXPENSIVE, "query", "x" * 10_000)

    _, errors = await ask("{ schools { nodes { district { name } } } }", Broken())
    assert [error["message"] for error in errors[MAX_ERRORS:]] in ([], ["300 more errors are not shown."])
    assert max(len(error["message"]) for error in errors) <= MAX_MESSAGE + 2


BAD_DOCUMENTS = [
    ("{", "GRAPHQL_PARSE_FAILED"),
    ("{ metrics { name }", "GRAPHQL_PARSE_FAILED"),
    ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
    ("{ metrics }", "GRAPHQL_VALIDATION_FAILED"),
    ("{ ...Missing }", "GRAPHQL_VALIDATION_FAILED"),
    ("{ districts(first: 9999999999) { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    ('{ districts(first: "1") { totalCount } }', "GRAPHQL_VALIDATION_FAILED"),
    ("{ metricQuery(query: {metrics: [{}], time: {schoolYear: 1}}) { asOf } }", "GRAPHQL_VALIDATION_FAILED"),
    (
        '{ metricQuery(query: {metrics: [], time: {between: {from: "2011-2-1", to: "2011-03-01"}}}) { asOf } }',
        "GRAPHQL_VALIDATION_FAILED",
    ),
    ("query A { metrics { name } } query B { metrics { name } }", "OPERATION_RESOLUTION_FAILURE"),
]


@pytest.mark.parametrize(("document", "code"), BAD_DOCUMENTS)
async def test_a_bad_document_is_refused_with_the_code_of_its_kind(document: str, code: str) -> None:
    with capture_logs() as logs:
        for _ in range(2):  # the second time from the caches
            _, errors = await ask(document)
            assert {error["extensions"]["code"] for error in errors} == {code}
    assert logs == []


BAD_QUESTIONS: list[dict[str, Any]] = [
    {},
    {"metrics": [], "time": {}},
    {"metrics": [], "time": {"schoolYear": 2011, "last": {"n": 1, "unit": "DAY"}}},
    {"metrics": [], "time": {"schoolYear": None}},
    {"metrics": [], "time": {"schoolYear": 2011}, "granularity": "FORTNIGHT"},
    {"metrics": [], "time": {"schoolYear": 2011}, "groupBy": None},
    {"metrics": [], "time": {"schoolYear": 2011}, "asOf": "2011-02-30"},
    {"metrics": [], "time": {"schoolYear": 2011}, "asOf": "20110201"},
    {"metrics": [], "time": {"schoolYear": 2011}, "asOf": 20110201},
    {"metrics": [], "time": {"schoolYear": 2011}, "where": {"dimension": {"name": "sex", "is": {}}}},
    {"metrics": [], "time": {"schoolYear": 2011}, "nonsense": True},
]


@pytest.mark.parametrize("question", BAD_QUESTIONS, ids=str)
async def test_bad_variables_are_bad_input(question: dict[str, Any]) -> None:
    with capture_logs() as logs:
        _, errors = await ask(METRIC_QUERY, query=question)
    assert {error["extensions"]["code"] for error in errors} == {"BAD_USER_INPUT"}
    assert logs == []


async def test_a_null_where_a_variable_may_be_null_but_its_place_may_not_is_bad_input() -> None:
    document = """query Ask($by: [String!]) {
      metricQuery(query: {metrics: [], time: {schoolYear: 2011}, groupBy: $by}) { asOf } }"""
    with capture_logs() as logs:
        assert (await refused(document, by=None))["code"] == "BAD_USER_INPUT"
    assert logs == []


async def test_one_of_several_operations_runs_by_its_name() -> None:
    document = "query A { metrics { name } } query B { dimensions { name } }"
    result = await SCHEMA.execute(document, operation_name="B")
    assert result.errors is None
    assert list(result.data or {}) == ["dimensions"]
