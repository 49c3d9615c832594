"""Waiting for what no event tells of: another process, a server, a file, a consumer that runs beside."""

import asyncio
import time
from collections.abc import Awaitable, Callable

PATIENCE = 100.0
"""Seconds; a bound for what would otherwise hang."""
STEP = 0.01
"""Seconds between two looks."""


async def until(condition: Callable[[], Awaitable[bool]], patience: float = PATIENCE) -> None:
    """Returns as soon as the condition holds."""
    async with asyncio.timeout(patience):
        while not await condition():
            await asyncio.sleep(STEP)


async def until_true(condition: Callable[[], bool], patience: float = PATIENCE) -> None:
    """As `until`, of what is known without asking anybody."""
    async with asyncio.timeout(patience):
        while not condition():
            await asyncio.sleep(STEP)


def until_seen(condition: Callable[[], bool], patience: float = PATIENCE, complaint: Callable[[], str] = str) -> None:
    """As `until_true`, for tests without an event loop; `complaint` says why it took too long."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, complaint()
        time.sleep(5 * STEP)
