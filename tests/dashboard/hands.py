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
