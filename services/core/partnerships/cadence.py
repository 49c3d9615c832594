"""Cadence: which check-in is due next, and which ones a cadence that was agreed since moves or no longer wants."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from msgspec import UNSET

from services.core.partnerships.meetings import counts, upcoming
from services.core.partnerships.partnership import CheckIn, Partnership, at

DEFAULT_CADENCE = 90
"""Days: a quarter."""
_OWN = "cadence-"


def own_key(due: date) -> str:
    """The id of a check-in that the cadence makes due on the day."""
    return f"{_OWN}{due}"


@dataclass(frozen=True, slots=True)
class Due:
    """The check-in that the cadence wants: when, the day from which that is known, and the one from which it counts."""

    due: date
    known: date
    counts_from: date


def next_due(partnership: Partnership, day: date) -> Due | None:
    """The check-in that the cadence wants after the last one, as seen on the day; None: it wants none.

    One cadence, as it is agreed when the last one is held, past or cancelled, after that was due; or else after the
    partnership first became active. Where that is no day of the agreement on which the partnership is active, the
    cadence begins anew when there is one again: what was due in between does not count. Cadences that take effect
    before it is due move it: `cadence_moves` says so once it is scheduled.

    One that somebody scheduled takes its place if it is less than a cadence later. If it is due later than that, the
    cadence goes on beside it.
    """
    begins = _begins(partnership, day)
    awaited = {key for _, key in upcoming(partnership, day)}
    if not begins or any(_is_by_cadence(key, partnership.check_ins[key]) for key in awaited):
        return None
    base = known = begins[0]
    for key, check_in in sorted(partnership.check_ins.items(), key=_in_order):
        if not _is_base(partnership, check_in):
            continue
        if not _is_by_cadence(key, check_in):
            wanted = _wanted(partnership, begins, base, known)
            if wanted is not None and _first(check_in) >= wanted.following:
                return wanted.due
            if key in awaited:
                return None
        base, known = max(base, check_in.due), max(known, _over(check_in))
    wanted = None if awaited else _wanted(partnership, begins, base, known)
    return None if wanted is None else wanted.due


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The next check-in that a cadence wants, and the day on which the one after it would be due."""

    due: Due
    following: date


def _wanted(partnership: Partnership, begins: Sequence[date], base: date, known: date) -> _Wanted | None:
    while True:
        steps = list(_steps(partnership, base, known))
        last = steps[-1]
        if partnership.in_force_on(last.due):
            return _Wanted(Due(steps[0].due, known, base), last.due + timedelta(days=last.days))
        later = [begin for begin in begins if begin > last.due]
        if not later:
            return None
        base = known = later[0]


def _in_order(item: tuple[str, CheckIn]) -> tuple[date, date, str]:
    key, check_in = item
    return _first(check_in), check_in.due, key


def _first(check_in: CheckIn) -> date:
    """The day by which it was first to be held, or is now if that is earlier."""
    return min(check_in.first_due, check_in.due)


def _is_by_cadence(key: str, check_in: CheckIn) -> bool:
    """Events from before they said what they count from have the id of a cadence."""
    return check_in.counts_from is not UNSET or key.startswith(_OWN)


def _is_base(partnership: Partnership, check_in: CheckIn) -> bool:
    """Both sides may call a check-in off: the next one is due when it would have been due anyway."""
    cancelled = check_in.cancelled
    if cancelled is not None:
        return cancelled.cadence_days is None and partnership.in_force_on(check_in.due)
    return counts(partnership, check_in)


def _over(check_in: CheckIn) -> date:
    """The day from which it is held, cancelled, or past."""
    if check_in.cancelled is not None:
        return min(check_in.due, check_in.cancelled.date)
    return check_in.due if check_in.held is None else min(check_in.due, check_in.held.date)


def _begins(partnership: Partnership, day: date) -> list[date]:
    """The days so far on which it became active, was renewed or activated anew."""
    return [each.since for each in partnership.statuses if each.since <= day and partnership.in_force_on(each.since)]


@dataclass(frozen=True, slots=True)
class CadenceMove:
    """A check-in that a cadence has scheduled and the cadence agreed since wants on another day.

    `due`: None: it wants none there, but others in its place.
    """

    key: str
    due: date | None
    since: date
    cadence_days: int


def cadence_moves(partnership: Partnership, keys: Container[str] | None = None) -> list[CadenceMove]:
    """What a change of the cadence moves: check-ins scheduled by a cadence, not held, and not moved by both sides.

    A cadence that takes effect before a check-in is due counts from where that one counts from, but makes it due on no
    day before it takes effect. Check-ins that count from a day on which nothing is due any more are no longer wanted:
    the cadence schedules others.

    Args:
        keys: of the check-ins that may have to be moved; None: all.
    """
    if not _changed_cadence(partnership):
        return []
    return list(_moves(partnership, partnership.check_ins if keys is None else keys))


