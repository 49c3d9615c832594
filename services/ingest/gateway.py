"""The way of HTTP events into the log: decode → pseudonymise → append to their topic, with an outcome for each."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from services.contracts import facts
from services.contracts.decode import MAX_EVENT_BYTES, encode
from services.contracts.envelopes import PartnershipEventEnvelope
from services.contracts.events import LearnerEvent
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Code, Rejected
from services.contracts.unread_members import MAX_UNREAD, Unread, unread_members
from services.core.access import DEVELOPMENT, Principal
from services.core.identity import Secrets
from services.ingest.admission import admit_any
from services.ingest.cloudevents import STRUCTURED, Carried
from services.ingest.import_ports import Appends
from services.ingest.local_dates import LocalDates, OwnOffsets
from services.ingest.permission import check_publisher
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, Headers, NewRecord

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_TURN, _EACH = 200_000, 500  # bytes decoded before other requests get their turn; an event costs as much as some bytes

MAX_WARNINGS = 500
"""Of one request: to find what a misspelt member was meant to be takes longer than to decode an event."""
_DATE = 1_000  # bytes: more than a date and the defaults that are written beside it add to an event
_ECHOED = 200  # characters of an id that are told back; a valid one is no longer


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """What became of one event.

    Attributes:
        id: the event's own id, as far as it could be read.
        rejected: why it was refused; None if it was accepted.
        effect: what else happens because of an event that was accepted, for whoever sent it.
        unread: members that nobody reads, of an event that was accepted or lacks one that is needed.
    """

    id: str | None
    rejected: Rejected | None = None
    effect: str | None = None
    unread: Sequence[Unread] = ()


class _Named(msgspec.Struct):
    """What an event that was refused still tells of itself."""

    id: str | None = None


class _Traced(msgspec.Struct):
    """The CloudEvents extension for distributed tracing."""

    traceparent: str | None = None


class Gateway:
    """Takes events of publishers. What it refuses it tells the caller, and puts nowhere else.

    Whether a partnership event may follow those before it is decided when it is read from the log, not here.
    """

    def __init__(
        self,
        log: Appends,
        secrets: Secrets,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        dates: LocalDates | None = None,
    ) -> None:
        """`dates`: fills in the date of a partnership event that brings none; absent: nobody does."""
        self._log = log
        self._dates = dates or OwnOffsets()
        self._secrets = secrets
        self._now = now

    async def accept(
        self,
        events: Sequence[Carried],
        *,
        principal: Principal = DEVELOPMENT,
        dry_run: bool = False,
        traceparent: str | None = None,
    ) -> list[EventOutcome]:
        """Append all valid events, those of learners first, each topic's at once; an outcome for each event, in order.

        Args:
            principal: who sends them; those that they may not send are refused.
            dry_run: decide, but append nothing.
            traceparent: of the request (W3C Trace Context), for events that bring none of their own.

        Raises:
            LogError, StoreError: the log failed, or a date cannot be looked up; nothing may be reported as
                accepted. Sending all of it again is always right.
        """
        now = self._now()
        outcomes: list[EventOutcome] = []
        records: dict[str, list[NewRecord]] = {LEARNER_EVENTS: [], PARTNERSHIP_EVENTS: []}
        since_turn, warnings = 0, MAX_WARNINGS
        for event in events:
            since_turn += _EACH + (0 if isinstance(event, Rejected) else len(event))
            if since_turn > _TURN:
                since_turn = 0
                await asyncio.sleep(0)
            try:
                admitted = await self._admitted(event, now, principal)
                record = _record(admitted, event, traceparent)
            except Rejected as why:
                outcomes.append(EventOutcome(_name_of(event), why, None, _unread_of(event, why, warnings)))
            else:
                outcomes.append(
                    EventOutcome(admitted.id, None, _effect_of(admitted), _unread_of(event, None, warnings))
                )
                records[
                    PARTNERSHIP_EVENTS if isinstance(admitted, PartnershipEventEnvelope) else LEARNER_EVENTS
                ].append(record)
                if not dry_run:
                    self._dates.note(admitted)
            warnings -= len(outcomes[-1].unread)
        for topic, of_topic in records.items():
            if of_topic and not dry_run:
                await self._log.append(topic, of_topic)
        return outcomes

    async def _admitted(self, carried: Carried, now: datetime, principal: Principal) -> LearnerEvent | PartnershipEvent:
        """The event as the log will hold it."""
        if isinstance(carried, Rejected):
            raise carried
        event = admit_any(carried, now, self._secrets)
        await check_publisher(principal, event, self._dates.districts_of)
        if isinstance(event, PartnershipEventEnvelope) and len(carried) < MAX_EVENT_BYTES - _DATE:
            return await self._dates.dated(event)
        return event


def _record(event: LearnerEvent | PartnershipEvent, carried: Carried, traceparent: str | None) -> NewRecord:
    headers = () if isinstance(carried, Rejected) else _headers(carried, traceparent)
    return NewRecord(event.partitionkey.encode(), encode(event), headers)


def _headers(raw: bytes, traceparent: str | None) -> Headers:
    """`traceparent` goes on only in its own form: anything else in it could be a student's id."""
    content_type = ("content-type", STRUCTURED.encode())
    for candidate in (_trace_of(raw), traceparent):
        if candidate is not None and _TRACEPARENT.fullmatch(candidate):
            return content_type, ("traceparent", candidate.encode())
    return (content_type,)


def _trace_of(raw: bytes) -> str | None:
    if b"traceparent" not in raw:
        return None
    try:
        return msgspec.json.decode(raw, type=_Traced).traceparent
    except (msgspec.ValidationError, UnicodeDecodeError):
        return None


def _unread_of(carried: Carried, why: Rejected | None, limit: int) -> Sequence[Unread]:
    """At most so many; of a refused event those that may be the misspelt name of a member that is missing."""
    lacking = why is None or (why.code is Code.MISSING_FIELD and why.pointer != "/type")
    return unread_members(carried, min(limit, MAX_UNREAD)) if lacking and isinstance(carried, bytes) else ()


def _effect_of(event: LearnerEvent | PartnershipEvent) -> str | None:
    """What an event sets going beside the fact that it says."""
    whom = _COUNTED_ANEW.get(type(event.data))
    return None if whom is None else _EFFECT.format(whom=whom)


_COUNTED_ANEW = {
    facts.Calendar: "the learners of its school and school year",
    facts.CalendarKey: "the learners of its school and school year",
    facts.Course: "the learners whose grades take their subject or core flag from it",
    facts.CourseKey: "the learners whose grades take their subject or core flag from it",
    facts.Policy: "all learners of the district",
    facts.PolicyKey: "all learners of the district",
}
_EFFECT = (
    "if it is newer and other than what is known, {whom} are counted anew, some at a time; answers show the numbers of "
    "before until all are, and `district {{ recomputing }}` says so meanwhile"
)


def _name_of(carried: Carried) -> str | None:
    if isinstance(carried, Rejected):
        return None
    try:
        name = msgspec.json.decode(carried, type=_Named).id
        return name and name[:_ECHOED]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
