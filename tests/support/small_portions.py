"""Consumers that apply little at a time."""

from datetime import datetime

from services.store.embedded import EmbeddedStore
from services.store.port import Lease, Position, TooLarge, Writes


class Small(EmbeddedStore):
    """Takes at most so many facts at once."""

    most = 1

    async def commit(self, owner: Lease, position: Position, writes: Writes, fresh_at: datetime) -> Lease:
        if sum(map(len, writes.facts.values())) > self.most:
            raise TooLarge("too many facts")
        return await super().commit(owner, position, writes, fresh_at)
