"""Connections to the file that each read one state of it, whatever is committed meanwhile."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from services.store.embedded.connection import SqliteConnection
from services.store.port import StoreError

MOST = 4
"""At a time; who comes later waits. Each has a thread, and up to 16 MB of the file in memory."""
CACHE_KIB = 16_384


class SnapshotPool:
    """Connections are kept for who comes next, the last used first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._free: list[SqliteConnection] = []
        self._ending: set[asyncio.Future[None]] = set()
        self._slots = asyncio.Semaphore(MOST)
        self._closed = False

    @asynccontextmanager
    async def one(self) -> AsyncIterator[SqliteConnection]:
        """In a transaction that has not read anything yet; its first read decides which state it is.

        Whoever leaves early, by an error or because they may not take longer, breaks off what it is reading, and waits
        for nothing. Raises StoreError if the file cannot be opened.
        """
        await self._slots.acquire()
        if self._closed:
            self._slots.release()
            raise StoreError(f"{self._path} is closed")
        connection = self._free.pop() if self._free else SqliteConnection(self._path, CACHE_KIB)
        try:
            await self._begin(connection)
            yield connection
        finally:
            ending = connection.interrupt(_end)
            self._ending.add(ending)
            ending.add_done_callback(partial(self._give_back, connection))

    async def close(self) -> None:
        """Those in use are closed when they are given back."""
        self._closed = True
        await asyncio.gather(*self._ending, return_exceptions=True)
        free, self._free = self._free, []
        await asyncio.gather(*(snapshot.close() for snapshot in free))

    async def _begin(self, connection: SqliteConnection) -> None:
        try:
            await connection.run(lambda db: db.execute("BEGIN DEFERRED"))
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self._path} cannot be read: {error}") from error

    def _give_back(self, connection: SqliteConnection, ended: asyncio.Future[None]) -> None:
        """Not before its work is over: who comes next would wait for that."""
        self._ending.discard(ended)
        self._slots.release()
        if self._closed or ended.cancelled() or ended.exception() is not None:
            connection.end()
        else:
            self._free.append(connection)


def _end(db: sqlite3.Connection) -> None:
    if db.in_transaction:
        db.execute("ROLLBACK")
