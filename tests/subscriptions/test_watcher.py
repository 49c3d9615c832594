"""One look for all who follow, only while somebody does; a turn for everybody when something moved."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

import pytest
from structlog.testing import capture_logs

from services.query.change_feed import ChangeFeed
from services.store.port import Generation, Position, Source, StoreError, StoreState

SOURCE = Source("topic", 0)


class FakeStore:
    """Its position is set by the test, which also says when there is a look: `look` returns after it."""

    def __init__(self) -> None:
        self.offset = 0
        self.cells = 1
        self.looks = 0
        self.pauses: list[float] = []
        self.failure: Exception | None = None
        self._awake: asyncio.Queue[None] = asyncio.Queue()
        self._asleep: asyncio.Queue[None] = asyncio.Queue()

    async def state(self) -> StoreState:
        self.looks += 1
        if self.failure is not None:
            raise self.failure
        return StoreState(Generation(1, self.cells), {SOURCE: Position(self.offset)}, {}, None)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._asleep.put_nowait(None)
        await self._awake.get()

    async def look(self) -> None:
        await self._asleep.get()
        self._awake.put_nowait(None)
        await self._asleep.get()
        self._asleep.put_nowait(None)


Turns = AsyncGenerator[None, None]


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def watcher(store: FakeStore) -> ChangeFeed:
    return ChangeFeed(store, sleep=store.sleep)  # type: ignore[arg-type]


@pytest.fixture
async def turns(store: FakeStore, watcher: ChangeFeed) -> AsyncIterator[Turns]:
    """After the first turn, and a look at where everything is."""
    async with aclosing(watcher.turns()) as turns:
        await anext(turns)
        await store.look()
        await anext(turns)
        yield turns


def waiting(turns: Turns) -> asyncio.Task[None]:
    async def turn() -> None:
        await anext(turns)

    return asyncio.create_task(turn())


async def settled(task: asyncio.Task[None]) -> bool:
    """Whether it is done once everything that can run has run."""
    for _ in range(5):
        await asyncio.sleep(0)
    return task.done()


async def test_a_turn_for_a_rebuild(store: FakeStore, turns: Turns) -> None:
    turn = waiting(turns)
    store.cells = 2
    await store.look()
    await turn


async def test_a_turn_for_every_move(store: FakeStore, turns: Turns) -> None:
    turn = waiting(turns)
    await store.look()
    assert not await settled(turn), "nothing has moved"
    store.offset = 7
    await store.look()
    await turn


async def test_a_move_after_a_quiet_time_is_seen_sooner_than_one_after_a_move(store: FakeStore, turns: Turns) -> None:
    await store.look()
    quiet = store.pauses[-1]
    store.offset = 1
    await store.look()
    after_a_move = store.pauses[-1]
    await store.look()
    assert quiet == store.pauses[-1] < after_a_move


async def test_moves_while_the_follower_is_busy_are_one_turn(store: FakeStore, turns: Turns) -> None:
    for offset in (1, 2, 3):
        store.offset = offset
        await store.look()
    await anext(turns)
    again = waiting(turns)
    assert not await settled(again)
    again.cancel()


async def test_one_look_for_all_and_a_turn_for_each(store: FakeStore, watcher: ChangeFeed, turns: Turns) -> None:
    async with aclosing(watcher.turns()) as others:
        await anext(others)
        looks = store.looks
        both = [waiting(turns), waiting(others)]
        store.offset = 1
        await store.look()
        await asyncio.gather(*both)
        assert store.looks == looks + 1


async def test_nobody_looks_when_nobody_follows(store: FakeStore, watcher: ChangeFeed, turns: Turns) -> None:
    looking = [watcher.looking]
    await turns.aclose()
    looking.append(watcher.looking)
    assert looking == [True, False]
    looks = store.looks
    store.offset = 1  # moves unseen
    async with aclosing(watcher.turns()) as again:
        await anext(again)
        await store.look()
        await anext(again)
    assert store.looks == looks + 1


async def test_a_follower_that_is_cancelled_has_left(watcher: ChangeFeed) -> None:
    turns = watcher.turns()
    await anext(turns)
    turn = waiting(turns)
    assert not await settled(turn)
    turn.cancel()
    await asyncio.gather(turn, return_exceptions=True)
    assert not watcher.looking


async def test_looks_that_fail_are_told_once_and_made_again(store: FakeStore, turns: Turns) -> None:
    turn = waiting(turns)
    with capture_logs() as logs:
        store.failure = StoreError("gone")
        await store.look()
        await store.look()
        store.failure, store.offset = None, 1
        await store.look()
        await turn
    assert [entry["event"] for entry in logs] == ["watching"]
