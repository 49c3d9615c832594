"""The partnership events: CloudEvents 1.0 envelopes around `partnerships`; `partitionkey` is the partnership's id.

What they mean depends on what was said before, so unlike learner events they are read in the order of the log.
"""

from services.contracts import partnerships
from services.contracts.envelopes import PartnershipEventEnvelope
from services.contracts.withdrawal_events import (
    ActionWithdrawn,
    AmendmentWithdrawn,
    CapacityWithdrawn,
    ChallengeWithdrawn,
    ChangeWithdrawn,
    CheckInWithdrawn,
    ClauseWithdrawn,
    EndorsementWithdrawn,
    GoalWithdrawn,
    LeadWithdrawn,
    NeedWithdrawn,
    ParticipantWithdrawn,
    PartnershipWithdrawn,
    PledgeWithdrawn,
    StatusWithdrawn,
    StoryWithdrawn,
)


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
