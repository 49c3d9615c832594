"""Learners get places in a partnership, or wait for one; whoever has a place takes part.

A place is said on the partnership's topic, which keeps the capacity; the participation follows on the district's, once
the place is certain. Both events have ids of what they say, so a command that was cut off is simply sent again.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from services.commands.model import CommandCode, CommandError, refusal
from services.commands.saying import EVENTS, HEADERS, Saying
from services.contracts import events, facts
from services.contracts import partnerships as said
from services.contracts.decode import decode, encode
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Code, Rejected
from services.core.access import Principal
from services.core.calendar import ONE_DAY
from services.core.facts import LedgerId
from services.core.identity import Secrets, is_learner_key, learner_key
from services.core.partnerships.folding import fold
from services.core.partnerships.partnership import Partnership, Stay
from services.core.partnerships.refusing import check
from services.log.port import LEARNER_EVENTS, Log, LogError, NewRecord
from services.store.port import Store

MAX_STUDENTS = 5_000
ROUNDS = 3
"""Tries to find a place or the waitlist for somebody whose place was taken at the same moment."""
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


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the student with this index was left out."""

    index: int
    code: str
    reason: str


@dataclass(slots=True)
class Participants:
    """What became of the students.

    Attributes:
        changed: those who have a place now, or gave it back.
        waitlisted: those who wait, since all places are taken.
        applied: False: the wait ran out; send the same again to have the participations recorded, too.
    """

    changed: int = 0
    waitlisted: int = 0
    problems: list[Problem] = field(default_factory=list)
    applied: bool = True
    partnership: Partnership | None = None


class Placing:
    """Places and releases learners."""

    def __init__(self, saying: Saying, log: Log, store: Store, secrets: Secrets) -> None:
        self._saying = saying
        self._log = log
        self._store = store
        self._secrets = secrets

    async def place(self, principal: Principal, enrolling: Enrolling, now: datetime) -> Participants:
        state = await self._allowed(principal, enrolling.partnership, enrolling.district, len(enrolling.students))
        done, keys = Participants(), self._keys(enrolling.district, [each.student for each in enrolling.students])
        joining = {key: each for key, each in zip(keys, enrolling.students, strict=True) if key is not None}
        done.problems += [_reserved(index) for index, key in enumerate(keys) if key is None]
        for _ in range(ROUNDS):
            wanted = _places(state, enrolling, joining, now)
            done.applied = not wanted or await self._say(wanted)
            if not done.applied:
                return done
            state = await self._saying.find(principal, enrolling.partnership)
            if not _unsettled(state, enrolling.district, joining):
                break
        done.partnership = state
        placed = {key: stay for key in joining if (stay := stay_of(state, enrolling.district, key)) and stay.placed}
        done.changed, done.waitlisted = len(placed), sum(_waits(state, enrolling.district, key) for key in joining)
        left = [key for key in joining if stay_of(state, enrolling.district, key) is None]
        done.problems += [_refused(keys.index(key), state) for key in left]
        await self._record(
            [_participation(enrolling, key, joining[key], stay.placed, now) for key, stay in placed.items()]
        )
        return done

    async def release(
        self, principal: Principal, partnership: str, district: str, students: Sequence[str], day: date, now: datetime
    ) -> Participants:
        state = await self._allowed(principal, partnership, district, len(students))
        done, keys = Participants(), self._keys(district, students)
        stays = {key: stay for key in keys if key and (stay := stay_of(state, district, key))}
        done.problems += [_not_there(index) for index, key in enumerate(keys) if key not in stays]
        wanted = []
        for key, stay in stays.items():
            released = said.ParticipantReleased(district=district, learner=key, date=day)
            event = _event(state, released, now)
            try:
                check(state, event)
            except Rejected as rejected:
                raise refusal(rejected) from None
            wanted.append(event)
            del stay
        done.applied = not wanted or await self._say(wanted)
        if done.applied:
            await self._record([await self._ended(partnership, district, key, stays[key], day, now) for key in stays])
            done.partnership, done.changed = await self._saying.find(principal, partnership), len(stays)
        return done

    async def _allowed(self, principal: Principal, partnership: str, district: str, count: int) -> Partnership:
        state = await self._saying.find(principal, partnership)
        if not principal.may_see(district) or district not in state.districts:
            message = f"district {district} is not one of this partnership's whose learners you may name"
            raise CommandError(CommandCode.FORBIDDEN, "input.district", message)
        if count > MAX_STUDENTS:
            message = f"{count} students; send at most {MAX_STUDENTS} at once"
            raise CommandError(CommandCode.TOO_MANY, "input.students", message)
        return state

    def _keys(self, district: str, students: Iterable[str]) -> list[str | None]:
        """Their learner keys; None for an id that has the form of one already."""
        secret = self._secrets.of(district)
        return [None if is_learner_key(each) or not each else learner_key(secret, each) for each in students]

    async def _say(self, wanted: list[PartnershipEvent]) -> bool:
        offsets = await self._saying.append(wanted)
        return await self._saying.applied(offsets[-1])

    async def _record(self, recorded: list[events.ParticipationRecorded]) -> None:
        records = [NewRecord(each.partitionkey.encode(), encode(each), HEADERS) for each in recorded]
        try:
            if records:
                await self._log.append(LEARNER_EVENTS, records)
        except LogError:
            message = "the places are given, the participations not yet recorded; send the same again"
            raise CommandError(CommandCode.LOG_UNAVAILABLE, "", message) from None

    async def _ended(
        self, partnership: str, district: str, key: str, stay: Stay, day: date, now: datetime
    ) -> events.ParticipationRecorded:
        """The participation as it was recorded, with its end."""
        ledger_id = LedgerId(district, 0, key)
        ledger = (await self._store.ledgers([ledger_id]))[ledger_id]
        start = stay.placed or day
        known = [fact.value for fact in ledger.get("participation", {}).values()]
        found = [
            each
            for each in known
            if isinstance(each, facts.Participation) and (each.partnership, each.start_date) == (partnership, start)
        ]
        before = found[0] if found else facts.Participation(learner=key, partnership=partnership, start_date=start)
        return _recorded(district, msgspec.structs.replace(before, end_date=max(day - ONE_DAY, start)), now)


