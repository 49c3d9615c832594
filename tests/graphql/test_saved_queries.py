"""Saved queries: versions, sharing, tenancy and what is refused, over the real store."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schema import SCHEMA, Context
from schema.common import ids
from schema.metrics.convert import metric_query
from schema.metrics.question_json import from_json, to_json
from services.core.access import DEVELOPMENT, Principal
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import MetricQuery, OrderBy
from services.query.model.question_filters import ValueBound, ValueMember
from services.query.saved_queries import repository as saved_queries
from services.query.saved_queries import saved_query
from services.query.saved_queries.repository import SavedQueries
from services.store.embedded import EmbeddedStore
from services.store.saved import SavedVersion
from tests.graphql.fakes import FakeQueries, Untouched

ANA = Principal("ana", frozenset({"d", "e"}))
COLLEAGUE = Principal("ben", frozenset({"d", "e", "f"}))
NARROWER = Principal("cy", frozenset({"d"}))
STRANGER = Principal("dee", frozenset({"x"}))
PARTNER = Principal("pat", frozenset(), frozenset({"p"}))
BOTH = Principal("bo", frozenset({"d"}), frozenset({"p"}))

FIELDS = "id name description version owner shared query updatedAt"
SAVE = f"""mutation ($input: SavedQueryInput!, $expected: Int, $key: String) {{
  saveQuery(input: $input, expectedVersion: $expected, idempotencyKey: $key) {{ {FIELDS} }} }}"""
DELETE = """mutation ($id: ID!, $expected: Int, $key: String) {
  deleteSavedQuery(id: $id, expectedVersion: $expected, idempotencyKey: $key) }"""
ONE = f"query ($id: ID!, $version: Int) {{ savedQuery(id: $id, version: $version) {{ {FIELDS} }} }}"
NODE = f"query ($id: ID!) {{ node(id: $id) {{ ... on SavedQuery {{ {FIELDS} }} }} }}"
LIST = """query ($search: String, $first: Int, $after: String) {
  savedQueries(search: $search, first: $first, after: $after) {
    nodes { name } totalCount pageInfo { endCursor hasNextPage } } }"""
RUN = """query ($id: ID!, $version: Int, $asOf: Date) {
  runSavedQuery(id: $id, version: $version, asOf: $asOf) { asOf table { length } } }"""

QUERY: dict[str, Any] = {
    "metrics": [{"metric": {"name": "attendance_rate", "as": "rate"}}, {"metric": {"name": "absences"}}],
    "groupBy": ["school"],
    "time": {"between": {"from": "2010-08-01", "to": "2011-05-31"}},
    "granularity": "MONTH",
    "where": {"not": {"and": [{"dimension": {"name": "sex", "is": {"in": ["Male", "Female"]}}}]}},
    "orderBy": [{"by": "rate", "direction": "DESC"}],
    "totals": True,
    "asOf": "2011-05-01",
}


class Anybody(FakeQueries):
    """Answers whoever asks, and remembers who did."""

    def __init__(self) -> None:
        super().__init__()
        self.principals: list[Principal] = []

    def _record(self, name: str, principal: Principal, *arguments: Any) -> None:
        self.principals.append(principal)


class Office:
    """Where everybody asks under their own name."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.store = store
        self.saved = SavedQueries(store)
        self.queries = Anybody()

    async def ask(self, principal: Principal, document: str, **variables: Any) -> Any:
        """The one field of the answer, or the extensions of the one error."""
        # It is asked who sees what, and no question.
        context = Context(principal, self.queries, Untouched(), Untouched(), self.saved, Untouched())  # type: ignore[arg-type]  # as said
        result = await SCHEMA.execute(document, variable_values=variables, context_value=context)
        if result.errors:
            (error,) = result.errors
            return error.extensions
        assert result.data is not None
        return next(iter(result.data.values()))

    async def save(
        self, principal: Principal = ANA, expected: int | None = None, key: str | None = None, **changed: Any
    ) -> Any:
        members = {"name": "Attendance", "query": QUERY, "share": "TENANT", **changed}
        return await self.ask(principal, SAVE, input=members, expected=expected, key=key)

    async def names(self, principal: Principal, **arguments: Any) -> list[str]:
        return [node["name"] for node in (await self.ask(principal, LIST, **arguments))["nodes"]]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    store = await EmbeddedStore.open(tmp_path / "store.sqlite")
    yield Office(store)
    await store.close()


async def test_what_is_saved_is_found_again(office: Office) -> None:
    kept = await office.save(description="For the board")
    assert (kept["name"], kept["description"], kept["version"]) == ("Attendance", "For the board", 1)
    assert (kept["owner"], kept["shared"]) == ("ana", "TENANT")
    assert await office.ask(ANA, ONE, id=kept["id"]) == kept
    assert await office.ask(ANA, NODE, id=kept["id"]) == kept


