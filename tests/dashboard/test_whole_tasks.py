"""Goal, story, places, proposal and check-in from the first click to what is saved.

Each by mouse and by keyboard alone, at 1,440 and at 360 pixels.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import Open, answer
from tests.dashboard.hands import NARROW, WIDE, Hand
from tests.dashboard.proposals import proposed
from tests.depth import PROFILE

DISTRICTS = "{ districts { nodes { districtId name } } }"
PARTNERSHIPS = "{ partnerships { nodes { id name } } }"
HELD = "query ($id: ID!) { partnership(id: $id) { checkIns { items(states: [HELD, HELD_LATE]) { notes } } } }"
SAVED = "Saved. Both sides see it now."
STUDENTS = ("student-2029-010", "student-2029-011", "student-2029-012", "student-2029-013")
"""Of the demo's Harbor City."""
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def asked(demo: str) -> Ask:
    return partial(answer, demo)


@pytest.fixture(scope="module")
def harbor(asked: Ask) -> str:
    nodes = asked(DISTRICTS)["districts"]["nodes"]
    return next(str(node["districtId"]) for node in nodes if node["name"].startswith("Harbor City"))


@pytest.fixture(scope="module")
def own(asked: Ask, harbor: str) -> str:
    """A proposal for all tasks that change one."""
    return proposed(asked, harbor)


@pytest.fixture(scope="module")
def shared_page(open_shared: Open) -> Page:
    return open_shared("/data-health")


WAYS = [(has_mouse, width) for has_mouse in (True, False) for width in (1440, 360)]


def way_name(way: tuple[bool, int]) -> str:
    has_mouse, width = way
    return f"{'mouse' if has_mouse else 'keyboard'}-{width}"


@pytest.fixture(params=WAYS, ids=way_name)
def way(request: pytest.FixtureRequest, shared_page: Page) -> Iterator[tuple[Page, Hand, int]]:
    """The page in its width, a hand to use it, and a number of its own for this way."""
    has_mouse, width = request.param
    shared_page.set_viewport_size(WIDE if width == 1440 else NARROW)
    yield shared_page, Hand(shared_page, has_mouse=has_mouse), 2 * has_mouse + (width == 1440)
    assert shared_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


Way = tuple[Page, Hand, int]


def test_a_goal_is_set_and_changed(way: Way, own: str) -> None:
    page, hand, number = way
    page.goto(f"/partnerships/{own}#goals")
    hand.press(page.get_by_role("button", name=re.compile("^Set (a|the first) goal")))
    form = page.get_by_role("form", name="Set a goal")
    texts = {"What it is called": f"Goal {number}", "Where it begins": "80", "Where it is to come": "90"}
    hand.put(form, {**texts, "By when": "2199-01-01"})
    hand.press(form.get_by_role("button", name="Set it"))
    goal = page.locator(".goal", has_text=f"Goal {number}")
    expect(goal).to_be_focused()
    hand.press(goal.get_by_role("button", name=f"Change the goal: Goal {number}"))
    form = goal.get_by_role("form", name="Change a goal")
    hand.put(form, {"Where it is to come": "95", "Why it is changed": f"Reason {number}."})
    hand.press(form.get_by_role("button", name="Change it"))
    expect(goal).to_contain_text(f"Reason {number}.")
    expect(page.locator("#goals")).to_contain_text(SAVED)


def test_a_story_is_published_and_read(way: Way, asked: Ask) -> None:
    page, hand, number = way
    nodes = asked(PARTNERSHIPS)["partnerships"]["nodes"]
    mentors = next(node["id"] for node in nodes if node["name"] == "Family mentors")
    page.goto(f"/partnerships/{mentors}#stories")
    hand.press(page.get_by_role("button", name="Publish a story"))
    form = page.get_by_role("form", name="Publish a story")
    hand.put(form, {"Title": f"Breakfast {number}", "What happened": "Families met."})
    expect(form.get_by_role("status")).to_contain_text("Everybody will see")
    hand.choose(form.get_by_label("Who may read it"), "The districts alone")
    hand.tick(form.get_by_label("Everyone who can be recognised agreed"))
    hand.press(form.get_by_role("button", name="Publish"))
    story = page.locator(".stories article", has_text=f"Breakfast {number}")
    expect(story).to_be_focused()
    hand.press(story.get_by_role("link"))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Breakfast {number}")
    expect(page.locator("main")).to_contain_text(re.compile("put in by .+, when the story was published"))


