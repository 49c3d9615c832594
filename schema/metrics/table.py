"""An answer as columns: one array each, the cheapest shape."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from itertools import count

import strawberry

from schema.common.enums import ValueStatus
from schema.execution.fast_execution import CachedList
from schema.metrics.rows import OBJECT_TYPES, STATUSES, global_id
from services.query.model import answers, pages

MAX_PAGES = 4
"""Of one answer that are kept with it; their columns take a quarter of the room that its values do."""


@strawberry.type(description="One column: an array of the table's length in the field that fits, null in the others.")
class TableColumn:
    name: str = strawberry.field(description="The name in `columns`.")
    strings: list[str | None] | None = strawberry.field(
        description='Of a dimension: ids in the source system, null for "not known".', default=None
    )
    ids: list[strawberry.ID | None] | None = strawberry.field(
        description="Of the dimensions `district`, `school` and `partnership`: the global ids of these objects, as "
        '`node(id:)` takes them; null for "not known".',
        default=None,
    )
    dates: list[date | None] | None = strawberry.field(
        description="Of the bucket: the first day of each.", default=None
    )
    labels: list[str | None] | None = strawberry.field(
        description="Of a dimension and of the bucket: the values for people, as `label` of a key and `bucketLabel` of "
        "a row.",
        default=None,
    )
    numbers: list[float | None] | None = strawberry.field(description="Of a metric: its values.", default=None)
    statuses: list[ValueStatus] | None = strawberry.field(
        description="Of a metric: what explains the nulls among its numbers.", default=None
    )
    baselines: list[float | None] | None = strawberry.field(
        description="Of a metric, in a comparison: the values compared with.", default=None
    )
    baseline_statuses: list[ValueStatus | None] | None = strawberry.field(
        description="Of a metric, in a comparison: what explains the nulls among its baselines.", default=None
    )
    deltas: list[float | None] | None = strawberry.field(
        description="Of a metric, in a comparison: numbers less baselines; null where one of them is.", default=None
    )
    delta_pcts: list[float | None] | None = strawberry.field(
        description="Of a metric, in a comparison: deltas in percent of baselines; null, too, where these are 0.",
        default=None,
    )


@strawberry.type(description="A page of the rows as one array per column.")
class Table:
    length: int = strawberry.field(description="How many rows the page has.")
    data: list[TableColumn] = strawberry.field(description="The columns, in the order of `columns`.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last row; null on an empty page.")
    has_next_page: bool = strawberry.field(description="More rows follow after this page.")


def kept(answer: answers.Answer, key: Hashable, make: Callable[[], Table]) -> Table:
    """The page of the answer by this key, as it was made for whoever was given the same answer before."""
    table_kept: Table | None = answer.shapes.get(key)
    if table_kept is None:
        table_kept = make()
        if len(answer.shapes) < MAX_PAGES:
            answer.shapes[key] = table_kept
    return table_kept


def table(columns: Sequence[answers.Column], page: pages.Page[answers.Row], *, compared: bool = False) -> Table:
    return Table(
        length=len(page.items),
        data=list(_data(columns, page.items, compared)),
        end_cursor=page.cursors[-1] if page.cursors else None,
        has_next_page=page.has_next,
    )


def _data(columns: Sequence[answers.Column], rows: Sequence[answers.Row], compared: bool) -> Iterator[TableColumn]:
    """Each column from its place: keys are in the order of the dimensions, values in that of the metrics."""
    keys, values = count(), count()
    for column in columns:
        match column.kind:
            case answers.ColumnKind.DIMENSION:
                at = next(keys)
                yield _dimension(column.name, [row.keys[at] for row in rows])
            case answers.ColumnKind.BUCKET:
                labels = CachedList(row.bucket_label for row in rows)
                yield TableColumn(name=column.name, dates=CachedList(row.bucket for row in rows), labels=labels)
            case answers.ColumnKind.METRIC:
                at = next(values)
                yield _metric(column.name, [row.values[at] for row in rows], compared)


def _dimension(name: str, keys: Sequence[answers.Key]) -> TableColumn:
    ids = CachedList(map(global_id, keys)) if name in OBJECT_TYPES else None
    labels = CachedList(key.label for key in keys)
    return TableColumn(name=name, strings=CachedList(key.value for key in keys), ids=ids, labels=labels)


def _metric(name: str, values: Sequence[answers.Value], compared: bool) -> TableColumn:
    column = TableColumn(
        name=name,
        numbers=CachedList(value.value for value in values),
        statuses=CachedList(STATUSES[value.status] for value in values),
    )
    if compared:
        baseline_statuses = (value.baseline_status for value in values)
        column.baselines = CachedList(value.baseline for value in values)
        column.baseline_statuses = CachedList(
            None if status is None else STATUSES[status] for status in baseline_statuses
        )
        column.deltas = CachedList(value.delta for value in values)
        column.delta_pcts = CachedList(value.delta_pct for value in values)
    return column
