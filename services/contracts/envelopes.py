"""The envelope that all events of partnerships have."""

from typing import Annotated

from msgspec import Meta

from services.contracts.events import Event
from services.contracts.primitives import Timestamp

CURRENT_RULES = 3
"""The rules by which doors have an event judged; what is in the log without a number is judged by the first rules."""


class PartnershipEventEnvelope(Event, frozen=True, kw_only=True):
    """The envelope of a partnership event.

    `expectedversion`: it counts only if the partnership has just this version when it is read. `requestdigest`: of the
    request behind it, so that a request that is sent again is told from another one with the same id. `requestkey`: of
    the idempotency key of a request that says several events, so that each of them counts once. `rulesversion`:
    the rules that decide whether it may follow and what it changes. A stricter rule holds from its version on, so that
    a replay decides about older events as the first reading did; absent: 1. `recordedat`: when another system recorded
    it, for a history that is imported; what was known on a day goes by it, or else by when Tandem learned it.
    """

    expectedversion: Annotated[int, Meta(ge=0)] | None = None
    requestdigest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None
    requestkey: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] | None = None
    rulesversion: Annotated[int, Meta(ge=1, le=CURRENT_RULES)] | None = None
    recordedat: Timestamp | None = None
