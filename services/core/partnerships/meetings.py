"""Quarterly check-ins: which are due, held, missed and overdue, and how well a partnership keeps its cadence."""

from dataclasses import dataclass
from datetime import date, timedelta

from services.core.partnerships.partnership import CheckIn, Partnership, at

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
    """A check-in that was due while the partnership was not active binds nobody, unless it was held."""
    return check_in.held is not None or partnership.status_on(check_in.due) == "active"


def counts_from(partnership: Partnership, check_in: CheckIn) -> date | None:
    """The first day as of which `adherence` counts the check-in; None: it never does.

    The day on which it was held, or else from the day after its due date on.
    """
    held = check_in.held.date if check_in.held else None
    late = max(check_in.due + ONE_DAY, check_in.scheduled) if partnership.status_on(check_in.due) == "active" else None
    return min((each for each in (held, late) if each is not None), default=None)


def adherence(partnership: Partnership, day: date) -> Adherence:
    """Of the check-ins whose due date has passed or that were held before it."""
    due = [
        each
        for each in partnership.check_ins.values()
        if counts(partnership, each) and (each.due < day or each.held is not None)
    ]
    return Adherence(len(due), sum(map(on_time, due)), sum(each.held is None for each in due))


def overdue(partnership: Partnership, day: date) -> list[str]:
    """Ids of check-ins that are past due and still not held, by due date; none of a partnership that is closed."""
    if partnership.status_on(day) == "closed":
        return []
    some = partnership.check_ins.items()
    late = [(each.due, key) for key, each in some if each.held is None and each.due < day]
    return [key for _, key in sorted(late) if counts(partnership, partnership.check_ins[key])]


def upcoming(partnership: Partnership, day: date) -> list[tuple[date, str]]:
    """Due date and id of check-ins that are still to come, by due date."""
    some = partnership.check_ins.items()
    return sorted((each.due, key) for key, each in some if each.held is None and each.due >= day)


@dataclass(frozen=True, slots=True)
class Due:
    """A check-in that the cadence wants: when, and the day from which that is known."""

    due: date
    known: date


def next_due(partnership: Partnership, day: date) -> Due | None:
    """The check-in that the cadence wants after the last one, as seen on the day; None: it wants none.

    One cadence after the last one was due, or after the partnership first became active. Where it would fall outside
    the time in which the partnership is active, the cadence begins anew when it is active again.
    """
    begins = [each.since for each in partnership.statuses if each.value == "active" and each.since <= day]
    if not begins or upcoming(partnership, day):
        return None
    base = max((each.due for each in partnership.check_ins.values()), default=begins[0])
    base = max(base, begins[0])
    while True:
        cadence = at(partnership.cadences, base)
        due = base + timedelta(days=cadence or DEFAULT_CADENCE)
        if partnership.status_on(due) == "active":
            end = at(partnership.ends, due)
            return Due(due, base) if end is None or due <= end else None
        later = [each for each in begins if each > due]
        if not later:
            return None
        base = later[0]
