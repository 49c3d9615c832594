"""The catalogue, districts, schools, ids and lists."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.common import ids
from schema.common.paging import MAX_ITEMS, MAX_ROWS
from schema.partnerships.listing import PartnershipFilter, partnership_filter
from schema.root import MAX_NODES
from services.core.kpis import DIMENSIONS, METRICS
from services.query.model.query_error import QueryError
from tests.graphql.fakes import SCHOOLS, FakeQueries, answered, ask, refused

NODE = "query Ask($id: ID!) { node(id: $id) { __typename id ...Names } }" + (
    " fragment Names on Node { ... on District { name } ... on School { schoolId } ... on Metric { label } }"
)


@given(st.sampled_from(sorted(ids.PARTS)), st.data())
def test_ids_give_back_what_they_name(kind: str, data: st.DataObject) -> None:
    text = st.text(st.characters(codec="utf-8"))
    parts = tuple(data.draw(st.lists(text, min_size=ids.PARTS[kind], max_size=ids.PARTS[kind])))
    assert ids.decode(ids.encode(kind, *parts)) == (kind, parts)


@given(st.text())
def test_what_is_no_id_is_refused_or_decodes_to_one_thing_alone(text: str) -> None:
    try:
        kind, parts = ids.decode(text)
    except QueryError as error:
        assert error.code == "INVALID_ID"
    else:
        assert ids.encode(kind, *parts) == text


def plain_id(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


def test_an_id_of_another_kind_is_named_by_its_kind() -> None:
    with pytest.raises(QueryError) as raised:
        ids.decode_as("Partnership", ids.encode("School", "255901", "107"), "partnership")
    assert (raised.value.code, raised.value.path) == ("INVALID_ID", "partnership")
    assert str(raised.value) == "this is the id of a school, '107'; give the id of a partnership"
    with pytest.raises(QueryError, match="the id of a saved query, 'x'"):
        ids.decode_as("District", ids.encode("SavedQuery", "x"))


async def test_a_global_id_where_one_of_the_source_is_wanted_is_said_so() -> None:
    queries, own = FakeQueries(), ids.encode("District", "255901")
    _, [error] = await ask(f'{{ schools(district: "{own}") {{ totalCount }} }}', queries)
    assert (error["extensions"]["code"], queries.calls) == ("INVALID_ID", [])
    assert "give its id in the source system, '255901'" in error["message"]
    with pytest.raises(QueryError, match="'255901'") as error_of_filter:
        partnership_filter(PartnershipFilter(districts=["255901", own]))
    assert error_of_filter.value.path == "where.districts"


BAD_IDS = [
    "",
    "255901",
    "not base64!",
    "é",
    plain_id("District"),
    plain_id("District:a:b"),
    plain_id("School:255901"),
    plain_id("School:255901:%zz"),
    plain_id("School:255901:%32"),
    plain_id("District:255901") + "\n",
    plain_id("District:25590").rstrip("="),
    base64.urlsafe_b64encode(b"District:\xff").decode(),
]


@pytest.mark.parametrize("bad", BAD_IDS)
async def test_a_malformed_id_is_refused(bad: str) -> None:
    queries = FakeQueries()
    assert await refused(NODE, queries, id=bad) == {"code": "INVALID_ID", "at": "id"}
    assert queries.calls == []


@pytest.mark.parametrize(
    ("kind", "parts", "name"),
    [
        ("District", ("255901",), {"name": "Grand Bend ISD"}),
        ("School", ("255901", "255901001"), {"schoolId": "255901001"}),
        ("Metric", ("attendance_rate",), {"label": "Attendance rate"}),
    ],
)
async def test_a_node_is_found_by_the_id_that_it_has(kind: str, parts: tuple[str, ...], name: dict[str, str]) -> None:
    global_id = ids.encode(kind, *parts)
    assert (await answered(NODE, id=global_id))["node"] == {"__typename": kind, "id": global_id, **name}


NODES = "query Ask($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


async def test_nodes_come_in_the_order_of_their_ids_with_null_for_what_is_not_there() -> None:
    district, school, unknown, metric = (
        ids.encode("District", "255901"),
        ids.encode("School", "255902", "255902002"),
        ids.encode("School", "255902", "nothing"),
        ids.encode("Metric", "attendance_rate"),
    )
    assert (await answered(NODES, ids=[school, unknown, district, metric, school]))["nodes"] == [
        {"__typename": "School", "id": school},
        None,
        {"__typename": "District", "id": district},
        {"__typename": "Metric", "id": metric},
        {"__typename": "School", "id": school},
    ]


async def test_nodes_say_which_id_is_malformed_before_anything_is_read() -> None:
    queries = FakeQueries()
    global_ids = [ids.encode("District", "255901"), "x"]
    assert await refused(NODES, queries, ids=global_ids) == {"code": "INVALID_ID", "at": "ids[1]"}
    assert queries.calls == []


async def test_nodes_take_a_bounded_number_of_ids() -> None:
    metric = ids.encode("Metric", "attendance_rate")
    assert len((await answered(NODES, ids=[metric] * MAX_NODES))["nodes"]) == MAX_NODES
    assert await refused(NODES, ids=[metric] * (MAX_NODES + 1)) == {
        "code": "PAGE_TOO_LARGE", "at": "ids", "limit": MAX_NODES, "value": MAX_NODES + 1,
    }  # fmt: skip


async def test_scalars_say_where_they_are_specified() -> None:
    document = "{ __schema { types { kind name specifiedByURL } } }"
    types = (await answered(document))["__schema"]["types"]
    scalars = {named["name"]: named["specifiedByURL"] for named in types if named["kind"] == "SCALAR"}
    built_in = {"Boolean", "Float", "ID", "Int", "String"}
    assert {name for name, url in scalars.items() if url is None} == built_in
    assert scalars.keys() - built_in == {"Date", "DateTime", "JSON"}


@pytest.mark.parametrize(
    "unknown",
    [
        ids.encode("District", "999"),
        ids.encode("School", "255902", "255901001"),
        ids.encode("Metric", "no_such"),
        ids.encode("Dashboard", "1"),
    ],
)
async def test_an_unknown_node_is_null(unknown: str) -> None:
    assert await answered(NODE, id=unknown) == {"node": None}


async def test_the_catalogue_is_the_registry() -> None:
    document = """{
      metrics { id name label description unit kind formula source granularities deprecationReason
                dimensions { name } }
      dimensions { name label description }
    }"""
    got = await answered(document)
    assert [dimension["name"] for dimension in got["dimensions"]] == list(DIMENSIONS)
    assert [metric["name"] for metric in got["metrics"]] == list(METRICS)
    for shown_metric in got["metrics"]:
        metric = METRICS[shown_metric["name"]]
        assert shown_metric == {
            "id": ids.encode("Metric", metric.name),
            "name": metric.name,
            "label": metric.label,
            "description": metric.description,
            "unit": metric.unit.name,
            "kind": metric.kind.name,
            "formula": metric.formula,
            "source": metric.source,
            "granularities": [granularity.name for granularity in metric.granularities],
            "deprecationReason": metric.deprecation_reason,
            "dimensions": [{"name": name} for name in metric.dimensions],
        }


async def test_the_values_of_a_dimension_are_searched_and_paged() -> None:
    queries = FakeQueries()
    document = """{ node(id: "%s") { ... on Metric { dimensions {
      name values(search: "ale", first: 2, after: "0") { totalCount nodes { value label } } } } } }"""
    got = await answered(document % ids.encode("Metric", "attendance_rate"), queries)
    assert ("dimension_values", "sex", "ale", 2, "0") in queries.calls
    sex = next(dimension for dimension in got["node"]["dimensions"] if dimension["name"] == "sex")
    assert sex["values"] == {
        "totalCount": 3,
        "nodes": [{"value": "Male", "label": "Male"}, {"value": None, "label": None}],
    }


async def test_districts_have_their_schools() -> None:
    queries = FakeQueries()
    document = '{ districts(first: 1) { nodes { districtId schools(first: 2, after: "0") { nodes { schoolId } } } } }'
    got = await answered(document, queries)
    schools = [{"schoolId": "255901002"}, {"schoolId": "255901003"}]
    assert got["districts"]["nodes"] == [{"districtId": "255901", "schools": {"nodes": schools}}]
    assert queries.calls == [("districts", 1, None), ("schools", "255901", None, 2, "0")]


async def test_districts_are_asked_for_by_text() -> None:
    queries = FakeQueries()
    await answered('{ districts(search: "bend") { nodes { districtId } } }', queries)
    assert queries.calls == [("districts", "bend", 50, None)]


async def test_schools_are_asked_for_by_district_and_text() -> None:
    queries = FakeQueries()
    document = '{ schools(district: "255902", search: "3") { nodes { id schoolId name gradeLevels } } }'
    got = await answered(document, queries)
    assert queries.calls == [("schools", "255902", "3", 50, None)]
    assert got["schools"]["nodes"] == [
        {
            "id": ids.encode("School", "255902", "255902003"),
            "schoolId": "255902003",
            "name": "School 3",
            "gradeLevels": ["Ninth grade", "Tenth grade"],
        }
    ]


async def test_a_list_of_schools_fetches_each_district_once() -> None:
    queries = FakeQueries()
    got = await answered("{ schools { nodes { district { name districtId } } } }", queries)
    assert [node["district"]["districtId"] for node in got["schools"]["nodes"]] == [s.district_id for s in SCHOOLS]
    assert queries.calls[1:] == [("districts_of", "255901", "255902")]


async def test_a_connection_has_the_shape_that_relay_wants() -> None:
    document = """query Ask($after: String) { schools(first: 3, after: $after) {
      edges { cursor node { schoolId } } nodes { schoolId } totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
    seen: list[str] = []
    after, pages = None, 0
    while pages == 0 or after is not None:
        got = (await answered(document, after=after))["schools"]
        info, edges = got["pageInfo"], got["edges"]
        assert [edge["node"] for edge in edges] == got["nodes"]
        assert (info["startCursor"], info["endCursor"]) == (edges[0]["cursor"], edges[-1]["cursor"])
        assert got["totalCount"] == len(SCHOOLS)
        assert info["hasPreviousPage"] == (pages > 0)
        seen += [node["schoolId"] for node in got["nodes"]]
        after, pages = info["endCursor"] if info["hasNextPage"] else None, pages + 1
    assert (seen, pages) == ([school.school_id for school in SCHOOLS], 3)


CONNECTIONS = {
    "districts": "{ districts(%s) { ...C } } fragment C on DistrictConnection { %s }",
    "schools": "{ schools(%s) { ...C } } fragment C on SchoolConnection { %s }",
    "schools of a district": '{ node(id: "RGlzdHJpY3Q6MjU1OTAx") { ... on District { schools(%s) { %s } } } }',
    "rows": "{ metricQuery(query: {metrics: [], time: {schoolYear: 2011}}) { rows(%s) { %s } } }",
    "values": "{ dimensions { values(%s) { %s } } }",
}


@pytest.mark.parametrize("document", CONNECTIONS.values(), ids=CONNECTIONS)
async def test_every_connection_is_read_from_its_end(document: str) -> None:
    shown = "edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"

    async def page(arguments: str) -> dict[str, Any]:
        value: Any = await answered(document % (arguments, shown))
        while "edges" not in value:
            value = next(iter(value.values())) if isinstance(value, dict) else value[3]  # the dimension sex
        return dict(value)

    whole = [edge["cursor"] for edge in (await page("first: 9"))["edges"]]
    end = await page("last: 1")
    assert [edge["cursor"] for edge in end["edges"]] == whole[-1:]
    assert end["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": len(whole) > 1,
        "startCursor": whole[-1],
        "endCursor": whole[-1],
    }
    before = await page(f'before: "{whole[-1]}", last: 100')
    assert [edge["cursor"] for edge in before["edges"]] == whole[:-1]
    assert before["pageInfo"]["hasNextPage"]
    assert not before["pageInfo"]["hasPreviousPage"]


async def test_of_a_page_that_is_too_large_the_message_says_how_to_go_on() -> None:
    for argument, following in (("first", "after `endCursor`"), ("last", "before `startCursor`")):
        _, errors = await ask(f"{{ schools({argument}: {MAX_ITEMS + 1}) {{ totalCount }} }}")
        assert errors[0]["message"].endswith(following)


@pytest.mark.parametrize(
    ("arguments", "code", "at"),
    [
        ("last: -1", "PAGE_TOO_LARGE", "last"),
        (f"last: {MAX_ITEMS + 1}", "PAGE_TOO_LARGE", "last"),
        ('last: 1, before: "x"', "INVALID_CURSOR", "before"),
    ],
)
async def test_what_is_wrong_with_a_page_from_the_end_is_said(arguments: str, code: str, at: str) -> None:
    extensions = await refused(f"{{ schools({arguments}) {{ totalCount }} }}")
    assert (extensions["code"], extensions["at"]) == (code, at)


async def test_an_empty_page_has_no_cursors() -> None:
    got = await answered("{ schools(first: 0) { totalCount pageInfo { startCursor endCursor hasNextPage } } }")
    info = {"startCursor": None, "endCursor": None, "hasNextPage": True}
    assert got == {"schools": {"totalCount": len(SCHOOLS), "pageInfo": info}}


LISTS = [
    ("{ districts(first: %d) { totalCount } }", MAX_ITEMS),
    ("{ schools(first: %d) { totalCount } }", MAX_ITEMS),
    ("{ districts { nodes { schools(first: %d) { totalCount } } } }", MAX_ITEMS),
    ("{ dimensions { values(first: %d) { totalCount } } }", MAX_ITEMS),
    ("{ metricQuery(query: {metrics: [], time: {schoolYear: 2011}}) { rows(first: %d) { totalCount } } }", MAX_ROWS),
    ("{ metricQuery(query: {metrics: [], time: {schoolYear: 2011}}) { table(first: %d) { length } } }", MAX_ROWS),
]


@pytest.mark.parametrize(("document", "maximum"), LISTS)
async def test_a_page_has_a_largest_size(document: str, maximum: int) -> None:
    await answered(document % maximum)
    for wanted in (maximum + 1, -1):
        extensions = await refused_alike(document % wanted)
        assert (extensions["code"], extensions["at"], extensions["limit"]) == ("PAGE_TOO_LARGE", "first", maximum)


async def refused_alike(document: str) -> dict[str, Any]:
    """The `extensions` that all errors have: lists within a list fail once each."""
    _, errors = await ask(document)
    assert errors
    assert all(error["extensions"] == errors[0]["extensions"] for error in errors)
    return dict(errors[0]["extensions"])
