"""The participants among whom engagements are counted, when a question tells engagements apart by kind. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from services.core.cells import of_participants
from services.core.conditions import EVERYTHING, NOTHING, AllOf, AnyOf, Condition, In, Not, assuming
from services.query.planning.cohorts import CohortPart

KIND = "engagement_kind"
PLACES_OF = of_participants("day")
"""Cells that say where participants are. They have no kinds: whoever takes part counts for each kind."""


def parts_of_participants(
    parts: Iterable[CohortPart], group: Collection[str], kinds: Collection[str]
) -> tuple[CohortPart, ...]:
    """The participants for whom these parts of engagements are counted.

    Args:
        group: what rows are told apart by. By kind, participants are read once for each of the kinds; otherwise those
            are read for whom engagements of some kind would count.
    """
    of_schools = [part for part in parts if not part.corrects]  # who calls adds what corrects the families of places
    if KIND in group:
        by_kind = [_of_kind(part, kind) for part in of_schools for kind in sorted(kinds)]
    else:
        by_kind = [replace(part, family=PLACES_OF, condition=met_by_some(part.condition, KIND)) for part in of_schools]
    return tuple(part for part in by_kind if part.condition != NOTHING)


def _of_kind(part: CohortPart, kind: str) -> CohortPart:
    condition = assuming(part.condition, {KIND: kind})
    return replace(part, family=PLACES_OF, condition=condition, constants=(*part.constants, (KIND, kind)))


def met_by_some(condition: Condition, column: str, *, wanted: bool = True) -> Condition:
    """What the condition demands of the other columns, if this one may have any value that helps.

    Args:
        wanted: False: the condition shall not hold.
    """
    match condition:
        case Not(item=item):
            return met_by_some(item, column, wanted=not wanted)
        case AllOf(items=items) | AnyOf(items=items):
            inner = tuple(met_by_some(item, column, wanted=wanted) for item in items)
            return AllOf(inner) if isinstance(condition, AllOf) == wanted else AnyOf(inner)
        case In(column=name, values=values) if name == column:
            return NOTHING if wanted and not values else EVERYTHING
    return condition if wanted else Not(condition)
