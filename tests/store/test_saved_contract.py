"""What every adapter of the store promises of what people save."""

import asyncio

import pytest

from services.store.port import Store
from services.store.saved import SavedVersion

ODD = "a|b.c$%\0é"
HOSTILE = ("$x", "$$ROOT", "$saved", "a.b", "", "$literal", "é$")
"""What would be something else to who evaluated it."""


def saved(saved_id: str, version: int, text: str = "") -> SavedVersion:
    return SavedVersion(saved_id, version, f"{saved_id} {version} {text}".encode())


async def test_versions_are_added_and_stay(store: Store) -> None:
    versions = [saved(ODD, n) for n in range(1, 13)]
    assert [await store.add_saved(version) for version in versions] == [True] * 12
    assert await store.saved(ODD) == versions[-1]
    assert [await store.saved(ODD, n) for n in range(1, 13)] == versions
    assert await store.saved(ODD, 13) is None


async def test_what_was_never_saved_is_not_there(store: Store) -> None:
    assert await store.saved("a") is None
    assert await store.saved("a", 1) is None
    assert await store.newest_saved() == []


async def test_a_version_is_never_replaced(store: Store) -> None:
    assert await store.add_saved(saved("a", 1, "first"))
    assert not await store.add_saved(saved("a", 1, "second"))
    assert await store.saved("a") == saved("a", 1, "first")


async def test_of_many_who_add_the_same_version_one_does(store: Store) -> None:
    added = await asyncio.gather(*(store.add_saved(saved("a", 1, str(n))) for n in range(10)))
    assert sorted(added) == [False] * 9 + [True]


async def test_the_newest_of_everything_come_by_id(store: Store) -> None:
    for saved_version in (saved("b", 1), saved("a|1", 1), saved("a", 1), saved("b", 2), saved("a", 11), saved("a", 2)):
        assert await store.add_saved(saved_version)
    assert await store.newest_saved() == [saved("a", 11), saved("a|1", 1), saved("b", 2)]


@pytest.mark.parametrize("keep_ledgers", [True, False])
async def test_a_rebuild_keeps_what_was_saved(store: Store, keep_ledgers: bool) -> None:
    await store.add_saved(saved("a", 1))
    building = await store.begin_generation(keep_ledgers=keep_ledgers)
    assert await building.saved("a") == saved("a", 1)
    await building.activate()
    await building.close()
    assert await store.newest_saved() == [saved("a", 1)]


async def test_what_is_saved_under_any_id_is_found(store: Store) -> None:
    versions = [saved(saved_id, n) for saved_id in HOSTILE for n in (1, 2)]
    for version in versions:
        assert await store.add_saved(version)
    assert sorted(await store.newest_saved()) == sorted(version for version in versions if version.version == 2)
    for one_id in HOSTILE:
        assert await store.saved(one_id) == saved(one_id, 2)
