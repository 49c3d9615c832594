"""Commands say in one line what a person can mend."""

import gc
import sqlite3
import stat
import sys
from contextlib import closing
from math import prod
from pathlib import Path

import pytest

from services.cli.invocation import run_to_end
from services.core.facts import EntityKey
from services.store.embedded import EmbeddedStore
from tests.support.commands import GRAND_BEND, run

PYTHONS_OWN = (700, 10, 10)
"""Thresholds of the garbage collector; a test run has others."""
PYTHONS_TURN = 0.005


def test_commands_look_for_garbage_rarely_and_let_threads_take_turns_often() -> None:
    async def ways() -> tuple[int, float]:
        return prod(gc.get_threshold()), sys.getswitchinterval()

    thresholds, interval = gc.get_threshold(), sys.getswitchinterval()
    try:
        gc.set_threshold(*PYTHONS_OWN)
        sys.setswitchinterval(PYTHONS_TURN)
        objects, seconds = run_to_end(ways())
        assert objects > 100 * prod(PYTHONS_OWN)
        assert seconds < PYTHONS_TURN
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
        sys.setswitchinterval(interval)


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for data in (tmp_path / "file", tmp_path / "file" / "below"):
        code, output = run(data, "verify")
        assert (code, output.count("\n")) == (2, 1)


def test_a_store_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"not a database" * 1000)
    code, output = run(tmp_path, "verify")
    assert code == 2
    assert "store.sqlite" in output


@pytest.mark.parametrize(
    ("arguments", "named", "expected"),
    [
        (["--extracted-at", "yesterday"], "--extracted-at", 2),
        (["--time-zone", "Nope/Nowhere"], "--time-zone", 2),
        (["--refused", "/nonexistent/folder/refused.ndjson"], "--refused", 2),
        ([], "no file is named after a resource", 1),
    ],
)
def test_what_an_import_refuses(tmp_path: Path, arguments: list[str], named: str, expected: int) -> None:
    (tmp_path / "hello.json").write_text("{}")
    code, output = run(tmp_path / "data", "import", "edfi", str(tmp_path / "hello.json"), *arguments)
    assert (code, named in output) == (expected, True)


def test_a_store_is_refused_with_another_secret(tmp_path: Path) -> None:
    assert run(tmp_path, "consume", "--until-idle")[0] == 0
    (tmp_path / "learner.secret").unlink()
    code, output = run(tmp_path, "consume", "--until-idle")
    assert (code, output.count("\n"), "learner.secret is not the secret" in output) == (2, 1, True)
    (tmp_path / "learner.secret").write_bytes(b"\xff\x00 not hex")
    code, output = run(tmp_path, "verify")
    assert (code, "learner.secret must hold" in output) == (2, True)


def test_nothing_to_verify_is_said(tmp_path: Path) -> None:
    code, output = run(tmp_path, "verify")
    assert (code, "nothing to verify" in output) == (2, True)


async def test_import_consume_and_verify(tmp_path: Path) -> None:
    files = [str(GRAND_BEND / f"{name}.jsonl.gz") for name in ("localEducationAgencies", "schools", "calendarDates")]
    code, output = run(tmp_path, "import", "edfi", *files, "--time-zone", "America/Chicago")
    assert (code, "--extracted-at" in output) == (0, True)
    code, output = run(tmp_path, "consume", "--until-idle")
    assert (code, output.startswith("7 events applied, 0 dead letters")) == (0, True)
    assert run(tmp_path, "verify")[0] == 0
    store = await EmbeddedStore.open(tmp_path / "store.sqlite")
    district = await store.entity(EntityKey("255901", "district", "255901"))
    await store.close()
    assert district is not None
    assert district.name == "Grand Bend ISD"
    for name in ("log.sqlite", "store.sqlite", "learner.secret"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) & 0o077 == 0


def test_a_store_whose_cells_were_counted_by_older_rules(tmp_path: Path) -> None:
    """Nothing is folded into them and nobody is shown them, until a rebuild has counted them anew."""
    assert run(tmp_path, "import", "edfi", str(GRAND_BEND / "schools.jsonl.gz"))[0] == 0
    assert run(tmp_path, "consume", "--until-idle")[0] == 0
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as db, db:
        # As a file of an older version is, which does not say by which rules its cells were counted.
        assert db.execute("DELETE FROM meta WHERE key = 'counting'").rowcount == 1
    for command in (["verify"], ["consume", "--until-idle"]):
        code, output = run(tmp_path, *command)
        assert (code, "run `tandem rebuild`" in output) == (2, True)
    assert run(tmp_path, "rebuild")[0] == 0
    assert run(tmp_path, "verify")[0] == 0
