"""Goals: how far a value has come from the baseline to the target, and what became of it."""

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from services.contracts import partnerships as said
from services.core.partnerships.partnership import Goal, Partnership

FARTHEST = 1e12
AT_PACE = 0.95
"""The share of last year's value from which on a total is at last year's pace: a few days must not decide."""
GoalState = Literal["open", "met", "missed"]


def progress(goal: said.GoalSet, value: float) -> float:
    """The way from baseline to target, in percent: 0 at the baseline, 100 at the target; it may be below or beyond.

    A way that is too long or too short for a number leads as far as numbers are shown.
    """
    gone, way = value - goal.baseline, goal.target - goal.baseline
    percent = 100 * gone / way
    return percent if math.isfinite(percent) else math.copysign(FARTHEST, gone) * math.copysign(1, way)


def way(goal: said.GoalSet, value: float) -> Fraction:
    """The same as an exact fraction of the whole way, of the numbers as they are written."""
    baseline, target, now = (Fraction(repr(number)) for number in (goal.baseline, goal.target, value))
    return (now - baseline) / (target - baseline)


@dataclass(frozen=True, slots=True)
class StraightWay:
    """Where a goal would stand on a day if it went from baseline to target evenly; `share`: the way gone, 0 to 1."""

    share: float
    value: float


def straight_way(goal: Goal, day: date) -> StraightWay:
    """From the day on which the goal was set as it is now to the day on which it is due."""
    begin, last = goal.versions[-1].since, goal.last
    whole, passed = (last.due - begin).days, (day - begin).days
    share = 1.0 if whole <= 0 else min(max(passed / whole, 0.0), 1.0)
    return StraightWay(share, last.baseline + share * (last.target - last.baseline))


def reaches(goal: said.GoalSet, value: float) -> bool:
    """Whether the value is at the goal's target or beyond, seen from its baseline."""
    return value >= goal.target if goal.target > goal.baseline else value <= goal.target


def state_of(goal: Goal) -> GoalState:
    if goal.outcome is None:
        return "open"
    return "met" if goal.outcome.met else "missed"


@dataclass(frozen=True, slots=True)
class GoalMeasurement:
    """By what is judged whether a goal is behind.

    Attributes:
        value: where it stands.
        behind_since: since when it has been behind, if it is.
        last_year: where it stood on the same day of the school year before; None: that is not known.
        accumulates: whether the value begins every school year at zero and grows.
    """

    value: float
    behind_since: date
    last_year: float | None = None
    accumulates: bool = False


def is_behind(goal: said.GoalSet, measured: GoalMeasurement) -> bool:
    """Whether the value is farther from the target than the baseline was.

    What is to grow and begins every school year at zero is behind only where it is also clearly below the same day of
    the school year before.
    """
    if way(goal, measured.value) >= 0:
        return False
    if not measured.accumulates or goal.target < goal.baseline:
        return True
    return measured.last_year is not None and measured.value < AT_PACE * measured.last_year


@dataclass(frozen=True, slots=True)
class FrozenAt:
    """The value of a goal as a check-in saw it."""

    date: date
    check_in: str
    value: said.FrozenValue


def frozen_values(partnership: Partnership, goal: str) -> list[FrozenAt]:
    """What check-ins saw of the goal, by the days on which they were held."""
    values = [
        FrozenAt(check_in.held.date, key, frozen)
        for key, check_in in partnership.check_ins.items()
        if check_in.held is not None
        for frozen in check_in.held.progress
        if frozen.goal == goal
    ]
    return sorted(values, key=lambda frozen: (frozen.date, frozen.check_in))
