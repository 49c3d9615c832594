"""The case `searching-schools`: names and ids are found whatever the case and accents, wherever one can search."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from consumers.consumer import Consumer
from consumers.learners import learner_projection
from consumers.partnerships import partnership_projection
from schema import SCHEMA, Context
from schema.common import ids as global_ids
from services.core.access import DEVELOPMENT
from services.core.identity import DerivedSecrets
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, NewRecord
from services.query.engine import QueryEngine
from services.query.partnerships.partnership_queries import PartnershipService
from services.query.saved_queries.repository import SavedQueries
from services.store.embedded import EmbeddedStore
from services.store.mongo import MongoStore
from services.store.port import Store
from tests.consumers.conftest import log, secrets
from tests.contracts.bad_partnership_events import said
from tests.graphql.fakes import Untouched

__all__ = ["log", "secrets"]
EVENTS = (Path(__file__).parents[1] / "data/cases/searching-schools/events.jsonl").read_bytes().splitlines()
DISTRICT = "910020"
NAMES = {"S1": "School S1", "4711": "École Élémentaire Été", "4712": "Escuela Ñandú"}
SEARCHES = [
    ("4711", ["4711"]),
    ("élém", ["4711"]),
    ("ÉLÉM", ["4711"]),
    ("elementaire", ["4711"]),
    ("ETE", ["4711"]),
    ("nandu", ["4712"]),
    ("s1", ["S1"]),
    ("S1", ["S1"]),
    (global_ids.encode("School", DISTRICT, "4712"), ["4712"]),
    ("no such school", []),
]


def enrolled(school: str) -> bytes:
    """So that the school is a value of its dimension."""
    return json.dumps(
        {
            **{"specversion": "1.0", "type": "tandem.enrollment.recorded.v1", "id": f"e-{school}", "source": "/cases"},
            **{"time": "2026-07-01T12:00:00Z", "partitionkey": DISTRICT},
            "data": {"school": school, "learner": "1", "entryDate": "2025-08-25"},
        }
    ).encode()


def calendar(school: str) -> bytes:
    event = json.loads(next(line for line in EVENTS if b"calendar" in line))
    return json.dumps({**event, "id": f"c-{school}", "data": {**event["data"], "school": school}}).encode()


def partnership(school: str) -> bytes:
    """A partnership that is called as the school, and has its id."""
    event = said()
    partner = {"id": f"partner-{school}-x", "name": "Mercy", "kind": "hospital"}
    return json.dumps(
        {**event, "partitionkey": school, "data": {**event["data"], "name": NAMES[school], "partners": [partner]}}
    ).encode()


@pytest.fixture(params=["embedded", "mongo"])
async def context(
    request: pytest.FixtureRequest, log: EmbeddedLog, secrets: DerivedSecrets, tmp_path: Path
) -> AsyncIterator[Context]:
    store: Store
    if request.param == "embedded":
        store = await EmbeddedStore.open(tmp_path / "store.sqlite")
    else:
        store = await MongoStore.open(request.getfixturevalue("database_url"))
    lines = [*EVENTS, *(make(school) for school in ("4711", "4712") for make in (calendar, enrolled)), enrolled("S1")]
    await log.append(LEARNER_EVENTS, [NewRecord(DISTRICT.encode(), line) for line in lines])
    await log.append(PARTNERSHIP_EVENTS, [NewRecord(school.encode(), partnership(school)) for school in NAMES])
    for line in (learner_projection(secrets), partnership_projection()):
        await Consumer(log, store, line).run(asyncio.Event(), until_idle=True)
    queries = QueryEngine(store)
    yield Context(
        DEVELOPMENT, queries, PartnershipService(store, queries), Untouched(), SavedQueries(store), Untouched()
    )
    await store.close()


async def ask(context: Context, document: str, **variables: Any) -> Any:
    result = await SCHEMA.execute(document, variables, context_value=context)
    assert not result.errors, result.errors
    return result.data


async def test_searching_schools(context: Context) -> None:
    document = "query ($search: String) { schools(search: $search) { totalCount nodes { schoolId } } }"
    for search, schools in SEARCHES:
        shown = (await ask(context, document, search=search))["schools"]
        assert ([node["schoolId"] for node in shown["nodes"]], shown["totalCount"]) == (schools, len(schools)), search


async def test_searching_schools_in_the_values_of_the_dimension(context: Context) -> None:
    document = """query ($search: String) { dimensions { name values(search: $search) { nodes { value label } } } }"""
    for search, schools in SEARCHES:
        dimensions = (await ask(context, document, search=search))["dimensions"]
        [values] = [dimension["values"]["nodes"] for dimension in dimensions if dimension["name"] == "school"]
        assert [node["value"] for node in values] == schools, search


async def test_searching_schools_in_partnerships(context: Context) -> None:
    document = """query ($search: String) { partnerships(where: {search: $search}) { nodes { partnershipId } } }"""
    for search, schools in [*SEARCHES[:8], ("PARTNER-4711", ["4711"])]:
        shown = (await ask(context, document, search=search))["partnerships"]["nodes"]
        assert [node["partnershipId"] for node in shown] == schools, search


async def test_searching_schools_in_saved_queries(context: Context) -> None:
    save = """mutation ($name: String!) { saveQuery(input: {name: $name, description: "Zürich", query: {
        metrics: [{metric: {name: "absences"}}], time: {schoolYear: 2026}}}) { id } }"""
    made = {name: (await ask(context, save, name=name))["saveQuery"]["id"] for name in NAMES.values()}
    document = "query ($search: String) { savedQueries(search: $search) { nodes { name } } }"
    searches = [(search, [NAMES[school] for school in schools]) for search, schools in SEARCHES[1:8]]
    by_id = [(own, [name]) for name, own in made.items()]
    for search, names in [*searches, *by_id, ("ZURICH", sorted(NAMES.values()))]:
        shown = (await ask(context, document, search=search))["savedQueries"]["nodes"]
        assert sorted(node["name"] for node in shown) == names, search
