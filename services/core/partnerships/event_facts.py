"""What an event of a partnership says of itself: its fingerprint, its rules, its days."""

import hashlib
from datetime import date, datetime

from services.contracts import partnerships as said
from services.contracts.partnership_events import PartnershipEvent


def fingerprint(event: PartnershipEvent) -> str:
    """What CloudEvents calls a duplicate has the same: `source` and `id`."""
    return fingerprint_of(event.source, event.id)


def fingerprint_of(source: str, event_id: str) -> str:
    return hashlib.blake2b(f"{source}\0{event_id}".encode(), digest_size=16).hexdigest()


def rules_of(event: PartnershipEvent) -> int:
    """The version of the rules by which the event is judged and folded."""
    return event.rulesversion or 1


def known_since(event: PartnershipEvent, appended_at: datetime) -> datetime:
    """When it was first known: to the system that recorded it, or else to Tandem. No system tells what is to come."""
    return appended_at if event.recordedat is None else min(event.recordedat, appended_at)


def said_on(event: PartnershipEvent) -> date:
    """The day from which an event holds: its own date, or else the day on which it was said."""
    data = event.data
    if isinstance(data, said.Proposed):
        return data.date or min(data.begin, event.time.date())
    own: date | None = getattr(data, "date", None)
    return own or event.time.date()
