"""The page about security names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


def test_every_test_that_is_named_is_there() -> None:
    missing = [
        f"{path}::{name}"
        for path, name in NAMED
        if not (ROOT / path).exists() or (name and f"def {name}(" not in (ROOT / path).read_text())
    ]
    assert (missing, len(NAMED) > 40) == ([], True)


def test_every_line_of_a_table_of_attacks_names_a_test() -> None:
    attacks = PAGE.partition("## What stops them")[2].partition("### Through a dependency")[0]
    lines = [
        line for line in attacks.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| attack"))
    ]
    assert len(lines) > 25
    assert [line for line in lines if "`tests/" not in line] == []
