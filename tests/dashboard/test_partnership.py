"""The page of a partnership as people use it, on the demo's data."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import Open, Violations, answer
from tests.dashboard.hands import NARROW

HOSPITAL = """query ($asOf: Date) { partnership(id: "UGFydG5lcnNoaXA6aG9zcGl0YWwtaGVhbHRoLWNhcmVlcnM=", asOf: $asOf) {
  id begin health { score history(months: 3) { date } strategies { score } } investment { total { total } }
  goals { title } vision { clauses { text } } checkIns { items { state } } stories { title } } }"""


@pytest.fixture(scope="module")
def hospital(demo: str) -> dict[str, Any]:
    partnership: dict[str, Any] = answer(demo, HOSPITAL)["partnership"]
    return partnership


@pytest.fixture(scope="module")
def page(open_shared: Open, hospital: dict[str, Any]) -> Page:
    """Its page, for tests that leave it as it is."""
    return open_shared(f"/partnerships/{hospital['id']}")


def score(page: Page) -> Any:
    return page.locator(".asof [role=status]")


def test_every_section_shows_what_the_api_says(page: Page, hospital: dict[str, Any]) -> None:
    expect(page.locator("h1")).to_have_text("Health careers pathway")
    expect(score(page)).to_contain_text(f"Health {round(hospital['health']['score'])} on")
    expect(page.locator(".five .score")).to_have_text([
        f"{round(strategy['score'])} of 100" for strategy in hospital["health"]["strategies"]
    ])  # fmt: skip
    expect(page.locator("#goals .goal h3")).to_have_text([goal["title"] for goal in hospital["goals"]])
    expect(page.locator("#vision q")).to_have_text([clause["text"] for clause in hospital["vision"]["clauses"]])
    met = [item for item in hospital["checkIns"]["items"] if item["state"] not in ("LAPSED", "CANCELLED")]
    expect(page.locator("#check-ins .line > li")).to_have_count(len(met))
    expect(page.locator("#stories h3")).to_have_text([story["title"] for story in hospital["stories"]])
    expect(page.locator("#participants .answer")).to_contain_text("not proof of a cause")
    report = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", report)) == 2  # what a board gets


def test_a_table_stands_behind_the_rail_the_tracks_and_the_posts(page: Page, hospital: dict[str, Any]) -> None:
    tables = {".asof": "Health and what happened", "#goals": "From start to target", "#leads": "Who held which post"}
    for place, name in tables.items():
        page.locator(place).get_by_text("Show as a table").click()
        expect(page.get_by_role("region", name=name).locator("tbody tr").first).to_be_visible()
    goals = page.get_by_role("region", name="From start to target").locator("tbody th")
    expect(goals).to_have_text([goal["title"] for goal in hospital["goals"]])


def test_a_day_can_be_chosen_by_keyboard_and_is_in_the_url(page: Page, ask: Callable[..., Any]) -> None:
    rail = page.get_by_role("slider", name="Day, by the ends of months")
    rail.focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"[?&]asOf=\d{4}-\d{2}-\d{2}$"))
    day = page.url.rpartition("=")[2]
    then = ask(HOSPITAL, asOf=day)["partnership"]
    expect(score(page)).to_contain_text(f"Health {round(then['health']['score'])} on")
    expect(page.locator(".past")).to_be_visible()
    assert page.locator(":focus").get_attribute("type") == "range"
    page.get_by_role("button", name="Back to today").click()
    expect(page).not_to_have_url(re.compile("asOf"))


def test_what_was_not_known_yet_says_so(open_view: Open, hospital: dict[str, Any]) -> None:
    page = open_view(f"/partnerships/{hospital['id']}?asOf=2001-01-01&knownAt=2001-01-01")
    expect(page.locator("main")).to_contain_text("Nothing was known then.")
    page.get_by_role("button", name="Back to today").click()
    expect(page.locator("h1")).to_have_text("Health careers pathway")


def test_a_partnership_that_does_not_exist_says_so_in_words(open_view: Open) -> None:
    page = open_view("/partnerships/UGFydG5lcnNoaXA6bm8tc3VjaA==")
    expect(page.locator("main")).to_contain_text("There is no such partnership.")


def test_lists_lead_to_their_pages(open_view: Open) -> None:
    page = open_view("/")
    page.get_by_role("navigation", name="Main", exact=True).get_by_text("Partnerships").click()
    expect(page.locator("h1")).to_have_text("Partnerships")
    expect(page.locator("main")).to_contain_text(
        re.compile(r"Reading partners \(\d{4}–\d\d\) (has|have) ended and (is|are) not shown.")
    )
    page.get_by_role("button", name="Show what has ended").click()
    expect(page).to_have_url(re.compile("status=all"))
    expect(page.locator(".sortable tbody")).to_contain_text("Closed")
    page.locator(".sortable tbody").get_by_text("Maker lab").click()
    expect(page.locator("h1")).to_have_text("Maker lab")
    expect(page.locator("#main")).to_be_focused()
    page.go_back()
    expect(page.locator("h1")).to_have_text("Partnerships")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.locator("h1")).to_have_text("Stories")
    expect(page.locator(".stories article").first).to_be_visible()


def test_nothing_bars_people_in_light_and_dark_wide_and_narrow(page: Page, violations: Violations) -> None:
    expect(page.locator("#participants .row").first).to_be_visible()
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(NARROW)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print")
    expect(page.locator(".report-foot")).to_be_visible()
    expect(page.locator("header.top")).to_be_hidden()
