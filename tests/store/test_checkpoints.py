"""Bookmarks and disagreements: what a store keeps so that another log is recognised."""

from dataclasses import replace

from services.store.port import Bookmark, Checkpoint, Lease, Position, Source, Store, Writes
from tests.consumers.world import EPOCH
from tests.support.store_writes import SOURCE, cell

OTHER = Source("topic", 1)
CELLS = Writes(cells={cell("S", "", "2011-01-01"): {"tardy": 1}})


def at(offset: int) -> Bookmark | None:
    return Bookmark(offset - 1, f"digest of {offset - 1}")


async def commit(store: Store, owner: Lease, offset: int, writes: Writes) -> Lease:
    return await store.commit(owner, Position(offset), writes, EPOCH)


async def test_a_position_comes_with_the_bookmark_that_its_owner_gives(store: Store) -> None:
    owner = await store.recover(SOURCE)
    assert (owner.bookmark, await store.checkpoints()) == (None, {SOURCE: Checkpoint(Position(0))})
    owner = replace(owner, bookmark_at=at)
    for offset, writes in ((5, CELLS), (9, Writes())):
        owner = await commit(store, owner, offset, writes)
        assert owner.bookmark == at(offset)
        assert await store.checkpoints() == {SOURCE: Checkpoint(Position(offset), at(offset))}
    assert (await store.recover(SOURCE)).bookmark == at(9)


async def test_an_owner_that_knows_no_record_keeps_the_bookmark(store: Store) -> None:
    owner = await commit(store, replace(await store.recover(SOURCE), bookmark_at=at), 5, CELLS)
    owner = await store.recover(SOURCE)
    for offset, writes in ((5, Writes()), (6, CELLS)):
        owner = await commit(store, owner, offset, writes)
        assert await store.checkpoints() == {SOURCE: Checkpoint(Position(offset), at(5))}


async def test_a_store_without_bookmarks_takes_them_from_the_next_commit_on(store: Store) -> None:
    owner = await commit(store, await store.recover(SOURCE), 5, CELLS)
    assert await store.checkpoints() == {SOURCE: Checkpoint(Position(5))}
    await commit(store, replace(owner, bookmark_at=at), 5, Writes())
    assert await store.checkpoints() == {SOURCE: Checkpoint(Position(5), at(5))}


async def test_a_disagreement_is_noted_until_it_is_taken_back_whatever_is_committed(store: Store) -> None:
    owner = replace(await store.recover(SOURCE), bookmark_at=at)
    await store.recover(OTHER)
    await store.note_disagreement(SOURCE, "another log")
    owner = await commit(store, await commit(store, owner, 5, CELLS), 6, Writes())
    await store.recover(SOURCE)
    assert await store.checkpoints() == {
        SOURCE: Checkpoint(Position(6), at(6), "another log"),
        OTHER: Checkpoint(Position(0)),
    }
    await store.note_disagreement(SOURCE, None)
    assert (await store.checkpoints())[SOURCE] == Checkpoint(Position(6), at(6))


async def test_a_restart_sets_the_position_and_forgets_what_was_noted(store: Store) -> None:
    owner = await commit(store, replace(await store.recover(SOURCE), bookmark_at=at), 5, CELLS)
    await store.note_disagreement(SOURCE, "another log")
    await store.restart(SOURCE, 2)
    assert await store.checkpoints() == {SOURCE: Checkpoint(Position(2))}
    owner = await store.recover(SOURCE)
    assert (owner.position, owner.bookmark) == (Position(2), None)
    await commit(store, replace(owner, bookmark_at=at), 7, CELLS)
    assert await store.checkpoints() == {SOURCE: Checkpoint(Position(7), at(7))}
    await store.restart(OTHER, 0)  # never seen
    assert (await store.checkpoints())[OTHER] == Checkpoint(Position(0))


async def test_a_generation_from_the_log_has_bookmarks_of_its_own(store: Store) -> None:
    await commit(store, replace(await store.recover(SOURCE), bookmark_at=at), 5, CELLS)
    await store.note_disagreement(SOURCE, "another log")
    building = await store.begin_generation(keep_ledgers=False)
    await commit(building, replace(await building.recover(SOURCE), bookmark_at=at), 3, CELLS)
    assert (await store.checkpoints())[SOURCE].disagreement == "another log"
    await building.activate()
    await building.close()
    assert await store.checkpoints() == {SOURCE: Checkpoint(Position(3), at(3))}


async def test_cells_that_are_computed_anew_keep_bookmarks(store: Store) -> None:
    await commit(store, replace(await store.recover(SOURCE), bookmark_at=at), 5, CELLS)
    building = await store.begin_generation(keep_ledgers=True)
    await building.activate()
    await building.close()
    assert await store.checkpoints() == {SOURCE: Checkpoint(Position(5), at(5))}
