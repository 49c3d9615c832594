"""A command becomes an event: built, checked against contract and state, appended, and waited for."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import quote
from uuid import uuid4

from services.commands.authorisation import check_command, check_proposal, seen_target
from services.commands.clock_records import records_of
from services.commands.envelopes import EVENTS, HEADERS
from services.commands.model import Command, CommandCode, CommandError, CommandOutcome, refusal
from services.commands.projection_wait import is_applied
from services.commands.references import References
from services.contracts import partnerships as said
from services.contracts.decode import decode_partnership, encode
from services.contracts.envelopes import CURRENT_RULES
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.partnerships import Proposed
from services.contracts.rejection import Code, Rejected
from services.core.access import Operation, Principal, Target, may
from services.core.facts import EntityKey, encoded
from services.core.partnerships.acceptance import accepted
from services.core.partnerships.cadence_moves import cadence_plan
from services.core.partnerships.clock import AT_ONCE, tick
from services.core.partnerships.event_facts import fingerprint, fingerprint_of
from services.core.partnerships.partnership import Partnership
from services.core.time_zones import zone_of
from services.log.port import PARTNERSHIP_EVENTS, DisagreeingLog, Log, LogError, NewRecord, Offset
from services.store.port import Store, StoreError

WAIT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
"""How long the store may take to say how a partnership is."""
HAPPENED = (
    said.Proposed,
    said.VisionDrafted,
    said.VisionEndorsed,
    said.ContributionPledged,
    said.CheckInScheduled,
    said.ActionAgreed,
    said.AgreementAmended,
    said.NeedRecorded,
    said.GoalSet,
    said.StoryPublished,
    said.Withdrawal,
    said.ContributionRetracted,
    said.CheckInHeld,
    said.CheckInMissed,
    said.CheckInRescheduled,
    said.CheckInCancelled,
    said.ContributionRecorded,
    said.ActionDone,
    said.ChallengeRaised,
    said.ChallengeResolved,
)
"""Said at the API of the past only; leads, capacities, pauses and the like may be said in advance."""


class CommandHandler:
    """Says things of partnerships for principals who may."""

    def __init__(
        self,
        log: Log,
        store: Store,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        wait: float = WAIT_SECONDS,
    ) -> None:
        """`wait`: how many seconds to wait at most for what was appended to be applied."""
        self._log = log
        self._store = store
        self._now = now
        self._wait = wait

    async def find(self, principal: Principal, partnership: str) -> Partnership:
        """The partnership as it is now. Raises CommandError NOT_FOUND, also for what the principal may not see."""
        return (await self._target(principal, partnership))[0]

    async def find_for(self, principal: Principal, partnership: str, data: Data) -> Partnership:
        """The same for somebody who says something of it. Raises CommandError FORBIDDEN where they may not."""
        state, target = await self._target(principal, partnership)
        check_command(principal, data, state, target)
        return state

    async def find_to(
        self, principal: Principal, partnership: str, operation: Operation, district: str
    ) -> tuple[Partnership, bool]:
        """The same, and whether they may do this for one of its districts."""
        state, target = await self._target(principal, partnership)
        own = replace(target, districts=(district,))
        return state, district in state.districts and may(principal, operation, own)

    async def _target(self, principal: Principal, partnership: str) -> tuple[Partnership, Target]:
        state = await self.find_or_none(partnership)
        target = await seen_target(principal, self._store, state)
        if state is None or target is None:
            message = f"there is no partnership {partnership[:100]!r} that you may see; propose it first"
            raise CommandError(CommandCode.NOT_FOUND, "partnership", message)
        return state, target

    async def find_or_none(self, partnership: str) -> Partnership | None:
        async with _answer_due():
            return (await self._store.partnerships([partnership])).get(partnership)

    async def say(self, principal: Principal, command: Command) -> CommandOutcome:
        """See `Commands`. Raises StoreError if the store does not answer before anything is appended."""
        state = await self._state_for(principal, command)
        event = self._event(principal, command, await self._local_now(state, command.data))
        if state is not None and fingerprint(event) in state.seen:
            await self._check_request(state, event)
            return CommandOutcome(event.id, state)
        check_has_happened(event)
        try:
            accepted(state, event)
        except Rejected as rejected:
            raise refusal(rejected) from None
        if isinstance(event.data, Proposed):
            await References(self._store).check_districts(event.data.districts, principal.districts)
        offset = (await self.append([event]))[0]
        if not await self.applied(offset):
            return CommandOutcome(event.id, None)
        try:
            return CommandOutcome(event.id, await self._with_moves(await self._accepted(event), event.time.date()))
        except StoreError:  # it is in the log, so it counts, whenever the store is back
            return CommandOutcome(event.id, None)

    async def previous_outcome(self, principal: Principal, command: Command) -> CommandOutcome | None:
        """What became of a command that was applied with the same key; None: it was not. Raises as `say` does."""
        state = await self.find(principal, command.partnership)
        if command.key is None or fingerprint_of(source_of(principal), command.key) not in state.seen:
            return None
        await self._check_same(state, source_of(principal), command.key, _digest(command))
        return CommandOutcome(command.key, state)

    def _event(self, principal: Principal, command: Command, now: datetime) -> PartnershipEvent:
        """The event as the log will hold it. Raises CommandError for what the contract refuses."""
        event = EVENTS[type(command.data)](
            specversion="1.0",
            id=uuid4().hex if command.key is None else command.key,
            source=source_of(principal),
            time=now,
            partitionkey=command.partnership,
            data=command.data,
            expectedversion=command.expected_version,
            requestdigest=_digest(command),
            rulesversion=CURRENT_RULES,
        )
        try:
            return decode_partnership(encode(event), now)
        except Rejected as rejected:
            raise refusal(rejected) from None

    async def _local_now(self, state: Partnership | None, data: Data) -> datetime:
        """Now where the district named first is: what has no date of its own holds from the local day on."""
        named = state.districts if state is not None else getattr(data, "districts", ())
        district = named[0] if named else ""
        async with _answer_due():
            entity = await self._store.entity(EntityKey(district, "district", encoded(district)))
        return self._now().astimezone(zone_of(entity.value if entity else None))

    async def append(self, events: list[PartnershipEvent]) -> list[Offset]:
        records = [NewRecord(event.partitionkey.encode(), encode(event), HEADERS) for event in events]
        try:
            return await self._log.append(PARTNERSHIP_EVENTS, records)
        except DisagreeingLog:
            raise disagreement() from None
        except LogError:
            raise unacknowledged() from None

    async def applied(self, offset: Offset) -> bool:
        """Wait until the consumer has passed the offset, in whichever process it runs; False if it took too long."""
        return await is_applied(self._log, self._store, PARTNERSHIP_EVENTS, offset, self._wait)

    async def _state_for(self, principal: Principal, command: Command) -> Partnership | None:
        """The state, where the principal may write; None of a partnership that is to be proposed."""
        if not isinstance(command.data, Proposed):
            return await self.find_for(principal, command.partnership, command.data)
        check_proposal(principal, command.data)
        return await self.find_or_none(command.partnership)

    async def _check_request(self, state: Partnership, event: PartnershipEvent) -> None:
        """Raises CommandError if what is in the state under the event's key was another request."""
        if event.requestdigest is not None:
            await self._check_same(state, event.source, event.id, event.requestdigest)

    async def _check_same(self, state: Partnership, source: str, key: str, digest: str | None) -> None:
        number = state.seen[fingerprint_of(source, key)]
        kept = (await self._store.partnership_events(state.id))[number - 1]
        before = decode_partnership(kept.raw, kept.appended_at)
        if before.requestdigest != digest:
            message = f"the key {key[:100]!r} was used for another request; take a new one for a new intention"
            raise CommandError(CommandCode.IDEMPOTENCY_CONFLICT, "idempotencyKey", message)

    async def _accepted(self, event: PartnershipEvent) -> Partnership:
        """The state with the event in it. It was refused if something else came first: then that is said."""
        state = await self.find_or_none(event.partitionkey)
        if state is None or fingerprint(event) not in state.seen:
            try:
                accepted(state, event)
            except Rejected as rejected:
                raise refusal(rejected) from None
            message = "something else was said of the partnership at the same moment; read it again, and decide anew"
            raise CommandError(Code.VERSION_CONFLICT, "", message)
        await self._check_request(state, event)
        return state

    async def _with_moves(self, state: Partnership, today: date) -> Partnership:
        """With what a change of the cadence moves at once; what is not said here the clock says at its next tick."""
        moves = tick(state, today, AT_ONCE) if cadence_plan(state, today).moves else []
        records = records_of(state, moves)
        if not records:
            return state
        try:
            offsets = await self._log.append(PARTNERSHIP_EVENTS, records)
        except LogError:
            return state
        return (await self.applied(offsets[-1]) and await self.find_or_none(state.id)) or state


