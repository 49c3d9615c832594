"""A cache of a bounded number of entries that live for a bounded time."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
MAX_ENTRIES = 10_000


class BoundedCache(Generic[T]):
    """The entry that was put first is dropped for one too many."""

    def __init__(self, seconds: float, clock: Callable[[], float], size: int = MAX_ENTRIES) -> None:
        self._seconds = seconds
        self._clock = clock
        self._size = size
        self._entries: dict[str, tuple[float, T]] = {}

    def get(self, key: str) -> T | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        if self._clock() >= entry[0]:
            del self._entries[key]
            return None
        return entry[1]

    def put(self, key: str, value: T, seconds: float | None = None) -> None:
        """`seconds`: that it lives, if fewer than all do."""
        self._entries.pop(key, None)
        if len(self._entries) >= self._size:
            del self._entries[next(iter(self._entries))]
        lifetime = self._seconds if seconds is None else min(seconds, self._seconds)
        self._entries[key] = self._clock() + lifetime, value

    def drop(self, key: str) -> None:
        self._entries.pop(key, None)
