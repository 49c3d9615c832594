"""Equal investment: both sides' contributions in cents, how even they are, and what was delivered of a promise."""

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import partnerships as said
from services.contracts.primitives import ContributionKind
from services.core.partnerships.history import as_of
from services.core.partnerships.investment import Balance, Promise, balance_of, promises, valued
from services.core.partnerships.valuation import DEFAULT_RATES
from tests.core.partnerships.telling import DAY, NOW, PROPOSED, RETRACTED, corrected, day, pledged, recorded, told

Put = tuple[said.Side, ContributionKind, int | None]
"""Side, kind and cents of a contribution of one unit."""
GRANT: Put = ("partner", "funding", 400)
VISIT: Put = ("partner", "lab_visits", 100)
ROOM: Put = ("district", "facilities", 250)


def balance(*puts: Put) -> Balance:
    contributions = [
        recorded(contribution=f"c{number}", side=side, kind=kind, cents=cents)
        for number, (side, kind, cents) in enumerate(puts)
    ]
    return balance_of(valued(told(PROPOSED, *contributions), DEFAULT_RATES))


BALANCES: dict[str, tuple[Sequence[Put], float | None, float | None]] = {
    "nothing": ([], None, None),
    "nothing of any worth": ([("partner", "equipment", 0)], None, None),
    "one side alone": ([GRANT], 0.0, 0.0),
    "half as much": ([GRANT, VISIT, ROOM], 50.0, 100 * 350 / 750),
    "as much": ([("partner", "equipment", 250), ROOM], 100.0, 100.0),
    "the district more": ([VISIT, ROOM], 40.0, 100.0),
    "money of both": ([GRANT, ("district", "funding", 100)], 25.0, 0.0),
    "by rates alone": ([("partner", "volunteer_hours", None), ("district", "staff_hours", None)], 100.0, 100.0),
}


@pytest.mark.parametrize(("puts", "even", "in_kind"), BALANCES.values(), ids=BALANCES)
def test_balance_is_the_smaller_side_in_percent_of_the_larger_and_in_kind_all_but_money(
    puts: Sequence[Put], even: float | None, in_kind: float | None
) -> None:
    both = balance(*puts)
    assert (both.balance, both.in_kind_share) == (even, in_kind)


def test_what_has_no_known_worth_is_counted_and_adds_nothing() -> None:
    both = balance(GRANT, ROOM, ("partner", "equipment", None), ("district", "lab_visits", None))
    assert both == Balance({"district": 250, "partner": 400}, in_kind=250, unvalued=2)
    assert both.total == 650


def test_a_balance_is_of_nothing_unless_told() -> None:
    assert Balance() == balance()


amounts = st.integers(0, 10**14)


@given(amounts, amounts)
def test_balance_does_not_know_which_side_is_which_and_is_100_for_equals_alone(one: int, other: int) -> None:
    both, turned = (Balance({"district": a, "partner": b}) for a, b in ((one, other), (other, one)))
    assert both.balance == turned.balance
    assert both.balance is None or 0 <= both.balance <= 100
    assert Balance({"district": one, "partner": one}).balance == (100 if one else None)
    assert (both.balance is None) == (one == other == 0)


@given(st.lists(st.tuples(amounts, st.booleans()), max_size=8))
def test_in_kind_and_money_are_all_there_is(puts: list[tuple[int, bool]]) -> None:
    both = balance(*[("partner", "funding" if money else "equipment", cents) for cents, money in puts])
    assert both.in_kind + sum(cents for cents, money in puts if money) == both.total
    assert both.in_kind_share is None or 0 <= both.in_kind_share <= 100


def test_contributions_count_by_day_as_they_were_last_corrected_unless_retracted() -> None:
    late, early = recorded(date=day(2), cents=5), recorded(contribution="c2", date=day(1), quantity=0.5)
    contributions = valued(told(PROPOSED, late, early, corrected(date=day(2), cents=7)), DEFAULT_RATES)
    assert [(contribution.recorded.contribution, contribution.worth.cents) for contribution in contributions] == [
        ("c2", 2_403_000),
        ("c1", 7),
    ]
    assert valued(told(PROPOSED, late, RETRACTED), DEFAULT_RATES) == []


def test_a_contribution_is_worth_the_rate_of_its_own_day_and_role() -> None:
    hour = recorded(kind="volunteer_hours", date=day(-1500))
    teacher = recorded(contribution="c2", role="educator")
    contributions = valued(told(PROPOSED, hour, teacher), DEFAULT_RATES)
    assert [contribution.worth.cents for contribution in contributions] == [2_995, 5_994_000]


