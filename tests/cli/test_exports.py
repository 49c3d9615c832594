"""Exports by the command and by a server that is struck: the same bytes, and nothing left behind."""

import json
import re
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import GRAND_BEND, run
from tests.support.demo import PATIENCE, ask, tandem, until_ready

QUERY: dict[str, Any] = {
    "metrics": [{"metric": {"name": "instructional_days", "as": "days"}}],
    "groupBy": ["school"],
    "time": {"schoolYear": 2011},
    "asOf": "2011-06-30",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with schools and their calendars."""
    folder = tmp_path_factory.mktemp("data")
    files = [str(GRAND_BEND / f"{name}.jsonl.gz") for name in ("localEducationAgencies", "schools", "calendarDates")]
    assert run(folder, "import", "edfi", *files, "--time-zone", "America/Chicago")[0] == 0
    assert run(folder, "consume", "--until-idle")[0] == 0
    return folder


def saved(folder: Path, query: object) -> str:
    path = folder / "query.json"
    path.write_text(query if isinstance(query, str) else json.dumps(query))
    return str(path)


@contextmanager
def served(data: Path, end: signal.Signals) -> Iterator[str]:
    """A running server; gives its address, and ends it by the signal."""
    process = tandem(data, "serve")
    try:
        assert process.stdout is not None
        address = next(m[1] for line in process.stdout if (m := re.search(r"Serving (http://\S+)/graphql", line)))
        until_ready(address)
        yield address
        process.send_signal(end)
        assert process.wait(PATIENCE) == (-signal.SIGKILL if end is signal.SIGKILL else 0)
    finally:
        process.kill()
        process.communicate()


def start(address: str) -> str:
    """Export the query; the address of its file."""
    picks = 'metrics: [{ metric: { name: "instructional_days", as: "days" } }], groupBy: ["school"]'
    query = f'{{ {picks}, time: {{ schoolYear: 2011 }}, asOf: "2011-06-30" }}'
    answer: Any = ask(address, f"mutation {{ startExport(query: {query}, format: CSV) {{ status url }} }}")
    assert answer["data"]["startExport"]["status"] == "DONE"
    return f"{address}{answer['data']['startExport']['url']}"


def files(data: Path) -> list[Path]:
    return [path for path in (data / "exports").rglob("*") if path.is_file() and path.name != "lock"]


def test_the_server_and_the_command_write_the_same(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    code, output = run(data, "export", saved(tmp_path, QUERY), "--out", str(out))
    assert (code, output) == (0, "3 rows\n")
    with served(data, signal.SIGTERM) as address, urllib.request.urlopen(start(address)) as response:
        assert response.read() == out.read_bytes()
    lines = out.read_text().splitlines()
    assert (lines[0], len(lines)) == ("school,days", 4)
    assert files(data) == [], "the end removes them"


def test_what_a_server_leaves_that_was_killed_is_removed_by_the_next(data: Path) -> None:
    with served(data, signal.SIGKILL) as address:
        lost = start(address).rpartition("/")[2]
    assert len(files(data)) == 1
    with served(data, signal.SIGINT) as address:
        assert files(data) == []
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(f"{address}/exports/{lost}")
        with missing.value:
            assert missing.value.code == 404


def test_every_format_goes_to_standard_output_too_and_misspelt_values_are_told(data: Path, tmp_path: Path) -> None:
    query = {**QUERY, "where": {"dimension": {"name": "school", "is": {"ne": "misspelt"}}}}
    code, output = run(data, "export", saved(tmp_path, query), "--format", "jsonl", "--statuses")
    assert (code, output.count('"days__status":"OK"}\n')) == (0, 3)
    assert "query.where.dimension.is.ne: " in output


@pytest.mark.parametrize(
    ("query", "arguments", "named"),
    [
        ("{", [], "query.json"),
        ("[]", [], "MetricQuery"),
        ({**QUERY, "asOf": "today"}, [], "asOf"),
        ({**QUERY, "groupBy": ["nothing"]}, [], "query.groupBy"),
        (QUERY, ["--format", "xlsx"], "xlsx"),
    ],
)
def test_what_is_no_question_is_said_and_the_file_stays(
    data: Path, tmp_path: Path, query: object, arguments: list[str], named: str
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("before")
    code, output = run(data, "export", saved(tmp_path, query), "--out", str(out), *arguments)
    shown = re.sub(r"[\s│]", "", output)  # lines of a box are broken anywhere
    assert (code, named in shown) == (2, True), output
    assert out.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "query.json"]
