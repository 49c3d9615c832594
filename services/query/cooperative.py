"""Long work in turns, so that others have theirs meanwhile, and whoever waits for it can give up."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
AT_ONCE, MANY = 500, 2_000
"""Items between two turns of others, and how many are worth a thread, which costs more than they do if they are few."""
WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="answers")
"""Two, so that a large answer does not hold up the others; with more, the event loop would wait for each in turn."""


async def run_in_thread_if_large(items: int, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """What the work gives: in a thread if it is about many items, at once otherwise.

    Whoever gives up does not end the thread: it finishes, and nobody sees what it gives.
    """
    if items <= MANY:
        return work(*args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(WORKERS, partial(work, *args, **kwargs))


async def yielding(items: Iterable[T], at_once: int = AT_ONCE) -> AsyncIterator[T]:
    """The items; after so many of them it is the others' turn."""
    for number, item in enumerate(items, 1):
        yield item
        if number % at_once == 0:
            await asyncio.sleep(0)
