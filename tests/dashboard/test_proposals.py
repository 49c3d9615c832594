"""A partnership is proposed, step by step, until it can start: by mouse, and by keyboard alone, at both widths."""

import re

from playwright.sync_api import Locator, expect

from tests.dashboard.conftest import Open, Violations
from tests.dashboard.hands import NARROW, WIDE


def proposed(form: Locator, name: str) -> None:
    form.get_by_label("Name of the partnership").fill(name)
    form.get_by_label("Harbor City Public Schools").press("Space")
    form.get_by_label("Partner", exact=True).fill("Harbor Hospital")
    form.get_by_label("First day").fill("2026-01-05")


def test_a_partnership_is_proposed_by_mouse_and_started_once_nothing_is_missing(
    open_view: Open, violations: Violations
) -> None:
    page = open_view("/partnerships")
    page.get_by_role("button", name="Propose a partnership").click()
    form = page.get_by_role("form", name="Propose a partnership")
    form.get_by_role("button", name="Propose it").click()
    expect(form.get_by_role("alert").get_by_role("link")).to_have_text([
        "Give it a name.", "Say which district takes part.", "Say who the partner is.", "Say when it begins.",
    ])  # fmt: skip
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, "form.mini") == []
    page.set_viewport_size(NARROW)
    proposed(form, "Lab days")
    form.get_by_role("button", name="Propose it").click()
    start = page.locator("#start")
    expect(start).to_contain_text("Three things are missing before it can start.")
    for side in ("districts", "hospital"):
        start.get_by_role("button", name=f"Name one: Nobody leads for the {side} yet.").click()
        start.get_by_label("Who", exact=True).fill("Rosa Ames")
        start.get_by_label("What they do there").fill("Director")
        start.get_by_label("Since when").fill("2026-01-05")
        start.get_by_role("button", name="Name them").click()
        expect(start.get_by_text(f"Nobody leads for the {side} yet.")).to_have_count(0)
    start.get_by_role("button", name=re.compile("^Draft it")).click()
    start.get_by_label("The words").fill("Learners know the professions of health.")
    start.get_by_role("button", name="Save the words").click()
    for side in ("districts", "hospital"):
        start.get_by_role("button", name=re.compile(f"^Sign: The {side}")).click()
        start.get_by_label("Who signs").fill("Rosa Ames")
        start.get_by_label("What they do there").fill("Director")
        start.get_by_role("button", name="Sign it").click()
        expect(start.get_by_text(re.compile(f"^The {side} .+ not signed"))).to_have_count(0)
    expect(start).to_contain_text("Nothing is missing. It can start.")
    page.set_viewport_size(WIDE)
    start.get_by_role("button", name="Start it").click()
    start.get_by_role("form").get_by_role("button", name="Start it").click()
    expect(page.locator(".sub").first).to_contain_text("Active")
    agreement = page.locator("#agreement")
    agreement.get_by_role("button", name="Renew it").click()
    agreement.get_by_label("The new last day").fill("2099-06-30")
    agreement.get_by_role("form").get_by_role("button", name="Renew it").click()
    expect(agreement.locator(".answer")).to_have_text("Until Jun 30, 2099.")
    agreement.get_by_role("button", name="Close it").click()
    agreement.get_by_label("Why it ends").fill("The hospital moved.")
    agreement.get_by_role("form").get_by_role("button", name="Close it").click()
    expect(agreement.locator(".answer")).to_have_text("It has ended.")


def test_a_partnership_is_proposed_by_keyboard_at_360_pixels(open_view: Open, violations: Violations) -> None:
    page = open_view("/partnerships#propose")  # where the overview leads to
    expect(page.get_by_role("button", name="Propose a partnership")).to_be_focused()
    page.keyboard.press("Enter")
    form = page.get_by_role("form", name="Propose a partnership")
    expect(form.get_by_label("Name of the partnership")).to_be_focused()
    proposed(form, "Night shifts")
    page.set_viewport_size(NARROW)
    form.get_by_label("First day").press("Enter")
    expect(page.locator("#start")).to_contain_text("Three things are missing before it can start.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    start = page.locator("#start")
    start.get_by_role("button", name=re.compile("^Name one: .+ districts")).press("Enter")
    start.get_by_role("button", name=re.compile("^Draft it")).press("Enter")
    start.get_by_label("Since when").press("Enter")
    expect(start.get_by_role("alert").get_by_role("link")).to_have_count(3)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, "form.mini") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
