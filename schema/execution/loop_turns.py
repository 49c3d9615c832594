"""Turns of the event loop for large requests, so that whatever else the server does has its turn between them."""

import asyncio
from weakref import WeakKeyDictionary

_QUEUES: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def own_turn() -> None:
    """Wait until no other large request does anything in this turn of the event loop, first come, first served."""
    queue = _QUEUES.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with queue:
        await asyncio.sleep(0)
