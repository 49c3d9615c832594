"""Whether a partnership may become active, paused, renewed or closed, and who leads it and agrees to what."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.contracts import partnerships as said
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.partnership import SIDES, Partnership, Wording
from services.core.partnerships.rules.refusal import (
    at_check_in,
    known,
    new,
    not_before,
    validate_transition,
    wrong_moment,
)
from services.core.partnerships.timeline import at

LackCode = Literal["lead", "outcome", "endorsement"]


@dataclass(frozen=True, slots=True)
class ActivationLack:
    """Something that a partnership lacks before it can be active.

    Attributes:
        side: whose lead or endorsement it is; None: it is about both.
        clause: the id of the outcome that a side has not endorsed: of the one that lacks the fewest endorsements.
    """

    code: LackCode
    side: said.Side | None = None
    clause: str | None = None


def activation_lacks(partnership: Partnership, day: date) -> list[ActivationLack]:
    """What a partnership still lacks before it can be active on the day; nothing: it can."""
    leads = [ActivationLack("lead", side) for side in SIDES if partnership.lead_on(side, day) is None]
    last = {key: wordings[-1] for key, wordings in partnership.clauses.items()}
    outcomes = {key: _not_endorsed_by(clause, day) for key, clause in last.items() if clause.kind == "outcome"}
    if not outcomes:
        return [*leads, ActivationLack("outcome")]
    clause, sides = min(outcomes.items(), key=lambda item: len(item[1]))
    return [*leads, *(ActivationLack("endorsement", side, clause) for side in sides)]


def missing_for_activation(partnership: Partnership, day: date) -> list[str]:
    """The same in words."""
    lacks = activation_lacks(partnership, day)
    words = [f"a lead on the {lack.side}'s side" for lack in lacks if lack.code == "lead"]
    return [*words, "an outcome endorsed by both sides"] if len(words) < len(lacks) else words


def _not_endorsed_by(wording: Wording, day: date) -> list[said.Side]:
    endorsed = {side for side, endorsement in wording.endorsed.items() if endorsement.date <= day}
    return [side for side in SIDES if side not in endorsed]


@validate_transition.register
def _(_data: said.Proposed, now: Partnership, _: date) -> None:
    raise wrong_moment("/partitionkey", f"partnership {now.id} was proposed before; amend it instead")


@validate_transition.register
def _(_data: said.Activated, now: Partnership, day: date) -> None:
    _since_proposal(now, day)
    if now.status_on(day) == "active":
        raise wrong_moment("", "the partnership is active already")
    if lacks := missing_for_activation(now, day):
        raise wrong_moment("", f"it cannot be active on {day}: it lacks {', and '.join(lacks)}")


@validate_transition.register
def _(data: said.Renewed, now: Partnership, day: date) -> None:
    _since_proposal(now, day)
    if now.status_on(day) == "proposed":
        raise wrong_moment("", "a proposal cannot be renewed; activate it first")
    end = at(now.ends, day)
    if end is not None and data.until <= end:
        raise Rejected(Code.DATE_ORDER, "/data/until", f"{data.until} is not after {end}, when it ends now")


@validate_transition.register
def _(_data: said.Paused, now: Partnership, day: date) -> None:
    _since_proposal(now, day)
    if (status := now.status_on(day)) != "active":
        raise wrong_moment("", f"the partnership is {status}; only an active one can be paused")


@validate_transition.register
def _(_data: said.Closed, now: Partnership, day: date) -> None:
    _since_proposal(now, day)


@validate_transition.register
def _(data: said.AgreementAmended, now: Partnership, _: date) -> None:
    _since_proposal(now, data.effective, "/data/effective")
    new(data.amendment, now.amendments, "/data/amendment", "amendment")
    at_check_in(data.check_in, now)


@validate_transition.register
def _(data: said.LeadVacated, now: Partnership, day: date) -> None:
    if now.lead_on(data.side, day, data.duty) is None:
        raise wrong_moment("/data/side", f"the {data.side}'s side has no {data.duty} on {day} who could leave")


@validate_transition.register
def _(data: said.VisionEndorsed, now: Partnership, _: date) -> None:
    known(data.clause, now.clauses, "/data/clause", "clause", "draft it first")


def _since_proposal(now: Partnership, day: date, pointer: str = "/data/date") -> None:
    """Of what the proposal said, nothing holds from an earlier day: it would be without effect."""
    not_before(day, now.proposed, "it was proposed", pointer)
