"""The commands on Kafka and the MongoDB protocol, given nothing but the two URLs and a data folder for the secret."""

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import shared_servers
from tests.support.demo import PATIENCE, ROOT, ask, tandem, until_ready

FILES = ("localEducationAgencies", "schools", "calendarDates", "studentSchoolAssociations")
COUNT = '{ metricQuery(query: {metrics: [{metric: {name: "enrolled_learners"}}], time: {schoolYear: 2011}}) ' \
    "{ rows { nodes { values { value } } } } }"  # fmt: skip


@pytest.fixture
def new_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker of this file's own: in the shared one other tests have made the topics already."""
    with shared_servers(tmp_path_factory.mktemp("new")) as servers:
        yield servers.url("kafka")


@pytest.fixture
def urls(new_kafka: str, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANDEM_LOG", new_kafka)
    monkeypatch.setenv("TANDEM_STORE", database_url)


@pytest.fixture
def running() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def run(data: Path, *arguments: str) -> tuple[int, str]:
    process = tandem(data, *arguments)
    output, _ = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in output
    return process.returncode, output


def served_address(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    said = []
    for line in server.stdout:
        said.append(line)
        if match := re.search(r"Serving (http://\S+)/graphql", line):
            return match[1]
    raise AssertionError(f"The server ended with {server.wait(PATIENCE)}: {''.join(said)}")


@pytest.mark.usefixtures("urls")
def test_topics_import_two_consumers_verify_and_serve(tmp_path: Path, running: list[subprocess.Popen[str]]) -> None:
    code, output = run(tmp_path, "consume", "--until-idle")
    assert (code, "tandem topics create" in output) == (2, True)
    for _ in range(2):
        code, output = run(tmp_path, "topics", "create")
        assert (code, output.count("12 partitions")) == (0, 4)
    code, output = run(tmp_path, "topics", "create", "--partitions", "13")
    assert (code, "fixed" in output) == (2, True)

    files = [str(ROOT / "samples/grand-bend" / f"{name}.jsonl.gz") for name in FILES]
    assert run(tmp_path, "import", "edfi", *files, "--time-zone", "America/Chicago")[0] == 0
    running += [tandem(tmp_path, "consume", "--until-idle") for _ in range(2)]
    outputs = [process.communicate(timeout=PATIENCE)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0], outputs
    assert run(tmp_path, "verify") == (0, "255901: no drifts\n")

    server = tandem(tmp_path, "serve", "--no-consume")
    running.append(server)
    address = served_address(server)
    until_ready(address)
    assert '"value": 960.0' in str(ask(address, COUNT)).replace("'", '"')
    server.send_signal(signal.SIGTERM)
    assert server.wait(PATIENCE) == 0


def test_a_broker_that_is_not_there_is_said_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_LOG", "kafka://127.0.0.1:1")
    code, output = run(tmp_path, "topics", "create")
    assert (code, "kafka" in output.lower()) == (2, True)


def test_a_store_that_is_not_there_is_said_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_STORE", "mongodb://user:hush@127.0.0.1:1/tandem?serverSelectionTimeoutMS=200")
    code, output = run(tmp_path, "verify")
    assert (code, "MongoDB" in output, "hush" in output) == (2, True, False)
