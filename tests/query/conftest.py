"""An engine over a small district."""

from collections.abc import AsyncIterator

import pytest

from services.query.engine import QueryEngine
from services.store.embedded import EmbeddedStore
from tests.consumers.world import apply, event, memory_store
from tests.support.questions import NOW, PAYLOADS


@pytest.fixture
async def store() -> AsyncIterator[EmbeddedStore]:
    store = await memory_store()
    await apply(store, [event(payload, index, index) for index, payload in enumerate(PAYLOADS)])
    yield store
    await store.close()


@pytest.fixture
def engine(store: EmbeddedStore) -> QueryEngine:
    return QueryEngine(store, lambda: NOW)
