"""What a part of the health says, and how parts are rounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from services.contracts.facts import Valuation
from services.core.partnerships.partnership import Partnership

ReasonCode = Literal[
    "nothing_valued",
    "sides_compared",
    "no_pledge_due",
    "pledges_delivered",
    "both_sides_lead",
    "lead_vacant",
    "no_clause",
    "clauses_endorsed",
    "all_kinds_drafted",
    "kinds_not_drafted",
    "no_check_in_due",
    "check_ins_on_time",
    "no_action_due",
    "actions_done",
    "no_challenge",
    "challenges_resolved",
    "no_goal",
    "goals_measured",
    "no_goal_value",
    "way_to_targets",
    "no_story",
    "recent_story",
    "no_recent_story",
    "never_active",
    "days_led",
    "nothing_to_adapt_to",
    "days_to_adapt",
    "too_few_learners",
]
"""What a part was judged by, or why it was not: a word for each sentence."""


@dataclass(frozen=True, slots=True)
class PartResult:
    """What a part's rule finds: a score from 0 to 100, if there is anything to judge by, and why.

    The score is exact: of floats, scores that are equal would differ in their last digit.

    Attributes:
        code: the reason as a word.
        numerator, denominator: what the reason counts; None: it counts nothing.
        lacking: what is not there, by the words of the contract: sides, or kinds of clauses.
        from_learners: it tells something of learners.
        n: the fewest learners behind a value in it, if that is known.
    """

    score: Fraction | None
    reason: str
    code: ReasonCode
    numerator: float | None = None
    denominator: float | None = None
    lacking: tuple[str, ...] = ()
    from_learners: bool = False
    n: int | None = None


@dataclass(frozen=True, slots=True)
class HealthContext:
    """A partnership as of a day, with the rates that its contributions are valued by.

    Attributes:
        tells_apart: whether the reader may see numbers of learners by attributes of theirs.
    """

    partnership: Partnership
    day: date
    rates: Sequence[Valuation]
    tells_apart: bool = True


def percent(part: int, whole: int) -> Fraction:
    return Fraction(100 * part, whole)


def within_100(score: Fraction) -> Fraction:
    return min(max(score, Fraction(0)), Fraction(100))
