"""What is taken back is gone as if it had never been said; who took it back and why stays, and its id stays taken."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Literal

import msgspec
import pytest

from services.contracts import partnerships as said
from services.contracts.envelopes import CURRENT_RULES
from services.contracts.facts import Data
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.clock import tick
from services.core.partnerships.dated_amounts import entries
from services.core.partnerships.health import health
from services.core.partnerships.history import as_of
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.timeline import at
from services.core.partnerships.validation import check
from services.store.codec import encode_partnership
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
    NEED,
    NOW,
    OUTCOME,
    PAUSED,
    PROPOSED,
    RENEWED,
    RESOLVED,
    RETRACTED,
    REVISED,
    SIGNED,
    STORY,
    day,
    endorsed,
    event,
    lead,
    placed,
    pledged,
    recorded,
    released,
    then,
    told,
    vacated,
    waits,
)  # fmt: skip

replace = msgspec.structs.replace
WHO: dict[str, Any] = {"by": "Ana Ruiz", "reason": "It was entered twice."}
CAPACITY = said.CapacitySet(places=3, date=day(4))
OF_LEARNER: dict[str, Any] = {"district": "255901", "learner": LEARNERS[0]}

CANCELLED = said.CheckInCancelled(check_in="q1", date=DAY)
REWORDED = replace(OUTCOME, text="Eight of ten are.")


def change(what: said.Change, subject: str) -> said.ChangeWithdrawn:
    return said.ChangeWithdrawn(change=what, subject=subject, **WHO)


def moved(to: int) -> said.CheckInRescheduled:
    return said.CheckInRescheduled(check_in="q1", due=day(to), date=DAY)


Case = tuple[Sequence[Data], Sequence[Data], said.Withdrawal, Sequence[Data]]
"""What was said before, what was said in error, what takes it back, and what was said after."""

CASES: dict[str, Case] = {
    "a clause with its endorsements": ([], [OUTCOME, endorsed("partner")], said.ClauseWithdrawn(clause="o1", **WHO),
                                       []),
    "the last endorsement of a side": (
        [OUTCOME, endorsed("district")], [endorsed("partner")],
        said.EndorsementWithdrawn(clause="o1", side="partner", **WHO), [NEED],
    ),
    "a pledge": ([recorded()], [pledged()], said.PledgeWithdrawn(contribution="p1", **WHO), []),
    "a check-in that was held": ([], [CHECK_IN, HELD], said.CheckInWithdrawn(check_in="q1", **WHO), [NEED]),
    "a challenge that was resolved": ([], [CHALLENGE, RESOLVED], said.ChallengeWithdrawn(challenge="h1", **WHO), []),
    "an action that is done": ([], [ACTION, DONE], said.ActionWithdrawn(action="a1", **WHO), []),
    "an amendment with its cadence": ([], [AMENDED], said.AmendmentWithdrawn(amendment="m1", **WHO), [NEED]),
    "a need": ([CHALLENGE], [NEED], said.NeedWithdrawn(need="n1", **WHO), []),
    "a goal that was met and revised": ([], [GOAL, MET, REVISED], said.GoalWithdrawn(goal="g1", **WHO), []),
    "a story": ([GOAL], [STORY], said.StoryWithdrawn(story="s1", **WHO), []),
    "a number of places": ([said.CapacitySet(places=9, date=DAY)], [CAPACITY],
                           said.CapacityWithdrawn(since=day(4), **WHO), []),
    "a lead": ([lead("partner")], [lead("partner", day(3), "B")],
               said.LeadWithdrawn(side="partner", since=day(3), **WHO), [lead("partner", day(9), "C")]),
    "a vacancy": ([lead("partner")], [vacated("partner", day(3))],
                  said.LeadWithdrawn(side="partner", since=day(3), **WHO), []),
    "an oversight": ([lead("partner")], [lead("partner", duty="oversight")],
                     said.LeadWithdrawn(side="partner", since=DAY, duty="oversight", **WHO), []),
    "a pause": (ACTIVE[1:], [PAUSED], said.StatusWithdrawn(status="paused", since=PAUSED.date, **WHO), []),
    "a closing": (ACTIVE[1:], [CLOSED], said.StatusWithdrawn(status="closed", since=CLOSED.date, **WHO), [NEED]),
    "an activation": (SIGNED[1:], [ACTIVATED], said.StatusWithdrawn(status="active", since=DAY, **WHO), []),
    "a renewal with its end": ([*ACTIVE[1:], PAUSED], [RENEWED],
                               said.StatusWithdrawn(status="active", since=RENEWED.date, **WHO), []),
    "a pause on the day of a renewal": (
        [*ACTIVE[1:], PAUSED, RENEWED], [replace(PAUSED, date=RENEWED.date)],
        said.StatusWithdrawn(status="paused", since=RENEWED.date, **WHO), [],
    ),
    "that an action is done": ([ACTION], [DONE], change("action_done", "a1"), [NEED]),
    "that a challenge was resolved": ([CHALLENGE], [RESOLVED], change("challenge_resolved", "h1"), []),
    "that a check-in was held": ([CHECK_IN, MISSED], [HELD], change("check_in_held", "q1"), [NEED]),
    "that a check-in was cancelled": ([CHECK_IN], [CANCELLED], change("check_in_cancelled", "q1"), [HELD]),
    "that a moved check-in was cancelled": ([CHECK_IN, moved(9)], [replace(CANCELLED, date=day(1))],
                                            change("check_in_cancelled", "q1"), []),
    "that a check-in was moved": ([CHECK_IN], [moved(9)], change("check_in_rescheduled", "q1"), [HELD]),
    "that a check-in was moved and missed": ([CHECK_IN], [moved(2), replace(MISSED, date=day(3))],
                                             change("check_in_rescheduled", "q1"), []),
    "that a goal was met": ([GOAL], [MET], change("goal_decided", "g1"), [REVISED]),
    "that a goal was revised and met": ([GOAL, MET], [REVISED, replace(MET, value=96.0, date=day(100))],
                                        change("goal_revised", "g1"), []),
    "that a clause was worded anew": (
        [OUTCOME, endorsed("district"), endorsed("partner")], [REWORDED, endorsed("district"), REWORDED],
        change("clause_reworded", "o1"), [NEED],
    ),
    "a place": ([placed(1)], [placed(), released(on=day(5))], said.ParticipantWithdrawn(since=DAY, **OF_LEARNER, **WHO),
                [placed(2)]),
    "a place after a wait": ([], [waits(), placed(on=day(2))],
                             said.ParticipantWithdrawn(since=DAY, **OF_LEARNER, **WHO), []),
}  # fmt: skip


def _without_history(partnership: Partnership) -> Partnership:
    return msgspec.structs.replace(partnership, version=0, seen={}, withdrawn=msgspec.UNSET)


@pytest.mark.parametrize(("before", "wrong", "withdrawal", "after"), CASES.values(), ids=CASES)
def test_what_is_withdrawn_is_as_if_it_had_never_been_said(
    before: Sequence[Data], wrong: Sequence[Data], withdrawal: said.Withdrawal, after: Sequence[Data]
) -> None:
    withdrawn = told(PROPOSED, *before, *wrong, withdrawal, *after)
    never_said = told(PROPOSED, *before, *after)
    assert _without_history(withdrawn) == _without_history(never_said)
    (noted,) = withdrawn.withdrawals
    assert (noted.by, noted.reason, noted.date) == ("Ana Ruiz", "It was entered twice.", DAY)


@pytest.mark.parametrize(("before", "wrong", "withdrawal", "_after"), CASES.values(), ids=CASES)
def test_what_was_withdrawn_or_never_said_cannot_be_withdrawn(
    before: Sequence[Data], wrong: Sequence[Data], withdrawal: said.Withdrawal, _after: Sequence[Data]
) -> None:
    for state in (told(PROPOSED, *before), told(PROPOSED, *before, *wrong, withdrawal)):
        with pytest.raises(Rejected) as refused:
            check(state, event(withdrawal, 99))
        assert refused.value.code == Code.UNKNOWN_REFERENCE


@pytest.mark.parametrize(
    ("first", "withdrawal"),
    [
        (OUTCOME, said.ClauseWithdrawn(clause="o1", **WHO)),
        (pledged(), said.PledgeWithdrawn(contribution="p1", **WHO)),
        (CHECK_IN, said.CheckInWithdrawn(check_in="q1", **WHO)), (GOAL, said.GoalWithdrawn(goal="g1", **WHO)),
        (STORY, said.StoryWithdrawn(story="s1", **WHO)), (NEED, said.NeedWithdrawn(need="n1", **WHO)),
        (ACTION, said.ActionWithdrawn(action="a1", **WHO)), (AMENDED, said.AmendmentWithdrawn(amendment="m1", **WHO)),
        (CHALLENGE, said.ChallengeWithdrawn(challenge="h1", **WHO)),
    ],
)  # fmt: skip
def test_the_id_of_what_was_withdrawn_is_not_used_again(first: Data, withdrawal: said.Withdrawal) -> None:
    with pytest.raises(Rejected) as refused:
        check(told(PROPOSED, first, withdrawal), event(first, 99))
    assert refused.value.code == Code.DUPLICATE_ITEM


ChangedStatus = Literal["active", "paused", "closed"]
LATER = replace(RENEWED, until=day(900))
OF_ONE_DAY: dict[str, tuple[list[Data], ChangedStatus, date]] = {
    "the second of two renewals": ([RENEWED, LATER], "active", RENEWED.until),
    "a closing on the day of a renewal": ([RENEWED, replace(CLOSED, date=RENEWED.date)], "closed", RENEWED.until),
    "a renewal on the day of a closing": ([RENEWED, replace(CLOSED, date=RENEWED.date)], "active", RENEWED.date),
}


@pytest.mark.parametrize(("payloads", "status", "end"), OF_ONE_DAY.values(), ids=OF_ONE_DAY)
def test_of_several_ends_that_were_set_on_one_day_only_that_of_what_is_taken_back_goes(
    payloads: list[Data], status: ChangedStatus, end: date
) -> None:
    withdrawal = said.StatusWithdrawn(status=status, since=RENEWED.date, **WHO)
    state = told(*ACTIVE)
    for number, data in enumerate([*payloads, withdrawal], 50):
        state = then(state, event(data, number, rulesversion=CURRENT_RULES))
    assert at(state.ends, RENEWED.date) == end


def test_moves_of_a_check_in_are_taken_back_one_after_the_other() -> None:
    once, twice = [PROPOSED, CHECK_IN, moved(9)], [PROPOSED, CHECK_IN, moved(9), moved(14)]
    back = change("check_in_rescheduled", "q1")
    assert [told(*events).check_ins["q1"].due for events in (twice, [*twice, back], [*twice, back, back])] == [
        day(14), day(9), DAY,
    ]  # fmt: skip
    assert told(*twice, back).check_ins == told(*once).check_ins


BY_CADENCE: dict[str, Any] = {"check_in": "q1", "date": DAY, "cadence_days": 60}


@pytest.mark.parametrize(
    ("before", "withdrawal"),
    [
        ([CHECK_IN, said.CheckInRescheduled(due=day(9), **BY_CADENCE)], change("check_in_rescheduled", "q1")),
        ([CHECK_IN, said.CheckInCancelled(**BY_CADENCE)], change("check_in_cancelled", "q1")),
        ([GOAL, MET, REVISED], change("goal_decided", "g1")),
        ([OUTCOME, OUTCOME], change("clause_reworded", "o1")),
        ([ACTION], change("action_done", "h1")),
    ],
    ids=["a move by a cadence", "a cancellation by a cadence", "what was decided before a revision", "a draft repeated",
         "of another thing"],
)  # fmt: skip
def test_what_no_person_entered_about_the_thing_as_it_is_cannot_be_withdrawn(
    before: Sequence[Data], withdrawal: said.Withdrawal
) -> None:
    with pytest.raises(Rejected) as refused:
        check(told(PROPOSED, *before), event(withdrawal, 99))
    assert (refused.value.code, refused.value.pointer) == (Code.UNKNOWN_REFERENCE, "/data/subject")


def test_what_came_of_a_thing_counts_no_more_and_was_known_before() -> None:
    """An action that was done late is not done again, in health and in the amounts of metrics."""
    done = told(*ACTIVE, ACTION, DONE)
    withdrawn = then(done, event(replace(change("action_done", "a1"), date=day(12)), 99))
    seen = [as_of(partnership, day(20)) for partnership in (done, withdrawn)]
    assert [_score(partnership, "action_completion") for partnership in seen if partnership] == [100.0, 0.0]
    assert [_done(partnership) for partnership in (done, withdrawn)] == [1, 0]
    assert [withdrawal.what for withdrawal in withdrawn.withdrawals] == ["action done"]


def _score(partnership: Partnership, part: str) -> float | None:
    parts = [part for strategy in health(partnership, day(20), (), {}).strategies for part in strategy.parts]
    return next(scored_part.score for scored_part in parts if scored_part.name == part)


def _done(partnership: Partnership) -> int:
    return sum(entry.amounts.get("actions_done", 0) for entry in entries(partnership, ()))


def test_a_proposal_is_withdrawn_before_it_was_ever_active_and_nothing_follows() -> None:
    withdrawal = said.ProposalWithdrawn(date=day(3), **WHO)
    withdrawn = told(PROPOSED, OUTCOME, withdrawal)
    assert [withdrawn.status_on(day(offset)) for offset in (2, 3)] == ["proposed", "withdrawn"]
    for refused_of, data in (
        (withdrawn, NEED), (withdrawn, withdrawal), (told(*ACTIVE), withdrawal), (told(PROPOSED, placed()), withdrawal),
        (told(PROPOSED, CLOSED), withdrawal),
    ):  # fmt: skip
        with pytest.raises(Rejected) as refused:
            check(refused_of, event(data, 99))
        assert refused.value.code == Code.INVALID_TRANSITION


def test_a_withdrawal_may_follow_the_closing() -> None:
    closed = told(PROPOSED, GOAL, CLOSED)
    check(closed, event(said.GoalWithdrawn(goal="g1", **WHO), 99, NOW + timedelta(days=60)))


def test_a_retraction_with_a_reason_is_listed_and_one_without_leaves_the_state_as_it_was() -> None:
    plain = told(PROPOSED, recorded(), RETRACTED)
    assert plain.withdrawals == ()
    explained = msgspec.structs.replace(RETRACTED, by="Ana Ruiz", reason="It was never paid.")
    (noted,) = told(PROPOSED, recorded(), explained).withdrawals
    assert (noted.what, noted.id, noted.reason) == ("contribution", "c1", "It was never paid.")


def test_a_state_without_withdrawals_has_the_bytes_that_it_had_before_there_were_any() -> None:
    state = told(*ACTIVE, recorded(), RETRACTED)
    then = as_of(state, DAY)
    assert then is not None
    for partnership in (state, then):
        assert b"withdrawn" not in encode_partnership(partnership)


def test_the_cadence_schedules_another_check_in_for_one_that_was_withdrawn() -> None:
    active = told(*ACTIVE)
    (scheduled,) = [timer.data for timer in tick(active, day(1)) if isinstance(timer.data, said.CheckInScheduled)]
    withdrawn = told(*ACTIVE, scheduled, said.CheckInWithdrawn(check_in=scheduled.check_in, **WHO))
    (another,) = [timer.data for timer in tick(withdrawn, day(1)) if isinstance(timer.data, said.CheckInScheduled)]
    assert another.due == scheduled.due
    check(withdrawn, event(another, 99))


EARLY: dict[str, tuple[list[Data], said.Withdrawal]] = {
    "a challenge": ([CHALLENGE], said.ChallengeWithdrawn(challenge="h1", date=day(-1), **WHO)),
    "a clause": ([OUTCOME], said.ClauseWithdrawn(clause="o1", date=day(-1), **WHO)),
    "an endorsement": ([OUTCOME, endorsed("partner", on=day(2))],
                       said.EndorsementWithdrawn(clause="o1", side="partner", date=day(1), **WHO)),
    "that an action is done": (
        [ACTION, DONE], said.ChangeWithdrawn(change="action_done", subject="a1", date=day(1), **WHO),
    ),
    "that a check-in was held": (
        [CHECK_IN, HELD], said.ChangeWithdrawn(change="check_in_held", subject="q1", date=day(-1), **WHO),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("payloads", "withdrawal"), EARLY.values(), ids=EARLY)
def test_nothing_is_taken_back_on_a_day_before_it_was_so(payloads: list[Data], withdrawal: said.Withdrawal) -> None:
    partnership = told(PROPOSED, *payloads)
    check(partnership, event(withdrawal, 98, rulesversion=2))
    with pytest.raises(Rejected) as refused:
        check(partnership, event(withdrawal, 99, rulesversion=3))
    assert (refused.value.code, refused.value.pointer) == (Code.DATE_ORDER, "/data/date")


def test_what_is_said_in_advance_may_be_taken_back_before_its_day() -> None:
    partnership = told(*ACTIVE, replace(PAUSED, date=day(90)))
    ahead = said.StatusWithdrawn(status="paused", since=day(90), date=day(3), **WHO)
    check(partnership, event(ahead, 99, rulesversion=3))
