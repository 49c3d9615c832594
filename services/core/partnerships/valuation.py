"""What contributions are worth in cents, and says who: the amount that was said, or a quantity times a dated rate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from services.contracts.facts import Valuation
from services.contracts.primitives import ContributionKind
from services.core.stated_rules import states_rule

_HOURS: tuple[ContributionKind, ...] = ("volunteer_hours", "staff_hours", "training_hours")
_HOUR = {2018: 2543, 2019: 2720, 2020: 2854, 2021: 2995, 2022: 3180, 2023: 3349}
"""Year → cents for an hour of volunteer time in the United States, by Independent Sector."""
_YEAR_OF_WORK = {"": 4_806_000, "educator": 5_994_000}
"""Role → cents for a full-time year: median annual wages of May 2023, by the Bureau of Labor Statistics."""

DEFAULT_RATES: tuple[Valuation, ...] = (
    *(
        Valuation(kind=kind, begin=date(year, 1, 1), cents=cents, source=f"Independent Sector, volunteer hour {year}")
        for kind in _HOURS
        for year, cents in _HOUR.items()
    ),
    *(
        Valuation(
            kind="staff_fte", begin=date(2018, 1, 1), cents=cents, role=role or None, source="BLS OEWS, median May 2023"
        )
        for role, cents in _YEAR_OF_WORK.items()
    ),
)
"""Hours are worth the same whoever gives them, and all kinds else need an amount, unless a policy has rates."""
_YEAR_OF_RATE = {rate.source: int(rate.source[-4:]) for rate in DEFAULT_RATES}
"""Source of a built-in rate → the year that it was published for."""


@dataclass(frozen=True, slots=True)
class Worth:
    """An amount in cents and where it comes from; without one, `source` says what is missing.

    Attributes:
        rate_year: the year of the built-in rate, if it is another than the contribution's.
    """

    cents: int | None
    source: str
    rate_year: int | None = None


@states_rule(
    "Worth of a contribution",
    "The amount that was recorded; without one its quantity at a rate, rounded half up to a cent. Of the "
    "rates of its kind that had begun by its date one for its role stands before one for all roles, and of "
    "these the latest. Without an amount, and without a quantity or a rate, nothing is known, and it is left "
    "out.",
)
def worth(
    kind: ContributionKind,
    day: date,
    quantity: float | None,
    cents: int | None,
    role: str | None,
    rates: Iterable[Valuation],
) -> Worth:
    """The worth of a contribution on its day. An amount that was said wins; of rates the one for the role, the latest.

    Rounded half up to a cent.
    """
    if cents is not None:
        return Worth(cents, "amount as recorded")
    rate = _rate(kind, day, role, rates)
    if rate is None or quantity is None:
        return Worth(
            None, f"no rate for {kind.replace('_', ' ')} on {day}: record an amount, or adopt a policy with one"
        )
    year = _YEAR_OF_RATE.get(rate.source, day.year)
    if year == day.year:
        return Worth(_rounded(quantity, rate.cents), rate.source)
    return Worth(_rounded(quantity, rate.cents), f"{rate.source} (a rate of {year}, not of {day.year})", year)


def _rounded(quantity: float, cents: int) -> int:
    """Of the quantity as it is written: the float of 0.29 is less, and 0.29 × 50 cents would lose its half cent."""
    return floor(Fraction(repr(quantity)) * cents + Fraction(1, 2))


def _rate(kind: ContributionKind, day: date, role: str | None, rates: Iterable[Valuation]) -> Valuation | None:
    held = [rate for rate in rates if rate.kind == kind and rate.begin <= day and rate.role in (role, None)]
    return max(held, key=lambda rate: (rate.role is not None, rate.begin), default=None)


@states_rule(
    "Rates of contributions",
    "Those of the policy of the first district of the partnership; of a kind and role the built-in ones "
    "(hours of volunteers, staff and training by Independent Sector, full-time years of staff by the Bureau "
    "of Labor Statistics) up to the day from which the policy has its first own one.",
)
def rates_of(adopted: Sequence[Valuation]) -> tuple[Valuation, ...]:
    """A policy's rates, and the built-in ones of each kind and role up to the day of its first own rate."""
    first: dict[tuple[ContributionKind, str | None], date] = {}
    for rate in adopted:
        first[rate.kind, rate.role] = min(rate.begin, first.get((rate.kind, rate.role), rate.begin))
    built_in = (rate for rate in DEFAULT_RATES if rate.begin < first.get((rate.kind, rate.role), date.max))
    return (*adopted, *built_in)
