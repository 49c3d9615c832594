"""How a partnership stands on a day: shares whose parts and wholes add up over partnerships, and are divided last."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from typing import NamedTuple

from services.contracts.primitives import HealthWeight
from services.core.partnerships.continuity import active_since, continuity, days_to_adapt
from services.core.partnerships.evidence_score import attained, fewest
from services.core.partnerships.health import Health, Score, Weights, health_of
from services.core.partnerships.partnership import ENDED
from services.core.partnerships.score_parts import HealthContext
from services.core.partnerships.scoring import STRATEGIES
from services.core.partnerships.timeline import at
from services.core.partnerships.vision import aligned, clauses
from services.core.stated_rules import states_rule
from services.core.suppression import is_suppressed


class Share(NamedTuple):
    """A part of a whole; of no whole there is nothing to say.

    Attributes:
        part, whole: exact, so that sums are equal in whatever order they are added up.
        n: the fewest learners behind it; None: it comes from no learners, or it is not known of how many.
        hidden: whether there is more to say than the reader may see.
    """

    part: Fraction | int = 0
    whole: int = 0
    n: int | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Judged:
    """A partnership as of a day, and by what it is judged.

    Attributes:
        minimum_n: for somebody outside the district: what comes from fewer learners is hidden.
        participants: learners who take part on the day, in all its districts.
    """

    case: HealthContext
    weights: Weights
    minimum_n: int | None = None
    participants: int = 0

    @cached_property
    def health(self) -> Health:
        return health_of(self.case, self.weights, self.minimum_n)


def _alignment(judged: Judged) -> Share:
    now = clauses(judged.case.partnership).values()
    return Share(sum(map(aligned, now)), len(now))


def _continuity(judged: Judged) -> Share:
    time_led = continuity(judged.case.partnership, judged.case.day)
    return Share(time_led.led, time_led.days)


def _adaptation(judged: Judged) -> Share:
    days = days_to_adapt(judged.case.partnership, judged.case.day)
    return Share(sum(days), len(days))


@states_rule(
    "Since the last check-in",
    "Days from the latest day on which a check-in was held or, before the first, from the day on which the "
    "partnership first became active. None before it is active and once it is closed or withdrawn.",
)
def _since_check_in(judged: Judged) -> Share:
    """Since the last one was held or, before the first, since it became active; nobody meets after its end."""
    partnership, day = judged.case.partnership, judged.case.day
    held = (check_in.held.date for check_in in partnership.check_ins.values() if check_in.held)
    last = max(held, default=active_since(partnership))
    if last is None or partnership.status_on(day) in ENDED:
        return Share()
    return Share((day - last).days, 1)


def _attainment(judged: Judged) -> Share:
    """The way from baseline to target, 0 to 1, of the goals of which a value is known."""
    attained_goals = attained(judged.case)
    if not attained_goals:
        return Share()
    n = fewest([seen for _, seen in attained_goals])
    if is_suppressed(n, judged.minimum_n):
        return Share(hidden=True)
    return Share(sum((gone for gone, _ in attained_goals), Fraction(0)) / 100, len(attained_goals), n)


@states_rule(
    "Places taken",
    "Learners of all districts of the partnership whose participation covers the day and who are enrolled on "
    "it, each once for each school, of the places that capacity.set said last by the day. Without places, or "
    "with 0, there is none. Fewer learners than the minimum n are hidden from whoever is outside a district.",
)
def _participation(judged: Judged) -> Share:
    """Of the places that there are on the day; while none were set, nothing is known of what was planned."""
    places, n = at(judged.case.partnership.capacities, judged.case.day), judged.participants
    if not places:
        return Share()
    if is_suppressed(n, judged.minimum_n):
        return Share(hidden=True)
    return Share(n, places, n)


def _health(judged: Judged) -> Share:
    return _scored(judged.health.exact, judged.health.strategies)


def _strategy(strategy: HealthWeight, judged: Judged) -> Share:
    scores = [score for score in judged.health.strategies if score.strategy == strategy]
    return _scored(scores[0].exact, scores) if scores else Share()


def _scored(score: Fraction | None, strategies: list[Score] | tuple[Score, ...]) -> Share:
    behind = [part.n for strategy in strategies for part in strategy.parts if part.n is not None]
    return Share() if score is None else Share(score, 1, min(behind, default=None))


STANDINGS: Mapping[str, Callable[[Judged], Share]] = {
    "participation_rate": _participation,
    "vision_alignment": _alignment,
    "days_since_checkin": _since_check_in,
    "goal_attainment": _attainment,
    "leadership_continuity": _continuity,
    "adaptation_days": _adaptation,
    "partnership_health": _health,
    **{f"health_{strategy}": partial(_strategy, strategy) for strategy in STRATEGIES},
}
"""Metric → its share. A score is one of one, so that those of several partnerships add up to their mean."""
