"""Goals: how far a value has come from the baseline to the target, and what became of it."""

import math
from fractions import Fraction
from typing import Literal

from services.contracts import partnerships as said
from services.core.partnerships.partnership import Goal

FARTHEST = 1e12
GoalState = Literal["open", "met", "missed"]


def progress(goal: said.GoalSet, value: float) -> float:
    """The way from baseline to target, in percent: 0 at the baseline, 100 at the target; it may be below or beyond.

    A way that is too long or too short for a number leads as far as numbers are shown.
    """
    gone, way = value - goal.baseline, goal.target - goal.baseline
    found = 100 * gone / way
    return found if math.isfinite(found) else math.copysign(FARTHEST, gone) * math.copysign(1, way)


def way(goal: said.GoalSet, value: float) -> Fraction:
    """The same as an exact fraction of the whole way, of the numbers as they are written."""
    baseline, target, now = (Fraction(repr(number)) for number in (goal.baseline, goal.target, value))
    return (now - baseline) / (target - baseline)


def reaches(goal: said.GoalSet, value: float) -> bool:
    """Whether the value is at the goal's target or beyond, seen from its baseline."""
    return value >= goal.target if goal.target > goal.baseline else value <= goal.target


def state_of(goal: Goal) -> GoalState:
    if goal.outcome is None:
        return "open"
    return "met" if goal.outcome.met else "missed"
