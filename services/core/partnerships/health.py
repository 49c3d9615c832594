"""Health: a score for each of the five strategies, from parts that say why; never a bare number.

It reads the partnership as of a day and nothing else: of learners only the values that check-ins froze and the goals
that were decided. So it is the same whenever the same events are folded, and any day of the past has one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from services.contracts.facts import Valuation
from services.contracts.primitives import HealthWeight
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.scoring import STRATEGIES, Case, Finding, Rule

PartStatus = Literal["OK", "NO_DATA", "SUPPRESSED"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score.

    Attributes:
        score: 0 to 100; None: it does not count, since there is nothing to judge by or it is hidden.
        reason: what it was judged by, in words.
        n: the fewest learners behind a value in it; None: it comes from no learners, or is hidden.
    """

    name: HealthWeight
    score: float | None
    weight: float
    reason: str
    status: PartStatus
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A strategy's score: the mean of its parts by their weights; None while no part has one."""

    strategy: HealthWeight
    score: float | None
    weight: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """All five, and the mean of them by their weights."""

    day: date
    score: float | None
    strategies: tuple[Score, ...]


Weights = Mapping[HealthWeight, float]


def health(
    partnership: Partnership, day: date, rates: Sequence[Valuation], weights: Weights, minimum_n: int | None = None
) -> Health:
    """The health of a partnership, given as it was on the day.

    Args:
        weights: of strategies and parts; 1 unless given.
        minimum_n: for somebody outside the district: parts that come from fewer learners are hidden and do not count,
            so that no score tells what they are.
    """
    return health_of(Case(partnership, day, rates), weights, minimum_n)


def health_of(case: Case, weights: Weights, minimum_n: int | None) -> Health:
    """The same of a case."""
    strategies = tuple(_score(case, strategy, rules, weights, minimum_n) for strategy, rules in STRATEGIES.items())
    return Health(case.day, _mean([(each.score, each.weight) for each in strategies]), strategies)


def hides(n: int | None, minimum_n: int | None) -> bool:
    """Whether what comes from so many learners (None: nobody knows) is hidden; no minimum: nothing is."""
    return minimum_n is not None and (n is None or n < minimum_n)


def _score(
    case: Case, strategy: HealthWeight, rules: Mapping[HealthWeight, Rule], weights: Weights, minimum_n: int | None
) -> Score:
    parts = tuple(_part(name, rule(case), weights.get(name, 1.0), minimum_n) for name, rule in rules.items())
    return Score(strategy, _mean([(each.score, each.weight) for each in parts]), weights.get(strategy, 1.0), parts)


def _part(name: HealthWeight, found: Finding, weight: float, minimum_n: int | None) -> Part:
    if found.from_learners and hides(found.n, minimum_n):
        return Part(name, None, weight, f"hidden: fewer than {minimum_n} learners are behind it", "SUPPRESSED")
    return Part(name, found.score, weight, found.reason, "NO_DATA" if found.score is None else "OK", found.n)


def _mean(scores: Sequence[tuple[float | None, float]]) -> float | None:
    """By the weights; never beyond the scores, as the rounding of floats would have it."""
    known = [(score, weight) for score, weight in scores if score is not None and weight]
    if not known:
        return None
    mean = sum(score * weight for score, weight in known) / sum(weight for _, weight in known)
    some = [score for score, _ in known]
    return min(max(mean, min(some)), max(some))


def month_ends(begin: date, day: date, months: int) -> list[date]:
    """The last days of the months before `day`, at most so many and not before `begin`, then the day itself."""
    ends = [day]
    end = day.replace(day=1) - timedelta(days=1)
    while len(ends) < months and end >= begin:
        ends.append(end)
        end = end.replace(day=1) - timedelta(days=1)
    return ends[::-1]
