"""Both modes answer alike: what the embedded store says, which is checked against a reference, the cluster says too."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo import MongoClient

from services.contracts.events import LearnerEvent
from services.core.access import DEVELOPMENT
from services.query.engine import QueryEngine
from services.query.model.question import MetricQuery
from services.store.mongo import MongoStore
from tests.consumers.world import apply, histories, memory_store
from tests.depth import examples
from tests.query.analytics_reference import KpiQuestion
from tests.support.analytics_questions import answerable, asked
from tests.support.engaged_questions import both_ways, values
from tests.support.random_questions import learner_histories


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(learner_histories, st.lists(asked().filter(answerable), min_size=5, max_size=5))
async def test_any_analytic_query_over_any_history_has_the_same_answer_in_both_modes(
    mongo_url: str, history: list[LearnerEvent], questions: list[KpiQuestion]
) -> None:
    async with a_cluster_store(mongo_url) as cluster:
        embedded = await memory_store()
        for store in (embedded, cluster):
            await apply(store, history)
        one, another = QueryEngine(embedded), QueryEngine(cluster, budget=60)
        for question in questions:
            assert await one.answer(DEVELOPMENT, question.query) == await another.answer(DEVELOPMENT, question.query)
        await embedded.close()


@settings(max_examples=examples(2), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(histories(min_size=20, max_size=40), st.lists(both_ways, min_size=6, max_size=6))
async def test_facts_say_what_cells_say_where_both_do_on_the_cluster_too(
    mongo_url: str, history: list[LearnerEvent], questions: list[tuple[MetricQuery, MetricQuery]]
) -> None:
    async with a_cluster_store(mongo_url) as store:
        await apply(store, history)
        engine = QueryEngine(store, budget=60)
        for of_cells, of_facts in questions:
            assert await values(engine, of_facts, DEVELOPMENT) == await values(engine, of_cells, DEVELOPMENT)


@asynccontextmanager
async def a_cluster_store(mongo_url: str) -> AsyncIterator[MongoStore]:
    """A store for one example, with nothing in it."""
    url = f"{mongo_url.rpartition('/')[0]}/test_{uuid4().hex}"
    store = await MongoStore.open(url)
    try:
        yield store
    finally:
        await store.close()
        with MongoClient[dict[str, Any]](url) as client:
            client.drop_database(client.get_default_database())
