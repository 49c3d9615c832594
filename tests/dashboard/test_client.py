"""The dashboard's sources: types, unit tests, and whether what is generated and built from them is current."""

import subprocess

import pytest

from tests.dashboard.client_sources import with_packages


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["tools/generate.mjs", "--check"], id="generated-operations-are-current"),
        pytest.param(["node_modules/typescript/bin/tsc"], id="types-fit"),
        pytest.param(["tools/test.mjs"], id="unit-tests-pass"),
        pytest.param(["tools/build.mjs", "--check"], id="bundle-is-current"),
    ],
)
def test_sources(command: list[str]) -> None:
    ran = subprocess.run(["node", *command], cwd=with_packages(), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
