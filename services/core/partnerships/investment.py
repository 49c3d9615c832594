"""Equal investment: what each side pledged and put in, in cents, and how even the two are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.contracts import partnerships as said
from services.contracts.facts import Valuation
from services.contracts.primitives import ContributionKind
from services.core.calendar import school_year_span
from services.core.partnerships.continuity import last_day
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.valuation import Worth, worth
from services.core.stated_rules import states_rule

CASH: ContributionKind = "funding"


@dataclass(frozen=True, slots=True)
class Valued:
    """A contribution with what it is worth."""

    recorded: said.ContributionRecorded
    worth: Worth


@dataclass(frozen=True, slots=True)
class Promise:
    """A pledge, what it is worth, and what of it was delivered so far.

    Attributes:
        due: the part of it that was due by now, in cents: by the days that have passed of its time.
        delivered: the contributions that name it, in cents; `delivered_quantity` in its own unit.
    """

    id: str
    pledged: said.ContributionPledged
    worth: Worth
    due: int
    delivered: int
    delivered_quantity: float


@dataclass(frozen=True, slots=True)
class Balance:
    """Both sides' contributions of a period in cents. `in_kind`: all but funding. `unvalued`: without a known worth."""

    cents: dict[said.Side, int] = field(default_factory=lambda: {"district": 0, "partner": 0})
    in_kind: int = 0
    unvalued: int = 0

    @property
    def total(self) -> int:
        return sum(self.cents.values())

    @property
    def balance(self) -> float | None:
        """The smaller side in percent of the larger: 100 is equal. None while nobody has put in anything."""
        larger = max(self.cents.values())
        return None if larger == 0 else 100 * min(self.cents.values()) / larger

    @property
    def in_kind_share(self) -> float | None:
        """In percent of the total."""
        return None if self.total == 0 else 100 * self.in_kind / self.total


@states_rule(
    "Contributions",
    "Each one that was recorded, as it was corrected last, unless it was retracted, on its own date, be that "
    "before the proposal or after the closing. Pledges are none.",
)
def valued(partnership: Partnership, rates: Sequence[Valuation]) -> list[Valued]:
    """Every contribution that counts, by day."""
    live = sorted(
        (contribution for contribution in partnership.contributions.values() if contribution),
        key=lambda contribution: contribution.date,
    )
    return [
        Valued(
            contribution,
            worth(
                contribution.kind,
                contribution.date,
                contribution.quantity,
                contribution.cents,
                contribution.role,
                rates,
            ),
        )
        for contribution in live
    ]


def balance_of(contributions: Iterable[Valued]) -> Balance:
    cents: dict[said.Side, int] = {"district": 0, "partner": 0}
    in_kind = unvalued = 0
    for contribution in contributions:
        if contribution.worth.cents is None:
            unvalued += 1
            continue
        cents[contribution.recorded.side] += contribution.worth.cents
        in_kind += contribution.worth.cents if contribution.recorded.kind != CASH else 0
    return Balance(cents, in_kind, unvalued)


def of_school_year(contributions: Iterable[Valued], school_year: int) -> list[Valued]:
    """The contributions of a school year, by the year in which it ends."""
    begin, end = school_year_span(school_year)
    return [contribution for contribution in contributions if begin <= contribution.recorded.date <= end]


def kinds_by_worth(contributions: Iterable[Valued]) -> dict[said.Side, tuple[ContributionKind, ...]]:
    """The kinds that each side put in, those of the largest worth first; also those whose worth is not known."""
    worths: dict[said.Side, dict[ContributionKind, int]] = {"district": {}, "partner": {}}
    for contribution in contributions:
        kinds, kind = worths[contribution.recorded.side], contribution.recorded.kind
        kinds[kind] = kinds.get(kind, 0) + (contribution.worth.cents or 0)
    return {side: tuple(sorted(kinds, key=lambda kind: (-kinds[kind], kind))) for side, kinds in worths.items()}


def story_investment(
    partnership: Partnership, rates: Sequence[Valuation], school_year: int, day: date
) -> said.StoryInvestment:
    """What both sides had put in by the day, in a school year, as a story freezes it.

    Args:
        partnership: as it was on the day.
    """
    contributions = of_school_year(valued(partnership, rates), school_year)
    both, kinds = balance_of(contributions), kinds_by_worth(contributions)
    return said.StoryInvestment(
        as_of=day,
        school_year=school_year,
        district=both.cents["district"],
        partner=both.cents["partner"],
        in_kind=both.in_kind,
        unvalued=both.unvalued,
        district_kinds=kinds["district"],
        partner_kinds=kinds["partner"],
    )


def frozen_balance(frozen: said.StoryInvestment) -> Balance:
    """The balance of what a story has frozen."""
    return Balance({"district": frozen.district, "partner": frozen.partner}, frozen.in_kind, frozen.unvalued)


def promises(partnership: Partnership, rates: Sequence[Valuation], day: date) -> list[Promise]:
    """Every pledge against what was delivered of it by the day.

    It falls due day by day, also in a pause, and no further once the partnership is closed.
    """
    day = last_day(partnership, day)
    delivered: dict[str, list[Valued]] = {}
    for contribution in valued(partnership, rates):
        if contribution.recorded.pledge is not None:
            delivered.setdefault(contribution.recorded.pledge, []).append(contribution)
    return [
        _promise(key, pledge.pledged, delivered.get(key, []), rates, day) for key, pledge in partnership.pledges.items()
    ]


def _promise(
    key: str, pledged: said.ContributionPledged, deliveries: list[Valued], rates: Sequence[Valuation], day: date
) -> Promise:
    promised = worth(pledged.kind, pledged.begin, pledged.quantity, pledged.cents, None, rates)
    return Promise(
        id=key,
        pledged=pledged,
        worth=promised,
        due=_due(promised.cents or 0, pledged, day),
        delivered=sum(delivery.worth.cents or 0 for delivery in deliveries),
        delivered_quantity=sum(delivery.recorded.quantity or 0 for delivery in deliveries),
    )


def _due(cents: int, pledged: said.ContributionPledged, day: date) -> int:
    whole = (pledged.end - pledged.begin).days + 1
    passed = min(max((day - pledged.begin).days + 1, 0), whole)
    return (2 * cents * passed + whole) // (2 * whole)  # half up, as worth is
