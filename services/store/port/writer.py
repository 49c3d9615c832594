"""The consumers' door of a store."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from services.core.facts import LedgerId
from services.core.ledger import Ledger
from services.store.port.ledgers import Ledgers
from services.store.port.values import (
    Checkpoint,
    Lease,
    Position,
    Source,
    Writes,
)


class Writer(Ledgers, Protocol):
    """The consumers' door: ledgers to fold events into, and commits."""

    async def recover(self, source: Source) -> Lease:
        """Take over a source: finish what its last owner began, fence it off, and say where to read on.

        A source never seen starts at offset 0.
        """
        ...

    async def commit(self, owner: Lease, position: Position, writes: Writes, fresh_at: datetime) -> Lease:
        """Apply the writes together with the position, or not at all.

        When it returns, both survive the death of this process and of the machine; when it is cut off, `recover` finds
        both or neither. `fresh_at`: everything appended to the source until then is in these writes or earlier ones.

        Raises:
            Fenced: another owner took over; nothing was written.
            TooLarge: nothing was written.
        """
        ...

    async def checkpoints(self) -> Mapping[Source, Checkpoint]:
        """Of every source that was ever taken over."""
        ...

    async def note_disagreement(self, source: Source, reason: str | None) -> None:
        """Let every process that opens this store know that the log is not the one that was applied; None: it is."""
        ...

    async def restart(self, source: Source, offset: int) -> None:
        """Read a source from this offset on, whatever was applied, and forget its bookmark and its disagreement.

        A person's decision. Whoever owned the source is fenced off.
        """
        ...

    async def enrolled(self, district: str, school_year: int, school: str) -> list[LedgerId]:
        """The ledgers with an enrolment (retracted or not) at the school, in the order of their owners."""
        ...

    async def shared_ledgers(self, district: str, school_year: int) -> dict[LedgerId, Ledger]:
        """The ledgers with enrolments (retracted or not) at more than one school; of each only the enrolments."""
        ...

    async def ledger_ids(self, district: str) -> list[LedgerId]:
        """The ledgers of all school years of a district, in order; without those beside the years."""
        ...
