"""What changes when a partnership becomes active, paused, renewed or closed, and in leads and vision."""

from datetime import date
from typing import TypeVar

from msgspec.structs import replace

from services.contracts import partnerships as said
from services.core.calendar import ONE_DAY
from services.core.partnerships.changes.change import Changes, changes, changes_since_2, changes_since_3
from services.core.partnerships.partnership import Amendment, Endorsement, Named, Partnership, Wording, office
from services.core.partnerships.timeline import Timeline, with_entry

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
    return with_entry(tuple(entry for entry in timeline if entry.since <= day), day, value)


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
    wording, earlier = Wording(date=day, kind=data.kind, text=data.text), before.clauses.get(data.clause, ())
    if data.date is None:
        return {"clauses": before.clauses | {data.clause: (*earlier, wording)}}
    return {"clauses": before.clauses | {data.clause: _with_wording(earlier, wording)}}


@changes_since_3.register
def _(data: said.VisionDrafted, before: Partnership, day: date) -> Changes:
    """Whoever endorsed the clause on the day of a new wording, and before that was told, endorsed the former one."""
    if data.date is None:
        return changes(data, before, day)
    wording, earlier = Wording(date=day, kind=data.kind, text=data.text), before.clauses.get(data.clause, ())
    return {"clauses": before.clauses | {data.clause: _with_wording(earlier, wording, day + ONE_DAY)}}


def _with_wording(wordings: tuple[Wording, ...], wording: Wording, endorsed: date | None = None) -> tuple[Wording, ...]:
    """The wordings by date, with one that may be told late.

    Args:
        endorsed: whoever endorsed the clause on this day or later endorsed the new wording; None: from its own day on.
    """
    index = len(wordings)
    while index and wordings[index - 1].date > wording.date:
        index -= 1
    if not index:
        return (wording, *wordings)
    before, since = wordings[index - 1], endorsed or wording.date
    kept = {side: endorsement for side, endorsement in before.endorsed.items() if endorsement.date < since}
    moved = {side: endorsement for side, endorsement in before.endorsed.items() if side not in kept}
    earlier = (*wordings[: index - 1], replace(before, endorsed=kept))
    return (*earlier, replace(wording, endorsed=moved), *wordings[index:])


@changes.register
def _(data: said.VisionEndorsed, before: Partnership, day: date) -> Changes:
    return _endorsed(data, before, day, len(before.clauses[data.clause]) - 1)


@changes_since_2.register
def _(data: said.VisionEndorsed, before: Partnership, day: date) -> Changes:
    """The wording that held on the day of the endorsement is the one that was endorsed."""
    wordings = before.clauses[data.clause]
    held = [index for index, wording in enumerate(wordings) if wording.date <= day]
    return _endorsed(data, before, day, held[-1])


def _endorsed(data: said.VisionEndorsed, before: Partnership, day: date, index: int) -> Changes:
    wordings = before.clauses[data.clause]
    wording = wordings[index]
    known = wording.endorsed.get(data.side)
    if known is not None and known.date <= day:
        return {}
    endorsed = wording.endorsed | {data.side: Endorsement(Named(data.name, data.role), day)}
    wordings = (*wordings[:index], replace(wording, endorsed=endorsed), *wordings[index + 1 :])
    return {"clauses": before.clauses | {data.clause: wordings}}
