"""Totals of places and of learners over several partnerships, each learner once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.core.partnerships.placements import ended, places_taken
from services.core.partnerships.timeline import at
from services.core.suppression import is_suppressed
from services.query.partnerships.views import PartnershipView


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many learners; `hidden`: somebody could work out from it what few learners are behind."""

    count: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class ConsortiumTotals:
    """Of partnerships that are active or paused.

    Attributes:
        capacity: the places of those that have a number of places.
        without_capacity: partnerships without such a number.
        taken, waiting: added up over the partnerships, as their places are.
        participants: learners who have a place in at least one of them, each once.
        minimum_n: the largest least n of the districts that the totals are about.
        day: the day that they are about; the latest where today differs between partnerships.
    """

    active: int
    paused: int
    capacity: int
    without_capacity: int
    taken: HeadCount
    waiting: HeadCount
    participants: HeadCount
    minimum_n: int
    day: date


def totals_of(views: Sequence[PartnershipView], minimum_n: int, day: date) -> ConsortiumTotals:
    statuses = [view.shown.status_on(view.day) for view in views]
    going_on = [view for view, status in zip(views, statuses, strict=True) if status in ("active", "paused")]
    capacities = [at(view.shown.capacities, view.day) for view in going_on]
    taken = _added_up(going_on, [places_taken(view.shown, view.day) for view in going_on])
    return ConsortiumTotals(
        active=statuses.count("active"),
        paused=statuses.count("paused"),
        capacity=sum(capacity for capacity in capacities if capacity is not None),
        without_capacity=capacities.count(None),
        taken=taken,
        waiting=_added_up(going_on, list(map(_waiting, going_on))),
        participants=_once(going_on, taken),
        minimum_n=minimum_n,
        day=day,
    )


def _waiting(view: PartnershipView) -> int:
    return sum(stay.placed is None and stay.released is None for stay in view.shown.stays)


def _added_up(views: Sequence[PartnershipView], counts: Sequence[int]) -> HeadCount:
    """Hide the total if one of its parts is hidden: subtraction would reveal that part."""
    pairs = zip(views, counts, strict=True)
    return HeadCount(sum(counts), any(count and is_suppressed(count, view.hidden_below) for view, count in pairs))


def _once(views: Sequence[PartnershipView], taken: HeadCount) -> HeadCount:
    """Few learners who have several places would be told by the difference from the places that are taken."""
    learners = {
        (stay.district, stay.learner)
        for view in views
        for stay in view.shown.stays
        if stay.placed is not None and view.day < ended(stay)
    }
    twice = taken.count - len(learners)
    least = max((view.hidden_below or 0 for view in views), default=0)
    return HeadCount(len(learners), taken.hidden or 0 < twice < least)
