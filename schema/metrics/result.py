"""The answer to a metric query: pages of rows, or the same as columns."""

from datetime import datetime

import strawberry

from schema.common.enums import ColumnKind, Granularity, Unit
from schema.common.fields import resolver
from schema.common.paging import MAX_ROWS, After, Before, Connection, First, Last, bounds, connection, size
from schema.context import Info
from schema.metrics.rows import Key, Row, key, row
from schema.metrics.table import Table, kept, table
from services.query.model import answers, question


@strawberry.type(description="A column of the answer, in `table` and, in the same order, in every row.")
class Column:
    name: str = strawberry.field(description="The dimension, `bucket`, or the metric's name or alias.")
    label: str = strawberry.field(description="The name for people.")
    unit: Unit | None = strawberry.field(
        description="The metric's unit; null for other columns, and for a unit without a name, such as minutes a day."
    )
    kind: ColumnKind = strawberry.field(description="What the column holds: a dimension, a bucket of time or a metric.")


@strawberry.type(description="What a query costs: about how many cells it reads.")
class Cost:
    requested: int = strawberry.field(description="About how many cells this query reads.")
    maximum: int = strawberry.field(description="The most that one query may read.")


@strawberry.type(
    description="A filter names a value that its dimension does not have in the data that you may see, so it matches "
    "nothing there. Often the value is misspelt."
)
class FilterWarning:
    path: str = strawberry.field(
        description="The place of the value in the query, such as `query.where.and[0].dimension.is.in[2]`, or in the "
        "input of a mutation, such as `input.question.where[0].values[1]`."
    )
    dimension: str = strawberry.field(description="The name of the dimension that the filter tests.")
    value: str = strawberry.field(description="The value that the dimension does not have.")
    message: str = strawberry.field(description="What is wrong and which values are near, in a sentence for people.")
    near: list[Key] = strawberry.field(
        description="Up to three values of the dimension whose value or label is spelt much like it, the nearest "
        "first; empty where none is, and for dimensions with more than 2,000 values."
    )


WARNINGS = (
    "The values in the filters of the query (`where`, the `where` of metrics, and the cohort to compare with) that "
    "their dimensions do not have in the data that you may see; 20 at most. If there are more, the `message` of the "
    "last one says how many. They are looked for only if you select this field."
)


@strawberry.type(description="How a query would be answered.")
class Explanation:
    query: strawberry.Private[question.MetricQuery]
    cost: Cost = strawberry.field(description="What it would cost.")
    cells: str = strawberry.field(description="The tables of cells that it would read.")
    granularity: Granularity = strawberry.field(description="What of time the finest of these cells are about.")
    steps: list[str] = strawberry.field(description="What would be done, in order.")

    @resolver(WARNINGS)
    async def warnings(self, info: Info) -> list[FilterWarning]:
        return await filter_warnings(info, self.query)


@strawberry.type(description="The answer to a metric query.")
class MetricResult:
    answer: strawberry.Private[answers.Answer]
    query: strawberry.Private[question.MetricQuery]
    as_of: datetime = strawberry.field(description="Everything appended to the log up to this moment has been applied.")
    columns: list[Column] = strawberry.field(description="Dimensions, then the bucket, then metrics, as asked for.")

    @resolver("The rows, a page at a time.")
    def rows(
        self,
        info: Info,
        first: First = 100,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Row]:
        part = bounds(first, after, last, before, default=100, maximum=MAX_ROWS)
        page = info.context.queries.page(self.answer, self.query, part.size, part.after, part.end)
        return connection(page, row)

    @resolver("The rows as columns, a page at a time: smaller, and what a data frame takes.")
    def table(self, info: Info, first: First = 1000, after: After = strawberry.UNSET) -> Table:
        wanted, behind = size(first, default=1000, maximum=MAX_ROWS), after or None

        def made() -> Table:
            page = info.context.queries.page(self.answer, self.query, wanted, behind)
            return table(self.answer.columns, page, compared=self.query.compare is not None)

        return kept(self.answer, (Table, wanted, behind), made)

    totals: Row | None = strawberry.field(description="All groups and buckets together; null unless asked for.")
    subtotals: list[Row] = strawberry.field(
        description="The rows of every shorter grouping, the shortest first, numerators and denominators added up and "
        "divided again; empty unless asked for."
    )
    cost: Cost = strawberry.field(description="What the query cost.")

    @resolver(WARNINGS)
    async def warnings(self, info: Info) -> list[FilterWarning]:
        return await filter_warnings(info, self.query)


def result(answer: answers.Answer, query: question.MetricQuery) -> MetricResult:
    return MetricResult(
        answer=answer,
        query=query,
        as_of=answer.as_of,
        columns=[_column(column) for column in answer.columns],
        totals=row(answer.totals) if answer.totals else None,
        subtotals=[row(subtotal) for subtotal in answer.subtotals],
        cost=_cost(answer.cost),
    )


def explanation(item: answers.Explanation, query: question.MetricQuery) -> Explanation:
    return Explanation(
        query=query,
        cost=_cost(item.cost),
        cells=item.cells,
        granularity=Granularity[item.granularity.name],
        steps=list(item.steps),
    )


async def filter_warnings(info: Info, query: question.MetricQuery) -> list[FilterWarning]:
    warnings = await info.context.queries.warnings(info.context.principal, query)
    return [filter_warning(warning) for warning in warnings]


def filter_warning(item: answers.FilterWarning) -> FilterWarning:
    near = [key(nearest) for nearest in item.near]
    return FilterWarning(path=item.path, dimension=item.dimension, value=item.value, message=item.message, near=near)


def _cost(item: answers.Cost) -> Cost:
    return Cost(requested=item.requested, maximum=item.maximum)


def _column(item: answers.Column) -> Column:
    unit = Unit[item.unit.name] if item.unit else None
    return Column(name=item.name, label=item.label, unit=unit, kind=ColumnKind[item.kind.name])
