"""The steps of a cadence: when a check-in is due after what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from msgspec import UNSET

from services.core.partnerships.check_in import CheckIn
from services.core.partnerships.meetings import counts
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.timeline import at

DEFAULT_CADENCE = 90
"""Days: a quarter."""
_OWN = "cadence-"


def own_key(due: date) -> str:
    """The id of a check-in that the cadence makes due on the day."""
    return f"{_OWN}{due}"


@dataclass(frozen=True, slots=True)
class Step:
    """By when a check-in is due from a day on, and by which cadence."""

    due: date
    since: date
    days: int


def steps_of(partnership: Partnership, counts_from: date, known: date) -> Iterator[Step]:
    """By the cadence of the day from which it is known, and then by each that takes effect before it is due.

    A cadence makes nothing due before it takes effect.
    """
    days = at(partnership.cadences, known) or DEFAULT_CADENCE
    due = steps_after(counts_from, days)
    yield Step(due, known, days)
    for begin, cadence in {entry.since: entry.value for entry in partnership.cadences}.items():
        if known < begin < due:
            due = max(steps_after(counts_from, cadence), begin)
            yield Step(due, begin, cadence)


def steps_after(day: date, days: int) -> date:
    """So many days later, or the last day of the calendar."""
    return day + timedelta(days=min(days, (date.max - day).days))


def is_loose(check_in: CheckIn) -> bool:
    by_hand = bool(check_in.moves) and check_in.moves[-1].value.cadence_days is None
    return check_in.held is None and check_in.cancelled is None and not by_hand


def start_of(partnership: Partnership, key: str, check_in: CheckIn) -> date | None:
    """The day to which its cadence was added; None: of one that somebody scheduled.

    Where an older event does not say so, it counts from a check-in, or a day of activation, with any cadence that was
    ever agreed.
    """
    if check_in.counts_from is not UNSET:
        return check_in.counts_from
    if not key.startswith(_OWN):
        return None
    others = (other.first_due for other in partnership.check_ins.values() if other is not check_in)
    active = (status.since for status in partnership.statuses if status.value == "active")
    starts = {*others, *active, *_activations_withdrawn(partnership)}
    earlier = (check_in.first_due - timedelta(days=cadence.value) for cadence in partnership.cadences)
    return max((start for start in earlier if start in starts), default=None)


def _activations_withdrawn(partnership: Partnership) -> set[date]:
    """The days of activations and renewals that were withdrawn."""
    statuses = (withdrawal.id.split() for withdrawal in partnership.withdrawals if withdrawal.what == "status")
    return {date.fromisoformat(since) for status, since in statuses if status == "active"}


def is_base(partnership: Partnership, check_in: CheckIn) -> bool:
    """Both sides may call a check-in off: the next one is due when it would have been due anyway."""
    cancelled = check_in.cancelled
    if cancelled is not None:
        return cancelled.cadence_days is None and partnership.in_force_on(check_in.due)
    return counts(partnership, check_in)
