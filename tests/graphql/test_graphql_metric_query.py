"""metricQuery: what is asked of the query service, and how its answer looks."""

from datetime import date
from enum import Enum
from typing import Any

import pytest

from schema.common import enums
from schema.metrics.convert import MAX_FILTER_DEPTH
from services.core import kpis
from services.core.kpis import Granularity
from services.query.model import answers
from services.query.model.question import (
    DateSpan,
    DerivedMetric,
    Last,
    MetricQuery,
    MetricRef,
    OrderBy,
    OtherLearners,
    PreviousPeriod,
    PriorYear,
    SchoolYear,
)
from services.query.model.question_filters import (
    AllMet,
    And,
    AnyMet,
    DimensionFilter,
    Not,
    NotMet,
    Or,
    Predicate,
    ValueBound,
)
from tests.graphql.fakes import FakeQueries, answered, refused, row

RATE: dict[str, Any] = {"metric": {"name": "attendance_rate"}}
YEAR: dict[str, Any] = {"schoolYear": 2011}
ASK = "query Ask($query: MetricQuery!) { metricQuery(query: $query) { asOf } }"


def sex_is(**predicate: Any) -> DimensionFilter:
    return DimensionFilter("sex", Predicate(**predicate))


def dimension(**predicate: Any) -> dict[str, Any]:
    return {"dimension": {"name": "sex", "is": predicate}}


def bound(**bounds: Any) -> dict[str, Any]:
    return {"metric": {"name": "a", **bounds}}


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
    *(({"granularity": granularity.name}, {"granularity": granularity}) for granularity in Granularity),
    ({"granularity": None}, {}),
    ({"where": None, "having": None, "compare": None, "asOf": None, "timezone": None}, {}),
    ({"metrics": [{"derived": {"as": "x", "formula": "a / b"}}]}, {"metrics": (DerivedMetric("x", "a / b"),)}),
    ({"having": bound(gte=90, lt=95.5)}, {"having": ValueBound("a", gte=90.0, lt=95.5)}),
    ({"having": bound(gt=None, lte=0)}, {"having": ValueBound("a", lte=0.0)}),
    ({"having": bound()}, {"having": ValueBound("a")}),
    ({"having": {"and": []}}, {"having": AllMet(())}),
    (
        {"having": {"or": [bound(gt=1), {"and": [bound(lt=2)]}, {"not": bound(gt=3)}]}},
        {
            "having": AnyMet(
                (ValueBound("a", gt=1.0), AllMet((ValueBound("a", lt=2.0),)), NotMet(ValueBound("a", gt=3.0)))
            )
        },
    ),
    ({"compare": {"previousPeriod": True}}, {"compare": PreviousPeriod()}),
    ({"compare": {"priorYear": True}}, {"compare": PriorYear()}),
    ({"compare": {"previousPeriod": False}}, {}),
    ({"compare": {"priorYear": False}}, {}),
    (
        {"compare": {"range": {"from": "2010-02-01", "to": "2010-02-28"}}},
        {"compare": DateSpan(date(2010, 2, 1), date(2010, 2, 28))},
    ),
    ({"compare": {"cohort": dimension(eq="Male")}}, {"compare": OtherLearners(sex_is(eq="Male"))}),
    ({"subtotals": True}, {"subtotals": True}),
    ({"timezone": "America/Chicago"}, {"timezone": "America/Chicago"}),
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


@pytest.mark.parametrize(("given", "expected"), QUESTIONS, ids=[str(data) for data, _ in QUESTIONS])
async def test_inputs_become_the_question_that_they_state(given: dict[str, Any], expected: dict[str, Any]) -> None:
    plain = {"metrics": (MetricRef("attendance_rate"),), "time": SchoolYear(2011)}
    assert await asked(**given) == MetricQuery(**{**plain, **expected})


async def test_an_explanation_comes_whole() -> None:
    document = """query Ask($query: MetricQuery!) {
      explain(query: $query) { cost { requested maximum } cells granularity steps } }"""
    queries = FakeQueries()
    assert (await answered(document, queries, query={"metrics": [RATE], "time": YEAR}))["explain"] == {
        "cost": {"requested": 120, "maximum": 1000},
        "cells": "day",
        "granularity": "DAY",
        "steps": ["read", "divide"],
    }
    assert queries.asked == [MetricQuery((MetricRef("attendance_rate"),), SchoolYear(2011))]


def nested(depth: int) -> dict[str, Any]:
    return dimension(eq="a") if depth == 1 else {"not": nested(depth - 1)}


async def test_filters_nest_so_deep_and_no_deeper() -> None:
    assert (await asked(where=nested(MAX_FILTER_DEPTH))).where is not None
    extensions = await refused(ASK, query={"metrics": [RATE], "time": YEAR, "where": nested(MAX_FILTER_DEPTH + 1)})
    assert extensions["code"] == "INVALID_FILTER"
    assert extensions["at"] == "query.where" + ".not" * MAX_FILTER_DEPTH


