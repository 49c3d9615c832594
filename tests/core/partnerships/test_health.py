"""Health: scores from parts by their weights, and nothing of learners for somebody who may not see it."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.primitives import HealthWeight
from services.core.partnerships.scoring import STRATEGIES
from tests.core.partnerships.judging import judged_as_active, measured, of, parts, scores
from tests.core.partnerships.telling import (
    ACTION,
    ACTIVE,
    CHALLENGE,
    DONE,
    GOAL,
    PROPOSED,
    SIGNED,
    STORY,
    day,
    lead,
    recorded,
    vacated,
)  # fmt: skip

NAMES = get_args(HealthWeight)


def put(side: said.Side, cents: int) -> said.ContributionRecorded:
    return recorded(contribution=f"{side}-{cents}", side=side, kind="equipment", cents=cents)


YEAR = [*ACTIVE, put("district", 100), put("partner", 400), vacated("partner", day(4)), GOAL, *measured(91, 40), STORY]
"""After nine days. Balance 25, leads 50; alignment 100, coverage 33⅓; held late 0; a value of each goal, attained 25 %,
evidence 100; with both leads on 4 of 10 days, and five days without one."""


def test_a_score_is_the_mean_of_its_parts_and_health_that_of_the_scores() -> None:
    health = of(YEAR)
    assert {name: part.score for name, part in parts(health).items()} == pytest.approx({
        "balance": 25, "delivery": None, "leads": 50, "alignment": 100, "coverage": 100 / 3, "checkin_adherence": 0,
        "action_completion": None, "challenge_resolution": None, "goals_measured": 100, "goal_attainment": 25,
        "evidence": 100, "leadership_continuity": 40, "adaptation": 100,
    })  # fmt: skip
    assert scores(health) == pytest.approx({
        "equal_investment": 37.5, "shared_vision": 200 / 3, "checkins": 0, "data": 75, "flexibility": 70,
    })  # fmt: skip
    assert health.score == pytest.approx((37.5 + 200 / 3 + 0 + 75 + 70) / 5)
    assert health.day == day(9)


WEIGHED: list[tuple[dict[HealthWeight, float], str, float | None]] = [
    ({"balance": 3.0}, "equal_investment", (3 * 25 + 50) / 4),
    ({"balance": 0.0}, "equal_investment", 50.0),
    ({"balance": 0.0, "leads": 0.0}, "equal_investment", None),
    ({"delivery": 100.0}, "equal_investment", 37.5),
    ({"goal_attainment": 0.5, "evidence": 0.0}, "data", (100 + 12.5) / 1.5),
    ({"data": 7.0}, "data", 75.0),
]


@pytest.mark.parametrize(("weights", "strategy", "score"), WEIGHED)
def test_a_part_counts_by_its_weight_and_not_at_all_by_none_or_without_a_score(
    weights: dict[HealthWeight, float], strategy: str, score: float | None
) -> None:
    assert scores(of(YEAR, weights))[strategy] == score


@pytest.mark.parametrize(("weights", "score"), [
    ({"checkins": 0.0, "shared_vision": 0.0, "flexibility": 0.0}, (37.5 + 75) / 2),
    ({"checkins": 0.0, "shared_vision": 0.0, "flexibility": 0.0, "data": 2.0}, (37.5 + 150) / 3),
    (dict.fromkeys(STRATEGIES, 0.0), None),
    (dict.fromkeys(STRATEGIES, 1e-300) | {"data": 1.0}, 75.0),
])  # fmt: skip
def test_strategies_count_by_their_weights(weights: dict[HealthWeight, float], score: float | None) -> None:
    assert of(YEAR, weights).score == score


def test_weights_are_shown_with_what_they_weigh() -> None:
    health = of(YEAR, {"leads": 2.0, "data": 0.0})
    assert {strategy.strategy: strategy.weight for strategy in health.strategies} == dict.fromkeys(STRATEGIES, 1.0) | {
        "data": 0.0
    }
    assert [part.weight for part in health.strategies[0].parts] == [1.0, 1.0, 2.0]


def test_a_strategy_of_which_nothing_is_known_does_not_count() -> None:
    judged = judged_as_active([PROPOSED])
    assert scores(judged) == {
        "equal_investment": 0.0, "shared_vision": None, "checkins": None, "data": None, "flexibility": 50.0,
    }  # fmt: skip
    assert judged.score == 25.0
    assert {part.status for part in judged.strategies[2].parts} == {"NO_DATA"}
    unweighed = judged_as_active([PROPOSED], dict.fromkeys(NAMES, 0.0))
    assert (unweighed.score, unweighed.absence) == (None, "nothing_to_judge")


def test_a_proposal_has_no_scores_and_says_why_until_it_is_active() -> None:
    signed = of(SIGNED)
    assert (signed.score, set(scores(signed).values()), signed.absence) == (None, {None}, "proposed")
    assert parts(signed)["leads"].score == 100, "what there is already is said"
    assert (of(ACTIVE).score is None, of(ACTIVE).absence) == (False, None)


weights = st.dictionaries(st.sampled_from(NAMES), st.floats(0, 100))
more: st.SearchStrategy[list[Data]] = st.lists(
    st.sampled_from([put("district", 1), put("partner", 3), lead("partner", day(7)), CHALLENGE, ACTION, STORY]),
    unique_by=repr,
)


@given(more, weights)
def test_a_score_is_between_those_that_it_is_the_mean_of(
    payloads: list[Data], given_: dict[HealthWeight, float]
) -> None:
    found = of([*ACTIVE, *payloads], given_)
    for score, of_them in (
        (found.score, [(strategy.score, strategy.weight) for strategy in found.strategies]),
        *((strategy.score, [(part.score, part.weight) for part in strategy.parts]) for strategy in found.strategies),
    ):
        counting = [score for score, weight in of_them if score is not None and weight]
        assert (score is None) == (not counting)
        assert score is None or 0 <= min(counting) <= score <= max(counting) <= 100


@given(st.lists(st.floats(0.001, 100), min_size=3, max_size=3))
def test_what_is_perfect_in_every_part_is_perfect(some: list[float]) -> None:
    names: list[HealthWeight] = ["challenge_resolution", "action_completion", "checkin_adherence"]
    payloads = [
        *ACTIVE, CHALLENGE, said.ChallengeResolved(challenge="h1", text="…", date=day(1)), ACTION, DONE,
        said.CheckInScheduled(check_in="q1", due=day(3)), said.CheckInHeld(check_in="q1", date=day(3)),
    ]  # fmt: skip
    assert scores(of(payloads, dict(zip(names, some, strict=True))))["checkins"] == 100
