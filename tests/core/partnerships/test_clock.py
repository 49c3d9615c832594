"""What time alone says of a partnership: told once, however often and on whichever days the clock ticks."""

import hashlib
from datetime import date
from typing import Any

import msgspec
import pytest

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.core.partnerships.cadence_moves import MAX_WANTED
from services.core.partnerships.clock import decided, next_check_in, tick, undecided_goals
from services.core.partnerships.partnership import Partnership
from tests.core.partnerships.telling import (
    ACTIVE,
    AMENDED,
    CHECK_IN,
    CLOSED,
    DAY,
    GOAL,
    HELD,
    MET,
    PROPOSED,
    REVISED,
    SIGNED,
    day,
    event,
    then,
    told,
)  # fmt: skip
from tests.core.partnerships.ticking import heard, ticked

replace = msgspec.structs.replace
LONG: list[Data] = [replace(PROPOSED, end=None), *ACTIVE[1:]]


def says(partnership: Partnership, offset: int) -> list[tuple[str, int, int]]:
    """Kind, due date and the day of which it is said, in days since the first."""
    return [
        (type(timer.data).__name__, (_due(timer.data, partnership) - DAY).days, (timer.said - DAY).days)
        for timer in tick(partnership, day(offset))
    ]


def _due(data: Data, partnership: Partnership) -> date:
    if isinstance(data, said.CheckInScheduled):
        return data.due
    assert isinstance(data, said.CheckInMissed)
    known = partnership.check_ins.get(data.check_in)
    return known.due if known else date.fromisoformat(data.check_in.removeprefix("cadence-"))


SCHEDULED, MISSED = "CheckInScheduled", "CheckInMissed"
WHAT_IT_SAYS: dict[str, tuple[list[Data], int, list[tuple[str, int, int]]]] = {
    "of a proposal nothing": (SIGNED, 400, []),
    "the first check-in": (ACTIVE, 0, [(SCHEDULED, 90, 0)]),
    "nothing of it as long as it may be held": (ACTIVE, 90, [(SCHEDULED, 90, 0)]),
    "that it was missed, and then the next": (ACTIVE, 91, [(SCHEDULED, 90, 0), (MISSED, 90, 91), (SCHEDULED, 180, 90)]),
    "nothing on the due date of one there is": ([*ACTIVE, CHECK_IN], 0, []),
    "that one there is was missed": ([*ACTIVE, CHECK_IN], 1, [(MISSED, 0, 1), (SCHEDULED, 90, 0)]),
    "none beside one that somebody scheduled less than a cadence later": ([*LONG, replace(CHECK_IN, due=day(179))], 0,
                                                                           []),
    "none beside one that was moved from there": (
        [*LONG, replace(CHECK_IN, due=day(90)), said.CheckInRescheduled(check_in="q1", due=day(199), date=DAY)], 91, [],
    ),
    "the first beside one that somebody scheduled for the day of the second": (
        [*LONG, replace(CHECK_IN, due=day(180))], 91, [(SCHEDULED, 90, 0), (MISSED, 90, 91)],
    ),
    "one after the other beside one that is years ahead": (
        [*LONG, replace(CHECK_IN, due=day(3650))], 91, [(SCHEDULED, 90, 0), (MISSED, 90, 91), (SCHEDULED, 180, 90)],
    ),
    "the next when one is held": ([*ACTIVE, CHECK_IN, HELD], 0, [(SCHEDULED, 90, 0)]),
    "up to the closing": ([*ACTIVE, replace(CLOSED, date=day(120))], 300, [(SCHEDULED, 90, 0), (MISSED, 90, 91)]),
    "not that one was missed on the day of closing": ([*ACTIVE, replace(CLOSED, date=day(91))], 300,
                                                      [(SCHEDULED, 90, 0)]),
}  # fmt: skip


@pytest.mark.parametrize(("payloads", "offset", "expected"), WHAT_IT_SAYS.values(), ids=WHAT_IT_SAYS)
def test_the_clock_says(payloads: list[Data], offset: int, expected: list[tuple[str, int, int]]) -> None:
    assert says(told(*payloads), offset) == expected


def test_each_is_said_once() -> None:
    partnership = ticked(told(*LONG), 500)
    assert [tick(partnership, day(offset)) for offset in (0, 91, 499, 500)] == [[]] * 4
    assert len(partnership.check_ins) == 6


def test_what_two_clocks_say_at_once_counts_once() -> None:
    partnership = told(*LONG)
    one, other = tick(partnership, day(200)), tick(partnership, day(200))
    for timer in (*one, *other):
        partnership = heard(partnership, timer)
    assert partnership == ticked(told(*LONG), 200)


def test_an_id_is_made_of_what_it_says_and_is_short_however_long_that_is() -> None:
    partnership = told(*ACTIVE, replace(CHECK_IN, check_in="q" * 200))
    missed, scheduled = tick(partnership, day(1))
    digest = hashlib.sha256(b"q" * 200 + b"\x002025-09-01").hexdigest()
    assert missed.id == f"checkin.missed:{digest[:32]}"
    assert scheduled.id == f"checkin.scheduled:{hashlib.sha256(b'cadence-2025-11-30').hexdigest()[:32]}"
    assert [timer.id for timer in tick(partnership, day(9))] == [missed.id, scheduled.id]


def test_the_clock_takes_another_id_where_somebody_took_its_own() -> None:
    partnership = told(*ACTIVE, said.CheckInScheduled(check_in=f"cadence-{day(95)}", due=day(5)))
    ticked_on = ticked(partnership, 6)
    assert [check_in.due for check_in in ticked_on.check_ins.values()] == [day(5), day(95)]
    assert tick(ticked_on, day(6)) == []


