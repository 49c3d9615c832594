"""What the events of a partnership say: what both sides put in, agreed on, met about, aimed at and changed.

`date` is the local date on which something became true; the envelope's `time` says when it was said. Money is in cents.
Ids are the publisher's own, unique within the partnership.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from services.contracts.facts import Data
from services.contracts.primitives import ContributionKind, Id, Label, SchoolYear, Timestamp

Side = Literal["district", "partner"]
Duty = Literal["lead", "oversight"]
"""What a named person does for a side: leads it, or oversees what is put in."""
PartnerKind = Literal["hospital", "college", "employer", "non_profit", "government", "other"]
PartnershipKind = Literal[
    "health_careers", "college_bridge", "work_based_learning", "mentoring", "enrichment", "family_support", "other"
]
Audience = Literal["district", "partners", "public"]
"""Who may read a story: the districts alone, the partners too, or everybody."""
Phase = Literal["before", "during", "after"]
ClauseKind = Literal["expectation", "process", "outcome"]
Change = Literal[
    "action_done", "challenge_resolved", "check_in_held", "check_in_cancelled", "check_in_rescheduled", "goal_decided",
    "goal_revised", "clause_reworded",
]  # fmt: skip
"""What came of a thing and can be taken back by itself, while the thing stays."""
Text = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=5_000,
        extra_json_schema={"pattern": r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]+$"},  # see `printable`
        description="Prose, with line breaks and tabs. No name of a learner belongs here.",
    ),
]
Quantity = Annotated[float, Meta(ge=0, le=1e9, description="In hours, full-time equivalents, visits or pieces.")]
Cents = Annotated[int, Meta(ge=0, le=10**14, description="Money, in cents.")]
CadenceDays = Annotated[int, Meta(ge=1, le=366, description="Days until the next check-in is due.")]
Places = Annotated[int, Meta(ge=0, le=100_000)]
Values = Annotated[tuple[Label, ...], Meta(min_length=1, max_length=100)]
LearnerKeyText = Annotated[str, Meta(pattern="^lk_[0-9a-f]{32}$", description="A learner key of the district.")]


OwnDate = date | None
"""When it was said or done, by the local calendar; absent: on the day of the envelope's `time`."""


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


class ContributionPledged(Data, frozen=True, kw_only=True):
    """What a side promises to put in between two dates, both included. Funding needs `cents`."""

    contribution: Id
    side: Side
    kind: ContributionKind
    begin: date
    end: date
    quantity: Quantity | None = None
    cents: Cents | None = None
    date: OwnDate = None


class ContributionRecorded(Data, frozen=True, kw_only=True):
    """What a side put in. `pledge` is what it delivers.

    Without `cents` a quantity is valued by a dated table; funding needs `cents`, since money is worth its amount.
    """

    contribution: Id
    side: Side
    kind: ContributionKind
    date: date
    quantity: Quantity | None = None
    cents: Cents | None = None
    role: Label | None = None
    pledge: Id | None = None
    source: Label | None = None


class ContributionCorrected(ContributionRecorded, frozen=True, kw_only=True):
    """The whole contribution as it should have been recorded."""


class ContributionRetracted(Data, frozen=True, kw_only=True):
    """It was never put in. `by`: the named person who takes it back; `reason`: why."""

    contribution: Id
    by: Label | None = None
    reason: Text | None = None
    date: OwnDate = None


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


class Question(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """A KPI query whose answer is one value: a metric of the partnership's participants, in its districts.

    `where`: dimensions with the values that count; all must hold. `phase`: of each learner's participation; without it
    their whole year. `schoolYear`: the year in which it ends; without it the one of the day of asking, up to that day.
    """

    metric: Label
    where: Annotated[tuple[tuple[Label, Values], ...], Meta(max_length=20)] = ()
    phase: Phase | None = None
    school_year: SchoolYear | None = None


class GoalSet(Data, frozen=True, kw_only=True):
    """From `baseline` to `target`, both in the metric's unit, by `due`; a later one with the same id revises it."""

    goal: Id
    title: Label
    question: Question
    baseline: float
    target: float
    due: date
    date: OwnDate = None


class GoalRevised(GoalSet, frozen=True, kw_only=True):
    """The whole goal as it is from now on, and why."""

    why: Text
    check_in: Id | None = None


class GoalMet(Data, frozen=True, kw_only=True):
    """At the end of its due date the value was at the target or beyond; told once by a consumer's clock."""

    goal: Id
    value: float
    date: date
    n: Annotated[int, Meta(ge=0)] | None = None


class GoalMissed(GoalMet, frozen=True, kw_only=True):
    """The due date passed, and the value was not reached."""


class ParticipantWaitlisted(Data, frozen=True, kw_only=True):
    """A learner waits for a place. The learner is a key already: whoever publishes here knows no student's id."""

    district: Id
    learner: LearnerKeyText
    date: date


class ParticipantPlaced(ParticipantWaitlisted, frozen=True, kw_only=True):
    """A learner has a place from `date` on."""


class ParticipantReleased(ParticipantWaitlisted, frozen=True, kw_only=True):
    """A learner gives back the place, or no longer waits for one, from `date` on."""


class StoryPublished(Data, frozen=True, kw_only=True):
    """A success story with its evidence as it was then.

    `digest` is the SHA-256 (hex) of `{"asOf", "n", "question", "value"}` as JSON, as they stand in the event, names in
    order and without spaces; `consent` says that all who can be recognised agreed.
    """

    story: Id
    title: Label
    text: Text
    question: Question
    value: float
    n: Annotated[int, Meta(ge=0)]
    as_of: Timestamp
    digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    consent: bool
    audience: Audience = "district"
    date: OwnDate = None


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
