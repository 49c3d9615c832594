"""Two people who edit one partnership at the same time, each in a browser of their own."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.dashboard.conftest import Open

STATE = "query ($id: ID!) { partnership(id: $id) { challenges { text resolution } actions { text owner } } }"


def opened(place: Locator | Page, button: str) -> Locator:
    place.get_by_role("button", name=button).first.press("Enter")
    form = place.locator("form.mini")
    expect(form.locator("input, select, textarea").first).to_be_focused()
    return form


def test_who_is_second_sees_what_the_other_changed_and_goes_on(
    open_view: Open, open_as_other: Open, partnership: str, ask: Callable[..., Any]
) -> None:
    first, second = open_view(f"/partnerships/{partnership}"), open_as_other(f"/partnerships/{partnership}", width=360)
    apart = opened(second, "Agree on an action")
    apart.get_by_label("What is to be done").fill("Paint the room")
    apart.get_by_label("Who does it").fill("Rosa Ames")
    apart.get_by_label("By when").fill("2099-01-01")
    raised = opened(first, "Raise a challenge")
    raised.locator("input, textarea").first.fill("The bus is late")
    raised.get_by_label("Since when").press("Enter")
    expect(first.locator("#open")).to_contain_text("Saved. Both sides see it now.")
    expect(second.locator("#open .rows > li", has_text="The bus is late")).to_be_visible()
    expect(apart.get_by_label("Who does it")).to_have_value("Rosa Ames")
    apart.get_by_label("By when").press("Enter")
    expect(second.locator("#open")).to_contain_text("raised a challenge: “The bus is late”")

    rows = [page.locator("#open .rows > li", has_text="There is no room.") for page in (first, second)]
    forms = [opened(row, "Resolve") for row in rows]
    for form, words in zip(forms, ("The school lends one", "The depot lends one"), strict=True):
        form.get_by_label("How it was resolved").fill(words)
    forms[0].get_by_label("When").press("Enter")
    expect(rows[0]).to_contain_text("The school lends one")
    forms[1].get_by_label("When").press("Enter")
    expect(forms[1]).to_contain_text("changed this partnership at")
    expect(forms[1]).to_contain_text("resolved a challenge: “The school lends one”")
    forms[1].get_by_role("button", name="look at it first").press("Enter")
    expect(rows[1]).to_contain_text("The school lends one")
    state = ask(STATE, id=partnership)["partnership"]
    assert [action["owner"] for action in state["actions"]] == ["Nora Quill", "Rosa Ames"]
    assert {challenge["text"]: challenge["resolution"] for challenge in state["challenges"]} == {
        "There is no room.": "The school lends one",
        "The bus is late": None,
    }
