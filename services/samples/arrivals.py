"""How events get from a sample district to the log: in time, late, twice, or taken back.

Whatever is drawn is drawn from a random of its own (seed, learner, year, subject), so that no fact depends on another
or on the day the generator is run.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import NamedTuple

from services.contracts import events, facts
from services.contracts.events import LearnerEvent
from services.ingest.importer import UNNAMED

LATE, TWICE, RETRACTED = 0.012, 0.006, 0.004
"""Shares of events that are sent days late, sent twice, and retracted some days later."""

Make = Callable[..., LearnerEvent]
RETRACTIONS: dict[Make, tuple[Make, type[facts.Data]]] = {
    events.AttendanceRecorded: (events.AttendanceRetracted, facts.AttendanceKey),
    events.GradeRecorded: (events.GradeRetracted, facts.GradeKey),
    events.EngagementRecorded: (events.EngagementRetracted, facts.EngagementKey),
    events.ParticipationRecorded: (events.ParticipationRetracted, facts.ParticipationKey),
}


class Arrival(NamedTuple):
    """An event, and the day on which the log gets it: never before the event's own time."""

    day: date
    event: LearnerEvent


def seeded_random(*what: object) -> Random:
    """Random numbers that depend on nothing but `what`."""
    return Random("|".join(map(str, what)))  # noqa: S311 - to be repeatable is its purpose; nothing here is secret


@dataclass(frozen=True, slots=True)
class Publisher:
    """The student information system of one sample district."""

    seed: int
    district: str

    def seeded_random(self, *what: object) -> Random:
        return seeded_random(self.seed, self.district, *what)

    def send(self, make: Make, day: date, data: facts.Data, arrives: date | None = None) -> Arrival:
        """An event whose state became true on `day`, 00:00 UTC."""
        event = make(
            specversion="1.0",
            id=UNNAMED,
            source=f"sample:{self.district}",
            time=_midnight(day),
            partitionkey=self.district,
            data=data,
        )
        return Arrival(arrives or day, event)

    def retract(self, make: Make, day: date, data: facts.Data) -> Arrival:
        """Take back what `make` recorded."""
        retracted, key = RETRACTIONS[make]
        return self.send(retracted, day, key(**{name: getattr(data, name) for name in key.__struct_fields__}))

    def send_with_mishaps(self, rng: Random, make: Make, day: date, data: facts.Data) -> Iterator[Arrival]:
        """Most arrive on the day; some late, some twice, and of what can be retracted, some is."""
        chance, delay = rng.random(), timedelta(days=rng.randint(2, 12))
        yield self.send(make, day, data, day + delay if chance < LATE else day)
        if LATE <= chance < LATE + TWICE:
            yield self.send(make, day, data, day + delay)
        elif chance > 1 - RETRACTED and make in RETRACTIONS:
            yield self.retract(make, day + delay, data)


@lru_cache(maxsize=4096)
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
