"""The generated client: what is committed is what the SDL and the operations give."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.demo import ROOT

GENERATOR = Path(sys.prefix) / "codegen" / "bin" / "ariadne-codegen"
CLIENT = Path("examples/tandem_client")
INPUTS = ("pyproject.toml", "schema/schema.graphql", "examples/operations")


def generate(folder: Path) -> None:
    """Write the client below a folder that has the inputs."""
    if not GENERATOR.exists():
        pytest.fail(f"{GENERATOR} is not there: `make setup-dev` makes it")
    done = subprocess.run([GENERATOR], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def texts(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.py")}


def outdated(committed: dict[str, str], current: dict[str, str]) -> list[str]:
    """Files that differ, are missing, or are left over from an operation that is gone."""
    return sorted(name for name in committed.keys() | current.keys() if committed.get(name) != current.get(name))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The inputs in a folder of their own."""
    for name in INPUTS:
        copying = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        copying(ROOT / name, tmp_path / name)
    return tmp_path


def test_the_committed_client_is_current(copy: Path) -> None:
    generate(copy)
    assert outdated(texts(ROOT / CLIENT), texts(copy / CLIENT)) == [], "run `make docs`"


def test_a_changed_field_of_the_sdl_makes_the_client_outdated(copy: Path) -> None:
    sdl = copy / "schema/schema.graphql"
    changed = sdl.read_text().replace("nextDue: Date\n", "nextDue: DateTime!\n")
    assert changed != sdl.read_text()
    sdl.write_text(changed)
    generate(copy)
    assert outdated(texts(ROOT / CLIENT), texts(copy / CLIENT)) == ["partnerships.py"]
