"""Equal investment: what each side pledged and put in."""

import datetime
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Annotated, get_args

import strawberry

from schema.common.fields import resolver
from schema.partnerships.enum_values import of, word
from schema.partnerships.enums import ContributionKind, Side
from schema.partnerships.health_enums import Period
from services.contracts import partnerships as said
from services.contracts.primitives import ContributionKind as Kind
from services.core.calendar import school_year_of, school_year_span
from services.core.partnerships.investment import (
    Balance,
    Promise,
    Valued,
    balance_of,
    frozen_balance,
    kinds_by_worth,
    of_school_year,
    promises,
    valued,
)
from services.core.partnerships.valuation import worth
from services.query.model.query_error import ErrorCode, QueryError
from services.query.partnerships.views import PartnershipView

MAX_QUANTITY = 1e9


@strawberry.type(description="Something that a side put in.")
class Contribution:
    contribution_id: str = strawberry.field(description="Its id within the partnership.")
    side: Side = strawberry.field(description="Who put it in.")
    kind: ContributionKind = strawberry.field(description="The kind of contribution, which decides its unit.")
    date: datetime.date = strawberry.field(description="The day on which it was put in.")
    quantity: float | None = strawberry.field(description="How much, in the unit of its kind.")
    amount: float | None = strawberry.field(description="What it is worth; null when that is not known.")
    valuation_source: str = strawberry.field(description="Who says what it is worth, or what is missing.")
    in_kind: bool = strawberry.field(description="It is no money.")
    pledge_id: str | None = strawberry.field(description="The pledge that it delivers.")
    source: str | None = strawberry.field(description="Where the record comes from.")
    role: str | None = strawberry.field(description="Of staff: the role by which it is valued, if one was said.")
    stated_amount: float | None = strawberry.field(
        description="What it was said to be worth; null where nothing was said, so that a rate values it."
    )


@strawberry.type(description="Something that a side promised, and what of it was delivered.")
class Pledge:
    pledge_id: str = strawberry.field(description="Its id within the partnership.")
    side: Side = strawberry.field(description="The side that made the pledge.")
    kind: ContributionKind = strawberry.field(description="The kind of contribution that was pledged.")
    begin: date = strawberry.field(description="The first day of its time.")
    end: date = strawberry.field(description="The last day of its time.")
    quantity: float | None = strawberry.field(description="How much, in the unit of its kind.")
    amount: float | None = strawberry.field(description="What it is worth; null when that is not known.")
    valuation_source: str = strawberry.field(description="Who says what it is worth, or what is missing.")
    due_amount: float = strawberry.field(description="The part that is due by now, by the days that have passed.")
    delivered_amount: float = strawberry.field(description="What was put in of it.")
    delivered_quantity: float = strawberry.field(description="The same in the unit of its kind.")


@strawberry.type(description="What both sides put in, in money.")
class InvestmentTotal:
    period: date | None = strawberry.field(description="The first day of the period; null: all of it.")
    district: float = strawberry.field(description="What the districts put in, in money.")
    partner: float = strawberry.field(description="What the partner organisations put in, in money.")
    total: float = strawberry.field(description="What both sides put in together, in money.")
    balance: float | None = strawberry.field(description="The smaller side in percent of the larger: 100 is equal.")
    in_kind_share: float | None = strawberry.field(description="All but funding, in percent of the total.")
    unvalued: int = strawberry.field(description="Contributions of which the worth is not known; they are left out.")


@strawberry.type(description="What a contribution is worth, and by what.")
class ContributionWorth:
    amount: float | None = strawberry.field(description="In dollars; null: there is no rate for it, so say an amount.")
    valuation_source: str = strawberry.field(description="The rate by which it is valued; without one, what to do.")


