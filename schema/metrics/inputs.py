"""The inputs of the API, as they arrive; `schema.metrics.convert` makes questions of the domain of them.

A member that may be left out has no default in the schema, so that "absent" stays apart from null: hence UNSET.
"""

from datetime import date

import strawberry
from strawberry import UNSET

from schema.common.enums import Direction, Granularity, Level, TotalsOf, ValueMember
from schema.execution.input_cache import converted_once


@strawberry.input(one_of=True, description="A test of a dimension's value. Give exactly one member, and not null.")
class Predicate:
    eq: str | None = strawberry.field(description="The value is this one.", default=UNSET)
    ne: str | None = strawberry.field(description='The value is another one, or "not known".', default=UNSET)
    in_: list[str] | None = strawberry.field(name="in", description="The value is one of these.", default=UNSET)
    not_in: list[str] | None = strawberry.field(
        description='The value is none of these, or "not known".', default=UNSET
    )
    is_null: bool | None = strawberry.field(description='The value is "not known", or with false, is.', default=UNSET)


@strawberry.input(description="A test of one dimension.")
class DimensionFilter:
    name: str = strawberry.field(description="The name of the dimension, such as `school`.")
    is_: Predicate = strawberry.field(name="is", description="What its value must be.")


@strawberry.input(one_of=True, description="A condition on dimensions. Give exactly one member.")
class Filter:
    and_: list["Filter"] | None = strawberry.field(name="and", description="All of these hold.", default=UNSET)
    or_: list["Filter"] | None = strawberry.field(name="or", description="At least one of these holds.", default=UNSET)
    not_: "Filter | None" = strawberry.field(name="not", description="This does not hold.", default=UNSET)
    dimension: DimensionFilter | None = strawberry.field(description="A test of one dimension.", default=UNSET)


@strawberry.input(description="A metric of the catalogue.")
class MetricRef:
    name: str = strawberry.field(description="The name of the metric in the catalogue, such as `attendance_rate`.")
    as_: str | None = strawberry.field(
        name="as", description="What to call it in the answer; needed when it is asked for twice.", default=UNSET
    )
    where: Filter | None = strawberry.field(description="A condition for this metric alone.", default=UNSET)


@strawberry.input(description="A metric computed from others, in rows and in totals alike.")
class DerivedMetric:
    as_: str = strawberry.field(name="as", description="What to call it in the answer.")
    formula: str = strawberry.field(
        description="Over numbers, names of metrics, and columns of this query (derived ones above it): + - * / (or "
        "− × ÷), parentheses, min, max, coalesce, percent, round(a, places), if(a > b, c, d). Units must fit."
    )


@strawberry.input(one_of=True, description="What to measure. Give exactly one member.")
class MetricPick:
    metric: MetricRef | None = strawberry.field(description="A metric of the catalogue.", default=UNSET)
    derived: DerivedMetric | None = strawberry.field(description="A metric computed from others.", default=UNSET)


@strawberry.input(description="The days from one to another, both included.")
class DateSpan:
    from_: date = strawberry.field(name="from", description="The first day of the span, included.")
    to: date = strawberry.field(description="The last day of the span, included.")


@strawberry.input(description="The last units of time before today.")
class Last:
    n: int = strawberry.field(description="How many units of time, counted back from today; 1 or more.")
    unit: Granularity = strawberry.field(description="The unit of time, such as `MONTH`.")
    include_current: bool = strawberry.field(description="The running one counts as one of them.", default=False)


@strawberry.input(one_of=True, description="When. Give exactly one member.")
class TimeRange:
    between: DateSpan | None = strawberry.field(description="From one day to another.", default=UNSET)
    last: Last | None = strawberry.field(description="The last units of time before today.", default=UNSET)
    school_year: int | None = strawberry.field(
        description="July 1 to June 30: the year that it ends in.", default=UNSET
    )


@strawberry.input(description="A test of a metric's value; all bounds given must hold.")
class ValuePredicate:
    name: str = strawberry.field(description="The name of a column of metrics: a metric's name or alias.")
    gt: float | None = strawberry.field(description="The value is greater than this.", default=UNSET)
    gte: float | None = strawberry.field(description="Greater than or equal to.", default=UNSET)
    lt: float | None = strawberry.field(description="The value is less than this.", default=UNSET)
    lte: float | None = strawberry.field(description="Less than or equal to.", default=UNSET)
    of: ValueMember | None = strawberry.field(
        description="Which number to test: VALUE, or in a query that has `compare` its difference from the baseline. "
        "The default is VALUE. A difference meets no bound where the row shows it as null.",
        default=UNSET,
    )


