"""Apache Kafka and a MongoDB-compatible server as processes of this machine, on loopback: up, down, status, reset.

Data, logs and pids are in $LOCAL_DIR (`.local` of the project unless set; two folders are two independent pairs of
servers); the jars are shared, in `.local/libs`. Needs Java 17 or newer, and Maven the first time. In a shell:
`export $(deploy/local/up)`.
"""

import argparse
import base64
import fcntl
import hashlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LIBS = ROOT / ".local" / "libs"
DIR = Path(os.environ.get("LOCAL_DIR") or ROOT / ".local").resolve()

START_SECONDS = 90.0
STOP_SECONDS = 30.0

# Below the ports that systems give to outgoing connections: a client that retries while the server is down could be
# given the server's own port, connect to itself, and keep the server from coming back.
PORTS = range(15_000, 32_000)

JAVA = ("java", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
)


@dataclass(frozen=True, slots=True)
class Server:
    """`command` makes what the server needs and says how to start it; `ready` is in its output once it serves."""

    name: str
    setting: str
    ready: str
    command: Callable[[Mapping[str, int]], list[str]]

    @property
    def log(self) -> Path:
        return DIR / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        """The server holds a lock on it, through an open file that it inherits: so long as it lives, and no longer."""
        return DIR / f"{self.name}.pid"


def _kafka(ports: Mapping[str, int]) -> list[str]:
    data, properties = DIR / "kafka", DIR / "server.properties"
    more = DIR / "more.properties"  # of whoever wants another listener, for example; the later line of two wins
    text = (HERE / "server.properties").read_text() + (more.read_text() if more.exists() else "")
    filled = {"CONTROLLER_PORT": str(ports["controller"]), "PORT": str(ports["kafka"]), "DIR": str(data)}
    for name, value in filled.items():
        text = text.replace(f"@{name}@", value)
    properties.write_text(text)
    if not (data / "meta.properties").exists():
        say("formatting Kafka's data folder")
        cluster = base64.urlsafe_b64encode(b"\x00" + uuid.uuid4().bytes[1:]).decode().rstrip("=")
        run([*JAVA, *LOGGING, "-cp", f"{LIBS}/*", "kafka.tools.StorageTool", "format", "-t", cluster, "-c", properties])
    return [*JAVA, *LOGGING, "-cp", f"{LIBS}/*", "kafka.Kafka", str(properties)]


def _mongo(ports: Mapping[str, int]) -> list[str]:
    data = DIR / "mongo"
    data.mkdir(exist_ok=True)
    source = str(HERE / "MongoCompatible.java")
    return [*JAVA, *LOGGING, "-cp", f"{LIBS}/*", source, str(ports["mongo"]), str(data / "store.h2")]


SERVERS = {
    "kafka": Server("kafka", "TANDEM_LOG=kafka://127.0.0.1:{kafka}", "Kafka Server started", _kafka),
    "mongo": Server("mongo", "TANDEM_STORE=mongodb://127.0.0.1:{mongo}/tandem", "listening on", _mongo),
}


def up(servers: list[Server], *, kill: bool) -> int:
    """Start what does not run; print each server's setting for a shell to eval, and nothing else."""
    del kill
    ports = remembered_ports()
    if any(pid_of(server) is None for server in servers):
        need("java", "Install Java 17 or newer, such as Debian's openjdk-17-jre-headless.")
        install_jars()
    started = [(server, start(server, ports)) for server in servers if pid_of(server) is None]
    for server, process in started:
        wait_until_ready(server, process)
    for server in servers:
        print(server.setting.format(**ports))
    return 0


def down(servers: list[Server], *, kill: bool) -> int:
    """Stop what was started from this folder; with `kill`, as kill -9 does."""
    for server in servers:
        if (pid := pid_of(server)) is not None:
            stop(server, pid, signal.SIGKILL if kill else signal.SIGTERM)
    return 0


def status(servers: list[Server], *, kill: bool) -> int:
    """Say what runs. The exit code is 0 if all do, 3 otherwise."""
    del kill
    pids = {server: pid_of(server) for server in servers}
    for server, pid in pids.items():
        state = "down" if pid is None else f"up  pid {pid}  {server.setting.format(**remembered_ports())}"
        print(f"{server.name:6} {state}")
    return 3 if None in pids.values() else 0


def reset(servers: list[Server], *, kill: bool) -> int:
    """Stop the servers and forget all they hold; their ports are chosen anew once no server is left."""
    down(servers, kill=kill)
    for server in servers:
        shutil.rmtree(DIR / server.name, ignore_errors=True)
        server.log.unlink(missing_ok=True)
        server.pid_file.unlink(missing_ok=True)
    if not any(other.pid_file.exists() for other in SERVERS.values()):
        for name in ("ports.json", "server.properties"):
            (DIR / name).unlink(missing_ok=True)
    return 0


