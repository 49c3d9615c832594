"""Both modes answer alike: what the embedded store says, which is checked against a reference, the cluster says too."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.core.access import DEVELOPMENT
from services.query.engine import QueryEngine
from services.store.mongo import MongoStore
from tests.consumers.world import apply, event, memory_store
from tests.query.analytics_reference import Asked
from tests.query.test_analytics_against_reference import asked
from tests.query.test_engine import PAYLOADS

HISTORY = [event(payload, index, index) for index, payload in enumerate(PAYLOADS)]


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(asked(), min_size=5, max_size=5))
async def test_any_analytic_query_has_the_same_answer_in_both_modes(database_url: str, questions: list[Asked]) -> None:
    embedded, cluster = await memory_store(), await MongoStore.open(database_url)
    try:
        for store in (embedded, cluster):
            await apply(store, HISTORY)
        one, another = QueryEngine(embedded), QueryEngine(cluster, budget=60)
        for question in questions:
            assert await one.answer(DEVELOPMENT, question.query) == await another.answer(DEVELOPMENT, question.query)
    finally:
        await embedded.close()
        await cluster.close()
