"""The forms of a partnership by mouse and by keyboard alone, at 1,440 and at 360 pixels, on one page of a proposal of
their own.

Wide and by keyboard they are filled in by test_forms.py; here only in a deep run. Goals: test_whole_tasks.py.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.dashboard.conftest import Open, answer
from tests.dashboard.hands import NARROW, WIDE, tab_to, write
from tests.dashboard.proposals import proposed
from tests.depth import PROFILE

SAVED = "Saved. Both sides see it now."
DISTRICTS = "{ districts { nodes { districtId } } }"
SINCE = datetime.now(UTC).date() - timedelta(days=20)


@dataclass(frozen=True)
class Form:
    """What opens a form (the beginning of its name, as a pattern), what is written into it, what sends it, and what the
    page shows then.

    `#` stands for the number of the pass, so that every pass has words of its own, and SINCE for a day of its own.
    `row`: a part of the text of the row in which the button stands, where its name says too little.
    """

    button: str
    written: dict[str, str]
    send: str
    shown: str
    row: str = ""

    def of(self, number: int) -> "Form":
        def put(text: str) -> str:
            return text.replace("#", str(number)).replace("SINCE", str(SINCE + timedelta(days=number)))

        written = {label: put(text) for label, text in self.written.items()}
        return replace(self, button=put(self.button), written=written, shown=put(self.shown), row=put(self.row))


OPEN_FORMS = [
    Form("Record a contribution", {"Hours": "1#", "Worth in dollars, if you know it": "70"}, "Record", "1# hours, $70"),
    Form("Correct volunteer hours", {"Hours": "2#"}, "Correct", "2# hours, $70", row="1# hours"),
    Form("Raise a challenge", {"What is difficult": "Bell # is broken"}, "Raise it", "Bell # is broken"),
    Form("Resolve: Bell # is broken", {"How it was resolved": "Hall # is free"}, "Resolve it", ": Hall # is free"),
    Form("Agree on an action",
         {"What is to be done": "Mend bell #", "Who does it": "Ada Fry", "By when": "2099-01-01"},
         "Agree", "Mend bell # Ada Fry"),
    Form("Finish: Mend bell #", {}, "It is done", "Mend bell # Ada Fry, Done"),
    Form("Write a clause", {"The words": "We come on day #."}, "Save the words", "We come on day #."),
    Form("Sign: We come on day #.", {"Who signs": "Signer #", "What they do there": "Principal"}, "Sign it",
         "Signer #"),
    Form("Word it anew: We come on day #.", {"The words": "We run on day #."}, "Save the words", "We run on day #."),
    Form("Name who answers for it", {"Who": "Lead #", "What they do there": "Principal", "Since when": "SINCE"},
         "Name them", "Lead #"),
]  # fmt: skip
PROMISE = [
    Form("Promise a contribution", {"Hours": "4#", "Until": "2099-01-01"}, "Promise it", "of 4#"),
]  # fmt: skip
"""In the usual run by mouse at 360 pixels alone."""
ALL = [*OPEN_FORMS, *PROMISE]
DEEP = PROFILE == "deep"
PASSES = [
    ("mouse", WIDE, ALL if DEEP else OPEN_FORMS),
    ("mouse", NARROW, ALL),
    ("keyboard", NARROW, ALL if DEEP else OPEN_FORMS),
    ("keyboard", WIDE, ALL if DEEP else []),
]
CASES = [
    pytest.param(hand, size, form.of(number), id=f"{hand}-{size['width']}-{form.button.partition(':')[0]}")
    for number, (hand, size, forms) in enumerate(PASSES, 1)
    for form in forms
]


@pytest.fixture(scope="module")
def proposal(open_shared: Open, demo: str) -> Page:
    ask = partial(answer, demo)
    page = open_shared(f"/partnerships/{proposed(ask, ask(DISTRICTS)['districts']['nodes'][0]['districtId'])}")
    expect(page.locator("#stories")).to_be_visible()
    return page


def fill_in_by_mouse(page: Page, opens: Locator, form: Locator, wanted: Form) -> None:
    opens.click()
    for label, text in wanted.written.items():
        field = form.get_by_label(label, exact=True)
        field.click()
        field.fill(text)
    form.get_by_role("button", name=wanted.send, exact=True).click()


def fill_in_by_keyboard(page: Page, opens: Locator, form: Locator, wanted: Form) -> None:
    tab_to(page, opens)
    page.keyboard.press("Enter")
    for label, text in wanted.written.items():
        write(page, form.get_by_label(label, exact=True), text)
    tab_to(page, form.get_by_role("button", name=wanted.send, exact=True))
    page.keyboard.press("Enter")


HANDS = {"mouse": fill_in_by_mouse, "keyboard": fill_in_by_keyboard}


@pytest.mark.parametrize(("hand", "size", "wanted"), CASES)
def test_a_form_is_filled_in_and_sent(proposal: Page, hand: str, size: ViewportSize, wanted: Form) -> None:
    page = proposal
    page.set_viewport_size(size)
    place = page.locator(".rows > li", has_text=wanted.row) if wanted.row else page
    opens = place.get_by_role("button", name=re.compile(f"^{wanted.button}"))
    section = page.locator("section.q").filter(has=opens)
    question = section.get_by_role("heading", level=2).inner_text()
    section.focus()  # as a link to it does
    HANDS[hand](page, opens, section.get_by_role("form"), wanted)
    same = page.get_by_role("region", name=question)
    expect(same).to_contain_text(SAVED)
    expect(same).to_contain_text(wanted.shown)
