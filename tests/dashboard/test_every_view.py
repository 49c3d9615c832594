"""Every view as people use it: its main control to and fro, by mouse and by keyboard alone, wide and at 360 pixels.

All on one page, which goes from view to view as a link would take it there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.conftest import Open, answer
from tests.dashboard.hands import NARROW, WIDE, tab_to
from tests.dashboard.proposals import proposed

NAMES = """{ partnerships { nodes { id name stories { id audience } } }
  districts { nodes { id districtId name schools { nodes { id } } } } }"""
GO = "path => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')) }"
Check = Callable[[Page], None]


@dataclass(frozen=True)
class Control:
    """What is pressed, where it is pressed by a mouse and by which key, and what the page shows then."""

    find: Callable[[Page], Locator]
    shows: Check
    key: str = "Enter"
    at: tuple[float, float] | None = None


def switched(place: str, name: str) -> Control:
    """A button that is one of several choices."""

    def find(page: Page) -> Locator:
        return page.locator(f"{place} .switch").get_by_role("button", name=name, exact=True)

    return Control(find, lambda page: expect(find(page)).to_have_attribute("aria-pressed", "true"))


def explained(term: str) -> Control:
    """A word that explains itself."""
    return Control(
        lambda page: page.locator(f"main [popovertarget='g-{term}']").first,
        lambda page: expect(page.locator(f"#g-{term}")).to_be_visible(),
    )


def ordered(name: str) -> tuple[Control, Control]:
    """The heading of a column, by which the table is sorted in both directions."""

    with_arrow = re.compile(rf"^{name}\W*$")

    def find(page: Page) -> Locator:
        return page.locator("main thead").get_by_role("button", name=with_arrow)

    def shows(direction: str) -> Check:
        def check(page: Page) -> None:
            button = page.get_by_role("button", name=with_arrow)
            expect(page.locator(f"th[aria-sort={direction}]", has=button)).to_be_visible()

        return check

    return Control(find, shows("descending")), Control(find, shows("ascending"))


def checked(name: str) -> tuple[Control, Control]:
    def find(page: Page) -> Locator:
        return page.get_by_label(name)

    return (
        Control(find, lambda page: expect(find(page)).to_be_checked(), key="Space"),
        Control(find, lambda page: expect(find(page)).not_to_be_checked(), key="Space"),
    )


SLIDER = Control(
    lambda page: page.get_by_role("slider"),
    lambda page: expect(page).to_have_url(re.compile("asOf=")),
    key="Home",
    at=(6, 14),
)
TODAY = Control(
    lambda page: page.get_by_role("button", name="Back to today"),
    lambda page: expect(page).not_to_have_url(re.compile("asOf=")),
)
FIRST_STORY = Control(
    lambda page: page.locator("main article h2 a").first, lambda page: expect(page.locator(".story h1")).to_be_visible()
)
VIEWS: dict[str, tuple[Control, Control | None]] = {
    "/": (switched("#peers", "Chronic absence"), switched("#peers", "Attendance")),
    "/partnerships": ordered("Places taken"),
    "/partnerships/{partnership}": (SLIDER, TODAY),
    "/partnerships/{proposal}/check-ins/first": checked("Done: Order a key."),
    "/districts": ordered("Attendance rate"),
    "/districts/{district}": (switched("#months", "Terms"), switched("#months", "Months")),
    "/schools/{school}": (switched("#months", "Chronic absence"), switched("#months", "Attendance")),
    "/stories": (FIRST_STORY, None),
    "/stories/{story}": (explained("hidden"), None),
    "/explorer": ordered("Attendance rate"),
    "/data-health": (explained("complete"), None),
}
"""By path: the main control, and what takes it back; none: Escape, and going to the view again."""


@pytest.fixture(scope="module")
def page(open_shared: Open) -> Page:
    return open_shared("/stories")


@pytest.fixture(scope="module")
def ids(demo: str) -> dict[str, str]:
    ask = partial(answer, demo)
    names: dict[str, Any] = ask(NAMES)
    partnerships = names["partnerships"]["nodes"]
    stories = [story for node in partnerships for story in node["stories"]]
    district = next(node for node in names["districts"]["nodes"] if node["name"] == "Mesa Union HSD")
    return {
        "partnership": next(node["id"] for node in partnerships if node["name"] == "Health careers pathway"),
        "proposal": proposed(ask, district["districtId"]),
        "district": district["id"],
        "school": district["schools"]["nodes"][0]["id"],
        "story": next(story["id"] for story in stories if story["audience"] == "PUBLIC"),
    }


def by_mouse(page: Page, control: Control) -> None:
    x, y = control.at or (None, None)
    control.find(page).click(position=None if x is None or y is None else {"x": x, "y": y})


def by_keyboard(page: Page, control: Control) -> None:
    page.locator("#main").focus()  # as the first key of every page offers
    tab_to(page, control.find(page))
    page.keyboard.press(control.key)


@pytest.mark.parametrize("path", VIEWS)
def test_a_view_is_used_by_mouse_and_by_keyboard_wide_and_narrow(page: Page, ids: dict[str, str], path: str) -> None:
    there, back = VIEWS[path]
    page.set_viewport_size(WIDE)
    page.evaluate(GO, path.format(**ids))
    for press, sizes in ((by_mouse, (WIDE, NARROW)), (by_keyboard, (NARROW, WIDE))):
        for control, size in zip((there, back or there), sizes, strict=True):
            page.set_viewport_size(size)
            press(page, control)
            control.shows(page)
            if back is None:
                page.keyboard.press("Escape")
                page.evaluate(GO, path.format(**ids))


def test_the_menu_of_a_small_screen_leads_on_by_mouse_and_by_keyboard(page: Page) -> None:
    page.set_viewport_size(NARROW)
    menu, entries = page.get_by_text("Menu", exact=True), page.get_by_role("navigation", name="Main, small screen")
    menu.click()
    entries.get_by_text("Districts").click()
    expect(page.locator("h1")).to_have_text("Districts")
    expect(entries).to_be_hidden()
    page.get_by_role("link", name="Skip to content").focus()
    tab_to(page, menu)
    page.keyboard.press("Enter")
    tab_to(page, entries.get_by_text("Stories"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Stories")
