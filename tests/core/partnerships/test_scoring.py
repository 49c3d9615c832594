"""Each part of the health scores by example: what was said of a partnership, and the score and reason of the part."""

from collections.abc import Sequence
from datetime import date
from typing import get_args

import msgspec
import pytest

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.primitives import HealthWeight
from services.core.partnerships.evidence_score import GoalValue, last_seen
from services.core.partnerships.history import as_of
from services.core.partnerships.score_parts import HealthContext, PartResult, ReasonCode
from services.core.partnerships.scoring import STRATEGIES
from services.core.partnerships.valuation import DEFAULT_RATES
from tests.core.partnerships.telling import (
    ACTION,
    ACTIVE,
    CHALLENGE,
    CHECK_IN,
    CLOSED,
    DONE,
    GOAL,
    HELD,
    MET,
    NOW,
    OUTCOME,
    PAUSED,
    PROPOSED,
    RESOLVED,
    REVISED,
    SIGNED,
    STORY,
    day,
    endorsed,
    lead,
    pledged,
    recorded,
    told,
    vacated,
)  # fmt: skip

replace = msgspec.structs.replace
RULES = {name: rule for rules in STRATEGIES.values() for name, rule in rules.items()}


def found(part: HealthWeight, offset: int, *payloads: Data) -> PartResult:
    then = as_of(told(*payloads), day(offset))
    assert then is not None
    return RULES[part](HealthContext(then, day(offset), DEFAULT_RATES))


def put(name: str, side: said.Side, cents: int | None, **more: object) -> said.ContributionRecorded:
    return recorded(**{"contribution": name, "side": side, "kind": "equipment", "cents": cents, **more})


def clause(name: str, kind: said.ClauseKind) -> said.VisionDrafted:
    return said.VisionDrafted(clause=name, kind=kind, text="…")


def frozen(value: float | None, n: int | None = 40, goal: str = "g1") -> said.FrozenValue:
    return said.FrozenValue(goal=goal, value=value, n=n, as_of=NOW)


def met_at(name: str, offset: int, *values: said.FrozenValue) -> list[Data]:
    """A check-in that was held on that day and froze these values."""
    return [
        said.CheckInScheduled(check_in=name, due=day(offset)),
        said.CheckInHeld(check_in=name, date=day(offset), progress=values),
    ]


def goal(name: str, baseline: float, target: float, due: int = 400) -> said.GoalSet:
    return replace(GOAL, goal=name, baseline=baseline, target=target, due=day(due))


