"""What changes when a partnership becomes active, paused, renewed or closed, and in leads and vision."""

from datetime import date
from typing import TypeVar

from msgspec.structs import replace

from services.contracts import partnerships as said
from services.core.partnerships.changes.change import Changes, changes
from services.core.partnerships.partnership import (
    Amendment,
    Endorsement,
    Named,
    Partnership,
    Timeline,
    Wording,
    office,
    with_entry,
)

T = TypeVar("T")


@changes.register
def _(_data: said.Activated, before: Partnership, day: date) -> Changes:
    return {"statuses": with_entry(before.statuses, day, "active")}


@changes.register
def _(data: said.Renewed, before: Partnership, day: date) -> Changes:
    ends: Changes = {"ends": with_entry(before.ends, day, data.until)}
    return ends | {"statuses": with_entry(before.statuses, day, "active")}


@changes.register
def _(_data: said.Paused, before: Partnership, day: date) -> Changes:
    return {"statuses": with_entry(before.statuses, day, "paused")}


@changes.register
def _(_data: said.Closed, before: Partnership, day: date) -> Changes:
    ends: Changes = {"ends": _ending_with(before.ends, day, day)}
    return ends | {"statuses": _ending_with(before.statuses, day, "closed")}


def _ending_with(timeline: Timeline[T], day: date, value: T) -> Timeline[T]:
    """The timeline with a last entry: nothing follows a closing that is told late, or before what was planned."""
    return with_entry(tuple(each for each in timeline if each.since <= day), day, value)


@changes.register
def _(data: said.AgreementAmended, before: Partnership, day: date) -> Changes:
    amended: Changes = {"amendments": before.amendments | {data.amendment: Amendment(day, data)}}
    if data.cadence_days is None:
        return amended
    return amended | {"cadences": with_entry(before.cadences, data.effective, data.cadence_days)}


@changes.register
def _(data: said.LeadAssigned, before: Partnership, day: date) -> Changes:
    return _lead(before, office(data.side, data.duty), day, Named(data.name, data.role))


@changes.register
def _(data: said.LeadVacated, before: Partnership, day: date) -> Changes:
    return _lead(before, office(data.side, data.duty), day, None)


def _lead(before: Partnership, key: str, day: date, who: Named | None) -> Changes:
    return {"leads": before.leads | {key: with_entry(before.leads.get(key, ()), day, who)}}


@changes.register
def _(data: said.VisionDrafted, before: Partnership, day: date) -> Changes:
    wordings = (*before.clauses.get(data.clause, ()), Wording(date=day, kind=data.kind, text=data.text))
    return {"clauses": before.clauses | {data.clause: wordings}}


@changes.register
def _(data: said.VisionEndorsed, before: Partnership, day: date) -> Changes:
    *earlier, last = before.clauses[data.clause]
    known = last.endorsed.get(data.side)
    if known is not None and known.date <= day:
        return {}
    endorsed = last.endorsed | {data.side: Endorsement(Named(data.name, data.role), day)}
    return {"clauses": before.clauses | {data.clause: (*earlier, replace(last, endorsed=endorsed))}}
