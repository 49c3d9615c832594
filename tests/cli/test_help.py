"""What the command line says of itself."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from services.cli.main import app
from services.cli.version import VERSION
from tests.support.demo import ROOT


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, command
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


ALL = dict(commands(typer.main.get_command(app)))


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_says_all_that_is_written(path: tuple[str, ...]) -> None:
    shown = words(CliRunner().invoke(app, [*path, "--help"], terminal_width=200).output)
    assert words(ALL[path].help or "") in shown
    for parameter in ALL[path].params:
        assert words(getattr(parameter, "help", None) or "") in shown


def test_help_of_participations_names_all_columns() -> None:
    shown = words(CliRunner().invoke(app, ["import", "participations", "--help"], terminal_width=200).output)
    assert "student_id, start_date, [end_date, program, planned_hours]" in shown


def test_the_version_is_that_of_the_project() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"tandem {VERSION}\n")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
