"""The forms of every week by mouse, on one page of a proposal of their own (test_forms.py: by keyboard)."""

from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import Open, answer
from tests.dashboard.proposals import proposed

SAVED = "Saved. Both sides see it now."
DISTRICTS = "{ districts { nodes { districtId } } }"
FORMS = [
    ("Record a contribution", {"Hours": "7", "Worth in dollars, if you know it": "70"}, "Record", "7 hours, $70"),
    ("Raise a challenge", {"What is difficult": "The bell is broken"}, "Raise it", "The bell is broken"),
    ("Resolve: There is no room.", {"How it was resolved": "A hall is free"}, "Resolve it", ": A hall is free"),
    ("Agree on an action", {"What is to be done": "Mend the bell", "Who does it": "Ada Fry", "By when": "2099-01-01"},
     "Agree", "Mend the bell Ada Fry"),
    ("Finish: Order a key.", {}, "It is done", "Done"),
    ("Write a clause", {"The words": "We come on time."}, "Save the words", "We come on time."),
    ("Sign: We come on time.", {"Who signs": "Ada Fry", "What they do there": "Principal"}, "Sign it", "Ada Fry"),
    ("Name who answers for it", {"Who": "Ada Fry", "What they do there": "Principal", "Since when": "2026-11-01"},
     "Name them", "Ada Fry"),
]  # fmt: skip
"""The button that opens a form, what is written into it, the button that sends it, and what the page shows then."""


@pytest.fixture(scope="module")
def proposal(open_shared: Open, demo: str) -> Page:
    ask = partial(answer, demo)
    page = open_shared(f"/partnerships/{proposed(ask, ask(DISTRICTS)['districts']['nodes'][0]['districtId'])}")
    expect(page.locator("#stories")).to_be_visible()
    return page


@pytest.mark.parametrize(("button", "written", "send", "shown"), FORMS, ids=[row[0] for row in FORMS])
def test_a_form_is_filled_in_and_sent_by_mouse(
    proposal: Page, button: str, written: dict[str, str], send: str, shown: str
) -> None:
    opens = proposal.get_by_role("button", name=button, exact=True)
    section = proposal.locator("section.q").filter(has=opens)
    question = section.get_by_role("heading", level=2).inner_text()
    opens.click()
    form = section.get_by_role("form")
    for label, text in written.items():
        form.get_by_label(label, exact=True).click()
        form.get_by_label(label, exact=True).fill(text)
    form.get_by_role("button", name=send, exact=True).click()
    same = proposal.get_by_role("region", name=question)
    expect(same).to_contain_text(SAVED)
    expect(same).to_contain_text(shown)
