"""What a partnership makes of its events, in the order of the log."""

from datetime import timedelta

import msgspec
import pytest

from services.contracts.decode import encode
from services.contracts.facts import Data
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Named, Status
from services.core.partnerships.rules.agreement import ActivationLack
from services.core.partnerships.timeline import Dated, at
from services.core.partnerships.validation import activation_lacks, missing_for_activation
from tests.core.partnerships.telling import (
    ACTION,
    ACTIVATED,
    ACTIVE,
    AMENDED,
    CHALLENGE,
    CHECK_IN,
    CLOSED,
    DAY,
    DONE,
    GOAL,
    HELD,
    LEARNERS,
    MET,
    MISSED,
    NOW,
    OUTCOME,
    PAUSED,
    PROPOSED,
    RENEWED,
    RESOLVED,
    RETRACTED,
    REVISED,
    SIGNED,
    corrected,
    day,
    endorsed,
    event,
    lead,
    placed,
    pledged,
    recorded,
    released,
    told,
    vacated,
    waits,
)  # fmt: skip
from tests.support.folded import fold_all

replace = msgspec.structs.replace


def test_a_partnership_is_active_once_both_sides_have_a_lead_and_one_outcome_is_endorsed_by_both() -> None:
    assert told(PROPOSED).status_on(DAY) == "proposed"
    assert told(*SIGNED, ACTIVATED).status_on(DAY) == "active"


def test_what_activation_lacks_is_said_in_words() -> None:
    assert missing_for_activation(told(PROPOSED, lead("partner")), DAY) == [
        "a lead on the district's side",
        "an outcome endorsed by both sides",
    ]
    assert missing_for_activation(told(*SIGNED), DAY) == []


@pytest.mark.parametrize(
    ("payloads", "lacks"),
    [
        ([PROPOSED, lead("partner")], [ActivationLack("lead", "district"), ActivationLack("outcome")]),
        (SIGNED[:4], [ActivationLack("endorsement", "district", "o1"), ActivationLack("endorsement", "partner", "o1")]),
        (SIGNED[:5], [ActivationLack("endorsement", "partner", "o1")]),
        (
            [*SIGNED[:5], replace(OUTCOME, clause="a-second")],
            [ActivationLack("endorsement", "partner", "o1")],  # of the outcome that needs the fewest
        ),
        (SIGNED, []),
    ],
)
def test_what_activation_lacks_is_a_list_of_codes(payloads: list[Data], lacks: list[ActivationLack]) -> None:
    assert activation_lacks(told(*payloads), DAY) == lacks


@pytest.mark.parametrize("missing", range(1, len(SIGNED)))
def test_without_any_one_of_them_it_cannot_be_active(missing: int) -> None:
    lacking = [data for index, data in enumerate(SIGNED) if index != missing and (missing != 3 or index < 3)]
    assert missing_for_activation(told(*lacking), DAY)


@pytest.mark.parametrize(
    ("offset", "status"), [(-1, "proposed"), (0, "active"), (10, "paused"), (20, "active"), (30, "closed")]
)
def test_each_day_has_the_status_that_was_told_for_it(offset: int, status: Status) -> None:
    partnership = told(*ACTIVE, PAUSED, RENEWED, CLOSED)
    assert partnership.status_on(day(offset)) == status


def test_a_status_told_late_or_in_advance_holds_from_its_own_day_on() -> None:
    in_advance = told(*SIGNED, replace(ACTIVATED, date=day(5)))
    assert [in_advance.status_on(day(offset)) for offset in (4, 5)] == ["proposed", "active"]
    late = told(*ACTIVE, CLOSED, PAUSED)
    assert [late.status_on(day(offset)) for offset in (9, 10, 29, 30)] == ["active", "paused", "paused", "closed"]


def test_nothing_follows_a_closing_that_is_told_late() -> None:
    partnership = told(*ACTIVE, PAUSED, RENEWED, replace(CLOSED, date=day(3)))
    assert [partnership.status_on(day(offset)) for offset in (2, 3, 10, 20)] == ["active", *["closed"] * 3]
    assert at(partnership.ends, day(99)) == day(3)


def test_a_renewal_moves_the_end_from_its_day_on_and_a_closing_is_the_end() -> None:
    partnership = told(*ACTIVE, RENEWED, CLOSED)
    assert [at(partnership.ends, day(offset)) for offset in (19, 20, 30)] == [day(365), day(800), day(30)]


def test_another_wording_takes_back_the_endorsements_of_that_clause_only() -> None:
    other = replace(OUTCOME, clause="o2")
    clauses = told(*SIGNED, other, endorsed("partner", "o2"), replace(OUTCOME, text="Eight of ten.")).clauses
    assert [set(wording.endorsed) for wording in clauses["o1"]] == [{"district", "partner"}, set()]
    assert [set(wording.endorsed) for wording in clauses["o2"]] == [{"partner"}]


