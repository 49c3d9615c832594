"""Keys name the object behind a value by its global id, so that schools of one id in two districts are told apart."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from schema import SCHEMA, Context
from schema.common import ids
from services.contracts import facts
from services.core.access import DEVELOPMENT
from services.query.engine import QueryEngine
from tests.consumers.world import DATES, DISTRICT, LEARNERS, SCHOOLS, apply, calendar, event, memory_store
from tests.graphql.fakes import Untouched

OTHER = "999999"
SCHOOL = SCHOOLS[0]
IN_BOTH = [ids.encode("School", DISTRICT, SCHOOL), ids.encode("School", OTHER, SCHOOL)]
PAYLOADS: list[facts.Data] = [
    facts.School(school=SCHOOL, name="Lincoln"),
    calendar(SCHOOL, set()),
    facts.Enrollment(school=SCHOOL, learner=LEARNERS[0], entry_date=DATES[0]),
]
QUERY = 'metricQuery(query: { metrics: [{ metric: { name: "members" } }], groupBy: %s, time: { schoolYear: 2011 } })'


@pytest.fixture
async def context() -> AsyncIterator[Context]:
    """Two districts, each with a school of the same id and name."""
    store = await memory_store()
    events = [event(payload, number, number) for number, payload in enumerate(PAYLOADS)]
    await apply(store, [*events, *(msgspec.structs.replace(one, partitionkey=OTHER) for one in events)])
    engine = QueryEngine(store, lambda: datetime(2010, 9, 20, tzinfo=UTC))
    yield Context(DEVELOPMENT, engine, Untouched(), Untouched(), Untouched(), Untouched())
    await store.close()


async def answer(context: Context, document: str) -> dict[str, Any]:
    result = await SCHEMA.execute(document, context_value=context)
    assert result.errors is None and result.data is not None, result.errors
    return result.data


async def test_rows_by_school_alone_are_told_apart_by_the_id(context: Context) -> None:
    query = QUERY % '["school"]'
    shown = await answer(context, f"{{ {query} {{ rows {{ nodes {{ keys {{ value id }} }} }} }} }}")
    keys = [row["keys"] for row in shown["metricQuery"]["rows"]["nodes"]]
    assert keys == [[{"value": SCHOOL, "id": global_id}] for global_id in IN_BOTH]


async def test_columns_have_the_ids_of_districts_and_schools_and_of_nothing_else(context: Context) -> None:
    query = QUERY % '["district", "school", "grade_level"]'
    shown = await answer(context, f"{{ {query} {{ table {{ data {{ name strings ids }} }} }} }}")
    columns = {column["name"]: column for column in shown["metricQuery"]["table"]["data"]}
    assert columns["district"]["ids"] == [ids.encode("District", district) for district in (DISTRICT, OTHER)]
    assert (columns["school"]["strings"], columns["school"]["ids"]) == ([SCHOOL] * 2, IN_BOTH)
    assert columns["grade_level"]["ids"] is columns["members"]["ids"] is None


async def test_the_values_of_a_dimension_have_both_schools_and_pages_join(context: Context) -> None:
    pages, after = [], "null"
    for _ in range(2):
        values = (
            f"values(first: 1, after: {after}) {{ nodes {{ value label id }} pageInfo {{ endCursor }} totalCount }}"
        )
        shown = await answer(context, f"{{ dimensions {{ name {values} }} }}")
        (schools,) = (dimension["values"] for dimension in shown["dimensions"] if dimension["name"] == "school")
        assert schools["totalCount"] == 2
        pages += schools["nodes"]
        after = '"' + schools["pageInfo"]["endCursor"] + '"'
    assert pages == [{"value": SCHOOL, "label": "Lincoln", "id": global_id} for global_id in IN_BOTH]


async def test_node_takes_the_id_of_a_key(context: Context) -> None:
    for global_id, district in zip(IN_BOTH, (DISTRICT, OTHER), strict=True):
        shown = await answer(context, f'{{ node(id: "{global_id}") {{ id ... on School {{ schoolId }} }} }}')
        assert shown["node"] == {"id": global_id, "schoolId": SCHOOL}, district
