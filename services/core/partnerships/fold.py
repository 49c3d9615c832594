"""The partnership with one more event in it. Whether the event may follow is for `validation`."""

from datetime import date

from msgspec.structs import replace

from services.contracts import partnerships as said
from services.contracts.partnership_events import PartnershipEvent
from services.core.partnerships.changes import changes_by
from services.core.partnerships.compound import statements
from services.core.partnerships.event_facts import fingerprint, rules_of, said_on
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.timeline import Dated


def fold(partnership: Partnership | None, event: PartnershipEvent) -> Partnership:
    """The partnership with the event in it; a duplicate changes nothing.

    Raises:
        ValueError: an event of a partnership that was never proposed; `check` says so before.
    """
    known = fingerprint(event)
    if partnership is None:
        if not isinstance(event.data, said.Proposed):
            raise ValueError(f"partnership {event.partitionkey} was never proposed")
        partnership = _proposed(event.partitionkey, event.data, said_on(event))
    elif known in partnership.seen:
        return partnership
    else:
        changes = changes_by(rules_of(event))
        for statement in statements(event.data):
            partnership = replace(partnership, **changes(statement.data, partnership, said_on(event)))
    number = partnership.version + 1
    return replace(partnership, version=number, seen=partnership.seen | {known: number})


def _proposed(partnership_id: str, data: said.Proposed, day: date) -> Partnership:
    return Partnership(
        id=partnership_id,
        name=data.name,
        kind=data.kind,
        districts=data.districts,
        partners=data.partners,
        begin=data.begin,
        proposed=day,
        statuses=(Dated(day, "proposed"),),
        ends=(Dated(day, data.end),),
        cadences=(Dated(day, data.cadence_days),),
    )
