"""metricQuery: what is asked of the query service, and how its answer looks."""

from datetime import date
from enum import Enum
from typing import Any

import pytest

from schema import enums
from schema.convert import MAX_FILTER_DEPTH
from services.core import kpis
from services.core.kpis import Granularity
from services.query import model
from services.query.model import (
    And,
    DateSpan,
    DimensionFilter,
    Last,
    MetricQuery,
    MetricRef,
    Not,
    Or,
    OrderBy,
    Predicate,
    SchoolYear,
)
from tests.graphql.fakes import FakeQueries, answered, refused, row

RATE: dict[str, Any] = {"metric": {"name": "attendance_rate"}}
YEAR: dict[str, Any] = {"schoolYear": 2011}
ASK = "query Ask($query: MetricQuery!) { metricQuery(query: $query) { asOf } }"


def sex_is(**predicate: Any) -> DimensionFilter:
    return DimensionFilter("sex", Predicate(**predicate))


def dimension(**predicate: Any) -> dict[str, Any]:
    return {"dimension": {"name": "sex", "is": predicate}}


async def asked(**query: Any) -> MetricQuery:
    """What the query service is asked when clients ask this."""
    queries = FakeQueries()
    await answered(ASK, queries, query={"metrics": [RATE], "time": YEAR, **query})
    return queries.asked[0]


QUESTIONS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"metrics": []}, {"metrics": ()}),
    ({"metrics": [{"metric": {"name": "a", "as": "b"}}]}, {"metrics": (MetricRef("a", "b"),)}),
    (
        {"metrics": [{"metric": {"name": "a", "where": dimension(eq="Male")}}]},
        {"metrics": (MetricRef("a", None, sex_is(eq="Male")),)},
    ),
    ({"groupBy": ["school", "sex"]}, {"group_by": ("school", "sex")}),
    (
        {"time": {"between": {"from": "2011-02-01", "to": "2011-02-28"}}},
        {"time": DateSpan(date(2011, 2, 1), date(2011, 2, 28))},
    ),
    ({"time": {"last": {"n": 3, "unit": "MONTH"}}}, {"time": Last(3, Granularity.MONTH)}),
    (
        {"time": {"last": {"n": 1, "unit": "TERM", "includeCurrent": True}}},
        {"time": Last(1, Granularity.TERM, include_current=True)},
    ),
    ({"time": {"schoolYear": 0}}, {"time": SchoolYear(0)}),
    *(({"granularity": each.name}, {"granularity": each}) for each in Granularity),
    ({"granularity": None}, {}),
    ({"where": None, "having": None, "compare": None, "asOf": None}, {}),
    ({"where": dimension(ne="")}, {"where": sex_is(ne="")}),
    ({"where": dimension(**{"in": ["a", "b"]})}, {"where": sex_is(in_=("a", "b"))}),
    ({"where": dimension(**{"in": []})}, {"where": sex_is(in_=())}),
    ({"where": dimension(notIn=["a"])}, {"where": sex_is(not_in=("a",))}),
    ({"where": dimension(isNull=False)}, {"where": sex_is(is_null=False)}),
    ({"where": {"not": dimension(eq="a")}}, {"where": Not(sex_is(eq="a"))}),
    ({"where": {"and": []}}, {"where": And(())}),
    (
        {"where": {"or": [dimension(eq="a"), {"and": [dimension(eq="b"), dimension(isNull=True)]}]}},
        {"where": Or((sex_is(eq="a"), And((sex_is(eq="b"), sex_is(is_null=True)))))},
    ),
    (
        {"orderBy": [{"by": "bucket"}, {"by": "school", "direction": "DESC"}]},
        {"order_by": (OrderBy("bucket"), OrderBy("school", descending=True))},
    ),
    ({"totals": True}, {"totals": True}),
    ({"asOf": "2011-03-01"}, {"as_of": date(2011, 3, 1)}),
]


@pytest.mark.parametrize(("given", "expected"), QUESTIONS, ids=[str(given) for given, _ in QUESTIONS])
async def test_inputs_become_the_question_that_they_state(given: dict[str, Any], expected: dict[str, Any]) -> None:
    plain = {"metrics": (MetricRef("attendance_rate"),), "time": SchoolYear(2011)}
    assert await asked(**given) == MetricQuery(**{**plain, **expected})


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"having": {"metric": {"name": "attendance_rate", "gte": 90}}}, "query.having"),
        ({"having": {"and": []}}, "query.having"),
        ({"compare": {"priorYear": True}}, "query.compare"),
        ({"metrics": [RATE, {"derived": {"as": "x", "formula": "a / b"}}]}, "query.metrics[1].derived"),
    ],
)
async def test_what_is_not_there_yet_is_refused_by_its_place(given: dict[str, Any], at: str) -> None:
    queries = FakeQueries()
    extensions = await refused(ASK, queries, query={"metrics": [RATE], "time": YEAR, **given})
    assert extensions == {"code": "NOT_YET_AVAILABLE", "at": at}
    assert queries.calls == []


async def test_explain_is_not_there_yet() -> None:
    document = "query Ask($query: MetricQuery!) { explain(query: $query) { cells } }"
    assert (await refused(document, query={"metrics": [RATE], "time": YEAR}))["code"] == "NOT_YET_AVAILABLE"


def nested(depth: int) -> dict[str, Any]:
    return dimension(eq="a") if depth == 1 else {"not": nested(depth - 1)}


