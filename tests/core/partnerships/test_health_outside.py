"""Somebody outside the district is told nothing that few learners are behind: not by a part, and not by any score."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.primitives import HealthWeight
from tests.core.partnerships.judging import measured, of, parts, scores
from tests.core.partnerships.telling import ACTIVE, GOAL, day

NAMES = get_args(HealthWeight)
weights = st.dictionaries(st.sampled_from(NAMES), st.floats(0, 100))


@pytest.mark.parametrize(
    ("n", "status"), [(9, "SUPPRESSED"), (10, "OK"), (11, "OK"), (0, "SUPPRESSED"), (None, "SUPPRESSED")]
)
def test_outside_the_district_a_part_from_fewer_learners_than_the_minimum_is_hidden(n: int | None, status: str) -> None:
    payloads = [*ACTIVE, GOAL, *measured(91, n)]
    shown, hidden = parts(of(payloads))["goal_attainment"], parts(of(payloads, minimum=10))["goal_attainment"]
    assert (shown.score, shown.n, shown.status) == (25.0, n, "OK")
    assert hidden.status == status
    assert (hidden.score, hidden.n) == ((25.0, n) if status == "OK" else (None, None))


def test_a_hidden_part_does_not_count() -> None:
    payloads = [*ACTIVE, GOAL, *measured(91, 9)]
    assert [scores(of(payloads, minimum=minimum))["data"] for minimum in (None, 9, 10)] == [
        62.5, 62.5, 100.0,
    ]  # fmt: skip


def test_what_is_not_known_is_not_hidden_and_what_comes_from_no_learners_never_is() -> None:
    parts_by_name = parts(of([*ACTIVE, GOAL], minimum=10))
    assert {part.status for part in parts_by_name.values()} == {"OK", "NO_DATA"}
    assert parts_by_name["goal_attainment"].reason == "no value of a goal is known yet"


hidden = st.tuples(st.floats(-1_000, 1_000), st.none() | st.integers(0, 9))
"""A value, and the learners behind it."""


@given(hidden, hidden, weights, st.booleans())
def test_outside_the_district_health_is_the_same_whatever_the_hidden_values_are(
    one: tuple[float, int | None], other: tuple[float, int | None], given_: dict[HealthWeight, float], is_decided: bool
) -> None:
    def partnership(value: float, n: int | None) -> list[Data]:
        outcome = (said.GoalMet if value >= GOAL.target else said.GoalMissed)(goal="g1", value=value, date=day(1), n=n)
        return [*ACTIVE, GOAL, *measured(value, n), *([outcome] if is_decided else [])]

    assert of(partnership(*one), given_, 10) == of(partnership(*other), given_, 10)
