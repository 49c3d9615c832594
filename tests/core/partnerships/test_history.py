"""A partnership as it was on a day, whenever that was told."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from services.contracts.facts import Data
from services.core.partnerships.history import as_of
from services.core.partnerships.partnership import Named, Partnership
from tests.core.partnerships.telling import (
    ACTION,
    CHALLENGE,
    CHECK_IN,
    DAY,
    DONE,
    GOAL,
    HELD,
    MET,
    MISSED,
    NOW,
    OUTCOME,
    PROPOSED,
    RESOLVED,
    REVISED,
    SIGNED,
    day,
    endorsed,
    lead,
    placed,
    released,
    told,
    vacated,
    waits,
)  # fmt: skip

replace = msgspec.structs.replace
FAR = date(2199, 6, 30)

WHO_LEADS = {
    "nobody before the first": ([lead("partner", day(2))], {1: None, 2: "A. Name"}),
    "told in order": ([lead("partner"), lead("partner", day(5), "B. Name")], {4: "A. Name", 5: "B. Name"}),
    "told late": (
        [lead("partner", day(5), "C. Name"), lead("partner", day(2), "B. Name"), lead("partner")],
        {0: "A. Name", 1: "A. Name", 2: "B. Name", 4: "B. Name", 5: "C. Name"},
    ),
    "a vacancy told late": (
        [lead("partner"), lead("partner", day(5), "B. Name"), vacated("partner", day(3))],
        {2: "A. Name", 3: None, 4: None, 5: "B. Name"},
    ),
    "a successor in advance": (
        [lead("partner"), lead("partner", day(30), "B. Name"), vacated("partner", day(20))],
        {19: "A. Name", 20: None, 29: None, 30: "B. Name"},
    ),
}


@pytest.mark.parametrize(("leads", "expected"), WHO_LEADS.values(), ids=WHO_LEADS)
def test_who_leads_on_a_day_is_who_was_told_to_whenever_that_was_told(
    leads: list[Data], expected: dict[int, str | None]
) -> None:
    partnership = told(PROPOSED, *leads)
    for offset, name in expected.items():
        leader = None if name is None else Named(name, "Director")
        assert partnership.lead_on("partner", day(offset)) == leader
        then = as_of(partnership, day(offset))
        assert then is not None
        assert then.lead_on("partner", day(offset)) == then.lead_on("partner", FAR) == leader


def _then(partnership: Partnership, offset: int) -> Partnership:
    then = as_of(partnership, day(offset))
    assert then is not None
    return then


def test_before_its_proposal_there_is_no_partnership() -> None:
    late = datetime(2025, 9, 20, tzinfo=UTC)
    assert as_of(told((late, PROPOSED)), day(-1)) is None
    assert as_of(told((late, PROPOSED)), DAY) is not None, "proposed late, it is there from the day on which it begins"
    early = told((datetime(2025, 8, 20, tzinfo=UTC), PROPOSED))
    assert (as_of(early, date(2025, 8, 19)), as_of(early, date(2025, 8, 20)) is None) == (None, False)


def test_a_goal_that_was_met_was_met_until_it_was_revised() -> None:
    revised = told(PROPOSED, GOAL, MET, (NOW + timedelta(days=5), REVISED))
    met, again = _then(revised, 4).goals["g1"], _then(revised, 5).goals["g1"]
    assert (met.last.target, met.outcome and met.outcome.met) == (94.0, True)
    assert (again.last.target, again.outcome) == (96.0, None)


def test_a_check_in_entered_after_it_was_held_was_there_when_it_was_held() -> None:
    partnership = told(PROPOSED, (NOW + timedelta(days=9), CHECK_IN), HELD)
    assert _then(partnership, 0).check_ins["q1"].held == HELD
    assert _then(told(PROPOSED, (NOW + timedelta(days=9), CHECK_IN)), 8).check_ins == {}


def test_a_wording_had_the_endorsements_of_its_time() -> None:
    redrafted = (NOW + timedelta(days=5), replace(OUTCOME, text="Eight of ten."))
    partnership = told(*SIGNED[:-1], endorsed("partner", on=day(2)), redrafted)
    assert [set(_then(partnership, offset).clauses["o1"][-1].endorsed) for offset in (1, 2, 5)] == [
        {"district"}, {"district", "partner"}, set(),
    ]  # fmt: skip


def test_a_learner_waited_then_had_a_place_and_then_none() -> None:
    partnership = told(PROPOSED, waits(), placed(on=day(3)), released(on=day(6)))
    (waiting,), (taken,), (over,) = (_then(partnership, offset).stays for offset in (2, 5, 6))
    assert (waiting.placed, taken.placed, taken.released, over.released) == (None, day(3), None, day(6))


def test_what_was_resolved_done_and_missed_later_was_open_before() -> None:
    partnership = told(PROPOSED, CHALLENGE, RESOLVED, ACTION, DONE, CHECK_IN, MISSED)
    before, after = _then(partnership, 0), _then(partnership, 3)
    assert (before.challenges["h1"].resolved, before.actions["a1"].done, before.check_ins["q1"].missed) == (None,) * 3
    assert (after.challenges["h1"].resolved, after.actions["a1"].done) == (RESOLVED, DONE.date)
    assert after.check_ins["q1"].missed == MISSED.date
