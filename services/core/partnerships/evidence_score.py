"""The strategy of data: goals attained, and stories that rest on evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from services.contracts.partnerships import Question
from services.core.cells import ATTRIBUTES
from services.core.partnerships.continuity import last_day
from services.core.partnerships.goals import way
from services.core.partnerships.partnership import Goal, Partnership
from services.core.partnerships.score_parts import HealthContext, PartResult, ReasonCode, percent, within_100
from services.core.stated_rules import states_rule

EVIDENCE_FRESH = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class GoalValue:
    """The last value that is known of a goal."""

    value: float
    n: int | None


@states_rule(
    "Value of a goal",
    "What decided the goal (met or missed), or else what the latest check-in that was held with a value of it froze.",
)
def last_seen(partnership: Partnership, goal: Goal) -> GoalValue | None:
    """What decided the goal, or else what the latest check-in froze of it."""
    if goal.outcome is not None:
        return GoalValue(goal.outcome.value, goal.outcome.n)
    held = sorted(
        (check_in.held for check_in in partnership.check_ins.values() if check_in.held),
        key=lambda meeting: meeting.date,
    )
    frozen = [value for meeting in held for value in meeting.progress if value.goal == goal.last.goal]
    known = [GoalValue(value.value, value.n) for value in frozen if value.value is not None]
    return known[-1] if known else None


def goals_told(case: HealthContext) -> list[Goal]:
    """The goals that count for the reader: a mean over the others would tell their values."""
    goals = case.partnership.goals.values()
    return [goal for goal in goals if case.tells_apart or not is_narrowed(goal.last.question)]


def is_narrowed(question: Question) -> bool:
    """Whether it asks of learners with an attribute alone."""
    return any(name in ATTRIBUTES for name, _ in question.where)


@states_rule(
    "Part goals_measured",
    "100 × goals of which a value is known ÷ goals; none without a goal. Goals of learners with an attribute, such as "
    "girls, count only for readers who may see numbers by attributes of learners.",
)
def measured(case: HealthContext) -> PartResult:
    goals = goals_told(case)
    seen = [value for goal in goals if (value := last_seen(case.partnership, goal))]
    if not goals:
        return PartResult(None, "no goal is set yet", "no_goal")
    reason = f"a value is known of {len(seen)} of {len(goals)} goals"
    return PartResult(percent(len(seen), len(goals)), reason, "goals_measured", len(seen), len(goals))


@states_rule(
    "Way of a goal",
    "(value − baseline) ÷ (target − baseline) by the goal as it was set last by the day, held within 0 and 1; "
    "of goals with a value alone, each counting the same, and of those of learners with an attribute only for readers "
    "who may see numbers by attributes. Fewer learners behind one of the values than the "
    "minimum n, or nobody knows how many, hide it from whoever is outside a district.",
)
def attained(case: HealthContext) -> list[tuple[Fraction, GoalValue]]:
    """Of every goal of which a value is known: the way from baseline to target, 0 to 100, and the value."""
    goals = goals_told(case)
    pairs = [(goal, value) for goal in goals if (value := last_seen(case.partnership, goal))]
    return [(within_100(100 * way(goal.last, seen.value)), seen) for goal, seen in pairs]


@states_rule(
    "Part goal_attainment",
    "100 × the mean way of the goals of which a value is known; none while no value is known.",
)
def attainment(case: HealthContext) -> PartResult:
    values = attained(case)
    if not values:
        return PartResult(None, "no value of a goal is known yet", "no_goal_value")
    reason = f"the way from baseline to target, on average over {len(values)} goals"
    whole = sum((gone for gone, _ in values), Fraction(0))
    n = fewest([seen for _, seen in values])
    return PartResult(
        whole / len(values),
        reason,
        "way_to_targets",
        float(whole / 100),
        len(values),
        from_learners=True,
        n=n,
    )


@states_rule(
    "Part evidence",
    "100 where a story was published in the 365 days up to the day, or up to the closing, 0 where the last is "
    "older; none before the first.",
)
def evidence(case: HealthContext) -> PartResult:
    if not case.partnership.stories:
        return PartResult(None, "no story is published yet", "no_story")
    last = last_day(case.partnership, case.day)
    fresh = [story for story in case.partnership.stories.values() if story.date > last - EVIDENCE_FRESH]
    stories = "1 story" if len(fresh) == 1 else f"{len(fresh)} stories"
    reason = f"{stories} with evidence in the 365 days up to {last}"
    code: ReasonCode = "recent_story" if fresh else "no_recent_story"
    return PartResult(Fraction(100 if fresh else 0), reason, code, len(fresh), len(case.partnership.stories))


def fewest(seen: Sequence[GoalValue]) -> int | None:
    """None: of one of them it is not known."""
    counts = [value.n for value in seen]
    return None if None in counts else min((count for count in counts if count is not None), default=None)
