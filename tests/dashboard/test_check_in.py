"""A check-in as a coordinator holds it, in a proposal of its own that no other view counts."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import expect

from tests.dashboard.conftest import Open, Violations
from tests.dashboard.hands import NARROW, tab_to

RAISE = """mutation ($id: ID!) { raiseChallenge(partnership: $id, input: {text: "The bus is late."}) { status } }"""
FINISH = """mutation ($id: ID!) { completeAction(partnership: $id, input: {action: "key"}) { status } }"""
OUTCOME = """query ($id: ID!) { partnership(id: $id) {
  checkIns { items(states: [HELD, HELD_LATE]) { held notes attendees { name side } actions { text owner } } }
  actions { actionId done } challenges { challengeId text resolution } } }"""


def outcome(ask: Callable[..., Any], partnership: str) -> Any:
    state = ask(OUTCOME, id=partnership)["partnership"]
    return state["checkIns"]["items"], state


def test_a_check_in_is_held_once_by_keyboard_alone(open_view: Open, partnership: str, ask: Callable[..., Any]) -> None:
    page = open_view(f"/partnerships/{partnership}#check-ins")
    expect(page.locator("#check-ins")).to_be_focused()
    tab_to(page, page.get_by_role("link", name=re.compile("^Hold it")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Before the first check-in")).to_contain_text("There is no room.")
    tab_to(page, page.get_by_label("Done: Order a key."))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Resolved: There is no room."))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("What", exact=True))
    page.keyboard.type("Paint the room")
    tab_to(page, page.get_by_label("By when"))
    page.keyboard.type(f"1231{datetime.now(UTC).year + 1}")
    tab_to(page, page.get_by_role("button", name="Save check-in"))
    page.keyboard.press("Enter")

    page.set_viewport_size(NARROW)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_text(["Say how.", "Action 1: Say who does it."])
    tab_to(page, summary.get_by_role("link").first)
    page.keyboard.press("Enter")
    how = page.get_by_role("textbox", name="How it was resolved")
    expect(how).to_be_focused()
    expect(how).to_have_accessible_description("Say how.")
    page.keyboard.type("The depot lends one.")
    tab_to(page, page.get_by_label("Who", exact=True))
    page.keyboard.type("Nora Quill")
    page.keyboard.press("Enter")

    row = page.locator("#check-in-first")
    expect(row).to_be_focused()
    expect(row).to_contain_text("Saved. Both sides see it now.")
    [held], state = outcome(ask, partnership)
    assert held["attendees"] == [{"name": "Nora Quill", "side": "PARTNER"}]
    assert held["actions"] == [{"text": "Paint the room", "owner": "Nora Quill"}]
    assert state["actions"][0]["done"] is not None
    assert state["challenges"][0]["resolution"] == "The depot lends one."
    page.go_back()
    expect(page.locator("main")).to_contain_text("It was held on")


def test_a_draft_survives_a_reload_and_a_broken_connection(
    open_view: Open, partnership: str, ask: Callable[..., Any]
) -> None:
    page = open_view(f"/partnerships/{partnership}/check-ins/first")
    page.get_by_label("For the record").fill("All went well.")
    page.wait_for_function("() => Object.values(localStorage).some(text => text.includes('All went well.'))")
    page.reload()
    expect(page.get_by_label("For the record")).to_have_value("All went well.")
    expect(page.get_by_text("Your draft is back.")).to_be_visible()
    page.route("**/graphql", lambda route: route.abort())
    page.get_by_role("button", name="Save check-in").click()
    expect(page.locator(".bar")).to_contain_text("The server could not be reached. Nothing is lost")
    page.unroute("**/graphql")
    page.get_by_role("button", name="Save again").click()
    expect(page.locator("#check-in-first")).to_contain_text("All went well.")
    [held], _ = outcome(ask, partnership)
    assert held["notes"] == "All went well."
    assert page.evaluate("Object.keys(localStorage).filter(key => key !== 'tandem-tour')") == []


def test_a_conflict_is_told_and_saved_on_retry(open_view: Open, partnership: str, ask: Callable[..., Any]) -> None:
    page = open_view(f"/partnerships/{partnership}/check-ins/first", width=360, height=800)
    page.get_by_label("Done: Order a key.").check()
    page.get_by_label("A new challenge").fill("The door is shut.")
    ask(RAISE, id=partnership)
    page.get_by_role("button", name="Save check-in").click()
    notice = page.get_by_role("alert")
    expect(notice).to_be_focused()
    expect(notice).to_contain_text("changed this partnership")
    expect(notice).to_contain_text("raised a challenge: “The bus is late.”")
    expect(notice).to_contain_text("both can be kept")
    ask(FINISH, id=partnership)
    notice.get_by_role("button", name="Save again").click()
    expect(notice).to_contain_text("finished an action")
    expect(notice).to_contain_text("“Order a key.” is not open any more")
    notice.get_by_role("button", name="Save again").click()
    expect(page.locator("#check-in-first")).to_contain_text("The door is shut.")
    _, state = outcome(ask, partnership)
    texts = [challenge["text"] for challenge in state["challenges"]]
    assert texts == ["There is no room.", "The bus is late.", "The door is shut."]


def test_nothing_bars_people_in_light_and_dark_wide_and_narrow(
    open_view: Open, partnership: str, violations: Violations
) -> None:
    page = open_view(f"/partnerships/{partnership}/check-ins/first")
    page.get_by_label("Resolved: There is no room.").check()
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 800})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
