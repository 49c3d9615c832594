"""What became of every file and record of an import: counted while it runs, frozen when it is done."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import msgspec

from services.contracts.rejection import Code, Rejected

OnProgress = Callable[[str, int, int], None]
"""Called with the file, the bytes of it that are done, and the bytes it has."""


class RecordOrigin(NamedTuple):
    """Where a record stands: its file, its first line (from 1), and its bytes as read."""

    file: str
    line: int
    record: bytes


class RefusedRecord(NamedTuple):
    """A record that made no event, and why.

    `pointer` leads into the record or, where it begins with `/data`, into the event that was made of it.
    """

    origin: RecordOrigin
    code: Code
    pointer: str
    reason: str


class Use(StrEnum):
    """What an import does with a file."""

    TRANSLATED = "translated"
    JOINED = "used for joins"
    UNUSED = "not used"
    SKIPPED = "skipped"


@dataclass(slots=True)
class FileCount:
    """One file of an import.

    Attributes:
        holds: what kind of records it has, in the format's own words; None if the name does not say.
        read: records read.
        events: events by type.
        refused: refused records by code.
        warnings: what a person should know, and how many times it happened. Never names a student.
        error: why the file could not be read to its end; the records before that place were imported.
    """

    file: str
    holds: str | None
    use: Use
    read: int = 0
    events: Counter[str] = field(default_factory=Counter)
    refused: Counter[Code] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The outcome of an import. `appended` is 0 after a dry run; `refused` holds raw student ids: keep it private."""

    files: tuple[FileCount, ...]
    refused: tuple[RefusedRecord, ...]
    appended: int
    dry_run: bool
    notes: Mapping[str, int] = field(default_factory=dict)
    failures: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        return sum(file.read for file in self.files)

    @property
    def events(self) -> Mapping[str, int]:
        """Events by type, over all files."""
        return sum((file.events for file in self.files), Counter[str]())

    @property
    def refused_by_code(self) -> Mapping[Code, int]:
        return sum((file.refused for file in self.files), Counter[Code]())

    @property
    def ok(self) -> bool:
        """Every file was read to its end, nothing was refused, and the whole was done as it was to be."""
        return not self.refused and not self.failures and all(file.error is None for file in self.files)

    def lines(self) -> Iterator[str]:
        """The summary as plain text, without anything of a student."""
        for file in self.files:
            yield f"{file.file}: {file.use}, {file.read:,} read, {file.events.total():,} events"
            yield from (f"  {number:,} × {event_type}" for event_type, number in sorted(file.events.items()))
            yield from (f"  {number:,} refused: {code}" for code, number in sorted(file.refused.items()))
            yield from (f"  warning ({number:,} ×): {text}" for text, number in sorted(file.warnings.items()))
            if file.error:
                yield f"  error: {file.error}"
        yield from (f"note ({number:,} ×): {text}" for text, number in sorted(self.notes.items()))
        yield from (f"error: {text}" for text in self.failures)
        appended = "nothing appended: a dry run" if self.dry_run else f"{self.appended:,} appended"
        events = sum(self.events.values())
        yield f"total: {self.read:,} read, {events:,} events, {len(self.refused):,} refused; {appended}"


class Tally:
    """The running count that a format adapter and the import keep together.

    Attributes:
        now: when the import began; the clock for everything in it.
        progress: to be called now and then while a file is read.
    """

    def __init__(self, now: datetime, on_progress: OnProgress | None = None) -> None:
        self.now = now
        self.progress: OnProgress = on_progress or (lambda _file, _done, _total: None)
        self._files: dict[str, FileCount] = {}
        self._refused: list[RefusedRecord] = []
        self._notes: Counter[str] = Counter()
        self._failures: list[str] = []

    def start(self, file: str, holds: str | None, use: Use) -> FileCount:
        """Note a file, whether or not it will be read."""
        return self._files.setdefault(file, FileCount(file, holds, use))

    def translated(self, origin: RecordOrigin, event_type: str) -> None:
        self._files[origin.file].events[event_type] += 1

    def refuse(self, origin: RecordOrigin, why: Rejected) -> None:
        self._files[origin.file].refused[why.code] += 1
        self._refused.append(RefusedRecord(origin, why.code, why.pointer, why.reason))

    def warn(self, file: str, text: str) -> None:
        self._files[file].warnings[text] += 1

    def note(self, text: str, count: int = 1) -> None:
        """Something about the import as a whole that its user should know, counted."""
        self._notes[text] += count

    def fail(self, text: str) -> None:
        """Something that the import as a whole was to do and did not."""
        self._failures.append(text)

    @property
    def is_whole(self) -> bool:
        """Whether every file was read to its end so far, and nothing refused."""
        return not self._refused and all(file.error is None for file in self._files.values())

    def summary(self, appended: int, dry_run: bool) -> Summary:
        return Summary(
            tuple(self._files.values()), tuple(self._refused), appended, dry_run, self._notes, tuple(self._failures)
        )


def write_refused(path: Path, refused: Iterable[RefusedRecord]) -> None:
    """Write NDJSON: file, line, code, pointer, reason and the record as it came (as text if it is not JSON).

    The records hold raw student ids, so only the owner may read the file (mode 0600), also if it was there before.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        os.fchmod(descriptor, 0o600)
        for origin, code, pointer, reason in refused:
            record = _as_json(origin.record)
            line = {"file": origin.file, "line": origin.line, "code": code, "pointer": pointer, "reason": reason}
            out.write(msgspec.json.encode(line | {"record": record}) + b"\n")


def _as_json(record: bytes) -> object:
    try:
        return msgspec.json.decode(record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return record.decode(errors="replace")
