"""What of a partnership can be withdrawn by its id: where the state holds it, and by which member an event names it."""

from collections.abc import Mapping
from typing import NamedTuple

from services.contracts import partnerships as said
from services.contracts.facts import Data


class Withdrawable(NamedTuple):
    """A kind of thing in a partnership.

    Attributes:
        what: its name in words and in the list of withdrawals.
        items: the attribute of the state that holds the things by their ids.
        member: the member of the event that holds the id.
    """

    what: str
    items: str
    member: str


_CLAUSE = Withdrawable("clause", "clauses", "clause")
_PLEDGE = Withdrawable("pledge", "pledges", "contribution")
_CHECK_IN = Withdrawable("check-in", "check_ins", "check_in")
_CHALLENGE = Withdrawable("challenge", "challenges", "challenge")
_ACTION = Withdrawable("action", "actions", "action")
_AMENDMENT = Withdrawable("amendment", "amendments", "amendment")
_NEED = Withdrawable("need", "needs", "need")
_GOAL = Withdrawable("goal", "goals", "goal")
_STORY = Withdrawable("story", "stories", "story")

WITHDRAWN_BY: Mapping[type[Data], Withdrawable] = {
    said.ClauseWithdrawn: _CLAUSE,
    said.PledgeWithdrawn: _PLEDGE,
    said.CheckInWithdrawn: _CHECK_IN,
    said.ChallengeWithdrawn: _CHALLENGE,
    said.ActionWithdrawn: _ACTION,
    said.AmendmentWithdrawn: _AMENDMENT,
    said.NeedWithdrawn: _NEED,
    said.GoalWithdrawn: _GOAL,
    said.StoryWithdrawn: _STORY,
}
"""What withdraws a thing → the thing."""
BEGUN_BY: Mapping[type[Data], Withdrawable] = {
    said.VisionDrafted: _CLAUSE,
    said.ContributionPledged: _PLEDGE,
    said.CheckInScheduled: _CHECK_IN,
    said.ChallengeRaised: _CHALLENGE,
    said.ActionAgreed: _ACTION,
    said.AgreementAmended: _AMENDMENT,
    said.NeedRecorded: _NEED,
    said.GoalSet: _GOAL,
    said.StoryPublished: _STORY,
}
"""What begins a thing → the thing: its id stays taken when it is withdrawn."""


def id_of(data: Data, kind: Withdrawable) -> str:
    item: str = getattr(data, kind.member)
    return item


def pointer_of(kind: Withdrawable) -> str:
    """Where an event has the id, as a JSON pointer."""
    first, *others = kind.member.split("_")
    return "/data/" + first + "".join(other.title() for other in others)
