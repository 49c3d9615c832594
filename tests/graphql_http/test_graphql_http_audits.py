"""All audits of GraphQL over HTTP, by the npm package of the specification's authors."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.graphql_http.serving import served
from tests.support.node import node_in

HERE = Path(__file__).parent

AUDITS = 61


def audits(executable: str, url: str) -> list[dict[str, Any]]:
    ran = subprocess.run([executable, "audit.mjs", url], cwd=HERE, check=True, capture_output=True, timeout=120)
    return list(json.loads(ran.stdout))


def test_all_audits_are_ok() -> None:
    executable = node_in(HERE)
    with served() as address:
        outcomes = audits(executable, f"{address}/graphql")
    assert [outcome for outcome in outcomes if outcome["status"] != "ok"] == []
    assert len(outcomes) == AUDITS
