"""docs/faults.md names tests that exist, and every test of this folder that tries a fault."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", (ROOT / "docs/faults.md").read_text())


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {function.name for function in functions if function.name.startswith("test_")}


def test_every_row_names_a_test_that_exists() -> None:
    assert NAMED
    assert [(path, name) for path, name in NAMED if name not in names_in(ROOT / path)] == []


def test_every_row_of_a_fault_has_a_test() -> None:
    rows = [line for line in (ROOT / "docs/faults.md").read_text().splitlines() if line.startswith("| ")]
    faults = [row for row in rows if not row.startswith(("| Fault ", "| --- "))]
    assert [row for row in faults if not re.search(r"`tests/[\w/]+\.py::test_\w+` \|$", row)] == []


def test_every_test_of_a_fault_on_servers_has_a_row() -> None:
    here = Path(__file__).parent
    tests = {name for path in here.glob("test_*.py") if path.name != Path(__file__).name for name in names_in(path)}
    assert tests - {name for _, name in NAMED} == set()
