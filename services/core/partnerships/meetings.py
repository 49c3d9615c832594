"""Quarterly check-ins: which are due, held, missed and overdue, and how well a partnership keeps its cadence."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.core.partnerships.partnership import Action, CheckIn, Partnership, at

ONE_DAY = timedelta(days=1)
DEFAULT_CADENCE = 90
"""Days: a quarter."""


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


def on_time(check_in: CheckIn) -> bool:
    """Up to and including the day on which it is due."""
    return check_in.held is not None and check_in.held.date <= check_in.due


def counts(partnership: Partnership, check_in: CheckIn) -> bool:
    """A check-in that was due while the partnership was not in force binds nobody, whether it was held or not."""
    return partnership.in_force_on(check_in.due)


def action_counts(partnership: Partnership, action: Action) -> bool:
    """An action binds whoever agreed to it, also while the partnership is only proposed.

    What was due in a pause, after the closing or after the last day of the agreement binds nobody, done or not.
    """
    return partnership.open_on(action.agreed.due)


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
        each
        for each in partnership.check_ins.values()
        if counts(partnership, each) and (each.due < day or each.held is not None)
    ]
    return Adherence(len(due), sum(map(on_time, due)), sum(each.held is None for each in due))


def late(partnership: Partnership, day: date) -> list[str]:
    """Ids of check-ins that are past due and still not held, by due date."""
    some = partnership.check_ins.items()
    past = [(each.due, key) for key, each in some if each.held is None and each.due < day]
    return [key for _, key in sorted(past) if counts(partnership, partnership.check_ins[key])]


def overdue(partnership: Partnership, day: date) -> list[str]:
    """Those that can still be held: none of a partnership that is closed."""
    return [] if partnership.status_on(day) == "closed" else late(partnership, day)


def upcoming(partnership: Partnership, day: date) -> list[tuple[date, str]]:
    """Due date and id of check-ins that are still to come, by due date.

    None while it will be paused or closed, and none after the last day of the agreement.
    """
    some = [(key, each) for key, each in partnership.check_ins.items() if each.due >= day and not _held(each, day)]
    return sorted((each.due, key) for key, each in some if partnership.open_on(each.due))


def _held(check_in: CheckIn, day: date) -> bool:
    return check_in.held is not None and check_in.held.date <= day


@dataclass(frozen=True, slots=True)
class Due:
    """A check-in that the cadence wants: when, and the day from which that is known."""

    due: date
    known: date


def next_due(partnership: Partnership, day: date) -> Due | None:
    """The check-in that the cadence wants after the last one, as seen on the day; None: it wants none.

    One cadence, as it is agreed when the last one is held or past, after that was due; or else after the partnership
    first became active. Where that is no day of the agreement on which the partnership is active, the cadence begins
    anew when there is one again: what was due in between does not count.
    """
    begins = _begins(partnership, day)
    if not begins or upcoming(partnership, day):
        return None
    some = [each for each in partnership.check_ins.values() if counts(partnership, each)]
    base = max([begins[0], *(each.due for each in some)])
    known = max([begins[0], *map(_over, some)])
    while True:
        cadence = at(partnership.cadences, known)
        due = base + timedelta(days=cadence or DEFAULT_CADENCE)
        if partnership.in_force_on(due):
            return Due(due, known)
        later = [each for each in begins if each > due]
        if not later:
            return None
        base = known = later[0]


def _over(check_in: CheckIn) -> date:
    """The day from which it is held, or past."""
    return check_in.due if check_in.held is None else min(check_in.due, check_in.held.date)


def _begins(partnership: Partnership, day: date) -> list[date]:
    """The days so far on which it became active, was renewed or activated anew."""
    return [each.since for each in partnership.statuses if each.since <= day and partnership.in_force_on(each.since)]