def nested_values(depth: int) -> dict[str, Any]:
    return bound(gt=1) if depth == 1 else {"not": nested_values(depth - 1)}


async def test_conditions_on_values_nest_so_deep_and_no_deeper() -> None:
    assert (await asked(having=nested_values(MAX_FILTER_DEPTH))).having is not None
    too_deep = {"metrics": [RATE], "time": YEAR, "having": nested_values(MAX_FILTER_DEPTH + 1)}
    extensions = await refused(ASK, query=too_deep)
    assert extensions == {"code": "INVALID_FILTER", "at": "query.having" + ".not" * MAX_FILTER_DEPTH}


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
        values { metric value numerator denominator n status baseline delta deltaPct baselineStatus }
      }
    }
    totals { keys { value } bucket values { value } }
    subtotals { keys { value } bucket values { value } }
    cost { requested maximum }
  }
}
"""


async def test_an_answer_comes_whole() -> None:
    whole = answers.Row((), None, row("001", 3, 93.9).values)
    queries = FakeQueries(totals=whole, subtotals=(whole,))
    got = (await answered(WHOLE, queries, query={"metrics": [RATE], "time": YEAR}))["metricQuery"]

    assert got["asOf"] == "2011-06-01T12:30:00+00:00"
    assert got["cost"] == {"requested": 120, "maximum": 1000}
    assert got["totals"] == {"keys": [], "bucket": None, "values": [{"value": 93.9}, {"value": 3.0}]}
    assert got["subtotals"] == [got["totals"]]
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
    not_compared = {"baseline": None, "delta": None, "deltaPct": None, "baselineStatus": None}
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
    assert got["metricQuery"]["subtotals"] == []


COMPARED = (
    answers.Value("rate", 90.0, 9.0, 10.0, 10, answers.ValueStatus.OK, 80.0, 10.0, 12.5, answers.ValueStatus.OK),
    answers.Value("absences", 3.0, 3.0, None, 10, answers.ValueStatus.OK, baseline_status=answers.ValueStatus.NO_DATA),
)


async def test_a_comparison_shows_the_baseline_beside_each_value() -> None:
    queries = FakeQueries(rows=[answers.Row((answers.Key("school", "001"),), date(2011, 3, 1), COMPARED)])
    question = {"metrics": [RATE], "time": YEAR, "compare": {"priorYear": True}}
    values = (await answered(WHOLE, queries, query=question))["metricQuery"]["rows"]["nodes"][0]["values"]
    shown = [[value[name] for name in ("baseline", "delta", "deltaPct", "baselineStatus")] for value in values]
    assert shown == [[80.0, 10.0, 12.5, "OK"], [None, None, None, "NO_DATA"]]

    document = TABLE.replace("statuses }", "statuses baselines baselineStatuses deltas deltaPcts }")
    columns = (await answered(document, queries, query=question))["metricQuery"]["table"]["data"]
    names = ("baselines", "baselineStatuses", "deltas", "deltaPcts")
    assert [[column[name] for name in names] for column in columns] == [
        [None, None, None, None],
        [None, None, None, None],
        [[80.0], ["OK"], [10.0], [12.5]],
        [[None], ["NO_DATA"], [None], [None]],
    ]


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
    assert [column["name"] for column in got["table"]["data"]] == [column["name"] for column in got["columns"]]
    return dict(got["table"])


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
        (enums.ColumnKind, answers.ColumnKind),
        (enums.ValueStatus, answers.ValueStatus),
    ],
)
def test_enums_have_all_values_of_the_domain_and_no_others(ours: type[Enum], domain: type[Enum]) -> None:
    assert [our.name for our in ours] == [enum.name for enum in domain]


@pytest.mark.parametrize("field", ["metricQuery", "explain"])
async def test_warnings_are_looked_for_only_if_somebody_selects_them(field: str) -> None:
    question = '(query: { metrics: [{ metric: { name: "absences" } }], time: { schoolYear: 2011 } })'
    queries = FakeQueries()
    warnings = "warnings { path dimension value message near { value label id } }"
    shown = await answered(f"{{ {field}{question} {{ {warnings} }} }}", queries)
    female = {"value": "Female", "label": "Female", "id": None}
    assert shown[field]["warnings"] == [
        {
            "path": "query.where.dimension.is.eq",
            "dimension": "sex",
            "value": "Femal",
            "message": "no sex 'Femal'",
            "near": [female],
        }
    ]
    assert ("warnings",) in queries.calls
    queries = FakeQueries()
    await answered(f"{{ {field}{question} {{ cost {{ requested }} }} }}", queries)
    assert ("warnings",) not in queries.calls
