"""The stories as events, and the events in the log."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import msgspec

from services.contracts.envelopes import PartnershipEventEnvelope
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.core.calendar import school_year_of
from services.core.identity import Secrets
from services.ingest.import_ports import Appends
from services.ingest.importer import HEADERS
from services.log.port import PARTNERSHIP_EVENTS, NewRecord
from services.samples.consortium import SEED
from services.samples.partnerships.story import ENVELOPES, WrittenStory, read_story
from services.samples.partnerships.story_lines import StoryLine, noon, written

LONG, YEARLY = ("hospital", "college", "maker", "internships", "families"), ("reading",)
"""Stories of two school years, and of one that begins anew each year."""


def partnership_events(seed: int, today: date, secrets: Secrets) -> dict[str, list[PartnershipEvent]]:
    """By partnership its events up to `today`, in the order in which they were said.

    Like the learners' they are of the school year of `today` and the one before, and within a school year what was said
    by one day is the beginning of what is said by a later one. In the next school year the stories of two years begin
    a year later; those of one year stay as they were.
    """
    last = school_year_of(today)
    stories = map(read_story, LONG)
    by_story = {story.programme: _events(story.programme, story, last - 1, seed, today, secrets) for story in stories}
    for story, year in ((story, year) for story in map(read_story, YEARLY) for year in (last - 1, last)):
        name = f"{story.programme}-{year}"
        by_story[name] = _events(name, story, year, seed, today, secrets)
    return {name: events for name, events in by_story.items() if events}


async def load_partnerships(log: Appends, secrets: Secrets, today: date, *, seed: int = SEED) -> int:
    """Append them all to `partnership-events`, and say how many; loading them again changes nothing.

    Args:
        today: a day that has begun in UTC, since no event is of a later time than its midnight.

    Raises:
        LogError: the log failed; loading again is always right.
    """
    by_partnership = partnership_events(seed, today, secrets)
    records = [
        NewRecord(name.encode(), msgspec.json.encode(event), HEADERS)
        for name in by_partnership
        for event in by_partnership[name]
    ]
    await log.append(PARTNERSHIP_EVENTS, records)
    return len(records)


def _events(
    name: str, story: WrittenStory, first: int, seed: int, today: date, secrets: Secrets
) -> list[PartnershipEvent]:
    midnight = datetime.combine(today, time.min, UTC)
    return list(_envelopes(name, (line for line in written(story, first, seed, secrets) if noon(line.day) <= midnight)))


def _envelopes(name: str, lines: Iterator[StoryLine]) -> Iterator[PartnershipEvent]:
    for line in lines:
        make = ENVELOPES[type(line.data)]
        event: PartnershipEvent = make(  # type: ignore[assignment]  # each is one of the union
            specversion="1.0",
            id=_id(name, make, line.data),
            source=f"sample:{name}",
            time=noon(line.day),
            partitionkey=name,
            data=line.data,
        )
        yield event


def _id(name: str, make: type[PartnershipEventEnvelope], data: Data) -> str:
    """SHA-256 of partnership, type and content, the first 128 bits in hex."""
    content = b"\n".join((name.encode(), str(make.__struct_config__.tag).encode(), msgspec.json.encode(data)))
    return hashlib.sha256(content).hexdigest()[:32]
