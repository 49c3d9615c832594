"""The embedded log among several processes of one machine, and what is left when they are killed."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from services.log.embedded import EmbeddedLog
from services.log.partitioner import partition_of
from services.log.port import ConsumerAlreadyRunning, NewRecord

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds; a bound for what would otherwise hang, nothing is measured with it

# Each script says what it has done line by line, and waits for a line where it must not go on by itself.
PRELUDE = """
import asyncio, json, sys
from pathlib import Path
from services.log.embedded import EmbeddedLog
from services.log.port import NewRecord

def say(what):
    print(json.dumps(what), flush=True)

async def main(path, name):
"""
APPEND_WHEN_TOLD = """
    say("ready")
    sys.stdin.readline()
    log = await EmbeddedLog.open(Path(path))
    await log.create_topic("events", 3)
    for start in range(0, 600, 20):
        records = [NewRecord(f"{name}{n % 5}".encode(), f"{name} {n}".encode()) for n in range(start, start + 20)]
        say(await log.append("events", records))
    await log.close()
"""
APPEND_FOR_EVER = """
    log = await EmbeddedLog.open(Path(path))
    await log.create_topic("events", 1)
    while True:
        say(await log.append("events", [NewRecord(b"k", name.encode() * 100)] * 600))
"""
CONSUME_AND_WAIT = """
    log = await EmbeddedLog.open(Path(path))
    await log.create_topic("events", 1)
    await log.subscribe("events", "readers")
    say("consuming")
    sys.stdin.readline()
"""


@asynccontextmanager
async def running(script: str, path: Path, name: str) -> AsyncIterator[Process]:
    code = PRELUDE + script + "\nasyncio.run(main(*sys.argv[1:]))"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, str(path), name, stdin=PIPE, stdout=PIPE, cwd=ROOT
    )
    try:
        async with asyncio.timeout(PATIENCE):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def heard(process: Process) -> Any:
    assert process.stdout is not None
    return json.loads(await process.stdout.readline())


async def tell(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.write(b"\n")
    await process.stdin.drain()


async def test_processes_that_append_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.db"  # made by whoever comes first, also a race
    names = ("x", "y", "z")
    async with AsyncExitStack() as stack:
        writers = [await stack.enter_async_context(running(APPEND_WHEN_TOLD, path, name)) for name in names]
        for writer in writers:
            assert await heard(writer) == "ready"
        for writer in writers:
            await tell(writer)
        outputs = [(await writer.communicate())[0] for writer in writers]
        assert [writer.returncode for writer in writers] == [0, 0, 0]
    log = await EmbeddedLog.open(path)
    by_key: dict[tuple[int, int], bytes | None] = {}
    for partition in range(3):
        records = await log.read("events", partition, 0, 5000)
        assert [record.offset for record in records] == list(range(len(records)))
        by_key |= {(partition, record.offset): record.value for record in records}
    assert len(by_key) == 1800
    for name, output in zip(names, outputs, strict=True):
        places = [tuple(place) for line in output.splitlines() for place in json.loads(line)]
        assert [by_key[place] for place in places] == [f"{name} {n}".encode() for n in range(600)]
    await log.close()


@pytest.mark.parametrize("acknowledged", [1, 4, 20])
async def test_what_was_acknowledged_survives_kill_9(tmp_path: Path, acknowledged: int) -> None:
    path = tmp_path / "log.db"
    async with running(APPEND_FOR_EVER, path, "x") as writer:
        places = [place for _ in range(acknowledged) for place in await heard(writer)]
        writer.kill()
        await writer.wait()
    log = await EmbeddedLog.open(path)
    end = (await log.bounds("events"))[0].end
    assert end >= len(places)
    assert end % 600 == 0, "an append is one transaction"
    records = await log.read("events", 0, 0, end)
    assert [record.offset for record in records] == list(range(end))
    assert [[record.partition, record.offset] for record in records[: len(places)]] == places
    assert {record.value for record in records} == {b"x" * 100}
    assert (await log.append("events", [NewRecord(b"k", b"v")]))[0].offset == end
    await log.close()


async def test_the_role_is_held_across_processes_until_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    async with running(CONSUME_AND_WAIT, path, "x") as holder:
        assert await heard(holder) == "consuming"
        log = await EmbeddedLog.open(path)
        with pytest.raises(ConsumerAlreadyRunning, match=f"Process {holder.pid} already"):
            await log.subscribe("events", "readers")
        await log.subscribe("events", "others")
        holder.kill()
        await holder.wait()
        await log.subscribe("events", "readers")
        await log.close()


async def test_a_waiting_poll_sees_what_another_process_appends(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    log = await EmbeddedLog.open(path)
    await log.create_topic("events", 3)
    subscription = await log.subscribe("events", "readers")
    await subscription.poll(1, 0)
    partition = partition_of(b"x0", 3)
    await subscription.seek(partition, 0)
    async with running(APPEND_WHEN_TOLD, path, "x") as writer:
        waiting = asyncio.create_task(subscription.poll(1, 2 * PATIENCE))
        assert await heard(writer) == "ready"
        assert not waiting.done()
        await tell(writer)
        assert [record.value for record in (await waiting).records] == [b"x 0"]
        await writer.communicate()
    await log.close()