async def test_the_query_is_the_variable_that_asks_it(office: Office) -> None:
    kept = (await office.save())["query"]
    assert {name: kept[name] for name in QUERY} == QUERY
    query = metric_query(from_json(SCHEMA, kept))
    assert query == metric_query(from_json(SCHEMA, QUERY))
    assert to_json(from_json(SCHEMA, kept)) == kept


async def test_order_and_having_by_the_difference_are_saved(office: Office) -> None:
    by_delta = {
        "compare": {"priorYear": True},
        "orderBy": [{"by": "rate", "direction": "DESC", "of": "DELTA"}],
        "having": {"metric": {"name": "rate", "gte": 1.0, "of": "DELTA_PCT"}},
    }
    kept = (await office.save(query={**QUERY, **by_delta}))["query"]
    assert {name: kept[name] for name in by_delta} == by_delta
    question = metric_query(from_json(SCHEMA, kept))
    assert question.order_by == (OrderBy("rate", True, ValueMember.DELTA),)
    assert question.having == ValueBound("rate", gte=1.0, of=ValueMember.DELTA_PCT)


async def test_every_change_is_a_version_and_the_old_ones_stay(office: Office) -> None:
    first = await office.save()
    second = await office.save(id=first["id"], name="Rates", expected=1)
    assert (second["id"], second["version"]) == (first["id"], 2)
    assert await office.ask(ANA, ONE, id=first["id"]) == second
    assert await office.ask(ANA, ONE, id=first["id"], version=1) == first
    assert await office.ask(ANA, ONE, id=first["id"], version=3) is None
    assert await office.names(ANA) == ["Rates"]


@pytest.mark.parametrize("document", [SAVE, DELETE])
async def test_a_change_of_another_version_than_expected_is_refused(office: Office, document: str) -> None:
    own = (await office.save())["id"]
    await office.save(id=own)
    changed = {"id": own, "name": "n", "query": QUERY}
    refused = await office.ask(ANA, document, id=own, input=changed, expected=1)
    assert refused == {"code": "VERSION_CONFLICT", "at": "expectedVersion"}
    assert (await office.save(expected=4))["code"] == "VERSION_CONFLICT"
    assert (await office.ask(ANA, ONE, id=own))["version"] == 2


async def test_the_same_key_is_the_same_version(office: Office) -> None:
    first, again = await asyncio.gather(office.save(key="k"), office.save(key="k"))
    assert first == again
    assert (await office.save(COLLEAGUE, key="k"))["id"] != first["id"]
    changed = await office.save(id=first["id"], name="Changed", expected=1, key="k2")
    await office.save(id=first["id"], name="Later")
    assert await office.save(id=first["id"], name="Changed", expected=1, key="k2") == changed
    conflict = {"code": "IDEMPOTENCY_CONFLICT", "at": "idempotencyKey"}
    assert await office.save(id=first["id"], name="Other", key="k2") == conflict
    for _ in range(2):
        assert await office.ask(ANA, DELETE, id=first["id"], key="k3") == first["id"]


async def test_of_two_who_change_it_at_once_one_is_told_to_read_it_again(office: Office) -> None:
    own = (await office.save())["id"]
    plain = ids.decode_as("SavedQuery", own)
    head = await office.saved.one(ANA, plain)
    assert head is not None
    draft = saved_query.SavedQueryDraft(
        name="n",
        description="",
        sharing=head.sharing,
        query=head.query,
        question=metric_query(from_json(SCHEMA, QUERY)),
    )
    slow = SavedQueries(Overtaken(office.store))
    with pytest.raises(QueryError) as refused:
        await slow.save(ANA, draft, plain, 1)
    assert refused.value.code is ErrorCode.VERSION_CONFLICT


