"""Health: a score for each of the five strategies, from parts that say why; never a bare number.

It reads the partnership as of a day and nothing else: of learners only the values that check-ins froze and the goals
that were decided. So it is the same whenever the same events are folded, and any day of the past has one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from services.contracts.facts import Valuation
from services.contracts.primitives import HealthWeight
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.score_parts import HealthContext, PartResult, ReasonCode
from services.core.partnerships.scoring import STRATEGIES, Rule
from services.core.stated_rules import states_rule
from services.core.suppression import NOT_SHARED, WITHHELD, is_suppressed

PartStatus = Literal["OK", "NO_DATA", "SUPPRESSED"]
HealthAbsence = Literal["proposed", "withdrawn", "nothing_to_judge"]
"""Why a partnership has no score of health."""


@dataclass(frozen=True, slots=True)
class PartScore:
    """One part of a score.

    Attributes:
        score: 0 to 100; None: it does not count, since there is nothing to judge by or it is hidden.
        reason: what it was judged by, in words.
        n: the fewest learners behind a value in it; None: it comes from no learners, or is hidden.
        code, numerator, denominator, lacking: the reason without words, as in `PartResult`.
    """

    name: HealthWeight
    score: float | None
    weight: float
    reason: str
    status: PartStatus
    code: ReasonCode
    n: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """A strategy's score: the mean of its parts by their weights; None while no part has one.

    Attributes:
        exact: the score before it was rounded to a float, since scores that are equal must also be ordered as equal.
    """

    strategy: HealthWeight
    exact: Fraction | None
    weight: float
    parts: tuple[PartScore, ...]

    @property
    def score(self) -> float | None:
        return _shown(self.exact)


@dataclass(frozen=True, slots=True)
class Health:
    """All five, and the mean of them by their weights; of a proposal that was withdrawn there are none.

    Attributes:
        absence: why there is no score; None: there is one.
    """

    day: date
    exact: Fraction | None
    strategies: tuple[Score, ...]
    absence: HealthAbsence | None = None

    @property
    def score(self) -> float | None:
        return _shown(self.exact)


Weights = Mapping[HealthWeight, float]


def health(
    partnership: Partnership,
    day: date,
    rates: Sequence[Valuation],
    weights: Weights,
    minimum_n: int | None = None,
    *,
    tells_apart: bool = True,
) -> Health:
    """The health of a partnership, given as it was on the day.

    Args:
        weights: of strategies and parts; 1 unless given.
        minimum_n: for somebody outside the district: parts that come from fewer learners are hidden and do not count,
            so that no score tells what they are.
        tells_apart: whether the reader may see numbers by attributes of learners; if not, goals of such do not count.
    """
    return health_of(HealthContext(partnership, day, rates, tells_apart), weights, minimum_n)


@states_rule(
    "Scores of health",
    "The score of a strategy is the mean of those of its parts that have one, and that of the partnership the "
    "mean of those strategies that have one, by the weights of the policy of the partnership's first district "
    "(healthWeights, 1 where it has none). What weighs 0 does not count. A proposal has no "
    "scores, since neither side has promised anything yet, and one that was withdrawn has none either. A part "
    "that comes from fewer learners than the minimum n does not count for whoever is outside a district.",
)
def health_of(case: HealthContext, weights: Weights, minimum_n: int | None) -> Health:
    """The same of a case."""
    if case.partnership.status_on(case.day) == "withdrawn":
        return Health(case.day, None, (), "withdrawn")
    scored = [_score(case, strategy, rules, weights, minimum_n) for strategy, rules in STRATEGIES.items()]
    if case.partnership.status_on(case.day) == "proposed":
        return Health(case.day, None, tuple(replace(score, exact=None) for score in scored), "proposed")
    whole = _mean([(score.exact, score.weight) for score in scored])
    return Health(case.day, whole, tuple(scored), "nothing_to_judge" if whole is None else None)


def _score(
    case: HealthContext,
    strategy: HealthWeight,
    rules: Mapping[HealthWeight, Rule],
    weights: Weights,
    minimum_n: int | None,
) -> Score:
    parts = [_part(name, rule(case), weights.get(name, 1.0), minimum_n) for name, rule in rules.items()]
    exact = _mean([(score, part.weight) for part, score in parts])
    return Score(strategy, exact, weights.get(strategy, 1.0), tuple(part for part, _ in parts))


def _part(
    name: HealthWeight, finding: PartResult, weight: float, minimum_n: int | None
) -> tuple[PartScore, Fraction | None]:
    if finding.from_learners and is_suppressed(finding.n, minimum_n):
        hidden = "hidden: " + (
            WITHHELD if minimum_n == NOT_SHARED else f"fewer than {minimum_n} learners are behind it"
        )
        return PartScore(name, None, weight, hidden, "SUPPRESSED", "too_few_learners"), None
    status: PartStatus = "NO_DATA" if finding.score is None else "OK"
    part = PartScore(
        name,
        _shown(finding.score),
        weight,
        finding.reason,
        status,
        finding.code,
        finding.n,
        finding.numerator,
        finding.denominator,
        finding.lacking,
    )
    return part, finding.score


def _mean(scores: Sequence[tuple[Fraction | None, float]]) -> Fraction | None:
    """By the weights, as they are written."""
    known = [(score, Fraction(repr(weight))) for score, weight in scores if score is not None and weight]
    if not known:
        return None
    return sum((score * weight for score, weight in known), Fraction(0)) / sum(weight for _, weight in known)


def _shown(score: Fraction | None) -> float | None:
    return None if score is None else float(score)


def month_ends(begin: date, day: date, months: int) -> list[date]:
    """The last days of the months before `day`, at most so many and not before `begin`, then the day itself."""
    ends = [day]
    end = day.replace(day=1) - timedelta(days=1)
    while len(ends) < months and end >= begin:
        ends.append(end)
        end = end.replace(day=1) - timedelta(days=1)
    return ends[::-1]
