"""The rules of the health scores: each judges one part of a strategy, and says by what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from services.contracts.facts import Valuation
from services.contracts.primitives import HealthWeight
from services.core.partnerships.continuity import active_since, continuity, days_to_adapt, last_day
from services.core.partnerships.goals import way
from services.core.partnerships.investment import balance_of, promises, valued
from services.core.partnerships.meetings import action_counts, adherence
from services.core.partnerships.partnership import SIDES, Goal, Partnership
from services.core.partnerships.vision import aligned, clauses
from services.core.stated_rules import states_rule

EVIDENCE_FRESH = timedelta(days=365)
QUICK, SLOW = 30, 120
"""Days from trouble to its resolution: up to QUICK is full score, SLOW and more is none."""
KINDS = ("expectation", "process", "outcome")


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
class Case:
    """A partnership as of a day, with the rates that its contributions are valued by."""

    partnership: Partnership
    day: date
    rates: Sequence[Valuation]


# ---- equal investment ------------------------------------------------------------------------------------------------


@states_rule(
    "Part balance",
    "100 × the side that put in less ÷ the side that put in more, of all contributions so far; none while "
    "nothing of known worth was put in.",
)
def _balance(case: Case) -> PartResult:
    contributions = valued(case.partnership, case.rates)
    both = balance_of(contributions)
    amounts = " and ".join(f"{both.cents[side] / 100:,.2f} by the {side}" for side in SIDES)
    if not both.total:
        return PartResult(None, "nothing of known worth was put in yet", "nothing_valued")
    smaller, larger = sorted(both.cents.values())
    years = sorted({each.worth.rate_year for each in contributions if each.worth.rate_year is not None})
    rates = f"; some of it valued by rates of {', '.join(map(str, years))}, not of its own year" if years else ""
    reason = f"put in so far: {amounts}{rates}"
    return PartResult(percent(smaller, larger), reason, "sides_compared", smaller / 100, larger / 100)


@states_rule(
    "Part delivery",
    "100 × what was delivered ÷ what was due of all pledges. A pledge falls due evenly by the days from its "
    "begin to its end, both included, rounded half up to a cent, no further than to the day of the closing; "
    "delivered are the contributions that name it, no more than what is due. None while nothing is due.",
)
def _delivery(case: Case) -> PartResult:
    some = [each for each in promises(case.partnership, case.rates, case.day) if each.due]
    due = sum(each.due for each in some)
    delivered = sum(min(each.delivered, each.due) for each in some)
    if not due:
        return PartResult(None, "no pledge of known worth is due yet", "no_pledge_due")
    reason = f"{delivered / 100:,.2f} of {due / 100:,.2f} pledged for now was delivered"
    return PartResult(percent(delivered, due), reason, "pledges_delivered", delivered / 100, due / 100)


@states_rule(
    "Part leads",
    "100 where both sides have a lead on the day, 50 where one has.",
)
def _leads(case: Case) -> PartResult:
    named = [side for side in SIDES if case.partnership.lead_on(side, case.day) is not None]
    vacant = [side for side in SIDES if side not in named]
    reason = (
        f"no lead on the {' and the '.join(f'{side}' for side in vacant)} side" if vacant else "both sides have one"
    )
    code: ReasonCode = "lead_vacant" if vacant else "both_sides_lead"
    return PartResult(percent(len(named), len(SIDES)), reason, code, len(named), len(SIDES), tuple(vacant))


# ---- shared vision ---------------------------------------------------------------------------------------------------


@states_rule(
    "Part alignment",
    "100 × clauses that both sides endorsed ÷ clauses; none without a clause.",
)
def _alignment(case: Case) -> PartResult:
    now = clauses(case.partnership).values()
    if not now:
        return PartResult(None, "no clause is drafted yet", "no_clause")
    endorsed = sum(map(aligned, now))
    reason = f"both sides endorsed {endorsed} of {len(now)} clauses"
    return PartResult(percent(endorsed, len(now)), reason, "clauses_endorsed", endorsed, len(now))


@states_rule(
    "Part coverage",
    "100 × kinds of clauses that are there ÷ 3: expectation, process, outcome; none without a clause.",
)
def _coverage(case: Case) -> PartResult:
    drafted = {each.kind for each in clauses(case.partnership).values()}
    lacking = [kind for kind in KINDS if kind not in drafted]
    reason = (
        f"there is no {' and no '.join(lacking)}" if lacking else "expectations, processes and outcomes are drafted"
    )
    if not drafted:
        return PartResult(None, "no clause is drafted yet", "no_clause")
    code: ReasonCode = "kinds_not_drafted" if lacking else "all_kinds_drafted"
    return PartResult(percent(len(drafted), len(KINDS)), reason, code, len(drafted), len(KINDS), tuple(lacking))


# ---- check-ins -------------------------------------------------------------------------------------------------------


@states_rule(
    "Part checkin_adherence",
    "100 × check-ins held on time ÷ check-ins that bind and were held or due before the day; none before one was.",
)
def _adherence(case: Case) -> PartResult:
    found = adherence(case.partnership, case.day)
    if not found.due:
        return PartResult(None, "no check-in was due yet", "no_check_in_due")
    reason = f"{found.on_time} of {found.due} check-ins on time, {found.missed} not held"
    return PartResult(percent(found.on_time, found.due), reason, "check_ins_on_time", found.on_time, found.due)


@states_rule(
    "Part action_completion",
    "100 × actions done ÷ actions that bind and are done or were due before the day; none before one was.",
)
def _actions(case: Case) -> PartResult:
    binding = (each for each in case.partnership.actions.values() if action_counts(case.partnership, each))
    due = [each for each in binding if each.done or each.agreed.due < case.day]
    done = [each for each in due if each.done is not None]
    if not due:
        return PartResult(None, "no action was due yet", "no_action_due")
    reason = f"{len(done)} of {len(due)} actions that were due are done"
    return PartResult(percent(len(done), len(due)), reason, "actions_done", len(done), len(due))


@states_rule(
    "Part challenge_resolution",
    "100 × challenges resolved by the day ÷ challenges raised; none without one.",
)
def _challenges(case: Case) -> PartResult:
    raised = case.partnership.challenges.values()
    resolved = sum(each.resolved is not None for each in raised)
    if not raised:
        return PartResult(None, "no challenge was raised", "no_challenge")
    reason = f"{resolved} of {len(raised)} challenges are resolved"
    return PartResult(percent(resolved, len(raised)), reason, "challenges_resolved", resolved, len(raised))


# ---- data ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """The last value that is known of a goal."""

    value: float
    n: int | None


@states_rule(
    "Value of a goal",
    "What decided the goal (met or missed), or else what the latest check-in that was held with a value of it froze.",
)
def last_seen(partnership: Partnership, goal: Goal) -> Seen | None:
    """What decided the goal, or else what the latest check-in froze of it."""
    if goal.outcome is not None:
        return Seen(goal.outcome.value, goal.outcome.n)
    held = sorted((each.held for each in partnership.check_ins.values() if each.held), key=lambda each: each.date)
    frozen = [each for meeting in held for each in meeting.progress if each.goal == goal.last.goal]
    known = [Seen(each.value, each.n) for each in frozen if each.value is not None]
    return known[-1] if known else None


@states_rule(
    "Part goals_measured",
    "100 × goals of which a value is known ÷ goals; none without a goal.",
)
def _measured(case: Case) -> PartResult:
    goals = case.partnership.goals.values()
    seen = [found for each in goals if (found := last_seen(case.partnership, each))]
    if not goals:
        return PartResult(None, "no goal is set yet", "no_goal")
    reason = f"a value is known of {len(seen)} of {len(goals)} goals"
    return PartResult(percent(len(seen), len(goals)), reason, "goals_measured", len(seen), len(goals))


@states_rule(
    "Way of a goal",
    "(value − baseline) ÷ (target − baseline) by the goal as it was set last by the day, held within 0 and 1; "
    "of goals with a value alone, each counting the same. Fewer learners behind one of the values than the "
    "minimum n, or nobody knows how many, hide it from whoever is outside a district.",
)
def attained(case: Case) -> list[tuple[Fraction, Seen]]:
    """Of every goal of which a value is known: the way from baseline to target, 0 to 100, and the value."""
    goals = case.partnership.goals.values()
    pairs = [(each, found) for each in goals if (found := last_seen(case.partnership, each))]
    return [(_within_100(100 * way(each.last, found.value)), found) for each, found in pairs]


@states_rule(
    "Part goal_attainment",
    "100 × the mean way of the goals of which a value is known; none while no value is known.",
)
def _attainment(case: Case) -> PartResult:
    found = attained(case)
    if not found:
        return PartResult(None, "no value of a goal is known yet", "no_goal_value")
    reason = f"the way from baseline to target, on average over {len(found)} goals"
    whole = sum((gone for gone, _ in found), Fraction(0))
    n = fewest([seen for _, seen in found])
    return PartResult(
        whole / len(found),
        reason,
        "way_to_targets",
        float(whole / 100),
        len(found),
        from_learners=True,
        n=n,
    )


@states_rule(
    "Part evidence",
    "100 where a story was published in the 365 days up to the day, or up to the closing, 0 where the last is "
    "older; none before the first.",
)
def _evidence(case: Case) -> PartResult:
    if not case.partnership.stories:
        return PartResult(None, "no story is published yet", "no_story")
    last = last_day(case.partnership, case.day)
    fresh = [each for each in case.partnership.stories.values() if each.date > last - EVIDENCE_FRESH]
    told = "1 story" if len(fresh) == 1 else f"{len(fresh)} stories"
    reason = f"{told} with evidence in the 365 days up to {last}"
    code: ReasonCode = "recent_story" if fresh else "no_recent_story"
    return PartResult(Fraction(100 if fresh else 0), reason, code, len(fresh), len(case.partnership.stories))


def fewest(seen: Sequence[Seen]) -> int | None:
    """None: of one of them it is not known."""
    counts = [each.n for each in seen]
    return None if None in counts else min((each for each in counts if each is not None), default=None)


# ---- flexibility -----------------------------------------------------------------------------------------------------


@states_rule(
    "Part leadership_continuity",
    "100 × days with a lead on both sides ÷ days since the partnership first became active; none before.",
)
def _continuity(case: Case) -> PartResult:
    found = continuity(case.partnership, case.day)
    if not found.days:
        return PartResult(None, "it was never active", "never_active")
    begin, last = active_since(case.partnership), last_day(case.partnership, case.day)
    days = f"{found.led} of {found.days} days, from {begin} to {last}"
    return PartResult(
        percent(found.led, found.days), f"both sides had a lead on {days}", "days_led", found.led, found.days
    )


@states_rule(
    "Part adaptation",
    "100 where the mean of the days to adapt is at most 30, 0 from 120 on, evenly in between; none without a "
    "challenge or vacancy.",
)
def _adaptation(case: Case) -> PartResult:
    days = days_to_adapt(case.partnership, case.day)
    if not days:
        return PartResult(None, "no challenge and no vacancy came up", "nothing_to_adapt_to")
    mean = Fraction(sum(days), len(days))
    reason = f"{float(mean):.1f} days from a challenge or vacancy to its resolution"
    score = _within_100(100 * (SLOW - mean) / (SLOW - QUICK))
    return PartResult(score, reason, "days_to_adapt", sum(days), len(days))


def percent(part: int, whole: int) -> Fraction:
    return Fraction(100 * part, whole)


def _within_100(score: Fraction) -> Fraction:
    return min(max(score, Fraction(0)), Fraction(100))


Rule = Callable[[Case], PartResult]
STRATEGIES: Mapping[HealthWeight, Mapping[HealthWeight, Rule]] = {
    "equal_investment": {"balance": _balance, "delivery": _delivery, "leads": _leads},
    "shared_vision": {"alignment": _alignment, "coverage": _coverage},
    "checkins": {"checkin_adherence": _adherence, "action_completion": _actions, "challenge_resolution": _challenges},
    "data": {"goals_measured": _measured, "goal_attainment": _attainment, "evidence": _evidence},
    "flexibility": {"leadership_continuity": _continuity, "adaptation": _adaptation},
}
"""Strategy → part → the rule that scores it."""