Example = tuple[HealthWeight, Sequence[Data], int, float | None, str]
TEN_DAYS = pledged(kind="equipment", end=day(9), quantity=None, cents=100_000)
OTHER = replace(TEN_DAYS, contribution="p2", cents=300_000)
INVESTMENT: list[Example] = [
    ("balance", [PROPOSED], 1, None, "nothing of known worth was put in yet"),
    ("balance", [PROPOSED, put("a", "partner", None)], 1, None, "nothing of known worth was put in yet"),
    ("balance", [PROPOSED, put("a", "partner", 400_000), put("b", "district", 100_050)], 1, 25.0125,
     "put in so far: 1,000.50 by the district and 4,000.00 by the partner"),
    ("balance", [PROPOSED, recorded(kind="volunteer_hours", date=date(2026, 5, 1))], 400, 0.0,
     "put in so far: 0.00 by the district and 33.49 by the partner; some of it valued by rates of 2023, not of its own "
     "year"),
    ("delivery", [PROPOSED, put("a", "partner", 5)], 1, None, "no pledge of known worth is due yet"),
    ("delivery", [PROPOSED, pledged(kind="lab_visits")], 1, None, "no pledge of known worth is due yet"),
    ("delivery", [PROPOSED, replace(TEN_DAYS, begin=day(5))], 4, None, "no pledge of known worth is due yet"),
    ("delivery", [PROPOSED, TEN_DAYS], 4, 0.0, "0.00 of 500.00 pledged for now was delivered"),
    ("delivery", [PROPOSED, TEN_DAYS, put("a", "partner", 20_000, pledge="p1")], 4, 40.0,
     "200.00 of 500.00 pledged for now was delivered"),
    ("delivery", [PROPOSED, TEN_DAYS, OTHER, put("a", "partner", 90_000, pledge="p1")], 4, 25.0,  # too much of one
     "500.00 of 2,000.00 pledged for now was delivered"),
    ("delivery", [*ACTIVE, TEN_DAYS, put("a", "partner", 20_000, pledge="p1"), replace(CLOSED, date=day(3))], 9, 50.0,
     "200.00 of 400.00 pledged for now was delivered"),
    ("leads", [PROPOSED], 1, 0.0, "no lead on the district and the partner side"),
    ("leads", [PROPOSED, lead("partner")], 1, 50.0, "no lead on the district side"),
    ("leads", SIGNED, 1, 100.0, "both sides have one"),
    ("leads", [*SIGNED, vacated("partner", day(3))], 2, 100.0, "both sides have one"),
    ("leads", [*SIGNED, vacated("partner", day(3))], 3, 50.0, "no lead on the partner side"),
]  # fmt: skip
VISION: list[Example] = [
    ("alignment", [PROPOSED], 1, None, "no clause is drafted yet"),
    ("alignment", [PROPOSED, OUTCOME, endorsed("partner")], 1, 0.0, "both sides endorsed 0 of 1 clauses"),
    ("alignment", [*SIGNED, clause("p1", "process")], 1, 50.0, "both sides endorsed 1 of 2 clauses"),
    ("coverage", [PROPOSED], 1, None, "no clause is drafted yet"),
    ("coverage", [PROPOSED, OUTCOME, clause("o2", "outcome")], 1, 100 / 3, "there is no expectation and no process"),
    ("coverage", [PROPOSED, OUTCOME, clause("p", "process")], 1, 200 / 3, "there is no expectation"),
    ("coverage", [PROPOSED, OUTCOME, clause("p", "process"), clause("e", "expectation")], 1, 100.0,
     "expectations, processes and outcomes are drafted"),
]  # fmt: skip
DUE_BEFORE_CLOSING = replace(ACTION, due=day(29))
CHECK_INS: list[Example] = [
    ("checkin_adherence", ACTIVE, 300, None, "no check-in was due yet"),
    ("checkin_adherence", [*ACTIVE, CHECK_IN], 0, None, "no check-in was due yet"),
    ("checkin_adherence", [*ACTIVE, *met_at("a", 3), CHECK_IN], 4, 50.0, "1 of 2 check-ins on time, 1 not held"),
    ("action_completion", [PROPOSED, ACTION], 9, None, "no action was due yet"),
    ("action_completion", [PROPOSED, ACTION], 10, 0.0, "0 of 1 actions that were due are done"),
    ("action_completion", [PROPOSED, ACTION, DONE], 2, 100.0, "1 of 1 actions that were due are done"),
    ("action_completion", [PROPOSED, ACTION, DONE, replace(ACTION, action="a2")], 10, 50.0,
     "1 of 2 actions that were due are done"),
    ("action_completion", [*ACTIVE, PAUSED, replace(ACTION, due=day(10))], 20, None, "no action was due yet"),
    ("action_completion", [*ACTIVE, PAUSED, replace(ACTION, due=day(10)), DONE], 20, None, "no action was due yet"),
    ("action_completion", [*ACTIVE, DUE_BEFORE_CLOSING, CLOSED], 99, 0.0, "0 of 1 actions that were due are done"),
    ("action_completion", [*ACTIVE, DUE_BEFORE_CLOSING, replace(ACTION, action="a2", due=day(30)), CLOSED], 99, 0.0,
     "0 of 1 actions that were due are done"),
    ("action_completion", [*ACTIVE, replace(ACTION, due=day(60)), CLOSED], 99, None, "no action was due yet"),
    ("action_completion", [*ACTIVE, replace(ACTION, due=day(366))], 400, None, "no action was due yet"),
    ("action_completion", [*ACTIVE, replace(ACTION, due=day(365))], 400, 0.0, "0 of 1 actions that were due are done"),
    ("challenge_resolution", [PROPOSED], 9, None, "no challenge was raised"),
    ("challenge_resolution", [PROPOSED, CHALLENGE, RESOLVED], 2, 0.0, "0 of 1 challenges are resolved"),
    ("challenge_resolution", [PROPOSED, CHALLENGE, replace(CHALLENGE, challenge="h2"), RESOLVED], 3, 50.0,
     "1 of 2 challenges are resolved"),
]  # fmt: skip
NO_GOAL, UNKNOWN = "no goal is set yet", "no value of a goal is known yet"
DATA: list[Example] = [
    ("goals_measured", [PROPOSED], 9, None, NO_GOAL),
    ("goals_measured", [PROPOSED, GOAL], 9, 0.0, "a value is known of 0 of 1 goals"),
    ("goals_measured", [PROPOSED, GOAL, *met_at("a", 3, frozen(None))], 9, 0.0, "a value is known of 0 of 1 goals"),
    ("goals_measured", [PROPOSED, GOAL, goal("g2", 0, 1), *met_at("a", 3, frozen(91))], 9, 50.0,
     "a value is known of 1 of 2 goals"),
    ("goal_attainment", [PROPOSED], 9, None, UNKNOWN),
    ("goal_attainment", [PROPOSED, GOAL], 9, None, UNKNOWN),
    ("goal_attainment", [PROPOSED, GOAL, *met_at("a", 3, frozen(91))], 9, 25.0,
     "the way from baseline to target, on average over 1 goals"),
    ("goal_attainment", [PROPOSED, GOAL, *met_at("a", 3, frozen(80))], 9, 0.0,
     "the way from baseline to target, on average over 1 goals"),
    ("goal_attainment", [PROPOSED, GOAL, *met_at("a", 3, frozen(99))], 9, 100.0,
     "the way from baseline to target, on average over 1 goals"),
    ("goal_attainment", [PROPOSED, GOAL, goal("g2", 20, 10), *met_at("a", 3, frozen(91), frozen(15, goal="g2"))], 9,
     37.5, "the way from baseline to target, on average over 2 goals"),
    ("evidence", [PROPOSED], 9, None, "no story is published yet"),
    ("evidence", [PROPOSED, STORY], 364, 100.0, "1 story with evidence in the 365 days up to 2026-08-31"),
    ("evidence", [PROPOSED, STORY], 365, 0.0, "0 stories with evidence in the 365 days up to 2026-09-01"),
    ("evidence", [*ACTIVE, STORY, CLOSED], 999, 100.0, "1 story with evidence in the 365 days up to 2025-10-01"),
]  # fmt: skip
FLEXIBILITY: list[Example] = [
    ("leadership_continuity", SIGNED, 9, None, "it was never active"),
    ("leadership_continuity", [*ACTIVE, vacated("partner", day(6))], 9, 60.0,
     "both sides had a lead on 6 of 10 days, from 2025-09-01 to 2025-09-10"),
    ("leadership_continuity", [*ACTIVE, vacated("partner", day(20)), replace(CLOSED, date=day(39))], 99, 50.0,
     "both sides had a lead on 20 of 40 days, from 2025-09-01 to 2025-10-10"),
    ("adaptation", ACTIVE, 9, None, "no challenge and no vacancy came up"),
    ("adaptation", [PROPOSED, CHALLENGE], 30, 100.0, "30.0 days from a challenge or vacancy to its resolution"),
    ("adaptation", [PROPOSED, CHALLENGE], 75, 50.0, "75.0 days from a challenge or vacancy to its resolution"),
    ("adaptation", [PROPOSED, CHALLENGE], 120, 0.0, "120.0 days from a challenge or vacancy to its resolution"),
    ("adaptation", [PROPOSED, CHALLENGE], 300, 0.0, "300.0 days from a challenge or vacancy to its resolution"),
    ("adaptation", [PROPOSED, CHALLENGE, RESOLVED], 300, 100.0,
     "3.0 days from a challenge or vacancy to its resolution"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "payloads", "offset", "score", "reason"), [*INVESTMENT, *VISION, *CHECK_INS, *DATA, *FLEXIBILITY]
)
def test_a_part_has_its_score_and_says_why(
    part: HealthWeight, payloads: Sequence[Data], offset: int, score: float | None, reason: str
) -> None:
    judged = found(part, offset, *payloads)
    shown = None if judged.score is None else float(judged.score)
    assert (shown, judged.reason) == (score, reason)