@asynccontextmanager
async def _answer_due() -> AsyncIterator[None]:
    """Bounds what the store is asked. Raises StoreError: it did not answer."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            yield
    except TimeoutError:
        raise StoreError(f"the store did not answer within {ANSWER_SECONDS:g} s") from None


def disagreement() -> CommandError:
    message = (
        "the event log is not the one that the numbers were computed from, so nothing is accepted until an operator "
        "has decided which of the two holds; send it again later"
    )
    return CommandError(CommandCode.LOG_DISAGREES, "", message)


def unacknowledged() -> CommandError:
    message = (
        "the event log did not acknowledge it, so it may have been stored or not; send it again with the same "
        "idempotency key, under which it counts once"
    )
    return CommandError(CommandCode.LOG_UNAVAILABLE, "", message)


def source_of(principal: Principal) -> str:
    """The `source` of the events that somebody sends through the API."""
    return f"/graphql/{quote(principal.name)}"


def _digest(command: Command) -> str | None:
    """Of the request, where its key can be used again."""
    return None if command.key is None else hashlib.sha256(command.request).hexdigest()


def check_has_happened(event: PartnershipEvent) -> None:
    """What tells that something happened tells of today or before, where the partnership is. Raises CommandError."""
    day, today = getattr(event.data, "date", None), event.time.date()
    if isinstance(event.data, HAPPENED) and day is not None and day > today:
        message = f"{day} is in the future: it is {today} in the district, and only what has happened can be recorded"
        raise CommandError(Code.DATE_ORDER, "input.date", message)
