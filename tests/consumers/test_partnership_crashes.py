"""kill -9 at each write of the embedded store: the partnerships are those of a clean fold, byte for byte."""

import asyncio
from pathlib import Path

import pytest

from consumers.consumer import Consumer
from consumers.decoding import dead_letter_topic
from consumers.partnerships import partnership_projection
from consumers.verify_partnerships import verify_partnerships
from services.log.embedded import EmbeddedLog
from services.log.port import PARTNERSHIP_EVENTS
from services.store.embedded import EmbeddedStore
from tests.consumers.agreements import Kept, folded, kept, records, story
from tests.depth import every
from tests.support.crashes import KILLED, killed_at

BATCH = 6
LETTERS = dead_letter_topic(PARTNERSHIP_EVENTS)
REFUSED = 8
"""Records of the story that may not follow, two of them said again."""


async def prepare(folder: Path) -> None:
    log = await EmbeddedLog.open(folder / "log.sqlite")
    for topic in (PARTNERSHIP_EVENTS, LETTERS):
        await log.create_topic(topic, 1)
    await log.append(PARTNERSHIP_EVENTS, records(story()))
    await log.close()
    store = await EmbeddedStore.open(folder / "store.sqlite")
    await store.close()


async def consume(folder: Path) -> None:
    log, store = await EmbeddedLog.open(folder / "log.sqlite"), await EmbeddedStore.open(folder / "store.sqlite")
    await Consumer(log, store, partnership_projection(), batch=BATCH).run(asyncio.Event(), until_idle=True)
    await store.close()
    await log.close()


async def result(folder: Path) -> tuple[Kept, set[bytes]]:
    """What is kept, and where the refused records stood."""
    store, log = await EmbeddedStore.open(folder / "store.sqlite"), await EmbeddedLog.open(folder / "log.sqlite")
    assert await verify_partnerships(store) == []
    records_read, letters = await kept(store), await log.read(LETTERS, 0, 0, 1_000)
    await store.close()
    await log.close()
    return records_read, {dict(letter.headers)["dlq.offset"] for letter in letters}


def test_killed_at_a_write_the_partnerships_are_those_of_a_clean_fold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = folded(story())
    assert len(expected) == 2
    deaths, code = 0, KILLED
    while code == KILLED:
        statement = 1 + deaths * every(4)
        folder = tmp_path / f"{statement}"
        asyncio.run(prepare(folder))
        code = killed_at(statement, folder, monkeypatch, consume)
        assert code in (0, KILLED)
        deaths += code == KILLED
        asyncio.run(consume(folder))
        by_key, refused = asyncio.run(result(folder))
        assert by_key == expected, f"killed before statement {statement}"
        assert len(refused) == REFUSED
    assert deaths > 6


def test_killed_again_and_again_they_still_arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(prepare(tmp_path))
    deaths = 0
    while (code := killed_at(24 + 6 * deaths, tmp_path, monkeypatch, consume)) == KILLED:
        deaths += 1
    assert code == 0
    assert deaths >= 3
    assert asyncio.run(result(tmp_path))[0] == folded(story())