def _changed_cadence(partnership: Partnership) -> bool:
    """Whether what a cadence counts from or adds ever changed, also by withdrawing an amendment or an activation."""
    withdrawn = any(withdrawal.what == "amendment" for withdrawal in partnership.withdrawals)
    return withdrawn or len(partnership.cadences) > 1 or bool(_activations_withdrawn(partnership))


def _activations_withdrawn(partnership: Partnership) -> set[date]:
    """The days of activations and renewals that were withdrawn."""
    statuses = (withdrawal.id.split() for withdrawal in partnership.withdrawals if withdrawal.what == "status")
    return {date.fromisoformat(since) for status, since in statuses if status == "active"}


def _moves(partnership: Partnership, keys: Container[str]) -> Iterator[CadenceMove]:
    left, kept = _days_left(partnership), _days_kept(partnership)
    for key, check_in in sorted(partnership.check_ins.items(), key=_in_order_of_scheduling):
        start = _counts_from(partnership, key, check_in) if key in keys and _movable(check_in) else None
        if start is None:
            continue
        changes = _called_off if start in left and not kept[start] else _steps_left
        moves = list(changes(partnership, key, check_in, start))
        if moves:
            left |= {check_in.due}
            kept = kept - Counter([check_in.due]) + Counter(move.due for move in moves[-1:] if move.due is not None)
        yield from moves


def _in_order_of_scheduling(item: tuple[str, CheckIn]) -> tuple[date, date, str]:
    key, check_in = item
    return check_in.scheduled, check_in.first_due, key


def _days_left(partnership: Partnership) -> set[date]:
    """The days from which no cadence counts any more.

    On these a check-in was due before a cadence moved it or called it off, or an activation was withdrawn.
    """
    days = _activations_withdrawn(partnership)
    for check_in in partnership.check_ins.values():
        due = check_in.first_due
        for move in check_in.moves:
            if move.value.cadence_days is not None:
                days.add(due)
            due = move.value.due
        if _called_off_by_cadence(check_in):
            days.add(due)
    return days


def _days_kept(partnership: Partnership) -> Counter[date]:
    """The days from which a cadence may count: check-ins that are due, and days on which it became active."""
    due = (check_in.due for check_in in partnership.check_ins.values() if not _called_off_by_cadence(check_in))
    return Counter(due) + Counter(status.since for status in partnership.statuses if status.value == "active")


def _called_off_by_cadence(check_in: CheckIn) -> bool:
    return check_in.cancelled is not None and check_in.cancelled.cadence_days is not None


def _movable(check_in: CheckIn) -> bool:
    by_hand = bool(check_in.moves) and check_in.moves[-1].value.cadence_days is None
    return check_in.held is None and check_in.cancelled is None and not by_hand


def _counts_from(partnership: Partnership, key: str, check_in: CheckIn) -> date | None:
    """The day to which its cadence was added; None: of one that somebody scheduled.

    Where an older event does not say so, it counts from a check-in, or a day of activation, with any cadence that was
    ever agreed.
    """
    if check_in.counts_from is not UNSET:
        return check_in.counts_from
    if not _is_by_cadence(key, check_in):
        return None
    others = (other for other in partnership.check_ins.values() if other is not check_in)
    starts = (
        {other.first_due for other in others} | _days_kept(partnership).keys() | _activations_withdrawn(partnership)
    )
    earlier = (check_in.first_due - timedelta(days=cadence.value) for cadence in partnership.cadences)
    return max((day for day in earlier if day in starts), default=None)


def _called_off(partnership: Partnership, key: str, check_in: CheckIn, _: date) -> Iterator[CadenceMove]:
    since = _last_change(check_in)
    yield CadenceMove(key, None, since, at(partnership.cadences, since) or DEFAULT_CADENCE)


def _last_change(check_in: CheckIn) -> date:
    return max([check_in.scheduled, *(move.since for move in check_in.moves)])


def _steps_left(partnership: Partnership, key: str, check_in: CheckIn, start: date) -> Iterator[CadenceMove]:
    """The moves that were not made yet, each from its own day on, as if each had been made on that day."""
    due, last = check_in.due, _last_change(check_in)
    *steps, final = _steps(partnership, start, check_in.scheduled)
    if not any(map(partnership.in_force_on, (due, final.due))):
        return
    for step in steps:
        if step.due != due and (step.since > last or not check_in.moves):
            due = step.due
            yield CadenceMove(key, step.due, step.since, step.days)
    if final.due != due:
        yield CadenceMove(key, final.due, max(final.since, last), final.days)


@dataclass(frozen=True, slots=True)
class _Step:
    """By when a check-in is due from a day on, and by which cadence."""

    due: date
    since: date
    days: int


def _steps(partnership: Partnership, start: date, known: date) -> Iterator[_Step]:
    """By the cadence of the day on which it is scheduled, and then by each that takes effect before it is due."""
    days = at(partnership.cadences, known) or DEFAULT_CADENCE
    due = start + timedelta(days=days)
    yield _Step(due, known, days)
    for begin, cadence in {each.since: each.value for each in partnership.cadences}.items():
        if known < begin < due:
            due = max(start + timedelta(days=cadence), begin)
            yield _Step(due, begin, cadence)
