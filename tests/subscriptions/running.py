"""Server processes, clients of npm, and the events of two small districts."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGTERM
from threading import Timer
from typing import Any, NamedTuple
from uuid import uuid4

from tests.support.demo import PATIENCE, ROOT
from tests.support.node import node_in
from tests.support.waiting import until_seen

HERE = Path(__file__).parent
ONE, TWO = "255901", "255902"
SCHOOL = "255901001"
ABSENCES: dict[str, Any] = {
    "query": """subscription($query: MetricQuery!) {
        metricChanged(query: $query) { asOf rows { nodes { values { value } } } } }""",
    "variables": {"query": {"metrics": [{"metric": {"name": "absences"}}], "time": {"schoolYear": 2026}}},
}


class Server(NamedTuple):
    """A server process that is ready."""

    address: str
    process: subprocess.Popen[str]

    def graphql(self, district: str) -> str:
        """For who may see the district."""
        return f"{self.address}/graphql?district={district}"

    def said(self, what: str) -> None:
        """Waits until the process has said it."""
        assert self.process.stdout is not None
        late = Timer(PATIENCE, self.process.kill)
        late.start()
        assert any(what in line for line in self.process.stdout)
        late.cancel()

    def stop(self) -> None:
        self.process.send_signal(SIGTERM)
        assert self.process.wait(PATIENCE) == 0


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """`tests.subscriptions.server`, with the districts of `begin`."""
    command = [sys.executable, "-m", "tests.subscriptions.server", str(folder)]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert process.stdout is not None
        address = f"http://127.0.0.1:{int(process.stdout.readline())}"
        begin(address)
        yield Server(address, process)
    finally:
        process.kill()
        process.communicate()


def begin(address: str) -> None:
    """Two districts with a school, a calendar, two learners and one absence."""
    for district in (ONE, TWO):
        days = [{"date": f"2025-09-{day:02}", "kind": "Instructional day"} for day in range(1, 27)]
        post(address, district, "district.described", name="A district", timeZone="America/Chicago")
        post(address, district, "school.described", school=SCHOOL, name="A school")
        post(address, district, "calendar.published", school=SCHOOL, schoolYear=2026, days=days)
        for learner in ("1", "2"):
            post(
                address, district, "enrollment.recorded", school=SCHOOL, learner=learner, entryDate="2025-09-01",
                gradeLevel="Ninth grade",
            )  # fmt: skip
        absent(address, district, day=1)
    for district in (ONE, TWO):
        until_counted(address, district)


def absent(address: str, district: str, day: int, learner: str = "1") -> None:
    """One more absence."""
    post(
        address, district, "attendance.recorded", school=SCHOOL, learner=learner, date=f"2025-09-{day:02}",
        category="Excused Absence",
    )  # fmt: skip


def until_counted(address: str, district: str) -> None:
    """Waits until the first absence of the district is applied."""
    document = "query($query: MetricQuery!) { metricQuery(query: $query) { rows { nodes { values { value } } } } }"
    where = {"dimension": {"name": "district", "is": {"eq": district}}}
    variables = {"query": {**ABSENCES["variables"]["query"], "where": where}}
    body = json.dumps({"query": document, "variables": variables}).encode()
    request = urllib.request.Request(
        f"{address}/graphql?district={district}", body, {"content-type": "application/json"}
    )

    def is_counted() -> bool:
        with urllib.request.urlopen(request) as response:
            return '"value":1.0' in response.read().decode()

    until_seen(is_counted, PATIENCE)


def post(address: str, district: str, kind: str, **data: Any) -> None:
    event = {
        "specversion": "1.0",
        "type": f"tandem.{kind}.v1",
        "id": str(uuid4()),
        "source": "/test",
        "time": "2025-10-01T12:00:00Z",
        "partitionkey": district,
        "data": data,
    }
    request = urllib.request.Request(
        f"{address}/events", json.dumps(event).encode(), {"content-type": "application/cloudevents+json"}
    )
    with urllib.request.urlopen(request) as response:
        assert response.status == 202


class Client:
    """A subscription by a client of npm."""

    def __init__(self, transport: str, url: str, request: dict[str, Any]) -> None:
        command = [node_in(HERE), "client.mjs", transport, url, json.dumps(request)]
        self._process = subprocess.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def outcome(self) -> dict[str, Any]:
        """What happens next."""
        assert self._process.stdout is not None
        outcome: dict[str, Any] = json.loads(self._process.stdout.readline())
        return outcome

    def value(self) -> Any:
        """The number that is sent next, of ABSENCES."""
        (row,) = self.outcome()["next"]["data"]["metricChanged"]["rows"]["nodes"]
        (value,) = row["values"]
        return value["value"]

    def complete(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


@contextmanager
def following(transport: str, url: str, request: dict[str, Any] = ABSENCES) -> Iterator[Client]:
    client = Client(transport, url, request)
    try:
        yield client
    finally:
        client.end()
