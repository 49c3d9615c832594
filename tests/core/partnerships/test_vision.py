"""Shared vision: the clauses that hold as they are worded now, and the share of them that both sides endorsed."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.core.partnerships.history import as_of
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.vision import aligned, alignment, clauses
from tests.core.partnerships.telling import DAY, NOW, OUTCOME, PROPOSED, day, endorsed, event, then, told

REWORDED = msgspec.structs.replace(OUTCOME, text="Eight of ten are.")
OTHER_KIND = msgspec.structs.replace(OUTCOME, kind="process")
PROCESS = said.VisionDrafted(clause="p1", kind="process", text="We meet each quarter.")
WISH = said.VisionDrafted(clause="e1", kind="expectation", text="Each side names a lead.")
BOTH = (endorsed("district"), endorsed("partner"))

ALIGNED: dict[str, tuple[Sequence[Data], float | None]] = {
    "no clause": ([], None),
    "a draft": ([OUTCOME], 0.0),
    "a draft that one side endorsed": ([OUTCOME, endorsed("partner")], 0.0),
    "a draft that one side endorsed twice": ([OUTCOME, endorsed("partner"), endorsed("partner", name="B")], 0.0),
    "a draft that both endorsed": ([OUTCOME, *BOTH], 100.0),
    "one of two": ([OUTCOME, PROCESS, *BOTH], 50.0),
    "one of three": ([OUTCOME, PROCESS, *BOTH, WISH, endorsed("partner", "e1")], 100 / 3),
    "each side another": ([OUTCOME, PROCESS, endorsed("partner"), endorsed("district", "p1")], 0.0),
    "endorsed, then worded anew": ([OUTCOME, *BOTH, REWORDED], 0.0),
    "endorsed, worded anew, endorsed by one": ([OUTCOME, *BOTH, REWORDED, endorsed("partner")], 0.0),
    "endorsed, then drafted again in the same words": ([OUTCOME, *BOTH, OUTCOME], 100.0),
    "endorsed by one before and by the other after the same draft": ([OUTCOME, BOTH[0], OUTCOME, BOTH[1]], 100.0),
    "endorsed, then the same words as another kind": ([OUTCOME, *BOTH, OTHER_KIND], 0.0),
    "endorsed, worded anew, and worded as before": ([OUTCOME, *BOTH, REWORDED, OUTCOME], 0.0),
    "endorsed, worded anew and endorsed": ([OUTCOME, *BOTH, REWORDED, *BOTH], 100.0),
}  # fmt: skip


@pytest.mark.parametrize(("payloads", "share"), ALIGNED.values(), ids=ALIGNED)
def test_alignment_is_the_share_of_clauses_whose_present_wording_both_sides_endorsed(
    payloads: Sequence[Data], share: float | None
) -> None:
    assert alignment(told(PROPOSED, *payloads)) == share


def test_a_clause_is_what_it_was_last_worded_and_of_that_kind() -> None:
    again = said.VisionDrafted(clause="o1", kind="process", text="We count them.")
    (wording,) = clauses(told(PROPOSED, OUTCOME, *BOTH, again)).values()
    assert (wording.kind, wording.text, aligned(wording)) == ("process", "We count them.", False)


def test_a_vision_is_aligned_from_the_day_of_the_second_endorsement_until_it_is_worded_anew() -> None:
    reworded = (NOW + timedelta(days=9), REWORDED)
    whole = told(PROPOSED, OUTCOME, endorsed("district"), endorsed("partner", on=day(4)), reworded)
    then = [as_of(whole, day(offset)) for offset in (3, 4, 8, 9)]
    assert [alignment(partnership) for partnership in then if partnership] == [0.0, 100.0, 100.0, 0.0]


def by_rules(rules: int, *payloads: Data) -> Partnership:
    partnership: Partnership | None = None
    for number, data in enumerate(payloads):
        partnership = then(partnership, event(data, number, rulesversion=rules))
    assert partnership is not None
    return partnership


DATED = msgspec.structs.replace(OUTCOME, date=DAY)
SAME_DAY = msgspec.structs.replace(REWORDED, date=DAY)


@pytest.mark.parametrize(
    ("rules", "wordings", "share"),
    [
        (3, [SAME_DAY], 0.0),
        (3, [DATED], 100.0),
        (2, [SAME_DAY], 100.0),
    ],
    ids=["another wording", "the same wording", "as older rules had it"],
)
def test_another_wording_of_the_day_on_which_a_clause_was_endorsed_is_endorsed_by_nobody(
    rules: int, wordings: Sequence[Data], share: float
) -> None:
    assert alignment(by_rules(rules, PROPOSED, DATED, *BOTH, *wordings)) == share


WITHDRAWN = said.EndorsementWithdrawn(
    clause="o1", side="partner", by="Ana Ruiz", reason="He may not sign.", date=day(9)
)
AGAIN = endorsed("partner", on=day(2), name="B")


@pytest.mark.parametrize(
    "payloads",
    [[DATED, BOTH[1], AGAIN], [DATED, BOTH[1], msgspec.structs.replace(DATED, date=day(1)), AGAIN]],
    ids=["by another person", "of a draft in the same words"],
)
def test_a_side_that_endorsed_a_wording_twice_has_not_endorsed_it_once_that_is_taken_back(
    payloads: Sequence[Data],
) -> None:
    """One endorsement of a side counts, the first: it is the side that takes it back, not the person."""
    before, after = (by_rules(3, PROPOSED, *payloads, *more) for more in ([], [WITHDRAWN]))
    assert [clauses(state)["o1"].endorsed.keys() for state in (before, after)] == [{"partner"}, set()]
    assert clauses(before)["o1"].endorsed["partner"].date == DAY
    assert clauses(then(after, event(AGAIN, 99)))["o1"].endorsed["partner"].by.name == "B"


def test_a_wording_that_is_drafted_again_holds_since_its_first_draft_and_keeps_who_endorsed_it_first() -> None:
    again = (NOW + timedelta(days=5), OUTCOME)
    whole = told(PROPOSED, OUTCOME, endorsed("partner", on=day(1)), again, endorsed("partner", on=day(6), name="B"))
    (clause,) = clauses(whole).values()
    assert (clause.date, clause.endorsed["partner"].date) == (day(0), day(1))
