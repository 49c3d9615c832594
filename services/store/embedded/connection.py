"""One SQLite connection in a thread of its own."""

import asyncio
import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
BUSY_SECONDS = 30
IN_MEMORY = Path(":memory:")


class SqliteConnection:
    """Runs functions on one SQLite connection, one after the other, off the event loop.

    WAL with synchronous=FULL: a committed transaction survives kill -9 and loss of power, and readers never wait.
    """

    def __init__(self, path: Path, cache_kib: int = 65_536) -> None:
        self._path = path
        self._cache_kib = cache_kib
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._connection: sqlite3.Connection | None = None
        self._watching: sqlite3.Connection | None = None

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(self._opened()))

    def interrupt(self, then: Callable[[sqlite3.Connection], None]) -> asyncio.Future[None]:
        """Interrupt the statement that is running, if one is, and do something after the work that it belongs to.

        Does not wait: the future says when it is done.
        """

        def instead() -> None:
            if self._connection is not None:
                then(self._connection)

        if self._connection is not None:
            self._connection.interrupt()
        return asyncio.wrap_future(self._thread.submit(instead))

    def version(self) -> tuple[int, int]:
        """Another one after every commit, whoever makes it; while it stays, what was read stays as it is.

        Told at once, from memory that SQLite shares between processes: the way to the thread and back takes some twenty
        times as long. `total_changes` is for a file in memory, which the watching connection does not see. Raises
        sqlite3.Error if that is not to be had, as when the file is closed.
        """
        if self._connection is None:
            raise sqlite3.ProgrammingError("the file is not open")
        if self._watching is None:
            self._watching = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
        (others,) = self._watching.execute("PRAGMA data_version").fetchone()
        return others, self._connection.total_changes

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    def end(self) -> None:
        """Close it after the work that was given so far. Does not wait."""
        self._thread.submit(self._close)
        self._thread.shutdown(wait=False)

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            with _alone(self._path):
                connection.execute("PRAGMA journal_mode=WAL")
            for pragma in ("synchronous=FULL", f"cache_size=-{self._cache_kib}", "temp_store=MEMORY"):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _close(self) -> None:
        for connection in (self._connection, self._watching):
            if connection is not None:
                connection.close()
        self._connection = self._watching = None


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """SQLite does not wait for its locks while the file is being switched to WAL."""
    if path == IN_MEMORY:
        yield
        return
    with path.with_name(f"{path.name}.lock").open("a") as opening:
        fcntl.flock(opening, fcntl.LOCK_EX)
        yield


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """All of it or nothing; `kind` DEFERRED gives a consistent view for reading."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
