"""The agreement: its proposal and status, who leads it, what both sides want, and changes of it."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from services.contracts.facts import Data
from services.contracts.partnerships.terms import (
    CadenceDays,
    ClauseKind,
    Duty,
    OwnDate,
    PartnerKind,
    PartnershipKind,
    Places,
    Side,
    Text,
)
from services.contracts.primitives import Id, Label


class Partner(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """An organisation beside the districts. Ed-Fi OrganizationDepartment has no match: partners are no LEAs."""

    id: Id
    name: Label
    kind: PartnerKind


class Proposed(Data, frozen=True, kw_only=True):
    """A partnership of one district or several with one partner or several; it begins as a proposal.

    `date`: when it was proposed; absent: on the day of `time`, or on `begin` if that is earlier.
    """

    name: Label
    kind: PartnershipKind = "other"
    districts: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=200)]
    partners: Annotated[tuple[Partner, ...], Meta(min_length=1, max_length=50)]
    begin: date
    end: date | None = None
    cadence_days: CadenceDays = 90
    date: OwnDate = None


class Activated(Data, frozen=True, kw_only=True):
    """It works from `date` on: both sides have a lead, and an outcome that both endorsed."""

    date: date


class Renewed(Data, frozen=True, kw_only=True):
    """From `date` on the agreement goes on, up to and including `until`; a paused partnership is active again."""

    until: date
    date: date


class Paused(Data, frozen=True, kw_only=True):
    """Nothing happens from `date` on, until it is activated, renewed or closed; no check-in is due meanwhile."""

    date: date
    reason: Text


class Closed(Data, frozen=True, kw_only=True):
    """The partnership has ended on `date`."""

    date: date
    reason: Text


class LeadAssigned(Data, frozen=True, kw_only=True):
    """The named person with this duty for a side from `date` on, in place of who had it before."""

    side: Side
    name: Label
    role: Label
    date: date
    duty: Duty = "lead"


class LeadVacated(Data, frozen=True, kw_only=True):
    """Nobody has the duty for this side from `date` on, until somebody is assigned."""

    side: Side
    date: date
    duty: Duty = "lead"
    reason: Text | None = None


class VisionDrafted(Data, frozen=True, kw_only=True):
    """A clause of the shared vision; another wording of a clause takes back all its endorsements."""

    clause: Id
    kind: ClauseKind
    text: Text
    date: OwnDate = None


class VisionEndorsed(Data, frozen=True, kw_only=True):
    """A named person agrees to this wording of the clause, for a side."""

    clause: Id
    side: Side
    name: Label
    role: Label
    date: date


class AgreementAmended(Data, frozen=True, kw_only=True):
    """A change of what was agreed: what, why, and from when on; a new cadence holds for check-ins from then on."""

    amendment: Id
    what: Text
    why: Text
    effective: date
    cadence_days: CadenceDays | None = None
    check_in: Id | None = None
    date: OwnDate = None


class NeedRecorded(Data, frozen=True, kw_only=True):
    """Something that a side needs of the other."""

    need: Id
    side: Side
    text: Text
    date: date


class CapacitySet(Data, frozen=True, kw_only=True):
    """How many learners can take part at a time, from `date` on."""

    places: Places
    date: date
