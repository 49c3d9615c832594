"""What takes back what was said by mistake."""

from datetime import date
from typing import Literal

from services.contracts.facts import Data
from services.contracts.partnerships.terms import Change, Duty, LearnerKeyText, OwnDate, Side, Text
from services.contracts.primitives import Id, Label


class Withdrawal(Data, frozen=True, kw_only=True):
    """Something was said in error: it is taken back as if it had never been said, for every day.

    What was known before still shows it. `by`: the named person who takes it back; `date`: when.
    """

    by: Label
    reason: Text
    date: OwnDate = None


class ProposalWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """The proposal is withdrawn from `date` on, before the partnership was ever active."""


class StatusWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """The partnership did not become active, paused or closed on `since`, as was said in error."""

    status: Literal["active", "paused", "closed"]
    since: date


class LeadWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """The change of a lead or an oversight on `since`, an assignment or a vacancy, was said in error."""

    side: Side
    since: date
    duty: Duty = "lead"


class ClauseWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """A clause, with all its wordings and endorsements."""

    clause: Id


class EndorsementWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """What a side endorsed last of a clause."""

    clause: Id
    side: Side


class PledgeWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """A pledge; contributions that deliver it count without it."""

    contribution: Id


class CheckInWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """A check-in, held or not; the cadence schedules another one where it demands one."""

    check_in: Id


class ChallengeWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """A challenge, resolved or not."""

    challenge: Id


class ActionWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """An action, done or not."""

    action: Id


class AmendmentWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """An amendment, and the cadence that it set."""

    amendment: Id


class NeedWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """A need."""

    need: Id


class CapacityWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """The number of places that was set for the time from `since` on."""

    since: date


class GoalWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """A goal with all its revisions, decided or not."""

    goal: Id


class StoryWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """A story that was published."""

    story: Id


class ChangeWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """What came of a thing, such as that an action is done, was entered in error; the thing itself stays.

    Of several such changes the last is taken back. `subject`: the id of the action, challenge, check-in, goal or
    clause. With a revision goes the decision about the goal as it was revised, with a wording its endorsements. What a
    cadence has moved or cancelled is not taken back.
    """

    change: Change
    subject: Id


class ParticipantWithdrawn(Withdrawal, frozen=True, kw_only=True):
    """The learner's place or wait that began on `since` was said in error."""

    district: Id
    learner: LearnerKeyText
    since: date
