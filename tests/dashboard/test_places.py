"""Learners get places: by mouse and by keyboard alone, each begun at one width and ended at the other."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import Open, Violations
from tests.dashboard.hands import NARROW, WIDE

PARTNERSHIPS = """{ partnerships { nodes { id name } } }"""
CAPACITY = "query ($id: ID!) { partnership(id: $id) { places { capacity } } }"
SET_CAPACITY = "mutation ($id: ID!, $input: CapacityInput!) { setCapacity(partnership: $id, input: $input) { status } }"
NOBODY = "No learner of the district has this id."


@pytest.fixture
def mentors(ask: Callable[..., Any]) -> str:
    nodes = ask(PARTNERSHIPS)["partnerships"]["nodes"]
    return next(str(node["id"]) for node in nodes if node["name"] == "Family mentors")


def test_a_file_is_checked_by_mouse_and_says_by_line_what_is_wrong_without_an_id(
    open_view: Open, mentors: str, violations: Violations
) -> None:
    page = open_view(f"/partnerships/{mentors}")
    page.get_by_role("button", name="Give learners a place").click()
    form = page.get_by_role("form", name="Give learners a place")
    form.get_by_role("button", name="Check first").click()
    expect(form.get_by_role("alert").get_by_role("link")).to_have_text("Say who, one learner a line.")
    table = b"student_id,start_date\nnobody-1,2026-09-01\nnobody-2,09/02/2026\n"
    page.set_viewport_size(NARROW)
    form.get_by_label("Or a CSV file").set_input_files({"name": "who.csv", "mimeType": "text/csv", "buffer": table})
    form.get_by_role("button", name="Check first").click()
    result = form.get_by_role("status")
    expect(result).to_be_focused()
    expect(result).to_contain_text("0 ready.")
    expect(result.get_by_role("listitem")).to_have_text([
        f"Line 2: {NOBODY}", "Line 3: Write the first day like 2026-09-01."
    ])  # fmt: skip
    expect(result).not_to_contain_text("nobody")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page, "form.mini") == []


FIRST, SECOND = "student-2029-001", "student-2029-002"
"""Of the demo's Harbor City. One place is free there."""


def test_a_place_is_given_by_keyboard_at_360_pixels_and_the_ids_are_gone_then(
    open_view: Open, mentors: str, ask: Callable[..., Any]
) -> None:
    page = open_view(f"/partnerships/{mentors}", width=360, height=800)
    page.get_by_role("button", name="Give learners a place").press("Enter")
    form = page.get_by_role("form", name="Give learners a place")
    expect(form.get_by_label("District")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type(f"{FIRST}\nnobody-1\n{SECOND}")
    form.get_by_label("First day").press("Enter")
    result = form.get_by_role("status")
    expect(result).to_contain_text("1 ready, 1 waits.")
    expect(result).to_contain_text(f"Line 2: {NOBODY}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size(WIDE)
    page.keyboard.press("Tab")
    expect(form.get_by_role("button", name="Give 1 place, 1 waits")).to_be_focused()
    places = ask(CAPACITY, id=mentors)["partnership"]["places"]["capacity"]
    ask(SET_CAPACITY, id=mentors, input={"places": places, "date": "2026-11-02"})
    page.keyboard.press("Enter")
    expect(form).to_contain_text("set the number of places")
    form.get_by_role("button", name="Save mine too").press("Enter")
    expect(result).to_contain_text("1 learner has a place, 1 waits.")
    expect(form.get_by_label("Student ids, one a line")).to_have_value("")
    assert page.evaluate("![...Object.values(localStorage), document.body.innerHTML].join().includes('student-2029')")
