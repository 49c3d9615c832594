"""Worlds for tests of partnerships."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.partnerships.support import World, opened, propose, running


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """With consumers, and one partnership that was proposed."""
    async with running(tmp_path) as made:
        await propose(made)
        yield made


@pytest.fixture
async def still(tmp_path: Path) -> AsyncIterator[World]:
    """Without a consumer, and empty."""
    async with opened(tmp_path) as made:
        yield made
