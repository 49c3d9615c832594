"""Files of Ed-Fi resources, as a GET on `/data/v3/ed-fi/<resource>` answers: found by name, read record by record."""

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from io import BufferedIOBase, BufferedReader
from pathlib import Path

import msgspec

from services.ingest.summary import OnProgress

_NAME = re.compile(r"^(?P<resource>[A-Za-z]+)\.(json|jsonl|ndjson)(\.gz)?$")
_BOM = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_BYTE = re.compile(r"\(byte (\d+)\)")
_REPORT_EVERY = 1_000


class Unreadable(Exception):
    """The file cannot be read, or not to its end; says where and why."""


def resource_of(path: Path) -> str | None:
    """`grades.jsonl.gz` → `grades`; None if the name is not of that form."""
    match = _NAME.match(path.name)
    return match["resource"] if match else None


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The paths themselves, and for a directory its files by name, hidden ones left out.

    Raises:
        FileNotFoundError: names the path.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"there is no file or directory {path}")
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        files += [file for file in inside if file.is_file() and not (path.is_dir() and file.name.startswith("."))]
    return list(dict.fromkeys(files))


def read(path: Path, progress: OnProgress) -> Iterator[tuple[int, bytes]]:
    """The records of a file with the line each begins on, from 1.

    NDJSON is streamed; an array, or one object over several lines, is held in memory. A line of NDJSON that is not
    JSON comes out as it is, for the caller to refuse.

    Raises:
        Unreadable: a damaged gzip, a broken array, another encoding than UTF-8, or the system refuses.
    """
    try:
        size = path.stat().st_size
        if size == 0 and path.suffix == ".gz":
            raise EOFError("it is empty, so it is not gzip")
        with path.open("rb") as raw, _opened(path, raw) as stream:
            for number, record in enumerate(_records(stream)):
                if number % _REPORT_EVERY == 0:
                    progress(str(path), raw.tell(), size)
                yield record
            progress(str(path), size, size)
    except (OSError, EOFError, zlib.error) as error:
        raise Unreadable(f"cannot be read: {error}; what came before was imported") from error


def _opened(path: Path, raw: BufferedReader) -> BufferedIOBase:
    return gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw


def _records(stream: BufferedIOBase) -> Iterator[tuple[int, bytes]]:
    number, first = _first_line(stream)
    if first.startswith(_UTF_16):
        raise Unreadable("is UTF-16; save it as UTF-8")
    if first.lstrip().startswith(b"["):
        yield from _elements(first + stream.read(), number)
    elif _malformed(first):
        yield from _object_or_lines(first + stream.read(), number)
    else:
        yield number, first
        yield from _lines(stream, number + 1)


def _first_line(stream: BufferedIOBase) -> tuple[int, bytes]:
    """The first line that is not blank, without a byte order mark, and its number."""
    for number, line in enumerate(stream, 1):
        text = line.removeprefix(_BOM) if number == 1 else line
        if text.strip():
            return number, text
    return 1, b"[]"


def _lines(lines: Iterable[bytes], first: int) -> Iterator[tuple[int, bytes]]:
    return ((number, line) for number, line in enumerate(lines, first) if not line.isspace())


def _object_or_lines(data: bytes, first: int) -> Iterator[tuple[int, bytes]]:
    """The first line alone is not JSON: either the object goes on over more lines, or it is a broken line of NDJSON."""
    return _lines(data.splitlines(), first) if _malformed(data) else iter([(first, data)])


def _elements(data: bytes, first: int) -> Iterator[tuple[int, bytes]]:
    try:
        elements = msgspec.json.decode(data, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unreadable(
            f"is not a JSON array: {_at_line(str(error), data, first)}; nothing of it was imported"
        ) from None
    line, position = first, 0
    for element in elements:
        record = bytes(element)
        begin = data.index(record, position)
        line, position = line + data.count(b"\n", position, begin), begin
        yield line, record
        line, position = line + record.count(b"\n"), begin + len(record)


def _at_line(message: str, data: bytes, first: int) -> str:
    """msgspec counts bytes; people count lines."""
    match = _BYTE.search(message)
    end = int(match[1]) if match else len(data)
    line = first + data.count(b"\n", 0, end)
    return f"line {line}: {message}"


def _malformed(data: bytes) -> bool:
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return True
    return False
