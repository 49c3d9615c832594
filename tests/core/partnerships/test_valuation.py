"""What a contribution is worth: the amount that was said, or its quantity times the rate of its kind, role and day."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.facts import Valuation
from services.contracts.primitives import ContributionKind
from services.core.partnerships.valuation import DEFAULT_RATES, Worth, rates_of, worth

MAY = date(2024, 5, 2)


def rate(cents: int, begin: date = date(2024, 1, 1), role: str | None = None, **more: ContributionKind) -> Valuation:
    kind = more.get("kind", "lab_visits")
    return Valuation(kind=kind, begin=begin, cents=cents, role=role, source=f"{kind} {role or 'all'} {begin.year}")


TABLE = (
    rate(1_000, date(2023, 1, 1)), rate(2_000), rate(3_000, date(2024, 5, 3)),
    rate(900, date(2022, 1, 1), "nurse"), rate(700, date(2025, 1, 1), "surgeon"),
)  # fmt: skip
BY_ROLE_AND_DATE: dict[str, tuple[date, str | None, int | None]] = {
    "before any rate": (date(2022, 12, 31), None, None),
    "on the day of the first": (date(2023, 1, 1), None, 1_000),
    "on the last day of the first": (date(2023, 12, 31), None, 1_000),
    "on the day of the second": (date(2024, 1, 1), None, 2_000),
    "on the day before the third": (MAY, None, 2_000),
    "on the day of the third": (date(2024, 5, 3), None, 3_000),
    "of a role with a rate, though it is older": (MAY, "nurse", 900),
    "of a role before anything else": (date(2022, 1, 1), "nurse", 900),
    "of a role without a rate": (MAY, "driver", 2_000),
    "of a role whose rate begins later": (MAY, "surgeon", 2_000),
    "of a role on the day on which its rate begins": (date(2025, 1, 1), "surgeon", 700),
}  # fmt: skip


@pytest.mark.parametrize(("day", "role", "cents"), BY_ROLE_AND_DATE.values(), ids=BY_ROLE_AND_DATE)
def test_a_rate_is_that_of_the_role_or_else_of_all_and_the_latest_by_then(
    day: date, role: str | None, cents: int | None
) -> None:
    assert worth("lab_visits", day, 1.0, None, role, TABLE).cents == cents
    assert worth("lab_visits", day, 1.0, None, role, TABLE[::-1]).cents == cents


def test_a_rate_of_another_kind_is_none() -> None:
    assert worth("equipment", MAY, 1.0, None, None, TABLE) == Worth(
        None, "no rate for equipment on 2024-05-02: record an amount, or adopt a policy with one"
    )


def test_the_source_of_a_worth_is_that_of_its_rate() -> None:
    assert worth("lab_visits", MAY, 2.5, None, "nurse", TABLE) == Worth(2_250, "lab_visits nurse 2022")


@pytest.mark.parametrize("quantity", [None, 3.0])
def test_an_amount_that_was_said_wins_over_every_rate_even_if_it_is_nothing(quantity: float | None) -> None:
    assert worth("lab_visits", MAY, quantity, 5, None, TABLE) == Worth(5, "amount as recorded")
    assert worth("lab_visits", MAY, quantity, 0, None, TABLE) == Worth(0, "amount as recorded")


ROUNDED: list[tuple[float, int, int]] = [
    (0.0, 2_543, 0), (1.0, 2_543, 2_543), (0.5, 1, 1), (0.49, 1, 0), (1.5, 1, 2), (2.5, 1, 3), (0.5, 2_543, 1_272),
    # Products that end in half a cent, of quantities that no float is equal to: 0.29 × 50 = 14.5; 1.005 × 100 = 100.5.
    (0.29, 50, 15), (1.005, 100, 101), (0.285, 100, 29), (8.2, 2_545, 20_869), (1e9, 10**12, 10**21),
]  # fmt: skip


@pytest.mark.parametrize(("quantity", "cents", "expected"), ROUNDED)
def test_half_a_cent_is_rounded_up_and_less_is_not(quantity: float, cents: int, expected: int) -> None:
    assert worth("lab_visits", MAY, quantity, None, None, [rate(cents)]).cents == expected


@given(st.integers(0, 10**11), st.integers(0, 10**9))
def test_hundredths_of_a_unit_are_worth_what_integers_say(hundredths: int, cents: int) -> None:
    amount = worth("lab_visits", MAY, hundredths / 100, None, None, [rate(cents)]).cents
    assert amount == (hundredths * cents + 50) // 100


OF_YEARS: list[tuple[ContributionKind, date, str, int | None]] = [
    (
        "volunteer_hours",
        date(2026, 5, 1),
        "Independent Sector, volunteer hour 2023 (a rate of 2023, not of 2026)",
        2023,
    ),
    ("volunteer_hours", date(2023, 12, 31), "Independent Sector, volunteer hour 2023", None),
    ("volunteer_hours", date(2022, 1, 1), "Independent Sector, volunteer hour 2022", None),
    ("staff_fte", date(2020, 9, 1), "BLS OEWS, median May 2023 (a rate of 2023, not of 2020)", 2023),
]


@pytest.mark.parametrize(("kind", "day", "source", "year"), OF_YEARS)
def test_volunteer_hours_of_2026(kind: ContributionKind, day: date, source: str, year: int | None) -> None:
    """A built-in rate of another year than the contribution's is told; a district's own holds from its first day on."""
    valuation = worth(kind, day, 1.0, None, None, DEFAULT_RATES)
    assert (valuation.source, valuation.rate_year) == (source, year)
    own = worth(kind, day, 1.0, None, None, rates_of([rate(1, date(2017, 1, 1), kind=kind)]))
    assert (own.cents, own.rate_year) == (1, None)


BUILT_IN: list[tuple[ContributionKind, date, str | None, int | None]] = [
    ("volunteer_hours", date(2017, 12, 31), None, None),
    ("volunteer_hours", date(2018, 1, 1), None, 2_543),
    ("volunteer_hours", date(2022, 12, 31), "nurse", 3_180),
    ("staff_hours", date(2023, 1, 1), None, 3_349),
    ("training_hours", date(2026, 1, 1), None, 3_349),
    ("staff_fte", date(2025, 9, 1), None, 4_806_000),
    ("staff_fte", date(2025, 9, 1), "educator", 5_994_000),
    ("lab_visits", date(2025, 9, 1), None, None),
    ("funding", date(2025, 9, 1), None, None),
]


@pytest.mark.parametrize(("kind", "day", "role", "cents"), BUILT_IN)
def test_hours_and_full_time_years_have_a_rate_without_any_policy(
    kind: ContributionKind, day: date, role: str | None, cents: int | None
) -> None:
    assert worth(kind, day, 1.0, None, role, rates_of(())).cents == cents
    assert worth(kind, day, 1.0, None, role, DEFAULT_RATES).cents == cents


def test_the_rates_of_a_policy_replace_the_built_in_ones_of_the_same_kind_and_role_from_their_first_day_on() -> None:
    rates = rates_of([rate(4_000, date(2025, 1, 1), kind="volunteer_hours"), rate(1, role="coach", kind="staff_fte")])
    assert worth("volunteer_hours", date(2025, 1, 1), 1.0, None, None, rates).cents == 4_000
    assert worth("volunteer_hours", date(2024, 12, 31), 1.0, None, None, rates).cents == 3_349
    assert worth("volunteer_hours", date(2022, 12, 31), 1.0, None, None, rates).cents == 3_180
    assert worth("staff_hours", MAY, 1.0, None, None, rates).cents == 3_349
    assert [worth("staff_fte", MAY, 1.0, None, role, rates).cents for role in ("coach", "educator", None)] == [
        1, 5_994_000, 4_806_000,
    ]  # fmt: skip


def test_the_page_lists_every_built_in_rate() -> None:
    page = (Path(__file__).parents[3] / "docs" / "partnerships.md").read_text()
    for of_rate in DEFAULT_RATES:
        row = rf"\| {of_rate.begin.year} \| {of_rate.cents / 100:,.2f} \| {re.escape(of_rate.source)} \|"
        assert re.search(row, page), of_rate
