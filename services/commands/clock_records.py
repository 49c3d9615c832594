"""What the passing of time says of a partnership, as records of the log."""

from collections.abc import Iterable
from datetime import UTC, datetime, time

import structlog

from services.commands.envelopes import EVENTS, HEADERS
from services.contracts.decode import decode_partnership, encode
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Rejected
from services.core.partnerships.clock import TimerEvent
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.validation import check
from services.log.port import NewRecord

log = structlog.get_logger(__name__)
SOURCE = "/tandem/clock"
NOON = time(12)


def records_of(partnership: Partnership, ticks: Iterable[TimerEvent]) -> list[NewRecord]:
    """What may follow, one after the other. The rest would be refused at every tick: it is left out, and logged."""
    records = []
    for tick in ticks:
        event = _event(partnership.id, tick)
        try:
            check(partnership, decode_partnership(encode(event), datetime.now(UTC)))  # as whoever consumes it will
        except Rejected as rejected:
            log.info("clock.refused", partnership=partnership.id, id=tick.id, reason=rejected.reason)
            continue
        partnership = fold(partnership, event)
        records.append(NewRecord(partnership.id.encode(), encode(event), HEADERS))
    return records


def _event(partnership: str, tick: TimerEvent) -> PartnershipEvent:
    event: PartnershipEvent = EVENTS[type(tick.data)](
        specversion="1.0",
        id=tick.id,
        source=SOURCE,
        time=datetime.combine(tick.said, NOON, UTC),
        partitionkey=partnership,
        data=tick.data,
    )
    return event
