"""Whether an event may follow: the rules of a partnership, each with a code, the member at fault and what to do."""

from collections.abc import Container
from datetime import date
from functools import singledispatch

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.goals import reaches
from services.core.partnerships.partnership import SIDES, Partnership, Wording, at, fingerprint, said_on
from services.core.partnerships.stays import open_stay, places_taken, stay_after

AFTER_CLOSING = (said.ContributionCorrected, said.ContributionRetracted, said.StoryPublished, said.ParticipantReleased)
"""What may still be said of a partnership that is closed."""
SMALLEST_N = 5
"""Nothing that fewer learners are behind is shown outside their district, whatever a policy says."""


def check(partnership: Partnership | None, event: PartnershipEvent) -> None:
    """Raise `Rejected` if the event may not follow; a duplicate always may, since it changes nothing.

    The answer depends on the event and the state alone, so that a replay of the log decides as the first reading did.
    What holds is asked of the day from which the event itself holds, so that the past may be told late.
    """
    data, wanted = event.data, event.expectedversion
    if partnership is not None and fingerprint(event) in partnership.seen:
        return
    version = 0 if partnership is None else partnership.version
    if wanted is not None and wanted != version:
        reason = f"the partnership has version {version}, not {wanted}; read it again, and decide anew"
        raise Rejected(Code.VERSION_CONFLICT, "/expectedversion", reason)
    if partnership is None:
        if not isinstance(data, said.Proposed):
            raise _unknown("/partitionkey", f"partnership {event.partitionkey}", "propose it first")
        return
    day = said_on(event)
    if partnership.status_on(day) == "closed" and not isinstance(data, AFTER_CLOSING):
        raise _wrong_moment("", "the partnership is closed; only corrections, retractions, releases and stories follow")
    _check(data, partnership, day)


def missing_for_activation(partnership: Partnership, day: date) -> list[str]:
    """What a partnership still lacks before it can be active on the day, in words; nothing: it can."""
    lacks = [f"a lead on the {side}'s side" for side in SIDES if partnership.lead_on(side, day) is None]
    last = [wordings[-1] for wordings in partnership.clauses.values()]
    if not any(clause.kind == "outcome" and _endorsed_by(clause, day) for clause in last):
        lacks.append("an outcome endorsed by both sides")
    return lacks


def _endorsed_by(wording: Wording, day: date) -> bool:
    return sum(each.date <= day for each in wording.endorsed.values()) == len(SIDES)


@singledispatch
def _check(data: Data, _: Partnership, __: date) -> None:
    """Capacities, new wordings and leads may be said at any time."""
    del data


@_check.register
def _(_data: said.Proposed, now: Partnership, _: date) -> None:
    raise _wrong_moment("/partitionkey", f"partnership {now.id} was proposed before; amend it instead")


@_check.register
def _(_data: said.Activated, now: Partnership, day: date) -> None:
    _since_proposal(now, day)
    if now.status_on(day) == "active":
        raise _wrong_moment("", "the partnership is active already")
    if lacks := missing_for_activation(now, day):
        raise _wrong_moment("", f"it cannot be active on {day}: it lacks {', and '.join(lacks)}")


@_check.register
def _(data: said.Renewed, now: Partnership, day: date) -> None:
    _since_proposal(now, day)
    if now.status_on(day) == "proposed":
        raise _wrong_moment("", "a proposal cannot be renewed; activate it first")
    end = at(now.ends, day)
    if end is not None and data.until <= end:
        raise Rejected(Code.DATE_ORDER, "/data/until", f"{data.until} is not after {end}, when it ends now")


@_check.register
def _(_data: said.Paused, now: Partnership, day: date) -> None:
    _since_proposal(now, day)
    if (status := now.status_on(day)) != "active":
        raise _wrong_moment("", f"the partnership is {status}; only an active one can be paused")


@_check.register
def _(_data: said.Closed, now: Partnership, day: date) -> None:
    _since_proposal(now, day)


@_check.register
def _(data: said.LeadVacated, now: Partnership, day: date) -> None:
    if now.lead_on(data.side, day, data.duty) is None:
        raise _wrong_moment("/data/side", f"the {data.side}'s side has no {data.duty} on {day} who could leave")


