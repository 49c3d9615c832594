"""Rules that hold since version 3 of the rules: nothing is taken back on a day on which it was not said yet."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from services.contracts import partnerships as said
from services.core.partnerships.partnership import Partnership, Wording
from services.core.partnerships.rules.refusal import may_follow_since_3, not_before
from services.core.partnerships.withdrawable import WITHDRAWN_BY, id_of
from services.core.partnerships.withdrawable_changes import CHANGES

_SINCE: Mapping[str, Callable[[Any], date]] = {
    "clauses": lambda wordings: min(wording.date for wording in wordings),
    "pledges": lambda pledge: pledge.date,
    "check_ins": lambda check_in: (
        check_in.scheduled if check_in.held is None else min(check_in.scheduled, check_in.held.date)
    ),
    "challenges": lambda challenge: challenge.raised.date,
    "actions": lambda action: action.agreed.date,
    "amendments": lambda amendment: amendment.date,
    "needs": lambda need: need.date,
    "goals": lambda goal: min(version.since for version in goal.versions),
    "stories": lambda story: story.date,
}
"""The attribute of the state that holds a kind of thing → the day from which such a thing was there."""
_SINCE_CHANGE: Mapping[said.Change, Callable[[Any], date]] = {
    "action_done": lambda action: action.done,
    "challenge_resolved": lambda challenge: challenge.resolved.date,
    "check_in_held": lambda check_in: check_in.held.date,
    "check_in_cancelled": lambda check_in: check_in.cancelled.date,
    "check_in_rescheduled": lambda check_in: check_in.moves[-1].since,
    "goal_decided": lambda goal: goal.outcome.date,
    "goal_revised": lambda goal: goal.versions[-1].since,
    "clause_reworded": lambda wordings: wordings[-1].date,
}


@may_follow_since_3.register
def _(data: said.Withdrawal, now: Partnership, day: date) -> None:
    """What may be said in advance, such as a pause or a lead, may be taken back before its day: it names no thing."""
    kind = WITHDRAWN_BY.get(type(data))
    if kind is not None:
        thing = getattr(now, kind.items)[id_of(data, kind)]
        not_before(day, _SINCE[kind.items](thing), f"{kind.what} {id_of(data, kind)} was entered")


@may_follow_since_3.register
def _(data: said.ChangeWithdrawn, now: Partnership, day: date) -> None:
    kind = CHANGES[data.change]
    since = _SINCE_CHANGE[data.change](kind.things(now)[data.subject])
    not_before(day, since, f"what it takes back of {data.subject} was so")


@may_follow_since_3.register
def _(data: said.EndorsementWithdrawn, now: Partnership, day: date) -> None:
    endorsed = [_endorsed(wording, data.side) for wording in now.clauses[data.clause] if data.side in wording.endorsed]
    not_before(day, endorsed[-1], f"the {data.side}'s side endorsed clause {data.clause}")


def _endorsed(wording: Wording, side: said.Side) -> date:
    return wording.endorsed[side].date
