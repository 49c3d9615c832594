"""Whether a partnership may become active, paused, renewed or closed, and who leads it and agrees to what."""

from datetime import date

from services.contracts import partnerships as said
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.partnership import SIDES, Partnership, Wording, at
from services.core.partnerships.rules.refusal import at_check_in, known, may_follow, new, not_before, wrong_moment


def missing_for_activation(partnership: Partnership, day: date) -> list[str]:
    """What a partnership still lacks before it can be active on the day, in words; nothing: it can."""
    lacks = [f"a lead on the {side}'s side" for side in SIDES if partnership.lead_on(side, day) is None]
    last = [wordings[-1] for wordings in partnership.clauses.values()]
    if not any(clause.kind == "outcome" and _endorsed_by(clause, day) for clause in last):
        lacks.append("an outcome endorsed by both sides")
    return lacks


def _endorsed_by(wording: Wording, day: date) -> bool:
    return sum(each.date <= day for each in wording.endorsed.values()) == len(SIDES)


@may_follow.register
def _(_data: said.Proposed, now: Partnership, _: date) -> None:
    raise wrong_moment("/partitionkey", f"partnership {now.id} was proposed before; amend it instead")


@may_follow.register
def _(_data: said.Activated, now: Partnership, day: date) -> None:
    _since_proposal(now, day)
    if now.status_on(day) == "active":
        raise wrong_moment("", "the partnership is active already")
    if lacks := missing_for_activation(now, day):
        raise wrong_moment("", f"it cannot be active on {day}: it lacks {', and '.join(lacks)}")


@may_follow.register
def _(data: said.Renewed, now: Partnership, day: date) -> None:
    _since_proposal(now, day)
    if now.status_on(day) == "proposed":
        raise wrong_moment("", "a proposal cannot be renewed; activate it first")
    end = at(now.ends, day)
    if end is not None and data.until <= end:
        raise Rejected(Code.DATE_ORDER, "/data/until", f"{data.until} is not after {end}, when it ends now")


@may_follow.register
def _(_data: said.Paused, now: Partnership, day: date) -> None:
    _since_proposal(now, day)
    if (status := now.status_on(day)) != "active":
        raise wrong_moment("", f"the partnership is {status}; only an active one can be paused")


@may_follow.register
def _(_data: said.Closed, now: Partnership, day: date) -> None:
    _since_proposal(now, day)


@may_follow.register
def _(data: said.AgreementAmended, now: Partnership, _: date) -> None:
    _since_proposal(now, data.effective, "/data/effective")
    new(data.amendment, now.amendments, "/data/amendment", "amendment")
    at_check_in(data.check_in, now)


@may_follow.register
def _(data: said.LeadVacated, now: Partnership, day: date) -> None:
    if now.lead_on(data.side, day, data.duty) is None:
        raise wrong_moment("/data/side", f"the {data.side}'s side has no {data.duty} on {day} who could leave")


@may_follow.register
def _(data: said.VisionEndorsed, now: Partnership, _: date) -> None:
    known(data.clause, now.clauses, "/data/clause", "clause", "draft it first")


def _since_proposal(now: Partnership, day: date, pointer: str = "/data/date") -> None:
    """Of what the proposal said, nothing holds from an earlier day: it would be without effect."""
    not_before(day, now.proposed, "it was proposed", pointer)
