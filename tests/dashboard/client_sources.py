"""The dashboard's sources with their npm packages, for tests that need Node or one of the packages."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from services.web.dashboard_routes import BUNDLE

SOURCES = BUNDLE.parent


def with_packages() -> Path:
    """The folder of the sources; without Node the test is skipped, or fails where Node is required."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        message = "the sources of the dashboard are checked with Node.js and npm, which are not on the PATH"
        if os.environ.get("REQUIRE_NODE") == "1":
            pytest.fail(message)
        pytest.skip(message)
    packages, lock = SOURCES / "node_modules", SOURCES / "package-lock.json"
    with (SOURCES / ".installing").open("a") as installing:  # two test processes may come here at once
        fcntl.flock(installing, fcntl.LOCK_EX)
        installed = packages / ".package-lock.json"
        if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=SOURCES, check=True)
    return SOURCES
