"""What learners of the sample districts do with partners and outside lessons."""

from collections.abc import Iterator
from datetime import date
from random import Random

from services.contracts import events, facts
from services.contracts.primitives import EngagementKind
from services.samples.arrivals import Arrival
from services.samples.learners import Pupil, StayAtSchool
from services.samples.years import Year

OTHERWISE = 0.006
"""Chance of an activity outside any partnership on a school day."""
KINDS: tuple[tuple[EngagementKind, int], ...] = (("tutoring", 45), ("course_activity", 30))


def engagement(pupil: Pupil, year: Year, spent: tuple[StayAtSchool, ...]) -> Iterator[Arrival]:
    """Activities on school days: those of the programmes that the learner is in, and now and then another."""
    rng = pupil.publisher.seeded_random(pupil.id, year.school_year, "engagement")
    for day in (day for stay in spent for day in stay.days):
        if rng.random() < OTHERWISE:
            yield from _activity(rng, pupil, day, KINDS, None)
        for partnership, participation in pupil.programmes:
            if participation.start_date <= day <= (participation.end_date or day) and rng.random() < partnership.daily:
                yield from _activity(rng, pupil, day, partnership.kinds, participation.partnership)


def _activity(
    rng: Random, pupil: Pupil, day: date, kinds: tuple[tuple[EngagementKind, int], ...], partnership: str | None
) -> Iterator[Arrival]:
    kind, minutes = rng.choice(kinds)
    data = facts.Engagement(
        learner=pupil.id,
        engagement=f"visit-{rng.getrandbits(48):012x}",
        date=day,
        kind=kind,
        minutes=minutes + 5 * rng.randint(-3, 6),
        partnership=partnership,
    )
    yield from pupil.publisher.send_with_mishaps(rng, events.EngagementRecorded, day, data)
