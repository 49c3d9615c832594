"""What changes when something is taken back: it is gone for every day, and who took it back and why is kept."""

from datetime import date
from typing import TypeVar

from msgspec.structs import replace

from services.contracts import partnerships as said
from services.core.partnerships.changes.change import Changes, changes, changes_since_3
from services.core.partnerships.partnership import Partnership, Withdrawn, Wording, office
from services.core.partnerships.placements import stay_from
from services.core.partnerships.timeline import Dated, Timeline, with_entry
from services.core.partnerships.withdrawable import WITHDRAWN_BY, id_of
from services.core.partnerships.withdrawable_changes import CHANGES

T = TypeVar("T")


@changes.register
def _(data: said.Withdrawal, before: Partnership, day: date) -> Changes:
    kind = WITHDRAWN_BY[type(data)]
    key = id_of(data, kind)
    items = {item_key: item for item_key, item in getattr(before, kind.items).items() if item_key != key}
    return {kind.items: items} | noted(before, data, day, kind.what, key)


@changes.register
def _(data: said.AmendmentWithdrawn, before: Partnership, day: date) -> Changes:
    amended = before.amendments[data.amendment].amended
    others = {key: item for key, item in before.amendments.items() if key != data.amendment}
    changed: Changes = {"amendments": others} | noted(before, data, day, "amendment", data.amendment)
    if amended.cadence_days is None:
        return changed
    return changed | {"cadences": _without(before.cadences, amended.effective, amended.cadence_days)}


@changes.register
def _(data: said.ChangeWithdrawn, before: Partnership, day: date) -> Changes:
    kind = CHANGES[data.change]
    things = kind.things(before)
    without = kind.without(things[data.subject])
    return {kind.items: things | {data.subject: without}} | noted(before, data, day, kind.what, data.subject)


@changes.register
def _(data: said.ProposalWithdrawn, before: Partnership, day: date) -> Changes:
    withdrawn: Changes = {"statuses": with_entry(before.statuses, day, "withdrawn")}
    return withdrawn | noted(before, data, day, "proposal", before.id)


@changes.register
def _(data: said.StatusWithdrawn, before: Partnership, day: date) -> Changes:
    """With a closing or a renewal goes the end that it set; what was agreed with the proposal stays."""
    changed: Changes = {"statuses": _without(before.statuses, data.since, data.status)}
    if data.status != "paused":  # a pause sets no end
        first, *later = before.ends
        changed["ends"] = (first, *(entry for entry in later if entry.since != data.since))
    return changed | noted(before, data, day, "status", f"{data.status} {data.since}")


@changes_since_3.register
def _(data: said.StatusWithdrawn, before: Partnership, day: date) -> Changes:
    """Of several ends that were set on the day only the one that the closing or the last renewal set goes."""
    changed: Changes = {"statuses": _without(before.statuses, data.since, data.status)}
    of_day = [number for number, entry in enumerate(before.ends) if number and entry.since == data.since]
    by_closing = [number for number in of_day if before.ends[number].value == data.since]
    gone = {"closed": by_closing, "active": [number for number in of_day if number not in by_closing]}.get(data.status)
    if gone:
        changed["ends"] = (*before.ends[: gone[-1]], *before.ends[gone[-1] + 1 :])
    return changed | noted(before, data, day, "status", f"{data.status} {data.since}")


@changes.register
def _(data: said.LeadWithdrawn, before: Partnership, day: date) -> Changes:
    key = office(data.side, data.duty)
    timeline = _without_last(before.leads[key], data.since)
    others = {person: entries for person, entries in before.leads.items() if person != key}
    leads = others | ({key: timeline} if timeline else {})
    return {"leads": leads} | noted(before, data, day, "lead", f"{key} {data.since}")


@changes.register
def _(data: said.EndorsementWithdrawn, before: Partnership, day: date) -> Changes:
    wordings = list(before.clauses[data.clause])
    index = max(number for number, wording in enumerate(wordings) if data.side in wording.endorsed)
    wordings[index] = _not_endorsed(wordings[index], data.side)
    clauses: Changes = {"clauses": before.clauses | {data.clause: tuple(wordings)}}
    return clauses | noted(before, data, day, "endorsement", f"{data.clause} {data.side}")


@changes_since_3.register
def _(data: said.EndorsementWithdrawn, before: Partnership, day: date) -> Changes:
    """Of all drafts that repeat the wording, so that the side has not endorsed it any more."""
    wordings = before.clauses[data.clause]
    last = max(number for number, wording in enumerate(wordings) if data.side in wording.endorsed)
    others = (number for number, wording in enumerate(wordings[:last]) if not wording.says_the_same_as(wordings[last]))
    first = max(others, default=-1) + 1
    clause = (*wordings[:first], *(_not_endorsed(later, data.side) for later in wordings[first:]))
    clauses: Changes = {"clauses": before.clauses | {data.clause: clause}}
    return clauses | noted(before, data, day, "endorsement", f"{data.clause} {data.side}")


def _not_endorsed(wording: Wording, by: said.Side) -> Wording:
    return replace(
        wording, endorsed={side: endorsement for side, endorsement in wording.endorsed.items() if side != by}
    )


@changes.register
def _(data: said.CapacityWithdrawn, before: Partnership, day: date) -> Changes:
    capacities: Changes = {"capacities": _without_last(before.capacities, data.since)}
    return capacities | noted(before, data, day, "capacity", str(data.since))


@changes.register
def _(data: said.ParticipantWithdrawn, before: Partnership, day: date) -> Changes:
    gone = stay_from(before, data.district, data.learner, data.since)
    stays: Changes = {"stays": tuple(stay for stay in before.stays if stay is not gone)}
    return stays | noted(before, data, day, "participant", f"{data.district} {data.learner} {data.since}")


def noted(
    before: Partnership, data: said.Withdrawal | said.ContributionRetracted, day: date, what: str, key: str
) -> Changes:
    """That it was taken back, by whom and why."""
    withdrawn = Withdrawn(what=what, id=key, by=data.by or "", reason=data.reason, date=day)
    return {"withdrawn": (*before.withdrawals, withdrawn)}


def _without(timeline: Timeline[T], since: date, value: T) -> Timeline[T]:
    """The timeline without the last such entry."""
    index = max(number for number, entry in enumerate(timeline) if entry == Dated(since, value))
    return (*timeline[:index], *timeline[index + 1 :])


def _without_last(timeline: Timeline[T], since: date) -> Timeline[T]:
    """The timeline without what was said last of the day."""
    index = max(number for number, entry in enumerate(timeline) if entry.since == since)
    return (*timeline[:index], *timeline[index + 1 :])
