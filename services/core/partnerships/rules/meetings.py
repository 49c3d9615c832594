"""Whether a check-in may be scheduled, held and missed, and what comes of one."""

from datetime import date

from services.contracts import partnerships as said
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.rules.refusal import (
    at_check_in,
    known,
    new,
    not_before,
    validate_transition,
    wrong_moment,
)


@validate_transition.register
def _(data: said.CheckInScheduled, now: Partnership, _: date) -> None:
    new(data.check_in, now.check_ins, "/data/checkIn", "check-in")


@validate_transition.register
def _(data: said.CheckInHeld, now: Partnership, _: date) -> None:
    known(data.check_in, now.check_ins, "/data/checkIn", "check-in", "schedule it first")
    if now.check_ins[data.check_in].held is not None:
        raise wrong_moment("/data/checkIn", f"check-in {data.check_in} was held already")
    _expected(data.check_in, now)
    for index, frozen in enumerate(data.progress):
        known(frozen.goal, now.goals, f"/data/progress/{index}/goal", "goal", "set it first")


@validate_transition.register
def _(data: said.CheckInMissed, now: Partnership, day: date) -> None:
    known(data.check_in, now.check_ins, "/data/checkIn", "check-in", "schedule it first")
    _expected(data.check_in, now)
    check_in = now.check_ins[data.check_in]
    if check_in.held is not None or check_in.missed is not None:
        raise wrong_moment("/data/checkIn", f"check-in {data.check_in} was held or told missed already")
    if day <= check_in.due:
        raise Rejected(Code.DATE_ORDER, "/data/date", f"{day} is not after {check_in.due}, when it is due")


@validate_transition.register
def _(data: said.CheckInRescheduled, now: Partnership, day: date) -> None:
    _changed_in_time(data.check_in, now, day, "moved")
    not_before(data.due, day, "it was moved", "/data/due")
    if data.due == now.check_ins[data.check_in].due:
        raise Rejected(Code.INVALID_VALUE, "/data/due", f"check-in {data.check_in} is due on {data.due} already")


@validate_transition.register
def _(data: said.CheckInCancelled, now: Partnership, day: date) -> None:
    _changed_in_time(data.check_in, now, day, "cancelled")


def _changed_in_time(key: str, now: Partnership, day: date, what: str) -> None:
    """What both sides agreed on after the due date changes nothing: it was missed by then."""
    known(key, now.check_ins, "/data/checkIn", "check-in", "schedule it first")
    check_in = now.check_ins[key]
    if check_in.held is not None:
        raise wrong_moment("/data/checkIn", f"check-in {key} was held already")
    _expected(key, now)
    if day > check_in.due:
        reason = f"check-in {key} was due on {check_in.due}; it can be {what} up to that day, not from {day} on"
        raise Rejected(Code.DATE_ORDER, "/data/date", reason)
    last = max([check_in.scheduled, *(move.since for move in check_in.moves)])
    not_before(day, last, "it was scheduled or moved last")


def _expected(key: str, now: Partnership) -> None:
    if now.check_ins[key].cancelled is not None:
        raise wrong_moment("/data/checkIn", f"check-in {key} was cancelled; schedule another one")


@validate_transition.register
def _(data: said.ChallengeRaised, now: Partnership, _: date) -> None:
    new(data.challenge, now.challenges, "/data/challenge", "challenge")
    at_check_in(data.check_in, now)


@validate_transition.register
def _(data: said.ChallengeResolved, now: Partnership, day: date) -> None:
    known(data.challenge, now.challenges, "/data/challenge", "challenge", "raise it first")
    challenge = now.challenges[data.challenge]
    if challenge.resolved is not None:
        raise wrong_moment("/data/challenge", f"challenge {data.challenge} was resolved already")
    not_before(day, challenge.raised.date, "it was raised")


@validate_transition.register
def _(data: said.ActionAgreed, now: Partnership, _: date) -> None:
    new(data.action, now.actions, "/data/action", "action")
    at_check_in(data.check_in, now)


@validate_transition.register
def _(data: said.ActionDone, now: Partnership, day: date) -> None:
    known(data.action, now.actions, "/data/action", "action", "agree on it first")
    action = now.actions[data.action]
    if action.done is not None:
        raise wrong_moment("/data/action", f"action {data.action} is done already")
    not_before(day, action.agreed.date, "it was agreed")


@validate_transition.register
def _(data: said.NeedRecorded, now: Partnership, _: date) -> None:
    new(data.need, now.needs, "/data/need", "need")