@_check.register
def _(data: said.VisionEndorsed, now: Partnership, _: date) -> None:
    _known(data.clause, now.clauses, "/data/clause", "clause", "draft it first")


@_check.register
def _(data: said.ContributionPledged, now: Partnership, _: date) -> None:
    _new(data.contribution, now.pledges, "/data/contribution", "pledge")


@_check.register
def _(data: said.ContributionRecorded, now: Partnership, _: date) -> None:
    _new(data.contribution, now.contributions, "/data/contribution", "contribution")
    _delivers(data, now)


@_check.register
def _(data: said.ContributionCorrected, now: Partnership, _: date) -> None:
    _recorded(data.contribution, now)
    _delivers(data, now)


@_check.register
def _(data: said.ContributionRetracted, now: Partnership, _: date) -> None:
    _recorded(data.contribution, now)


@_check.register
def _(data: said.CheckInScheduled, now: Partnership, _: date) -> None:
    _new(data.check_in, now.check_ins, "/data/checkIn", "check-in")


@_check.register
def _(data: said.CheckInHeld, now: Partnership, _: date) -> None:
    _known(data.check_in, now.check_ins, "/data/checkIn", "check-in", "schedule it first")
    if now.check_ins[data.check_in].held is not None:
        raise _wrong_moment("/data/checkIn", f"check-in {data.check_in} was held already")
    for index, frozen in enumerate(data.progress):
        _known(frozen.goal, now.goals, f"/data/progress/{index}/goal", "goal", "set it first")


@_check.register
def _(data: said.CheckInMissed, now: Partnership, day: date) -> None:
    _known(data.check_in, now.check_ins, "/data/checkIn", "check-in", "schedule it first")
    check_in = now.check_ins[data.check_in]
    if check_in.held is not None or check_in.missed is not None:
        raise _wrong_moment("/data/checkIn", f"check-in {data.check_in} was held or told missed already")
    if day <= check_in.due:
        raise Rejected(Code.DATE_ORDER, "/data/date", f"{day} is not after {check_in.due}, when it is due")


@_check.register
def _(data: said.ChallengeRaised, now: Partnership, _: date) -> None:
    _new(data.challenge, now.challenges, "/data/challenge", "challenge")
    _at_check_in(data.check_in, now)


@_check.register
def _(data: said.ChallengeResolved, now: Partnership, day: date) -> None:
    _known(data.challenge, now.challenges, "/data/challenge", "challenge", "raise it first")
    challenge = now.challenges[data.challenge]
    if challenge.resolved is not None:
        raise _wrong_moment("/data/challenge", f"challenge {data.challenge} was resolved already")
    _not_before(day, challenge.raised.date, "it was raised")


@_check.register
def _(data: said.ActionAgreed, now: Partnership, _: date) -> None:
    _new(data.action, now.actions, "/data/action", "action")
    _at_check_in(data.check_in, now)


@_check.register
def _(data: said.ActionDone, now: Partnership, day: date) -> None:
    _known(data.action, now.actions, "/data/action", "action", "agree on it first")
    action = now.actions[data.action]
    if action.done is not None:
        raise _wrong_moment("/data/action", f"action {data.action} is done already")
    _not_before(day, action.agreed.date, "it was agreed")


@_check.register
def _(data: said.AgreementAmended, now: Partnership, day: date) -> None:
    _since_proposal(now, day, "/data/effective")
    _new(data.amendment, now.amendments, "/data/amendment", "amendment")
    _at_check_in(data.check_in, now)


@_check.register
def _(data: said.NeedRecorded, now: Partnership, _: date) -> None:
    _new(data.need, now.needs, "/data/need", "need")


@_check.register
def _(data: said.GoalSet, now: Partnership, _: date) -> None:
    _new(data.goal, now.goals, "/data/goal", "goal")


@_check.register
def _(data: said.GoalRevised, now: Partnership, _: date) -> None:
    _known(data.goal, now.goals, "/data/goal", "goal", "set it first")
    _at_check_in(data.check_in, now)


