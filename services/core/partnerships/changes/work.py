"""What changes as both sides put something in, and meet, and what comes of it."""

from datetime import date

from msgspec import UNSET
from msgspec.structs import asdict, replace

from services.contracts import partnerships as said
from services.core.partnerships.changes.change import Changes, changes
from services.core.partnerships.changes.withdrawals import noted
from services.core.partnerships.check_in import Cancellation, CheckIn, NewDue
from services.core.partnerships.partnership import Action, Challenge, Partnership, Pledge


@changes.register
def _(data: said.ContributionPledged, before: Partnership, day: date) -> Changes:
    return {"pledges": before.pledges | {data.contribution: Pledge(day, data)}}


@changes.register
def _(data: said.ContributionRecorded, before: Partnership, _: date) -> Changes:
    recorded = said.ContributionRecorded(**asdict(data))  # a correction, too: the bytes of a state do not tell them
    return {"contributions": before.contributions | {data.contribution: recorded}}


@changes.register
def _(data: said.ContributionRetracted, before: Partnership, day: date) -> Changes:
    retracted: Changes = {"contributions": before.contributions | {data.contribution: None}}
    if data.by is None and data.reason is None:
        return retracted
    return retracted | noted(before, data, day, "contribution", data.contribution)


@changes.register
def _(data: said.CheckInScheduled, before: Partnership, day: date) -> Changes:
    check_in = CheckIn(scheduled=day, due=data.due, counts_from=data.counts_from or UNSET)
    return {"check_ins": before.check_ins | {data.check_in: check_in}}


@changes.register
def _(data: said.CheckInHeld, before: Partnership, _: date) -> Changes:
    return {"check_ins": before.check_ins | {data.check_in: replace(before.check_ins[data.check_in], held=data)}}


@changes.register
def _(data: said.CheckInMissed, before: Partnership, day: date) -> Changes:
    return {"check_ins": before.check_ins | {data.check_in: replace(before.check_ins[data.check_in], missed=day)}}


@changes.register
def _(data: said.CheckInRescheduled, before: Partnership, day: date) -> Changes:
    moved = before.check_ins[data.check_in].moved(day, NewDue(data.due, data.cadence_days))
    return {"check_ins": before.check_ins | {data.check_in: moved}}


@changes.register
def _(data: said.CheckInCancelled, before: Partnership, day: date) -> Changes:
    check_in = before.check_ins[data.check_in].called_off(Cancellation(day, data.why, data.cadence_days))
    return {"check_ins": before.check_ins | {data.check_in: check_in}}


@changes.register
def _(data: said.ChallengeRaised, before: Partnership, _: date) -> Changes:
    return {"challenges": before.challenges | {data.challenge: Challenge(raised=data)}}


@changes.register
def _(data: said.ChallengeResolved, before: Partnership, _: date) -> Changes:
    resolved = replace(before.challenges[data.challenge], resolved=data)
    return {"challenges": before.challenges | {data.challenge: resolved}}


@changes.register
def _(data: said.ActionAgreed, before: Partnership, _: date) -> Changes:
    return {"actions": before.actions | {data.action: Action(agreed=data)}}


@changes.register
def _(data: said.ActionDone, before: Partnership, day: date) -> Changes:
    return {"actions": before.actions | {data.action: replace(before.actions[data.action], done=day)}}


@changes.register
def _(data: said.NeedRecorded, before: Partnership, _: date) -> Changes:
    return {"needs": before.needs | {data.need: data}}
