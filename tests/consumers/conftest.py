"""An embedded log and store in a folder of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from consumers.decoding import dead_letter_topic
from services.core.identity import DerivedSecrets
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS
from services.store.embedded import EmbeddedStore


@pytest.fixture
def secrets() -> DerivedSecrets:
    return DerivedSecrets(b"s" * 32)


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[EmbeddedLog]:
    log = await EmbeddedLog.open(tmp_path / "log.sqlite")
    for topic in (LEARNER_EVENTS, PARTNERSHIP_EVENTS):
        await log.create_topic(topic, 1)
        await log.create_topic(dead_letter_topic(topic), 1)
    yield log
    await log.close()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[EmbeddedStore]:
    store = await EmbeddedStore.open(tmp_path / "store.sqlite")
    yield store
    await store.close()
