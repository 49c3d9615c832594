"""Connections to the file that each read one state of it, whatever is committed meanwhile."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from services.store.embedded.connection import Connection
from services.store.port import StoreError

MOST = 4
"""At a time; who comes later waits. Each has a thread, and up to 16 MB of the file in memory."""
CACHE_KIB = 16_384


class Moments:
    """Connections are kept for who comes next, the last used first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._free: list[Connection] = []
        self._slots = asyncio.Semaphore(MOST)
        self._closed = False

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Connection]:
        """In a transaction that has not read anything yet; its first read decides which state it is.

        Whoever leaves early, by an error or because they may not take longer, breaks off what it is reading.
        """
        async with self._slots:
            self._check_open()
            connection = self._free.pop() if self._free else Connection(self._path, CACHE_KIB)
            try:
                await connection.run(_begin)
                yield connection
            finally:
                connection.break_off(_end)
                self._free.append(connection)
                if self._closed:
                    await self.close()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError(f"{self._path} is closed")

    async def close(self) -> None:
        """Those in use are closed when they are given back."""
        self._closed = True
        free, self._free = self._free, []
        await asyncio.gather(*(each.close() for each in free))


def _begin(db: sqlite3.Connection) -> None:
    _end(db)  # of one that was broken off
    db.execute("BEGIN DEFERRED")


def _end(db: sqlite3.Connection) -> None:
    if db.in_transaction:
        db.execute("ROLLBACK")
