"""Data-sharing agreements as somebody may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.contracts.data_agreements import SharingSide
from services.core.access import Principal
from services.core.access.agreements import may_read, sides_of
from services.core.data_agreements import Agreement, AgreementStatus
from services.core.time_zones import zone_named
from services.query.directory.directory import Directory
from services.query.model.pages import FORWARDS, Backwards, Page
from services.query.model.question import OrderBy
from services.query.results.ordering import SortPart, keyset_page, sort_key

BY_DISTRICT = (OrderBy("district"), OrderBy("agreement"))


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement with what has become of it.

    Attributes:
        now: when it was looked at; signatures count and ends have come by this moment.
        acts_for: the sides for which the reader may sign and end it.
    """

    agreement: Agreement
    status: AgreementStatus
    now: datetime
    acts_for: tuple[SharingSide, ...]


def agreement_views(
    principal: Principal, directory: Directory, now: datetime, district: str | None = None
) -> list[AgreementView]:
    """The agreements that somebody may read: those of one district, or of all."""
    districts = directory.agreements.keys() if district is None else directory.agreements.keys() & {district}
    return [
        AgreementView(
            agreement,
            agreement.status(now, zone_named(directory.zones.get(owner, "UTC"))),
            now,
            sides_of(principal, agreement),
        )
        for owner in sorted(districts)
        for agreement in directory.agreements[owner]
        if may_read(principal, agreement)
    ]


def page_of_agreements(
    views: Iterable[AgreementView], first: int, after: str | None, end: Backwards = FORWARDS
) -> Page[AgreementView]:
    """A page of them, by district and id."""
    ordered = sorted(views, key=lambda view: sort_key(_place(view), BY_DISTRICT))
    return keyset_page(ordered, _place, BY_DISTRICT, first, after, end, ("agreements",))


def _place(view: AgreementView) -> list[SortPart]:
    return [(0, view.agreement.district), (0, view.agreement.terms.agreement)]
