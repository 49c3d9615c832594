"""Which partnerships to list, and in which order."""

from typing import Any

import strawberry
from strawberry import UNSET

from schema.common import ids
from schema.common.enums import Direction
from schema.partnerships.convert import given
from schema.partnerships.enum_values import word
from schema.partnerships.enums import PartnerKind, PartnershipKind, PartnershipStatus
from schema.partnerships.health_enums import PartnershipOrderField, Strategy
from services.core.partnerships.scoring import STRATEGIES
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import OrderBy
from services.query.partnerships import listing

MAX_ORDERS = 10


@strawberry.input(description="Bounds on a score. A partnership without the score is within none.")
class ScoreFilter:
    strategy: Strategy | None = strawberry.field(description="Of which strategy; absent: of the whole.", default=UNSET)
    gte: float | None = strawberry.field(description="The score is at least this number, from 0 to 100.", default=UNSET)
    lt: float | None = strawberry.field(description="The score is less than this number, from 0 to 100.", default=UNSET)


@strawberry.input(description="Which partnerships: all that is given must hold, of several values one.")
class PartnershipFilter:
    districts: list[str] | None = strawberry.field(description="Ids of districts in the source system.", default=UNSET)
    kinds: list[PartnershipKind] | None = strawberry.field(description="What they are about.", default=UNSET)
    statuses: list[PartnershipStatus] | None = strawberry.field(description="Where they stand today.", default=UNSET)
    partner_kinds: list[PartnerKind] | None = strawberry.field(
        description="Kinds of organisation, of which one takes part.", default=UNSET
    )
    search: str | None = strawberry.field(
        description="A part of the name or id of the partnership or of a partner, whatever the case and accents.",
        default=UNSET,
    )
    check_ins_not_held: bool | None = strawberry.field(
        description="Some check-in is past due and can still be held (OVERDUE or MISSED); or with false, none.",
        default=UNSET,
    )
    overdue_check_ins: bool | None = strawberry.field(
        description="The same as `checkInsNotHeld`.",
        default=UNSET,
        deprecation_reason="It also counts check-ins in state MISSED: use `checkInsNotHeld`.",
    )
    lead_vacancy: bool | None = strawberry.field(
        description="A side has no lead; or with false, both have one.", default=UNSET
    )
    scores: list[ScoreFilter] | None = strawberry.field(description="Bounds on scores of health.", default=UNSET)


@strawberry.input(description="One key of the order of partnerships.")
class PartnershipOrder:
    by: PartnershipOrderField = strawberry.field(description="What to order by; what is not known comes last.")
    direction: Direction = strawberry.field(description="Smallest or largest first.", default=Direction.ASC)


def partnership_filter(conditions: PartnershipFilter | None) -> listing.PartnershipFilter:
    if conditions is None:
        return listing.PartnershipFilter()
    districts = given(conditions.districts)
    return listing.PartnershipFilter(
        districts=None if districts is None else tuple(filter(None, map(_district, districts))),
        kinds=_words(conditions.kinds),
        statuses=_words(conditions.statuses),
        partner_kinds=_words(conditions.partner_kinds),
        search=ids.searched(given(conditions.search)),
        check_ins_not_held=_one_of(conditions.check_ins_not_held, conditions.overdue_check_ins),
        lead_vacancy=given(conditions.lead_vacancy),
        scores=tuple(_bound(bound) for bound in given(conditions.scores) or ()),
    )


def partnership_order(order: list[PartnershipOrder]) -> tuple[OrderBy, ...]:
    if len(order) > MAX_ORDERS:
        message = f"{len(order)} keys to order by; at most {MAX_ORDERS}"
        raise QueryError(ErrorCode.INVALID_ORDER, "orderBy", message)
    return tuple(OrderBy(word(key.by), descending=key.direction is Direction.DESC) for key in order)


def _one_of(wanted: bool | None, deprecated: bool | None) -> tuple[bool, ...]:
    """What both names of one condition say: each that is given must hold."""
    return tuple(value for value in (given(wanted), given(deprecated)) if value is not None)


def _district(text: str) -> str | None:
    return ids.source_id(text, "where.districts")


def _words(members: Any) -> Any:
    """Words of the contract for a list of enums; None for one that was left out."""
    values = given(members)
    return None if values is None else tuple(word(value) for value in values)


def _bound(bound: ScoreFilter) -> listing.ScoreBound:
    strategy = given(bound.strategy)
    own = None if strategy is None else next(name for name in STRATEGIES if name == word(strategy))
    return listing.ScoreBound(own, given(bound.gte), given(bound.lt))