def test_every_part_has_an_example() -> None:
    assert {case[0] for case in [*INVESTMENT, *VISION, *CHECK_INS, *DATA, *FLEXIBILITY]} == set(RULES)


ALL = [*INVESTMENT, *VISION, *CHECK_INS, *DATA, *FLEXIBILITY]
APART = {"recent_story", "no_recent_story", "days_to_adapt"}


@pytest.mark.parametrize(("part", "payloads", "offset", "score", "reason"), ALL)
def test_a_score_follows_from_the_numerator_and_the_denominator(
    part: HealthWeight, payloads: Sequence[Data], offset: int, score: float | None, reason: str
) -> None:
    judged = found(part, offset, *payloads)
    assert (judged.numerator is None, judged.denominator is None) == (score is None, score is None), reason
    if score is not None and judged.code not in APART:
        assert judged.numerator is not None
        assert 100 * judged.numerator / (judged.denominator or 0) == pytest.approx(score)


def test_every_reason_has_a_code_of_its_own() -> None:
    """A code says as much as the sentence without its numbers; only hidden parts have one that no rule gives."""
    pairs = {(case[0], found(case[0], case[2], *case[1]).code) for case in ALL}
    assert {code for _, code in pairs} == set(get_args(ReasonCode)) - {"too_few_learners"}
    assert found("leads", 1, PROPOSED, lead("partner")).lacking == ("district",)
    assert found("coverage", 1, PROPOSED, OUTCOME).lacking == ("expectation", "process")
    mean = found("adaptation", 75, PROPOSED, CHALLENGE)
    assert (mean.code, mean.numerator, mean.denominator) == ("days_to_adapt", 75, 1)


