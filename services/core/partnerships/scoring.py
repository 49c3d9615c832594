"""The rules of the health scores: each judges one part of a strategy, and says by what."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from services.contracts.primitives import HealthWeight
from services.core.partnerships.continuity import active_since, continuity, days_to_adapt, last_day
from services.core.partnerships.evidence_score import attainment, evidence, measured
from services.core.partnerships.investment import balance_of, promises, valued
from services.core.partnerships.meetings import action_counts, adherence
from services.core.partnerships.partnership import SIDES
from services.core.partnerships.score_parts import HealthContext, PartResult, ReasonCode, percent, within_100
from services.core.partnerships.vision import aligned, clauses
from services.core.stated_rules import states_rule

QUICK, SLOW = 30, 120
"""Days from trouble to its resolution: up to QUICK is full score, SLOW and more is none."""
KINDS = ("expectation", "process", "outcome")


@states_rule(
    "Part balance",
    "100 × the side that put in less ÷ the side that put in more, of all contributions so far; none while "
    "nothing of known worth was put in.",
)
def _balance(case: HealthContext) -> PartResult:
    contributions = valued(case.partnership, case.rates)
    both = balance_of(contributions)
    amounts = " and ".join(f"{both.cents[side] / 100:,.2f} by the {side}" for side in SIDES)
    if not both.total:
        return PartResult(None, "nothing of known worth was put in yet", "nothing_valued")
    smaller, larger = sorted(both.cents.values())
    years = sorted(
        {contribution.worth.rate_year for contribution in contributions if contribution.worth.rate_year is not None}
    )
    rates = f"; some of it valued by rates of {', '.join(map(str, years))}, not of its own year" if years else ""
    reason = f"put in so far: {amounts}{rates}"
    return PartResult(percent(smaller, larger), reason, "sides_compared", smaller / 100, larger / 100)


@states_rule(
    "Part delivery",
    "100 × what was delivered ÷ what was due of all pledges. A pledge falls due evenly by the days from its "
    "begin to its end, both included, rounded half up to a cent, no further than to the day of the closing; "
    "delivered are the contributions that name it, no more than what is due. None while nothing is due.",
)
def _delivery(case: HealthContext) -> PartResult:
    owed = [promise for promise in promises(case.partnership, case.rates, case.day) if promise.due]
    due = sum(promise.due for promise in owed)
    delivered = sum(min(promise.delivered, promise.due) for promise in owed)
    if not due:
        return PartResult(None, "no pledge of known worth is due yet", "no_pledge_due")
    reason = f"{delivered / 100:,.2f} of {due / 100:,.2f} pledged for now was delivered"
    return PartResult(percent(delivered, due), reason, "pledges_delivered", delivered / 100, due / 100)


@states_rule(
    "Part leads",
    "100 where both sides have a lead on the day, 50 where one has.",
)
def _leads(case: HealthContext) -> PartResult:
    named = [side for side in SIDES if case.partnership.lead_on(side, case.day) is not None]
    vacant = [side for side in SIDES if side not in named]
    reason = (
        f"no lead on the {' and the '.join(f'{side}' for side in vacant)} side" if vacant else "both sides have one"
    )
    code: ReasonCode = "lead_vacant" if vacant else "both_sides_lead"
    return PartResult(percent(len(named), len(SIDES)), reason, code, len(named), len(SIDES), tuple(vacant))


@states_rule(
    "Part alignment",
    "100 × clauses that both sides endorsed ÷ clauses; none without a clause.",
)
def _alignment(case: HealthContext) -> PartResult:
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
def _coverage(case: HealthContext) -> PartResult:
    drafted = {clause.kind for clause in clauses(case.partnership).values()}
    lacking = [kind for kind in KINDS if kind not in drafted]
    reason = (
        f"there is no {' and no '.join(lacking)}" if lacking else "expectations, processes and outcomes are drafted"
    )
    if not drafted:
        return PartResult(None, "no clause is drafted yet", "no_clause")
    code: ReasonCode = "kinds_not_drafted" if lacking else "all_kinds_drafted"
    return PartResult(percent(len(drafted), len(KINDS)), reason, code, len(drafted), len(KINDS), tuple(lacking))


@states_rule(
    "Part checkin_adherence",
    "100 × check-ins held on time ÷ check-ins that bind and were held or due before the day; none before one was.",
)
def _adherence(case: HealthContext) -> PartResult:
    check_ins = adherence(case.partnership, case.day)
    if not check_ins.due:
        return PartResult(None, "no check-in was due yet", "no_check_in_due")
    reason = f"{check_ins.on_time} of {check_ins.due} check-ins on time, {check_ins.missed} not held"
    return PartResult(
        percent(check_ins.on_time, check_ins.due), reason, "check_ins_on_time", check_ins.on_time, check_ins.due
    )


@states_rule(
    "Part action_completion",
    "100 × actions done ÷ actions that bind and are done or were due before the day; none before one was.",
)
def _actions(case: HealthContext) -> PartResult:
    binding = (action for action in case.partnership.actions.values() if action_counts(case.partnership, action))
    due = [action for action in binding if action.done or action.agreed.due < case.day]
    done = [action for action in due if action.done is not None]
    if not due:
        return PartResult(None, "no action was due yet", "no_action_due")
    reason = f"{len(done)} of {len(due)} actions that were due are done"
    return PartResult(percent(len(done), len(due)), reason, "actions_done", len(done), len(due))


@states_rule(
    "Part challenge_resolution",
    "100 × challenges resolved by the day ÷ challenges raised; none without one.",
)
def _challenges(case: HealthContext) -> PartResult:
    raised = case.partnership.challenges.values()
    resolved = sum(challenge.resolved is not None for challenge in raised)
    if not raised:
        return PartResult(None, "no challenge was raised", "no_challenge")
    reason = f"{resolved} of {len(raised)} challenges are resolved"
    return PartResult(percent(resolved, len(raised)), reason, "challenges_resolved", resolved, len(raised))


@states_rule(
    "Part leadership_continuity",
    "100 × days with a lead on both sides ÷ days since the partnership first became active; none before.",
)
def _continuity(case: HealthContext) -> PartResult:
    time_led = continuity(case.partnership, case.day)
    if not time_led.days:
        return PartResult(None, "it was never active", "never_active")
    begin, last = active_since(case.partnership), last_day(case.partnership, case.day)
    days = f"{time_led.led} of {time_led.days} days, from {begin} to {last}"
    return PartResult(
        percent(time_led.led, time_led.days),
        f"both sides had a lead on {days}",
        "days_led",
        time_led.led,
        time_led.days,
    )


@states_rule(
    "Part adaptation",
    "100 where the mean of the days to adapt is at most 30, 0 from 120 on, evenly in between; none without a "
    "challenge or vacancy.",
)
def _adaptation(case: HealthContext) -> PartResult:
    days = days_to_adapt(case.partnership, case.day)
    if not days:
        return PartResult(None, "no challenge and no vacancy came up", "nothing_to_adapt_to")
    mean = Fraction(sum(days), len(days))
    reason = f"{float(mean):.1f} days from a challenge or vacancy to its resolution"
    score = within_100(100 * (SLOW - mean) / (SLOW - QUICK))
    return PartResult(score, reason, "days_to_adapt", sum(days), len(days))


Rule = Callable[[HealthContext], PartResult]
STRATEGIES: Mapping[HealthWeight, Mapping[HealthWeight, Rule]] = {
    "equal_investment": {"balance": _balance, "delivery": _delivery, "leads": _leads},
    "shared_vision": {"alignment": _alignment, "coverage": _coverage},
    "checkins": {"checkin_adherence": _adherence, "action_completion": _actions, "challenge_resolution": _challenges},
    "data": {"goals_measured": measured, "goal_attainment": attainment, "evidence": evidence},
    "flexibility": {"leadership_continuity": _continuity, "adaptation": _adaptation},
}
"""Strategy → part → the rule that scores it."""
