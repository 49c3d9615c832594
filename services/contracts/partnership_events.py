"""The partnership events: CloudEvents 1.0 envelopes around `partnerships`; `partitionkey` is the partnership's id.

What they mean depends on what was said before, so unlike learner events they are read in the order of the log.
"""

from typing import Annotated

from msgspec import Meta

from services.contracts import partnerships
from services.contracts.events import Event
from services.contracts.primitives import Timestamp

CURRENT_RULES = 3
"""The rules by which doors have an event judged; what is in the log without a number is judged by the first rules."""


class PartnershipEventEnvelope(Event, frozen=True, kw_only=True):
    """The envelope of a partnership event.

    `expectedversion`: it counts only if the partnership has just this version when it is read. `requestdigest`: of the
    request behind it, so that a request that is sent again is told from another one with the same id. `requestkey`: of
    the idempotency key of a request that says several events, so that each of them counts once. `rulesversion`:
    the rules that decide whether it may follow and what it changes. A stricter rule holds from its version on, so that
    a replay decides about older events as the first reading did; absent: 1. `recordedat`: when another system recorded
    it, for a history that is imported; what was known on a day goes by it, or else by when Tandem learned it.
    """

    expectedversion: Annotated[int, Meta(ge=0)] | None = None
    requestdigest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None
    requestkey: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None
    rulesversion: Annotated[int, Meta(ge=1, le=CURRENT_RULES)] | None = None
    recordedat: Timestamp | None = None


