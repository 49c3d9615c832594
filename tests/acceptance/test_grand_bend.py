"""Every value of grand-bend-acceptance.json, as GraphQL answers it through the slugs of the catalogue."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from consumers.consumer import Consumer
from consumers.decoding import dead_letter_topic
from consumers.learners import learner_projection
from consumers.verify import verify
from schema import SCHEMA, Context
from services.core.access import DEVELOPMENT
from services.core.identity import DerivedSecrets
from services.ingest.edfi import EdFi
from services.ingest.importer import import_files
from services.log.embedded import EmbeddedLog
from services.log.kafka import KafkaLog
from services.log.port import LEARNER_EVENTS
from services.query.engine import QueryEngine
from services.store.embedded import EmbeddedStore
from services.store.mongo import MongoStore
from services.store.port import Store
from tests.graphql.fakes import Untouched

ROOT = Path(__file__).parents[2]
EXPECTED = json.loads((ROOT / "tests/data/grand-bend-acceptance.json").read_text())["scopes"]
NO_KPI = {"maxAbsencesOfOneStudent", "attendanceEvents", "tardyEvents"}
"""One pupil's value, and raw row counts: no KPIs."""
SECRETS = DerivedSecrets(b"s" * 32)

ATTENDANCE = {
    "enrolled": "enrolled_learners",
    "studentDaysEnrolled": "member_days",
    "absences": "absences",
    "daysAttended": "days_attended",
    "attendanceRatePct": "attendance_rate",
}
CHRONIC = {"chronic": "chronic_learners", "severe": "severe_learners", "chronicPct": "chronic_absence_rate"}
YEAR = {
    "instructionalDays": "instructional_days",
    "excusedAbsences": "excused_absences",
    "unexcusedAbsences": "unexcused_absences",
    "tardyEventsOnInstructionalDays": "tardies",
    "partialEvents": "partials",
    "studentsWithAnAbsence": "absent_learners",
    "eligibleMin10Days": "eligible_learners",
    **ATTENDANCE,
    **CHRONIC,
}
BANDS = {
    "below5pct": "absence_below_5",
    "from5to10pct": "absence_5_to_10",
    "from10to20pct": "absence_10_to_20",
    "from20pct": "absence_20_up",
}
GRADES = ("grades", "pass_rate", "score_sum", "grades_a", "grades_b", "grades_c", "grades_d")
AS_OF = {
    "instructionalDaysToDate": "instructional_days",
    "studentDaysEnrolled": "member_days",
    "absences": "absences",
    "attendanceRatePct": "attendance_rate",
    "eligibleMin10Days": "eligible_learners",
    "chronic": "chronic_learners",
    "severe": "severe_learners",
}

QUERY = """query Q($query: MetricQuery!) { metricQuery(query: $query) { rows(first: 500) { totalCount nodes {
  keys { value label } bucket values { metric value numerator denominator status } } } } }"""
Values = dict[str, dict[str, Any]]


Open = Callable[[], Awaitable[Store]]
"""Opens the store once more; who opened it closes it."""


class Pair(NamedTuple):
    """The adapters of one mode."""

    log: Callable[[], Awaitable[EmbeddedLog | KafkaLog]]
    store: Open


def _embedded(request: pytest.FixtureRequest) -> Pair:
    folder = request.getfixturevalue("tmp_path_factory").mktemp("grand-bend")
    return Pair(lambda: EmbeddedLog.open(folder / "log.sqlite"), lambda: EmbeddedStore.open(folder / "store.sqlite"))


def _cluster(request: pytest.FixtureRequest) -> Pair:
    kafka, mongo = (request.getfixturevalue(name) for name in ("kafka_url", "mongo_url"))
    database = f"{mongo.rpartition('/')[0]}/grand_bend_{uuid4().hex}"
    return Pair(lambda: KafkaLog.open(kafka), lambda: MongoStore.open(database))


PAIRS = {"embedded": _embedded, "cluster": _cluster}


@pytest.fixture(scope="module", params=sorted(PAIRS))
def store(request: pytest.FixtureRequest) -> Open:
    """Grand Bend, imported and consumed."""
    pair = PAIRS[request.param](request)

    async def load() -> None:
        log, store = await pair.log(), await pair.store()
        for topic in (LEARNER_EVENTS, dead_letter_topic(LEARNER_EVENTS)):
            await log.create_topic(topic, 1)
        await import_files(EdFi([ROOT / "samples/grand-bend"], time_zone="America/Chicago"), log, SECRETS)
        await Consumer(log, store, learner_projection(SECRETS)).run(asyncio.Event(), until_idle=True)
        assert await verify(store, "255901") == []
        await store.close()
        await log.close()

    asyncio.run(load())
    return pair.store


def test_totals_of_kept_rows(store: Open) -> None:
    """Of all three schools, and of the one that missed 700 days or more."""
    kept = {"metric": {"name": "absences", "gte": 700}}
    metrics = [{"metric": {"name": "absences"}}, {"metric": {"name": "attendance_rate"}}]
    query = {"metrics": metrics, "time": {"schoolYear": 2011}, "groupBy": ["school"], "having": kept, "totals": True}
    everything, of_kept = (
        execute(
            store,
            "query Q($query: MetricQuery!) { metricQuery(query: $query) { totals { values { value } } } }",
            question,
        )
        for question in (query, {**query, "totalsOf": "KEPT"})
    )
    assert everything["totals"]["values"][0]["value"] == 1850
    (row,) = ask(store, ["absences", "attendance_rate"], groupBy=["school"], having=kept)
    assert [value["value"] for value in of_kept["totals"]["values"]] == [value["value"] for value in row[1].values()]
    assert of_kept["totals"]["values"][0]["value"] == 765


