"""What is said on the district's topic of those who have places: that they take part, from when to when."""

import hashlib
import math
from collections.abc import Collection, Iterable
from datetime import date, datetime

import msgspec

from services.commands.enrollment import Enrollee, EnrollmentRequest
from services.commands.placement_events import SOURCE
from services.contracts import events, facts
from services.contracts.decode import decode, encode
from services.contracts.rejection import Code, Rejected
from services.core.calendar import ONE_DAY
from services.core.ledger import Ledger

Participating = events.ParticipationRecorded | events.ParticipationRetracted


def participation(
    enrolling: EnrollmentRequest, key: str, enrollee: Enrollee, start: date, now: datetime
) -> Participating:
    """That the learner takes part. Raises Rejected."""
    if enrollee.planned_hours is not None and not math.isfinite(enrollee.planned_hours):
        raise Rejected(Code.OUT_OF_RANGE, "/data/plannedHours", "planned hours must be a number")
    data = facts.Participation(
        learner=key,
        partnership=enrolling.partnership,
        start_date=start,
        end_date=enrollee.end,
        program=enrollee.program,
        planned_hours=enrollee.planned_hours,
    )
    return _event(events.ParticipationRecorded, enrolling.district, data, now)


def ended(ledger: Ledger, district: str, key: facts.ParticipationKey, day: date, now: datetime) -> Participating:
    """The participation as it was recorded, with its end; retracted where it has no day before `day`."""
    if day <= key.start_date:
        return _event(events.ParticipationRetracted, district, key, now)
    before = _recorded(ledger, key) or facts.Participation(
        learner=key.learner, partnership=key.partnership, start_date=key.start_date
    )
    data = msgspec.structs.replace(before, end_date=day - ONE_DAY)
    return _event(events.ParticipationRecorded, district, data, now)


def taken_back(
    ledger: Ledger, district: str, partnership: str, starts: Collection[date], now: datetime
) -> list[Participating]:
    """Retractions of the learner's participations in the partnership that begin with none of these places."""
    known: Iterable[object] = (fact.value for fact in ledger.get("participation", {}).values())
    wrong = [
        fact
        for fact in known
        if isinstance(fact, facts.Participation) and fact.partnership == partnership and fact.start_date not in starts
    ]
    keys = [
        facts.ParticipationKey(learner=fact.learner, partnership=partnership, start_date=fact.start_date)
        for fact in wrong
    ]
    return [_event(events.ParticipationRetracted, district, key, now) for key in keys]


def _recorded(ledger: Ledger, key: facts.ParticipationKey) -> facts.Participation | None:
    known: Iterable[object] = (fact.value for fact in ledger.get("participation", {}).values())
    wanted = (key.partnership, key.start_date)
    participations = (fact for fact in known if isinstance(fact, facts.Participation))
    return next((fact for fact in participations if (fact.partnership, fact.start_date) == wanted), None)


def _event(
    kind: type[events.ParticipationRecorded] | type[events.ParticipationRetracted],
    district: str,
    data: facts.ParticipationKey,
    now: datetime,
) -> Participating:
    """With an id of what it says, so that saying it again is the same event, said later."""
    content = hashlib.sha256(msgspec.json.encode((kind.__name__, district, data))).hexdigest()[:32]
    event = kind(specversion="1.0", id=content, source=SOURCE, time=now, partitionkey=district, data=data)  # type: ignore[arg-type]  # each kind has its own data
    decode(encode(event), now)
    return event
