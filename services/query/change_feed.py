"""When to answer again: one look at the positions of the plans, for all who follow answers in this process."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import structlog

from services.store.port import Reader, StoreState

log = structlog.get_logger(__name__)
SECONDS = 0.5
"""Between a turn and the next look: during a long import nobody asks more often than that."""
QUIET_SECONDS = 0.2
"""Between two looks while nothing moves, so that what happens then is seen soon."""


class ChangeFeed:
    """Gives those who follow a turn whenever something was applied or rebuilt. It looks only while somebody follows."""

    def __init__(
        self, store: Reader, seconds: float = SECONDS, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._store = store
        self._seconds = seconds
        self._quiet_seconds = min(seconds, QUIET_SECONDS)
        self._sleep = sleep
        self._seen: StoreState | None = None
        self._moved = asyncio.Event()
        self._followers = 0
        self._looking: asyncio.Task[None] | None = None
        self._failing = False

    @property
    def looking(self) -> bool:
        return self._looking is not None

    async def turns(self) -> AsyncGenerator[None, None]:
        """One at once, then one when a position has moved. Moves while the follower is busy are one turn together."""
        self._enter()
        try:
            while True:
                moved = self._moved  # taken before the follower asks: what moves meanwhile gives another turn
                yield
                await moved.wait()
        finally:
            self._leave()

    def _enter(self) -> None:
        self._followers += 1
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_again_and_again())

    def _leave(self) -> None:
        self._followers -= 1
        if self._followers == 0 and self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _look_again_and_again(self) -> None:
        pause = self._quiet_seconds
        while True:
            await self._sleep(pause)
            pause = self._seconds
            try:
                if not await self._look():
                    pause = self._quiet_seconds
                self._failing = False
            except Exception:  # whatever it was, followers wait for the next look
                if not self._failing:
                    log.exception("watching")
                self._failing = True

    async def _look(self) -> bool:
        """Whether something has moved. What was seen may be old, from before a time without followers: then there is
        a turn too many, never one too few."""
        state = await self._store.state()
        if state == self._seen:
            return False
        self._seen = state
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        return True
