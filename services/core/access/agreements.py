"""Who may read, sign and end which data-sharing agreement."""

from services.contracts.data_agreements import SharingSide
from services.core.access.decisions import may
from services.core.access.operations import Operation
from services.core.access.principal import Principal
from services.core.access.target import Target
from services.core.data_agreements import SIDES, Agreement


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
