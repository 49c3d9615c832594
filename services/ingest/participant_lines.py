"""The lines of a file of participants, each as somebody to enrol or with the reason why not."""

import csv
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from services.commands.enrollment import (
    Enrollee,
)

REQUIRED = ("student_id", "start_date")
OPTIONAL = ("end_date", "program", "planned_hours")
NEVER_CLOSED = "a quotation mark is never closed, so that all lines from there on are one text"


class NotParticipants(Exception):
    """The file cannot be read as participants; the message says why."""


class RefusedLine(NamedTuple):
    """Why a line was left out."""

    line: int
    reason: str


class Lines(Iterator[str]):
    """`ended` when more was wanted than there is: a row that was read then ends nowhere, since a quote is open."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.ended = False

    def __next__(self) -> str:
        try:
            return next(self._lines)
        except StopIteration:
            self.ended = True
            raise


def rows_of(lines: Iterable[str], refused: list[RefusedLine]) -> Iterator[tuple[int, Enrollee]]:
    """Line number and student of every row that can be read; the others are noted. One row a student."""
    read_lines = Lines(lines)
    reader = csv.DictReader(read_lines, skipinitialspace=True)
    names = [name.strip().lower().removeprefix("\ufeff") for name in reader.fieldnames or ()]
    lacking = [name for name in REQUIRED if name not in names]
    if lacking or read_lines.ended:
        wanted = ", ".join((*REQUIRED, *(f"[{name}]" for name in OPTIONAL)))
        why = f"there is no column {', '.join(lacking)}" if lacking else NEVER_CLOSED
        raise NotParticipants(f"{why}; the first line must name the columns {wanted}")
    reader.fieldnames = names
    seen: dict[str, int] = {}
    for row in reader:
        number = reader.line_num
        try:
            if read_lines.ended:
                raise ValueError(NEVER_CLOSED)
            joining = _joining(row)
        except ValueError as error:
            refused.append(RefusedLine(number, str(error)))
            continue
        if joining.student in seen:
            refused.append(RefusedLine(number, f"student_id is in line {seen[joining.student]} already"))
            continue
        seen[joining.student] = number
        yield number, joining


def _joining(row: Mapping[str, str | None]) -> Enrollee:
    """Raises ValueError, which says what is wrong but not what was there: with columns shifted that is a student id."""
    student = (row.get("student_id") or "").strip()
    if not student:
        raise ValueError("student_id is empty")
    start, end = _date(row, "start_date"), _date(row, "end_date")
    if start is None:
        raise ValueError("start_date is empty; write it like 2026-09-01")
    if end is not None and end < start:
        raise ValueError(f"end_date {end} is before start_date {start}")
    hours = (row.get("planned_hours") or "").strip()
    try:
        planned = float(hours) if hours else None
        if planned is not None and not math.isfinite(planned):
            raise ValueError
    except ValueError:
        raise ValueError("planned_hours is not a number") from None
    return Enrollee(student, start, end, (row.get("program") or "").strip() or None, planned)


def _date(row: Mapping[str, str | None], name: str) -> date | None:
    text = (row.get(name) or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name} is not a date; write it like 2026-09-01") from None
