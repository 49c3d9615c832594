"""Who has a place in a sample partnership, and who waits: the learners of `participation.recorded`, under their keys.

Who took part before the partnership was activated has a place from the activation on; a graduate's place is free again
on the last day of school years. Capacities follow from the learners, so that each is enough and no more.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from services.contracts import facts
from services.contracts import partnerships as said
from services.core.identity import Secrets, learner_key
from services.samples.arrivals import Publisher
from services.samples.learners import Pupil, pupils
from services.samples.partnerships.story import WrittenStory
from services.samples.profiles import DISTRICTS, Programme

WAITED, WAITING = 0.35, 0.03
"""Shares of participants who had to wait first, and of other learners of the same grades who wait."""


class StorySpan(NamedTuple):
    """When a partnership gives places: from its activation until it is over; `first` is its first school year."""

    first: int
    begin: date
    end: date
    years: int


class PlaceStory(NamedTuple):
    district: str
    learner: str
    waiting: date | None
    placed: date | None
    released: date | None

    def taken(self, day: date) -> bool:
        return self.placed is not None and self.placed <= day and (self.released is None or self.released > day)


def places(story: WrittenStory, span: StorySpan, seed: int, secrets: Secrets) -> tuple[PlaceStory, ...]:
    return tuple(_places(story, span, seed, secrets))


def _places(story: WrittenStory, span: StorySpan, seed: int, secrets: Secrets) -> Iterator[PlaceStory]:
    for profile in (profile for profile in DISTRICTS if profile.id in story.districts):
        programme = next(partnership for partnership in profile.partnerships if partnership.id == story.programme)
        publisher, secret = Publisher(seed, profile.id), secrets.of(profile.id)
        years = range(span.first, span.first + span.years)
        known = {pupil.id: pupil for year in years for pupil in pupils(publisher, profile, year)}
        for pupil in known.values():
            place = _place(pupil, programme, span)
            if place is not None:
                yield place._replace(learner=learner_key(secret, pupil.id))


def _place(pupil: Pupil, programme: Programme, span: StorySpan) -> PlaceStory | None:
    wanted = programme.id_in(span.first)
    for _, participation in pupil.programmes:
        if participation.partnership == wanted:
            return _participant(pupil, participation, span)
    return _waiting(pupil, programme, span)


def _participant(pupil: Pupil, participation: facts.Participation, span: StorySpan) -> PlaceStory | None:
    ends = min(participation.end_date or date.max, date(pupil.graduation, 6, 30))
    if ends <= span.begin or participation.start_date > span.end:
        return None
    placed = max(participation.start_date, span.begin)
    rng = pupil.publisher.seeded_random(pupil.id, participation.partnership, "waited")
    waiting_since = placed - timedelta(days=rng.randint(5, 40))
    waited = rng.random() < WAITED and waiting_since > span.begin
    return PlaceStory(pupil.publisher.district, pupil.id, waiting_since if waited else None, placed, ends)


def _waiting(pupil: Pupil, programme: Programme, span: StorySpan) -> PlaceStory | None:
    """A learner who waits this year and gets no place; half of them give up."""
    last = span.first + span.years - 1
    rng = pupil.publisher.seeded_random(pupil.id, programme.id, last, "waiting")
    if pupil.grade(last) not in programme.joining or rng.random() >= WAITING:
        return None
    waiting_since = date(last - 1, 10, 1) + timedelta(days=rng.randint(0, 45))
    gives_up = waiting_since + timedelta(days=rng.randint(30, 120)) if rng.random() < 0.5 else None
    if span.years == 1:
        gives_up = min(gives_up or date.max, span.end)
    return PlaceStory(pupil.publisher.district, pupil.id, waiting_since, None, gives_up)


def told_of(wishes: Iterable[PlaceStory]) -> list[tuple[date, facts.Data]]:
    """What is told of the places by day; of one day, those that become free come before those that are taken."""
    lines = [line for place in wishes for line in _told_of(place)]
    order = (said.ParticipantReleased, said.ParticipantPlaced, said.ParticipantWaitlisted)
    return sorted(lines, key=lambda line: (line[0], order.index(type(line[1]))))


def _told_of(place: PlaceStory) -> Iterator[tuple[date, facts.Data]]:
    for make, day in (
        (said.ParticipantWaitlisted, place.waiting),
        (said.ParticipantPlaced, place.placed),
        (said.ParticipantReleased, place.released),
    ):
        if day is not None:
            yield day, make(district=place.district, learner=place.learner, date=day)


def capacities(wishes: Iterable[PlaceStory], span: StorySpan) -> Iterator[tuple[date, facts.Data]]:
    """Set on the activation, and before each later school year, to what that year will need."""
    placed = sorted({place.placed for place in wishes if place.placed})
    begins = [span.begin, *(date(span.first + year - 1, 8, 1) for year in range(1, span.years))]
    for begin, end in zip(begins, [*begins[1:], date.max], strict=True):
        days = [begin, *(day for day in placed if begin <= day < end)]
        most = max(sum(place.taken(day) for place in wishes) for day in days)
        yield begin, said.CapacitySet(places=-(-most // 5) * 5, date=begin)