class Overtaken:
    """A store in which somebody is always quicker."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def add_saved(self, saved_version: SavedVersion) -> bool:
        await self._store.add_saved(saved_version)
        return await self._store.add_saved(saved_version)


@pytest.mark.parametrize(
    ("principal", "share", "sees"),
    [
        (ANA, "PRIVATE", True),
        (COLLEAGUE, "PRIVATE", False),
        (DEVELOPMENT, "PRIVATE", False),
        (COLLEAGUE, "TENANT", True),
        (DEVELOPMENT, "TENANT", True),
        (NARROWER, "TENANT", False),
        (STRANGER, "TENANT", False),
        (PARTNER, "TENANT", False),
        (Principal("nobody"), "TENANT", False),
    ],
)
async def test_a_shared_query_is_seen_by_who_may_see_all_that_its_owner_may(
    office: Office, principal: Principal, share: str, sees: bool
) -> None:
    own = (await office.save(share=share))["id"]
    assert (await office.ask(principal, ONE, id=own) is not None) == sees
    assert (await office.ask(principal, NODE, id=own) is not None) == sees
    assert (await office.names(principal) == ["Attendance"]) == sees
    ran = await office.ask(principal, RUN, id=own)
    assert (ran.get("code") != "NOT_FOUND") == sees
    assert office.queries.principals == ([principal] if sees else []), "over the scope of who runs it"


@pytest.mark.parametrize(
    ("owner", "reader", "sees"),
    [
        (BOTH, replace(BOTH, name="paul"), True),
        (BOTH, replace(BOTH, name="paul", partnerships=frozenset({"q"})), False),
        (BOTH, ANA, False),
        (DEVELOPMENT, COLLEAGUE, False),
    ],
)
async def test_a_scope_is_districts_and_partnerships(
    office: Office, owner: Principal, reader: Principal, sees: bool
) -> None:
    own = (await office.save(owner))["id"]
    assert (await office.ask(reader, ONE, id=own) is not None) == sees


async def test_who_may_save_and_share_is_a_matter_of_roles(office: Office) -> None:
    for principal, share in ((Principal("nobody"), "PRIVATE"), (PARTNER, "TENANT")):
        assert (await office.save(principal, share=share))["code"] == "FORBIDDEN"
    assert (await office.save(PARTNER, share="PRIVATE"))["owner"] == "pat"


async def test_what_has_become_private_is_so_in_every_version(office: Office) -> None:
    own = (await office.save())["id"]
    await office.save(id=own, share="PRIVATE")
    assert await office.ask(COLLEAGUE, ONE, id=own, version=1) is None
    await office.save(id=own)
    assert await office.ask(COLLEAGUE, ONE, id=own, version=2) is None
    assert await office.ask(COLLEAGUE, ONE, id=own, version=1) is not None


async def test_only_the_owner_changes_it(office: Office) -> None:
    own = (await office.save())["id"]
    assert (await office.save(COLLEAGUE, id=own)) == {"code": "FORBIDDEN", "at": "input.id"}
    assert (await office.ask(COLLEAGUE, DELETE, id=own)) == {"code": "FORBIDDEN", "at": "id"}
    assert (await office.save(STRANGER, id=own)) == {"code": "NOT_FOUND", "at": "input.id"}
    assert (await office.ask(STRANGER, DELETE, id=own)) == {"code": "NOT_FOUND", "at": "id"}
    assert (await office.ask(ANA, ONE, id=own))["version"] == 1


async def test_what_is_deleted_is_gone_in_every_version(office: Office) -> None:
    own = (await office.save())["id"]
    assert await office.ask(ANA, DELETE, id=own, expected=1) == own
    for version in (None, 1, 2):
        assert await office.ask(ANA, ONE, id=own, version=version) is None
    assert await office.names(ANA) == []
    assert (await office.ask(ANA, RUN, id=own))["code"] == "NOT_FOUND"
    assert (await office.save(id=own))["code"] == "NOT_FOUND"
    assert (await office.ask(ANA, DELETE, id=own))["code"] == "NOT_FOUND"


async def test_the_list_is_by_name_searched_and_paged(office: Office) -> None:
    for name, description in (("b", ""), ("Étude", "x"), ("a", "about C"), ("c", "")):
        await office.save(name=name, description=description)
    assert await office.names(ANA) == ["a", "b", "c", "Étude"]
    assert await office.names(ANA, search="ABOUT c") == ["a"]  # ids are found too, and hold any hexadecimal digit
    assert await office.names(ANA, search="ÉT") == ["Étude"]
    values, after = [], None
    while True:
        page = await office.ask(ANA, LIST, first=3, after=after)
        assert page["totalCount"] == 4
        values += [node["name"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert values == ["a", "b", "c", "Étude"]
    assert (await office.ask(ANA, LIST, after="x"))["code"] == "INVALID_CURSOR"


async def test_a_saved_query_is_run_as_it_was_saved_or_as_of_another_day(office: Office) -> None:
    own = (await office.save())["id"]
    await office.save(id=own, query={**QUERY, "groupBy": []})
    for arguments in ({}, {"version": 1}, {"asOf": "2011-02-01"}):
        assert (await office.ask(ANA, RUN, id=own, **arguments))["table"] == {"length": 4}
    newest = metric_query(from_json(SCHEMA, {**QUERY, "groupBy": []}))
    old = metric_query(from_json(SCHEMA, QUERY))
    queries: list[MetricQuery] = office.queries.asked
    assert queries == [newest, old, replace(newest, as_of=date(2011, 2, 1))]


def last(n: int, unit: str = "MONTH") -> dict[str, Any]:
    return {"time": {"last": {"n": n, "unit": unit}}}


def against(begin: str, end: str) -> dict[str, Any]:
    return {"compare": {"range": {"from": begin, "to": end}}}


@pytest.mark.parametrize(
    ("changed", "code", "at"),
    [
        ({"name": " "}, "INVALID_TEXT", "input.name"),
        ({"name": "x" * 201}, "INVALID_TEXT", "input.name"),
        ({"name": "a\nb"}, "INVALID_TEXT", "input.name"),
        ({"description": "x" * 2001}, "INVALID_TEXT", "input.description"),
        ({"query": {**QUERY, "metrics": [], "orderBy": []}}, "EMPTY_QUERY", "input.query.metrics"),
        (
            {"query": {**QUERY, "metrics": [{"metric": {"name": "nothing"}}], "orderBy": []}},
            "UNKNOWN_METRIC",
            "input.query.metrics[0].metric.name",
        ),
        ({"query": {**QUERY, "groupBy": ["nothing"]}}, "UNKNOWN_DIMENSION", "input.query.groupBy[0]"),
        (
            {"query": {**QUERY, "where": {"dimension": {"name": "school", "is": {"in": ["x" * 50_000]}}}}},
            "INVALID_QUERY",
            "input.query",
        ),
        ({"query": {**QUERY, "timezone": "Nope"}}, "INVALID_TIMEZONE", "input.query.timezone"),
        ({"query": {**QUERY, "time": {"schoolYear": 99999}}}, "INVALID_RANGE", "input.query.time.schoolYear"),
        (
            {"query": {**QUERY, "compare": {"cohort": {"dimension": {"name": "nothing", "is": {"eq": "x"}}}}}},
            "UNKNOWN_DIMENSION",
            "input.query.compare.cohort.dimension.name",
        ),
        ({"query": {**QUERY, **last(0)}}, "INVALID_RANGE", "input.query.time.last.n"),
        ({"query": {**QUERY, **last(9000)}}, "INVALID_RANGE", "input.query.time.last.n"),
        ({"query": {**QUERY, **last(0, "TERM")}}, "INVALID_RANGE", "input.query.time.last.n"),
        ({"query": {**QUERY, "asOf": "0001-01-01"}}, "INVALID_RANGE", "input.query.asOf"),
        ({"query": {**QUERY, **against("2012-01-01", "2011-01-01")}}, "INVALID_RANGE", "input.query.compare.range"),
        ({"query": {**QUERY, **against("0001-01-01", "2011-01-01")}}, "INVALID_RANGE", "input.query.compare.range"),
        (
            {"query": {**QUERY, **last(2, "TERM"), **against("0001-01-01", "2011-01-01")}},
            "INVALID_RANGE",
            "input.query.compare.range",
        ),
        (
            {"query": {**QUERY, "granularity": "MONTH", **against("2009-07-02", "2010-06-30")}},
            "INVALID_COMPARISON",
            "input.query.compare",
        ),
        ({"id": "nonsense"}, "INVALID_ID", "input.id"),
    ],
)
async def test_bad_input_is_refused_where_it_is(office: Office, changed: dict[str, Any], code: str, at: str) -> None:
    assert await office.save(**changed) == {"code": code, "at": at}
    assert await office.names(ANA) == []


@pytest.mark.parametrize("granularity", ["MONTH", "SCHOOL_YEAR"])
async def test_what_can_be_answered_over_its_own_range_can_be_saved_on_any_day(
    office: Office, granularity: str
) -> None:
    """Cells count distinct learners from the first of a month on, whatever day it is today."""
    engaged = {"metrics": [{"metric": {"name": "engaged_learners"}}], "granularity": granularity, "orderBy": []}
    assert "code" not in await office.save(query={**QUERY, **engaged})


async def test_one_owner_has_so_many_saved_queries_and_versions(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_queries, "MAX_SAVED", 2)
    monkeypatch.setattr(saved_queries, "MAX_VERSIONS", 2)
    own = (await office.save())["id"]
    await office.save()
    assert (await office.save())["code"] == "TOO_MANY"
    assert (await office.save(STRANGER))["version"] == 1
    await office.save(id=own)
    assert (await office.save(id=own)) == {
        "code": "TOO_MANY",
        "at": "input.id",
        "limit": 2,
        "value": 3,
    }
    assert await office.ask(ANA, DELETE, id=own) == own
    assert (await office.save())["version"] == 1


@pytest.mark.parametrize(
    ("value", "message"),
    [(None, "query"), ([], "query"), ({**QUERY, "nothing": 1}, "nothing"), ({**QUERY, "asOf": "today"}, "asOf")],
)
def test_json_that_is_no_question_says_what_is_wrong(value: Any, message: str) -> None:
    with pytest.raises(QueryError, match=message) as refused:
        from_json(SCHEMA, value)
    assert refused.value.code is ErrorCode.INVALID_QUERY
