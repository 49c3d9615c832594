"""Learners get places in a partnership, or wait for one; whoever has a place takes part.

A place is said on the partnership's topic, which keeps the capacity; the participation follows on the district's, once
the place is certain. Both events have ids of what they say, so a command that was cut off is simply sent again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.commands.model import CommandCode, CommandError, refusal
from services.commands.places import (
    Enrolling,
    ended,
    event_of,
    participation,
    places,
    recorded,
    stay_of,
    stay_until,
    unsettled,
    waits,
)
from services.commands.saying import HEADERS, Saying
from services.contracts import events, facts
from services.contracts import partnerships as said
from services.contracts.decode import encode
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Code, Rejected
from services.core.access import Principal
from services.core.facts import LedgerId
from services.core.identity import Secrets, is_learner_key, learner_key
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.refusing import check
from services.log.port import LEARNER_EVENTS, Log, LogError, NewRecord
from services.store.port import Store

MAX_STUDENTS = 1_000
ROUNDS = 3
"""Tries to find a place or the waitlist for somebody whose place was taken at the same moment."""


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
            wanted = places(state, enrolling, joining, now)
            done.applied = not wanted or await self._say(wanted)
            if not done.applied:
                return done
            state = await self._saying.find(principal, enrolling.partnership)
            if not unsettled(state, enrolling.district, joining):
                break
        done.partnership = state
        placed = {key: stay for key in joining if (stay := stay_of(state, enrolling.district, key)) and stay.placed}
        done.changed, done.waitlisted = len(placed), sum(waits(state, enrolling.district, key) for key in joining)
        left = [key for key in joining if stay_of(state, enrolling.district, key) is None]
        done.problems += [_refused(keys.index(key), state) for key in left]
        await self._record(
            [participation(enrolling, key, joining[key], stay.placed, now) for key, stay in placed.items()]
        )
        return done

    async def release(
        self, principal: Principal, partnership: str, district: str, students: Sequence[str], day: date, now: datetime
    ) -> Participants:
        state = await self._allowed(principal, partnership, district, len(students))
        done, keys = Participants(), self._keys(district, students)
        stays = {key: stay for key in keys if key and (stay := stay_until(state, district, key, day))}
        done.problems += [_not_there(index) for index, key in enumerate(keys) if key not in stays]
        wanted = [_released(state, district, key, day, now) for key, stay in stays.items() if stay.released is None]
        done.applied = not wanted or await self._say(wanted)
        if done.applied:
            placed = {key: stay.placed for key, stay in stays.items() if stay.placed is not None}
            await self._record([await self._ended(partnership, district, key, placed[key], day, now) for key in placed])
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
        self, partnership: str, district: str, key: str, start: date, day: date, now: datetime
    ) -> events.ParticipationRecorded:
        ledger_id = LedgerId(district, 0, key)
        ledger = (await self._store.ledgers([ledger_id]))[ledger_id]
        known = (fact.value for fact in ledger.get("participation", {}).values())
        found = (
            each
            for each in known
            if isinstance(each, facts.Participation) and (each.partnership, each.start_date) == (partnership, start)
        )
        return recorded(district, ended(next(found, None), partnership, key, start, day), now)


def _released(state: Partnership, district: str, key: str, day: date, now: datetime) -> PartnershipEvent:
    event = event_of(state, said.ParticipantReleased(district=district, learner=key, date=day), now)
    try:
        check(state, event)
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
