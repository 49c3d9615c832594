"""A story written out: every payload with its days, numbers, learners and evidence, in the order of the telling."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.core.identity import Secrets
from services.core.partnerships.evidence import digest_of
from services.samples.arrivals import seeded_random
from services.samples.partnerships.meetings import Meeting, activated_on, meetings, over_on
from services.samples.partnerships.places import PlaceStory, StorySpan, capacities, places, told_of
from services.samples.partnerships.progress import attendees, progress
from services.samples.partnerships.story import (
    AfterCheckIn,
    Around,
    Day,
    SchoolYearDay,
    StoryEvent,
    WrittenStory,
    workday,
)

SHOWN_OUTSIDE = 10
"""A story behind which fewer learners are is for the districts alone."""
NOTES = (
    "Both sides went through the goals and what was agreed last time.",
    "Timetables and transport for the next weeks; progress was read out together.",
    "Short meeting at the partner's; figures looked at, contributions compared with the pledges.",
)


class StoryLine(NamedTuple):
    """What is said, and on which day."""

    day: date
    data: Data


def written(story: WrittenStory, first: int, seed: int, secrets: Secrets) -> list[StoryLine]:
    """The whole story, whatever day it is; of one day in the order in which the lines may follow each other."""
    span = StorySpan(first, activated_on(story, first), over_on(story, first), story.years)
    taken = places(story, span, seed, secrets)
    writer = _Writer(story, first, seed, meetings(story, first, seed), taken)
    told_lines = [writer.line(event) for event in story.events]
    lines = [*told_lines, *map(StoryLine._make, capacities(taken, span)), *writer.check_ins(told_lines)]
    lines += map(StoryLine._make, told_of(taken))
    return sorted(lines, key=lambda line: line.day)


@dataclass(frozen=True, slots=True)
class _Writer:
    story: WrittenStory
    first: int
    seed: int
    meetings: tuple[Meeting, ...]
    places: tuple[PlaceStory, ...]

    def line(self, event: StoryEvent) -> StoryLine:
        day = workday(self._day(event.on))
        members = {name: self._value(event, value) for name, value in event.members.items()}
        names = event.payload.__struct_fields__
        if "date" in names:
            members["date"] = day
        if "check_in" in names and isinstance(event.on, AfterCheckIn):
            members["check_in"] = self._meeting(event.on).id
        if event.payload is said.StoryPublished:
            members |= self._evidence(members, day)
        return StoryLine(day + timedelta(days=event.days_late), event.payload(**members))

    def check_ins(self, told_lines: Iterable[StoryLine]) -> Iterator[StoryLine]:
        said_so_far = sorted(told_lines, key=lambda line: line.day)
        for number, meeting in enumerate(self.meetings):
            yield StoryLine(meeting.scheduled, said.CheckInScheduled(check_in=meeting.id, due=meeting.due))
            if meeting.held is not None:
                yield StoryLine(
                    meeting.held, self._held(meeting, meeting.held, NOTES[number % len(NOTES)], said_so_far)
                )
            if meeting.missed is not None:
                yield StoryLine(meeting.missed, said.CheckInMissed(check_in=meeting.id, date=meeting.missed))

    def _held(self, meeting: Meeting, day: date, notes: str, told_lines: list[StoryLine]) -> Data:
        by_then = [line.data for line in told_lines if line.day < day]
        values = progress(told_lines, day, self._placed(day), seeded_random(self.seed, self.story.programme, day))
        return said.CheckInHeld(
            check_in=meeting.id, date=day, attendees=attendees(by_then), progress=values, notes=notes
        )

    def _evidence(self, members: Mapping[str, Any], day: date) -> dict[str, Any]:
        n, as_of = self._placed(day), noon(day)
        audience = members.get("audience", "district") if n >= SHOWN_OUTSIDE else "district"
        digest = digest_of(members["question"], members["value"], n, as_of)
        return {"n": n, "as_of": as_of, "digest": digest, "audience": audience, "consent": True}

    def _placed(self, day: date) -> int:
        return sum(place.taken(day) for place in self.places)

    def _value(self, event: StoryEvent, value: Any) -> Any:
        if isinstance(value, SchoolYearDay | AfterCheckIn):
            return self._day(value)
        if isinstance(value, Around):
            rng = seeded_random(self.seed, self.story.programme, event.members.get("contribution"))
            return float(value.middle + rng.randint(-value.spread, value.spread))
        return value

    def _day(self, day: Day) -> date:
        if isinstance(day, SchoolYearDay):
            return day.date(self.first)
        held = self._meeting(day).held
        if held is None:
            raise ValueError(f"{self.story.programme}: check-in {day.number} was not held; nothing was said at it")
        return held + timedelta(days=day.days)

    def _meeting(self, day: AfterCheckIn) -> Meeting:
        return self.meetings[day.number - 1]


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
