"""What one moment of a store tells belongs together, whatever is committed meanwhile."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from services.core.cells import CellKey
from services.store.embedded import EmbeddedStore
from services.store.embedded.snapshot_pool import MOST
from services.store.port import CellQuery, CellSum, Lease, Position, Source, Store, StoreError, Writes
from tests.consumers.world import EPOCH
from tests.support.waiting import until_true

SOURCE = Source("topic", 0)
KEY = CellKey("day", ("d", 2011, "S", "", "2011-01-01"))
TARDY = CellQuery("day", (), ("tardy",))
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT begun() UNION ALL SELECT x + 1 FROM n) SELECT MAX(x) FROM n"


async def once_more_tardy(store: Store, owner: Lease) -> Lease:
    offset = owner.position.offset + 1
    return await store.commit(owner, Position(offset), Writes(cells={KEY: {"tardy": 1}}), EPOCH)


async def test_reads_between_two_equal_states_are_of_one(store: Store) -> None:
    owner = await once_more_tardy(store, await store.recover(SOURCE))
    async with store.snapshot() as moment:
        before, first = await moment.state(), await moment.sum_cells(TARDY)
        owner = await once_more_tardy(store, owner)
        second, after = await moment.sum_cells(TARDY), await moment.state()
        assert (first == second) is (before == after)
        first = second
        assert await moment.sum_cells(TARDY) == first
        assert await moment.state() == after
    async with store.snapshot() as later:
        assert await later.sum_cells(TARDY) == [CellSum((), (2,))]
        assert await later.state() == await store.state()


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


async def test_a_file_holds_it(file: Path) -> None:
    store, writer = await EmbeddedStore.open(file), await EmbeddedStore.open(file)
    owner = await once_more_tardy(writer, await writer.recover(SOURCE))
    async with store.snapshot() as moment:
        state = await moment.state()
        for _ in range(3):
            owner = await once_more_tardy(writer, owner)
            assert await moment.sum_cells(TARDY) == [CellSum((), (1,))]
            assert (await moment.state(), await moment.positions()) == (state, {SOURCE: Position(1)})
    assert await store.sum_cells(TARDY) == [CellSum((), (4,))]
    await store.close()
    await writer.close()


async def test_it_is_to_be_read_only(file: Path) -> None:
    store = await EmbeddedStore.open(file)
    async with store.snapshot() as moment:
        with pytest.raises(StoreError, match="cannot be written"):
            await moment.recover(SOURCE)
    await store.close()


async def test_who_gives_up_breaks_off_what_is_read_and_leaves_the_connection_to_the_next(file: Path) -> None:
    store, loop = await EmbeddedStore.open(file), asyncio.get_running_loop()

    async def endless(begun: asyncio.Event) -> None:
        def says_so() -> int:
            loop.call_soon_threadsafe(begun.set)
            return 1

        def work(db: sqlite3.Connection) -> None:
            db.create_function("begun", 0, says_so)
            db.execute(ENDLESS).fetchone()

        async with store._snapshots.one() as connection:
            await connection.run(work)

    async with asyncio.timeout(60):
        for _ in range(3):
            begun = asyncio.Event()
            reading = asyncio.create_task(endless(begun))
            await begun.wait()
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            async with store.snapshot() as moment:  # on another connection: it waits for nobody
                assert (await moment.state()).positions == {}
            await until_true(lambda: not store._snapshots._ending)
    assert len(store._snapshots._free) in (1, 2)
    await store.close()


async def test_a_file_that_cannot_be_opened_any_more_is_an_error_of_the_store(file: Path) -> None:
    store = await EmbeddedStore.open(file)
    file.with_name(f"{file.name}.lock").unlink()
    file.with_name(f"{file.name}.lock").mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        async with store.snapshot():
            pass
    await store.close()


async def test_more_than_there_are_connections_wait_for_each_other(file: Path) -> None:
    store = await EmbeddedStore.open(file)

    async def asked() -> int:
        async with store.snapshot() as moment:
            return len(await moment.positions())

    assert await asyncio.gather(*(asked() for _ in range(5 * MOST))) == [0] * 5 * MOST
    assert len(store._snapshots._free) <= MOST
    await store.close()


async def test_one_that_is_given_back_after_the_end_is_closed(file: Path) -> None:
    store = await EmbeddedStore.open(file)
    async with store.snapshot() as moment:
        await moment.state()
        await store.close()
    assert store._snapshots._free == []
    with pytest.raises(StoreError, match="closed"):
        async with store.snapshot():
            pass
