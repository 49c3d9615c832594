"""The answer to a metric query: pages of rows, or the same as columns."""

from datetime import datetime

import strawberry

from schema.context import Info
from schema.enums import ColumnKind, Granularity, Unit
from schema.fields import resolver
from schema.paging import MAX_ROWS, After, Connection, First, connection, size
from schema.types.rows import Row, row
from schema.types.table import Table, table
from services.query import model


@strawberry.type(description="A column of the answer, in `table` and, in the same order, in every row.")
class Column:
    name: str = strawberry.field(description="The dimension, `bucket`, or the metric's name or alias.")
    label: str = strawberry.field(description="The name for people.")
    unit: Unit | None = strawberry.field(description="The metric's unit; null for other columns.")
    kind: ColumnKind = strawberry.field(description="What it holds.")


@strawberry.type(description="What a query costs: the cells that it may read.")
class Cost:
    requested: int = strawberry.field(description="Cells that this query may read.")
    maximum: int = strawberry.field(description="The most that one query may read.")


@strawberry.type(description="How a query would be answered.")
class Explanation:
    cost: Cost = strawberry.field(description="What it would cost.")
    cells: str = strawberry.field(description="The cells that it would read.")
    granularity: Granularity = strawberry.field(description="The buckets of time that it would read.")
    steps: list[str] = strawberry.field(description="What would be done, in order.")


@strawberry.type(description="The answer to a metric query.")
class MetricResult:
    answer: strawberry.Private[model.Answer]
    query: strawberry.Private[model.MetricQuery]
    as_of: datetime = strawberry.field(description="Everything appended to the log up to this moment has been applied.")
    columns: list[Column] = strawberry.field(description="Dimensions, then the bucket, then metrics, as asked for.")

    @resolver("The rows, a page at a time.")
    def rows(self, info: Info, first: First = 100, after: After = strawberry.UNSET) -> Connection[Row]:
        wanted = size(first, default=100, maximum=MAX_ROWS)
        return connection(info.context.queries.page(self.answer, self.query, wanted, after or None), row)

    @resolver("The rows as columns, a page at a time: smaller, and what a data frame takes.")
    def table(self, info: Info, first: First = 1000, after: After = strawberry.UNSET) -> Table:
        wanted = size(first, default=1000, maximum=MAX_ROWS)
        return table(self.answer.columns, info.context.queries.page(self.answer, self.query, wanted, after or None))

    totals: Row | None = strawberry.field(description="All groups and buckets together; null unless asked for.")
    cost: Cost = strawberry.field(description="What the query cost.")


def result(answer: model.Answer, query: model.MetricQuery) -> MetricResult:
    return MetricResult(
        answer=answer,
        query=query,
        as_of=answer.as_of,
        columns=[_column(each) for each in answer.columns],
        totals=row(answer.totals) if answer.totals else None,
        cost=Cost(requested=answer.cost.requested, maximum=answer.cost.maximum),
    )


def _column(item: model.Column) -> Column:
    unit = Unit[item.unit.name] if item.unit else None
    return Column(name=item.name, label=item.label, unit=unit, kind=ColumnKind[item.kind.name])
