"""Answers that were given already are given again only while they hold, and only to those who see the same."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts.events import LearnerEvent
from services.core.access import DEVELOPMENT, Principal
from services.core.conditions import In
from services.core.kpis import Granularity
from services.query.answer_cache import AnswerCache, question_of, size_of
from services.query.engine import QueryEngine
from services.query.model.answers import Answer, Column, ColumnKind, Cost, Row
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import MetricQuery
from services.query.model.question_filters import DimensionFilter
from services.store.embedded import EmbeddedStore
from services.store.port import CellQuery, CellSum, Generation, Position, Source, StoreState
from tests.consumers.world import DISTRICT, LEARNERS, apply, event, histories, memory_store
from tests.depth import examples
from tests.query.analytics_reference import KpiQuestion
from tests.support.analytics_questions import answerable, asked
from tests.support.questions import NOW, PAYLOADS, mark, query
from tests.support.waiting import until_true


class Watched:
    """A store that notes what sums of cells it is asked for, and gives them only while `gate` is open."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.store = store
        self.gate, self.reached = asyncio.Event(), asyncio.Event()
        self.gate.set()
        self.read: list[CellQuery] = []
        self.fresh: datetime | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    async def sum_cells(self, query: CellQuery) -> list[CellSum]:
        self.read.append(query)
        self.reached.set()
        await self.gate.wait()
        return await self.store.sum_cells(query)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["Watched"]:
        yield self

    async def state(self) -> StoreState:
        state = await self.store.state()
        return replace(state, fresh_at=self.fresh or state.fresh_at)


@pytest.fixture
async def store() -> AsyncIterator[Watched]:
    store = await memory_store()
    await apply(store, [event(payload, index, index) for index, payload in enumerate(PAYLOADS)])
    yield Watched(store)
    await store.close()


@pytest.fixture
def engine(store: Watched) -> QueryEngine:
    return QueryEngine(store, lambda: NOW)


async def reads(store: Watched, engine: QueryEngine, question: MetricQuery, principal: Principal = DEVELOPMENT) -> bool:
    """Whether the store's cells are read for the answer."""
    before = len(store.read)
    await engine.answer(principal, question)
    return len(store.read) > before


async def test_the_same_question_is_answered_without_reading_cells(store: Watched, engine: QueryEngine) -> None:
    question = query("absences", group_by=("school",))
    assert await reads(store, engine, question)
    assert not await reads(store, engine, question)
    assert not await reads(store, engine, replace(question, as_of=NOW.date()))
    assert not await reads(store, engine, replace(question, timezone="America/Chicago"))
    assert await reads(store, engine, replace(question, as_of=date(2010, 9, 1)))
    assert await reads(store, engine, replace(question, group_by=()))


async def test_a_zone_that_is_none_is_refused_whatever_is_kept_or_asked_beside_it(engine: QueryEngine) -> None:
    right = query("absences", as_of=date(2010, 9, 1))
    wrong = replace(right, timezone="Mars/X")
    for _ in range(2):
        refused, answer = await asyncio.gather(
            engine.answer(DEVELOPMENT, wrong), engine.answer(DEVELOPMENT, right), return_exceptions=True
        )
        assert isinstance(refused, QueryError)
        assert refused.code is ErrorCode.INVALID_TIMEZONE
        assert isinstance(answer, Answer)


async def test_an_answer_from_the_cache_says_how_fresh_it_is_now(store: Watched, engine: QueryEngine) -> None:
    """Where nothing is appended positions stay, and what was applied is still everything."""
    question = query("absences")
    first = await engine.answer(DEVELOPMENT, question)
    store.fresh = first.as_of + timedelta(minutes=5)
    assert not await reads(store, engine, question)
    second = await engine.answer(DEVELOPMENT, question)
    assert second == replace(first, as_of=store.fresh)


async def test_a_new_day_is_another_question(store: Watched) -> None:
    today = NOW
    engine = QueryEngine(store, lambda: today)
    assert await reads(store, engine, query("absences"))
    today = NOW + timedelta(days=1)
    assert await reads(store, engine, query("absences"))


PRINCIPALS = [
    Principal("one", frozenset({DISTRICT})),
    Principal("other", frozenset({"999999"})),
    Principal("both", frozenset({DISTRICT, "999999"})),
    Principal("partner", frozenset({DISTRICT}), frozenset({"hospital"})),
    Principal("everybody", None),
    Principal("nobody"),
]


