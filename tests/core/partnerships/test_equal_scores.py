"""Scores that are equal are equal to the last digit, however they came about: a second key of an order decides."""

from fractions import Fraction

import msgspec
import pytest

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.core.partnerships.health import health
from services.core.partnerships.history import as_of
from tests.core.partnerships.judging import active
from tests.core.partnerships.telling import DAY, OUTCOME, PROPOSED, endorsed, told

KINDS: tuple[said.ClauseKind, ...] = ("expectation", "process", "outcome")
EQUAL = ((((1, 2), 2), ((5, 6), 1)), (((1, 12), 3), ((3, 4), 1)), (((4, 9), 1), ((1, 9), 2)))
"""Pairs of (clauses endorsed by both, of so many) with how many kinds are drafted: the means are the same."""


def _vision(endorsed_of: tuple[int, int], kinds: int) -> float | None:
    aligned, count = endorsed_of
    drafts = [
        msgspec.structs.replace(OUTCOME, clause=f"c{number}", kind=KINDS[number % kinds]) for number in range(count)
    ]
    signed: list[Data] = [endorsed(side, f"c{number}") for number in range(aligned) for side in ("district", "partner")]
    partnership = as_of(active(told(PROPOSED, *drafts, *signed)), DAY)
    assert partnership is not None
    (score,) = [
        strategy.score
        for strategy in health(partnership, DAY, (), {}).strategies
        if strategy.strategy == "shared_vision"
    ]
    return score


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal_means_of_different_parts_are_the_same_number(
    one: tuple[tuple[int, int], int], other: tuple[tuple[int, int], int]
) -> None:
    (aligned, count), kinds = one
    exact = (Fraction(100 * aligned, count) + Fraction(100 * kinds, 3)) / 2
    assert _vision(*one) == _vision(*other) == float(exact)
