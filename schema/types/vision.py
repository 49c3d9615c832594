"""Shared vision: clauses, and who endorsed their present wording."""

import datetime
from datetime import date

import strawberry

from schema.partnerships.enums import ClauseKind, Side, of
from services.core.partnerships.partnership import Wording
from services.core.partnerships.vision import aligned, alignment, clauses, distinct
from services.query.partnerships import PartnershipView


@strawberry.type(description="That a named person agreed to a wording, for a side.")
class Endorsement:
    side: Side = strawberry.field(description="For which side.")
    name: str = strawberry.field(description="Who.")
    role: str = strawberry.field(description="As what.")
    date: datetime.date = strawberry.field(description="When.")


@strawberry.type(description="A clause of the shared vision, as it is worded now.")
class Clause:
    clause_id: str = strawberry.field(description="Its id within the partnership.")
    kind: ClauseKind = strawberry.field(description="What it says.")
    text: str = strawberry.field(description="Its wording.")
    drafted: date = strawberry.field(description="When it was worded so.")
    wordings: int = strawberry.field(description="How many wordings it has had.")
    endorsements: list[Endorsement] = strawberry.field(description="Who agreed to this wording.")
    endorsed_by_both: bool = strawberry.field(description="Both sides did.")


@strawberry.type(description="Shared vision.")
class Vision:
    alignment: float | None = strawberry.field(description="Clauses that both sides endorsed, in percent.")
    clauses: list[Clause] = strawberry.field(description="All of them, in the order of their first drafts.")


def vision(view: PartnershipView) -> Vision:
    wordings = view.shown.clauses
    return Vision(
        alignment=alignment(view.shown),
        clauses=[_clause(key, each, len(distinct(wordings[key]))) for key, each in clauses(view.shown).items()],
    )


def _clause(key: str, wording: Wording, count: int) -> Clause:
    return Clause(
        clause_id=key,
        kind=of(ClauseKind, wording.kind),
        text=wording.text,
        drafted=wording.date,
        wordings=count,
        endorsements=[
            Endorsement(side=of(Side, side), name=each.by.name, role=each.by.role, date=each.date)
            for side, each in sorted(wording.endorsed.items())
        ],
        endorsed_by_both=aligned(wording),
    )