@strawberry.type(description="What both sides promised and put in, and how even it is.")
class Investment:
    view: strawberry.Private[PartnershipView]

    @resolver("What a contribution would be worth by the rates in force, before it is recorded.")
    def worth_of(
        self,
        kind: Annotated[ContributionKind, strawberry.argument(description="What would be put in.")],
        quantity: Annotated[float, strawberry.argument(description="How much, in the unit of its kind.")],
        date: Annotated[
            datetime.date | None,
            strawberry.argument(description="The day of its rates; absent: the day asked about."),
        ] = strawberry.UNSET,
        role: Annotated[
            str | None, strawberry.argument(description="Of staff: the role by which it is valued.")
        ] = strawberry.UNSET,
    ) -> ContributionWorth:
        if not 0 <= quantity <= MAX_QUANTITY:
            raise QueryError(ErrorCode.INVALID_RANGE, "quantity", f"a quantity is from 0 to {MAX_QUANTITY:,.0f}")
        name = next(get_arg for get_arg in get_args(Kind) if get_arg == word(kind))
        valuation = worth(name, date or self.view.day, quantity, None, role or None, self.view.terms.rates)
        return ContributionWorth(amount=_amount(valuation.cents), valuation_source=valuation.source)

    @resolver("Both sides' contributions so far.")
    def total(self) -> InvestmentTotal:
        return _total(None, balance_of(self._valued()))

    @resolver("The same by period, for each in which anything was put in.")
    def by_period(
        self, period: Annotated[Period, strawberry.argument(description="How long each is.")] = Period.SCHOOL_YEAR
    ) -> list[InvestmentTotal]:
        parted = groupby(self._valued(), key=lambda contribution: _begin(contribution.recorded.date, period))
        return [_total(begin, balance_of(contributions)) for begin, contributions in parted]

    def of_school_year(self, day: date) -> InvestmentTotal:
        """Both sides' contributions in the school year of a day."""
        begin = _begin(day, Period.SCHOOL_YEAR)
        totals = self.by_period(Period.SCHOOL_YEAR)
        return next((total for total in totals if total.period == begin), _total(begin, balance_of([])))

    def kinds_of_school_year(self, school_year: int) -> dict[Side, list[ContributionKind]]:
        """The kinds that each side put in, in a school year, those of the largest worth first."""
        return kinds_of_sides(kinds_by_worth(of_school_year(self._valued(), school_year)))

    @resolver("Every contribution that counts, by date.")
    def contributions(self) -> list[Contribution]:
        return [_contribution(contribution) for contribution in self._valued()]

    @resolver("Every pledge against what was delivered of it.")
    def pledges(self) -> list[Pledge]:
        return [_pledge(promise) for promise in promises(self.view.shown, self.view.terms.rates, self.view.day)]

    def _valued(self) -> list[Valued]:
        return valued(self.view.shown, self.view.terms.rates)


def kinds_of_sides(kinds: Mapping[said.Side, Sequence[Kind]]) -> dict[Side, list[ContributionKind]]:
    return {of(Side, side): [of(ContributionKind, kind) for kind in own] for side, own in kinds.items()}


def frozen_total(frozen: said.StoryInvestment) -> InvestmentTotal:
    """What a story has frozen, as a total of its school year."""
    return _total(school_year_span(frozen.school_year).begin, frozen_balance(frozen))


def _begin(day: date, period: Period) -> date:
    match period:
        case Period.MONTH:
            return day.replace(day=1)
        case Period.QUARTER:
            return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return school_year_span(school_year_of(day)).begin


def _total(begin: date | None, both: Balance) -> InvestmentTotal:
    return InvestmentTotal(
        period=begin,
        district=both.cents["district"] / 100,
        partner=both.cents["partner"] / 100,
        total=both.total / 100,
        balance=both.balance,
        in_kind_share=both.in_kind_share,
        unvalued=both.unvalued,
    )


def _amount(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def _contribution(item: Valued) -> Contribution:
    recorded = item.recorded
    return Contribution(
        contribution_id=recorded.contribution,
        side=of(Side, recorded.side),
        kind=of(ContributionKind, recorded.kind),
        date=recorded.date,
        quantity=recorded.quantity,
        amount=_amount(item.worth.cents),
        valuation_source=item.worth.source,
        in_kind=recorded.kind != "funding",
        pledge_id=recorded.pledge,
        source=recorded.source,
        role=recorded.role,
        stated_amount=_amount(recorded.cents),
    )


def _pledge(item: Promise) -> Pledge:
    pledged = item.pledged
    return Pledge(
        pledge_id=item.id,
        side=of(Side, pledged.side),
        kind=of(ContributionKind, pledged.kind),
        begin=pledged.begin,
        end=pledged.end,
        quantity=pledged.quantity,
        amount=_amount(item.worth.cents),
        valuation_source=item.worth.source,
        due_amount=item.due / 100,
        delivered_amount=item.delivered / 100,
        delivered_quantity=item.delivered_quantity,
    )
