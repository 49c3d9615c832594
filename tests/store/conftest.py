"""The store by every adapter."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.store.embedded import EmbeddedStore
from services.store.mongo import MongoStore
from services.store.port import Store


async def _embedded(request: pytest.FixtureRequest, folder: Path) -> Store:
    return await EmbeddedStore.open(folder / "store.sqlite")


async def _mongo(request: pytest.FixtureRequest, folder: Path) -> Store:
    return await MongoStore.open(request.getfixturevalue("database_url"))


ADAPTERS = {"embedded": _embedded, "mongo": _mongo}


@pytest.fixture(params=sorted(ADAPTERS))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened = await ADAPTERS[request.param](request, tmp_path)
    yield opened
    await opened.close()
