"""Whether an event may follow: the rules of a partnership, each with a code, the member at fault and what to do."""

from collections.abc import Container
from functools import singledispatch

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.partnership import EventId, Partnership, missing_for_activation

AFTER_CLOSING = (said.ContributionCorrected, said.ContributionRetracted, said.StoryPublished)
"""What may still be said of a partnership that is closed."""


def check(partnership: Partnership | None, event: PartnershipEvent) -> None:
    """Raise `Rejected` if the event may not follow; a duplicate always may, since it changes nothing.

    The answer depends on the event and the state alone, so that a replay of the log decides as the first reading did.
    """
    data = event.data
    if partnership is None:
        if not isinstance(data, said.Proposed):
            raise _unknown("/partitionkey", f"partnership {event.partitionkey}", "propose it first")
    elif EventId(event.source, event.id) not in partnership.seen:
        if partnership.status == "closed" and not isinstance(data, AFTER_CLOSING):
            raise _wrong_moment("", "the partnership is closed; only corrections, retractions and stories may follow")
        _check(data, partnership)


@singledispatch
def _check(data: Data, _: Partnership) -> None:
    """Needs, capacities, endorsed wordings and leads may be said at any time."""
    del data


@_check.register
def _(_data: said.Proposed, now: Partnership) -> None:
    raise _wrong_moment("/partitionkey", f"partnership {now.id} was proposed before; amend it instead")


@_check.register
def _(_data: said.Activated, now: Partnership) -> None:
    if now.status == "active":
        raise _wrong_moment("", "the partnership is active already")
    if lacks := missing_for_activation(now):
        raise _wrong_moment("", f"it cannot be active yet: there is no {', and no '.join(lacks)}")


@_check.register
def _(data: said.Renewed, now: Partnership) -> None:
    if now.status == "proposed":
        raise _wrong_moment("", "a proposal cannot be renewed; activate it first")
    if now.end is not None and data.until <= now.end:
        raise Rejected(Code.DATE_ORDER, "/data/until", f"{data.until} is not after {now.end}, when it ends now")


@_check.register
def _(_data: said.Paused, now: Partnership) -> None:
    if now.status != "active":
        raise _wrong_moment("", f"the partnership is {now.status}; only an active one can be paused")


@_check.register
def _(data: said.LeadVacated, now: Partnership) -> None:
    if data.side not in now.leads:
        raise _wrong_moment("/data/side", f"the {data.side}'s side has no lead who could leave")


@_check.register
def _(data: said.VisionEndorsed, now: Partnership) -> None:
    _known(data.clause, now.clauses, "/data/clause", "clause", "draft it first")


@_check.register
def _(data: said.ContributionPledged, now: Partnership) -> None:
    _new(data.contribution, now.pledges, "/data/contribution", "pledge")


@_check.register
def _(data: said.ContributionRecorded, now: Partnership) -> None:
    _new(data.contribution, now.contributions, "/data/contribution", "contribution")
    _delivers(data, now)


@_check.register
def _(data: said.ContributionCorrected, now: Partnership) -> None:
    _recorded(data.contribution, now)
    _delivers(data, now)


@_check.register
def _(data: said.ContributionRetracted, now: Partnership) -> None:
    _recorded(data.contribution, now)


@_check.register
def _(data: said.CheckInScheduled, now: Partnership) -> None:
    _new(data.check_in, now.check_ins, "/data/checkIn", "check-in")


@_check.register
def _(data: said.CheckInHeld, now: Partnership) -> None:
    _known(data.check_in, now.check_ins, "/data/checkIn", "check-in", "schedule it first")
    if now.check_ins[data.check_in].held is not None:
        raise _wrong_moment("/data/checkIn", f"check-in {data.check_in} was held already")


@_check.register
def _(data: said.CheckInMissed, now: Partnership) -> None:
    _known(data.check_in, now.check_ins, "/data/checkIn", "check-in", "schedule it first")
    check_in = now.check_ins[data.check_in]
    if check_in.held is not None or check_in.missed:
        raise _wrong_moment("/data/checkIn", f"check-in {data.check_in} was held or told missed already")
    if data.date <= check_in.due:
        raise Rejected(Code.DATE_ORDER, "/data/date", f"{data.date} is not after {check_in.due}, when it is due")


@_check.register
def _(data: said.ChallengeRaised, now: Partnership) -> None:
    _new(data.challenge, now.challenges, "/data/challenge", "challenge")


@_check.register
def _(data: said.ChallengeResolved, now: Partnership) -> None:
    _known(data.challenge, now.challenges, "/data/challenge", "challenge", "raise it first")
    if now.challenges[data.challenge].resolved is not None:
        raise _wrong_moment("/data/challenge", f"challenge {data.challenge} was resolved already")


