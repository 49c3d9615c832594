"""What every event passes on its way in, whichever way that is: the contract, and what only the door can know."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import pairwise
from zoneinfo import available_timezones

from msgspec.structs import replace

from services.contracts import facts
from services.contracts.decode import MAX_EVENT_BYTES, decode, decode_any, encode
from services.contracts.envelopes import CURRENT_RULES, PartnershipEventEnvelope
from services.contracts.events import LearnerEvent
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.plain_ids import plain_id
from services.contracts.rejection import Code, Rejected
from services.core.identity import Secrets, pseudonymise

_GROWTH = 4
"""By how much learner keys, which are longer than most ids, can lengthen an event at the most."""


def admit(raw: bytes, now: datetime, secrets: Secrets) -> LearnerEvent:
    """The event as the log will hold it, its learners pseudonymised.

    Time zones are checked here and not by the contract: machines know different ones, and a replay must decide as the
    first reading did.

    Raises:
        Rejected: with a code, a JSON pointer and a reason.
    """
    return _admitted(decode(raw, now), raw, secrets)


def admit_any(raw: bytes, now: datetime, secrets: Secrets) -> LearnerEvent | PartnershipEvent:
    """The same of an event of either topic. What a partnership says names learners by their keys already.

    Raises:
        Rejected: with a code, a JSON pointer and a reason.
    """
    event = decode_any(raw, now)
    return _under_rules(event) if isinstance(event, PartnershipEventEnvelope) else _admitted(event, raw, secrets)


def _under_rules(event: PartnershipEvent) -> PartnershipEvent:
    """Judged by the current rules, unless it says by which: a replay decides by what the log holds."""
    return event if event.rulesversion is not None else replace(event, rulesversion=CURRENT_RULES)


def _admitted(event: LearnerEvent, raw: bytes, secrets: Secrets) -> LearnerEvent:
    if isinstance(event.data, facts.District) and not is_time_zone(event.data.time_zone):
        reason = f"{event.data.time_zone!r} is no IANA time zone; write it like America/Chicago"
        raise Rejected(Code.INVALID_VALUE, "/data/timeZone", reason)
    if isinstance(event.data, facts.Policy):
        _check_parts(event.data.absent_parts)
    event = pseudonymise(with_plain_ids(event), secrets)
    if len(raw) * _GROWTH > MAX_EVENT_BYTES and (size := len(encode(event))) > MAX_EVENT_BYTES:
        reason = f"{size} bytes with learner keys; at most {MAX_EVENT_BYTES} are accepted. Split the event"
        raise Rejected(Code.TOO_LARGE, "", reason)
    return event


def _check_parts(parts: Sequence[facts.AbsentPart]) -> None:
    """Thresholds of parts of a day may not contradict each other.

    Here and not in the contract, which logs of earlier versions must go on fulfilling.

    Raises:
        Rejected: of two of one kind, the same one says two things, or the greater one fewer halves.
    """
    for kind in ("fraction", "minutes"):
        thresholds = [(getattr(part, kind), part.halves, index) for index, part in enumerate(parts)]
        in_order = sorted(threshold for threshold in thresholds if threshold[0] is not None)
        for (least, halves, _), (greater, more, index) in pairwise(in_order):
            if more < halves or (least == greater and more != halves):
                reason = f"{greater:g} {kind} missed cannot be {more} halves of a day, since {least:g} are {halves}"
                raise Rejected(Code.INVALID_VALUE, f"/data/absentParts/{index}/{kind}", reason)


def with_plain_ids(event: LearnerEvent) -> LearnerEvent:
    """The event with the ids of its school and learners read by the rule for ids out of spreadsheets.

    Raises:
        Rejected: an id is damaged beyond what can be known.
    """
    data = event.data
    changed: dict[str, object] = {}
    for name in ("school", "learner"):
        written = getattr(data, name, None)
        if written is not None and (meant := plain_id(written, f"/data/{name}")) != written:
            changed[name] = meant
    match data:
        case facts.Roll(marks=marks):
            ids = [plain_id(mark.learner, f"/data/marks/{index}/0") for index, mark in enumerate(marks)]
            if any(plain != mark.learner for plain, mark in zip(ids, marks, strict=True)):
                paired = zip(ids, marks, strict=True)
                changed["marks"] = tuple(replace(mark, learner=plain) for plain, mark in paired)
        case facts.RollKey(learners=learners):
            plain_learners = tuple(
                plain_id(learner, f"/data/learners/{index}") for index, learner in enumerate(learners)
            )
            if plain_learners != learners:
                changed["learners"] = plain_learners
    return _checked(replace(event, data=replace(data, **changed))) if changed else event


def _checked(event: LearnerEvent) -> LearnerEvent:
    """Two ids of a roll may be one now, and an id of nothing but white space is none."""
    return decode(encode(event), event.time)


def is_time_zone(name: str) -> bool:
    return name in _time_zones()


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
