"""How people use a page: by mouse, or by keyboard alone; on a wide screen, or on a small one."""

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

WIDE = ViewportSize(width=1440, height=900)
NARROW = ViewportSize(width=360, height=800)


def tab_to(page: Page, wanted: Locator, most: int = 80) -> None:
    """Goes on by Tab until the wanted control has the focus."""
    expect(wanted).to_be_visible()
    for _ in range(most):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {wanted}")


def write(page: Page, field: Locator, text: str) -> None:
    """Goes to a field by Tab and types a text in place of what stands there. A day is written like 2026-01-31."""
    tab_to(page, field)
    if field.get_attribute("type") == "date":
        year, month, day = text.split("-")
        page.keyboard.type(f"{month}{day}{year}")
    else:
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)


class Hand:
    """Somebody who uses a page by mouse, or by keyboard alone."""

    def __init__(self, page: Page, *, has_mouse: bool) -> None:
        self._page = page
        self._has_mouse = has_mouse

    def press(self, button: Locator, key: str = "Enter") -> None:
        if self._has_mouse:
            button.click()
        else:
            tab_to(self._page, button)
            self._page.keyboard.press(key)

    def tick(self, box: Locator) -> None:
        self.press(box, "Space")
        expect(box).to_be_checked()

    def put(self, form: Locator, texts: dict[str, str]) -> None:
        """Fills in fields of a form, by their labels."""
        for label, text in texts.items():
            field = form.get_by_label(label, exact=True)
            if self._has_mouse:
                field.click()
                field.fill(text)
            elif field.evaluate("element => element.tagName") == "TEXTAREA":
                tab_to(self._page, field)
                self._page.keyboard.insert_text(text)
            else:
                write(self._page, field, text)

    def choose(self, choices: Locator, label: str) -> None:
        """Takes a choice of a list. By keyboard by arrows: letters that come slowly would begin another search."""
        if self._has_mouse:
            choices.select_option(label=label)
            return
        tab_to(self._page, choices)
        for key in ("ArrowDown", "ArrowUp"):
            for _ in range(30):
                if choices.evaluate("element => element.selectedOptions[0].label") == label:
                    return
                self._page.keyboard.press(key)
        pytest.fail(f"there is no choice {label}")
