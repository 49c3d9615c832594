"""What stands around every view: the tour of the first visit, the search, and the keys."""

import re

from playwright.sync_api import expect

from tests.dashboard.conftest import Open, Violations


def test_the_first_visit_is_led_by_keyboard_in_three_steps_and_only_once(
    open_first: Open, violations: Violations
) -> None:
    page = open_first("/", width=360, height=800)
    tour = page.locator(".tour")
    expect(tour).to_contain_text("Step 1 of 3")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("#partnerships tbody tr").first).to_be_visible()
    for step in (2, 3):
        tour.get_by_role("button", name="Next").press("Enter")
        expect(tour).to_contain_text(f"Step {step} of 3")
        expect(tour).to_be_focused()
    assert violations(page, ".tour") == []
    page.keyboard.press("Tab")
    expect(tour.get_by_role("button", name="Done")).to_be_focused()
    page.keyboard.press("Enter")
    expect(tour).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()
    page.reload()
    expect(page.locator("footer")).to_contain_text("Nobody has to sign in here")
    expect(tour).to_have_count(0)


def test_a_slash_searches_and_escape_returns(open_view: Open, violations: Violations) -> None:
    page = open_view("/stories")
    expect(page.locator("h1")).to_have_text("Stories")
    page.keyboard.press("/")
    field = page.get_by_label("Partnership, district or school")
    expect(field).to_be_focused()
    page.keyboard.type("mesa")
    expect(page.locator(".search [role=status]")).to_have_text(re.compile(r"^\d results?$"))
    assert violations(page, "header") == []
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    expect(page.locator(".search summary")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("hospital")
    expect(page.get_by_role("link", name="Health careers pathway")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Health careers pathway")
    expect(field).to_be_hidden()


def test_a_question_mark_lists_the_keys_and_they_can_be_switched_off(open_view: Open, violations: Violations) -> None:
    page = open_view("/stories", width=360, height=800)
    expect(page.locator("h1")).to_have_text("Stories")
    page.get_by_role("link", name="Skip to content").focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_focused()
    page.emulate_media(color_scheme="dark")
    assert violations(page, "#keys") == []
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.get_by_role("button", name="Keys").press("Enter")
    keys.get_by_role("checkbox").uncheck()
    keys.get_by_role("button", name="Close").press("Enter")
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(keys).to_be_hidden()
    expect(page.get_by_label("Partnership, district or school")).to_be_hidden()
