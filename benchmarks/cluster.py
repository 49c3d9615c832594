"""The consumer on real Kafka, beside the bare client and beside stream processors that drive the same fold."""

import asyncio
import gc
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
from benchmarks.acknowledging import Acknowledging, Noting, Passing
from benchmarks.figure import Figure, beside
from consumers.consumer import BATCH_RECORDS, Consumer
from consumers.decoding import dead_letter_topic
from consumers.learners import learner_projection
from services.app.interpreter import tune_interpreter
from services.core.facts import FactKey
from services.core.identity import DerivedSecrets
from services.log.kafka import KafkaLog
from services.log.kafka.clients import Cluster, partitions_of, poll
from services.log.port import NewRecord
from services.store.mongo import MongoStore
from services.store.port import Position, Source, Writes

ROOT = Path(__file__).parents[1]
BENCH = ROOT / ".bench"
PEERS = ROOT / "benchmarks" / "peers"
MARKS, ROLLS, PARTITIONS = 100_000, 28_000, 4
MONGO_MARKS, MONGO_ROLLS = 80_000, 3_000
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


def marks_into_mongo() -> Figure:
    """Single marks into a stand-in for MongoDB, which speaks its protocol; limit: the same, only acknowledged."""
    return _into_mongo(load.single_marks, MONGO_MARKS, 1)


def rolls_into_mongo() -> Figure:
    """Rolls of 25 marks into a stand-in for MongoDB, which speaks its protocol; limit: the same, only acknowledged."""
    return _into_mongo(load.rolls, MONGO_ROLLS, load.ROLL_SIZE)


def _into_mongo(events: Callable[[int], Iterator[tuple[str, bytes]]], count: int, marks: int) -> Figure:
    print(f"# {load.SAID}")
    with servers("kafka", "mongo") as (url, mongo):
        topic = asyncio.run(filled(url, events, count))
        return Figure(asyncio.run(stored(url, mongo, topic)) * marks, asyncio.run(ours(url, topic)) * marks, "marks/s")


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
def servers(*names: str) -> Iterator[list[str]]:
    """Servers of the benchmark's own, which are stopped afterwards; their URLs."""
    environment = os.environ | {"LOCAL_DIR": str(BENCH / "servers")}

    def deploy(command: str, *options: str) -> str:
        script = [str(ROOT / "deploy" / "local" / command), *names, *options]
        done = subprocess.run(script, env=environment, check=True, capture_output=True, text=True)
        return done.stdout

    try:
        yield [line.partition("=")[2] for line in deploy("up").splitlines()]
    finally:
        deploy("reset", "--kill")


@contextmanager
def kafka() -> Iterator[str]:
    with servers("kafka") as [url]:
        yield url


async def filled(url: str, events: Callable[[int], Iterator[tuple[str, bytes]]], count: int) -> str:
    """A topic of its own with so many events; its name."""
    log = await KafkaLog.open(url)
    name = f"marks-{uuid4().hex[:8]}"
    for topic in (name, dead_letter_topic(name)):
        await log.create_topic(topic, PARTITIONS)
    records = events(count)
    while batch := [NewRecord(district.encode(), value) for district, value in islice(records, BATCH_RECORDS)]:
        await log.append(name, batch)
    await log.close()
    return name


async def ours(url: str, topic: str) -> float:
    return await consumed(url, topic, Acknowledging(load.base()))


async def stored(url: str, mongo: str, topic: str) -> float:
    """Into a database with what is there before the first mark."""
    store, base = await MongoStore.open(mongo), load.base()
    owner = await store.recover(Source("base", 0))
    facts = {
        ledger: {FactKey(part, item): fact for part, items in parts.items() for item, fact in items.items()}
        for ledger, parts in base.ledgers.items()
    }
    entities = {document.key: document for documents in base.documents.values() for document in documents}
    await store.commit(owner, Position(1), Writes(facts, entities=entities), load.AT)
    rate = await consumed(url, topic, Passing(store))
    await store.close()
    return rate


async def consumed(url: str, topic: str, store: Noting) -> float:
    tune_interpreter()  # as every command does
    log = await KafkaLog.open(url)
    await Consumer(log, store.store, learner_projection(SECRETS, topic)).run(asyncio.Event(), until_idle=True)
    await log.close()
    return store.rate()


def bare(url: str, topic: str) -> float:
    """Records a second of the same client, configured alike, from its first records to its last.

    With Python's collector as it comes, as whoever polls without ado has it; ours is relaxed, and that is our doing.
    """
    gc.unfreeze()
    gc.set_threshold(700, 10, 10)
    cluster = Cluster.of(url, 30, 10)
    client = cluster.reader()
    named = partitions_of(topic, range(PARTITIONS))
    client.assign(named)
    client.seek_to_beginning()
    left, counted, began = sum(client.end_offsets(named).values()), 0, 0.0
    while left:
        count_of_poll = sum(map(len, poll(client, cluster, 1.0, BATCH_RECORDS).values()))
        left -= count_of_poll
        if began:
            counted += count_of_poll
        elif count_of_poll:
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
