"""Shared vision: clauses, and who endorsed their present wording."""

import datetime
from datetime import date

import strawberry

from schema.partnerships.enum_values import of
from schema.partnerships.enums import ClauseKind, Side
from services.core.partnerships.partnership import Wording
from services.core.partnerships.vision import aligned, alignment, clauses, distinct
from services.query.partnerships.views import PartnershipView


@strawberry.type(description="That a named person agreed to a wording, for a side.")
class Endorsement:
    side: Side = strawberry.field(description="The side that the person signed for.")
    name: str = strawberry.field(description="The name of the person who endorsed the wording.")
    role: str = strawberry.field(description='The role of that person, such as "Superintendent".')
    date: datetime.date = strawberry.field(description="The day on which the wording was endorsed.")


@strawberry.type(description="A wording that a clause has or had.")
class ClauseWording:
    kind: ClauseKind = strawberry.field(description="What the clause said: an expectation, a process or an outcome.")
    text: str = strawberry.field(description="The wording, as it was drafted.")
    drafted: date = strawberry.field(description="The day on which it was first worded so.")
    endorsements: list[Endorsement] = strawberry.field(description="Who agreed to this wording.")
    endorsed_by_both: bool = strawberry.field(description="Whether both sides agreed to this wording.")


@strawberry.type(description="A clause of the shared vision, as it is worded now.")
class Clause:
    clause_id: str = strawberry.field(description="Its id within the partnership.")
    kind: ClauseKind = strawberry.field(description="What the clause states: an expectation, a process or an outcome.")
    text: str = strawberry.field(description="The present wording of the clause.")
    drafted: date = strawberry.field(description="When it was worded so.")
    wordings: int = strawberry.field(description="How many wordings it has had.")
    endorsements: list[Endorsement] = strawberry.field(description="Who agreed to this wording.")
    endorsed_by_both: bool = strawberry.field(description="Whether both sides have endorsed the present wording.")
    history: list[ClauseWording] = strawberry.field(
        description="Every wording that it has had, the oldest first; the last is the present one."
    )


@strawberry.type(description="The shared vision: its clauses, and how much of it both sides have endorsed.")
class Vision:
    alignment: float | None = strawberry.field(description="Clauses that both sides endorsed, in percent.")
    clauses: list[Clause] = strawberry.field(description="All of them, in the order of their first drafts.")


def vision(view: PartnershipView) -> Vision:
    wordings = view.shown.clauses
    return Vision(
        alignment=alignment(view.shown),
        clauses=[_clause(key, wording, distinct(wordings[key])) for key, wording in clauses(view.shown).items()],
    )


def _clause(key: str, wording: Wording, history: list[Wording]) -> Clause:
    return Clause(
        clause_id=key,
        kind=of(ClauseKind, wording.kind),
        text=wording.text,
        drafted=wording.date,
        wordings=len(history),
        endorsements=_endorsements(wording),
        endorsed_by_both=aligned(wording),
        history=[_wording(earlier) for earlier in history],
    )


def _wording(wording: Wording) -> ClauseWording:
    return ClauseWording(
        kind=of(ClauseKind, wording.kind),
        text=wording.text,
        drafted=wording.date,
        endorsements=_endorsements(wording),
        endorsed_by_both=aligned(wording),
    )


def _endorsements(wording: Wording) -> list[Endorsement]:
    return [
        Endorsement(side=of(Side, side), name=endorsed.by.name, role=endorsed.by.role, date=endorsed.date)
        for side, endorsed in sorted(wording.endorsed.items())
    ]
