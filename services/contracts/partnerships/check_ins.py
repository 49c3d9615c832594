"""Check-ins, and the challenges and actions that are talked about there."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from services.contracts.facts import Data
from services.contracts.partnerships.terms import CadenceDays, OwnDate, Side, Text
from services.contracts.primitives import Id, Label, Timestamp


class CheckInScheduled(Data, frozen=True, kw_only=True):
    """One is due on a day; a cadence makes these, and anybody may add some.

    `countsFrom`: of one that a consumer's clock schedules, the day to which it added the cadence; absent: a person
    scheduled it, and no cadence moves it.
    """

    check_in: Id
    due: date
    date: OwnDate = None
    counts_from: OwnDate = None


class Attendee(Struct, frozen=True, array_like=True, gc=False):
    name: Label
    side: Side


class FrozenValue(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """What a goal's question answered when somebody looked. `n`: the learners behind it."""

    goal: Id
    value: float | None = None
    n: Annotated[int, Meta(ge=0)] | None = None
    status: Literal["OK", "NO_DATA", "DIVIDE_BY_ZERO"] = "OK"
    as_of: Timestamp


class CheckInHeld(Data, frozen=True, kw_only=True):
    """Both sides met. `progress`: the values of the goals at that time. What else came of it names the check-in."""

    check_in: Id
    date: date
    attendees: Annotated[tuple[Attendee, ...], Meta(max_length=200)] = ()
    progress: Annotated[tuple[FrozenValue, ...], Meta(max_length=200)] = ()
    notes: Text | None = None


class ChallengeAtCheckIn(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """Something that stands in the way, raised at a check-in."""

    challenge: Id
    text: Text


class ResolutionAtCheckIn(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """A challenge that stands in the way no longer; `text` says how."""

    challenge: Id
    text: Text


class ActionAtCheckIn(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """The owner, of this side, does this by `due`."""

    action: Id
    text: Text
    owner: Label
    side: Side
    due: date


class AdjustmentAtCheckIn(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """A change of what was agreed: what, why, from when on, and the new cadence if there is one."""

    amendment: Id
    what: Text
    why: Text
    effective: date
    cadence_days: CadenceDays | None = None


class CheckInRecorded(CheckInHeld, frozen=True, kw_only=True):
    """Both sides met, and all that came of it: everything counts, or nothing does.

    `resolutions`, `done`: challenges and actions that were open. `challenges`, `actions`, `adjustments`: what is new;
    all of it is of the day of the check-in, and names it.
    """

    resolutions: Annotated[tuple[ResolutionAtCheckIn, ...], Meta(max_length=100)] = ()
    done: Annotated[tuple[Id, ...], Meta(max_length=100)] = ()
    challenges: Annotated[tuple[ChallengeAtCheckIn, ...], Meta(max_length=100)] = ()
    actions: Annotated[tuple[ActionAtCheckIn, ...], Meta(max_length=100)] = ()
    adjustments: Annotated[tuple[AdjustmentAtCheckIn, ...], Meta(max_length=100)] = ()


class CheckInMissed(Data, frozen=True, kw_only=True):
    """Nobody held it by its due date; told by a consumer's clock, once."""

    check_in: Id
    date: date


class CheckInRescheduled(Data, frozen=True, kw_only=True):
    """From `date` on a check-in that was not held is due on another day, which is not before `date`.

    `date` is on the day by which it was due so far, or before. `cadenceDays`: the cadence that moved it, which a
    consumer's clock tells; absent: both sides agreed on the day, and no cadence moves it any more.
    """

    check_in: Id
    due: date
    date: date
    why: Text | None = None
    cadence_days: CadenceDays | None = None


class CheckInCancelled(Data, frozen=True, kw_only=True):
    """From `date` on nobody expects a check-in that was not held; the next one is a cadence after it was due.

    `date` is on the day by which it was due, or before. `cadenceDays`: the cadence that wants others in its place,
    which a consumer's clock tells.
    """

    check_in: Id
    date: date
    why: Text | None = None
    cadence_days: CadenceDays | None = None


class ChallengeRaised(Data, frozen=True, kw_only=True):
    """Something stands in the way."""

    challenge: Id
    text: Text
    date: date
    check_in: Id | None = None


class ChallengeResolved(Data, frozen=True, kw_only=True):
    """It stands in the way no longer; `text` says how."""

    challenge: Id
    text: Text
    date: date


class ActionAgreed(Data, frozen=True, kw_only=True):
    """The owner, of this side, does this by `due`."""

    action: Id
    text: Text
    owner: Label
    side: Side
    due: date
    date: date
    check_in: Id | None = None


class ActionDone(Data, frozen=True, kw_only=True):
    """What was agreed is done."""

    action: Id
    date: date
