"""The one bounded cache: what was used least recently makes room, by number and by size."""

import pytest

from services.core.recently_used import RecentlyUsed


@pytest.mark.parametrize(
    ("entries", "size", "sizes", "kept"),
    [
        (2, 100, {"a": 1, "b": 1, "c": 1}, ["b", "c"]),
        (9, 10, {"a": 4, "b": 4, "c": 4}, ["b", "c"]),
        (9, 10, {"a": 4, "b": 4, "c": 10}, ["c"]),
        (9, 10, {"a": 4, "b": 11}, []),
    ],
)
def test_the_least_recent_make_room(entries: int, size: int, sizes: dict[str, int], kept: list[str]) -> None:
    cache = RecentlyUsed[str, str](entries, size)
    for key, amount in sizes.items():
        cache.put(key, key.upper(), amount)
    assert [key for key in sizes if key in cache] == kept
    assert len(cache) == len(kept)


def test_what_is_got_is_recent() -> None:
    cache = RecentlyUsed[str, int](2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert [cache.get(key) for key in "abc"] == [1, None, 3]


def test_a_value_that_is_put_again_counts_once() -> None:
    cache = RecentlyUsed[str, int](9, 10)
    for number in range(5):
        cache.put("a", number, 6)
    cache.put("b", 5, 4)
    assert (cache.get("a"), cache.get("b")) == (4, 5)
    cache.clear()
    cache.put("c", 6, 10)
    assert (len(cache), cache.get("c")) == (1, 6)
