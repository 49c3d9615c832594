"""What happened in a partnership on which day, in amounts that add up: contributions, check-ins and actions.

Whatever is entered up to a day is what the partnership as of that day says by itself: `investment.balance_of`,
`meetings.adherence` and the parts of its health. Only an action that is done late counts as done from the beginning,
and what was held or done ahead of a pause that covers its due date does not count any more.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from services.contracts import partnerships as said
from services.contracts.facts import Valuation
from services.contracts.primitives import ContributionKind
from services.core.partnerships.investment import CASH, Valued, valued
from services.core.partnerships.meetings import ONE_DAY, action_counts, counts_from, on_time
from services.core.partnerships.partnership import Action, Partnership
from services.core.stated_rules import states_rule


class DatedAmount(NamedTuple):
    """Amounts of a day, by measure; money in cents. `side` and `kind` are those of a contribution."""

    day: date
    amounts: Mapping[str, int]
    side: said.Side | None = None
    kind: ContributionKind | None = None


def entries(partnership: Partnership, rates: Sequence[Valuation]) -> Iterator[DatedAmount]:
    """Of all that is said, by its own date, even where that is before the partnership's proposal.

    A check-in or an action may be entered on a day that is still to come.
    """
    yield from (
        _contribution(contribution, contribution.worth.cents)
        for contribution in valued(partnership, rates)
        if contribution.worth.cents
    )
    for check_in in partnership.check_ins.values():
        day = counts_from(partnership, check_in)
        if day is not None:
            yield DatedAmount(day, {"check_ins_due": 1, "check_ins_on_time": int(on_time(check_in))})
    yield from (_action(action) for action in partnership.actions.values() if action_counts(partnership, action))


@states_rule(
    "In kind and by side",
    "All that is put in but funding is in kind. The smaller and the larger side are compared by the sums of a "
    "row: those of all its partnerships together. A row in which neither side put in anything has no balance.",
)
def _contribution(contribution: Valued, cents: int) -> DatedAmount:
    side, kind = contribution.recorded.side, contribution.recorded.kind
    amounts = {"cents": cents, f"cents_{side}": cents, "in_kind_cents": 0 if kind == CASH else cents}
    return DatedAmount(contribution.recorded.date, amounts, side, kind)


@states_rule(
    "Day of an action",
    "The day on which it was done or, if that was later, the day after it was due, and no day before it was "
    "agreed. It is done if it is by the day of asking.",
)
def _action(action: Action) -> DatedAmount:
    """It was due when it was done, or else from the day after its due date on."""
    late = action.agreed.due + ONE_DAY
    day = max(action.agreed.date, min(action.done or late, late))
    return DatedAmount(day, {"actions_due": 1, "actions_done": int(action.done is not None)})
