"""The partnership with one more event in it. Whether the event may follow is for `refusing`."""

from collections.abc import Iterable
from datetime import date
from functools import singledispatch
from typing import Any, TypeVar

from msgspec.structs import asdict, replace

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
    GoalVersion,
    Named,
    Partnership,
    Pledge,
    Stay,
    Story,
    Timeline,
    Wording,
    fingerprint,
    office,
    said_on,
    with_entry,
)
from services.core.partnerships.stays import open_stay

T = TypeVar("T")


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
    ends: Changes = {"ends": _ending_with(before.ends, day, day)}
    return ends | {"statuses": _ending_with(before.statuses, day, "closed")}


def _ending_with(timeline: Timeline[T], day: date, value: T) -> Timeline[T]:
    """The timeline with a last entry: nothing follows a closing that is told late, or before what was planned."""
    return with_entry(tuple(each for each in timeline if each.since <= day), day, value)


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
    known = last.endorsed.get(data.side)
    if known is not None and known.date <= day:
        return {}
    endorsed = last.endorsed | {data.side: Endorsement(Named(data.name, data.role), day)}
    return {"clauses": before.clauses | {data.clause: (*earlier, replace(last, endorsed=endorsed))}}


@_changes.register
def _(data: said.ContributionPledged, before: Partnership, day: date) -> Changes:
    return {"pledges": before.pledges | {data.contribution: Pledge(day, data)}}


@_changes.register
def _(data: said.ContributionRecorded, before: Partnership, _: date) -> Changes:
    recorded = said.ContributionRecorded(**asdict(data))  # a correction, too: the bytes of a state do not tell them
    return {"contributions": before.contributions | {data.contribution: recorded}}


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
    return _goal(before, GoalVersion(since=day, value=data))


@_changes.register
def _(data: said.GoalRevised, before: Partnership, day: date) -> Changes:
    value = said.GoalSet(**{name: getattr(data, name) for name in said.GoalSet.__struct_fields__})
    return _goal(before, GoalVersion(since=day, value=value, why=data.why, check_in=data.check_in))


def _goal(before: Partnership, version: GoalVersion) -> Changes:
    name = version.value.goal
    earlier = before.goals[name].versions if name in before.goals else ()
    return {"goals": before.goals | {name: Goal(versions=(*earlier, version))}}


@_changes.register
def _(data: said.GoalMet, before: Partnership, day: date) -> Changes:
    met = not isinstance(data, said.GoalMissed)
    outcome = GoalOutcome(met=met, value=data.value, n=data.n, date=day)
    *earlier, last = before.goals[data.goal].versions
    return {"goals": before.goals | {data.goal: Goal(versions=(*earlier, replace(last, outcome=outcome)))}}


@_changes.register
def _(data: said.ParticipantWaitlisted, before: Partnership, day: date) -> Changes:
    return {"stays": (*before.stays, Stay(district=data.district, learner=data.learner, waiting=day))}


@_changes.register
def _(data: said.ParticipantPlaced, before: Partnership, day: date) -> Changes:
    here = open_stay(before, data)
    if here is None:
        return {"stays": (*before.stays, Stay(district=data.district, learner=data.learner, placed=day))}
    return _stay(before, here, placed=day)


@_changes.register
def _(data: said.ParticipantReleased, before: Partnership, day: date) -> Changes:
    here = open_stay(before, data)
    return {} if here is None else _stay(before, here, released=day)


def _stay(before: Partnership, stay: Stay, **changed: date) -> Changes:
    return {"stays": tuple(replace(each, **changed) if each is stay else each for each in before.stays)}


@_changes.register
def _(data: said.StoryPublished, before: Partnership, day: date) -> Changes:
    return {"stories": before.stories | {data.story: Story(day, data)}}
