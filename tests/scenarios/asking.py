"""Questions that several stories ask."""

import hashlib
import json
from datetime import date
from typing import Any

from services.core.access import Principal
from tests.scenarios.school import SCHOOL_YEAR
from tests.scenarios.told import OFFICE, Told

METRIC_QUERY = """query ($query: MetricQuery!) { metricQuery(query: $query) { rows { nodes {
    keys { value } bucket values { metric value n status } } } } }"""
Rows = dict[tuple[str | None, ...], dict[str, Any]]


async def rows(story: Told, metric: str, *group: str, principal: Principal = OFFICE, **more: Any) -> Rows:
    """A metric of the participants of a partnership by dimensions: its value by the keys."""
    mine = {"dimension": {"name": "partnership", "is": {"eq": story.key}}}
    where = {"and": [mine, more.pop("where")]} if "where" in more else mine
    query = {
        "metrics": [{"metric": {"name": metric}}],
        "groupBy": list(group),
        "time": {"schoolYear": SCHOOL_YEAR},
        "where": where,
        **more,
    }
    answer = await story.world.ask(METRIC_QUERY, principal, query=query)
    nodes = answer["metricQuery"]["rows"]["nodes"]
    return {tuple(key["value"] for key in row["keys"]): row["values"][0] for row in nodes}


def phase(name: str) -> dict[str, Any]:
    return {"dimension": {"name": "phase", "is": {"eq": name}}}


def digest_of(question: dict[str, Any], evidence: dict[str, Any]) -> str:
    """As the documentation of the event says, from what the API shows."""
    moment = evidence["asOf"].replace("+00:00", "Z")
    plain = {"asOf": moment, "n": evidence["n"], "question": question, "value": evidence["value"]}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


async def live(story: Told, goal: str, principal: Principal = OFFICE, **when: date) -> dict[str, Any]:
    """The goal's value now."""
    shown = await story.see("goals { goalId progress { percent value { value n status } } }", principal, **when)
    value: dict[str, Any] = next(
        shown_goal["progress"]["value"] for shown_goal in shown["goals"] if shown_goal["goalId"] == goal
    )
    return value
