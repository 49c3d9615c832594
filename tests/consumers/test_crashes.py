"""kill -9 at each write of the embedded store: what comes after is what a clean run gives."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from consumers import learner_projector
from consumers.decoding import dead_letter_topic
from consumers.verify import verify
from services.core.cells import CellKey, Measures
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, NewRecord
from services.store.embedded import EmbeddedStore
from tests.consumers.world import DISTRICT, cells_of, without_arrivals
from tests.depth import every
from tests.support.crashes import KILLED, consume, killed_at, story

learner_projector.STEP_LEARNERS = 1  # so that a changed calendar takes several commits


async def prepare(folder: Path) -> None:
    log = await EmbeddedLog.open(folder / "log.sqlite")
    for topic in (LEARNER_EVENTS, dead_letter_topic(LEARNER_EVENTS)):
        await log.create_topic(topic, 1)
    values = [msgspec.json.encode(event) for event in story()]
    await log.append(LEARNER_EVENTS, [NewRecord(DISTRICT.encode(), value) for value in (*values, b"{")])
    await log.close()
    store = await EmbeddedStore.open(folder / "store.sqlite")
    await store.close()


async def result(folder: Path) -> dict[CellKey, Measures]:
    store = await EmbeddedStore.open(folder / "store.sqlite")
    assert await verify(store, DISTRICT) == []
    cells = without_arrivals(await cells_of(store))
    await store.close()
    return cells


def test_killed_at_a_write_the_cells_are_those_of_a_clean_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clean = tmp_path / "clean"
    asyncio.run(prepare(clean))
    asyncio.run(consume(clean))
    expected = asyncio.run(result(clean))
    assert expected

    deaths, statement = 0, 1
    while True:
        folder = tmp_path / f"{statement}"
        asyncio.run(prepare(folder))
        code = killed_at(statement, folder, monkeypatch)
        assert code in (0, KILLED)
        deaths += code == KILLED
        asyncio.run(consume(folder))
        assert asyncio.run(result(folder)) == expected, f"killed before statement {statement}"
        if code == 0:
            break
        statement += every(16)
    assert deaths > 2


def test_killed_again_and_again_it_still_arrives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clean, folder = tmp_path / "clean", tmp_path / "struck"
    for path in (clean, folder):
        asyncio.run(prepare(path))
    asyncio.run(consume(clean))
    deaths = 0
    while (code := killed_at(40 + 7 * deaths, folder, monkeypatch)) == KILLED:
        deaths += 1
    assert code == 0
    assert deaths >= 3
    assert asyncio.run(result(folder)) == asyncio.run(result(clean))
