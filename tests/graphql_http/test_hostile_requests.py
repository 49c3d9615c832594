"""Every transport holds documents to the same limits, and the event loop never validates or introspects."""

import asyncio
import threading
from collections import Counter
from itertools import count
from typing import Any

import graphql
import pytest
from graphql import get_introspection_query
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from structlog.testing import capture_logs

from schema import Context, build
from schema.execution import introspection, validation
from services.query.model.answers import District
from services.query.model.pages import Page
from services.web.graphql import graphql_routes
from tests.graphql.fakes import FakeQueries, context_of
from tests.support.http_requests import TRANSPORTS, Asking, application, event_stream, post, web_socket

THREADS = pytest.mark.parametrize("ask", TRANSPORTS, ids=lambda ask: ask.__name__)


@THREADS
async def test_no_transport_validates_what_is_too_large(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    def validate(*_: Any, **__: Any) -> None:
        raise AssertionError("limits come first")

    monkeypatch.setattr(validation, "validate", validate)
    document = "{ " + "x: districts { nodes { name } } " * 200 + "}"
    (error,) = (await ask(application(), {"query": document}))["errors"]
    assert error["extensions"] == {
        "code": "QUERY_TOO_COMPLEX",
        "measure": "repeats of a field",
        "limit": 50,
        "value": 200,
    }


@THREADS
async def test_no_transport_validates_on_the_event_loop(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def validate(*arguments: Any, **named: Any) -> Any:
        threads.append(threading.current_thread())
        return graphql.validate(*arguments, **named)

    monkeypatch.setattr(validation, "validate", validate)
    monkeypatch.setattr(build, "prepare", validation.prepare)  # as it is outside of test runs
    app = application()
    for _ in range(2):
        assert await ask(app, {"query": "{ districts { totalCount } }"}) == {"data": {"districts": {"totalCount": 2}}}
    assert len(threads) == 1
    assert threads[0] is not threading.current_thread()


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """The threads in which introspection was executed."""
    threads: list[threading.Thread] = []
    execute = introspection.execute_introspection

    def noted(*arguments: Any) -> Any:
        threads.append(threading.current_thread())
        return execute(*arguments)

    monkeypatch.setattr(introspection, "execute_introspection", noted)
    return threads


@THREADS
async def test_introspection_is_executed_once_and_not_on_the_event_loop(
    ask: Asking, executed: list[threading.Thread]
) -> None:
    app, document = application(), get_introspection_query(descriptions=False)
    answers = [await ask(app, {"query": document}) for _ in range(3)]
    assert len(answers[0]["data"]["__schema"]["types"]) > 40
    assert answers[0] == answers[1] == answers[2]
    assert len(executed) == 1
    assert executed[0] is not threading.current_thread()


async def test_equal_introspection_at_once_is_executed_once(executed: list[threading.Thread]) -> None:
    app = application()
    answers = await asyncio.gather(*(post(app, {"query": "{ __schema { types { name } } }"}) for _ in range(5)))
    assert len(executed) == 1
    assert all(answer == answers[0] for answer in answers)


async def test_answers_about_the_schema_differ_by_operation_and_variables(executed: list[threading.Thread]) -> None:
    app = application()
    document = """query Name($of: String!) { __type(name: $of) { name } }
      query Kind($of: String!) { ...Named } fragment Named on Query { __typename __type(name: $of) { kind } }
      query Count { districts { totalCount } }"""
    question = [("Name", "District"), ("Name", "School"), ("Kind", "School"), ("Count", "School"), ("Name", "School")]
    answers = [
        (await post(app, {"query": document, "operationName": name, "variables": {"of": of}}))["data"]
        for name, of in question
    ]
    assert answers == [
        {"__type": {"name": "District"}},
        {"__type": {"name": "School"}},
        {"__typename": "Query", "__type": {"kind": "OBJECT"}},
        {"districts": {"totalCount": 2}},
        {"__type": {"name": "School"}},
    ]
    assert len(executed) == 3


async def test_answers_about_the_schema_are_kept_within_a_bound(executed: list[threading.Thread]) -> None:
    app = application()
    for number in (*range(introspection.KEPT + 1), introspection.KEPT, 0):
        await post(app, {"query": f'{{ a{number}: __type(name: "School") {{ name }} }}'})
    assert len(executed) == introspection.KEPT + 1 + 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "query Q($n: String!) { __type(name: $n) { name } }"}, "BAD_USER_INPUT"),
        ({"query": "{ __schema { nothing } }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "{ __schema { types { name } } districts { totalCount } }"}, "QUERY_TOO_COMPLEX"),
    ],
)
async def test_what_is_wrong_with_introspection_is_said(body: dict[str, Any], code: str) -> None:
    with capture_logs() as logs:
        answer = await post(application(), body)
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    assert logs == []


@pytest.mark.parametrize("query", ["{ __schema { types { name } } }", '{ __type(name: "School") { fields { name } } }'])
async def test_introspection_ends_when_its_time_is_up(query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(introspection, "MAX_SECONDS", -1)
    answer = await post(application(), {"query": query})
    assert "data" not in answer
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["QUERY_TOO_COMPLEX"]


class Overlapping(FakeQueries):
    """Notes which requests have begun a field that is not finished."""

    def __init__(self, number: int, active: Counter[int], seen: list[set[int]]) -> None:
        super().__init__()
        self._number = number
        self._active = active
        self._seen = seen

    async def districts(self, *args: Any, **kwargs: Any) -> Page[District]:
        self._active[self._number] += 1
        for _ in range(5):
            self._seen.append({number for number, fields in self._active.items() if fields})
            await asyncio.sleep(0)
        self._active[self._number] -= 1
        return await super().districts(*args, **kwargs)


@pytest.mark.parametrize("ask", [post, event_stream, web_socket], ids=lambda ask: ask.__name__)
@pytest.mark.parametrize(("aliases", "at_once"), [(11, 1), (2, 3)], ids=["large", "small"])
async def test_large_documents_are_executed_one_after_the_other(ask: Asking, aliases: int, at_once: int) -> None:
    active, seen, numbers = Counter[int](), list[set[int]](), count()

    def context(_: HTTPConnection) -> Context:
        return context_of(Overlapping(next(numbers), active, seen))

    app = Starlette(routes=graphql_routes(context))
    query = "{ " + " ".join(f"a{number}: districts {{ totalCount }}" for number in range(aliases)) + " }"
    await ask(app, {"query": query})  # so that it is known, and no request waits for it to be prepared
    seen.clear()
    answers = await asyncio.gather(*(ask(app, {"query": query}) for _ in range(3)))
    assert all(answer["data"]["a0"]["totalCount"] == 2 for answer in answers)
    assert max(map(len, seen)) == at_once
