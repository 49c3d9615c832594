"""Work under way: whoever wants the same meanwhile waits for it, instead of doing it again beside it."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(eq=False)
class _Flight(Generic[T]):
    """`made_of`: what the work is based on; `waiting`: how many wait for it."""

    made_of: object
    task: asyncio.Task[T]
    waiting: int = 0


class SingleFlight(Generic[T]):
    """For one event loop."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight[T]] = {}

    async def once(self, key: Hashable, made_of: object, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What the work gives. It is done once for all who ask by an equal key of the same state meanwhile.

        Whoever gives up leaves it to the others; it is broken off when nobody waits any more. Raises what it raises.
        """
        flight = self._flights.get(key)
        if flight is None or flight.made_of != made_of:
            flight = self._flights[key] = _Flight(made_of, asyncio.create_task(work()))
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if flight.waiting == 0:
                flight.task.cancel()
            if flight.waiting == 0 and self._flights.get(key) is flight:
                del self._flights[key]
