"""How far a goal has come, whether a value reaches it, and what became of it."""

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.contracts import partnerships as said
from services.core.partnerships.goals import GoalState, progress, reaches, state_of
from tests.core.partnerships.telling import GOAL, MET, PROPOSED, REVISED, day, told


def goal(baseline: float, target: float) -> said.GoalSet:
    return msgspec.structs.replace(GOAL, baseline=baseline, target=target)


WAYS: list[tuple[float, float, float, float, bool]] = [
    # baseline, target, value → progress in percent, reached
    (90, 94, 90, 0, False), (90, 94, 93, 75, False), (90, 94, 94, 100, True), (90, 94, 95, 125, True),
    (90, 94, 89, -25, False), (18, 10, 18, 0, False), (18, 10, 12, 75, False), (18, 10, 10, 100, True),
    (18, 10, 8, 125, True), (18, 10, 20, -25, False), (0, 50, 25, 50, False), (-4, 4, 0, 50, False),
    (5, 0, 0, 100, True), (0, -2, -1, 50, False),
]  # fmt: skip


@pytest.mark.parametrize(("baseline", "target", "value", "percent", "reached"), WAYS)
def test_progress_is_the_way_from_baseline_to_target_whether_up_or_down(
    baseline: float, target: float, value: float, percent: float, reached: bool
) -> None:
    assert progress(goal(baseline, target), value) == percent
    assert reaches(goal(baseline, target), value) is reached


whole = st.integers(-1_000_000, 1_000_000)


@given(whole, whole, whole)
def test_a_value_reaches_the_target_where_the_progress_is_100_or_more(baseline: int, target: int, value: int) -> None:
    assume(baseline != target)
    assert reaches(goal(baseline, target), value) == (progress(goal(baseline, target), value) >= 100)


@given(whole, whole, whole)
def test_a_goal_upside_down_has_come_as_far(baseline: int, target: int, value: int) -> None:
    assume(baseline != target)
    assert progress(goal(baseline, target), value) == progress(goal(-baseline, -target), -value)


STATES: dict[str, tuple[list[said.GoalSet | said.GoalMet], GoalState]] = {
    "set": ([GOAL], "open"),
    "met": ([GOAL, MET], "met"),
    "missed": ([GOAL, said.GoalMissed(goal="g1", value=93.0, date=day(1))], "missed"),
    "revised after it was met": ([GOAL, MET, REVISED], "open"),
    "missed as it was revised": ([GOAL, MET, REVISED, said.GoalMissed(goal="g1", value=95.0, date=day(100))], "missed"),
}


@pytest.mark.parametrize(("payloads", "state"), STATES.values(), ids=STATES)
def test_a_goal_is_open_until_it_is_decided_and_open_again_once_it_is_revised(
    payloads: list[said.GoalSet | said.GoalMet], state: GoalState
) -> None:
    assert state_of(told(PROPOSED, *payloads).goals["g1"]) == state
