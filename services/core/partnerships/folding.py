"""The partnership with one more event in it. Whether the event may follow is for `refusing`."""

from collections.abc import Iterable
from datetime import date
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
    Dated,
    Endorsement,
    Goal,
    GoalOutcome,
    Named,
    Partnership,
    Pledge,
    Stay,
    Story,
    Wording,
    fingerprint,
    office,
    said_on,
    with_entry,
)


def fold(partnership: Partnership | None, event: PartnershipEvent) -> Partnership:
    """The partnership with the event in it; a duplicate changes nothing.

    Raises:
        ValueError: an event of a partnership that was never proposed; `check` says so before.
    """
    known = fingerprint(event)
    if partnership is None:
        if not isinstance(event.data, said.Proposed):
            raise ValueError(f"partnership {event.partitionkey} was never proposed")
        partnership = _proposed(event.partitionkey, event.data, said_on(event))
    elif known in partnership.seen:
        return partnership
    else:
        partnership = replace(partnership, **_changes(event.data, partnership, said_on(event)))
    number = partnership.version + 1
    return replace(partnership, version=number, seen=partnership.seen | {known: number})


def fold_all(events: Iterable[PartnershipEvent]) -> Partnership | None:
    """The partnership of events that were all accepted, in their order; None of no events."""
    partnership = None
    for event in events:
        partnership = fold(partnership, event)
    return partnership


def _proposed(partnership_id: str, data: said.Proposed, day: date) -> Partnership:
    return Partnership(
        id=partnership_id,
        name=data.name,
        kind=data.kind,
        districts=data.districts,
        partners=data.partners,
        begin=data.begin,
        proposed=day,
        statuses=(Dated(day, "proposed"),),
        ends=(Dated(day, data.end),),
        cadences=(Dated(day, data.cadence_days),),
    )


Changes = dict[str, Any]
"""Attribute of the partnership → its new value."""


@singledispatch
def _changes(data: Data, _: Partnership, __: date) -> Changes:
    raise TypeError(f"{type(data).__name__} says nothing of a partnership")


@_changes.register
def _(_data: said.Activated, before: Partnership, day: date) -> Changes:
    return {"statuses": with_entry(before.statuses, day, "active")}


@_changes.register
def _(data: said.Renewed, before: Partnership, day: date) -> Changes:
    ends: Changes = {"ends": with_entry(before.ends, day, data.until)}
    return ends | {"statuses": with_entry(before.statuses, day, "active")}


@_changes.register
def _(_data: said.Paused, before: Partnership, day: date) -> Changes:
    return {"statuses": with_entry(before.statuses, day, "paused")}


@_changes.register
def _(_data: said.Closed, before: Partnership, day: date) -> Changes:
    ends: Changes = {"ends": with_entry(before.ends, day, day)}
    return ends | {"statuses": with_entry(before.statuses, day, "closed")}


@_changes.register
def _(data: said.LeadAssigned, before: Partnership, day: date) -> Changes:
    return _lead(before, office(data.side, data.duty), day, Named(data.name, data.role))


@_changes.register
def _(data: said.LeadVacated, before: Partnership, day: date) -> Changes:
    return _lead(before, office(data.side, data.duty), day, None)


def _lead(before: Partnership, key: str, day: date, who: Named | None) -> Changes:
    return {"leads": before.leads | {key: with_entry(before.leads.get(key, ()), day, who)}}


@_changes.register
def _(data: said.VisionDrafted, before: Partnership, day: date) -> Changes:
    wordings = (*before.clauses.get(data.clause, ()), Wording(date=day, kind=data.kind, text=data.text))
    return {"clauses": before.clauses | {data.clause: wordings}}


@_changes.register
def _(data: said.VisionEndorsed, before: Partnership, day: date) -> Changes:
    *earlier, last = before.clauses[data.clause]
    endorsed = last.endorsed | {data.side: Endorsement(Named(data.name, data.role), day)}
    return {"clauses": before.clauses | {data.clause: (*earlier, replace(last, endorsed=endorsed))}}


@_changes.register
def _(data: said.ContributionPledged, before: Partnership, day: date) -> Changes:
    return {"pledges": before.pledges | {data.contribution: Pledge(day, data)}}