class PartnershipProposed(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.partnership.proposed.v1"):
    data: partnerships.Proposed


class PartnershipActivated(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.partnership.activated.v1"):
    data: partnerships.Activated


class PartnershipRenewed(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.partnership.renewed.v1"):
    data: partnerships.Renewed


class PartnershipPaused(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.partnership.paused.v1"):
    data: partnerships.Paused


class PartnershipClosed(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.partnership.closed.v1"):
    data: partnerships.Closed


class LeadAssigned(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.lead.assigned.v1"):
    data: partnerships.LeadAssigned


class LeadVacated(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.lead.vacated.v1"):
    data: partnerships.LeadVacated


class VisionDrafted(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.vision.drafted.v1"):
    data: partnerships.VisionDrafted


class VisionEndorsed(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.vision.endorsed.v1"):
    data: partnerships.VisionEndorsed


class ContributionPledged(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.contribution.pledged.v1"):
    data: partnerships.ContributionPledged


class ContributionRecorded(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.contribution.recorded.v1"):
    data: partnerships.ContributionRecorded


class ContributionCorrected(
    PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.contribution.corrected.v1"
):
    data: partnerships.ContributionCorrected


class ContributionRetracted(
    PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.contribution.retracted.v1"
):
    data: partnerships.ContributionRetracted


class CheckInScheduled(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.checkin.scheduled.v1"):
    data: partnerships.CheckInScheduled


class CheckInHeld(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.checkin.held.v1"):
    data: partnerships.CheckInHeld


class CheckInRecorded(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.checkin.recorded.v1"):
    data: partnerships.CheckInRecorded


class CheckInMissed(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.checkin.missed.v1"):
    data: partnerships.CheckInMissed


class CheckInRescheduled(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.checkin.rescheduled.v1"):
    data: partnerships.CheckInRescheduled


class CheckInCancelled(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.checkin.cancelled.v1"):
    data: partnerships.CheckInCancelled


class ChallengeRaised(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.challenge.raised.v1"):
    data: partnerships.ChallengeRaised


class ChallengeResolved(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.challenge.resolved.v1"):
    data: partnerships.ChallengeResolved


class ActionAgreed(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.action.agreed.v1"):
    data: partnerships.ActionAgreed


class ActionDone(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.action.done.v1"):
    data: partnerships.ActionDone


class AgreementAmended(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.agreement.amended.v1"):
    data: partnerships.AgreementAmended


class NeedRecorded(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.need.recorded.v1"):
    data: partnerships.NeedRecorded


class CapacitySet(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.capacity.set.v1"):
    data: partnerships.CapacitySet


class GoalSet(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.goal.set.v1"):
    data: partnerships.GoalSet


class GoalRevised(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.goal.revised.v1"):
    data: partnerships.GoalRevised


class GoalMet(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.goal.met.v1"):
    data: partnerships.GoalMet


class GoalMissed(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.goal.missed.v1"):
    data: partnerships.GoalMissed


class ParticipantWaitlisted(
    PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.participant.waitlisted.v1"
):
    data: partnerships.ParticipantWaitlisted


class ParticipantPlaced(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.participant.placed.v1"):
    data: partnerships.ParticipantPlaced


class ParticipantReleased(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.participant.released.v1"):
    data: partnerships.ParticipantReleased


class StoryPublished(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.story.published.v1"):
    data: partnerships.StoryPublished


class PartnershipWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.partnership.withdrawn.v1"):
    data: partnerships.ProposalWithdrawn


class StatusWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.status.withdrawn.v1"):
    data: partnerships.StatusWithdrawn


class LeadWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.lead.withdrawn.v1"):
    data: partnerships.LeadWithdrawn


class ClauseWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.clause.withdrawn.v1"):
    data: partnerships.ClauseWithdrawn


class EndorsementWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.endorsement.withdrawn.v1"):
    data: partnerships.EndorsementWithdrawn


class PledgeWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.pledge.withdrawn.v1"):
    data: partnerships.PledgeWithdrawn


class CheckInWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.checkin.withdrawn.v1"):
    data: partnerships.CheckInWithdrawn


class ChallengeWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.challenge.withdrawn.v1"):
    data: partnerships.ChallengeWithdrawn


class ActionWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.action.withdrawn.v1"):
    data: partnerships.ActionWithdrawn


class AmendmentWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.amendment.withdrawn.v1"):
    data: partnerships.AmendmentWithdrawn


class NeedWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.need.withdrawn.v1"):
    data: partnerships.NeedWithdrawn


class CapacityWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.capacity.withdrawn.v1"):
    data: partnerships.CapacityWithdrawn


class GoalWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.goal.withdrawn.v1"):
    data: partnerships.GoalWithdrawn


class StoryWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.story.withdrawn.v1"):
    data: partnerships.StoryWithdrawn


class ChangeWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.change.withdrawn.v1"):
    data: partnerships.ChangeWithdrawn


class ParticipantWithdrawn(PartnershipEventEnvelope, frozen=True, kw_only=True, tag="tandem.participant.withdrawn.v1"):
    data: partnerships.ParticipantWithdrawn


PartnershipEvent = (
    PartnershipProposed | PartnershipActivated | PartnershipRenewed | PartnershipPaused
    | PartnershipClosed | LeadAssigned | LeadVacated | VisionDrafted
    | VisionEndorsed | ContributionPledged | ContributionRecorded | ContributionCorrected
    | ContributionRetracted | CheckInScheduled | CheckInHeld | CheckInMissed
    | CheckInRescheduled | CheckInCancelled | CheckInRecorded
    | ChallengeRaised | ChallengeResolved | ActionAgreed | ActionDone
    | AgreementAmended | NeedRecorded | CapacitySet | GoalSet
    | GoalRevised | GoalMet | GoalMissed | ParticipantWaitlisted
    | ParticipantPlaced | ParticipantReleased | StoryPublished
    | PartnershipWithdrawn | StatusWithdrawn | LeadWithdrawn | ClauseWithdrawn
    | EndorsementWithdrawn | PledgeWithdrawn | CheckInWithdrawn | ChallengeWithdrawn
    | ActionWithdrawn | AmendmentWithdrawn | NeedWithdrawn | CapacityWithdrawn
    | GoalWithdrawn | StoryWithdrawn | ChangeWithdrawn | ParticipantWithdrawn
)  # fmt: skip
"""Everything on the topic `partnership-events`."""
