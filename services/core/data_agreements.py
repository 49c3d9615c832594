"""Data-sharing agreements: when one is in force, and what it then lets its recipient see."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import get_args
from zoneinfo import ZoneInfo

import msgspec

from services.contracts import facts
from services.contracts.data_agreements import (
    Recipient,
    SharingAgreement,
    SharingAgreementKey,
    SharingEnd,
    SharingSide,
    SharingSignature,
)
from services.core.facts import EntityKey

AGREEMENT_KINDS = ("sharing_agreement", "sharing_signature", "sharing_end")
"""Kinds of the district documents of which an agreement is made."""
SIDES: tuple[SharingSide, ...] = get_args(SharingSide)


class AgreementStatus(StrEnum):
    """What has become of an agreement; it shares something while it is in force, and nothing otherwise."""

    AWAITS_SIGNATURES = "awaits_signatures"
    NOT_BEGUN = "not_begun"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Agreement:
    """The terms of a district's data-sharing agreement, with what each side has said of them.

    Attributes:
        signatures: the newest of each side, also of terms that have changed since.
        ends: by the side that ended it.
    """

    district: str
    terms: SharingAgreement
    signatures: Mapping[SharingSide, SharingSignature] = field(default_factory=dict)
    ends: Mapping[SharingSide, SharingEnd] = field(default_factory=dict)

    @property
    def terms_digest(self) -> str:
        return digest_of_terms(self.district, self.terms)

    def has_signed(self, side: SharingSide, now: datetime) -> bool:
        """Whether the side's signature is under the terms as they are."""
        signature = self.signatures.get(side)
        return signature is not None and signature.terms == self.terms_digest and signature.signed_at <= now

    def ended_by(self, now: datetime) -> SharingEnd | None:
        """The end that came first."""
        come = [end for end in self.ends.values() if end.ended_at <= now]
        return min(come, key=lambda end: (end.ended_at, end.side), default=None)

    def status(self, now: datetime, zone: ZoneInfo) -> AgreementStatus:
        """As of a moment, the days being those of the district's time zone."""
        if self.ended_by(now):
            return AgreementStatus.ENDED
        day = now.astimezone(zone).date()
        if day > self.terms.end:
            return AgreementStatus.EXPIRED
        if not all(self.has_signed(side, now) for side in SIDES):
            return AgreementStatus.AWAITS_SIGNATURES
        return AgreementStatus.NOT_BEGUN if day < self.terms.begin else AgreementStatus.IN_FORCE

    def covers_school(self, school: str) -> bool:
        return not self.terms.schools or school in self.terms.schools


def digest_of_terms(district: str, terms: SharingAgreement) -> str:
    """SHA-256 (hex) of what is signed. A member that is added to the terms later changes no digest of before."""
    return hashlib.sha256(msgspec.json.encode((district, terms))).hexdigest()


def agreements_of(documents: Mapping[EntityKey, facts.Data | None]) -> list[Agreement]:
    """The agreements that a district's documents of `AGREEMENT_KINDS` make, by district and id.

    Signatures and ends without terms (which are retracted, or have not arrived yet) make none.
    """
    said: dict[tuple[str, str], list[SharingAgreementKey]] = {}
    for key, value in documents.items():
        if isinstance(value, SharingAgreementKey):
            said.setdefault((key.district, value.agreement), []).append(value)
    made = (_agreement(district, facts_of_one) for (district, _), facts_of_one in sorted(said.items()))
    return [agreement for agreement in made if agreement is not None]


def _agreement(district: str, said: Iterable[SharingAgreementKey]) -> Agreement | None:
    terms: SharingAgreement | None = None
    signatures: dict[SharingSide, SharingSignature] = {}
    ends: dict[SharingSide, SharingEnd] = {}
    for fact in said:
        match fact:
            case SharingAgreement():
                terms = fact
            case SharingSignature(side=side):
                signatures[side] = fact
            case SharingEnd(side=side):
                ends[side] = fact
    return None if terms is None else Agreement(district, terms, signatures, ends)


def in_force(
    agreements: Iterable[Agreement], recipients: Iterable[Recipient], now: datetime, zones: Mapping[str, ZoneInfo]
) -> list[Agreement]:
    """Those that let one of the recipients see something now.

    Args:
        recipients: as whom somebody asks, such as a partner organisation.
        zones: by district; UTC where it is not known.
    """
    wanted = list(recipients)
    return [
        agreement
        for agreement in agreements
        if agreement.terms.recipient in wanted
        and agreement.status(now, zones.get(agreement.district, ZoneInfo("UTC"))) is AgreementStatus.IN_FORCE
    ]