async def test_principals_share_answers_only_if_they_see_the_same(store: Watched, engine: QueryEngine) -> None:
    for principal in PRINCIPALS:
        question = query("absences", "members")
        alone = await QueryEngine(store, lambda: NOW).answer(principal, question)
        assert await reads(store, engine, question, principal)
        assert (await engine.answer(principal, question)).rows == alone.rows
        assert not await reads(store, engine, question, replace(principal, name="somebody else"))


@given(st.lists(st.sampled_from(PRINCIPALS), min_size=2, max_size=2))
def test_questions_of_two_principals_are_one_only_if_their_scopes_are(pair: list[Principal]) -> None:
    one, another = (question_of(principal, query("absences"), NOW.date()) for principal in pair)
    scopes = [(principal.districts, principal.partnerships) for principal in pair]
    assert (one == another) is (scopes[0] == scopes[1])


async def test_after_a_new_event_an_answer_is_new(store: Watched, engine: QueryEngine) -> None:
    (row,) = (await engine.answer(DEVELOPMENT, query("absences"))).rows
    history = [event(payload, index, index) for index, payload in enumerate(PAYLOADS)]
    await apply(store.store, [*history, event(mark(LEARNERS[1], 5), 99, 99)])
    (after,) = (await engine.answer(DEVELOPMENT, query("absences"))).rows
    assert (row.values[0].value, after.values[0].value) == (3.0, 4.0)


async def test_after_a_rebuild_that_changes_cells_an_answer_is_new(tmp_path: Path) -> None:
    """No position moves, and no policy changes."""
    store = await EmbeddedStore.open(tmp_path / "store.sqlite")
    await apply(store, [event(payload, index, index) for index, payload in enumerate(PAYLOADS)])
    engine = QueryEngine(store, lambda: NOW)
    (before,) = (await engine.answer(DEVELOPMENT, query("absences"))).rows
    building = await store.begin_generation(keep_ledgers=True)
    await building.activate()  # with no cells at all
    await building.close()
    (after,) = (await engine.answer(DEVELOPMENT, query("absences"))).rows
    assert (before.values[0].value, after.values[0].value) == (3.0, None)
    await store.close()


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(max_size=40), st.lists(asked().filter(answerable), min_size=1, max_size=3), st.data())
async def test_no_answer_is_older_than_the_events_that_were_applied(
    history: list[LearnerEvent], questions: list[KpiQuestion], data: st.DataObject
) -> None:
    store = await memory_store()
    try:
        kept = QueryEngine(store)
        cuts = data.draw(st.lists(st.integers(0, len(history)), min_size=2, max_size=3).map(sorted))
        for cut in cuts:
            await apply(store, history[:cut])
            if await store.fresh_at() is None:
                continue
            for question in (*questions, *questions):
                answer = await kept.answer(DEVELOPMENT, question.query)
                assert answer == await QueryEngine(store).answer(DEVELOPMENT, question.query)
    finally:
        await store.close()


async def test_an_answer_that_new_events_came_between_is_not_kept(store: Watched, engine: QueryEngine) -> None:
    history = [event(payload, index, index) for index, payload in enumerate(PAYLOADS)]
    store.gate.clear()
    asking = asyncio.create_task(engine.answer(DEVELOPMENT, query("absences")))
    await store.reached.wait()
    await apply(store.store, [*history, event(mark(LEARNERS[1], 5), 99, 99)])
    store.gate.set()
    await asking
    assert await reads(store, engine, query("absences"))


# ---- the cache by itself -----------------------------------------------------------------------------------------

COLUMN = Column("absences", "Absences", ColumnKind.METRIC)


def answer(rows: int) -> Answer:
    return Answer(datetime(2011, 1, 1, tzinfo=UTC), (COLUMN,), [Row((), None, ())] * rows, None, Cost(1, 1))


def state(offset: int) -> StoreState:
    return StoreState(Generation(1, 1), {Source("topic", 0): Position(offset)}, {}, None)


def test_the_cache_is_bounded_and_forgets_what_was_asked_longest_ago() -> None:
    questions = [question_of(DEVELOPMENT, query(f"m{n}"), NOW.date()) for n in range(5)]
    cache = AnswerCache(max_bytes=4 * size_of(questions[0], answer(9)))
    cache.get(questions[0], state(1))
    for question in questions[:4]:
        cache.put(question, state(1), answer(9))
    assert len(cache) == 4
    assert cache.get(questions[0], state(1)) is not None
    cache.put(questions[4], state(1), answer(9))
    assert [cache.get(question, state(1)) is not None for question in questions] == [True, False, True, True, True]


