"""Districts, schools, stories and data health as people use them, on the demo's data."""

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.dashboard.conftest import Open, Violations

PLACES = "{ districts { nodes { id name districtId schools { nodes { id name } } } } }"
NUMBERS = """query ($district: String!) { metricQuery(query: {
  metrics: [{metric: {name: "attendance_rate"}}, {metric: {name: "chronic_absence_rate"}}]
  time: {last: {n: 1, unit: SCHOOL_YEAR, includeCurrent: true}}
  where: {dimension: {name: "district", is: {eq: $district}}} }) { rows { nodes { values { value } } } } }"""
PUBLIC = "{ stories { nodes { story { title } } } }"
STORIES = """{ partnerships { nodes {
  investment { byPeriod { period district partner } } vision { clauses { kind text endorsedByBoth } }
  stories { id title published audience evidence { value n } evidenceText digest } } } }"""


def bars(page: Page, violations: Violations) -> list[str]:
    """What bars people from a page: in light and wide, and in dark at 360 px."""
    wide = violations(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 800})
    sideways = [] if page.evaluate("document.documentElement.scrollWidth <= innerWidth") else ["scrolls sideways"]
    return wide + violations(page) + sideways


def test_a_district_and_its_school_show_what_the_api_says(
    open_view: Open, ask: Callable[..., Any], violations: Violations
) -> None:
    district = next(node for node in ask(PLACES)["districts"]["nodes"] if node["name"] == "Mesa Union HSD")
    values = ask(NUMBERS, district=district["districtId"])["metricQuery"]["rows"]["nodes"][0]["values"]
    page = open_view(f"/districts/{district['id']}")
    expect(page.locator("h1")).to_have_text("Mesa Union HSD")
    shown = page.locator(".figures .n")
    expect(shown.nth(1)).to_have_text(f"{values[0]['value']:.1f}%")
    expect(shown.nth(2)).to_have_text(f"{values[1]['value']:.1f}%")
    page.locator(".figures").get_by_role("button", name="Chronic absence").click()
    expect(page.locator("#g-chronic")).to_contain_text(re.compile(r"As of.+Behind this number\d+ learners"))
    page.keyboard.press("Escape")
    expect(page.locator("#schools tbody th")).to_have_text([school["name"] for school in district["schools"]["nodes"]])
    page.get_by_role("combobox", name="Group").select_option(label="sex")
    expect(page).to_have_url(re.compile("by=sex"))
    expect(page.locator("#groups tbody th")).to_contain_text(["Female", "Male"])
    page.get_by_role("button", name="Terms").click()
    expect(page.get_by_role("region", name="By term")).to_be_visible()
    assert bars(page, violations) == []
    page.locator("#schools tbody th a").first.click()
    expect(page.locator("h1")).to_have_text(district["schools"]["nodes"][0]["name"])
    expect(page.locator("#bands .row").first).to_be_visible()
    expect(page.locator("#groups tbody th").first).to_be_visible()
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert bars(page, violations) == []


