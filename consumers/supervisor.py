"""Consumers of several topics in one event loop."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

from services.log.port import ConsumerAlreadyRunning


async def run_together(runs: Iterable[Coroutine[Any, Any, None]], stop: asyncio.Event, *, until_idle: bool) -> None:
    """Run until all have ended, and raise the first error of those that failed.

    One that fails sets `stop`, so that the others finish the batch in hand and leave; with `until_idle` they end by
    themselves, so they read to their ends first, as other partitions of one topic do. A role that somebody else holds
    is said at once.
    """
    failures: list[Exception] = []

    async def guarded(run: Coroutine[Any, Any, None]) -> None:
        try:
            await run
        except Exception as error:  # noqa: BLE001 - raised again below
            failures.append(error)
            if not until_idle or isinstance(error, ConsumerAlreadyRunning):
                stop.set()

    async with asyncio.TaskGroup() as tasks:
        for run in runs:
            tasks.create_task(guarded(run))
    if failures:
        raise failures[0]
