"""What people saved goes from one store into another, whatever the two are and whichever Tandem made the first."""

import sqlite3
from pathlib import Path

import pytest

from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings
from services.cli.saved import copy_saved
from services.store.embedded import EmbeddedStore
from services.store.mongo import MongoStore
from services.store.port import Store, StoreError
from services.store.saved import SavedVersion
from tests.support.commands import run

VERSIONS = [
    SavedVersion(saved_id, version, f"{saved_id}{version}".encode())
    for saved_id in ("a", "b|%")
    for version in (1, 2, 10)
]


async def opened(url: str) -> Store:
    return await (MongoStore.open(url) if url.startswith("mongodb") else EmbeddedStore.open(Path(url[7:])))


async def save(url: str, versions: list[SavedVersion]) -> None:
    store = await opened(url)
    for version in versions:
        assert await store.add_saved(version)
    await store.close()


async def saved(url: str) -> list[SavedVersion | None]:
    store = await opened(url)
    stored = [await store.saved(version.id, version.version) for version in VERSIONS]
    await store.close()
    return stored


@pytest.fixture(params=["from a file", "from a database"])
def stores(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> tuple[str, str]:
    """The URLs of an old store and of a new one."""
    urls = f"sqlite:{tmp_path / 'some #1?.sqlite'}", database_url
    return urls if request.param == "from a file" else urls[::-1]


async def test_all_versions_are_copied_once(stores: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    old, new = stores
    await save(old, VERSIONS)
    await save(new, VERSIONS[:1])
    for said in ("5 versions copied, 1 were there already", "0 versions copied, 6 were there already"):
        assert await copy_saved(Settings(data=Path(), store=new), old)
        assert capsys.readouterr().out.strip() == said
        assert await saved(new) == VERSIONS
    assert await saved(old) == VERSIONS


async def test_what_is_there_stays_and_is_named(stores: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    old, new = stores
    other = SavedVersion("a", 2, b"other")
    await save(old, VERSIONS[:3])
    await save(new, [other])
    assert not await copy_saved(Settings(data=Path(), store=new), old)
    assert "left alone: a has another version 2 here" in capsys.readouterr().out
    assert await saved(new) == [VERSIONS[0], other, VERSIONS[2], None, None, None]


async def test_from_a_store_of_another_schema(tmp_path: Path) -> None:
    old, new = (f"sqlite:{tmp_path / name}" for name in ("old.sqlite", "new.sqlite"))
    await save(old, VERSIONS)
    with sqlite3.connect(tmp_path / "old.sqlite") as connection:
        connection.execute("UPDATE meta SET value = 2 WHERE key = 'schema'")
        connection.execute("DROP TABLE partnerships")
    with pytest.raises(StoreError, match="tandem saved copy"):
        await opened(old)
    assert await copy_saved(Settings(data=Path(), store=new), old)
    assert await saved(new) == VERSIONS


async def test_what_is_no_store_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    (tmp_path / "text").write_text("x" * 5000)
    for name in ("text", "nothing"):
        with pytest.raises(StoreError, match=name):
            await copy_saved(settings, f"sqlite:{tmp_path / name}")
    assert not (tmp_path / "nothing").exists()
    for url in ("", "old.sqlite", "kafka://host:1", "mongodb://"):
        with pytest.raises(InvalidSetting, match="FROM"):
            await copy_saved(settings, url)


def test_the_command(tmp_path: Path) -> None:
    code, output = run(tmp_path, "saved", "copy", f"sqlite:{tmp_path / 'nothing'}")
    assert (code, "nothing" in output, output.count("\n")) == (2, True, 1)