def test_a_place_is_given(way: Way, own: str) -> None:
    page, hand, number = way
    page.goto(f"/partnerships/{own}")
    hand.press(page.get_by_role("button", name="Give learners a place"))
    form = page.get_by_role("form", name="Give learners a place")
    hand.put(form, {"Student ids, one a line": STUDENTS[number]})
    hand.press(form.get_by_role("button", name="Check first"))
    expect(form.get_by_role("status")).to_contain_text("1 ready.")
    hand.press(form.get_by_role("button", name="Give 1 place"))
    expect(form.get_by_role("status")).to_contain_text("1 learner has a place")
    expect(form.get_by_label("Student ids, one a line")).to_have_value("")


@pytest.mark.parametrize("way", WAYS if PROFILE == "deep" else [WAYS[0], WAYS[-1]], ids=way_name, indirect=True)
def test_a_partnership_is_proposed_and_started(way: Way) -> None:
    """By mouse wide and by keyboard on the small screen; the other two ways in a deep run, since it is long."""
    page, hand, number = way
    page.goto("/partnerships#propose")
    hand.press(page.get_by_role("button", name="Propose a partnership"))
    form = page.get_by_role("form", name="Propose a partnership")
    hand.put(form, {"Name of the partnership": f"Lab days {number}"})
    hand.tick(form.get_by_label("Harbor City Public Schools"))
    hand.put(form, {"Partner": "Harbor Hospital", "First day": "2026-01-05"})
    hand.press(form.get_by_role("button", name="Propose it"))
    start = page.locator("#start")
    expect(start).to_contain_text("Three things are missing before it can start.")
    office = {"What they do there": "Director"}
    for side in ("districts", "hospital"):
        hand.press(start.get_by_role("button", name=f"Name one: Nobody leads for the {side} yet."))
        hand.put(start, {"Who": "Rosa Ames", **office, "Since when": "2026-01-05"})
        hand.press(start.get_by_role("button", name="Name them"))
        expect(start.get_by_text(f"Nobody leads for the {side} yet.")).to_have_count(0)
    hand.press(start.get_by_role("button", name=re.compile("^Draft it")))
    hand.put(start, {"The words": "Learners know the professions of health."})
    hand.press(start.get_by_role("button", name="Save the words"))
    for side in ("districts", "hospital"):
        hand.press(start.get_by_role("button", name=re.compile(f"^Sign: The {side}")))
        hand.put(start, {"Who signs": "Rosa Ames", **office})
        hand.press(start.get_by_role("button", name="Sign it"))
        expect(start.get_by_text(re.compile(f"^The {side} .+ not signed"))).to_have_count(0)
    expect(start).to_contain_text("Nothing is missing. It can start.")
    hand.press(start.get_by_role("button", name="Start it"))
    hand.press(start.get_by_role("form").get_by_role("button", name="Start it"))
    expect(page.locator(".sub").first).to_contain_text("Active")


def test_a_check_in_is_held(way: Way, asked: Ask, harbor: str) -> None:
    page, hand, number = way
    partnership = proposed(asked, harbor)
    page.goto(f"/partnerships/{partnership}#check-ins")
    hand.press(page.get_by_role("link", name=re.compile("^Hold it")))
    hand.tick(page.get_by_label("Done: Order a key."))
    hand.tick(page.get_by_label("Resolved: There is no room."))
    texts = {"How it was resolved": "The depot lends one.", "For the record": f"Meeting {number}."}
    hand.put(page.locator("main"), texts)
    hand.press(page.get_by_role("button", name="Save check-in"))
    row = page.locator("#check-in-first")
    expect(row).to_be_focused()
    expect(row).to_contain_text(SAVED)
    [held] = asked(HELD, id=partnership)["partnership"]["checkIns"]["items"]
    assert held["notes"] == f"Meeting {number}."
