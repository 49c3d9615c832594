"""Who may write: the one place in which commands are held to the table of roles."""

from collections.abc import Callable, Mapping

from services.commands.model import CommandCode, CommandError
from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.core.access import Operation, Principal, Target, may, target_of
from services.core.partnerships.partnership import Partnership
from services.query.directory.reference_data import schools_of_participants
from services.store.port import Reader

_AUDIENCES = {
    "district": Operation.PUBLISH_TO_DISTRICT,
    "partners": Operation.PUBLISH_TO_PARTNERS,
    "public": Operation.PUBLISH_TO_EVERYBODY,
}
_SIDES: Mapping[said.Side, Operation] = {
    "district": Operation.ACT_FOR_DISTRICT,
    "partner": Operation.ACT_FOR_PARTNER,
}
_DECIDED = (
    said.Activated,
    said.Renewed,
    said.Paused,
    said.Closed,
    said.AgreementAmended,
    said.CapacitySet,
    said.ProposalWithdrawn,
    said.StatusWithdrawn,
    said.AmendmentWithdrawn,
    said.CapacityWithdrawn,
)
_OF_A_SIDE = (
    said.LeadAssigned,
    said.LeadVacated,
    said.VisionEndorsed,
    said.ContributionPledged,
    said.ContributionRecorded,
    said.ContributionCorrected,
    said.NeedRecorded,
    said.ActionAgreed,
    said.LeadWithdrawn,
    said.EndorsementWithdrawn,
)
_OF_BOTH_SIDES = (
    said.VisionDrafted,
    said.ContributionRetracted,
    said.CheckInScheduled,
    said.CheckInHeld,
    said.CheckInRecorded,
    said.CheckInMissed,
    said.CheckInRescheduled,
    said.CheckInCancelled,
    said.ChallengeRaised,
    said.ChallengeResolved,
    said.ActionDone,
    said.GoalSet,
    said.GoalRevised,
    said.GoalMet,
    said.GoalMissed,
    said.ClauseWithdrawn,
    said.PledgeWithdrawn,
    said.CheckInWithdrawn,
    said.ChallengeWithdrawn,
    said.ActionWithdrawn,
    said.NeedWithdrawn,
    said.GoalWithdrawn,
    said.ChangeWithdrawn,
)
_PLACED = (said.ParticipantWaitlisted, said.ParticipantPlaced, said.ParticipantReleased, said.ParticipantWithdrawn)
Rule = Callable[[Data, Partnership | None], Operation]


def _always(operation: Operation) -> Rule:
    return lambda _data, _state: operation


def _of_side(data: Data, state: Partnership | None) -> Operation:
    del state
    return _SIDES[getattr(data, "side")]  # noqa: B009 - all of `_OF_A_SIDE` have one


def _of_audience(data: Data, state: Partnership | None) -> Operation:
    """A story is withdrawn by whoever might publish it."""
    published = state.stories.get(str(getattr(data, "story", ""))) if state else None
    audience = getattr(data, "audience", None) or (published.published.audience if published else "district")
    return _AUDIENCES[audience]


OPERATIONS: Mapping[type[Data], Rule] = {
    said.Proposed: _always(Operation.PROPOSE),
    said.StoryPublished: _of_audience,
    said.StoryWithdrawn: _of_audience,
    **dict.fromkeys(_DECIDED, _always(Operation.DECIDE)),
    **dict.fromkeys(_OF_A_SIDE, _of_side),
    **dict.fromkeys(_OF_BOTH_SIDES, _always(Operation.EDIT)),
    **dict.fromkeys(_PLACED, _always(Operation.PLACE)),
}
"""By what is said the line of the table that decides it."""


def check_proposal(principal: Principal, proposed: said.Proposed) -> None:
    """Raises CommandError where somebody may not propose for all of these districts."""
    if not may(principal, Operation.PROPOSE, Target(tuple(proposed.districts), every=True)):
        message = "a partnership is proposed by somebody who may act for each of its districts"
        raise CommandError(CommandCode.FORBIDDEN, "input.districts", message)


def check_command(principal: Principal, data: Data, state: Partnership, target: Target) -> None:
    """Raises CommandError where somebody sees a partnership and may not say this of it."""
    operation = OPERATIONS[type(data)](data, state)
    if not may(principal, operation, target):
        raise CommandError(CommandCode.FORBIDDEN, "partnership", f"your roles do not allow you to {operation}")


async def seen_target(principal: Principal, store: Reader, partnership: Partnership | None) -> Target | None:
    """The partnership as a target of commands; None: there is none that the principal may see.

    What has to be read for that is read first, so that a partnership of others costs as much as none.
    """
    sight = principal.sight
    schools = await schools_of_participants(store, sight) if sight.needs_schools else {}
    if partnership is None or not sight.sees_partnership(partnership, schools.get(partnership.id, frozenset())):
        return None
    return target_of(partnership, schools.get(partnership.id, frozenset()))
