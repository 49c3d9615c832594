"""Answers that are written into files."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry import enum_value

from schema.common.fields import resolver
from schema.context import Info
from schema.metrics.result import WARNINGS, FilterWarning, filter_warnings
from services.exports import model
from services.query.model.question import MetricQuery


@strawberry.enum(description="What a file of an answer is written in.")
class ExportFormat(Enum):
    CSV = enum_value("CSV", description="Comma-separated values (RFC 4180) in UTF-8, the names of the columns first.")
    JSONL = enum_value("JSONL", description="JSON lines: an object for each row.")
    PARQUET = enum_value("PARQUET", description="Apache Parquet, if the server has pyarrow.")
    ARROW = enum_value("ARROW", description="The Apache Arrow IPC stream format, if the server has pyarrow.")


@strawberry.enum(description="How far an export is.")
class ExportStatus(Enum):
    PENDING = enum_value("PENDING", description="It waits for others.")
    RUNNING = enum_value("RUNNING", description="Its rows are computed and written.")
    DONE = enum_value("DONE", description="The file can be fetched.")
    FAILED = enum_value("FAILED", description="There will be no file; `error` says why.")


@strawberry.type(description="An answer that is written into a file. Only who started it finds it.")
class Export:
    query: strawberry.Private[MetricQuery]
    id: strawberry.ID = strawberry.field(description="Its id, of `export` and of the URL.")
    format: ExportFormat = strawberry.field(description="What it is written in.")
    status: ExportStatus = strawberry.field(description="How far it is.")
    rows_done: int = strawberry.field(description="Lines that are written.")
    rows_total: int | None = strawberry.field(description="Lines that there are, with totals; null while not known.")
    url: str | None = strawberry.field(description="Where to GET the file, on this server; null until it is done.")
    as_of: datetime | None = strawberry.field(description="How fresh it is, as `asOf` of an answer.")
    expires_at: datetime | None = strawberry.field(description="From then on it is gone; null until it has ended.")
    error: str | None = strawberry.field(description="Why the export failed; null unless it did.")

    @resolver(WARNINGS)
    async def warnings(self, info: Info) -> list[FilterWarning]:
        return await filter_warnings(info, self.query)


def export(item: model.Export) -> Export:
    return Export(
        query=item.query,
        id=strawberry.ID(item.id),
        format=ExportFormat[item.format.name],
        status=ExportStatus[item.status.name],
        rows_done=item.rows_done,
        rows_total=item.rows_total,
        url=f"/exports/{item.id}" if item.status is model.Status.DONE else None,
        as_of=item.as_of,
        expires_at=item.expires_at,
        error=item.error,
    )
