"""A thread of its own for clients that block and may not be shared between threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Worker:
    """Does work in the order in which it comes. Unlike a pool's thread, one that hangs does not keep Python from exit.

    Work whose caller was cancelled is left out if it has not begun, and finished otherwise.
    """

    def __init__(self, name: str) -> None:
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        Thread(target=self._run, name=name, daemon=True).start()

    async def do(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        future: Future[T] = Future()
        self._work.put(partial(_fulfil, future, partial(work, *args, **kwargs)))
        return await asyncio.wrap_future(future)

    def stop(self) -> None:
        """End the thread once all work given so far is done. Does not wait."""
        self._work.put(None)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            work()


def _fulfil(future: Future[T], work: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:  # noqa: BLE001 - it is raised where the result is awaited
        future.set_exception(error)
