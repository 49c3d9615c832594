"""The check-ins of a story: scheduled by the cadence as a clock would, then held in time, late, or not at all."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from services.contracts import partnerships as said
from services.core.partnerships.timeline import Dated, Timeline, at, with_entry
from services.samples.arrivals import seeded_random
from services.samples.partnerships.story import FRIDAY, Outcome, SchoolYearDay, WrittenStory, workday
from services.samples.years import ONE_DAY

DEFAULT_CADENCE = 90


class Meeting(NamedTuple):
    """A check-in. `missed`: the day after its due date, if nobody had held it by then; it may still be held, late."""

    scheduled: date
    due: date
    held: date | None
    missed: date | None

    @property
    def id(self) -> str:
        return f"cadence-{self.due}"


def meetings(story: WrittenStory, first: int, seed: int) -> tuple[Meeting, ...]:
    """The first is due a cadence after the activation, each next one a cadence after the last.

    The clock schedules on the activation, then on the day after each due date, while the partnership is active; no
    story is paused on such a day.
    """
    return tuple(_meetings(story, first, seed))


def _meetings(story: WrittenStory, first: int, seed: int) -> Iterator[Meeting]:
    cadences, over = _cadences(story, first), over_on(story, first)
    scheduled = due = activated_on(story, first)
    number = 0
    while scheduled < over:
        number += 1
        days: int | None = at(cadences, scheduled)
        due += timedelta(days=days or DEFAULT_CADENCE)
        held = _held(due, story.outcomes.get(number), f"{seed}|{story.programme}")
        following = due + ONE_DAY
        missed = following < over and (held is None or held > due)
        yield Meeting(scheduled, due, held if held and held < over else None, following if missed else None)
        scheduled = following


def _held(due: date, outcome: Outcome | None, about: str) -> date | None:
    """A day of the week before, or one of the two weeks after; never on a weekend."""
    rng = seeded_random(about, due, "held")
    if outcome == "missed":
        return None
    if outcome == "late":
        return workday(due + timedelta(days=rng.randint(4, 10)))
    early = due - timedelta(days=rng.randint(0, 5))
    return early - timedelta(days=max(0, early.weekday() - FRIDAY))


def _cadences(story: WrittenStory, first: int) -> Timeline[int]:
    begun = story.events[0]
    cadences: Timeline[int] = (Dated(date.min, int(begun.members.get("cadence_days", DEFAULT_CADENCE))),)
    for event in story.events:
        if event.payload is said.AgreementAmended and (days := event.members.get("cadence_days")):
            cadences = with_entry(cadences, event.members["effective"].date(first), days)
    return cadences


def over_on(story: WrittenStory, first: int) -> date:
    """The day on which the clock stops: that of the closing, or the last day of the story's years."""
    if story.first_of(said.Closed):
        return _day(story, said.Closed, first)
    return date(first + story.years - 1, 6, 30)


def _day(story: WrittenStory, payload: type[said.Activated | said.Closed], first: int) -> date:
    event = story.first_of(payload)
    if event is None or not isinstance(event.on, SchoolYearDay):
        raise ValueError(f"{story.programme} has no day of {payload.__name__}")
    return workday(event.on.date(first))


def activated_on(story: WrittenStory, first: int) -> date:
    return _day(story, said.Activated, first)