LATER = [*met_at("a", 8, frozen(93, 50)), *met_at("b", 3, frozen(91, 40))]
LAST: dict[str, tuple[Sequence[Data], GoalValue | None]] = {
    "nothing": ([GOAL], None),
    "of another goal": ([GOAL, goal("g2", 0, 1), *met_at("a", 3, frozen(1, goal="g2"))], None),
    "what the latest check-in froze, however late the other was entered": ([GOAL, *LATER], GoalValue(93, 50)),
    "what the last check-in with a value froze": ([GOAL, *met_at("a", 3, frozen(91)), *met_at("b", 8, frozen(None))],
                                                  GoalValue(91, 40)),
    "what decided it": ([GOAL, *LATER, MET], GoalValue(94, 120)),
    "what was frozen, once it is revised": ([GOAL, *LATER, MET, REVISED], GoalValue(93, 50)),
}  # fmt: skip


@pytest.mark.parametrize(("payloads", "seen"), LAST.values(), ids=LAST)
def test_the_last_value_that_is_known_of_a_goal_is(payloads: Sequence[Data], seen: GoalValue | None) -> None:
    partnership = told(PROPOSED, *payloads)
    assert last_seen(partnership, partnership.goals["g1"]) == seen


TWO = [PROPOSED, GOAL, goal("g2", 0, 10)]


@pytest.mark.parametrize(("first", "second", "fewest"), [(40, 12, 12), (3, 40, 3), (40, None, None), (0, 5, 0)])
def test_attainment_comes_from_learners_and_says_the_fewest_behind_a_value(
    first: int, second: int | None, fewest: int | None
) -> None:
    judged = found("goal_attainment", 9, *TWO, *met_at("a", 3, frozen(91, first), frozen(5, second, "g2")))
    assert (judged.from_learners, judged.n) == (True, fewest)


def test_a_goal_of_learners_with_an_attribute_counts_only_for_who_may_tell_them_apart() -> None:
    """Or else the mean, and the others' values beside it, would tell its value."""
    girls = replace(goal("g2", 0, 10), question=replace(GOAL.question, where=(("sex", ("Female",)),)))
    told_of_both = told(PROPOSED, GOAL, girls, *met_at("a", 3, frozen(91, 40), frozen(5, 12, "g2")))
    then = as_of(told_of_both, day(9))
    assert then is not None
    for part in ("goals_measured", "goal_attainment"):
        whole, without = (
            RULES[part](HealthContext(then, day(9), DEFAULT_RATES, tells_apart)) for tells_apart in (True, False)
        )
        assert (whole.denominator, without.denominator) == (2, 1), part
    assert (whole.n, without.n) == (12, 40)


def test_no_other_part_says_anything_of_learners() -> None:
    payloads = [
        *ACTIVE,
        GOAL,
        CHECK_IN,
        HELD,
        *met_at("a", 3, frozen(91)),
        STORY,
        CHALLENGE,
        ACTION,
        put("a", "partner", 5),
    ]
    judged = {part: found(part, 9, *payloads) for part in RULES}
    assert [part for part, result in judged.items() if result.from_learners] == ["goal_attainment"]
    assert [part for part, result in judged.items() if result.n is not None] == ["goal_attainment"]
