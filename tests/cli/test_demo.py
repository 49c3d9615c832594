"""The demo as its user runs it: ready, asked, struck by kill -9 and by ctrl-C, and started again."""

import json
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from services.cli.demo import QUERIES
from tests.support.demo import PATIENCE, ask, tandem, until_ready


@contextmanager
def demo(data: Path, end: signal.Signals) -> Iterator[str]:
    """A running demo; gives its address, and ends it by the signal."""
    process = tandem(data, "demo")
    try:
        assert process.stdout is not None
        line_match = next(
            match for line in process.stdout if (match := re.search(r"GraphiQL +(http://\S+)/graphql", line))
        )
        yield line_match[1]
        process.send_signal(end)
        code = process.wait(PATIENCE)
        assert code == (-signal.SIGKILL if end is signal.SIGKILL else 0)
    finally:
        process.kill()
        process.communicate()


def test_the_demo_survives_kill_9_and_ctrl_c(tmp_path: Path) -> None:
    with demo(tmp_path, signal.SIGKILL):
        pass  # struck while it loads
    with demo(tmp_path, signal.SIGKILL) as address:
        until_ready(address)
        first = [ask(address, query.replace("%d", "2027")) for _, query in QUERIES]
        assert "Grand Bend High School" in json.dumps(first[0])
    with demo(tmp_path, signal.SIGTERM):
        pass  # ended while it starts: the consumer finishes its batch
    with demo(tmp_path, signal.SIGINT) as address:
        until_ready(address)
        again = [ask(address, query.replace("%d", "2027")) for _, query in QUERIES]
    assert without_as_of(again[:-1]) == without_as_of(first[:-1])
    assert names_of(again[-1]) == names_of(first[-1])  # how they do depends on whether the clock has ticked, too

    verify = tandem(tmp_path, "verify")
    output, _ = verify.communicate(timeout=PATIENCE)
    assert verify.returncode == 0, output
    assert output.count("no drifts") == 4 + 1  # districts, and all partnerships


def names_of(partnerships: Any) -> list[str]:
    return sorted(node["name"] for node in partnerships["data"]["partnerships"]["nodes"])


def without_as_of(answers: list[dict[str, object]]) -> str:
    return re.sub(r'"asOf": "[^"]*"', "", json.dumps(answers))
