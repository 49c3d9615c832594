"""Rows, totals and baselines of one answer are of one state, though events are applied while it is computed."""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from services.contracts import facts
from services.core.access import DEVELOPMENT
from services.query.engine import TRIES, QueryEngine
from services.query.model.answers import Answer
from services.query.model.query_error import ErrorCode, QueryError
from services.store.embedded import EmbeddedStore
from services.store.port import CellQuery, CellSum, Source, Store
from tests.consumers.world import DATES, LEARNERS, apply, event
from tests.support.questions import NOW, ONE, PAYLOADS, engagement, mark, query

HISTORY = [event(payload, index, index) for index, payload in enumerate(PAYLOADS)]
ABSENCES = query("absences", group_by=("school",), totals=True, subtotals=True)


class Events:
    """Events that are on their way to a store; one comes at a time, as long as there are any."""

    def __init__(self, store: Store, payloads: Iterable[facts.Data]) -> None:
        self._store = store
        self._history = list(HISTORY)
        self._payloads = iter(payloads)

    async def come(self) -> None:
        payload = next(self._payloads, None)
        if payload is not None:
            number = len(self._history)
            self._history.append(event(payload, number, number))
            await apply(self._store, self._history)


class Busy:
    """Stands for a `Store`, and passes on what it does not define: an event comes before each moment and each sum."""

    def __init__(self, store: Any, events: Events) -> None:
        self._store = store
        self._events = events

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def sum_cells(self, query: CellQuery) -> list[CellSum]:
        await self._events.come()
        sums: list[CellSum] = await self._store.sum_cells(query)
        return sums

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["Busy"]:
        await self._events.come()
        async with self._store.snapshot() as moment:
            yield Busy(moment, self._events)


@pytest.fixture(params=["file", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[EmbeddedStore]:
    store = await EmbeddedStore.open(tmp_path / "store.sqlite" if request.param == "file" else Path(":memory:"))
    await apply(store, HISTORY)
    yield store
    await store.close()


def engine(store: EmbeddedStore, payloads: Iterable[facts.Data]) -> QueryEngine:
    return QueryEngine(Busy(store, Events(store, payloads)), lambda: NOW)


def sums(answer: Answer) -> list[float]:
    """Of the rows, of the subtotals, and the total."""
    assert answer.totals is not None
    return [sum(row.values[0].value or 0 for row in part) for part in (answer.rows, answer.subtotals, [answer.totals])]


@pytest.mark.parametrize("coming", range(1, TRIES))
async def test_rows_and_totals_agree(store: EmbeddedStore, coming: int) -> None:
    query_engine = engine(store, [mark(LEARNERS[1], 3 + day) for day in range(coming)])
    assert len(set(sums(await query_engine.answer(DEVELOPMENT, ABSENCES)))) == 1
    assert set(sums(await query_engine.answer(DEVELOPMENT, ABSENCES))) == {3.0 + coming}


async def test_no_answer_is_of_a_moment_at_which_a_source_was_not_read_yet(store: EmbeddedStore) -> None:
    class Began(Busy):
        """A store from which another source is read from now on."""

        @asynccontextmanager
        async def snapshot(self) -> AsyncIterator["Busy"]:
            await store.recover(Source("another topic", 0))
            async with super().snapshot() as moment:
                yield moment

    query_engine = QueryEngine(Began(store, Events(store, [])), lambda: NOW)
    with pytest.raises(QueryError) as refused:
        await query_engine.answer(DEVELOPMENT, ABSENCES)
    assert refused.value.code is ErrorCode.NOT_READY


MINUTES = query("engagement_minutes", group_by=("engagement_kind",), totals=True, subtotals=True)


def endless() -> Iterator[facts.Data]:
    return (engagement(LEARNERS[0], number, DATES[1]) for number in count(10))


async def test_an_answer_comes_though_the_store_never_stays(store: EmbeddedStore) -> None:
    assert (await engine(store, endless()).answer(DEVELOPMENT, MINUTES)).rows


async def test_a_file_is_read_of_one_moment_though_it_never_stays(tmp_path: Path) -> None:
    file = await EmbeddedStore.open(tmp_path / "store.sqlite")
    await apply(file, HISTORY)
    query_engine = engine(file, endless())
    for _ in range(3):
        assert len(set(sums(await query_engine.answer(DEVELOPMENT, MINUTES)))) == 1
    await file.close()


async def test_names_are_those_of_the_moment_that_is_read(store: EmbeddedStore) -> None:
    query_engine = engine(store, [facts.School(school=ONE, name="Renamed")])
    for _ in range(2):
        names = [row.keys[0].label for row in (await query_engine.answer(DEVELOPMENT, ABSENCES)).rows]
        assert names == ["High", "Renamed"]