def test_a_story_shows_its_number_and_the_evidence_that_its_digest_is_of(
    open_view: Open, ask: Callable[..., Any], violations: Violations
) -> None:
    changes = [(node, story) for node in ask(STORIES)["partnerships"]["nodes"] for story in node["stories"]]
    node, public = next((node, story) for node, story in changes if story["audience"] == "PUBLIC" and story["digest"])
    page = open_view(f"/stories/{public['id']}")
    expect(page.locator("h1")).to_have_text(public["title"])
    expect(page.locator(".big")).to_contain_text(f"{public['evidence']['n']} learners")
    evidence, digest = page.locator(".digest").all_inner_texts()
    assert hashlib.sha256(evidence.encode()).hexdigest() == digest == public["digest"]
    year = int(public["published"][:4]) - (public["published"][5:7] < "07")
    [put] = [one for one in node["investment"]["byPeriod"] if one["period"] == f"{year}-07-01"]
    made_possible = page.get_by_role("region", name="Who made it possible?")
    expect(made_possible).to_contain_text(f"In the school year {year}–{(year + 1) % 100}")
    for side in ("district", "partner"):
        expect(made_possible).to_contain_text(f"${put[side]:,.0f}")
    signed = [one["text"] for one in node["vision"]["clauses"] if one["kind"] == "OUTCOME" and one["endorsedByBoth"]]
    assert signed
    for text in signed:
        expect(made_possible).to_contain_text(f"“{text}”")
    assert bars(page, violations) == []
    inside = next(story for _, story in changes if story["audience"] == "PARTNERS")
    page.goto(f"/stories/{inside['id']}")
    expect(page.locator(".crumb")).to_contain_text("For the districts and partners only")
    page.route("**/graphql", as_the_public)
    page.goto("/stories/U3Rvcnk6bm86c3VjaA==")
    expect(page.locator("main")).to_contain_text("There is no such story.")
    page.get_by_role("banner").get_by_role("link", name="Success stories").click()
    expect(page.locator("article h2 a")).to_have_text(
        [node["story"]["title"] for node in ask(PUBLIC)["stories"]["nodes"]]
    )
    expect(page.get_by_role("banner").get_by_role("link")).to_have_text("Success stories")


def as_the_public(route: Route) -> None:
    """Lets the server say that nobody in particular reads; a server without sign-in knows only one reader."""
    answer = route.fetch().json()
    if "seesEveryDistrict" in (answer.get("data", {}).get("viewer") or {}):
        nobody: dict[str, Any] = {"development": False, "side": None, "seesEveryDistrict": False, "permissions": []}
        answer["data"]["viewer"].update(nobody)
    route.fulfill(json=answer)


def test_data_health_names_who_is_silent_and_which_weeks_are_reported(
    open_view: Open, ask: Callable[..., Any], violations: Violations
) -> None:
    page = open_view("/data-health")
    expect(page.locator("#feeds .answer")).to_contain_text("Grand Bend ISD has reported nothing lately")
    expect(page.locator("#feeds tbody tr").first).to_contain_text("silent")
    schools = sum(len(node["schools"]["nodes"]) for node in ask(PLACES)["districts"]["nodes"][1:])
    expect(page.locator("#weeks .row:not(.axis)")).to_have_count(schools)
    expect(page.locator("#refused .answer")).to_contain_text("Nothing.")
    assert bars(page, violations) == []


@pytest.mark.parametrize("path", ["/partnerships?status=all&sort=-gap", "/districts", "/stories"])
def test_lists_bar_nobody(open_view: Open, path: str, violations: Violations) -> None:
    page = open_view(path)
    expect(page.locator("tbody tr, article").first).to_be_visible()
    assert bars(page, violations) == []


DEAD_LINKS = {
    "/partnerships/none": ("There is no such partnership.", "All partnerships"),
    "/stories/none": ("There is no such story.", "All stories"),
    "/districts/none": ("There is no such district.", "All districts"),
    "/schools/none": ("There is no such school.", "All districts"),
    "/?district=none": ("There is no such district.", "All districts together"),
    "/partnerships?district=none": ("There is no such district", "All partnerships"),
    "/data-health?district=none": ("There is no such district.", "All districts"),
    "/explorer?q=%7Bcut": ("The question of this link cannot be read", None),
    "/explorer?saved=none": ("There is no such saved question.", "Begin with a new question"),
}


def test_a_link_that_leads_nowhere_says_what_is_not_there_and_leads_to_the_others(open_view: Open) -> None:
    page = open_view("/data-health")
    for path, (text, link) in DEAD_LINKS.items():
        page.evaluate("path => { history.pushState(null, '', path); dispatchEvent(new Event('tandem:moved')) }", path)
        main = page.locator("main")
        expect(main).to_contain_text(text)
        expect(main).not_to_contain_text("Try again")
        if link is not None:
            expect(main.get_by_role("link", name=link, exact=True)).to_be_visible()
