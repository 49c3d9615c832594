"""The way of one event and of one question through the rooms: the functions in the order in which they are reached.

`.venv/bin/python tools/way.py` runs both on a small store and prints them. A return is a step into a file
that the way had left before.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby, pairwise
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from consumers.consumer import Consumer  # noqa: E402
from consumers.decoding import dead_letter_topic  # noqa: E402
from consumers.learners import learner_projection  # noqa: E402
from services.contracts.catalogue import examples_of  # noqa: E402
from services.core.access import DEVELOPMENT  # noqa: E402
from services.core.identity import DerivedSecrets  # noqa: E402
from services.ingest.gateway import Gateway  # noqa: E402
from services.log.embedded import EmbeddedLog  # noqa: E402
from services.log.port import LEARNER_EVENTS  # noqa: E402
from services.query.engine import QueryEngine  # noqa: E402
from services.query.model.question import MetricQuery, MetricRef, SchoolYear  # noqa: E402
from services.store.embedded import EmbeddedStore  # noqa: E402

CONTEXT = ("district.described", "school.described", "calendar.published", "enrollment.recorded")
PACKAGES = ("services", "consumers", "schema")


class Step(NamedTuple):
    """A function, and the file that it stands in."""

    file: str
    function: str


@contextmanager
def traced(steps: list[Step]) -> Iterator[None]:
    """Note each function of the project when it is called for the first time."""

    def note(frame: FrameType, what: str, _: Any) -> None:
        path = frame.f_code.co_filename
        if what == "call" and path.startswith(str(ROOT)) and not frame.f_code.co_name.startswith("<"):
            file = path.removeprefix(f"{ROOT}/")
            step = Step(file, frame.f_code.co_qualname)
            if file.split("/")[0] in PACKAGES and step not in steps:
                steps.append(step)

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


def returns(steps: list[Step]) -> int:
    """How often the way steps into a file that it had left before."""
    files = [steps[0].file, *(after.file for before, after in pairwise(steps) if after.file != before.file)]
    return sum(file in files[:place] for place, file in enumerate(files))


async def main() -> None:
    """The context is the samples of the event catalogue: a district with a school, a calendar and an enrolment."""
    with tempfile.TemporaryDirectory() as folder:
        await print_ways(Path(folder))


async def print_ways(folder: Path) -> None:
    """Run both in files of the folder."""
    log, store = await EmbeddedLog.open(folder / "log.sqlite"), await EmbeddedStore.open(folder / "store.sqlite")
    secrets = DerivedSecrets(b"a secret for this tool only, 32 bytes")
    await log.create_topic(LEARNER_EVENTS, 1)
    await log.create_topic(dead_letter_topic(LEARNER_EVENTS), 1)
    gateway = Gateway(log, secrets)
    for kind in CONTEXT:
        await gateway.accept([json.dumps(event).encode() for event in examples_of(f"tandem.{kind}.v1")])
    await Consumer(log, store, learner_projection(secrets)).run(asyncio.Event(), until_idle=True)
    event: list[Step] = []
    with traced(event):
        await gateway.accept([json.dumps(examples_of("tandem.attendance.recorded.v1")[0]).encode()])
        await Consumer(log, store, learner_projection(secrets)).run(asyncio.Event(), until_idle=True)
    question: list[Step] = []
    with traced(question):
        engine = QueryEngine(store)
        await engine.answer(
            DEVELOPMENT, MetricQuery((MetricRef("attendance_rate"),), group_by=("school",), time=SchoolYear(2027))
        )
    for name, steps in (("An event (one mark)", event), ("A question (attendance by school)", question)):
        print(f"\n# {name}: {len(steps)} functions, {returns(steps)} returns into a file that was left")
        for file, group in groupby(steps, lambda step: step.file):
            print(file, *(f"    {step.function}" for step in group), sep="\n")
    await store.close()
    await log.close()


asyncio.run(main())