@_check.register
def _(data: said.GoalMet, now: Partnership, day: date) -> None:
    _known(data.goal, now.goals, "/data/goal", "goal", "set it first")
    goal = now.goals[data.goal]
    if goal.outcome is not None:
        raise _wrong_moment("/data/goal", f"goal {data.goal} was met or missed already; revise it to go on")
    if day <= goal.last.due:
        raise Rejected(Code.DATE_ORDER, "/data/date", f"{day} is not after {goal.last.due}, when it is due")
    reached = reaches(goal.last, data.value)
    if reached is isinstance(data, said.GoalMissed):
        word = "reaches" if reached else "does not reach"
        raise Rejected(Code.INVALID_VALUE, "/data/value", f"{data.value} {word} the target {goal.last.target}")


@_check.register
def _(data: said.ParticipantWaitlisted, now: Partnership, day: date) -> None:
    _includes(data.district, now)
    if stay := stay_after(now, data, day):
        what = "waits" if stay.placed is None else "has a place"
        raise _wrong_moment("/data/learner", f"the learner {what} on {day} already, or later")


@_check.register
def _(data: said.ParticipantPlaced, now: Partnership, day: date) -> None:
    _includes(data.district, now)
    stay = stay_after(now, data, day)
    if stay is not None and (stay.placed is not None or stay.released is not None):
        raise _wrong_moment("/data/learner", f"the learner has a place on {day} already, or waits or has one later")
    if stay is not None and stay.waiting is not None:
        _not_before(day, stay.waiting, "the learner began to wait")
    capacity = at(now.capacities, day)
    if capacity is not None and places_taken(now, day) >= capacity:
        raise _wrong_moment("/data/learner", f"all {capacity} places are taken; put the learner on the waitlist")


@_check.register
def _(data: said.ParticipantReleased, now: Partnership, day: date) -> None:
    _includes(data.district, now)
    stay = open_stay(now, data)
    if stay is None:
        raise _wrong_moment("/data/learner", "the learner neither waits nor has a place")
    _not_before(day, stay.placed or stay.waiting or day, "it began")


@_check.register
def _(data: said.StoryPublished, now: Partnership, _: date) -> None:
    _new(data.story, now.stories, "/data/story", "story")
    if not data.consent:
        raise Rejected(Code.INVALID_VALUE, "/data/consent", "a story needs the consent of all who can be recognised")
    if data.audience != "district" and data.n < SMALLEST_N:
        reason = f"{data.n} learners are behind it; outside the district never fewer than {SMALLEST_N}"
        raise Rejected(Code.OUT_OF_RANGE, "/data/n", reason)


def _since_proposal(now: Partnership, day: date, pointer: str = "/data/date") -> None:
    """Of what the proposal said, nothing holds from an earlier day: it would be without effect."""
    _not_before(day, now.proposed, "it was proposed", pointer)


def _includes(district: str, now: Partnership) -> None:
    if district not in now.districts:
        raise _unknown("/data/district", f"district {district} in the partnership", "it is of other districts")


def _delivers(data: said.ContributionRecorded, now: Partnership) -> None:
    if data.pledge is None:
        return
    _known(data.pledge, now.pledges, "/data/pledge", "pledge", "pledge it first, or leave it out")
    pledge = now.pledges[data.pledge].pledged
    if (pledge.side, pledge.kind) != (data.side, data.kind):
        reason = f"pledge {data.pledge} is {pledge.kind} of the {pledge.side}'s side; side and kind must be the same"
        raise Rejected(Code.INVALID_VALUE, "/data/pledge", reason)


def _recorded(contribution: str, now: Partnership) -> None:
    _known(contribution, now.contributions, "/data/contribution", "contribution", "record it first")
    if now.contributions[contribution] is None:
        raise _wrong_moment(
            "/data/contribution", f"contribution {contribution} was retracted; record it anew under another id"
        )


def _at_check_in(check_in: str | None, now: Partnership) -> None:
    if check_in is not None:
        _known(check_in, now.check_ins, "/data/checkIn", "check-in", "schedule it first")


def _not_before(day: date, begin: date, what: str, pointer: str = "/data/date") -> None:
    if day < begin:
        raise Rejected(Code.DATE_ORDER, pointer, f"{day} is before {begin}, when {what}")


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