@pytest.mark.parametrize("offsets", [(0, 5), (5, 0)])
def test_a_side_has_endorsed_a_wording_since_the_first_of_its_people_did(offsets: tuple[int, int]) -> None:
    (wording,) = told(PROPOSED, OUTCOME, *(endorsed("partner", on=day(offset), name=f"{offset}") for offset in offsets)
    ).clauses["o1"]  # fmt: skip
    assert (wording.endorsed["partner"].by.name, wording.endorsed["partner"].date) == ("0", DAY)


def test_a_lead_who_leaves_is_a_vacancy_until_somebody_follows() -> None:
    partnership = told(PROPOSED, lead("partner"), vacated("partner", day(2)), lead("partner", day(4), "B. Name"))
    names = [partnership.lead_on("partner", day(offset)) for offset in (-1, 0, 2, 4)]
    assert names == [None, Named("A. Name", "Director"), None, Named("B. Name", "Director")]
    assert partnership.lead_on("district", day(4)) is None


def test_who_oversees_is_not_who_leads() -> None:
    partnership = told(PROPOSED, lead("partner", duty="oversight"))
    assert partnership.lead_on("partner", DAY) is None
    assert partnership.lead_on("partner", DAY, "oversight") == Named("A. Name", "Director")


def test_of_two_leads_from_one_day_on_the_one_told_last_leads() -> None:
    partnership = told(PROPOSED, lead("partner", name="first"), lead("partner", name="second"))
    assert partnership.lead_on("partner", DAY) == Named("second", "Director")


def test_a_contribution_is_what_it_was_corrected_to_and_a_retracted_one_is_nothing() -> None:
    assert told(PROPOSED, recorded(), corrected()).contributions == {"c1": recorded(quantity=3.0)}
    assert told(PROPOSED, recorded(), RETRACTED).contributions == {"c1": None}


def test_a_pledge_keeps_the_day_on_which_it_was_said() -> None:
    pledge = told(PROPOSED, (NOW + timedelta(days=2), pledged())).pledges["p1"]
    assert (pledge.date, pledge.pledged) == (day(2), pledged())


def test_a_check_in_held_after_it_was_told_missed_is_both() -> None:
    late = replace(HELD, date=day(3))
    check_in = told(PROPOSED, CHECK_IN, MISSED, late).check_ins["q1"]
    assert (check_in.due, check_in.missed, check_in.held) == (DAY, day(1), late)


def test_a_challenge_and_an_action_keep_how_they_began_and_ended() -> None:
    partnership = told(PROPOSED, CHALLENGE, ACTION, RESOLVED, DONE)
    challenge, action = partnership.challenges["h1"], partnership.actions["a1"]
    assert (challenge.raised, challenge.resolved) == (CHALLENGE, RESOLVED)
    assert (action.agreed, action.done) == (ACTION, DONE.date)


def test_a_goal_that_was_met_is_open_again_when_it_is_revised_and_the_outcome_stays_with_what_was_met() -> None:
    met = told(PROPOSED, GOAL, MET).goals["g1"]
    assert met.outcome is not None
    assert (met.outcome.met, met.outcome.value, met.outcome.n, met.outcome.date) == (True, 94.0, 120, day(1))
    revised = told(PROPOSED, GOAL, MET, REVISED).goals["g1"]
    assert (revised.outcome, revised.last.target, revised.versions[1].why) == (None, 96.0, "We can do more.")
    assert revised.versions[0].outcome == met.outcome


def test_a_place_ends_the_wait_of_a_learner_and_a_release_the_stay() -> None:
    (stay,) = told(PROPOSED, waits(), placed(on=day(2)), released(on=day(4))).stays
    assert (stay.learner, stay.waiting, stay.placed, stay.released) == (LEARNERS[0], DAY, day(2), day(4))
    assert len(told(PROPOSED, placed(), released(on=day(4)), placed(on=day(4))).stays) == 2


def test_an_amendment_with_a_cadence_changes_it_from_its_day_on() -> None:
    partnership = told(PROPOSED, AMENDED, replace(AMENDED, amendment="m2", cadence_days=None))
    assert partnership.cadences == (Dated(DAY, 90), Dated(day(5), 30))
    assert set(partnership.amendments) == {"m1", "m2"}


@pytest.mark.parametrize("before", [[PROPOSED], ACTIVE], ids=["proposed", "active"])
def test_an_event_that_changes_nothing_else_counts_as_a_version(before: list[Data]) -> None:
    assert told(*before, endorsed("partner", "o1") if before is ACTIVE else OUTCOME).version == len(before) + 1


def test_the_fold_of_nothing_is_nothing_and_what_was_never_proposed_cannot_be_folded() -> None:
    assert fold_all([]) is None
    with pytest.raises(ValueError, match="never proposed"):
        fold(None, event(OUTCOME, 0))


def test_encode_takes_what_it_gives_back() -> None:
    assert b'"partitionkey":"hospital"' in encode(event(PROPOSED, 0))
