"""What the passing of time says of a partnership: check-ins that a cadence makes due, and those that were missed."""

import hashlib
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise

from msgspec.structs import replace

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.core.partnerships.cadence import Link
from services.core.partnerships.cadence_moves import CadenceMove, cadence_plan
from services.core.partnerships.cadence_steps import own_key
from services.core.partnerships.check_in import Cancellation, CheckIn, NewDue
from services.core.partnerships.meetings import ONE_DAY, late, upcoming
from services.core.partnerships.partnership import ENDED, Goal, Partnership
from services.core.partnerships.withdrawable_changes import times_withdrawn

AT_ONCE = 200
"""Of what is to be said, so much is worked out while somebody waits for an answer."""


@dataclass(frozen=True, slots=True)
class TimerEvent:
    """Something that time alone says. Its id is made of what it says, so that it counts once, however often told."""

    id: str
    data: Data
    said: date


def tick(partnership: Partnership, today: date, limit: int | None = None) -> list[TimerEvent]:
    """What is to be said of the partnership on this day, in order; nothing if it was said before.

    Time that nobody looked at is made up for: each check-in that would have been due is scheduled, and told missed.
    What was agreed since a check-in was scheduled moves it or calls it off first.

    Args:
        limit: so much of it at most; None: all that one tick can say.
    """
    return list(islice(_ticks(partnership, today), limit))


def next_check_in(partnership: Partnership, today: date) -> date | None:
    """When the next check-in is due, as it will be once everything is said that is to be said on this day.

    None: nobody expects one. Where there is more to be said than `AT_ONCE`, what is known without it.
    """
    ticks, now = _ticks(partnership, today), partnership
    for _ in range(AT_ONCE):
        try:
            next(ticks)
        except StopIteration as end:
            now = end.value
            break
    awaited = upcoming(now, today)
    return awaited[0][0] if awaited else None


def undecided_goals(partnership: Partnership, today: date) -> list[Goal]:
    """Goals whose due date has passed and that were neither met nor missed; the KPI decides.

    Nothing can be said any more of one that was due when the partnership was closed, or later.
    """
    past = [goal for goal in partnership.goals.values() if goal.outcome is None and goal.last.due < today]
    return [goal for goal in past if partnership.status_on(goal.last.due + ONE_DAY) not in ENDED]


def decided(partnership: Partnership, goal: Goal, value: float, n: int | None, *, met: bool) -> TimerEvent:
    """That a goal, as it was last revised, was met or missed at the end of its due date."""
    outcome = said.GoalMet if met else said.GoalMissed
    last, day = goal.last, goal.last.due + ONE_DAY
    data = outcome(goal=last.goal, value=value, n=n, date=day)
    about = (last.goal, len(goal.versions), last.due, *_anew(partnership, "goals", last.goal))
    return TimerEvent(_id("goal.decided", *about), data, day)


def _ticks(partnership: Partnership, today: date) -> Generator[TimerEvent, None, Partnership]:
    """What is to be said; in the end the partnership once it is."""
    plan = cadence_plan(partnership, today)
    now = yield from _all_moved(partnership, plan.moves, today)
    now = yield from _told_missed(now, late(now, today))
    for link in plan.wanted:
        key = _free(own_key(link.steps[0].due), now)
        scheduled = said.CheckInScheduled(check_in=key, due=link.steps[0].due, counts_from=link.counts_from)
        yield TimerEvent(_id("checkin.scheduled", key), scheduled, link.known)
        now = _with(now, key, CheckIn(scheduled=link.known, due=scheduled.due, counts_from=link.counts_from))
        now = yield from _all_moved(now, _later_moves(link, key), today)
        now = yield from _told_missed(now, [key] if link.due < today else [])
    return now


def _later_moves(link: Link, key: str) -> list[CadenceMove]:
    """Of one that was just scheduled, by the cadences that take effect before it is due."""
    pairs = pairwise(link.steps)
    return [CadenceMove(key, step.due, step.since, step.days) for before, step in pairs if step.due != before.due]


def _all_moved(
    partnership: Partnership, moves: Iterable[CadenceMove], today: date
) -> Generator[TimerEvent, None, Partnership]:
    now = partnership
    for move in moves:
        yield _moved(move, now.check_ins[move.key], today)
        now = _with(now, move.key, _after(move, now.check_ins[move.key]))
    return now


def _told_missed(partnership: Partnership, keys: Iterable[str]) -> Generator[TimerEvent, None, Partnership]:
    """Check-ins that were missed before the partnership was closed, if it was."""
    now = partnership
    for key in keys:
        check_in = now.check_ins[key]
        if check_in.missed is None and now.status_on(check_in.due + ONE_DAY) not in ENDED:
            missed = _missed(key, now)
            yield missed
            now = _with(now, key, replace(check_in, missed=missed.said))
    return now


def _free(key: str, partnership: Partnership) -> str:
    """Somebody else may have taken the id."""
    taken = {*partnership.check_ins, *(item.id for item in partnership.withdrawals if item.what == "check-in")}
    while key in taken:
        key += "+"
    return key


def _moved(move: CadenceMove, check_in: CheckIn, today: date) -> TimerEvent:
    """Said today at the latest: a cadence that takes effect later moves what is scheduled as soon as it is agreed."""
    number, days = len(check_in.moves), move.cadence_days
    if move.due is None:
        why = "The cadence wants no check-in on this day any more."
        cancelled = said.CheckInCancelled(check_in=move.key, date=move.since, why=why, cadence_days=days)
        return TimerEvent(_id("checkin.cancelled", move.key, number), cancelled, min(move.since, today))
    why = f"The cadence is {days} {'day' if days == 1 else 'days'} from {move.since} on."
    rescheduled = said.CheckInRescheduled(check_in=move.key, due=move.due, date=move.since, why=why, cadence_days=days)
    return TimerEvent(_id("checkin.rescheduled", move.key, number, move.due), rescheduled, min(move.since, today))


def _after(move: CadenceMove, check_in: CheckIn) -> CheckIn:
    if move.due is None:
        return check_in.called_off(Cancellation(move.since, cadence_days=move.cadence_days))
    return check_in.moved(move.since, NewDue(move.due, move.cadence_days))


def _missed(key: str, partnership: Partnership) -> TimerEvent:
    check_in = partnership.check_ins[key]
    due, moves = check_in.due, len(check_in.moves)
    data = said.CheckInMissed(check_in=key, date=due + ONE_DAY)
    back = ("moved", moves) if moves and due in _former_dues(check_in) else ()
    return TimerEvent(
        _id("checkin.missed", key, due, *back, *_anew(partnership, "check_ins", key)), data, due + ONE_DAY
    )


def _former_dues(check_in: CheckIn) -> list[date]:
    """By when it was due before its last move: it may have been told missed by then, and been moved back since."""
    return [check_in.first_due, *(move.value.due for move in check_in.moves[:-1])]


def _anew(partnership: Partnership, items: str, key: str) -> tuple[int, ...]:
    """Tells what is said of a thing after something that came of it was taken back from what was said before."""
    times = times_withdrawn(partnership, items, key)
    return (times,) if times else ()


def _with(partnership: Partnership, key: str, check_in: CheckIn) -> Partnership:
    return replace(partnership, check_ins=partnership.check_ins | {key: check_in})


def _id(what: str, *about: object) -> str:
    """Short, whatever it is about: an event's id has a bound."""
    text = "\0".join(map(str, about))
    return f"{what}:{hashlib.sha256(text.encode()).hexdigest()[:32]}"
