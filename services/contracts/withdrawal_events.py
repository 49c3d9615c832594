"""Events that take back what was said by mistake."""

from services.contracts import partnerships
from services.contracts.envelopes import PartnershipEventEnvelope


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
