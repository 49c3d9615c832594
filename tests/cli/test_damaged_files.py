"""Files that are really damaged, in several places, and mended by the commands that the messages name."""

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from services.app.assembly import parts
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings
from services.app.worker import ConsumerThread
from services.cli import backup, log, maintenance, saved
from services.log.port import LEARNER_EVENTS, DamagedLog
from services.store.port import DamagedStore, StoreError
from services.store.saved import SavedVersion
from tests.cluster.world import records, state_of, stories
from tests.consumers.world import DISTRICT
from tests.support.log_files import apply, back_up, fill
from tests.support.waiting import until_true

PAGE = 16_384
SAVED = SavedVersion("q", 1, b"{}")
EVENTS = records(stories([f"{DISTRICT}-{number}" for number in range(8)]))
"""Enough for several pages of a file."""


def flip(path: Path, at: int, size: int) -> None:
    raw = bytearray(path.read_bytes())
    assert at + size <= len(raw)
    for index in range(at, at + size):
        raw[index] ^= 0x55
    path.write_bytes(raw)


def the_header(path: Path) -> None:
    flip(path, 0, 16)


def the_pages_of_batches(path: Path) -> None:
    """The beginnings of the pages that hold events, so that SQLite itself cannot make sense of them."""
    raw = path.read_bytes()
    for page in range(2 * PAGE, len(raw), PAGE):
        if b"tandem.attendance" in raw[page : page + PAGE]:
            flip(path, page, 8)


def a_page(path: Path) -> None:
    flip(path, 3 * 4096, 4096)


