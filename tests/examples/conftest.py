"""One server for all the examples."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.demo import ROOT, until_ready


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of `tests.examples.server`, once all that it loads is applied."""
    command = [sys.executable, "-m", "tests.examples.server", str(tmp_path_factory.mktemp("examples"))]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        until_ready(address)
        yield address
    finally:
        process.kill()
        process.communicate()
