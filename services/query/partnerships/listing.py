"""The list of partnerships: filtered, ordered and paged in memory, since scores are computed when somebody asks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.contracts import partnerships as said
from services.contracts.primitives import HealthWeight
from services.core.partnerships.meetings import overdue, upcoming
from services.core.partnerships.partnership import SIDES, Status
from services.core.search import is_found
from services.query.model.pages import FORWARDS, Backwards, Page
from services.query.model.question import OrderBy
from services.query.partnerships.views import PartnershipView
from services.query.results.ordering import SortPart, keyset_page, sort_key


class PartnershipOrder(StrEnum):
    """What partnerships can be ordered by; the strategies by their scores."""

    NAME = "name"
    BEGIN = "begin"
    NEXT_CHECK_IN = "next_check_in"
    CHECK_INS_NOT_HELD = "check_ins_not_held"
    OVERDUE_CHECK_INS = "overdue_check_ins"
    HEALTH = "health"
    EQUAL_INVESTMENT = "equal_investment"
    SHARED_VISION = "shared_vision"
    CHECKINS = "checkins"
    DATA = "data"
    FLEXIBILITY = "flexibility"


@dataclass(frozen=True, slots=True)
class ScoreBound:
    """A bound on the score of a strategy, or (`strategy` None) on the whole; a score that is not known meets none."""

    strategy: HealthWeight | None
    at_least: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True)
class PartnershipFilter:
    """All that is given must hold; of several values one."""

    districts: tuple[str, ...] | None = None
    kinds: tuple[said.PartnershipKind, ...] | None = None
    statuses: tuple[Status, ...] | None = None
    partner_kinds: tuple[said.PartnerKind, ...] | None = None
    search: str | None = None
    check_ins_not_held: tuple[bool, ...] = ()
    lead_vacancy: bool | None = None
    scores: tuple[ScoreBound, ...] = ()


def listed(
    views: Sequence[PartnershipView],
    where: PartnershipFilter,
    order_by: Sequence[OrderBy],
    first: int,
    after: str | None,
    end: Backwards = FORWARDS,
) -> Page[PartnershipView]:
    """A page of the views that meet the filter, in order; `by` of an order is a `PartnershipOrder`."""
    order_by = order_by or (OrderBy(PartnershipOrder.NAME),)
    shown = [view for view in views if _meets(view, where)]
    shown.sort(key=lambda view: sort_key(_parts(view, order_by), order_by))
    return keyset_page(shown, lambda view: _parts(view, order_by), order_by, first, after, end)


def vacant_sides(view: PartnershipView) -> list[said.Side]:
    return [side for side in SIDES if view.shown.lead_on(side, view.day) is None]


def score_of(view: PartnershipView, strategy: HealthWeight | None) -> float | None:
    health = view.health()
    if health is None or strategy is None:
        return None if health is None else health.score
    return next(
        (strategy_score.score for strategy_score in health.strategies if strategy_score.strategy == strategy), None
    )


def _texts(view: PartnershipView) -> list[str]:
    shown = view.shown
    return [shown.id, shown.name, *(text for partner in shown.partners for text in (partner.id, partner.name))]


def _meets(view: PartnershipView, where: PartnershipFilter) -> bool:
    shown, day = view.shown, view.day
    if where.statuses is None and shown.status_on(day) == "withdrawn":
        return False
    among = (
        (where.districts, shown.districts),
        (where.kinds, (shown.kind,)),
        (where.statuses, (shown.status_on(day),)),
        (where.partner_kinds, tuple(partner.kind for partner in shown.partners)),
    )
    return (
        all(wanted is None or set(wanted) & set(own) for wanted, own in among)
        and is_found(where.search, _texts(view))
        and all(wanted is bool(overdue(shown, day)) for wanted in where.check_ins_not_held)
        and where.lead_vacancy in (None, bool(vacant_sides(view)))
        and all(_within(view, bound) for bound in where.scores)
    )


def _within(view: PartnershipView, bound: ScoreBound) -> bool:
    score = score_of(view, bound.strategy)
    if score is None:
        return False
    return (bound.at_least is None or score >= bound.at_least) and (bound.below is None or score < bound.below)


def _parts(view: PartnershipView, order_by: Sequence[OrderBy]) -> list[SortPart]:
    return [*(_ORDERS[order.by](view) for order in order_by), (0, view.shown.id)]


def _score_part(strategy: HealthWeight | None) -> Callable[[PartnershipView], SortPart]:
    def part(view: PartnershipView) -> SortPart:
        score = score_of(view, strategy)
        return (1, 0) if score is None else (0, score)

    return part


def _next_part(view: PartnershipView) -> SortPart:
    check_ins = upcoming(view.shown, view.day)
    return (0, check_ins[0][0].isoformat()) if check_ins else (1, "")


_ORDERS: Mapping[str, Callable[[PartnershipView], SortPart]] = {
    PartnershipOrder.NAME: lambda view: (0, view.shown.name.casefold()),
    PartnershipOrder.BEGIN: lambda view: (0, view.shown.begin.isoformat()),
    PartnershipOrder.NEXT_CHECK_IN: _next_part,
    PartnershipOrder.CHECK_INS_NOT_HELD: lambda view: (0, len(overdue(view.shown, view.day))),
    PartnershipOrder.OVERDUE_CHECK_INS: lambda view: (0, len(overdue(view.shown, view.day))),
    PartnershipOrder.HEALTH: _score_part(None),
    PartnershipOrder.EQUAL_INVESTMENT: _score_part("equal_investment"),
    PartnershipOrder.SHARED_VISION: _score_part("shared_vision"),
    PartnershipOrder.CHECKINS: _score_part("checkins"),
    PartnershipOrder.DATA: _score_part("data"),
    PartnershipOrder.FLEXIBILITY: _score_part("flexibility"),
}
