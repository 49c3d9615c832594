"""Equal work under way is done once, and for as long as somebody waits for it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from services.query.single_flight import SingleFlight


class Work:
    """Goes on when told to."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.begun = self.broken_off = 0
        self.go = asyncio.Event()
        self._failure = failure

    async def __call__(self) -> int:
        self.begun += 1
        number = self.begun
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.broken_off += 1
            raise
        if self._failure:
            raise self._failure
        return number


async def started(*works: Coroutine[Any, Any, int]) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(work) for work in works]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_all_who_ask_meanwhile_have_the_same_and_later_ones_another() -> None:
    work, under_way = Work(), SingleFlight[int]()
    work.go.set()
    for number in (1, 2):
        assert await asyncio.gather(*(under_way.once("a", 1, work) for _ in range(5))) == [number] * 5


async def test_another_key_and_another_state_are_other_work() -> None:
    work, under_way = Work(), SingleFlight[int]()
    tasks = await started(*(under_way.once(key, state, work) for key in "ab" for state in (1, 2) for _ in range(2)))
    work.go.set()
    assert [await task for task in tasks] == [1, 1, 2, 2, 3, 3, 4, 4]


async def test_who_gives_up_leaves_it_to_the_others() -> None:
    work, under_way = Work(), SingleFlight[int]()
    first, second = await started(*(under_way.once("a", 1, work) for _ in range(2)))
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    work.go.set()
    assert (await second, work.broken_off) == (1, 0)


async def test_it_is_broken_off_when_nobody_waits_and_begun_anew_for_the_next() -> None:
    work, under_way = Work(), SingleFlight[int]()
    some = await started(*(under_way.once("a", 1, work) for _ in range(2)))
    for task in some:
        task.cancel()
    await asyncio.gather(*some, return_exceptions=True)
    (later,) = await started(under_way.once("a", 1, work))
    assert work.broken_off == 1
    work.go.set()
    assert await later == 2


async def test_all_are_told_of_a_failure_and_the_next_tries_again() -> None:
    work: Callable[[], Coroutine[Any, Any, int]]
    failing, under_way = Work(ValueError("no")), SingleFlight[int]()
    failing.go.set()
    results = await asyncio.gather(*(under_way.once("a", 1, failing) for _ in range(3)), return_exceptions=True)
    assert [str(error) for error in results] == ["no"] * 3
    work = Work()
    work.go.set()
    assert await under_way.once("a", 1, work) == 1
