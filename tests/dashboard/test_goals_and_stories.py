"""The forms of goals and stories, which rest on a number: by mouse and by keyboard alone, each begun at one width and
ended at the other."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect

from tests.dashboard.conftest import Open, Violations
from tests.dashboard.hands import NARROW, WIDE, tab_to

PARTNERSHIPS = """{ partnerships { nodes { id name } } }"""
SAVED = "Saved. Both sides see it now."
Ask = Callable[..., Any]


@pytest.fixture
def mentors(ask: Ask) -> str:
    nodes = ask(PARTNERSHIPS)["partnerships"]["nodes"]
    return next(str(node["id"]) for node in nodes if node["name"] == "Family mentors")


def by_arrow(page: Page, choices: Locator, label: str) -> None:
    """Goes down a list of choices to the wanted one; letters that come slowly would begin another search."""
    for _ in range(30):
        if choices.evaluate("element => element.selectedOptions[0].label") == label:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"there is no choice {label}")


def bars_nobody(page: Page, violations: Violations) -> None:
    """Nothing of the open form, in its present state and in light and dark, bars anybody."""
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, "form.mini") == []


def test_a_goal_is_set_by_mouse_from_the_value_that_its_preview_shows(
    open_view: Open, mentors: str, violations: Violations
) -> None:
    page = open_view(f"/partnerships/{mentors}")
    page.get_by_role("button", name="Set a goal").click()
    form = page.get_by_role("form", name="Set a goal")
    form.get_by_role("button", name="Set it").click()
    expect(form.get_by_role("alert").get_by_role("link")).to_have_text([
        "Say what it is called.", "Say where it begins, as a number.",
        "Say where it is to come, as a number.", "Say by when.",
    ])  # fmt: skip
    bars_nobody(page, violations)
    form.get_by_label("What it is called").fill("They come to school")
    expect(form.get_by_role("status")).to_contain_text(re.compile(r"Now \d+\.\d%, \d+ learners\. .+ last year\."))
    form.get_by_role("button", name="Begin at").click()
    begin = form.get_by_label("Where it begins").input_value()
    form.get_by_label("Where it is to come").fill(begin)
    form.get_by_label("By when").fill("2199-01-01")
    form.get_by_role("button", name="Set it").click()
    expect(form.get_by_label("Where it is to come")).to_have_accessible_description("The target must differ.")
    form.get_by_label("Where it is to come").fill("99.5")
    form.get_by_role("button", name="Set it").click()
    goal = page.locator(".goal", has_text="They come to school")
    expect(goal).to_be_focused()
    expect(goal).to_contain_text("Target 99.5%")
    expect(page.locator("#goals")).to_contain_text(SAVED)

    page.set_viewport_size(NARROW)
    goal.get_by_role("button", name="Change the goal: They come to school").click()
    form = goal.get_by_role("form", name="Change a goal")
    expect(form.get_by_label("Where it is to come")).to_have_value("99.5")
    form.get_by_role("button", name="Change it").click()
    expect(form.get_by_role("alert").get_by_role("link")).to_have_text([
        "Nothing is changed: the target and the day are the same as before.", "Say why.",
    ])  # fmt: skip
    form.get_by_label("Where it is to come").fill("99")
    form.get_by_label("Why it is changed").fill("Nobody reaches so much.")
    form.get_by_role("button", name="Change it").click()
    expect(goal).to_contain_text("Target 99.0%")
    expect(goal).to_contain_text("Nobody reaches so much.")
    expect(goal).to_be_focused()


def test_a_goal_of_one_grade_is_set_by_keyboard_at_360_pixels_and_a_refusal_stands_at_its_field(
    open_view: Open, mentors: str, violations: Violations
) -> None:
    page = open_view(f"/partnerships/{mentors}", width=360, height=800)
    page.get_by_role("button", name="Set a goal").press("Enter")
    form = page.get_by_role("form", name="Set a goal")
    expect(form.get_by_label("What it is called")).to_be_focused()
    page.keyboard.type("Tenth grade")
    tab_to(page, form.get_by_label("Of which learners or days"))
    by_arrow(page, form.get_by_label("Of which learners or days"), "Grade level")
    only = form.get_by_label("Only")
    tab_to(page, only)
    expect(only.get_by_role("option", name=re.compile("10|Tenth"))).to_be_attached()
    page.keyboard.press("ArrowDown")
    expect(only).not_to_have_value("")
    tab_to(page, form.get_by_label("Where it begins"))
    page.keyboard.type("80")
    tab_to(page, form.get_by_label("Where it is to come"))
    page.keyboard.type("90")
    tab_to(page, form.get_by_label("By when"))
    form.get_by_label("By when").fill("9999-01-01")
    page.keyboard.press("Enter")
    refused = form.get_by_role("alert").get_by_role("link", name="9999-01-01 is not between")
    expect(form.get_by_role("alert")).to_be_focused()
    bars_nobody(page, violations)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size(WIDE)
    tab_to(page, refused)
    page.keyboard.press("Enter")
    expect(form.get_by_label("By when")).to_be_focused()
    expect(form.get_by_label("By when")).to_have_accessible_description(re.compile("^9999-01-01 is not between"))
    form.get_by_label("By when").fill("2198-01-01")
    page.keyboard.press("Enter")
    expect(page.locator(".goal", has_text="Tenth grade")).to_be_focused()
    expect(page.locator(".goal", has_text="Tenth grade")).to_contain_text("grade level")


def test_a_story_tells_by_mouse_who_will_see_its_number_before_it_is_sent(
    open_view: Open, mentors: str, violations: Violations
) -> None:
    page = open_view(f"/partnerships/{mentors}")
    page.get_by_role("button", name="Publish a story").click()
    form = page.get_by_role("form", name="Publish a story")
    form.get_by_label("Title").fill("Mentors at breakfast")
    form.get_by_label("What happened").fill("Families met twice a week.")
    form.get_by_label("Of which learners or days").select_option("English learner")
    form.get_by_label("Only").select_option(index=1)
    seen = form.get_by_role("status")
    expect(seen.get_by_role("listitem")).to_have_count(3)
    expect(seen).to_contain_text("Everybody w")
    form.get_by_label("Of which learners or days").select_option("All who take part")
    expect(seen).to_contain_text(re.compile(r"Everybody will see \d+\.\d% of \d+ learners\."))
    form.get_by_role("button", name="Publish").click()
    expect(form.get_by_role("alert").get_by_role("link")).to_have_text("Without it a story cannot be published.")
    bars_nobody(page, violations)
    page.set_viewport_size(NARROW)
    form.get_by_label("Everyone who can be recognised agreed").check()
    form.get_by_role("button", name="Publish").click()
    story = page.locator(".stories article", has_text="Mentors at breakfast")
    expect(story).to_be_focused()
    expect(page.locator("#stories")).to_contain_text(SAVED)


def test_a_story_whose_number_would_be_hidden_is_published_by_keyboard_for_the_districts_alone(
    open_view: Open, mentors: str
) -> None:
    page = open_view(f"/partnerships/{mentors}", width=360, height=800)
    page.route("**/graphql", hide_from_others)
    page.get_by_role("button", name="Publish a story").press("Enter")
    form = page.get_by_role("form", name="Publish a story")
    expect(form.get_by_label("Title")).to_be_focused()
    page.keyboard.type("A small group")
    tab_to(page, form.get_by_label("What happened"))
    page.keyboard.type("They came.")
    expect(form.get_by_role("status")).to_contain_text("Everybody would not see it: too few learners")
    tab_to(page, form.get_by_label("Everyone who can be recognised agreed"))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    alert = form.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert.get_by_role("link")).to_have_text(re.compile("^Everybody would not see it"))
    page.set_viewport_size(WIDE)
    tab_to(page, alert.get_by_role("link"))
    page.keyboard.press("Enter")
    expect(form.get_by_label("Who may read it")).to_be_focused()
    by_arrow(page, form.get_by_label("Who may read it"), "The districts alone")
    tab_to(page, form.get_by_role("button", name="Publish"))
    page.keyboard.press("Enter")
    expect(page.locator(".stories article", has_text="A small group")).to_be_focused()
    expect(page.locator(".stories article", has_text="A small group")).to_contain_text("districts only")


def fetched(route: Route) -> Any:
    """What the server answers; nothing once the page that asked is gone."""
    try:
        return route.fetch().json()
    except Error:
        return {}


def hide_from_others(route: Route) -> None:
    """Lets the preview say what it says where fewer learners take part: on the demo's data enough do."""
    answer = fetched(route)
    partnership = (answer.get("data") or {}).get("partnership") or {}
    for audience in (partnership.get("preview") or {}).get("audiences", []):
        if audience["audience"] != "DISTRICT":
            hidden = {"value": None, "n": None, "status": "SUPPRESSED"}
            audience.update(publishable=False, code="EVIDENCE_SUPPRESSED", evidence=hidden)
    route.fulfill(json=answer)


def test_what_one_may_not_do_is_not_offered(open_view: Open, mentors: str) -> None:
    may: set[str] = set()

    def with_permissions(route: Route) -> None:
        answer = fetched(route)
        partnership = (answer.get("data") or {}).get("partnership") or {}
        if "permissions" in partnership:
            partnership["permissions"] = [one for one in partnership["permissions"] if one in may]
        route.fulfill(body=json.dumps(answer), content_type="application/json")

    page = open_view("/stories")
    page.route("**/graphql", with_permissions)
    opens = page.locator(".disclosure > button")
    for permission, label in ((None, None), ("PUBLISH_STORY", "Publish a story")):
        may.add(permission or "")
        page.goto(f"/partnerships/{mentors}")
        expect(page.get_by_role("heading", name="Family mentors")).to_be_visible()
        expect(page.locator("#stories article").first).to_be_attached()
        if label is None:
            expect(opens).to_have_count(0)
            expect(page.get_by_role("link", name=re.compile("^Hold it"))).to_have_count(0)
        else:
            expect(page.get_by_role("button", name=label)).to_be_visible()
        if permission == "PUBLISH_STORY":
            expect(opens).to_have_count(1)
