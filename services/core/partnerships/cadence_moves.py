"""What has to be said of the check-ins that are there, so that they are those that the cadence wants."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from services.core.partnerships.cadence import Link, links, unsettled
from services.core.partnerships.cadence_steps import DEFAULT_CADENCE, Step
from services.core.partnerships.check_in import CheckIn
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.timeline import at

MAX_WANTED = 1_000
"""Check-ins that one tick can schedule: more than a daily cadence has in the two years that nobody looked."""


@dataclass(frozen=True, slots=True)
class CadenceMove:
    """A check-in that a cadence has scheduled and the agreement as it is now wants on another day.

    `due`: None: it wants none there.
    """

    key: str
    due: date | None
    since: date
    cadence_days: int


@dataclass(frozen=True, slots=True)
class CadencePlan:
    """What brings the check-ins that are there to those that the cadence wants.

    Attributes:
        moves: of check-ins that are there, in the order in which they are to be said.
        wanted: what is to be scheduled, by due date; `MAX_WANTED` at most, the others follow once these are there.
    """

    moves: tuple[CadenceMove, ...]
    wanted: tuple[Link, ...]


def cadence_plan(partnership: Partnership, day: date) -> CadencePlan:
    """What is to be said on the day: nothing once it was said.

    A check-in that counts from the same day as one that is wanted is that one, and is moved to its day. Another one is
    cancelled, unless it is due while nothing is: it lapses by itself.
    """
    there = {start: list(keys) for start, keys in unsettled(partnership).items()}
    moves: list[CadenceMove] = []
    wanted: list[Link] = []
    known_until = date.max
    for link in links(partnership, day):
        if len(wanted) == MAX_WANTED:
            known_until = link.counts_from
            break
        keys = there.get(link.counts_from)
        if keys:
            key = keys.pop(0)
            moves.extend(_moves_to(link, key, partnership.check_ins[key]))
        else:
            wanted.append(link)
    for key in sorted(key for start, keys in there.items() if start < known_until for key in keys):
        moves.extend(_cancellation(partnership, key, partnership.check_ins[key]))
    return CadencePlan(tuple(moves), tuple(wanted))


def _moves_to(link: Link, key: str, check_in: CheckIn) -> Iterator[CadenceMove]:
    """The moves that were not made yet, each from its own day on, as if each had been made on that day."""
    due, last = check_in.due, last_change(check_in)
    made = list(takewhile(lambda step: step.since <= last, link.steps)) or [link.steps[0]]
    for step in (made[-1], *link.steps[len(made) :]):
        if step.due != due:
            due = step.due
            yield _move(key, step, last)


def _move(key: str, step: Step, last: date) -> CadenceMove:
    return CadenceMove(key, step.due, max(step.since, last), step.days)


def _cancellation(partnership: Partnership, key: str, check_in: CheckIn) -> Iterator[CadenceMove]:
    if partnership.open_on(check_in.due):
        since = last_change(check_in)
        yield CadenceMove(key, None, since, at(partnership.cadences, since) or DEFAULT_CADENCE)


def last_change(check_in: CheckIn) -> date:
    """The day from which the check-in is due when it is."""
    return max([check_in.scheduled, *(move.since for move in check_in.moves)])
