"""Data-sharing agreements: what a district shares of its learners' numbers, with whom, why and until when.

Each is three facts, so that any order of arrival says the same: the terms, a signature of each side, and an end.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from services.contracts.facts import Data
from services.contracts.primitives import Id, Label, Timestamp

SharingSide = Literal["district", "recipient"]
"""The two who sign: the district that shares, and whoever receives."""
RecipientKind = Literal["consortium", "partner", "district"]
MetricFamily = Literal["attendance", "grades", "engagement"]
"""Families of the metrics that come from learners. Those of partnerships alone are not learner data."""
Digest = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64}$", description="SHA-256 (hex) of the terms that are signed: `termsDigest`.")
]


class Recipient(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """Who receives: the consortium that runs this Tandem, a partner organisation, or another district."""

    kind: RecipientKind
    id: Annotated[
        Id | None,
        Meta(description="The partner's id as in its partnerships, or the district's. Absent of the consortium."),
    ] = None


class SharingAgreementKey(Data, frozen=True, kw_only=True):
    agreement: Id


class SharingAgreement(SharingAgreementKey, frozen=True, kw_only=True):
    """The terms of a data-sharing agreement (FERPA, 34 CFR 99.31 and 99.35: purpose, scope, duration, destruction).

    Terms that are recorded anew need new signatures: a signature holds for the terms whose digest it names.
    """

    title: Label
    recipient: Recipient
    purpose: Annotated[str, Meta(min_length=1, max_length=2000, description="What the recipient may use it for.")]
    families: Annotated[
        tuple[MetricFamily, ...], Meta(min_length=1, max_length=3, description="The families of metrics shared.")
    ]
    schools: Annotated[
        tuple[Id, ...], Meta(max_length=1000, description="The schools whose learners are counted. Empty: all.")
    ] = ()
    begin: Annotated[date, Meta(description="The first day on which it can be in force, where the district is.")]
    end: Annotated[date, Meta(description="The last day on which it can be in force, where the district is.")]
    destruction: Annotated[
        date, Meta(description="The day by which the recipient has destroyed what was received; not before `end`.")
    ]


class SharingSignatureKey(SharingAgreementKey, frozen=True, kw_only=True):
    side: SharingSide


class SharingSignature(SharingSignatureKey, frozen=True, kw_only=True):
    """One side has signed the terms. A second signature of the same side replaces the first."""

    signed_by: Annotated[Label, Meta(description="Name and office of the person who signed.")]
    signed_at: Timestamp
    terms: Digest


class SharingEnd(SharingSignatureKey, frozen=True, kw_only=True):
    """One side has ended the agreement, from `endedAt` on and for good: to share again takes a new agreement."""

    ended_at: Timestamp
    reason: Annotated[str, Meta(min_length=1, max_length=2000)]
