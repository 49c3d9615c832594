"""A data-sharing agreement is drafted, signed by both sides and ended, by keyboard on a wide screen and by mouse on a
small one.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Page, expect

from tests.dashboard.conftest import Open, Violations
from tests.dashboard.hands import NARROW, tab_to, write

AGREEMENTS = "{ dataSharingAgreements { nodes { districtId title status families signatures { side signedBy } } } }"
YEAR = datetime.now(UTC).year


def test_an_agreement_is_drafted_signed_and_ended(
    open_view: Open, ask: Callable[..., Any], violations: Violations
) -> None:
    page = open_view("/districts")
    page.get_by_role("link", name="What districts share, and with whom").click()
    expect(page.locator(".lead")).to_contain_text("No district has drafted an agreement.")
    draft(page)
    agreement = page.get_by_role("region", name="Yearly report")
    expect(agreement).to_contain_text("It waits for the district and the recipient to sign.")
    assert violations(page) == []
    page.set_viewport_size(NARROW)
    for side in ("The district", "The recipient"):
        agreement.get_by_role("button", name="Sign Yearly report").click()
        form = agreement.get_by_role("form", name="Sign the agreement")
        form.get_by_label("For whom").select_option(label=side)
        form.get_by_role("button", name="Sign it").click()
        expect(form.get_by_role("alert")).to_contain_text("Say who signs.")
        form.get_by_label("Who signs").fill(f"Signer of {side.lower()}")
        form.get_by_role("button", name="Sign it").click()
        expect(agreement).to_contain_text(f"Signed by Signer of {side.lower()}")
    expect(agreement.locator(".answer")).to_contain_text("In force until")
    expect(page.locator(".lead")).to_contain_text("One agreement is in force.")
    agreement.get_by_role("button", name="End Yearly report").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    agreement.get_by_label("Why it ends").fill("The report is written.")
    agreement.get_by_role("button", name="End it for good").click()
    expect(agreement.locator(".answer")).to_contain_text("The report is written.")
    expect(agreement.get_by_role("button", name="Sign Yearly report")).to_have_count(0)
    said = ask(AGREEMENTS)["dataSharingAgreements"]["nodes"]
    assert [(one["title"], one["status"], one["families"]) for one in said] == [
        ("Yearly report", "ENDED", ["ATTENDANCE", "GRADES"])
    ]
    assert len(said[0]["signatures"]) == 2


def draft(page: Page) -> None:
    """By keyboard alone; what is missing is said first."""
    opener = page.get_by_role("button", name="Draft an agreement")
    tab_to(page, opener)
    page.keyboard.press("Enter")
    form = page.get_by_role("form", name="Draft an agreement")
    tab_to(page, form.get_by_role("button", name="Draft it"))
    page.keyboard.press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("Say which district shares.")
    tab_to(page, form.get_by_label("Which district shares"))
    page.keyboard.press("ArrowDown")
    write(page, form.get_by_label("Name of the agreement"), "Yearly report")
    write(page, form.get_by_label("What the numbers may be used for"), "To report attendance each year.")
    tab_to(page, form.get_by_label("Grades"))
    page.keyboard.press("Space")
    write(page, form.get_by_label("First day"), f"{YEAR - 1}-07-01")
    write(page, form.get_by_label("Last day"), f"{YEAR + 1}-06-30")
    write(page, form.get_by_label("Destroyed by"), f"{YEAR + 1}-12-31")
    page.keyboard.press("Enter")
