"""Small records beside what events say, such as API keys and sessions: they belong to no generation."""

from datetime import datetime
from typing import NamedTuple, Protocol


class StoredRecord(NamedTuple):
    """Something small. `raw` means nothing to the store; `until`: when it may be removed, None: never."""

    kind: str
    id: str
    raw: bytes
    until: datetime | None = None


class RecordStore(Protocol):
    """Records by kind and id, which are changed by comparing and setting."""

    async def put_record(self, record: StoredRecord, before: bytes | None = None) -> bool:
        """Put the record where `before` is now (None: nothing). False: something else is there, which stays."""
        ...

    async def record(self, kind: str, record_id: str) -> StoredRecord | None:
        """The record, whether it may be removed or not."""
        ...

    async def records(self, kind: str) -> list[StoredRecord]:
        """All of a kind, by id."""
        ...

    async def remove_record(self, kind: str, record_id: str) -> None:
        """Remove it if it is there."""
        ...

    async def remove_records_until(self, now: datetime) -> None:
        """Remove whatever may be removed by now."""
        ...
