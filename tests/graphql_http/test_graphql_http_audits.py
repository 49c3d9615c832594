"""All audits of GraphQL over HTTP, by the npm package of the specification's authors."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.graphql_http.serving import served

HERE = Path(__file__).parent
AUDITS = 61


def node() -> str:
    """Node with the audits installed; without Node the test is skipped, or fails where Node is required."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        message = "the audits of GraphQL over HTTP need Node.js with npm, which is not on the PATH"
        if os.environ.get("REQUIRE_NODE") == "1":
            pytest.fail(message)
        pytest.skip(message)
    if not (HERE / "node_modules" / "graphql-http").exists():
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    return found


def audits(executable: str, url: str) -> list[dict[str, Any]]:
    ran = subprocess.run([executable, "audit.mjs", url], cwd=HERE, check=True, capture_output=True, timeout=120)
    return json.loads(ran.stdout)


def test_all_audits_are_ok() -> None:
    executable = node()
    with served() as address:
        outcomes = audits(executable, f"{address}/graphql")
    assert [each for each in outcomes if each["status"] != "ok"] == []
    assert len(outcomes) == AUDITS
