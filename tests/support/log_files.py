"""Logs and stores in files that are backed up and filled."""

import asyncio
import sqlite3
from pathlib import Path

from consumers.consumer import Consumer
from services.app.assembly import Adapters, parts
from services.app.settings import Settings
from services.log.port import LEARNER_EVENTS, NewRecord
from tests.consumers.world import SCHOOLS, calendar, event
from tests.consumers.world import records as learner_records


def marks(first: int, count: int, kind: str = "Tardy") -> list[NewRecord]:
    """Calendars that correct each other are as good as any events here, and the last one shows which it was."""
    made = [event(calendar(SCHOOLS[0], set()), number, minutes=number) for number in range(first, first + count)]
    return [NewRecord(record.key or b"", record.value or b"", ((kind, b""),)) for record, _ in learner_records(made)]


async def apply(opened: Adapters) -> None:
    for line in opened.lines:
        await Consumer(opened.log, opened.store, line).run(asyncio.Event(), until_idle=True)


async def fill(data: Path, first: int, count: int) -> None:
    async with parts(Settings(data=data)) as opened:
        await opened.log.append(LEARNER_EVENTS, marks(first, count))
        await apply(opened)


def back_up(data: Path, name: str = "log.sqlite") -> Path:
    """As docs/operations.md says; it works while the file is written."""
    kept = data / f"{name}.backup"
    with sqlite3.connect(data / name) as source, sqlite3.connect(kept) as target:
        source.backup(target)
    source.close()
    target.close()
    return kept