def start(server: Server, ports: Mapping[str, int]) -> subprocess.Popen[bytes]:
    port = ports[server.name]
    if not is_free(port):
        fail(f"port {port} is taken by another process; stop that one, or choose new ports with deploy/local/reset")
    command = server.command(ports)
    say(f"starting {server.name} on 127.0.0.1:{port}")
    with server.pid_file.open("w") as pid_file, server.log.open("w") as log:
        fcntl.flock(pid_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl-C in this terminal is not for the server
            pass_fds=[pid_file.fileno()],
        )
        pid_file.write(str(process.pid))
    return process


def wait_until_ready(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.ready not in server.log.read_text(errors="replace"):
        if process.poll() is not None:
            fail(f"{server.name} ended with code {process.returncode}; the end of {server.log}:\n{tail(server.log)}")
        if time.monotonic() > deadline:
            stop(server, process.pid, signal.SIGKILL)
            fail(f"{server.name} was not up after {START_SECONDS:.0f} s; the end of {server.log}:\n{tail(server.log)}")
        time.sleep(0.05)


def stop(server: Server, pid: int, how: signal.Signals) -> None:
    say(f"stopping {server.name} (pid {pid})")
    os.kill(pid, how)
    deadline = time.monotonic() + STOP_SECONDS
    while pid_of(server) is not None:
        if time.monotonic() > deadline and how != signal.SIGKILL:
            say(f"{server.name} did not end in {STOP_SECONDS:.0f} s and is killed")
            how = signal.SIGKILL
            os.kill(pid, how)
        time.sleep(0.05)


def pid_of(server: Server) -> int | None:
    """The server's process if it runs. Another process that was given its number later does not hold the lock."""
    try:
        with server.pid_file.open() as pid_file:
            try:
                fcntl.flock(pid_file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(pid_file.read())
    except FileNotFoundError:
        pass
    return None


def remembered_ports() -> dict[str, int]:
    path = DIR / "ports.json"
    if not path.exists():
        free = (port for port in random.sample(PORTS, len(PORTS)) if is_free(port))
        path.write_text(json.dumps({name: next(free) for name in ("kafka", "controller", "mongo")}))
    ports: dict[str, int] = json.loads(path.read_text())
    return ports


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Java does: closed connections do not count
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def install_jars() -> None:
    """Copy the jars that the pom names, unless they are there already."""
    pom = HERE / "pom.xml"
    stamp, wanted = LIBS / ".pom", hashlib.sha256(pom.read_bytes()).hexdigest()
    with locked(LIBS.parent / "libs.lock"):
        if stamp.exists() and stamp.read_text() == wanted:
            return
        need("mvn", "Install Maven: it fetches the servers' jars, the first time only.")
        say("fetching the servers' jars (60 MB, the first time only)")
        shutil.rmtree(LIBS, ignore_errors=True)
        run(["mvn", "-q", "-B", "-f", pom, "dependency:copy-dependencies", f"-DoutputDirectory={LIBS}"])
        stamp.write_text(wanted)


@contextmanager
def locked(path: Path) -> Iterator[IO[str]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def run(command: list[str | Path]) -> None:
    """Run to the end; what it prints is shown only if it fails."""
    both = subprocess.STDOUT
    ended = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=both, text=True, check=False
    )
    if ended.returncode:
        fail(f"{ended.stdout}\n{' '.join(map(str, command))} ended with code {ended.returncode}")


def need(program: str, advice: str) -> None:
    if shutil.which(program) is None:
        fail(f"{program} was not found. {advice}")


def tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])


def say(text: str) -> None:
    print(f"deploy/local: {text}", file=sys.stderr, flush=True)


def fail(text: str) -> NoReturn:
    say(text)
    sys.exit(1)


def main() -> int:
    actions = {"up": up, "down": down, "status": status, "reset": reset}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=actions, help="; ".join(f"{n}: {f.__doc__}" for n, f in actions.items()))
    parser.add_argument("server", nargs="*", help="kafka, mongo, or both if none is named")
    parser.add_argument("--kill", action="store_true", help="stop as kill -9 does")
    asked = parser.parse_args()
    if unknown := set(asked.server) - SERVERS.keys():
        parser.error(f"no such server: {', '.join(sorted(unknown))}; there are {', '.join(SERVERS)}")
    with locked(DIR / "lock"):  # two at once would start two brokers on one folder
        return actions[asked.action]([SERVERS[name] for name in asked.server or SERVERS], kill=asked.kill)


if __name__ == "__main__":
    sys.exit(main())
