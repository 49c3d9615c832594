"""Verify: fold the stored events of every partnership again, and report where another state is stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import msgspec

from consumers.partnerships import decode_event
from consumers.verify import ATTEMPTS, StillMoving
from services.contracts.rejection import Rejected
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.validation import check
from services.store.codec import encode_partnership
from services.store.port import AcceptedEvent, Maintenance

AT_ONCE = 100
"""Partnerships whose states are in memory together."""


@dataclass(frozen=True, slots=True)
class PartnershipDrift:
    """A partnership whose stored state is not what its stored events give, and what is wrong."""

    partnership: str
    reason: str


async def verify_partnerships(store: Maintenance) -> list[PartnershipDrift]:
    """Every partnership whose events, folded again, do not give the stored state byte for byte.

    Works beside a running consumer: what differed while a position moved is compared again.

    Raises:
        StillMoving: after several attempts.
    """
    suspects: Collection[str] = await store.partnership_versions()
    for _ in range(ATTEMPTS):
        before = await store.positions()
        drifts = await _drifts(store, sorted(suspects))
        if not drifts or await store.positions() == before:
            return drifts
        suspects = [drift.partnership for drift in drifts]
    raise StillMoving(f"partnerships changed during each of {ATTEMPTS} comparisons; try again when it is quieter")


def difference(stored: Partnership, events: Sequence[AcceptedEvent]) -> str | None:
    """What is wrong with the state or the events; None: nothing."""
    state: Partnership | None = None
    for number, raw, _ in events:
        try:
            event = decode_event(raw)
            check(state, event)
            state = fold(state, event)
        except (Rejected, msgspec.MsgspecError, ValueError) as error:
            return f"event {number} cannot follow those before it: {error}"
        if state.version != number:
            return f"event {number} gives version {state.version}: one is missing, or there twice"
    if state is None or encode_partnership(state) != encode_partnership(stored):
        return f"the state says version {stored.version}, but is not what the {len(events)} stored events give"
    return None


async def _drifts(store: Maintenance, ids: Sequence[str]) -> list[PartnershipDrift]:
    drifts = []
    for begin in range(0, len(ids), AT_ONCE):
        for partnership, state in (await store.partnerships(ids[begin : begin + AT_ONCE])).items():
            if reason := difference(state, await store.partnership_events(partnership)):
                drifts.append(PartnershipDrift(partnership, reason))
    return drifts
