"""Events: import and consumption, on Grand Bend."""

import asyncio
import gzip
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import orjson

from benchmarks.figure import Figure, rate
from consumers.consumer import BATCH_RECORDS, Consumer
from consumers.decoding import dead_letter_topic
from consumers.learners import learner_projection
from services.app.interpreter import tune_interpreter
from services.core.identity import DerivedSecrets
from services.ingest.edfi import EdFi
from services.ingest.importer import import_files
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS
from services.store.embedded import EmbeddedStore

GRAND_BEND = Path(__file__).parents[1] / "samples" / "grand-bend"
SECRETS = DerivedSecrets(b"benchmark secret, 32 bytes long!")


async def new_log(folder: Path) -> EmbeddedLog:
    log = await EmbeddedLog.open(folder / "log.sqlite")
    for topic in (LEARNER_EVENTS, PARTNERSHIP_EVENTS):
        await log.create_topic(topic, 1)
        await log.create_topic(dead_letter_topic(topic), 1)
    return log


def consume_embedded() -> Figure:
    """The consumer from the embedded log into the embedded store; limit: polling the same log and doing nothing.

    Load: 960 learners, 57,261 events, 26 % of them attendance marks and 70 % grades (`samples/grand-bend`).
    """
    return asyncio.run(_consume())


async def _consume() -> Figure:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = await new_log(folder)
        summary = await import_files(EdFi([GRAND_BEND]), log, SECRETS)
        polled = await _poll_all(log)
        store = await EmbeddedStore.open(folder / "store.sqlite")
        tune_interpreter()  # as every command does
        consumer = Consumer(log, store, learner_projection(SECRETS))
        started = time.perf_counter()
        await consumer.run(asyncio.Event(), until_idle=True)
        ours = summary.appended / (time.perf_counter() - started)
        await store.close()
        await log.close()
    return Figure(ours, summary.appended / polled, "events/s")


async def _poll_all(log: EmbeddedLog) -> float:
    subscription = await log.subscribe(LEARNER_EVENTS, "bare")
    await subscription.poll(BATCH_RECORDS, 0)
    await subscription.seek(0, 0)
    started = time.perf_counter()
    while (await subscription.poll(BATCH_RECORDS, 0)).records:
        pass
    seconds = time.perf_counter() - started
    await subscription.close()
    return seconds


def import_edfi() -> Figure:
    """`tandem import edfi` of Grand Bend into the embedded log; limit: decompressing and decoding the same files."""
    files = sorted(GRAND_BEND.glob("*.jsonl.gz"))
    records = sum(1 for _ in _decoded(files))

    async def ours() -> None:
        with tempfile.TemporaryDirectory() as name:
            log = await new_log(Path(name))
            await import_files(EdFi([GRAND_BEND]), log, SECRETS)
            await log.close()

    limit = rate(records, lambda: sum(1 for _ in _decoded(files)))
    return Figure(rate(records, lambda: asyncio.run(ours())), limit, "records/s")


def _decoded(files: Iterable[Path]) -> Iterable[object]:
    for path in files:
        with gzip.open(path) as lines:
            for line in lines:
                yield orjson.loads(line)
