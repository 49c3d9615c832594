"""Long work in turns, so that others have theirs meanwhile, and a time budget can end it."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 500


async def in_turns(items: Iterable[T], at_once: int = AT_ONCE) -> AsyncIterator[T]:
    """The items; after so many of them it is the others' turn."""
    for number, each in enumerate(items, 1):
        yield each
        if number % at_once == 0:
            await asyncio.sleep(0)
