"""A running `tandem demo`, as another process."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from tests.support.waiting import until_seen

ROOT = Path(__file__).parents[2]
PATIENCE = 300.0  # seconds; a bound for what would otherwise hang, nothing is measured with it
COMMAND = [sys.executable, "-c", "from services.cli.main import run; run()"]


def tandem(data: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "TANDEM_DATA": str(data), "PORT": "0", "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [*COMMAND, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def until_ready(address: str) -> None:
    def is_ready() -> bool:
        try:
            with urllib.request.urlopen(f"{address}/readyz") as response:
                assert response.status == 200
                return True
        except urllib.error.HTTPError as error:
            assert error.code == 503
            assert json.load(error)["reasons"]
            return False

    until_seen(is_ready, PATIENCE)


def ask(address: str, query: str) -> dict[str, object]:
    body = json.dumps({"query": query}).encode()
    request = urllib.request.Request(f"{address}/graphql", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        answer: dict[str, object] = json.load(response)
    assert "errors" not in answer
    return answer