async def test_filters_nest_so_deep_and_no_deeper() -> None:
    assert (await asked(where=nested(MAX_FILTER_DEPTH))).where is not None
    extensions = await refused(ASK, query={"metrics": [RATE], "time": YEAR, "where": nested(MAX_FILTER_DEPTH + 1)})
    assert extensions["code"] == "INVALID_FILTER"
    assert extensions["at"] == "query.where" + ".not" * MAX_FILTER_DEPTH


WHOLE = """
query Ask($query: MetricQuery!) {
  metricQuery(query: $query) {
    asOf
    columns { name label unit kind }
    rows(first: 3) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { cursor node { bucket } }
      nodes {
        bucket
        keys { dimension value label }
        values { metric value numerator denominator n status baseline delta deltaPct }
      }
    }
    totals { keys { value } bucket values { value } }
    cost { requested maximum }
  }
}
"""


async def test_an_answer_comes_whole() -> None:
    queries = FakeQueries(totals=model.Row((), None, row("001", 3, 93.9).values))
    got = (await answered(WHOLE, queries, query={"metrics": [RATE], "time": YEAR}))["metricQuery"]

    assert got["asOf"] == "2011-06-01T12:30:00+00:00"
    assert got["cost"] == {"requested": 120, "maximum": 1000}
    assert got["totals"] == {"keys": [], "bucket": None, "values": [{"value": 93.9}, {"value": 3.0}]}
    assert got["columns"] == [
        {"name": "school", "label": "School", "unit": None, "kind": "DIMENSION"},
        {"name": "bucket", "label": "Month", "unit": None, "kind": "BUCKET"},
        {"name": "rate", "label": "Attendance rate", "unit": "PERCENT", "kind": "METRIC"},
        {"name": "absences", "label": "Absences", "unit": "DAYS", "kind": "METRIC"},
    ]
    rows = got["rows"]
    assert rows["totalCount"] == 4
    assert rows["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False, "startCursor": "0", "endCursor": "2"}
    assert rows["edges"] == [
        {"cursor": "0", "node": {"bucket": "2011-03-01"}},
        {"cursor": "1", "node": {"bucket": "2011-04-01"}},
        {"cursor": "2", "node": {"bucket": "2011-03-01"}},
    ]
    not_compared = {"baseline": None, "delta": None, "deltaPct": None}
    assert rows["nodes"][0] == {
        "bucket": "2011-03-01",
        "keys": [{"dimension": "school", "value": "001", "label": "School 001"}],
        "values": [
            {"metric": "rate", "value": 94.25, "numerator": 188.5, "denominator": 200.0, "n": 40, "status": "OK"}
            | not_compared,
            {"metric": "absences", "value": 3.0, "numerator": 3.0, "denominator": None, "n": 40, "status": "OK"}
            | not_compared,
        ],
    }
    assert rows["nodes"][2]["values"][0]["status"] == "NO_DATA"


async def test_totals_are_null_unless_asked_for() -> None:
    got = await answered(WHOLE, query={"metrics": [RATE], "time": YEAR})
    assert got["metricQuery"]["totals"] is None


TABLE = """
query Ask($query: MetricQuery!, $first: Int, $after: String) {
  metricQuery(query: $query) {
    columns { name }
    table(first: $first, after: $after) {
      length endCursor hasNextPage
      data { name strings dates numbers statuses }
    }
  }
}
"""


async def table(**page: Any) -> dict[str, Any]:
    got = (await answered(TABLE, query={"metrics": [RATE], "time": YEAR}, **page))["metricQuery"]
    assert [each["name"] for each in got["table"]["data"]] == [each["name"] for each in got["columns"]]
    return got["table"]


async def test_a_table_fills_the_array_that_fits_each_column() -> None:
    nothing = {"strings": None, "dates": None, "numbers": None, "statuses": None}
    assert await table() == {
        "length": 4,
        "endCursor": "3",
        "hasNextPage": False,
        "data": [
            {**nothing, "name": "school", "strings": ["001", "001", "002", None]},
            {**nothing, "name": "bucket", "dates": ["2011-03-01", "2011-04-01", "2011-03-01", "2011-03-01"]},
            {
                **nothing,
                "name": "rate",
                "numbers": [94.25, 93.5, None, None],
                "statuses": ["OK", "OK", "NO_DATA", "DIVIDE_BY_ZERO"],
            },
            {**nothing, "name": "absences", "numbers": [3.0] * 4, "statuses": ["OK"] * 4},
        ],
    }


async def test_a_table_pages_on_from_its_end_cursor() -> None:
    first = await table(first=3)
    assert (first["length"], first["hasNextPage"]) == (3, True)
    second = await table(first=3, after=first["endCursor"])
    assert (second["length"], second["hasNextPage"], second["data"][0]["strings"]) == (1, False, [None])
    beyond = await table(after=second["endCursor"])
    assert (beyond["length"], beyond["endCursor"]) == (0, None)


@pytest.mark.parametrize(
    ("ours", "domain"),
    [
        (enums.Unit, kpis.Unit),
        (enums.MetricKind, kpis.MetricKind),
        (enums.Granularity, kpis.Granularity),
        (enums.ColumnKind, model.ColumnKind),
        (enums.ValueStatus, model.ValueStatus),
    ],
)
def test_enums_have_all_values_of_the_domain_and_no_others(ours: type[Enum], domain: type[Enum]) -> None:
    assert [each.name for each in ours] == [each.name for each in domain]
