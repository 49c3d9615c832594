"""For every kind of question, each format holds the numbers that GraphQL's rows, subtotals and totals hold."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from schema import SCHEMA, Context
from services.core.access import DEVELOPMENT, Principal, Scope
from services.exports.export_service import ExportService
from services.exports.model import Format
from services.query.engine import QueryEngine
from tests.consumers import agreements
from tests.consumers.world import apply, memory_store
from tests.exports.questions import QUESTIONS, Json
from tests.exports.reading import read
from tests.graphql.fakes import Untouched
from tests.query.every.world import learner_events, partnership_events

pytestmark = pytest.mark.asyncio(loop_scope="module")
NOW = datetime(2010, 12, 20, 3, tzinfo=UTC)
"""In Chicago it is still the 19th."""
OUTSIDE = Principal("outside", frozenset(), frozenset({"hospital", "college"})).with_agreements((Scope(),))
"""May see both partnerships, of the hospital's 8 learners with that goal no number, of the college's 30 one."""

ASK = """query ($query: MetricQuery!) { metricQuery(query: $query) {
  columns { name kind } rows(first: 1000) { edges { node { ...row } } pageInfo { hasNextPage } }
  subtotals { ...row } totals { ...row }
} }
fragment row on Row {
  keys { dimension value label } bucket bucketLabel
  values { metric value status baseline baselineStatus delta deltaPct }
}"""
EXPORT = """mutation ($query: MetricQuery!, $format: ExportFormat!) {
  startExport(query: $query, format: $format, statuses: true, labels: true) { id status rowsTotal }
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Context]:
    store = await memory_store()
    await apply(store, learner_events())
    await agreements.apply(store, partnership_events())
    queries = QueryEngine(store, lambda: NOW)
    folder: Path = tmp_path_factory.mktemp("exports")
    async with ExportService(queries, folder) as exports:
        yield Context(DEVELOPMENT, queries, Untouched(), Untouched(), Untouched(), exports)
    await store.close()


async def asked(context: Context, document: str, **variables: Any) -> Json:
    result = await SCHEMA.execute(document, variable_values=variables, context_value=context)
    assert result.errors is None, result.errors
    (shown,) = (result.data or {}).values()
    return dict(shown)


async def exported(context: Context, question: Json, form: Format) -> list[Json]:
    """The lines of the file."""
    started = await asked(context, EXPORT, query=question, format=form.name)
    export = context.exports.find(context.principal, started["id"])
    assert export is not None
    assert started["status"] == "DONE"
    measures = [measure for metric in question["metrics"] for measure in metric.values()]
    names = [measure.get("as", measure.get("name")) for measure in measures]
    numbers = {f"{name}{end}" for name in names for end in ("", "__baseline", "__delta", "__delta_pct")}
    columns = read(form, context.exports.file(export).read_bytes(), numbers)
    lines = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    assert len(lines) == started["rowsTotal"]
    return lines


def lines_of(answer: Json, question: Json) -> list[Json]:
    """What the answer of the API says, as lines of a file."""
    assert not answer["rows"]["pageInfo"]["hasNextPage"]
    rows = [edge["node"] for edge in answer["rows"]["edges"]]
    if not question.get("totals") and not question.get("subtotals"):
        return [line_of(row, answer, question) for row in rows]
    shorter = [row for row in answer["subtotals"] if row["keys"]]
    everything = [row for row in answer["subtotals"] if not row["keys"]]
    total = answer["totals"] or everything[0]
    assert everything in ([], [total]), "the file has one of the two"
    parts = (("ROW", rows), ("SUBTOTAL", shorter), ("TOTAL", [total]))
    return [
        {"row_kind": kind, **grouping(row), **line_of(row, answer, question)} for kind, some in parts for row in some
    ]


def grouping(row: Json) -> Json:
    names = [*(key["dimension"] for key in row["keys"]), *(["bucket"] if row["bucket"] else [])]
    return {"grouped_by": " ".join(names) or None}


def line_of(row: Json, answer: Json, question: Json) -> Json:
    grouped = [column["name"] for column in answer["columns"] if column["kind"] != "METRIC"]
    line: Json = {f"{name}{end}": None for name in grouped for end in ("", "__label")}
    for key in row["keys"]:
        line |= {key["dimension"]: key["value"], f"{key['dimension']}__label": key["label"]}
    if row["bucket"] is not None:
        line["bucket"] = date.fromisoformat(row["bucket"])
    if "bucket" in grouped:
        line["bucket__label"] = row["bucketLabel"]
    for value in row["values"]:
        name = value["metric"]
        line |= {name: value["value"], f"{name}__status": value["status"]}
        if "compare" in question:
            line |= {f"{name}__baseline": value["baseline"], f"{name}__baseline_status": value["baselineStatus"]}
            line |= {f"{name}__delta": value["delta"], f"{name}__delta_pct": value["deltaPct"]}
    return line


@pytest.mark.parametrize("principal", [DEVELOPMENT, OUTSIDE], ids=lambda principal: principal.name)
@pytest.mark.parametrize("name", QUESTIONS)
async def test_a_file_holds_what_graphql_answers(context: Context, name: str, principal: Principal) -> None:
    mine, question = replace(context, principal=principal), QUESTIONS[name]
    expected = lines_of(await asked(mine, ASK, query=question), question)
    assert bool(expected) or name == "nobody" or principal is OUTSIDE
    for form in Format:
        shown = await exported(mine, question, form)
        assert shown == expected, form
        assert [list(line) for line in shown] == [list(line) for line in expected], form


@pytest.mark.parametrize("form", Format)
async def test_what_is_suppressed_has_no_number_in_any_column(context: Context, form: Format) -> None:
    """Neither its value nor, as a baseline, itself; and no delta, from which the one would follow by the other."""
    seen, hidden_in, mine = set(), set(), replace(context, principal=OUTSIDE)
    for question in QUESTIONS.values():
        for line in await exported(mine, question, form):
            for name in [
                name_of_column.removesuffix("__status")
                for name_of_column in line
                if name_of_column.endswith("__status")
            ]:
                own, other = line[f"{name}__status"], line.get(f"{name}__baseline_status")
                assert own != "SUPPRESSED" or line[name] is None
                assert other != "SUPPRESSED" or line[f"{name}__baseline"] is None
                if "SUPPRESSED" in (own, other) and other is not None:
                    assert (line[f"{name}__delta"], line[f"{name}__delta_pct"]) == (None, None)
                seen.add((own, other))
                if own == "SUPPRESSED":
                    hidden_in.add(line.get("row_kind"))
    assert {("SUPPRESSED", None), ("SUPPRESSED", "OK"), ("OK", "SUPPRESSED"), ("SUPPRESSED", "SUPPRESSED")} <= seen
    assert {"ROW", "SUBTOTAL", "TOTAL"} <= hidden_in, "there was something to hide in lines of each kind"


WARNED = "warnings { path message near { value } }"


async def test_an_export_warns_of_values_that_there_are_not_as_the_answer_does(context: Context) -> None:
    where = {"dimension": {"name": "grade_level", "is": {"eq": "Nineth grade"}}}
    picks = [{"metric": {"name": "members"}}]
    question: Json = {"metrics": picks, "time": {"schoolYear": 2011}, "where": where}
    answer = await asked(context, ASK.replace("columns {", f"{WARNED} columns {{"), query=question)
    started = await asked(context, EXPORT.replace("{ id", f"{{ {WARNED} id"), query=question, format="CSV")
    assert started["warnings"] == answer["warnings"] != []
