"""A partnership with what the clock says of it, checked and folded as a consumer would."""

from datetime import UTC, datetime, time

from services.core.partnerships.clock import TimerEvent, tick
from services.core.partnerships.partnership import Partnership
from tests.core.partnerships.telling import day, event, then


def ticked(partnership: Partnership, *offsets: int) -> Partnership:
    """With everything that the clock says on these days, each checked and folded as a consumer would."""
    for offset in offsets:
        for timer in tick(partnership, day(offset)):
            partnership = heard(partnership, timer)
    return partnership


def heard(partnership: Partnership, timer: TimerEvent) -> Partnership:
    noon = datetime.combine(timer.said, time(12), UTC)
    return then(partnership, event(timer.data, 0, noon, id=timer.id, source="clock"))
