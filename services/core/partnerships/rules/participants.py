"""Whether a learner may wait for a place, have one and give it back."""

from datetime import date

from services.contracts import partnerships as said
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.placements import open_stay, places_taken, stay_after
from services.core.partnerships.rules.refusal import not_before, unknown, validate_transition, wrong_moment
from services.core.partnerships.timeline import at


@validate_transition.register
def _(data: said.ParticipantWaitlisted, now: Partnership, day: date) -> None:
    _includes(data.district, now)
    if stay := stay_after(now, data, day):
        what = "waits" if stay.placed is None else "has a place"
        raise wrong_moment("/data/learner", f"the learner {what} on {day} already, or later")


@validate_transition.register
def _(data: said.ParticipantPlaced, now: Partnership, day: date) -> None:
    _includes(data.district, now)
    stay = stay_after(now, data, day)
    if stay is not None and (stay.placed is not None or stay.released is not None):
        raise wrong_moment("/data/learner", f"the learner has a place on {day} already, or waits or has one later")
    if stay is not None and stay.waiting is not None:
        not_before(day, stay.waiting, "the learner began to wait")
    capacity = at(now.capacities, day)
    if capacity is not None and places_taken(now, day) >= capacity:
        raise wrong_moment("/data/learner", f"all {capacity} places are taken; put the learner on the waitlist")


@validate_transition.register
def _(data: said.ParticipantReleased, now: Partnership, day: date) -> None:
    _includes(data.district, now)
    stay = open_stay(now, data)
    if stay is None:
        raise wrong_moment("/data/learner", "the learner neither waits nor has a place")
    not_before(day, stay.placed or stay.waiting or day, "it began")


def _includes(district: str, now: Partnership) -> None:
    if district not in now.districts:
        raise unknown("/data/district", f"district {district} in the partnership", "it is of other districts")
