"""A log, and both stores."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.store.embedded import EmbeddedStore
from services.store.mongo import MongoStore
from services.store.port import Store
from tests.consumers.conftest import log, secrets

__all__ = ["log", "secrets"]


@pytest.fixture(params=["embedded", "mongo"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened: Store
    if request.param == "embedded":
        opened = await EmbeddedStore.open(tmp_path / "store.sqlite")
    else:
        opened = await MongoStore.open(request.getfixturevalue("database_url"))
    yield opened
    await opened.close()