def stay_of(state: Partnership, district: str, learner: str) -> Stay | None:
    """The stay of a learner who waits or has a place."""
    here = (each for each in state.stays if each.released is None)
    return next((each for each in here if (each.district, each.learner) == (district, learner)), None)


def _places(
    state: Partnership, enrolling: Enrolling, joining: dict[str, Joining], now: datetime
) -> list[PartnershipEvent]:
    """What is to be said so that everybody has a place or waits, as far as the state allows."""
    wanted = []
    for key, each in joining.items():
        stay = stay_of(state, enrolling.district, key)
        if stay is not None and stay.placed is not None:
            continue
        placed = said.ParticipantPlaced(district=enrolling.district, learner=key, date=each.start)
        waits = said.ParticipantWaitlisted(district=enrolling.district, learner=key, date=each.start)
        for data in (placed, waits) if stay is None else (placed,):
            event = _event(state, data, now)
            try:
                check(state, event)
            except Rejected:
                continue
            state = fold(state, event)
            wanted.append(event)
            break
    return wanted


def _unsettled(state: Partnership, district: str, joining: dict[str, Joining]) -> bool:
    return any(stay_of(state, district, key) is None for key in joining)


def _waits(state: Partnership, district: str, key: str) -> bool:
    stay = stay_of(state, district, key)
    return stay is not None and stay.placed is None


def _event(state: Partnership, data: said.ParticipantWaitlisted, now: datetime) -> PartnershipEvent:
    """With an id of what it says: which of the learner's stays begins, is placed or ends."""
    stays = sum((each.district, each.learner) == (data.district, data.learner) for each in state.stays)
    here = stay_of(state, data.district, data.learner)
    number = stays if here is not None else stays + 1
    verb = type(data).__name__.removeprefix("Participant").lower()
    event_id = hashlib.sha256(f"{verb}|{data.district}|{data.learner}|{number}".encode()).hexdigest()[:32]
    event: PartnershipEvent = EVENTS[type(data)](
        specversion="1.0", id=event_id, source=SOURCE, time=now, partitionkey=state.id, data=data
    )
    return event


def _participation(
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
    return _recorded(enrolling.district, data, now)


def _recorded(district: str, data: facts.Participation, now: datetime) -> events.ParticipationRecorded:
    content = hashlib.sha256(msgspec.json.encode((district, data))).hexdigest()[:32]
    event = events.ParticipationRecorded(
        specversion="1.0", id=content, source=SOURCE, time=now, partitionkey=district, data=data
    )
    try:
        decode(encode(event), now)
    except Rejected as rejected:
        raise refusal(rejected) from None
    return event


def _reserved(index: int) -> Problem:
    reason = "it is empty or has the form of a learner key, which is Tandem's own; send the SIS's id"
    return Problem(index, Code.RESERVED_LEARNER_ID, reason)


def _not_there(index: int) -> Problem:
    return Problem(index, Code.INVALID_TRANSITION, "the learner neither waits nor has a place")


def _refused(index: int, state: Partnership) -> Problem:
    reason = f"neither a place nor the waitlist was to be had; the partnership is {state.statuses[-1].value}"
    return Problem(index, Code.INVALID_TRANSITION, reason)
