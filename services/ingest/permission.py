"""Which events a publisher may append: of its districts and types. What is refused looks the same, whoever's it is."""

from collections.abc import Awaitable, Callable

from services.contracts.envelopes import PartnershipEventEnvelope
from services.contracts.events import LearnerEvent
from services.contracts.partnership_events import PartnershipEvent, PartnershipProposed
from services.contracts.rejection import Code, Rejected
from services.core.access import Operation, Principal, Target, may

DistrictsOf = Callable[[str], Awaitable[tuple[str, ...]]]
"""The districts of a partnership; none of one that nobody knows."""


SIGNED = "tandem.sharing."
"""Types of events that people say in the API, and no publisher: a signature is that of a person with the right role."""


async def no_districts(_partnership: str) -> tuple[str, ...]:
    return ()


async def check_publisher(
    principal: Principal, event: LearnerEvent | PartnershipEvent, districts_of: DistrictsOf = no_districts
) -> None:
    """Raises Rejected where somebody may not append the event."""
    kind = str(event.__struct_config__.tag)
    is_signed = kind.startswith(SIGNED) and not principal.is_unlimited
    if is_signed or not may(
        principal, Operation.APPEND_EVENTS, Target(districts=_anywhere(principal), event_type=kind)
    ):
        raise Rejected(Code.FORBIDDEN, "/type", f"you may not send events of type {kind}")
    if not may(
        principal, Operation.APPEND_EVENTS, Target(await _districts(event, districts_of), event_type=kind, every=True)
    ):
        what = "partnership" if isinstance(event, PartnershipEventEnvelope) else "district"
        raise Rejected(Code.FORBIDDEN, "/partitionkey", f"you may not send events of this {what}")


def _anywhere(principal: Principal) -> tuple[str, ...]:
    """All districts that any grant names, so that the type alone is asked about."""
    return tuple(sorted({district for grant in principal.held for district in grant.scope.districts or ()}))


async def _districts(event: LearnerEvent | PartnershipEvent, districts_of: DistrictsOf) -> tuple[str, ...]:
    if isinstance(event, PartnershipProposed):
        return tuple(event.data.districts)
    if isinstance(event, PartnershipEventEnvelope):
        return await districts_of(event.partitionkey)
    return (event.partitionkey,)
