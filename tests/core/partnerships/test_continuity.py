"""Flexibility in figures: vacancies, the share of days with a lead on both sides, days from trouble to resolution."""

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.core.partnerships.continuity import (
    Continuity,
    active_since,
    adaptation_days,
    continuity,
    troubles,
    vacancies,
)
from services.core.partnerships.fold import fold
from services.core.partnerships.history import as_of
from services.core.partnerships.partnership import Partnership
from tests.core.partnerships.telling import (
    ACTIVATED,
    ACTIVE,
    CHALLENGE,
    CLOSED,
    PAUSED,
    PROPOSED,
    RESOLVED,
    SIGNED,
    day,
    event,
    lead,
    told,
    vacated,
)  # fmt: skip

replace = msgspec.structs.replace


def seen(offset: int, *payloads: Data) -> Partnership:
    then = as_of(told(*payloads), day(offset))
    assert then is not None
    return then


GAPS: dict[str, tuple[Sequence[Data], list[tuple[date, date | None]]]] = {
    "nobody was ever there, and it is no partnership yet": ([PROPOSED], []),
    "somebody from the first day on": (ACTIVE, []),
    "nobody any more": ([*ACTIVE, vacated("partner", day(5))], [(day(5), None)]),
    "somebody else at once": ([*ACTIVE, vacated("partner", day(5)), lead("partner", day(5))], []),
    "somebody else in the other's place": ([*ACTIVE, lead("partner", day(5))], []),
    "somebody else later": ([*ACTIVE, vacated("partner", day(5)), lead("partner", day(9))], [(day(5), day(9))]),
    "twice": (
        [*ACTIVE, vacated("partner", day(5)), lead("partner", day(9)), vacated("partner", day(20))],
        [(day(5), day(9)), (day(20), None)],
    ),
    "on the other side": ([*ACTIVE, vacated("district", day(5))], []),
    "of another duty": ([*ACTIVE, lead("partner", day(2), duty="oversight")], []),
    "before it was active": ([*SIGNED, vacated("partner", day(1)), lead("partner", day(3))], [(day(1), day(3))]),
}  # fmt: skip


@pytest.mark.parametrize(("payloads", "gaps"), GAPS.values(), ids=GAPS)
def test_a_side_is_vacant_from_the_day_on_which_its_lead_left_until_there_is_another(
    payloads: Sequence[Data], gaps: list[tuple[date, date | None]]
) -> None:
    disruptions = list(vacancies(told(*payloads), "partner"))
    assert [(disruption.begin, disruption.end) for disruption in disruptions] == gaps
    assert {disruption.what for disruption in disruptions} <= {"no lead on the partner's side"}


def test_a_side_that_never_had_a_lead_is_vacant_since_the_partnership_was_active() -> None:
    without = replace(told(*SIGNED, replace(ACTIVATED, date=day(4))), leads={})
    assert [(vacancy.begin, vacancy.end) for vacancy in vacancies(without, "district")] == [(day(4), None)]
    assert continuity(without, day(6)) == Continuity(3, 0)


GONE = [*ACTIVE, vacated("partner", day(5)), lead("partner", day(9))]
BOTH_GONE = [*GONE, vacated("district", day(7)), lead("district", day(11))]
LED: dict[str, tuple[Sequence[Data], int, tuple[int, int]]] = {
    # what was said, seen on the day → days, those of them that both sides had a lead
    "a proposal": (SIGNED, 30, (0, 0)),
    "the first day": (ACTIVE, 0, (1, 1)),
    "before the first day": ([*SIGNED, replace(ACTIVATED, date=day(4))], 3, (0, 0)),
    "from the day of activation": ([*SIGNED, replace(ACTIVATED, date=day(4))], 13, (10, 10)),
    "the day before the vacancy": (GONE, 4, (5, 5)),
    "its first day": (GONE, 5, (6, 5)),
    "its last day": (GONE, 8, (9, 5)),
    "the day on which it ends": (GONE, 9, (10, 6)),
    "a day on which both are gone counts once": (BOTH_GONE, 19, (20, 14)),
    "a vacancy from before it was active": (
        [*SIGNED, vacated("partner", day(1)), lead("partner", day(3)), replace(ACTIVATED, date=day(4))], 5, (2, 2),
    ),
    "a pause does not stop the days": ([*GONE, PAUSED], 19, (20, 16)),
    "up to and including the closing": ([*GONE, CLOSED], 300, (31, 27)),
    "a vacancy up to the closing": ([*ACTIVE, vacated("partner", day(29)), CLOSED], 300, (31, 29)),
    "closed without ever being active": ([*SIGNED, CLOSED], 300, (0, 0)),
}  # fmt: skip


