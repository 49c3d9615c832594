"""A sample partnership as a story, which a file of `stories` tells: what happens, and when in its school years.

Days are relative to the story's first school year, or to its check-ins, so that one story serves every year. In a file
they are written so:

- `Y2-06-12` is June 12 of the story's second school year, which begins on July 1.
- `C3+14` is the day two weeks after the third check-in was held, `C3` that day itself.
- `30±8` is a number between 22 and 38 that differs from seed to seed.

`[events]` has a list for each type of event, without `tandem.` and `.v1`. An entry says `on` which day it holds, how
many `days_late` it is recorded, and the members of the payload. Three members are short for others: `who`, one of
`[people]`, for a name and a role; `clauses` for one endorsement of each; and `year` with `months` for one contribution
on the 12th of each month.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple, get_args, get_type_hints

import msgspec

from services.contracts.envelopes import PartnershipEventEnvelope
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent

FRIDAY = 4
Outcome = Literal["late", "missed"]
ENVELOPES: Mapping[type[Data], type[PartnershipEventEnvelope]] = {
    get_type_hints(envelope)["data"]: envelope for envelope in get_args(PartnershipEvent)
}
_PAYLOADS: Mapping[str, type[Data]] = {
    str(envelope.__struct_config__.tag).removeprefix("tandem.").removesuffix(".v1"): payload
    for payload, envelope in ENVELOPES.items()
}


class SchoolYearDay(NamedTuple):
    """A day of a school year of the story; year 0 is its first. Months from July on belong to the autumn."""

    year: int
    month: int
    day: int

    def date(self, first: int) -> date:
        return date(first + self.year - (self.month >= 7), self.month, self.day)


class AfterCheckIn(NamedTuple):
    """So many days after a check-in was held; the first one is number 1."""

    number: int
    days: int = 0


class Around(NamedTuple):
    """A number that differs from seed to seed."""

    middle: int
    spread: int


Day = SchoolYearDay | AfterCheckIn


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """One event to be: its payload's type and members. Members may be a `Day` or an `Around`.

    Attributes:
        on: the day from which it holds; the payload's `date`, where it has one.
        days_late: so many days later it is recorded.
    """

    on: Day
    payload: type[Data]
    members: Mapping[str, Any]
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class WrittenStory:
    """A partnership from its proposal on.

    Attributes:
        programme: the id of its programme in the profiles of its districts.
        outcomes: what came of a check-in, by number, where it was not held in time.
        years: the school years that it spans. One: it is agreed anew each year.
    """

    programme: str
    events: tuple[StoryEvent, ...]
    outcomes: Mapping[int, Outcome]
    years: int

    def first_of(self, payload: type[Data]) -> StoryEvent | None:
        return next((event for event in self.events if event.payload is payload), None)

    @property
    def districts(self) -> tuple[str, ...]:
        return tuple(self.events[0].members["districts"])


@cache
def read_story(name: str) -> WrittenStory:
    """The story of a file of `stories`."""
    document = tomllib.loads(files(__package__).joinpath("stories", f"{name}.toml").read_text(encoding="utf-8"))
    outcomes: dict[int, Outcome] = dict.fromkeys(document["check_ins_held_late"], "late")
    outcomes |= dict.fromkeys(document["check_ins_missed"], "missed")
    events = [
        event
        for event_type, entries in document["events"].items()
        for entry in entries
        for event in _events(_PAYLOADS[event_type], entry, document["people"])
    ]
    return WrittenStory(document["programme"], tuple(events), outcomes, document["years"])


def _events(
    payload: type[Data], entry: dict[str, Any], people: Mapping[str, Mapping[str, str]]
) -> Iterator[StoryEvent]:
    entry = dict(entry)
    if who := entry.pop("who", None):
        entry |= people[who]
    if months := entry.pop("months", ()):
        yield from _monthly(payload, entry, months)
        return
    on, days_late = _value(entry.pop("on")), entry.pop("days_late", 0)
    if year := entry.pop("for_year", None):
        entry |= {"begin": f"Y{year}-08-01", "end": f"Y{year}-06-30"}
    for clause in entry.pop("clauses", [None]):
        yield StoryEvent(on, payload, _members(payload, entry | ({"clause": clause} if clause else {})), days_late)


def _monthly(payload: type[Data], entry: dict[str, Any], months: list[int]) -> Iterator[StoryEvent]:
    """The same contribution in each of the months, each under an id of its own; some are recorded days late."""
    year, name = entry.pop("year"), entry["contribution"]
    for month in months:
        members = _members(payload, entry | {"contribution": f"{name}-{year}-{month:02}"})
        yield StoryEvent(SchoolYearDay(year - 1, month, 12), payload, members, month % 4 * 2)


def _members(payload: type[Data], entry: Mapping[str, Any]) -> Mapping[str, Any]:
    types = get_type_hints(payload, include_extras=True)
    return {
        name: msgspec.convert(value, types[name]) if isinstance(value, list | dict) else _value(value)
        for name, value in entry.items()
    }


def _value(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    if match := re.fullmatch(r"Y(\d)-(\d\d)-(\d\d)", written):
        year, month, day = map(int, match.groups())
        return SchoolYearDay(year - 1, month, day)
    if match := re.fullmatch(r"C(\d+)(?:\+(\d+))?", written):
        return AfterCheckIn(int(match[1]), int(match[2] or 0))
    if match := re.fullmatch(r"(\d+)±(\d+)", written):
        return Around(int(match[1]), int(match[2]))
    return written


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > FRIDAY else day
