"""Connections that stay open: how many, for how long nothing may be read, and how they end with the server."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """What one process grants to its streams.

    Attributes:
        connections: open at the same time, WebSockets and event streams together.
        of_principal: open at the same time by one principal.
        operations: running at the same time on one WebSocket.
        init_seconds: within which a WebSocket must be initialised.
        send_seconds: within which a client must have read enough for the next message to be sent.
        idle_seconds: after which a WebSocket on which no operation runs and nothing is sent is closed.
        quiet_seconds: after which a comment keeps an event stream alive. (WebSockets are pinged by the server.)
    """

    connections: int = 500
    of_principal: int = 100
    operations: int = 20
    init_seconds: float = 10.0
    send_seconds: float = 10.0
    idle_seconds: float = 300.0
    quiet_seconds: float = 15.0


class TooSlow(Exception):
    """The client does not read what it is sent."""


class Streams:
    """All streams of a process. Close them when the server begins to stop: it waits until they have ended."""

    def __init__(self, limits: StreamLimits | None = None) -> None:
        self.limits = limits or StreamLimits()
        self.count = 0
        self._of_principals: Counter[str] = Counter()
        self._closing = asyncio.Event()

    @property
    def full(self) -> bool:
        """Whether there is no place for another."""
        return self._closing.is_set() or self.count >= self.limits.connections

    def full_for(self, key: str | None) -> bool:
        """Whether there is no place for another one of a principal; None: of one without a limit of its own."""
        return key is not None and self._of_principals[key] >= self.limits.of_principal

    @contextmanager
    def place(self, key: str | None = None) -> Iterator[None]:
        self.count += 1
        with self.place_of(key):
            try:
                yield
            finally:
                self.count -= 1

    @contextmanager
    def place_of(self, key: str | None) -> Iterator[None]:
        """A place among those of one principal."""
        if key is None:
            yield
            return
        self._of_principals[key] += 1
        try:
            yield
        finally:
            self._of_principals[key] -= 1
            if not self._of_principals[key]:
                del self._of_principals[key]

    def close(self) -> None:
        self._closing.set()

    async def closing(self) -> None:
        """Returns when the streams are to end."""
        await self._closing.wait()

    async def send(self, sending: Awaitable[None]) -> None:
        """Raises TooSlow when the client has not taken it in time."""
        try:
            async with asyncio.timeout(self.limits.send_seconds):
                await sending
        except TimeoutError:
            raise TooSlow from None


async def first_of(*works: Coroutine[Any, Any, None]) -> None:
    """Until one of them has ended; then the others are cancelled. Raises what it raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
