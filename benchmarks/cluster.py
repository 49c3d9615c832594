"""The consumer on real Kafka, beside the bare client and beside stream processors that drive the same fold."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from uuid import uuid4

from benchmarks import load
from benchmarks.acknowledging import Acknowledging
from benchmarks.figure import Figure, beside
from consumers.collector import relax_collector
from consumers.decoding import dead_letter_topic
from consumers.loop import BATCH_RECORDS, Consumer
from services.core.identity import DerivedSecrets
from services.log.kafka import KafkaLog
from services.log.kafka.clients import Cluster, partitions_of, poll
from services.log.port import NewRecord

ROOT = Path(__file__).parents[1]
BENCH = ROOT / ".bench"
PEERS = ROOT / "benchmarks" / "peers"
MARKS, ROLLS, PARTITIONS = 60_000, 8_000, 4
SECRETS = DerivedSecrets(b"benchmark secret, 32 bytes long!")


def consume_marks() -> Figure:
    """Single marks: the consumer from Kafka into a store that only acknowledges; limit: bare kafka-python polling."""
    print(f"# {load.SAID}")
    with kafka() as url:
        topic = asyncio.run(filled(url, load.single_marks, MARKS))
        return beside(lambda: asyncio.run(ours(url, topic)), lambda: bare(url, topic), "events/s")


def consume_rolls() -> Figure:
    """Rolls of 25 marks: marks a second into a store that only acknowledges; limit: bare polling of the same rolls."""
    print(f"# {load.SAID}")
    with kafka() as url:
        topic = asyncio.run(filled(url, load.rolls, ROLLS))
        marks = load.ROLL_SIZE
        return beside(lambda: asyncio.run(ours(url, topic)) * marks, lambda: bare(url, topic) * marks, "marks/s")


def vs_bytewax() -> Figure:
    """Single marks beside bytewax with recovery on: our fold in its stateful operator, the same acknowledging store."""
    return _versus("bytewax")


def vs_quix() -> Figure:
    """Single marks beside Quix Streams with state on: our fold in its stateful operator, same acknowledging store."""
    return _versus("quix")


def _versus(peer: str) -> Figure:
    print(f"# {load.SAID}")
    with kafka() as url:
        topic = asyncio.run(filled(url, load.single_marks, MARKS))
        return beside(lambda: asyncio.run(ours(url, topic)), lambda: theirs(peer, url, topic), "events/s")


@contextmanager
def kafka() -> Iterator[str]:
    """A broker of the benchmark's own, which is stopped afterwards."""
    environment = os.environ | {"LOCAL_DIR": str(BENCH / "kafka")}

    def deploy(*command: str) -> str:
        script = ROOT / "deploy" / "local" / command[0]
        return subprocess.run(
            [script, *command[1:]], env=environment, check=True, capture_output=True, text=True
        ).stdout

    try:
        yield deploy("up", "kafka").strip().partition("=")[2]
    finally:
        deploy("reset", "kafka", "--kill")


async def filled(url: str, events: Callable[[int], Iterator[tuple[str, bytes]]], count: int) -> str:
    """A topic of its own with so many events; its name."""
    log = await KafkaLog.open(url)
    name = f"marks-{uuid4().hex[:8]}"
    for topic in (name, dead_letter_topic(name)):
        await log.create_topic(topic, PARTITIONS)
    some = events(count)
    while batch := [NewRecord(district.encode(), value) for district, value in islice(some, BATCH_RECORDS)]:
        await log.append(name, batch)
    await log.close()
    return name


async def ours(url: str, topic: str) -> float:
    relax_collector()  # as `tandem consume` does
    log = await KafkaLog.open(url)
    store = Acknowledging(load.base())
    await Consumer(log, store.store, SECRETS, topic).run(asyncio.Event(), until_idle=True)
    await log.close()
    return store.rate()


def bare(url: str, topic: str) -> float:
    """Records a second of the same client, configured alike, from its first records to its last."""
    cluster = Cluster.of(url, 30, 10)
    client = cluster.reader()
    named = partitions_of(topic, range(PARTITIONS))
    client.assign(named)
    client.seek_to_beginning()
    left, counted, began = sum(client.end_offsets(named).values()), 0, 0.0
    while left:
        found = sum(map(len, poll(client, cluster, 1.0, BATCH_RECORDS).values()))
        left -= found
        if began:
            counted += found
        elif found:
            began = time.perf_counter()
    seconds = time.perf_counter() - began
    client.close()
    return counted / seconds


def theirs(peer: str, url: str, topic: str) -> float:
    """Records a second of the peer, in a process and an environment of its own."""
    python = _environment(peer)
    command = [str(python), "-m", f"benchmarks.peers.run_{peer}", url.removeprefix("kafka://"), topic, str(MARKS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        sys.exit(f"{peer} failed:\n{done.stderr[-2000:]}")
    return float(done.stdout.split()[-1])


def _environment(peer: str) -> Path:
    folder, wanted = BENCH / peer, PEERS / f"{peer}.txt"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", wanted], check=True)
    return python
