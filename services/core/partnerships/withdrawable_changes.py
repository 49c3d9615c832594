"""What came of a thing of a partnership and can be taken back by itself, while the thing stays."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from msgspec import UNSET
from msgspec.structs import replace

from services.contracts import partnerships as said
from services.core.partnerships.check_in import Cancellation, CheckIn, CheckInChanges, NewDue
from services.core.partnerships.partnership import Action, Challenge, Goal, Partnership, Wording
from services.core.partnerships.timeline import Timeline

T = TypeVar("T")


class WithdrawableChange(NamedTuple):
    """A kind of change of a thing.

    Attributes:
        what: its name in words and in the list of withdrawals.
        items: the attribute of the state that holds the things by their ids.
        without: the thing as if the last such change had never been entered; None: there is no such change of it.
    """

    what: str
    items: str
    without: Callable[[Any], Any]

    def things(self, partnership: Partnership) -> dict[str, Any]:
        """The things that can have such a change, by their ids."""
        things: dict[str, Any] = getattr(partnership, self.items)
        return things


def _not_done(action: Action) -> Action | None:
    return None if action.done is None else replace(action, done=None)


def _not_resolved(challenge: Challenge) -> Challenge | None:
    return None if challenge.resolved is None else replace(challenge, resolved=None)


def _not_held(check_in: CheckIn) -> CheckIn | None:
    return None if check_in.held is None else replace(check_in, held=None)


def _not_cancelled(check_in: CheckIn) -> CheckIn | None:
    """What a cadence has cancelled is not taken back: it would be cancelled again."""
    if check_in.cancelled is None or check_in.cancelled.cadence_days is not None:
        return None
    return _changed(check_in, check_in.moves, None)


def _not_rescheduled(check_in: CheckIn) -> CheckIn | None:
    """What a cadence has moved is not taken back: it would be moved again."""
    if not check_in.moves or check_in.moves[-1].value.cadence_days is not None:
        return None
    return _changed(replace(check_in, missed=None), check_in.moves[:-1], check_in.cancelled)


def _changed(check_in: CheckIn, moves: Timeline[NewDue], cancelled: Cancellation | None) -> CheckIn:
    """With these moves alone; one that was never moved nor cancelled says nothing of changes."""
    first_due = check_in.first_due
    changes = CheckInChanges(first_due=first_due, moves=moves, cancelled=cancelled)
    due = moves[-1].value.due if moves else first_due
    return replace(check_in, due=due, changes=changes if moves or cancelled else UNSET)


def _not_decided(goal: Goal) -> Goal | None:
    *earlier, last = goal.versions
    return None if last.outcome is None else Goal(versions=(*earlier, replace(last, outcome=None)))


def _not_revised(goal: Goal) -> Goal | None:
    """The goal as it was before, decided or not as it was then."""
    *earlier, last = goal.versions
    return None if last.why is None or not earlier else Goal(versions=tuple(earlier))


def _not_reworded(wordings: tuple[Wording, ...]) -> tuple[Wording, ...] | None:
    """The clause as it was worded before. Who endorsed the wording that is taken back endorsed no other one."""
    last = wordings[-1]
    others = [number for number, wording in enumerate(wordings, 1) if not wording.says_the_same_as(last)]
    return wordings[: others[-1]] if others else None


CHANGES: Mapping[said.Change, WithdrawableChange] = {
    "action_done": WithdrawableChange("action done", "actions", _not_done),
    "challenge_resolved": WithdrawableChange("challenge resolved", "challenges", _not_resolved),
    "check_in_held": WithdrawableChange("check-in held", "check_ins", _not_held),
    "check_in_cancelled": WithdrawableChange("check-in cancelled", "check_ins", _not_cancelled),
    "check_in_rescheduled": WithdrawableChange("check-in rescheduled", "check_ins", _not_rescheduled),
    "goal_decided": WithdrawableChange("goal decided", "goals", _not_decided),
    "goal_revised": WithdrawableChange("goal revised", "goals", _not_revised),
    "clause_reworded": WithdrawableChange("clause reworded", "clauses", _not_reworded),
}
"""What an event calls a change → what is to be known of it."""


def times_withdrawn(partnership: Partnership, items: str, subject: str) -> int:
    """How many changes of the thing were taken back: what the clock tells of it after that is told anew."""
    kinds = {change.what for change in CHANGES.values() if change.items == items}
    return sum(withdrawal.what in kinds and withdrawal.id == subject for withdrawal in partnership.withdrawals)
