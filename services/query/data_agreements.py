"""Data-sharing agreements as somebody may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.contracts.data_agreements import SharingSide
from services.core.access import Operation, Principal, Target, may
from services.core.data_agreements import SIDES, Agreement, AgreementStatus
from services.query.directory.directory import Directory, zone_named
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


def may_read(principal: Principal, agreement: Agreement) -> bool:
    """Whether somebody may read an agreement: for the district that shares, or for who receives."""
    recipient = recipient_of(agreement)
    targets = [Target((agreement.district,)), *([] if recipient is None else [recipient])]
    return any(may(principal, Operation.READ_AGREEMENTS, target) for target in targets)


def recipient_of(agreement: Agreement) -> Target | None:
    """Who receives, as somebody may act for them; None: the consortium, for which nobody has a grant."""
    recipient = agreement.terms.recipient
    match recipient.kind, recipient.id:
        case "partner", str(organisation):
            return Target((agreement.district,), organisations=(organisation,))
        case "district", str(district):
            return Target((district,))
    return None


def sides_of(principal: Principal, agreement: Agreement) -> tuple[SharingSide, ...]:
    """The sides for which somebody may sign and end."""
    if principal.is_unlimited:
        return SIDES
    recipient = recipient_of(agreement)
    receives = (
        Operation.SIGN_FOR_PARTNER if agreement.terms.recipient.kind == "partner" else Operation.SIGN_FOR_DISTRICT
    )
    sides: list[SharingSide] = ["district"] if may_share(principal, agreement.district) else []
    return (*sides, "recipient") if recipient is not None and may(principal, receives, recipient) else tuple(sides)


def may_share(principal: Principal, district: str) -> bool:
    """Whether somebody may draft what the district shares, and sign for it."""
    return may(principal, Operation.SIGN_FOR_DISTRICT, Target((district,)))


def page_of_agreements(
    views: Iterable[AgreementView], first: int, after: str | None, end: Backwards = FORWARDS
) -> Page[AgreementView]:
    """A page of them, by district and id."""
    ordered = sorted(views, key=lambda view: sort_key(_place(view), BY_DISTRICT))
    return keyset_page(ordered, _place, BY_DISTRICT, first, after, end, ("agreements",))


def _place(view: AgreementView) -> list[SortPart]:
    return [(0, view.agreement.district), (0, view.agreement.terms.agreement)]
