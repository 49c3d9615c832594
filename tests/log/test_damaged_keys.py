"""A damaged file of the embedded log whose keys and numbers say what cannot be: that it holds millions of records."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.log.embedded import EmbeddedLog, Lost, damages_in, repair
from services.log.port import Bounds, DamagedLog, NewRecord

FAR = 1 << 22
"""So far behind the last record does a damaged key point."""


@pytest.fixture
async def path(tmp_path: Path) -> AsyncIterator[Path]:
    """A log of two batches, of 500 and 100 records."""
    path = tmp_path / "log.db"
    log = await EmbeddedLog.open(path)
    await log.create_topic("events", 1)
    await log.append("events", [NewRecord(b"", b"%d" % number) for number in range(600)])
    await log.close()
    yield path


def change(path: Path, statement: str) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    assert db.execute(statement).rowcount == 1
    db.close()


def test_a_damaged_key_does_not_make_millions_of_lost_records(path: Path) -> None:
    change(path, f"UPDATE batches SET last = last + {FAR} WHERE last = 599")
    lost = Lost("events", 0, 500, 600)
    assert damages_in(path) == [str(lost)]
    assert repair(path)[1] == [lost]
    assert damages_in(path) == []


def test_nor_does_that_of_a_batch_without_a_checksum(path: Path) -> None:
    change(path, f"UPDATE batches SET last = last + {FAR}, checksum = NULL WHERE last = 599")
    assert repair(path)[1] == [Lost("events", 0, 500, 600)]


@pytest.mark.parametrize("key", ["last = 499", "last = 599"])
async def test_nothing_is_appended_behind_a_damaged_key(path: Path, key: str) -> None:
    change(path, f"UPDATE batches SET last = last + {FAR} WHERE {key}")
    log = await EmbeddedLog.open(path)
    with pytest.raises(DamagedLog, match="tandem log repair"):
        await log.append("events", [NewRecord(b"", b"new")])
    await log.close()


async def test_what_is_whole_is_appended_to(path: Path) -> None:
    log = await EmbeddedLog.open(path)
    await log.append("events", [NewRecord(b"", b"new")])
    assert await log.bounds("events") == {0: Bounds(0, 601)}
    await log.close()


@pytest.mark.parametrize("damage", ["partitions = 1 << 40", "partitions = 'x'", "first_lane = 7", "id = x'ff'"])
def test_damaged_topics_are_said_and_not_walked_through(path: Path, damage: str) -> None:
    change(path, f"UPDATE topics SET {damage}")
    assert damages_in(path) == ["the list of topics is damaged"]
    with pytest.raises(sqlite3.DatabaseError, match="topics"):
        repair(path)
    assert path.exists()


async def test_damaged_topics_do_not_hang_a_server(path: Path) -> None:
    change(path, "UPDATE topics SET partitions = 1 << 40")
    log = await EmbeddedLog.open(path)
    with pytest.raises(DamagedLog, match="list of topics"):
        await log.bounds("events")
    await log.close()


async def test_a_schema_that_is_not_even_text_is_damage(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE committed", b"CREATE \xff\xfeBLE committed"))
    assert damages_in(path) == ["the schema of the file is damaged"]
    with pytest.raises(DamagedLog, match="schema"):
        await EmbeddedLog.open(path)
