"""The doors of a store, one for each who comes: consumers write, questions read, and people look after it."""

from collections.abc import AsyncIterator, Mapping
from typing import Protocol

from services.core.cells import CellKey, Measures
from services.store.port.ledgers import Ledgers
from services.store.port.reader import Reader
from services.store.port.writer import Writer
from services.store.records import RecordStore
from services.store.saved import SavedStore


class Maintenance(Ledgers, Protocol):
    """The door of those who verify, rebuild, open and close a store."""

    async def districts(self) -> list[str]:
        """Every district that has ledgers, cells or documents."""
        ...

    def scan_cells(self, district: str) -> AsyncIterator[tuple[CellKey, Measures]]:
        """All cells of a district, without zeros."""
        ...

    async def begin_generation(self, *, keep_ledgers: bool) -> "Store":
        """A store that writes a new generation beside the active one; with `keep_ledgers` it reads the active ledgers.

        Partnerships belong to the ledgers. What an earlier attempt left behind is removed first.
        """
        ...

    async def add_cells(self, cells: Mapping[CellKey, Measures]) -> None:
        """Add increments outside any source. Only on a store from `begin_generation`."""
        ...

    async def activate(self) -> None:
        """Make this generation the active one, atomically, and drop the other. Only after `begin_generation`.

        A source that was in the middle of a record (a step above 0) begins the record anew, under a new epoch.

        Raises:
            StoreError: another generation was begun since.
        """
        ...

    async def damages(self) -> list[str]:
        """What is not as it was written, in words; nothing where a server looks after its files itself.

        Raises:
            DamagedStore: not even that can be said.
        """
        ...

    async def counted_by(self) -> int:
        """The number of the rules by which this generation's cells were counted (`cells.COUNTING`)."""
        ...

    async def secret(self) -> str | None:
        """The fingerprint of the secret that the store's learner keys are made with; None: none is noted yet."""
        ...

    async def note_secret(self, fingerprint: str) -> None:
        """Note it, once for the life of the store: where one is noted already, that one stays."""
        ...

    async def close(self) -> None: ...


class Store(Writer, Reader, Maintenance, SavedStore, RecordStore, Protocol):
    """All doors: ledgers, cells, district documents, partnerships, what people save, and small records.

    Safe to share between tasks of one event loop.
    """
