"""What was said of a partnership, by whom and when, as somebody may know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import unquote

from services.contracts import partnerships as said
from services.contracts.decode import decode_partnership
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.core.partnerships.event_facts import known_since, said_on
from services.query.partnerships.event_changes import EventChanges, FieldChange
from services.store.port import AcceptedEvent

API, CLOCK = "/graphql/", "/tandem/clock"
OF_LEARNERS = (said.ParticipantWaitlisted, said.ParticipantWithdrawn)
SUBJECTS = (
    "contribution", "clause", "challenge", "action", "amendment", "need", "goal", "story", "check_in", "side",
    "subject",
)  # fmt: skip
TITLES = ("title", "text", "what", "name", "reason")


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One event that is in a partnership.

    Attributes:
        version: that of the partnership after it.
        type: without prefix and version, such as `goal.set`.
        actor: the name of who said it at the API; None: it came from another system, or the clock.
        source: the system that said it.
        recorded_at: when it was first known, by what its source says of an imported history.
        received_at: when Tandem took it.
        day: the day from which it holds.
        subject: the id of what it is about within the partnership, or the side.
        title: its own words for that: a title, a text or a name.
        changes: the fields that it changed.
    """

    version: int
    type: str
    actor: str | None
    source: str
    recorded_at: datetime
    received_at: datetime
    day: date
    subject: str | None
    title: str | None
    changes: tuple[FieldChange, ...] = ()


def recorded_events(events: Sequence[AcceptedEvent], *, inside: bool) -> list[RecordedEvent]:
    """All that the reader may know of, in order.

    Args:
        inside: whether the reader may see the learners of all its districts. To others no event says that a learner
            came or went, how a goal was decided, or what is told to the districts alone.
    """
    decoded = [(number, decode_partnership(raw, at), at) for number, raw, at in events]
    changes = EventChanges()
    events_and_changes = [(number, event, at, changes.of(event.data)) for number, event, at in decoded]
    return [_recorded(*item, inside=inside) for item in events_and_changes if inside or _is_open(item[1])]


def _is_open(event: PartnershipEvent) -> bool:
    data = event.data
    if isinstance(data, said.StoryPublished):
        return data.audience != "district"
    return not isinstance(data, (*OF_LEARNERS, said.StoryWithdrawn))


def _recorded(
    number: int, event: PartnershipEvent, appended_at: datetime, changes: tuple[FieldChange, ...], *, inside: bool
) -> RecordedEvent:
    data = event.data
    kind = event.__struct_config__.tag
    name = str(kind).removeprefix("tandem.").removesuffix(".v1")
    if isinstance(data, said.GoalMet) and not inside:
        name = "goal.decided"
    actor = unquote(event.source.removeprefix(API)) if event.source.startswith(API) else None
    return RecordedEvent(
        version=number,
        type=name,
        actor=actor,
        source="api" if actor else ("clock" if event.source == CLOCK else event.source),
        recorded_at=known_since(event, appended_at),
        received_at=appended_at,
        day=said_on(event),
        subject=None if isinstance(data, OF_LEARNERS) else _member(data, SUBJECTS),
        title=None if isinstance(data, OF_LEARNERS) else _member(data, TITLES),
        changes=changes,
    )


def _member(data: Data, names: Sequence[str]) -> str | None:
    return next((str(value) for name in names if (value := getattr(data, name, None)) is not None), None)
