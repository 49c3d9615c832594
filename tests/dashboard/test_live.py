"""Numbers change on the page when an event changes them, wherever it comes between the page's question and the next."""

import json
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import WebSocketRoute, expect

from tests.dashboard.conftest import Open

DISTRICTS = "{ districts { nodes { id name districtId schools { nodes { schoolId } } } } }"
MEMBERS = """query ($district: String!) { metricQuery(query: {metrics: [{metric: {name: "members"}}]
  time: {last: {n: 1, unit: SCHOOL_YEAR, includeCurrent: true}}
  where: {dimension: {name: "district", is: {eq: $district}}} }) { rows { nodes { values { value } } } } }"""


def enroll(address: str, district: str, school: str, learner: str) -> None:
    """Sends the enrolment of a learner who entered long ago."""
    data = {"school": school, "learner": learner, "entryDate": "2026-09-01", "gradeLevel": "Ninth grade"}
    event = {
        "specversion": "1.0", "type": "tandem.enrollment.recorded.v1", "id": learner, "source": "/tests/live",
        "time": datetime.now(UTC).isoformat(), "partitionkey": district, "data": data,
    }  # fmt: skip
    headers = {"content-type": "application/cloudevents+json"}
    urllib.request.urlopen(urllib.request.Request(f"{address}/events", json.dumps(event).encode(), headers)).close()


def test_a_district_shows_what_comes_before_it_is_followed_and_after(
    open_view: Open, ask: Callable[..., Any], demo: str
) -> None:
    district = next(node for node in ask(DISTRICTS)["districts"]["nodes"] if node["name"] == "Mesa Union HSD")
    own, school = district["districtId"], district["schools"]["nodes"][0]["schoolId"]

    def members() -> float:
        return float(ask(MEMBERS, district=own)["metricQuery"]["rows"]["nodes"][0]["values"][0]["value"])

    before, may_connect = members(), False

    def connect(socket: WebSocketRoute) -> None:
        if may_connect:
            socket.connect_to_server()
        else:
            socket.close()

    page = open_view("/stories")
    page.route_web_socket("**/graphql", connect)
    page.get_by_role("link", name="Districts").first.click()
    page.get_by_role("link", name="Mesa Union HSD").first.click()
    shown = page.locator(".figures .n").first
    expect(shown).to_have_text(f"{before:,.0f}")
    enroll(demo, own, school, "live-1")
    while members() == before:
        page.wait_for_timeout(20)
    may_connect = True
    expect(shown).to_have_text(f"{before + 1:,.0f}")
    enroll(demo, own, school, "live-2")
    expect(shown).to_have_text(f"{before + 2:,.0f}")
    expect(page.locator("p.sr[role=status]")).to_have_text("Numbers on this page were updated.")