@_changes.register
def _(data: said.ContributionRecorded, before: Partnership, _: date) -> Changes:
    return {"contributions": before.contributions | {data.contribution: data}}


@_changes.register
def _(data: said.ContributionRetracted, before: Partnership, _: date) -> Changes:
    return {"contributions": before.contributions | {data.contribution: None}}


@_changes.register
def _(data: said.CheckInScheduled, before: Partnership, day: date) -> Changes:
    return {"check_ins": before.check_ins | {data.check_in: CheckIn(scheduled=day, due=data.due)}}


@_changes.register
def _(data: said.CheckInHeld, before: Partnership, _: date) -> Changes:
    return {"check_ins": before.check_ins | {data.check_in: replace(before.check_ins[data.check_in], held=data)}}


@_changes.register
def _(data: said.CheckInMissed, before: Partnership, day: date) -> Changes:
    return {"check_ins": before.check_ins | {data.check_in: replace(before.check_ins[data.check_in], missed=day)}}


@_changes.register
def _(data: said.ChallengeRaised, before: Partnership, _: date) -> Changes:
    return {"challenges": before.challenges | {data.challenge: Challenge(raised=data)}}


@_changes.register
def _(data: said.ChallengeResolved, before: Partnership, _: date) -> Changes:
    resolved = replace(before.challenges[data.challenge], resolved=data)
    return {"challenges": before.challenges | {data.challenge: resolved}}


@_changes.register
def _(data: said.ActionAgreed, before: Partnership, _: date) -> Changes:
    return {"actions": before.actions | {data.action: Action(agreed=data)}}


@_changes.register
def _(data: said.ActionDone, before: Partnership, day: date) -> Changes:
    return {"actions": before.actions | {data.action: replace(before.actions[data.action], done=day)}}


@_changes.register
def _(data: said.AgreementAmended, before: Partnership, day: date) -> Changes:
    amended: Changes = {"amendments": before.amendments | {data.amendment: data}}
    if data.cadence_days is None:
        return amended
    return amended | {"cadences": with_entry(before.cadences, day, data.cadence_days)}


@_changes.register
def _(data: said.NeedRecorded, before: Partnership, _: date) -> Changes:
    return {"needs": before.needs | {data.need: data}}


@_changes.register
def _(data: said.CapacitySet, before: Partnership, day: date) -> Changes:
    return {"capacities": with_entry(before.capacities, day, data.places)}


@_changes.register
def _(data: said.GoalSet, before: Partnership, day: date) -> Changes:
    known = before.goals.get(data.goal)
    versions = (*(known.versions if known else ()), Dated(day, data))
    return {"goals": before.goals | {data.goal: Goal(versions=versions)}}


@_changes.register
def _(data: said.GoalMet, before: Partnership, day: date) -> Changes:
    met = not isinstance(data, said.GoalMissed)
    outcome = GoalOutcome(met=met, value=data.value, n=data.n, date=day)
    return {"goals": before.goals | {data.goal: replace(before.goals[data.goal], outcome=outcome)}}


@_changes.register
def _(data: said.ParticipantWaitlisted, before: Partnership, day: date) -> Changes:
    return {"stays": (*before.stays, Stay(district=data.district, learner=data.learner, waiting=day))}


@_changes.register
def _(data: said.ParticipantPlaced, before: Partnership, day: date) -> Changes:
    here = _present(before, data)
    if here is None:
        return {"stays": (*before.stays, Stay(district=data.district, learner=data.learner, placed=day))}
    return _stay(before, here, placed=day)


@_changes.register
def _(data: said.ParticipantReleased, before: Partnership, day: date) -> Changes:
    here = _present(before, data)
    return {} if here is None else _stay(before, here, released=day)


def _present(before: Partnership, data: said.ParticipantWaitlisted) -> int | None:
    """The place among the stays of a learner who waits or has a place."""
    for index, stay in enumerate(before.stays):
        if stay.learner == data.learner and stay.district == data.district and stay.released is None:
            return index
    return None


def _stay(before: Partnership, index: int, **changed: date) -> Changes:
    stays = before.stays
    return {"stays": (*stays[:index], replace(stays[index], **changed), *stays[index + 1 :])}


@_changes.register
def _(data: said.StoryPublished, before: Partnership, day: date) -> Changes:
    return {"stories": before.stories | {data.story: Story(day, data)}}
