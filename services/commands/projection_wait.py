"""Waits until what was appended to the log is in the store."""

import asyncio

from services.log.port import Log, LogError, Offset
from services.store.port import Source, Store, StoreError

LOOK_SECONDS = (0.01, 0.2)
"""Between two looks at the position: the first, and the longest."""


async def is_applied(log: Log, store: Store, topic: str, offset: Offset, wait: float) -> bool:
    """Whether the topic's consumer, in whichever process it runs, has passed the offset within `wait` seconds.

    What was appended is in the log, whatever this says.
    """
    try:
        async with asyncio.timeout(wait + LOOK_SECONDS[1]):
            return await _passed(log, store, topic, offset, wait)
    except (LogError, StoreError, TimeoutError):
        return False


async def _passed(log: Log, store: Store, topic: str, offset: Offset, wait: float) -> bool:
    source, pause = Source((await log.topic(topic)).id, offset.partition), LOOK_SECONDS[0]
    deadline = asyncio.get_running_loop().time() + wait
    while True:
        position = (await store.positions()).get(source)
        if position is not None and position.offset > offset.offset:
            return True
        if asyncio.get_running_loop().time() + pause > deadline:
            return False
        await asyncio.sleep(pause)
        pause = min(2 * pause, LOOK_SECONDS[1])
