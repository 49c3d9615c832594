"""Places for learners as events: what is to be said so that everybody has one or waits. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from services.commands.model import refusal
from services.commands.saying import EVENTS
from services.contracts import events, facts
from services.contracts import partnerships as said
from services.contracts.decode import decode, encode
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Rejected
from services.core.calendar import ONE_DAY
from services.core.partnerships.folding import fold
from services.core.partnerships.partnership import Partnership, Stay
from services.core.partnerships.refusing import check

SOURCE = "/partnerships/participants"


@dataclass(frozen=True, slots=True)
class Joining:
    """A student, by the SIS's own id, who is to take part from `start` on."""

    student: str
    start: date
    end: date | None = None
    program: str | None = None
    planned_hours: float | None = None


@dataclass(frozen=True, slots=True)
class Enrolling:
    """Students of one district who are to take part in a partnership."""

    partnership: str
    district: str
    students: tuple[Joining, ...]


def stay_of(state: Partnership, district: str, learner: str) -> Stay | None:
    """The stay of a learner who waits or has a place."""
    return next((each for each in _stays(state, district, learner) if each.released is None), None)


def stay_until(state: Partnership, district: str, learner: str, day: date) -> Stay | None:
    """The stay that is to end on the day, or that was ended just so before."""
    here = stay_of(state, district, learner)
    ended = (each for each in _stays(state, district, learner) if each.released == day)
    return here or next(ended, None)


def _stays(state: Partnership, district: str, learner: str) -> list[Stay]:
    return [each for each in state.stays if (each.district, each.learner) == (district, learner)]


def places(
    state: Partnership, enrolling: Enrolling, joining: Mapping[str, Joining], now: datetime
) -> list[PartnershipEvent]:
    """What is to be said so that everybody has a place or waits, as far as the state allows."""
    wanted = []
    for key, each in joining.items():
        stay = stay_of(state, enrolling.district, key)
        if stay is not None and stay.placed is not None:
            continue
        placed = said.ParticipantPlaced(district=enrolling.district, learner=key, date=each.start)
        waiting = said.ParticipantWaitlisted(district=enrolling.district, learner=key, date=each.start)
        for data in (placed, waiting) if stay is None else (placed,):
            event = event_of(state, data, now)
            try:
                check(state, event)
            except Rejected:
                continue
            state = fold(state, event)
            wanted.append(event)
            break
    return wanted


def unsettled(state: Partnership, district: str, joining: Mapping[str, Joining]) -> bool:
    return any(stay_of(state, district, key) is None for key in joining)


def waits(state: Partnership, district: str, key: str) -> bool:
    stay = stay_of(state, district, key)
    return stay is not None and stay.placed is None


def event_of(state: Partnership, data: said.ParticipantWaitlisted, now: datetime) -> PartnershipEvent:
    """With an id of what it says: which of the learner's stays begins, is placed or ends."""
    stays = len(_stays(state, data.district, data.learner))
    here = stay_of(state, data.district, data.learner)
    number = stays if here is not None else stays + 1
    verb = type(data).__name__.removeprefix("Participant").lower()
    event_id = hashlib.sha256(f"{verb}|{data.district}|{data.learner}|{number}".encode()).hexdigest()[:32]
    event: PartnershipEvent = EVENTS[type(data)](
        specversion="1.0", id=event_id, source=SOURCE, time=now, partitionkey=state.id, data=data
    )
    return event


def participation(
    enrolling: Enrolling, key: str, each: Joining, placed: date | None, now: datetime
) -> events.ParticipationRecorded:
    data = facts.Participation(
        learner=key,
        partnership=enrolling.partnership,
        start_date=placed or each.start,
        end_date=each.end,
        program=each.program,
        planned_hours=each.planned_hours,
    )
    return recorded(enrolling.district, data, now)


def recorded(district: str, data: facts.Participation, now: datetime) -> events.ParticipationRecorded:
    content = hashlib.sha256(msgspec.json.encode((district, data))).hexdigest()[:32]
    event = events.ParticipationRecorded(
        specversion="1.0", id=content, source=SOURCE, time=now, partitionkey=district, data=data
    )
    try:
        decode(encode(event), now)
    except Rejected as rejected:
        raise refusal(rejected) from None
    return event


def ended(
    known: facts.Participation | None, partnership: str, learner: str, start: date, day: date
) -> facts.Participation:
    """The participation as it was recorded, with the day before `day` as its last."""
    before = known or facts.Participation(learner=learner, partnership=partnership, start_date=start)
    return msgspec.structs.replace(before, end_date=max(day - ONE_DAY, start))
