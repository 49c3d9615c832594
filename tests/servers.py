"""The real servers that tests run against: processes of this machine, started by deploy/local."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


class Servers:
    """Kafka and the MongoDB-compatible server with their data in one folder, each started when it is first asked for.

    Where they cannot run the test that asks is skipped, or fails if REQUIRE_SERVERS=1.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._urls: dict[str, str] = {}

    @property
    def data(self) -> Path:
        """The folder of Kafka's own files."""
        return self._directory / "kafka"

    def url(self, name: str) -> str:
        """Of `kafka` or `mongo`."""
        return self._urls.get(name) or self.up(name)

    def up(self, name: str) -> str:
        """Start it unless it runs, and give its URL, which stays the same."""
        if lacking := _lacking():
            left_out = f"{lacking} is not there, so nothing was tested against the real {name} server"
            if os.environ.get("REQUIRE_SERVERS") == "1":
                pytest.fail(left_out)
            pytest.skip(left_out)
        self._urls[name] = self._deploy("up", name).strip().partition("=")[2]
        return self._urls[name]

    def down(self, name: str) -> None:
        self._deploy("down", name)

    def kill(self, name: str) -> None:
        """As kill -9 does."""
        self._deploy("down", name, "--kill")

    def pid(self, name: str) -> int:
        return int((self._directory / f"{name}.pid").read_text())

    def reset(self) -> None:
        """Stop what runs, whoever of its users started it, and remove its data."""
        if (self._directory / "ports.json").exists():
            self._deploy("reset", "--kill")

    def _deploy(self, *command: str) -> str:
        script, *options = command
        environment = os.environ | {"LOCAL_DIR": str(self._directory)}
        done = subprocess.run(
            [ROOT / "deploy" / "local" / script, *options], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def shared_servers(directory: Path) -> Iterator[Servers]:
    """Servers for every process of a test run that names the same folder; the last one to leave stops them."""
    directory.mkdir(parents=True, exist_ok=True)
    servers = Servers(directory)
    with (directory / "users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        yield servers
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        servers.reset()


def _lacking() -> str | None:
    """The program without which deploy/local cannot start a server."""
    if shutil.which("java") is None:
        return "Java"
    if shutil.which("mvn") is None and not (ROOT / ".local" / "libs" / ".pom").exists():
        return "Maven (and .local/libs, which it fills)"
    return None
