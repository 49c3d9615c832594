"""A cache that is bounded by entries and by size: what was used least recently makes room."""

from collections import OrderedDict
from collections.abc import Hashable
from math import inf
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class RecentlyUsed(Generic[K, V]):
    """The values that were put or got last.

    Args:
        entries: how many there are at most.
        size: how large they may be together, in what `put` counts them.
    """

    def __init__(self, entries: float = inf, size: float = inf) -> None:
        self._entries, self._most = entries, size
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: K) -> bool:
        return key in self._values

    def get(self, key: K) -> V | None:
        """The value of the key, which is now the one that was used last; None: there is none."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key][0]

    def put(self, key: K, value: V, size: int = 0) -> None:
        """Keep a value in place of any other of the key, and drop others until all of them fit."""
        _, before = self._values.pop(key, (None, 0))
        self._values[key] = value, size
        self._size += size - before
        while len(self._values) > self._entries or self._size > self._most:
            _, (_, freed) = self._values.popitem(last=False)
            self._size -= freed

    def clear(self) -> None:
        self._values.clear()
        self._size = 0
