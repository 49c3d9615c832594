"""Node with the audits of GraphQL over HTTP."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1] / "graphql_http"


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
