"""The state of the store is read again only after a commit, whoever made it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.contracts import facts
from services.core.facts import EntityChange, EntityKey, Fact, Version
from services.store.embedded import EmbeddedStore
from services.store.embedded import reads as embedded_reads
from services.store.port import Generation, Position, Source, Writes
from tests.consumers.world import EPOCH

SOURCE = Source("topic", 0)


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[tuple[EmbeddedStore, EmbeddedStore]]:
    """Two processes' stores over one file."""
    one, other = [await EmbeddedStore.open(tmp_path / "store.sqlite") for _ in range(2)]
    yield one, other
    await one.close()
    await other.close()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Grows with each read of the positions."""
    noted: list[Any] = []
    ordinary = embedded_reads.positions

    def positions(*args: Any) -> Any:
        noted.append(args)
        return ordinary(*args)

    monkeypatch.setattr(embedded_reads, "positions", positions)
    return noted


@pytest.mark.parametrize("own", [True, False])
async def test_it_is_read_again_only_after_a_commit(
    stores: tuple[EmbeddedStore, EmbeddedStore], reads: list[Any], own: bool
) -> None:
    queries, store = stores[0], stores[0 if own else 1]
    owner = await store.recover(SOURCE)
    for offset in (1, 2, 3):
        fresh_at = EPOCH + timedelta(seconds=offset)
        owner = await store.commit(owner, Position(offset), Writes(), fresh_at)
        before = len(reads)
        for _ in range(3):
            state = await queries.state()
            assert (state.fresh_at, state.positions) == (fresh_at, {SOURCE: Position(offset)})
        assert len(reads) == before + 1


async def test_a_policy_changes_it_at_once_and_a_rebuild_its_generation(
    stores: tuple[EmbeddedStore, EmbeddedStore],
) -> None:
    queries, store = stores
    key, policy = EntityKey("d", "policy", ""), Fact(Version(1, "s", "1"), facts.Policy(version="2011"))
    owner = await store.recover(SOURCE)
    await store.commit(owner, Position(1), Writes(entities={key: EntityChange(key, policy)}), EPOCH)
    before = await queries.state()
    assert before.policies == {"d": facts.Policy(version="2011")}
    building = await store.begin_generation(keep_ledgers=True)
    assert await queries.state() == before
    await building.activate()
    await building.close()
    assert await queries.state() == replace(before, generation=Generation(1, 2))


async def test_a_new_file_is_opened_by_many_at_once(tmp_path: Path) -> None:
    for attempt in range(10):
        path = tmp_path / f"{attempt}.sqlite"
        for store in await asyncio.gather(*(EmbeddedStore.open(path) for _ in range(8))):
            assert (await store.state()).positions == {}
            await store.close()


async def test_a_closed_store_has_none_and_opens_no_file_again(tmp_path: Path) -> None:
    store = await EmbeddedStore.open(tmp_path / "store.sqlite")
    await store.state()
    await store.close()
    for path in tmp_path.iterdir():
        path.unlink()
    with pytest.raises(RuntimeError):
        await store.state()
    assert list(tmp_path.iterdir()) == []


async def test_a_store_in_memory_is_read_again_after_its_own_commits(reads: list[Any]) -> None:
    store = await EmbeddedStore.open(Path(":memory:"))
    owner = await store.recover(SOURCE)
    assert (await store.state()).positions == {SOURCE: Position(0)}
    await store.commit(owner, Position(1), Writes(), EPOCH)
    for _ in range(2):
        assert (await store.state()).positions == {SOURCE: Position(1)}
    assert len(reads) == 2
    await store.close()
