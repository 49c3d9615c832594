"""Rules that hold since version 2 of the rules: events that are older are judged without them, at every replay."""

from datetime import date

from services.contracts import partnerships as said
from services.core.partnerships.partnership import SIDES, Partnership
from services.core.partnerships.rules.refusal import may_follow_since_2, not_before, wrong_moment


@may_follow_since_2.register
def _(_data: said.Renewed, now: Partnership, day: date) -> None:
    """A renewal makes a paused partnership active again, and an active one has a lead on both sides."""
    if now.status_on(day) != "paused":
        return
    vacant = [side for side in SIDES if now.lead_on(side, day) is None]
    if vacant:
        lacks = " and ".join(f"a lead on the {side}'s side" for side in vacant)
        raise wrong_moment("", f"it is paused, and cannot be active again on {day}: it lacks {lacks}")


@may_follow_since_2.register
def _(data: said.VisionEndorsed, now: Partnership, day: date) -> None:
    drafted = min(wording.date for wording in now.clauses[data.clause])
    not_before(day, drafted, f"clause {data.clause} was drafted")


@may_follow_since_2.register
def _(data: said.GoalRevised, now: Partnership, day: date) -> None:
    not_before(day, now.goals[data.goal].versions[0].since, f"goal {data.goal} was set")
