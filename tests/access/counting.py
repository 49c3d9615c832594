"""A store that counts what is read from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from inspect import iscoroutinefunction
from typing import Any


class Counting:
    """Passes everything on to a store, and counts the calls that read."""

    def __init__(self, inner: Any, counter: list[str] | None = None) -> None:
        self._inner = inner
        self.reads: list[str] = [] if counter is None else counter

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        if not iscoroutinefunction(value):
            return value

        async def counted(*arguments: Any, **named: Any) -> Any:
            self.reads.append(name)
            return await value(*arguments, **named)

        return counted

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["Counting"]:
        async with self._inner.snapshot() as moment:
            yield Counting(moment, self.reads)
