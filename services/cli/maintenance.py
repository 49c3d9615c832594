"""`tandem consume`, `verify`, `rebuild` and `dlq`."""

import asyncio
import sys
from collections.abc import Callable

from rich.console import Console

from consumers import rebuild as rebuilding
from consumers.decoding import dead_letter_topic
from consumers.loop import Consumer
from consumers.verify import verify
from services.cli.assembly import parts
from services.cli.settings import InvalidSetting, Settings
from services.log.port import LEARNER_EVENTS, Log, LogError, NewRecord, Record

SHOWN_DRIFTS = 20
DEAD_LETTERS = dead_letter_topic(LEARNER_EVENTS)


async def consume(settings: Settings, stop_on_signal: Callable[[], asyncio.Event], *, until_idle: bool) -> None:
    stop = stop_on_signal()
    async with parts(settings) as opened:
        consumer = Consumer(opened.log, opened.store, opened.secrets, LEARNER_EVENTS)
        await consumer.run(stop, until_idle=until_idle)
        done = consumer.progress
        print(f"{done.events} events applied, {done.dead_letters} dead letters, {done.forwarded} forwarded")


async def verify_all(settings: Settings, console: Console) -> int:
    """Verify every district; returns how many measures differ."""
    found = 0
    async with parts(settings) as opened:
        districts = await opened.store.districts()
        if not districts:
            raise InvalidSetting(
                "nothing to verify: the store holds no district; are TANDEM_STORE and TANDEM_DATA right?"
            )
        for district in districts:
            with console.status(f"verifying {district}"):
                drifts = await verify(opened.store, district)
            print(f"{district}: {len(drifts) or 'no'} drift{'' if len(drifts) == 1 else 's'}")
            for drift in drifts[:SHOWN_DRIFTS]:
                key = ", ".join(str(value) for value in drift.cell.values)
                print(f"  {drift.cell.family} [{key}] {drift.measure}: {drift.stored}, should be {drift.expected}")
            found += len(drifts)
    if found:
        print("run `tandem rebuild` to compute the cells anew")
    return found


async def rebuild(settings: Settings, console: Console, *, from_log: bool) -> None:
    async with parts(settings) as opened:
        with console.status("rebuilding") as status:
            if from_log:
                events = await rebuilding.rebuild_from_log(opened.store, opened.log, LEARNER_EVENTS, opened.secrets)
                print(f"rebuilt from {events} events")
                return

            def on_progress(district: str, ledgers: int) -> None:
                status.update(f"rebuilding {district}: {ledgers} ledgers")

            await rebuilding.rebuild_from_ledgers(opened.store, opened.log, LEARNER_EVENTS, on_progress)
            print("rebuilt from the ledgers")


async def list_dead_letters(settings: Settings, limit: int) -> None:
    async with parts(settings) as opened:
        for partition, bounds in (await opened.log.bounds(DEAD_LETTERS)).items():
            for record in await opened.log.read(DEAD_LETTERS, partition, bounds.begin, limit):
                about = _about(record)
                where = f"{about.get('dlq.topic')}/{about.get('dlq.partition')}/{about.get('dlq.offset')}"
                print(f"{partition} {record.offset} {about.get('dlq.code')} {where} {about.get('dlq.reason')}")


async def show_dead_letter(settings: Settings, partition: int, offset: int) -> None:
    async with parts(settings) as opened:
        record = await _dead_letter(opened.log, partition, offset)
        for name, value in record.headers:
            print(f"{name}: {value.decode(errors='replace')}")
        print(f"key: {(record.key or b'').decode(errors='replace')}\n")
        sys.stdout.flush()
        sys.stdout.buffer.write((record.value or b"") + b"\n")


async def replay_dead_letter(settings: Settings, partition: int, offset: int) -> None:
    async with parts(settings) as opened:
        record = await _dead_letter(opened.log, partition, offset)
        headers = tuple((name, value) for name, value in record.headers if not name.startswith("dlq."))
        topic = _about(record).get("dlq.topic", LEARNER_EVENTS)
        (place,) = await opened.log.append(topic, [NewRecord(record.key or b"", record.value or b"", headers)])
        print(f"appended to {topic} as {place.partition}/{place.offset}")


async def _dead_letter(log: Log, partition: int, offset: int) -> Record:
    found = await log.read(DEAD_LETTERS, partition, offset, 1)
    if not found or found[0].offset != offset:
        raise LogError(f"{DEAD_LETTERS} has no record {partition}/{offset}; `tandem dlq list` shows what there is")
    return found[0]


def _about(record: Record) -> dict[str, str]:
    return {name: value.decode(errors="replace") for name, value in record.headers}