def ask(store: Open, metrics: list[str], **query: Any) -> list[tuple[dict[str, Any], Values]]:
    """Rows as (keys and bucket, values by metric)."""
    picks = [{"metric": {"name": name}} for name in dict.fromkeys(metrics)]
    answer = execute(store, QUERY, {"metrics": picks, "time": {"schoolYear": 2011}, **query})
    return [(row, {value["metric"]: value for value in row["values"]}) for row in answer["rows"]["nodes"]]


def execute(store: Open, document: str, query: dict[str, Any]) -> dict[str, Any]:
    """The answer to the question."""

    async def answer() -> dict[str, Any]:
        opened = await store()
        queries = QueryEngine(opened)
        context = Context(DEVELOPMENT, queries, Untouched(), Untouched(), Untouched(), Untouched())
        result = await SCHEMA.execute(document, variable_values={"query": query}, context_value=context)
        await opened.close()
        assert not result.errors, result.errors
        assert result.data is not None
        answered: dict[str, Any] = result.data["metricQuery"]
        return answered

    return asyncio.run(answer())


def school(school_id: str) -> dict[str, Any]:
    return {"dimension": {"name": "school", "is": {"eq": school_id}}}


def shown(value: dict[str, Any]) -> Any:
    """Percentages as people see them: 3 decimals, half up; counts as whole numbers."""
    number = value["value"]
    if value["metric"].endswith("_rate"):
        return float(Decimal(str(number)).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP))
    assert number == int(number)
    return int(number)


def named(values: Values, names: dict[str, str]) -> dict[str, Any]:
    return {key: shown(values[slug]) for key, slug in names.items()}


def graded(values: Values) -> dict[str, Any]:
    records, passed = int(values["grades"]["value"]), int(values["pass_rate"]["numerator"])
    return {
        "records": records,
        "ge70": passed,
        "lt70": records - passed,
        "ge60": sum(int(values[f"grades_{band}"]["value"]) for band in "abcd"),
        "sum": int(values["score_sum"]["value"]),
        "ge70Pct": shown(values["pass_rate"]),
    }


def by_group(store: Open, where: dict[str, Any], dimension: str) -> list[tuple[str, dict[str, Any]]]:
    names = ATTENDANCE | CHRONIC
    rows = ask(store, [*names.values(), *GRADES], where=where, groupBy=[dimension])
    return [(row["keys"][0]["value"], {**named(values, names), "grades": graded(values)}) for row, values in rows]


def answers(store: Open, school_id: str) -> dict[str, Any]:
    """What the acceptance file says of a school, as the API says it."""
    where = school(school_id)
    ((row, year),) = ask(store, [*YEAR.values(), *BANDS.values(), *GRADES], where=where, groupBy=["school"])
    months = {"instructionalDays": "instructional_days"} | {
        key: slug for key, slug in ATTENDANCE.items() if key != "enrolled"
    }
    dates = [day_of_year["date"] for day_of_year in EXPECTED[school_id]["asOf"]]
    return {
        "name": row["keys"][0]["label"],
        **named(year, YEAR),
        "bands": named(year, BANDS),
        "grades": graded(year),
        "gradesByGradingPeriod": [
            {"periodSequence": number, **graded(values)}
            for number, (_, values) in enumerate(ask(store, list(GRADES), where=where, granularity="GRADING_PERIOD"), 1)
        ],
        "byMonth": [
            {"month": row["bucket"][:7], **named(values, months)}
            for row, values in ask(store, list(months.values()), where=where, granularity="MONTH")
        ],
        "bySex": [{"sex": value, **rest} for value, rest in by_group(store, where, "sex")],
        "byHispanicLatinoEthnicity": [
            {"hispanicLatinoEthnicity": value == "true", **rest}
            for value, rest in by_group(store, where, "hispanic_latino")
        ],
        "asOf": [
            {"date": day, **named(ask(store, list(AS_OF.values()), where=where, asOf=day)[0][1], AS_OF)}
            for day in dates
        ],
    }


@pytest.mark.parametrize("school_id", sorted(EXPECTED))
def test_every_acceptance_value_is_what_graphql_answers(store: Open, school_id: str) -> None:
    expected = {key: value for key, value in EXPECTED[school_id].items() if key not in NO_KPI}
    assert answers(store, school_id) == expected


def test_above_one_school_instructional_days_are_distinct_dates(store: Open) -> None:
    ((_, values),) = ask(store, ["instructional_days", "member_days", "average_daily_attendance"])
    assert values["instructional_days"]["value"] == 169
    assert values["member_days"]["value"] == 162_215
    assert values["average_daily_attendance"]["denominator"] == 169


def test_months_and_groups_add_up_to_the_year(store: Open) -> None:
    ((_, year),) = ask(store, ["absences", "member_days"])
    for more in ({"granularity": "MONTH"}, {"granularity": "WEEK"}, {"groupBy": ["grade_level", "race_ethnicity"]}):
        rows = ask(store, ["absences", "member_days"], **more)
        for metric in ("absences", "member_days"):
            assert sum(values[metric]["value"] for _, values in rows) == year[metric]["value"]


def test_a_rate_over_nothing_is_null_with_the_reason(store: Open) -> None:
    ((_, values),) = ask(store, ["chronic_absence_rate", "eligible_learners"], asOf="2010-09-02")
    assert (values["chronic_absence_rate"]["value"], values["chronic_absence_rate"]["status"]) == (
        None,
        "DIVIDE_BY_ZERO",
    )
    ((_, before),) = ask(store, ["attendance_rate"], asOf="2010-08-01")
    assert (before["attendance_rate"]["value"], before["attendance_rate"]["status"]) == (None, "NO_DATA")
