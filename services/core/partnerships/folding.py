"""The partnership with one more event in it. Whether the event may follow is for `refusing`."""

from functools import singledispatch
from typing import Any

from msgspec.structs import replace

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.core.partnerships.partnership import (
    Action,
    Challenge,
    CheckIn,
    Clause,
    Endorsement,
    EventId,
    Goal,
    Partnership,
)


def fold(partnership: Partnership | None, event: PartnershipEvent) -> Partnership:
    """The partnership with the event in it; a duplicate changes nothing.

    Raises:
        ValueError: an event of a partnership that was never proposed; `check` says so before.
    """
    event_id = EventId(event.source, event.id)
    if partnership is None:
        if not isinstance(event.data, said.Proposed):
            raise ValueError(f"partnership {event.partitionkey} was never proposed")
        partnership = _proposed(event.partitionkey, event.data)
    elif event_id in partnership.seen:
        return partnership
    else:
        partnership = replace(partnership, **_changes(event.data, partnership))
    return replace(partnership, version=partnership.version + 1, seen=partnership.seen | {event_id})


def _proposed(partnership_id: str, data: said.Proposed) -> Partnership:
    return Partnership(
        id=partnership_id,
        name=data.name,
        districts=data.districts,
        partners=data.partners,
        begin=data.begin,
        end=data.end,
        cadence_days=data.cadence_days,
    )


Changes = dict[str, Any]
"""Attribute of the partnership → its new value."""


@singledispatch
def _changes(data: Data, _: Partnership) -> Changes:
    raise TypeError(f"{type(data).__name__} says nothing of a partnership")


@_changes.register
def _(_data: said.Activated, _: Partnership) -> Changes:
    return {"status": "active"}


@_changes.register
def _(data: said.Renewed, _: Partnership) -> Changes:
    return {"status": "active", "end": data.until}


@_changes.register
def _(_data: said.Paused, _: Partnership) -> Changes:
    return {"status": "paused"}


@_changes.register
def _(data: said.Closed, _: Partnership) -> Changes:
    return {"status": "closed", "end": data.date}


@_changes.register
def _(data: said.LeadAssigned, before: Partnership) -> Changes:
    return {"leads": before.leads | {data.side: data}}


@_changes.register
def _(data: said.LeadVacated, before: Partnership) -> Changes:
    return {"leads": {side: lead for side, lead in before.leads.items() if side != data.side}}


@_changes.register
def _(data: said.VisionDrafted, before: Partnership) -> Changes:
    return {"clauses": before.clauses | {data.clause: Clause(kind=data.kind, text=data.text)}}


@_changes.register
def _(data: said.VisionEndorsed, before: Partnership) -> Changes:
    clause = before.clauses[data.clause]
    endorsed = clause.endorsed | {data.side: Endorsement(name=data.name, role=data.role, date=data.date)}
    return {"clauses": before.clauses | {data.clause: replace(clause, endorsed=endorsed)}}


@_changes.register
def _(data: said.ContributionPledged, before: Partnership) -> Changes:
    return {"pledges": before.pledges | {data.contribution: data}}


@_changes.register
def _(data: said.ContributionRecorded, before: Partnership) -> Changes:
    return {"contributions": before.contributions | {data.contribution: data}}


@_changes.register
def _(data: said.ContributionRetracted, before: Partnership) -> Changes:
    return {"contributions": before.contributions | {data.contribution: None}}


@_changes.register
def _(data: said.CheckInScheduled, before: Partnership) -> Changes:
    return {"check_ins": before.check_ins | {data.check_in: CheckIn(due=data.due)}}


@_changes.register
def _(data: said.CheckInHeld, before: Partnership) -> Changes:
    check_in = before.check_ins[data.check_in]
    held = replace(check_in, held=data.date, attendees=data.attendees, notes=data.notes)
    return {"check_ins": before.check_ins | {data.check_in: held}}


@_changes.register
def _(data: said.CheckInMissed, before: Partnership) -> Changes:
    return {"check_ins": before.check_ins | {data.check_in: replace(before.check_ins[data.check_in], missed=True)}}


@_changes.register
def _(data: said.ChallengeRaised, before: Partnership) -> Changes:
    return {"challenges": before.challenges | {data.challenge: Challenge(text=data.text, raised=data.date)}}


@_changes.register
def _(data: said.ChallengeResolved, before: Partnership) -> Changes:
    resolved = replace(before.challenges[data.challenge], resolved=data.date, resolution=data.text)
    return {"challenges": before.challenges | {data.challenge: resolved}}


@_changes.register
def _(data: said.ActionAgreed, before: Partnership) -> Changes:
    return {"actions": before.actions | {data.action: Action(agreed=data)}}


@_changes.register
def _(data: said.ActionDone, before: Partnership) -> Changes:
    return {"actions": before.actions | {data.action: replace(before.actions[data.action], done=data.date)}}


@_changes.register
def _(data: said.AgreementAmended, before: Partnership) -> Changes:
    amended: Changes = {"amendments": before.amendments | {data.amendment: data}}
    return amended if data.cadence_days is None else amended | {"cadence_days": data.cadence_days}


@_changes.register
def _(data: said.NeedRecorded, before: Partnership) -> Changes:
    return {"needs": before.needs | {data.need: data}}


@_changes.register
def _(data: said.CapacitySet, _: Partnership) -> Changes:
    return {"capacity": data.places}


@_changes.register
def _(data: said.GoalSet, before: Partnership) -> Changes:
    return {"goals": before.goals | {data.goal: Goal(set=data)}}


@_changes.register
def _(data: said.GoalMet, before: Partnership) -> Changes:
    return {"goals": before.goals | {data.goal: replace(before.goals[data.goal], outcome=data)}}


@_changes.register
def _(data: said.ParticipantWaitlisted, before: Partnership) -> Changes:
    return {"waiting": (*before.waiting, (data.district, data.learner))}


@_changes.register
def _(data: said.ParticipantPlaced, before: Partnership) -> Changes:
    who = (data.district, data.learner)
    return {"placed": (*before.placed, who), "waiting": tuple(each for each in before.waiting if each != who)}


@_changes.register
def _(data: said.StoryPublished, before: Partnership) -> Changes:
    return {"stories": before.stories | {data.story: data}}
