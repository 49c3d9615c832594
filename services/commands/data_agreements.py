"""Data-sharing agreements are drafted, signed and ended; each is said as an event of the district."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from services.commands.command_handler import WAIT_SECONDS, disagreement, source_of, unacknowledged
from services.commands.envelopes import HEADERS
from services.commands.model import CommandCode, CommandError, refusal
from services.commands.projection_wait import is_applied
from services.commands.references import References
from services.contracts import events
from services.contracts.data_agreements import SharingAgreement, SharingEnd, SharingSide, SharingSignature
from services.contracts.decode import decode, encode
from services.contracts.rejection import Code, Rejected
from services.core.access import Principal
from services.core.access.agreements import may_share, sides_of
from services.core.data_agreements import (
    AGREEMENT_KINDS,
    SIDES,
    Agreement,
    AgreementStatus,
    agreements_of,
    digest_of_terms,
)
from services.core.entity_changes import entity_key
from services.core.facts import EntityKey, encoded
from services.core.time_zones import zone_of
from services.log.port import LEARNER_EVENTS, DisagreeingLog, Log, LogError, NewRecord
from services.store.port import Store

MOMENT = timedelta(microseconds=1)
"""By which versions of a fact are told apart."""
DECIDED = (AgreementStatus.ENDED, AgreementStatus.EXPIRED)
Said = SharingAgreement | SharingSignature | SharingEnd
_EVENTS: Mapping[type[Said], Any] = {
    SharingAgreement: events.SharingAgreementRecorded,
    SharingSignature: events.SharingSignatureRecorded,
    SharingEnd: events.SharingEndRecorded,
}


@dataclass(frozen=True, slots=True)
class Signing:
    """A signature as somebody sends it. `terms`: the digest of the terms that they have read."""

    district: str
    agreement: str
    side: SharingSide
    signed_by: str
    terms: str


@dataclass(frozen=True, slots=True)
class Ending:
    """An end as somebody sends it."""

    district: str
    agreement: str
    side: SharingSide
    reason: str


class AgreementService:
    """Says things of data-sharing agreements for principals who may. Methods raise CommandError and StoreError."""

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
        self._references = References(store)
        self._now = now
        self._wait = wait

    async def draft(
        self, principal: Principal, district: str, terms: SharingAgreement, key: str | None, expected: str | None
    ) -> Agreement | None:
        """Record the terms. The agreement with them; None: the event is in the log and not yet applied.

        Args:
            key: names the intention: sent again with the same key, it counts once.
            expected: the digest of the terms that the caller saw and changes; None: whatever they are.
        """
        if not may_share(principal, district):
            raise CommandError(CommandCode.FORBIDDEN, "district", "only the district can draft what it shares")
        await self._references.check_shared(district, terms.schools)
        before = await self._find_or_none(district, terms.agreement)
        if before is not None and before.terms_digest == digest_of_terms(district, terms):
            return before
        if before is not None:
            await self._check_open(before, expected)
        return await self._say(principal, district, terms, key)

    async def sign(self, principal: Principal, signing: Signing, key: str | None) -> Agreement | None:
        """Sign for one side. Raises CommandError VERSION_CONFLICT if the terms are no longer those that were read."""
        before = await self._find(principal, signing.district, signing.agreement, signing.side)
        if before.terms_digest != signing.terms:
            raise _other_terms("input.termsDigest")
        status = await self._status(before)
        if status in DECIDED:
            message = f"the agreement has {status}, so nobody can sign it; draft a new one"
            raise CommandError(Code.INVALID_TRANSITION, "input.agreement", message)
        if before.has_signed(signing.side, self._now()):
            return before
        data = SharingSignature(
            agreement=signing.agreement,
            side=signing.side,
            signed_by=signing.signed_by,
            signed_at=self._now(),
            terms=signing.terms,
        )
        return await self._say(principal, signing.district, data, key)

    async def end(self, principal: Principal, ending: Ending, key: str | None) -> Agreement | None:
        """End at once and for good, by either side. An agreement that has ended stays as it is."""
        before = await self._find(principal, ending.district, ending.agreement, ending.side)
        if before.ended_by(self._now()):
            return before
        data = SharingEnd(agreement=ending.agreement, side=ending.side, ended_at=self._now(), reason=ending.reason)
        return await self._say(principal, ending.district, data, key)

    async def _find(self, principal: Principal, district: str, agreement: str, side: SharingSide) -> Agreement:
        """The agreement, where the principal may act for the side. Foreign and missing ones are refused alike."""
        known = await self._find_or_none(district, agreement)
        if known is None or side not in sides_of(principal, known):
            message = f"there is no agreement {agreement[:100]!r} in which you act for the {side}"
            raise CommandError(CommandCode.NOT_FOUND, "input.agreement", message)
        return known

    async def _find_or_none(self, district: str, agreement: str) -> Agreement | None:
        documents = await self._store.documents(district, AGREEMENT_KINDS)
        agreements = agreements_of({key: fact.value for key, fact in documents.items()})
        return next((known for known in agreements if known.terms.agreement == agreement), None)

    async def _check_open(self, before: Agreement, expected: str | None) -> None:
        if expected is not None and before.terms_digest != expected:
            raise _other_terms("expectedTermsDigest")
        signed = all(before.has_signed(side, self._now()) for side in SIDES)
        if signed or await self._status(before) in DECIDED:
            message = "both sides have signed it, or it is over, so its terms stay; end it, and draft a new one"
            raise CommandError(Code.INVALID_TRANSITION, "input.agreement", message)

    async def _status(self, agreement: Agreement) -> AgreementStatus:
        described = await self._store.entity(EntityKey(agreement.district, "district", encoded(agreement.district)))
        return agreement.status(self._now(), zone_of(described.value if described else None))

    async def _say(self, principal: Principal, district: str, data: Said, key: str | None) -> Agreement | None:
        now = await self._after_known(district, data)
        event = _EVENTS[type(data)](
            specversion="1.0",
            id=uuid4().hex if key is None else hashlib.sha256(f"{principal.name}\0{key}".encode()).hexdigest(),
            source=source_of(principal),
            time=now,
            partitionkey=district,
            data=data,
        )
        raw = encode(event)
        try:
            decode(raw, now)
        except Rejected as rejected:
            raise refusal(rejected) from None
        try:
            offsets = await self._log.append(LEARNER_EVENTS, [NewRecord(district.encode(), raw, HEADERS)])
        except DisagreeingLog:
            raise disagreement() from None
        except LogError:
            raise unacknowledged() from None
        if not await is_applied(self._log, self._store, LEARNER_EVENTS, offsets[-1], self._wait):
            return None
        return await self._find_or_none(district, data.agreement)

    async def _after_known(self, district: str, data: Said) -> datetime:
        """Now, or just after what is known of the same: two machines' clocks differ, and the newer one counts."""
        known = (await self._store.documents(district, AGREEMENT_KINDS)).get(entity_key(district, data))
        return self._now() if known is None else max(self._now(), known.version.moment + MOMENT)


def _other_terms(path: str) -> CommandError:
    message = "the terms are others by now; read them again, and decide anew"
    return CommandError(Code.VERSION_CONFLICT, path, message)
