"""Quarterly check-ins: which are due, held, missed and overdue, and how well a partnership keeps to them."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.core.partnerships.check_in import CheckIn
from services.core.partnerships.partnership import ENDED, Action, Partnership
from services.core.stated_rules import states_rule

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Adherence:
    """Check-ins held on time of those that were due."""

    due: int
    on_time: int
    missed: int

    @property
    def rate(self) -> float | None:
        """In percent; None while none was due."""
        return None if self.due == 0 else 100 * self.on_time / self.due


@states_rule(
    "Held on time",
    "Held on the day by which the check-in is due, as it was moved last, or earlier.",
)
def on_time(check_in: CheckIn) -> bool:
    """Up to and including the day on which it is due."""
    return check_in.held is not None and check_in.held.date <= check_in.due


@states_rule(
    "Check-ins that bind",
    "Those that were not cancelled, and were due while the partnership was active and its last day had not "
    "passed. Others bind nobody, held or not.",
)
def counts(partnership: Partnership, check_in: CheckIn) -> bool:
    """A check-in that was due while the partnership was not in force binds nobody, whether it was held or not.

    Nor does one that was cancelled.
    """
    return check_in.cancelled is None and partnership.in_force_on(check_in.due)


@states_rule(
    "Actions that bind",
    "Those that were due while the partnership was proposed or active and its last day had not passed. Others "
    "bind nobody, done or not.",
)
def action_counts(partnership: Partnership, action: Action) -> bool:
    """An action binds whoever agreed to it, also while the partnership is only proposed.

    What was due in a pause, after the closing or after the last day of the agreement binds nobody, done or not.
    """
    return partnership.open_on(action.agreed.due)


@states_rule(
    "Day of a check-in",
    "The day on which it was held or, if that was later or it was not held, the day after it was due, or the "
    "day on which it was scheduled if that was later still.",
)
def counts_from(partnership: Partnership, check_in: CheckIn) -> date | None:
    """The first day as of which `adherence` counts the check-in; None: it never does.

    The day on which it was held, or else from the day after its due date on.
    """
    if not counts(partnership, check_in):
        return None
    late = max(check_in.due + ONE_DAY, check_in.scheduled)
    return late if check_in.held is None else min(check_in.held.date, late)


def adherence(partnership: Partnership, day: date) -> Adherence:
    """Of the check-ins whose due date has passed or that were held before it."""
    due = [
        check_in
        for check_in in partnership.check_ins.values()
        if counts(partnership, check_in) and (check_in.due < day or check_in.held is not None)
    ]
    return Adherence(len(due), sum(map(on_time, due)), sum(check_in.held is None for check_in in due))


def late(partnership: Partnership, day: date) -> list[str]:
    """Ids of check-ins that are past due and still not held, by due date."""
    check_ins = partnership.check_ins.items()
    past = [(check_in.due, key) for key, check_in in check_ins if check_in.held is None and check_in.due < day]
    return [key for _, key in sorted(past) if counts(partnership, partnership.check_ins[key])]


def overdue(partnership: Partnership, day: date) -> list[str]:
    """Those that can still be held: none of a partnership that is closed."""
    return [] if partnership.status_on(day) in ENDED else late(partnership, day)


def upcoming(partnership: Partnership, day: date) -> list[tuple[date, str]]:
    """Due date and id of check-ins that are still to come, by due date.

    None while it will be paused or closed, and none after the last day of the agreement.
    """
    planned = [
        (key, check_in)
        for key, check_in in partnership.check_ins.items()
        if check_in.due >= day and not _over(check_in, day)
    ]
    return sorted((check_in.due, key) for key, check_in in planned if partnership.open_on(check_in.due))


def _over(check_in: CheckIn, day: date) -> bool:
    """Whether it was held or cancelled by the day."""
    held, cancelled = check_in.held, check_in.cancelled
    return (held is not None and held.date <= day) or (cancelled is not None and cancelled.date <= day)
