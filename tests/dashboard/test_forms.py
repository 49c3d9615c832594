"""The forms on the page of a partnership, filled in by keyboard as people do, on the demo's data."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.conftest import Open, Violations, answer
from tests.dashboard.hands import NARROW

PARTNERSHIPS = """{ partnerships { nodes { id name } } }"""
CORRECT = """mutation ($id: ID!, $input: CorrectionInput!) {
  correctContribution(partnership: $id, input: $input) { status } }"""
RAISE = """mutation ($id: ID!, $input: ChallengeInput!) {
  raiseChallenge(partnership: $id, input: $input) { status } }"""
DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('tandem-draft:')).length"
GO = "path => { history.pushState(null, '', path); dispatchEvent(new Event('tandem:moved')) }"
"""As a link of the page does."""
SAVED = "Saved. Both sides see it now."
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def mentors(demo: str) -> str:
    """A partnership that no other test looks at."""
    nodes = answer(demo, PARTNERSHIPS)["partnerships"]["nodes"]
    return next(str(node["id"]) for node in nodes if node["name"] == "Family mentors")


@pytest.fixture(scope="module")
def page(open_shared: Open, mentors: str) -> Page:
    """Its page, for tests that need not begin with a new one."""
    return open_shared(f"/partnerships/{mentors}")


def opened(page: Page, button: str, form: str | None = None) -> Locator:
    """The form that a button opens, by keyboard; its first field has the focus."""
    page.get_by_role("button", name=button, exact=True).press("Enter")
    shown = page.get_by_role("form", name=form or button)
    expect(shown.locator("input, select, textarea").first).to_be_focused()
    return shown


def focused_row(page: Page) -> Locator:
    """The row that was saved, which has the focus then; wherever the focus goes next."""
    row = page.locator(".rows > li:focus")
    expect(row).to_be_visible()
    return page.locator(f"[id='{row.get_attribute('id')}']")


def test_a_contribution_is_recorded_and_corrected_by_keyboard(page: Page) -> None:
    form = opened(page, "Record a contribution")
    form.get_by_label("What", exact=True).select_option("Volunteer hours")
    form.get_by_label("When").fill("2999-01-01")
    form.get_by_label("When").press("Enter")
    problem = form.get_by_role("alert")
    expect(problem.get_by_role("link")).to_have_text([
        "Say how much, or what it is worth.", "The day is after today. Promise it instead."
    ])  # fmt: skip
    problem.get_by_role("link").first.press("Enter")
    expect(form.get_by_label("Hours")).to_be_focused()
    page.keyboard.type("2")
    expect(form.locator(".worth")).to_have_text(re.compile(r"^Worth \$\d+\.\d\d \(.+\)$"))
    form.get_by_label("When").fill("2026-01-15")
    form.get_by_label("Worth in dollars").fill("0")
    form.get_by_label("Worth in dollars").press("Enter")
    expect(page.locator("#investment")).to_contain_text(SAVED)
    row = focused_row(page)
    expect(row).to_contain_text("Jan 15, 2026 · 2 hours, $0")

    row.get_by_role("button").press("Enter")
    form = row.get_by_role("form", name="Correct a contribution")
    form.get_by_label("Hours").fill("3")
    form.get_by_label("Hours").press("Enter")
    expect(row).to_contain_text("3 hours, $0")
    expect(row).to_be_focused()


def test_a_form_that_was_begun_for_one_partnership_is_not_there_at_another(page: Page, mentors: str, demo: str) -> None:
    nodes = answer(demo, PARTNERSHIPS)["partnerships"]["nodes"]
    other = next(node for node in nodes if node["id"] != mentors)
    form = opened(page, "Raise a challenge")
    form.get_by_role("textbox").first.fill("Only Family mentors has this")
    page.evaluate(GO, f"/partnerships/{other['id']}")
    expect(page).to_have_title(re.compile(re.escape(other["name"])))
    expect(page.get_by_role("form", name="Raise a challenge")).to_have_count(0)
    page.evaluate(GO, f"/partnerships/{mentors}")
    expect(page).to_have_title(re.compile("Family mentors"))
    page.evaluate("localStorage.clear()")


def test_a_draft_outlives_the_page(open_view: Open, mentors: str) -> None:
    page = open_view(f"/partnerships/{mentors}")
    opened(page, "Record a contribution").get_by_label("Hours").fill("41")
    page.reload()
    form = opened(page, "Record a contribution")
    expect(form.get_by_label("Hours")).to_have_value("41")
    form.get_by_role("button", name="Start afresh").click()
    expect(form.get_by_label("Hours")).to_have_value("")
    assert page.evaluate(DRAFTS) == 0


def test_what_somebody_else_changed_is_told_and_only_the_same_thing_must_be_decided(
    page: Page, mentors: str, ask: Ask
) -> None:
    form = opened(page, "Record a contribution")
    form.get_by_label("Worth in dollars").fill("0")
    ask(RAISE, id=mentors, input={"text": "The room is too small"})
    form.get_by_label("Worth in dollars").press("Enter")
    investment = page.locator("#investment")
    expect(investment).to_contain_text(SAVED)
    expect(investment).to_contain_text("raised a challenge: “The room is too small”")

    row = focused_row(page)
    subject = (row.get_attribute("id") or "").removeprefix("contribution-")
    row.get_by_role("button").press("Enter")
    form = row.get_by_role("form", name="Correct a contribution")
    form.get_by_label("Hours").fill("5")
    standing = {"contribution": subject, "side": "PARTNER", "kind": "VOLUNTEER_HOURS", "date": "2026-02-01"}
    ask(CORRECT, id=mentors, input={**standing, "quantity": 4, "amount": 0})
    form.get_by_label("Hours").press("Enter")
    expect(form).to_contain_text("corrected a contribution")
    expect(form).to_contain_text(re.compile("quantity (from .* to )?4"))
    expect(form).to_contain_text("You wrote: quantity 5")
    form.get_by_role("button", name="Save mine too").press("Enter")
    expect(row).to_contain_text("5 hours, $0")


def test_a_challenge_is_raised_and_resolved_and_an_action_agreed_and_finished(page: Page) -> None:
    form = opened(page, "Raise a challenge")
    page.keyboard.type("Nobody has a key")
    form.get_by_label("Since when").press("Enter")
    row = focused_row(page)
    expect(row).to_contain_text("Nobody has a key")
    row.get_by_role("button").press("Enter")
    row.get_by_label("When").press("Enter")
    expect(row.get_by_role("alert").get_by_role("link")).to_have_text("Say how.")
    row.get_by_label("How it was resolved").fill("The school has one more")
    row.get_by_label("When").press("Enter")
    expect(row).to_contain_text(": The school has one more")
    expect(row).to_be_focused()

    form = opened(page, "Agree on an action")
    page.keyboard.type("Copy the key")
    form.get_by_label("By when").press("Enter")
    expect(form.get_by_role("alert").get_by_role("link")).to_have_text(["Say who does it.", "Say by when."])
    form.get_by_label("Who does it").fill("Rosa Ames")
    form.get_by_label("By when").fill("2099-01-01")
    form.get_by_label("By when").press("Enter")
    row = focused_row(page)
    expect(row).to_contain_text("Copy the key Rosa Ames, by Jan 1, 2099")
    row.get_by_role("button").press("Enter")
    row.get_by_label("When it was done").press("Enter")
    expect(row).to_contain_text("Done")
    expect(row).to_contain_text(SAVED)


def test_a_clause_is_written_signed_and_worded_anew_and_a_lead_is_named(page: Page) -> None:
    form = opened(page, "Write a clause")
    page.keyboard.type("Mentors come on time.")
    form.get_by_label("What it is about").press("Tab")
    page.keyboard.press("Enter")
    row = page.locator(".clauses > li", has_text="Mentors come on time.")
    expect(row).to_be_focused()
    row.get_by_role("button", name="Sign").press("Enter")
    row.get_by_label("When").press("Enter")
    expect(row.get_by_role("alert").get_by_role("link")).to_have_text(["Say who signs.", "Say what they do there."])
    row.get_by_label("Who signs").fill("Rosa Ames")
    row.get_by_label("What they do there").fill("Principal")
    row.get_by_label("What they do there").press("Enter")
    expect(row).to_contain_text("has not signed")
    row.get_by_role("button", name="Word it anew").press("Enter")
    expect(row).to_contain_text("This takes back the signature.")
    row.get_by_label("The words").fill("Mentors come on time, or call.")
    row.get_by_label("What it is about").press("Tab")
    page.keyboard.press("Enter")
    changed = page.locator(".clauses > li", has_text="or call.")
    expect(changed).to_contain_text("nobody has signed")

    form = opened(page, "Name who answers for it")
    form.get_by_label("Since when").press("Enter")
    expect(form.get_by_role("alert").get_by_role("link").last).to_have_text("Since when?")
    form.get_by_label("Who", exact=True).fill("Wanda Pryce")
    form.get_by_label("What they do there").fill("Director")
    form.get_by_label("Since when").fill("2026-01-05")
    form.get_by_label("Since when").press("Enter")
    expect(page.locator("#leads")).to_contain_text("Wanda Pryce")
    expect(page.locator("#leads .lab").first).to_be_focused()


def test_an_open_form_bars_nobody(page: Page, violations: Violations) -> None:
    opened(page, "Record a contribution").get_by_label("When").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    opened(page, "Agree on an action").get_by_label("By when").press("Enter")
    expect(page.get_by_role("alert")).to_have_count(2)
    opened(page, "Name who answers for it")
    assert violations(page, "form.mini") == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(NARROW)
    assert violations(page, "form.mini") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