def test_an_answer_that_is_large_is_not_kept() -> None:
    question = question_of(DEVELOPMENT, query("m"), NOW.date())
    cache = AnswerCache(max_bytes=2 * size_of(question, answer(19)))
    cache.get(question, state(1))
    cache.put(question, state(1), answer(20))
    assert len(cache) == 0
    cache.put(question, state(1), answer(19))
    assert len(cache) == 1


def test_many_small_answers_take_no_more_than_few_large_ones() -> None:
    """They were counted by their values alone, so that hundreds of thousands of questions were kept."""
    cache = AnswerCache(max_bytes=1_000_000)
    cache.get(question_of(DEVELOPMENT, query("m"), NOW.date()), state(1))
    tracemalloc.start()
    for n in range(1_000):
        schools = tuple(f"school {n} {number}" for number in range(20))
        narrow = query("m", where=DimensionFilter("school", In("", schools)))  # type: ignore[arg-type]
        cache.put(question_of(DEVELOPMENT, narrow, NOW.date()), state(1), answer(1))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(cache) < 100
    assert kept < 1_000_000


def test_all_answers_go_when_a_position_moves_and_none_of_before_comes_back() -> None:
    cache, question = AnswerCache(), question_of(DEVELOPMENT, query("m"), NOW.date())
    cache.get(question, state(1))
    cache.put(question, state(1), answer(1))
    assert cache.get(question, state(2)) is None
    cache.put(question, state(1), answer(1))
    assert (len(cache), cache.get(question, state(1))) == (0, None)


# ---- the time budget ---------------------------------------------------------------------------------------------


async def test_an_answer_that_takes_too_long_is_refused(store: Watched) -> None:
    store.gate.clear()  # so that it takes for ever, and any budget is too small
    engine = QueryEngine(store, lambda: NOW, budget=0.05)
    question = query("absences", group_by=("school",), granularity=Granularity.DAY, subtotals=True, totals=True)
    with pytest.raises(QueryError) as refused:
        await engine.answer(DEVELOPMENT, question)
    assert (refused.value.code, refused.value.path) == (ErrorCode.TIME_BUDGET_EXCEEDED, "query")
    store.gate.set()
    assert (await QueryEngine(store, lambda: NOW).answer(DEVELOPMENT, question)).rows


async def test_a_time_out_of_the_store_is_no_budget_exceeded(store: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    async def failing() -> StoreState:
        raise TimeoutError("the store does not answer")

    monkeypatch.setattr(store, "state", failing)
    with pytest.raises(TimeoutError, match="the store does not answer"):
        await QueryEngine(store).answer(DEVELOPMENT, query("absences"))


async def test_equal_questions_at_once_are_answered_once(store: Watched, engine: QueryEngine) -> None:
    question = query("absences", "members", group_by=("school",))
    await engine.answer(DEVELOPMENT, replace(question, as_of=date(2010, 9, 1)))
    alone, store.read = len(store.read), []
    somebody = replace(DEVELOPMENT, name="somebody")
    answers = await asyncio.gather(
        *(engine.answer(who, question) for who in (DEVELOPMENT, somebody) for _ in range(20))
    )
    assert len(store.read) == alone
    assert all(one_answer == answers[0] for one_answer in answers)


async def test_large_questions_wait_for_each_other_and_small_ones_and_those_of_exports_do_not(
    store: Watched, engine: QueryEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.query.engine.HEAVY_COST", 1_000)
    large = [query("absences", group_by=("sex", "race_ethnicity"), as_of=date(2010, 9, day)) for day in (1, 2, 3)]
    small = query("absences")
    costs = [(await engine.explain(DEVELOPMENT, question)).cost.requested for question in (*large, small)]
    assert min(costs[:3]) > 1_000 > costs[3]
    store.gate.clear()
    asked_question = [asyncio.create_task(engine.answer(DEVELOPMENT, question)) for question in large]
    await store.reached.wait()
    asked_question.append(asyncio.create_task(engine.answer(DEVELOPMENT, small)))
    await until_true(lambda: not store.read[-1].group)
    assert [bool(question.group) for question in store.read] == [True, False]
    asked_question.append(
        asyncio.create_task(engine.with_budget(None).answer(DEVELOPMENT, replace(large[0], totals=True)))
    )
    await until_true(lambda: len(store.read) == 3)
    store.gate.set()
    assert all(one_answer.rows for one_answer in await asyncio.gather(*asked_question))
