"""The examples as their users run them: scripts, given the address of a server; what they print is right."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from services.cli.demo import SAMPLES
from tests.support.demo import PATIENCE, ROOT, ask

EXAMPLES = ROOT / "examples"
SCHOOLS = json.loads((ROOT / "tests/data/grand-bend-acceptance.json").read_text())["scopes"]
"""Of the three schools, those that the acceptance file has values of."""
HEALTH = """{ partnerships(where: {statuses: [ACTIVE]}, orderBy: [{by: HEALTH}]) {
    nodes { name health { score strategies { parts { score reason } } } checkIns { nextDue } } } }"""


def run(script: Path, address: str) -> list[str]:
    """The lines that it prints; a warning is an error here, too."""
    command = [sys.executable, "-W", "error", str(script), f"{address}/graphql"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def report(address: str) -> list[str]:
    return run(EXAMPLES / "report.py", address)


@pytest.fixture(scope="module")
def tables(address: str) -> list[list[list[str]]]:
    return tables_of(run(EXAMPLES / "attendance_frame.py", address))


def tables_of(lines: list[str]) -> list[list[list[str]]]:
    """The frames that were printed: each its header, the types of its columns, and its rows."""
    frames = "\n".join(lines).split("┌")[1:]
    return [[cells(line) for line in frame.splitlines() if "┆" in line and "---" not in line] for frame in frames]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("│").split("┆")]


def partnerships_in(report: list[str]) -> int:
    return next(at for at, line in enumerate(report) if line.startswith("Active partnerships"))


def test_the_report_has_every_school_by_its_name_with_its_rates(report: list[str]) -> None:
    with gzip.open(SAMPLES / "grand-bend" / "schools.jsonl.gz", "rt") as lines:
        names = {school["nameOfInstitution"] for school in map(json.loads, lines)}
    by_key = dict(line.strip().split(": ") for line in report[1 : partnerships_in(report)])
    assert by_key.keys() == names
    for of in SCHOOLS.values():
        assert by_key[of["name"]] == f"{of['attendanceRatePct']:.2f}, {of['chronicPct']:.2f}"


def test_the_report_has_each_active_partnership_with_its_score_next_check_in_and_weakest_part(
    report: list[str], address: str
) -> None:
    answer: Any = ask(address, HEALTH)
    nodes = answer["data"]["partnerships"]["nodes"]
    heading, *lines = report[partnerships_in(report) :]
    assert heading == f"Active partnerships: {len(nodes)}"
    assert nodes
    for line, node in zip(lines, nodes, strict=True):
        due = node["checkIns"]["nextDue"]
        meeting = f"next check-in {due}" if due else "no check-in ahead"
        assert line.startswith(f"  {node['name']}: {node['health']['score']:.2f}, {meeting}; ")
        assert any(line.endswith(reason) for reason in reasons_of_the_lowest(node["health"]))


def reasons_of_the_lowest(health: dict[str, Any]) -> list[str]:
    parts = [part for strategy in health["strategies"] for part in strategy["parts"] if part["score"] is not None]
    lowest = min(part["score"] for part in parts)
    return [part["reason"] for part in parts if part["score"] == lowest]


def test_the_frame_has_the_rates_of_each_school_from_its_months(tables: list[list[list[str]]]) -> None:
    _, _, (_, _, *rows) = tables
    by_key = {school: (attendance, chronic) for school, attendance, _, chronic, _ in rows}
    assert len(by_key) == 3
    for school, of in SCHOOLS.items():
        assert by_key[school] == (f"{of['attendanceRatePct']:.3f}", f"{of['chronicPct']:.3f}")


def test_the_frame_names_the_month_in_which_each_school_was_attended_worst(tables: list[list[list[str]]]) -> None:
    _, _, (_, types, *rows) = tables
    by_key = {school: month for school, *_, month in rows}
    assert types[-1] == "date"
    for school, of in SCHOOLS.items():
        worst = min(of["byMonth"], key=lambda month: month["attendanceRatePct"])
        assert by_key[school] == f"{worst['month']}-01"


def test_the_frame_has_dates_numbers_and_nulls(tables: list[list[list[str]]]) -> None:
    (columns, types, *rows), *_ = tables
    assert dict(zip(columns, types, strict=True)) == {
        "school": "str", "bucket": "date", "member_days": "f64", "absences": "f64", "attendance_rate": "f64",
        "chronic_absence_rate": "f64",
    }  # fmt: skip
    by_key = {(school, bucket): rest for school, bucket, *rest in rows}
    for school, of in SCHOOLS.items():
        august, september = (by_key[school, f"{month['month']}-01"] for month in of["byMonth"][:2])
        assert [august[2], september[2]] == [f"{month['attendanceRatePct']:.3f}" for month in of["byMonth"][:2]]
        assert (august[3], september[3] == "null") == ("null", False)


def test_the_frame_says_by_its_statuses_why_august_has_no_chronic_absence(tables: list[list[list[str]]]) -> None:
    _, (_, _, *rows), _ = tables
    assert [row[1:] for row in rows] == [["2010-08-01", "DIVIDE_BY_ZERO"]] * 3
    assert {school for school, *_ in rows} > SCHOOLS.keys()


def test_an_answer_without_rows_is_a_frame_with_the_same_types(address: str, tmp_path: Path) -> None:
    script = tmp_path / "another_year.py"
    script.write_text((EXAMPLES / "attendance_frame.py").read_text().replace("schoolYear: 2011", "schoolYear: 2001"))
    (columns, types, *rows), *_ = tables_of(run(script, address))
    assert (columns[1], types[1], types[-1]) == ("bucket", "date", "f64")
    assert rows == []