def one_byte_of_an_event(path: Path) -> None:
    """In the last batch; it is still JSON, and a valid event of another learner."""
    raw = path.read_bytes()
    values = [match.start() for match in re.finditer(rb"lk_0", raw)]
    flipped = bytearray(raw)
    flipped[values[len(values) // 2] + 3] = ord("9")
    path.write_bytes(flipped)


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """Some batches of events, all applied, and a saved query."""
    async with parts(Settings(data=tmp_path)) as opened:
        for begin in range(0, len(EVENTS), 20):
            await opened.log.append(LEARNER_EVENTS, EVENTS[begin : begin + 20])
        await apply(opened)
        await opened.store.add_saved(SAVED)
    return tmp_path


def settings(data: Path) -> Settings:
    return Settings(data=data)


async def replay(data: Path) -> None:
    """As a consumer whose store has applied nothing yet."""
    for path in data.glob("store.sqlite*"):
        path.unlink()
    async with parts(settings(data)) as opened:
        await apply(opened)


async def append(data: Path, count: int = 3) -> None:
    async with parts(settings(data)) as opened:
        await opened.log.append(LEARNER_EVENTS, EVENTS[:count])
        await apply(opened)


@pytest.mark.parametrize("damage", [the_header, the_pages_of_batches, one_byte_of_an_event])
async def test_a_damaged_log_ends_its_consumer_and_is_said_by_verify(
    data: Path, damage: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    damage(data / "log.sqlite")
    try:
        assert await maintenance.verify_all(settings(data), Console(quiet=True))
        said = capsys.readouterr().out
        assert not await log.check_log(settings(data))
    except DamagedLog as error:
        said = str(error)
    assert "`tandem log repair`" in said
    async with asyncio.timeout(60):  # it is not tried again for ever
        with pytest.raises(DamagedLog, match=r"docs/operations\.md"):
            await replay(data)


async def test_a_consumer_that_meets_damage_shows_in_readiness(data: Path) -> None:
    one_byte_of_an_event(data / "log.sqlite")
    for path in data.glob("store.sqlite*"):
        path.unlink()
    worker = ConsumerThread(settings(data))
    worker.start()
    await until_true(lambda: not worker.alive)
    assert "is damaged: partition 0 of 'learner-events', offsets" in str(worker.progress[LEARNER_EVENTS].error)


@pytest.mark.parametrize("damage", [the_pages_of_batches, one_byte_of_an_event])
async def test_a_repaired_log_keeps_what_can_be_read_and_goes_on(data: Path, damage: Callable[[Path], None]) -> None:
    async with parts(settings(data)) as opened:
        topic, before = await opened.log.topic(LEARNER_EVENTS), await opened.log.read(LEARNER_EVENTS, 0, 0, 9_999)
        state = await state_of(opened.store)
    damage(data / "log.sqlite")
    log.repair_log(settings(data))
    await log.accept(settings(data))
    assert await log.check_log(settings(data))
    async with parts(settings(data)) as opened:
        assert await opened.log.topic(LEARNER_EVENTS) == topic
        after = {record.offset: record for record in await opened.log.read(LEARNER_EVENTS, 0, 0, 9_999)}
        kept = [record for record in before if after.get(record.offset) == record]
        assert len(before) > len(kept) >= (len(before) - 20 if damage is one_byte_of_an_event else 0)
        await apply(opened)
        assert await state_of(opened.store) == state
    await append(data)
    assert list(data.glob("log.sqlite.damaged-1"))


async def test_a_log_whose_last_page_is_broken_too_is_not_called_whole(data: Path) -> None:
    """Then nobody knows how far it went, so no offset is known to be lost."""
    the_pages_of_batches(data / "log.sqlite")
    with pytest.raises(DamagedLog, match="`tandem log repair`"):
        await log.check_log(settings(data))


async def test_what_was_lost_in_a_repair_leaves_dead_letters(data: Path) -> None:
    one_byte_of_an_event(data / "log.sqlite")
    log.repair_log(settings(data))
    await replay(data)
    async with parts(settings(data)) as opened:
        (bounds,) = (await opened.log.bounds(f"{LEARNER_EVENTS}-dlq")).values()
        assert 0 < bounds.end <= 20


async def test_a_log_without_its_journal_is_an_older_log(tmp_path: Path) -> None:
    """SQLite leaves out what stands behind a damaged frame of its journal: the log ends earlier, and that shows."""
    await fill(tmp_path, 0, 3)
    async with parts(settings(tmp_path)) as opened:
        for _ in range(3):
            await opened.log.append(LEARNER_EVENTS, EVENTS[:3])
        await apply(opened)
        for name in ("log.sqlite", "log.sqlite-wal"):
            shutil.copy(tmp_path / name, tmp_path / f"{name}.kept")
    flip(tmp_path / "log.sqlite-wal.kept", 32, 64)
    for name in ("log.sqlite", "log.sqlite-wal"):
        (tmp_path / f"{name}.kept").rename(tmp_path / name)
    async with parts(settings(tmp_path)) as opened:
        (disagreement,) = await opened.check.disagreements()
        assert "ends at offset" in disagreement.reason


async def test_a_header_without_backup_leaves_the_store(data: Path) -> None:
    the_header(data / "log.sqlite")
    with pytest.raises(DamagedLog, match="move it away and run `tandem log accept`"):
        log.repair_log(settings(data))
    (data / "log.sqlite").rename(data / "damaged")
    await log.accept(settings(data))
    await append(data)
    assert await log.check_log(settings(data))


@pytest.mark.parametrize("size", [16, PAGE // 4], ids=["header", "page"])
async def test_a_damaged_store_is_made_anew_with_what_people_saved(data: Path, size: int) -> None:
    path = data / "store.sqlite"
    async with parts(settings(data)) as opened:
        state = await state_of(opened.store)
    back_up(data, "store.sqlite")
    raw = path.read_bytes()
    flip(path, 0 if size == 16 else raw.index(b"lk_0") // 4096 * 4096, size)
    with pytest.raises(DamagedStore, match=r"docs/operations\.md"):
        await maintenance.rebuild(settings(data), Console(quiet=True), from_log=True)

    # the steps that the message names, in order
    for suffix in ("", "-wal", "-shm"):
        if (found := data / f"store.sqlite{suffix}").exists():
            found.rename(data / f"store.sqlite.damaged{suffix}")
    await maintenance.rebuild(settings(data), Console(quiet=True), from_log=True)
    if size == 16:
        with pytest.raises(StoreError, match="Copy from a backup"):
            await saved.copy_saved(settings(data), f"sqlite:{data}/store.sqlite.damaged")
        assert await saved.copy_saved(settings(data), f"sqlite:{data}/store.sqlite.backup")
    else:
        assert await saved.copy_saved(settings(data), f"sqlite:{data}/store.sqlite.damaged")
    async with parts(settings(data)) as opened:
        assert await state_of(opened.store) == state
        assert await opened.store.saved("q") == SAVED


async def test_a_schema_that_is_not_even_text_is_damage(data: Path) -> None:
    """SQLite repeats it in its message, which Python then cannot decode."""
    path = data / "store.sqlite"
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"CREATE TABLE saved", b"CREATE \xff\xfeBLE saved"))
    with pytest.raises(DamagedStore, match=r"docs/operations\.md"):
        async with parts(settings(data)):
            pass
    with pytest.raises(StoreError, match="Copy from a backup"):
        await saved.copy_saved(settings(data), f"sqlite:{path}")
    with pytest.raises(DamagedStore):
        backup.back_up(settings(data), data / "backup")


async def test_a_damaged_fact_ends_its_consumer(data: Path) -> None:
    path = data / "store.sqlite"
    raw = path.read_bytes()
    changed = raw.replace(b'"category":"', b'"category","')
    assert changed != raw
    path.write_bytes(changed)
    async with asyncio.timeout(60):
        with pytest.raises(DamagedStore):
            await append(data, 9_999)
    with pytest.raises(DamagedStore):
        await maintenance.verify_all(settings(data), Console(quiet=True))


async def test_a_file_of_an_older_version_gets_checksums_from_then_on(tmp_path: Path) -> None:
    async with parts(settings(tmp_path)) as opened:
        await opened.log.append(LEARNER_EVENTS, EVENTS[:5])
    db = sqlite3.connect(tmp_path / "log.sqlite")
    db.execute("ALTER TABLE batches DROP COLUMN checksum")
    db.close()
    async with parts(settings(tmp_path)) as opened:
        await opened.log.append(LEARNER_EVENTS, EVENTS[5:9])
        assert len(await opened.log.read(LEARNER_EVENTS, 0, 0, 99)) == 9
        assert await opened.log.damages() == []


async def test_a_backup_is_of_files_in_use_and_can_be_put_back(data: Path) -> None:
    folder = data / "kept" / "backup"
    async with parts(settings(data)) as opened:
        state = await state_of(opened.store)
        backup.back_up(settings(data), folder)
        await opened.log.append(LEARNER_EVENTS, EVENTS[:3])
        await apply(opened)
    assert sorted(path.name for path in folder.iterdir()) == ["learner.secret", "log.sqlite", "store.sqlite"]
    with pytest.raises(InvalidSetting, match="already exists"):
        backup.back_up(settings(data), folder)
    assert await log.check_log(settings(folder))
    async with parts(settings(folder)) as opened:
        assert await state_of(opened.store) == state
        assert await opened.store.saved("q") == SAVED
    await append(folder)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("log.sqlite", the_header),
        ("log.sqlite", the_pages_of_batches),
        ("log.sqlite", one_byte_of_an_event),
        ("store.sqlite", the_header),
        ("store.sqlite", a_page),
    ],
)
async def test_a_backup_of_what_is_damaged_says_so(data: Path, name: str, damage: Callable[[Path], None]) -> None:
    damage(data / name)
    with pytest.raises((DamagedLog, DamagedStore), match=r"`tandem (log check|verify)` says more"):
        backup.back_up(settings(data), data / "backup")
