"""What a partnership becomes by an event that may follow, within a bound."""

import msgspec

from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.validation import check

MAX_STATE_BYTES = 4 << 20
"""Of one partnership, as JSON. A state without a bound would some day be more than a commit may hold, and halt its
partition."""


def accepted(partnership: Partnership | None, event: PartnershipEvent) -> Partnership:
    """The partnership with the event in it; itself if it is a duplicate.

    Raises:
        Rejected: the event may not follow. The state and the event alone decide, so a replay decides the same.
    """
    check(partnership, event)
    after = fold(partnership, event)
    if partnership is not None and after.version == partnership.version:
        return partnership
    if (size := len(msgspec.json.encode(after))) > MAX_STATE_BYTES:
        reason = f"the partnership would have {size} bytes, of {MAX_STATE_BYTES}; go on in another partnership"
        raise Rejected(Code.TOO_LARGE, "", reason)
    return after