@strawberry.input(
    one_of=True, description="A condition on the values of a row; null meets no bound. Give exactly one member."
)
class ValueFilter:
    and_: list["ValueFilter"] | None = strawberry.field(name="and", description="All of these hold.", default=UNSET)
    or_: list["ValueFilter"] | None = strawberry.field(
        name="or", description="At least one of these holds.", default=UNSET
    )
    not_: "ValueFilter | None" = strawberry.field(name="not", description="This does not hold.", default=UNSET)
    metric: ValuePredicate | None = strawberry.field(description="A test of one metric's value.", default=UNSET)


@strawberry.input(one_of=True, description="What to compare with. Give exactly one member.")
class Comparison:
    previous_period: bool | None = strawberry.field(
        description="As many days just before; before a relative range as many of its units, before a school year the "
        "one before. False: no comparison.",
        default=UNSET,
    )
    prior_year: bool | None = strawberry.field(
        description="The same dates one year before. False: no comparison.", default=UNSET
    )
    range: DateSpan | None = strawberry.field(
        description="Exactly these days, also where today cuts the question's own range short.", default=UNSET
    )
    cohort: Filter | None = strawberry.field(
        description="Other learners, on the same days: the filter takes the place of what `where` says of its "
        "dimensions, and rows are compared whatever their own values of these.",
        default=UNSET,
    )


@strawberry.input(description="One key of the order of rows.")
class OrderBy:
    by: str = strawberry.field(description='A dimension, a metric\'s name or alias, or "bucket".')
    direction: Direction = strawberry.field(description="Smallest or largest first.", default=Direction.ASC)
    of: ValueMember | None = strawberry.field(
        description="Which number of a metric to order by: VALUE, or in a query that has `compare` its difference from "
        "the baseline. The default is VALUE. Rows that show the number as null come last.",
        default=UNSET,
    )


@converted_once
@strawberry.input(description="A question about metrics.")
class MetricQuery:
    metrics: list[MetricPick] = strawberry.field(description="What to measure, at least one.")
    group_by: list[str] = strawberry.field(description="Names of dimensions: a row for each.", default_factory=list)
    time: TimeRange = strawberry.field(description="The range of days that the question is about.")
    granularity: Granularity | None = strawberry.field(
        description="Buckets of time; absent: one bucket, the whole range.", default=UNSET
    )
    where: Filter | None = strawberry.field(description="Which learners and grades count.", default=UNSET)
    having: ValueFilter | None = strawberry.field(
        description="Which rows to keep, by their values. Totals are of all rows unless `totalsOf` is KEPT.",
        default=UNSET,
    )
    compare: Comparison | None = strawberry.field(
        description="What to compare every value with: the row of the same keys, in the corresponding bucket.",
        default=UNSET,
    )
    order_by: list[OrderBy] = strawberry.field(
        description="The order of rows. Ties are ordered by the values of the keys, as `groupBy` lists them, then by "
        "the bucket, smallest first.",
        default_factory=list,
    )
    totals: bool = strawberry.field(description="Also answer with all groups and buckets together.", default=False)
    subtotals: bool = strawberry.field(
        description="Also answer with every shorter grouping: by `groupBy` without its last dimension, without its "
        "last two, and so on; the bucket counts as the last of all.",
        default=False,
    )
    totals_of: TotalsOf | None = strawberry.field(
        description="Which rows `totals` and `subtotals` are of where `having` drops some; absent: ALL. KEPT cannot be "
        "asked for together with a granularity.",
        default=UNSET,
    )
    as_of: date | None = strawberry.field(
        description="Nothing later than this day is read; absent: today. Participants of a partnership are those whose "
        "participation has begun by this day, as recorded now: what was recorded of learners earlier is not kept.",
        default=UNSET,
    )
    timezone: str | None = strawberry.field(
        description="Where it is today, as an IANA name such as America/Chicago; absent: in the districts asked about.",
        default=UNSET,
    )
    include_days_without_school: bool = strawberry.field(
        description="By DAY, also answer with rows for days on which no school is taught and nothing happened, such as "
        "weekends. Other granularities have all their rows anyway.",
        default=False,
    )
    level: Level | None = strawberry.field(
        description="Where a learner counts once; absent: SCHOOL where `groupBy` or a filter names `school`, DISTRICT "
        "otherwise. Totals and subtotals without `school` are at level DISTRICT, so they can be smaller than the sum "
        "of the schools' rows, by the learners whom several schools count.",
        default=UNSET,
    )
