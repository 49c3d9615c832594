"""A check-in that is recorded with all that came of it is the same as each of it said by itself, or it is refused."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.compound import statements
from services.core.partnerships.partnership import Partnership
from tests.core.partnerships.telling import (
    ACTION,
    ACTIVE,
    CHALLENGE,
    CHECK_IN,
    CLOSED,
    GOAL,
    NOW,
    day,
    event,
    then,
    told,
)

BEFORE: list[Data] = [*ACTIVE, GOAL, CHECK_IN, CHALLENGE, ACTION]
RECORDED = said.CheckInRecorded(
    check_in="q1",
    date=day(5),
    attendees=(said.Attendee("A. Name", "partner"),),
    progress=(said.FrozenValue(goal="g1", value=91.0, n=40, as_of=NOW),),
    notes="Well.",
    resolutions=(said.ResolutionAtCheckIn(challenge="h1", text="A bus."),),
    done=("a1",),
    challenges=(said.ChallengeAtCheckIn(challenge="h2", text="No key."),),
    actions=(
        said.ActionAtCheckIn(action="a2", text="Order keys.", owner="A. Name", side="partner", due=day(20)),
        said.ActionAtCheckIn(action="a3", text="Ask again.", owner="B. Name", side="district", due=day(21)),
    ),
    adjustments=(
        said.AdjustmentAtCheckIn(amendment="m2", what="Monthly", why="Keys.", effective=day(8), cadence_days=30),
    ),
)


def without_history(partnership: Partnership) -> Partnership:
    return replace(partnership, version=0, seen={})


def test_it_is_one_version_and_the_state_that_its_parts_would_leave() -> None:
    before = told(*BEFORE)
    whole = then(before, event(RECORDED, 99))
    apart = told(*BEFORE, *(statement.data for statement in statements(RECORDED)))
    assert whole.version == before.version + 1
    assert without_history(whole) == without_history(apart)
    assert apart.version == before.version + len(statements(RECORDED))


A2 = RECORDED.actions[0]
REFUSED: dict[str, tuple[dict[str, Any], Code, str]] = {
    "no such check-in": ({"check_in": "zzz"}, Code.UNKNOWN_REFERENCE, "/data/checkIn"),
    "no such challenge": (
        {"resolutions": (*RECORDED.resolutions, said.ResolutionAtCheckIn(challenge="zzz", text="."))},
        Code.UNKNOWN_REFERENCE,
        "/data/resolutions/1/challenge",
    ),
    "a challenge that is only raised here": (
        {"resolutions": (said.ResolutionAtCheckIn(challenge="h2", text="."),)},
        Code.UNKNOWN_REFERENCE,
        "/data/resolutions/0/challenge",
    ),
    "an action that is done twice": ({"done": ("a1", "a1")}, Code.INVALID_TRANSITION, "/data/done/1"),
    "an id that is there twice": ({"actions": (A2, A2)}, Code.DUPLICATE_ITEM, "/data/actions/1/action"),
    "an id of before": (
        {"challenges": (said.ChallengeAtCheckIn(challenge="h1", text="."),)},
        Code.DUPLICATE_ITEM,
        "/data/challenges/0/challenge",
    ),
    "a change from before the proposal": (
        {"adjustments": (said.AdjustmentAtCheckIn(amendment="m2", what=".", why=".", effective=day(-1)),)},
        Code.DATE_ORDER,
        "/data/adjustments/0/effective",
    ),
    "a value of no goal": (
        {"progress": (said.FrozenValue(goal="zzz", as_of=NOW),)},
        Code.UNKNOWN_REFERENCE,
        "/data/progress/0/goal",
    ),
}


@pytest.mark.parametrize(("wrong", "code", "pointer"), REFUSED.values(), ids=REFUSED)
def test_where_one_part_may_not_follow_nothing_does_and_the_part_is_named(
    wrong: dict[str, Any], code: Code, pointer: str
) -> None:
    with pytest.raises(Rejected) as refused:
        then(told(*BEFORE), event(replace(RECORDED, **wrong), 99))
    assert (refused.value.code, refused.value.pointer) == (code, pointer)


def test_nothing_is_recorded_after_the_closing() -> None:
    with pytest.raises(Rejected, match="the partnership is closed"):
        then(told(*BEFORE, replace(CLOSED, date=day(4))), event(RECORDED, 99))
