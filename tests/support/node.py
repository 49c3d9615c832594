"""Node.js with the npm packages of a folder."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest


def node_in(folder: Path) -> str:
    """Node, after the packages of the folder's lock file are installed.

    Without Node the test is skipped; with REQUIRE_NODE=1 it fails.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        message = f"what is in {folder.name} needs Node.js with npm, which is not on the PATH"
        if os.environ.get("REQUIRE_NODE") == "1":
            pytest.fail(message)
        pytest.skip(message)
    installed, lock = folder / "node_modules" / ".package-lock.json", folder / "package-lock.json"
    with (folder / ".installing").open("a") as installing:  # two test processes may come here at once
        fcntl.flock(installing, fcntl.LOCK_EX)
        if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=folder, check=True)
    return node
