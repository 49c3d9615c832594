"""What people save, beside what events say: it belongs to no generation, so a rebuild keeps it."""

from typing import NamedTuple, Protocol


class SavedVersion(NamedTuple):
    """One version of something saved; the first is 1. `raw` means nothing to the store."""

    id: str
    version: int
    raw: bytes


class Salvage(NamedTuple):
    """Every version that could be read in another store; `trouble` says why there may have been more."""

    versions: list[SavedVersion]
    trouble: str | None = None


class SavedStore(Protocol):
    """Versions that are added one after the other, and never changed."""

    async def add_saved(self, saved_version: SavedVersion) -> bool:
        """Add the version. False: somebody else has added one of this number, and nothing was changed."""
        ...

    async def saved(self, saved_id: str, version: int | None = None) -> SavedVersion | None:
        """This version, or the newest; None: there is none."""
        ...

    async def newest_saved(self) -> list[SavedVersion]:
        """The newest version of everything, by id."""
        ...
