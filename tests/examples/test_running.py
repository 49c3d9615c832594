"""The examples as their users run them: scripts, given the address of a server; what they print is right."""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from services.cli.demo import SAMPLES
from tests.cli.test_demo import PATIENCE, ROOT, ask

EXAMPLES = ROOT / "examples"
SCHOOLS = json.loads((ROOT / "tests/data/grand-bend-acceptance.json").read_text())["scopes"]
"""Of the three schools, those that the acceptance file has values of."""
HEALTH = """{ partnerships(where: {statuses: [ACTIVE]}, orderBy: [{by: HEALTH}]) {
    nodes { name health { score strategies { parts { score reason } } } checkIns { nextDue } } } }"""


def run(script: Path, address: str) -> list[str]:
    """The lines that it prints; a warning is an error here, too."""
    command = [sys.executable, "-W", "error", script, f"{address}/graphql"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def report(address: str) -> list[str]:
    return run(EXAMPLES / "report.py", address)


def partnerships_in(report: list[str]) -> int:
    return next(at for at, line in enumerate(report) if line.startswith("Active partnerships"))


def test_the_report_has_every_school_by_its_name_with_its_rates(report: list[str]) -> None:
    with gzip.open(SAMPLES / "grand-bend" / "schools.jsonl.gz", "rt") as lines:
        names = {each["nameOfInstitution"] for each in map(json.loads, lines)}
    found = dict(line.strip().split(": ") for line in report[1 : partnerships_in(report)])
    assert found.keys() == names
    for of in SCHOOLS.values():
        assert found[of["name"]] == f"{of['attendanceRatePct']:.2f}, {of['chronicPct']:.2f}"


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
