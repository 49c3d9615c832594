"""The partnership events: CloudEvents 1.0 envelopes around `partnerships`; `partitionkey` is the partnership's id.

What they mean depends on what was said before, so unlike learner events they are read in the order of the log.
"""

from services.contracts import partnerships
from services.contracts.events import Event


class PartnershipProposed(Event, frozen=True, kw_only=True, tag="tandem.partnership.proposed.v1"):
    data: partnerships.Proposed


class PartnershipActivated(Event, frozen=True, kw_only=True, tag="tandem.partnership.activated.v1"):
    data: partnerships.Activated


class PartnershipRenewed(Event, frozen=True, kw_only=True, tag="tandem.partnership.renewed.v1"):
    data: partnerships.Renewed


class PartnershipPaused(Event, frozen=True, kw_only=True, tag="tandem.partnership.paused.v1"):
    data: partnerships.Paused


class PartnershipClosed(Event, frozen=True, kw_only=True, tag="tandem.partnership.closed.v1"):
    data: partnerships.Closed


class LeadAssigned(Event, frozen=True, kw_only=True, tag="tandem.lead.assigned.v1"):
    data: partnerships.LeadAssigned


class LeadVacated(Event, frozen=True, kw_only=True, tag="tandem.lead.vacated.v1"):
    data: partnerships.LeadVacated


class VisionDrafted(Event, frozen=True, kw_only=True, tag="tandem.vision.drafted.v1"):
    data: partnerships.VisionDrafted


class VisionEndorsed(Event, frozen=True, kw_only=True, tag="tandem.vision.endorsed.v1"):
    data: partnerships.VisionEndorsed


class ContributionPledged(Event, frozen=True, kw_only=True, tag="tandem.contribution.pledged.v1"):
    data: partnerships.ContributionPledged


class ContributionRecorded(Event, frozen=True, kw_only=True, tag="tandem.contribution.recorded.v1"):
    data: partnerships.ContributionRecorded


class ContributionCorrected(Event, frozen=True, kw_only=True, tag="tandem.contribution.corrected.v1"):
    data: partnerships.ContributionCorrected


class ContributionRetracted(Event, frozen=True, kw_only=True, tag="tandem.contribution.retracted.v1"):
    data: partnerships.ContributionRetracted


class CheckInScheduled(Event, frozen=True, kw_only=True, tag="tandem.checkin.scheduled.v1"):
    data: partnerships.CheckInScheduled


class CheckInHeld(Event, frozen=True, kw_only=True, tag="tandem.checkin.held.v1"):
    data: partnerships.CheckInHeld


class CheckInMissed(Event, frozen=True, kw_only=True, tag="tandem.checkin.missed.v1"):
    data: partnerships.CheckInMissed


class ChallengeRaised(Event, frozen=True, kw_only=True, tag="tandem.challenge.raised.v1"):
    data: partnerships.ChallengeRaised


class ChallengeResolved(Event, frozen=True, kw_only=True, tag="tandem.challenge.resolved.v1"):
    data: partnerships.ChallengeResolved


class ActionAgreed(Event, frozen=True, kw_only=True, tag="tandem.action.agreed.v1"):
    data: partnerships.ActionAgreed


class ActionDone(Event, frozen=True, kw_only=True, tag="tandem.action.done.v1"):
    data: partnerships.ActionDone


class AgreementAmended(Event, frozen=True, kw_only=True, tag="tandem.agreement.amended.v1"):
    data: partnerships.AgreementAmended


class NeedRecorded(Event, frozen=True, kw_only=True, tag="tandem.need.recorded.v1"):
    data: partnerships.NeedRecorded


class CapacitySet(Event, frozen=True, kw_only=True, tag="tandem.capacity.set.v1"):
    data: partnerships.CapacitySet


class GoalSet(Event, frozen=True, kw_only=True, tag="tandem.goal.set.v1"):
    data: partnerships.GoalSet


class GoalRevised(Event, frozen=True, kw_only=True, tag="tandem.goal.revised.v1"):
    data: partnerships.GoalRevised


class GoalMet(Event, frozen=True, kw_only=True, tag="tandem.goal.met.v1"):
    data: partnerships.GoalMet


class GoalMissed(Event, frozen=True, kw_only=True, tag="tandem.goal.missed.v1"):
    data: partnerships.GoalMissed


class ParticipantWaitlisted(Event, frozen=True, kw_only=True, tag="tandem.participant.waitlisted.v1"):
    data: partnerships.ParticipantWaitlisted


class ParticipantPlaced(Event, frozen=True, kw_only=True, tag="tandem.participant.placed.v1"):
    data: partnerships.ParticipantPlaced


class StoryPublished(Event, frozen=True, kw_only=True, tag="tandem.story.published.v1"):
    data: partnerships.StoryPublished


PartnershipEvent = (
    PartnershipProposed | PartnershipActivated | PartnershipRenewed | PartnershipPaused
    | PartnershipClosed | LeadAssigned | LeadVacated | VisionDrafted
    | VisionEndorsed | ContributionPledged | ContributionRecorded | ContributionCorrected
    | ContributionRetracted | CheckInScheduled | CheckInHeld | CheckInMissed
    | ChallengeRaised | ChallengeResolved | ActionAgreed | ActionDone
    | AgreementAmended | NeedRecorded | CapacitySet | GoalSet
    | GoalRevised | GoalMet | GoalMissed | ParticipantWaitlisted
    | ParticipantPlaced | StoryPublished
)  # fmt: skip
"""Everything on the topic `partnership-events`."""
