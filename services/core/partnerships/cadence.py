"""Cadence: which check-in is due next, and which ones a cadence that was agreed since moves or no longer wants."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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
    """The check-in that the cadence wants: when, and the day from which that is known."""

    due: date
    known: date


def next_due(partnership: Partnership, day: date) -> Due | None:
    """The check-in that the cadence wants after the last one, as seen on the day; None: it wants none.

    One cadence, as it is agreed when the last one is held, past or cancelled, after that was due; or else after the
    partnership first became active. Where that is no day of the agreement on which the partnership is active, the
    cadence begins anew when there is one again: what was due in between does not count. Cadences that take effect
    before it is due move it: `cadence_moves` says so once it is scheduled.
    """
    begins = _begins(partnership, day)
    if not begins or upcoming(partnership, day):
        return None
    bases = [check_in for check_in in partnership.check_ins.values() if _is_base(partnership, check_in)]
    base = max([begins[0], *(check_in.due for check_in in bases)])
    known = max([begins[0], *map(_over, bases)])
    while True:
        steps = list(_steps(partnership, base, known))
        if partnership.in_force_on(steps[-1].due):
            return Due(steps[0].due, known)
        later = [begin for begin in begins if begin > steps[-1].due]
        if not later:
            return None
        base = known = later[0]


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

    A cadence that takes effect before a check-in is due counts from the check-in before it, but makes it due on no day
    before it takes effect. Check-ins that were scheduled after one that moved are no longer wanted: the cadence
    schedules others from there on.

    Args:
        keys: of the check-ins that may have to be moved; None: all.
    """
    changed = len(partnership.cadences) > 1  # or nothing can have moved, which is so of most
    return list(_moves(partnership, partnership.check_ins if keys is None else keys)) if changed else []


def _moves(partnership: Partnership, keys: Container[str]) -> Iterator[CadenceMove]:
    ordered = sorted(partnership.check_ins.items(), key=lambda item: (_planned(item[1]), item[0]))
    moved: dict[str, CadenceMove] = {}
    for index, (key, check_in) in enumerate(ordered):
        if key not in keys or not _movable(key, check_in):
            continue
        for move in _moves_of(partnership, key, check_in, _start(partnership, check_in, ordered[:index], moved)):
            moved[key] = move
            yield move


def _planned(check_in: CheckIn) -> tuple[date, date]:
    """The order in which check-ins are scheduled one after the other."""
    return check_in.scheduled, check_in.first_due


def _movable(key: str, check_in: CheckIn) -> bool:
    by_hand = bool(check_in.moves) and check_in.moves[-1].value.cadence_days is None
    return key.startswith(_OWN) and check_in.held is None and check_in.cancelled is None and not by_hand


@dataclass(frozen=True, slots=True)
class _Start:
    """The day from which the cadence of a check-in counts.

    Attributes:
        day: as it is known now; None: the check-in from which it counted is one in whose place others are wanted.
        earlier: the days on which that check-in was due before a cadence moved it.
    """

    day: date | None
    earlier: tuple[date, ...] = ()


def _start(
    partnership: Partnership,
    check_in: CheckIn,
    earlier: Sequence[tuple[str, CheckIn]],
    moved: Mapping[str, CadenceMove],
) -> _Start | None:
    """When the check-in before it is due, or a later day on which the partnership became active."""
    begins = [each.since for each in partnership.statuses if each.value == "active"]
    begin = max((begin for begin in begins if begin <= check_in.scheduled), default=None)
    before = [(days[-1], key) for key, each in earlier if (days := _days_before(each, check_in.first_due))]
    if not before:
        return None if begin is None else _Start(begin)
    key = max(before)[1]
    last = partnership.check_ins[key]
    if begin is not None and begin > max(last.first_due, last.due):
        return _Start(begin)
    move = moved.get(key)
    if move is not None and move.due is None:
        return _Start(None, _days_due(last))
    by_cadence = move is not None or any(each.value.cadence_days is not None for each in last.moves)
    return _Start(move.due if move else last.due, _days_due(last) if by_cadence else ())


def _days_before(check_in: CheckIn, due: date) -> list[date]:
    """The days on which it was ever due that are before another's; none of one that a cadence called off."""
    if check_in.cancelled is not None and check_in.cancelled.cadence_days is not None:
        return []
    return sorted(day for day in _days_due(check_in) if day < due)


def _days_due(check_in: CheckIn) -> tuple[date, ...]:
    return (check_in.first_due, *(move.value.due for move in check_in.moves))


def _moves_of(partnership: Partnership, key: str, check_in: CheckIn, start: _Start | None) -> Iterator[CadenceMove]:
    """Those of one check-in. One that no cadence explains is left where it is."""
    if start is None:
        return
    if start.day is not None and _explained(partnership, check_in, (start.day,)):
        yield from _steps_left(partnership, key, check_in, start.day)
    elif _explained(partnership, check_in, start.earlier):
        since = _last_change(check_in)
        yield CadenceMove(key, None, since, at(partnership.cadences, since) or DEFAULT_CADENCE)


def _explained(partnership: Partnership, check_in: CheckIn, starts: Sequence[date]) -> bool:
    """Whether a cadence that was ever agreed made it due when it was due at first, counted from one of the starts."""
    cadences = {each.value for each in partnership.cadences}
    return any((check_in.first_due - start).days in cadences for start in starts)


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