@_check.register
def _(data: said.ActionAgreed, now: Partnership) -> None:
    _new(data.action, now.actions, "/data/action", "action")
    if data.check_in is not None:
        _known(data.check_in, now.check_ins, "/data/checkIn", "check-in", "schedule it first")


@_check.register
def _(data: said.ActionDone, now: Partnership) -> None:
    _known(data.action, now.actions, "/data/action", "action", "agree on it first")
    if now.actions[data.action].done is not None:
        raise _wrong_moment("/data/action", f"action {data.action} is done already")


@_check.register
def _(data: said.AgreementAmended, now: Partnership) -> None:
    _new(data.amendment, now.amendments, "/data/amendment", "amendment")


@_check.register
def _(data: said.NeedRecorded, now: Partnership) -> None:
    _new(data.need, now.needs, "/data/need", "need")


@_check.register
def _(data: said.GoalSet, now: Partnership) -> None:
    _new(data.goal, now.goals, "/data/goal", "goal")


@_check.register
def _(data: said.GoalRevised, now: Partnership) -> None:
    _known(data.goal, now.goals, "/data/goal", "goal", "set it first")


@_check.register
def _(data: said.GoalMet, now: Partnership) -> None:
    _known(data.goal, now.goals, "/data/goal", "goal", "set it first")
    goal = now.goals[data.goal]
    if goal.outcome is not None:
        raise _wrong_moment("/data/goal", f"goal {data.goal} was met or missed already; revise it to go on")
    up = goal.set.target > goal.set.baseline
    reached = data.value >= goal.set.target if up else data.value <= goal.set.target
    if reached is isinstance(data, said.GoalMissed):
        word = "reaches" if reached else "does not reach"
        raise Rejected(Code.INVALID_VALUE, "/data/value", f"{data.value} {word} the target {goal.set.target}")


@_check.register
def _(data: said.ParticipantWaitlisted, now: Partnership) -> None:
    _of_this(data, now)
    if (data.district, data.learner) in (*now.waiting, *now.placed):
        raise _wrong_moment("/data/learner", "the learner waits or has a place already")


@_check.register
def _(data: said.ParticipantPlaced, now: Partnership) -> None:
    _of_this(data, now)
    if (data.district, data.learner) in now.placed:
        raise _wrong_moment("/data/learner", "the learner has a place already")
    if now.capacity is not None and len(now.placed) >= now.capacity:
        raise _wrong_moment("/data/learner", f"all {now.capacity} places are taken; put the learner on the waitlist")


@_check.register
def _(data: said.StoryPublished, now: Partnership) -> None:
    _new(data.story, now.stories, "/data/story", "story")
    if not data.consent:
        raise Rejected(Code.INVALID_VALUE, "/data/consent", "a story needs the consent of all who can be recognised")


def _delivers(data: said.ContributionRecorded, now: Partnership) -> None:
    if data.pledge is None:
        return
    _known(data.pledge, now.pledges, "/data/pledge", "pledge", "pledge it first, or leave it out")
    pledge = now.pledges[data.pledge]
    if (pledge.side, pledge.kind) != (data.side, data.kind):
        reason = f"pledge {data.pledge} is {pledge.kind} of the {pledge.side}'s side; side and kind must be the same"
        raise Rejected(Code.INVALID_VALUE, "/data/pledge", reason)


def _recorded(contribution: str, now: Partnership) -> None:
    _known(contribution, now.contributions, "/data/contribution", "contribution", "record it first")
    if now.contributions[contribution] is None:
        raise _wrong_moment("/data/contribution", f"contribution {contribution} was retracted; record it anew")


def _of_this(data: said.ParticipantWaitlisted, now: Partnership) -> None:
    if data.district not in now.districts:
        raise _unknown("/data/district", f"district {data.district}", "the partnership does not include it")


def _known(wanted: str, there: Container[str], pointer: str, what: str, advice: str) -> None:
    if wanted not in there:
        raise _unknown(pointer, f"{what} {wanted}", advice)


def _new(wanted: str, there: Container[str], pointer: str, what: str) -> None:
    if wanted in there:
        raise Rejected(Code.DUPLICATE_ITEM, pointer, f"{what} {wanted} is there already; take another id")


def _unknown(pointer: str, what: str, advice: str) -> Rejected:
    return Rejected(Code.UNKNOWN_REFERENCE, pointer, f"there is no {what}: {advice}")


def _wrong_moment(pointer: str, reason: str) -> Rejected:
    return Rejected(Code.INVALID_TRANSITION, pointer, reason)