@pytest.mark.parametrize(("payloads", "offset", "expected"), LED.values(), ids=LED)
def test_continuity_counts_the_days_on_which_both_sides_have_a_lead(
    payloads: Sequence[Data], offset: int, expected: tuple[int, int]
) -> None:
    assert continuity(seen(offset, *payloads), day(offset)) == Continuity(*expected)
    assert continuity(told(*payloads), day(offset)) == Continuity(*expected)


@pytest.mark.parametrize(("found", "share"), [
    (Continuity(0, 0), None), (Continuity(20, 14), 70.0), (Continuity(4, 0), 0.0), (Continuity(4, 4), 100.0),
])  # fmt: skip
def test_the_share_is_in_percent_and_there_is_none_of_no_days(found: Continuity, share: float | None) -> None:
    assert found.share == share


def test_a_partnership_is_active_since_it_first_was() -> None:
    resumed = [*ACTIVE, PAUSED, replace(ACTIVATED, date=day(12))]
    assert [active_since(told(*events)) for events in (SIGNED, ACTIVE, resumed)] == [None, day(0), day(0)]


SLOWER = said.ChallengeRaised(challenge="h2", text="No room.", date=day(10))
DAYS: dict[str, tuple[Sequence[Data], int, float | None]] = {
    # what was said, seen on the day → days on average
    "no trouble": (ACTIVE, 30, None),
    "a challenge of three days": ([*ACTIVE, CHALLENGE, RESOLVED], 30, 3.0),
    "a challenge on its first day": ([*ACTIVE, CHALLENGE], 0, 0.0),
    "a challenge that goes on": ([*ACTIVE, CHALLENGE], 30, 30.0),
    "a challenge as it was before it was resolved": ([*ACTIVE, CHALLENGE, RESOLVED], 2, 2.0),
    "of three and of twenty days": ([*ACTIVE, CHALLENGE, RESOLVED, SLOWER], 30, 11.5),
    "a vacancy of four days": (GONE, 30, 4.0),
    "two vacancies of four days and a challenge of three": ([*BOTH_GONE, CHALLENGE, RESOLVED], 30, 11 / 3),
    "a vacancy that goes on": ([*ACTIVE, vacated("district", day(5))], 20, 15.0),
    "one that goes on ends with the closing": ([*ACTIVE, vacated("district", day(5)), CHALLENGE, CLOSED], 90, 27.5),
}  # fmt: skip


@pytest.mark.parametrize(("payloads", "offset", "expected"), DAYS.values(), ids=DAYS)
def test_adaptation_takes_the_days_from_a_challenge_or_vacancy_to_its_resolution(
    payloads: Sequence[Data], offset: int, expected: float | None
) -> None:
    assert adaptation_days(seen(offset, *payloads), day(offset)) == expected


def test_troubles_are_told_by_the_day_on_which_they_began() -> None:
    disruptions = troubles(told(*GONE, SLOWER, CHALLENGE, RESOLVED))
    assert [(disruption.what, disruption.begin, disruption.end) for disruption in disruptions] == [
        ("challenge h1", day(0), day(3)),
        ("no lead on the partner's side", day(5), day(9)),
        ("challenge h2", day(10), None),
    ]


sides = st.sampled_from(("district", "partner"))
moves = st.lists(st.tuples(sides, st.integers(0, 60), st.booleans()), max_size=10)


@given(moves, st.integers(0, 90), st.integers(0, 40), st.none() | st.integers(0, 80))
def test_the_share_of_days_led_is_what_a_look_at_each_day_says(
    some: list[tuple[said.Side, int, bool]], offset: int, begin: int, end: int | None
) -> None:
    partnership = told(*SIGNED, replace(ACTIVATED, date=day(begin)))
    changes: list[Data] = [
        lead(side, day(since)) if there else vacated(side, day(since)) for side, since, there in some
    ]
    closing: list[Data] = [] if end is None else [replace(CLOSED, date=day(end))]
    for number, payload in enumerate([*changes, *closing], 100):
        partnership = fold(partnership, event(payload, number))
    last = offset if end is None else min(offset, end)
    days = [day(number) for number in range(begin, last + 1)]
    led = [one_day for one_day in days if all(partnership.lead_on(side, one_day) for side in ("district", "partner"))]
    found = continuity(partnership, day(offset))
    assert found == Continuity(len(days), len(led))
    assert found.share is None or 0 <= found.share <= 100