# ---- promises --------------------------------------------------------------------------------------------------------

TEN_DAYS = pledged(kind="equipment", begin=DAY, end=day(9), quantity=None, cents=1_000)


def promise(offset: int, *more: said.ContributionRecorded, of: said.ContributionPledged = TEN_DAYS) -> Promise:
    then = as_of(told(PROPOSED, of, *more), max(day(offset), DAY))
    assert then is not None
    (promised,) = promises(then, DEFAULT_RATES, day(offset))
    return promised


@pytest.mark.parametrize(
    ("offset", "due"), [(-1, 0), (0, 100), (1, 200), (4, 500), (8, 900), (9, 1_000), (10, 1_000), (400, 1_000)]
)
def test_of_a_promise_for_ten_days_a_tenth_is_due_on_each_of_them(offset: int, due: int) -> None:
    assert promise(offset).due == due


def test_a_promise_for_one_day_is_due_on_that_day() -> None:
    one = pledged(cents=70, begin=day(3), end=day(3))
    assert [promise(offset, of=one).due for offset in (2, 3, 4)] == [0, 70, 70]


@given(st.integers(1, 2_000), st.integers(0, 2_000), st.integers(0, 10**12))
def test_what_is_due_is_the_share_of_the_days_that_passed_rounded_half_up(days: int, passed: int, cents: int) -> None:
    promised = promise(passed - 1, of=pledged(cents=cents, end=day(days - 1)))
    share = Fraction(cents * min(passed, days), days)
    assert promised.due == floor(share + Fraction(1, 2))


def test_29_of_100_days_make_29_of_100_cents_due() -> None:
    assert promise(28, of=pledged(cents=100, end=day(99))).due == 29


def test_what_is_delivered_are_the_contributions_that_name_the_promise_and_have_come_by_the_day() -> None:
    def given_(name: str, offset: int, pledge: str | None = "p1") -> said.ContributionRecorded:
        usual = {"contribution": name, "kind": "equipment", "pledge": pledge, "date": day(offset)}
        return recorded(**usual, quantity=2.0, cents=300)

    contributions = [given_("c1", 0), given_("c2", 5), given_("c3", 5, None), given_("c4", 6)]
    assert [promise(offset, *contributions).delivered for offset in (0, 4, 5, 6)] == [300, 300, 600, 900]
    assert [promise(offset, *contributions).delivered_quantity for offset in (0, 4, 5, 6)] == [2.0, 2.0, 4.0, 6.0]


def test_a_promise_without_a_known_worth_has_nothing_due_and_its_quantity_is_still_delivered() -> None:
    visits = pledged(kind="lab_visits", end=day(9), quantity=20.0)
    one = recorded(kind="lab_visits", quantity=3.0, pledge="p1")
    promised = promise(9, one, of=visits)
    assert (promised.worth.cents, promised.due, promised.delivered, promised.delivered_quantity) == (None, 0, 0, 3.0)


def test_a_promise_by_quantity_is_worth_the_rate_of_the_day_on_which_it_begins() -> None:
    promised = promise(9, of=pledged(kind="volunteer_hours", quantity=10.0, begin=day(-1500), end=DAY))
    assert (promised.worth.cents, promised.due, promised.id) == (29_950, 29_950, "p1")


def test_a_pledge_that_was_entered_late_shows_from_its_begin() -> None:
    """Of 3,000 for three years, entered in their third; 500 had come by the end of the second."""
    pledge = pledged(kind="funding", begin=DAY, end=day(1095), quantity=None, cents=300_000)
    delivery = recorded(date=day(500), kind="funding", quantity=None, cents=50_000, pledge="p1")
    late = told(PROPOSED, (NOW + timedelta(days=900), pledge), delivery)
    before, then = as_of(late, day(-1)), as_of(late, day(730))
    assert before is None and then is not None
    (promise,) = promises(then, DEFAULT_RATES, day(730))
    assert (promise.worth.cents, promise.delivered, promise.due > 0) == (300_000, 50_000, True)


def test_a_pledge_that_begins_later_shows_from_the_day_on_which_it_was_made() -> None:
    early = told(PROPOSED, (NOW + timedelta(days=2), pledged(begin=day(30), end=day(60))))
    shown = [as_of(early, day(number)) for number in (1, 2)]
    assert [partnership and list(partnership.pledges) for partnership in shown] == [[], ["p1"]]
