"""The server is killed while somebody fills in a form, and started again."""

import json
import os
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.dashboard.conftest import answer, person
from tests.dashboard.proposals import proposed
from tests.support.demo import COMMAND, ROOT, until_ready

HELD = """query ($id: ID!) { partnership(id: $id) {
  actions { done } checkIns { items(states: [HELD, HELD_LATE]) { notes } } } }"""
DISTRICT = {
    "specversion": "1.0",
    "type": "tandem.district.described.v1",
    "id": "1",
    "source": "/test",
    "time": "2020-07-01T00:00:00Z",
    "partitionkey": "1",
    "data": {"name": "Bay District", "timeZone": "America/Chicago"},
}


@contextmanager
def server(data: Path, port: int) -> Iterator[str]:
    """A server of the test's own on a port that stays; it is killed at the end."""
    others = {name: value for name, value in os.environ.items() if name != "TANDEM_DASHBOARD"}
    environment = {**others, "TANDEM_DATA": str(data), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([*COMMAND, "serve"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if "Serving" in line)
        yield f"http://127.0.0.1:{port}"
        process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def describe_a_district(address: str) -> None:
    headers = {"content-type": "application/cloudevents+json"}
    urllib.request.urlopen(urllib.request.Request(f"{address}/events", json.dumps(DISTRICT).encode(), headers)).close()


def test_nothing_is_lost_when_the_server_is_killed_in_mid_form(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    with person(browser, f"http://127.0.0.1:{port}", may_lose_connection=True) as open_view:
        with server(tmp_path, port) as address:
            describe_a_district(address)
            until_ready(address)
            partnership = proposed(partial(answer, address), "1")
            other = open_view(f"/partnerships/{partnership}")  # it follows the partnership
            expect(other.locator("#stories")).to_be_visible()
            page = open_view(f"/partnerships/{partnership}/check-ins/first")
            page.get_by_label("For the record").fill("All went well.")
            page.get_by_label("Done: Order a key.").check()
        page.get_by_role("button", name="Save check-in").click()
        expect(page.locator(".bar")).to_contain_text("The server could not be reached. Nothing is lost")
        expect(page.get_by_label("For the record")).to_have_value("All went well.")
        expect(other.locator(".fresh")).to_contain_text("No connection since")
        with server(tmp_path, port) as address:
            until_ready(address)
            expect(other.locator(".fresh")).not_to_contain_text("No connection")
            page.get_by_role("button", name="Save again").click()
            expect(page.locator("#check-in-first")).to_contain_text("All went well.")
            held = answer(address, HELD, id=partnership)["partnership"]
    assert [item["notes"] for item in held["checkIns"]["items"]] == ["All went well."]
    assert held["actions"][0]["done"] is not None
