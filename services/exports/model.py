"""What an export is, as frozen values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.query.model.question import MetricQuery


class Format(StrEnum):
    CSV = "CSV"
    JSONL = "JSONL"
    PARQUET = "PARQUET"
    ARROW = "ARROW"


SUFFIXES = {Format.CSV: "csv", Format.JSONL: "jsonl", Format.PARQUET: "parquet", Format.ARROW: "arrows"}
"""Of file names; that of Arrow is the one of its streams."""
MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.JSONL: "application/jsonl",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.ARROW: "application/vnd.apache.arrow.stream",
}


class Status(StrEnum):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to export.

    Attributes:
        statuses: with a column `<metric>__status` after each metric, and one after each baseline.
        labels: with a column `<dimension>__label` after each dimension, and `bucket__label` after the bucket.
    """

    query: MetricQuery
    format: Format
    statuses: bool = False
    labels: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """How far an export is.

    Attributes:
        query: what was asked.
        rows_done, rows_total: subtotals and the total among them; None until the query is answered.
        as_of: how fresh the answer is, as in `MetricResult.asOf`.
        expires_at: from then on nobody finds it; None while it is not written.
        error: why it failed.
    """

    id: str
    format: Format
    status: Status
    query: MetricQuery
    rows_done: int = 0
    rows_total: int | None = None
    as_of: datetime | None = None
    expires_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ExportLimits:
    """How much exports may take of a process.

    Attributes:
        at_once: an export of so many rows at most is written before `start` returns.
        rows, file_bytes: of one export.
        batch: rows that are written at a time.
        running: exports that are written at the same time; more wait.
        of_one, of_all: exports that are kept, of one principal and of all.
        lifetime: how long a written one is kept.
        patience: seconds that whoever starts one waits for its answer; then it goes on in the background.
    """

    at_once: int = 10_000
    rows: int = 1_000_000
    file_bytes: int = 250_000_000
    batch: int = 10_000
    running: int = 2
    of_one: int = 10
    of_all: int = 40
    lifetime: timedelta = timedelta(hours=1)
    patience: float = 10.0