@pytest.mark.parametrize(
    ("payloads", "offset", "due"),
    [
        ([], 1, 90), ([], 200, 270), ([AMENDED], 1, 30), ([AMENDED], 31, 60),
        ([AMENDED, said.AmendmentWithdrawn(amendment="m1", by="Ana Ruiz", reason="Entered twice.")], 31, 90),
        ([replace(CLOSED, date=day(150))], 91, None),
    ],
    ids=["the first", "after some that nobody held", "of a new cadence", "the second of it", "once that is withdrawn",
         "none that the agreement does not reach"],
)  # fmt: skip
def test_the_next_check_in_is_known_before_the_clock_has_said_it(
    payloads: list[Data], offset: int, due: int | None
) -> None:
    before = ticked(told(*LONG), 0)
    untold = before
    for number, data in enumerate(payloads, 50):
        untold = then(untold, event(data, number))
    seen = {next_check_in(partnership, day(offset)) for partnership in (untold, ticked(untold, offset))}
    assert seen == {None if due is None else day(due)}


def test_one_tick_has_a_bound_and_the_next_one_goes_on() -> None:
    daily = told(replace(PROPOSED, end=None, cadence_days=1), *ACTIVE[1:])
    first = tick(daily, day(MAX_WANTED + 500))
    assert sum(isinstance(timer.data, said.CheckInScheduled) for timer in first) == MAX_WANTED


# ---- goals -----------------------------------------------------------------------------------------------------------

WHO: dict[str, Any] = {"by": "Ana Ruiz", "reason": "The marks of May were not in yet."}
AFTER_MET = replace(REVISED, target=95.0, due=DAY)
UNDECIDED: dict[str, tuple[list[Data], int, list[float]]] = {
    # what was said, seen on the day → targets of the goals to decide
    "none on the due date": ([GOAL], 0, []),
    "one on the day after it": ([GOAL], 1, [94.0]),
    "none that was met": ([GOAL, MET], 9, []),
    "none that was missed": ([GOAL, said.GoalMissed(goal="g1", value=93.0, date=day(1))], 9, []),
    "none that was revised to a later day": ([GOAL, REVISED], 99, []),
    "as it was revised": ([GOAL, REVISED], 100, [96.0]),
    "one that was revised after it was met": ([GOAL, MET, AFTER_MET], 9, [95.0]),
    "several": ([GOAL, replace(GOAL, goal="g2", target=80.0), replace(GOAL, goal="g3", due=day(9))], 9, [94.0, 80.0]),
    "one from before the closing": ([replace(GOAL, due=day(28)), CLOSED], 99, [94.0]),
    "none from the day before the closing": ([replace(GOAL, due=day(29)), CLOSED], 99, []),
}  # fmt: skip


@pytest.mark.parametrize(("payloads", "offset", "targets"), UNDECIDED.values(), ids=UNDECIDED)
def test_a_goal_is_to_be_decided_once_its_due_date_has_passed(
    payloads: list[Data], offset: int, targets: list[float]
) -> None:
    goals = undecided_goals(told(*ACTIVE, *payloads), day(offset))
    assert [goal.last.target for goal in goals] == targets


@pytest.mark.parametrize(("value", "met"), [(94.0, True), (93.0, False)])
def test_a_goal_is_decided_on_the_day_after_its_due_date_and_only_once(value: float, met: bool) -> None:
    partnership = told(*ACTIVE, GOAL)
    (goal,) = undecided_goals(partnership, day(50))
    said_ = decided(partnership, goal, value, 40, met=met)
    after = heard(partnership, said_)
    outcome = after.goals["g1"].outcome
    assert outcome is not None
    assert (outcome.met, outcome.value, outcome.n, outcome.date) == (met, value, 40, day(1))
    assert undecided_goals(after, day(50)) == []
    assert heard(after, said_) == after


def test_a_goal_that_is_revised_to_what_it_was_is_decided_anew() -> None:
    again = said.GoalRevised(**msgspec.structs.asdict(GOAL), why="The marks of May have come in only now.")
    first, second = told(*ACTIVE, GOAL), told(*ACTIVE, GOAL, replace(MET, value=95.0), again)
    ids = [
        decided(partnership, goal, 94.0, 40, met=True).id
        for partnership in (first, second)
        for goal in undecided_goals(partnership, day(9))
    ]
    assert len(set(ids)) == 2
    assert max(map(len, ids)) < 60


def test_a_goal_whose_decision_was_taken_back_is_decided_anew() -> None:
    partnership = told(*ACTIVE, GOAL)
    (goal,) = undecided_goals(partnership, day(9))
    decision = heard(partnership, decided(partnership, goal, 93.0, 40, met=False))
    open_again = then(decision, event(said.ChangeWithdrawn(change="goal_decided", subject="g1", **WHO), 99))
    (goal,) = undecided_goals(open_again, day(9))
    after = heard(open_again, decided(open_again, goal, 94.0, 41, met=True))
    assert [goal.outcome and goal.outcome.met for goal in (*decision.goals.values(), *after.goals.values())] == [
        False, True,
    ]  # fmt: skip


def test_a_check_in_that_was_cancelled_in_error_is_told_missed_again() -> None:
    missed = ticked(told(*ACTIVE), 0, 91)
    cancelled = then(missed, event(said.CheckInCancelled(check_in=f"cadence-{day(90)}", date=day(80)), 98))
    error = said.ChangeWithdrawn(change="check_in_cancelled", subject=f"cadence-{day(90)}", **WHO)
    after = ticked(then(cancelled, event(error, 99)), 92)
    assert [state.check_ins[f"cadence-{day(90)}"].missed for state in (missed, cancelled, after)] == [
        day(91), None, day(91),
    ]  # fmt: skip
