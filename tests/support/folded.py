"""A partnership, folded of its events."""

from collections.abc import Iterable

from services.contracts.partnership_events import PartnershipEvent
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Partnership


def fold_all(events: Iterable[PartnershipEvent]) -> Partnership | None:
    """The partnership of events that were all accepted, in their order; None of no events."""
    partnership = None
    for event in events:
        partnership = fold(partnership, event)
    return partnership
