"""Rows of an answer. There are thousands in one: plain attributes only, so that nothing runs for each field."""

from datetime import date
from functools import lru_cache

import strawberry

from schema.common import ids
from schema.common.enums import ValueStatus
from services.query.model import answers


@strawberry.type(description="The value that a row has for a dimension.")
class Key:
    dimension: str = strawberry.field(description="The name of the dimension, such as `grade_level`.")
    value: str | None = strawberry.field(description='The id in the source system; null for "not known".')
    label: str | None = strawberry.field(description="The value for people.")
    id: strawberry.ID | None = strawberry.field(
        description="The global id of the district, school or partnership that the value names, as `node(id:)` takes "
        "it. It tells two schools apart whose districts use the same school id. Null for all other dimensions, and for "
        '"not known".',
        default=None,
    )


@strawberry.type(description="One number, and why it is what it is.")
class Value:
    metric: str = strawberry.field(description="The metric's name, or its alias in the query.")
    value: float | None = strawberry.field(
        description="The number, PERCENT at full precision; null with a status that says why."
    )
    numerator: float | None = strawberry.field(description="The part above the line; without a line, the number.")
    denominator: float | None = strawberry.field(description="The part below the line; null without one.")
    n: int | None = strawberry.field(
        description="Learners behind it: enrolled so far at the bucket's end, or graded. Over several school years: "
        "of a standing those of the last year, of a flow those of the year with the most. Null when that is not known."
    )
    status: ValueStatus = strawberry.field(description="Whether the value is exact, and if not, why.")
    baseline: float | None = strawberry.field(
        description="The value compared with; null with a `baselineStatus` that says why.", default=None
    )
    delta: float | None = strawberry.field(
        description="`value` less `baseline`; null where one of them is.", default=None
    )
    delta_pct: float | None = strawberry.field(
        description="`delta` in percent of `baseline`; null, too, where that is 0.", default=None
    )
    baseline_status: ValueStatus | None = strawberry.field(
        description="Whether the baseline is exact, and if not, why; null without a comparison.", default=None
    )
    baseline_n: int | None = strawberry.field(
        description="Learners behind the baseline, counted as `n` is; null without a comparison, and when that is not "
        "known.",
        default=None,
    )


@strawberry.type(description="The values of one group in one bucket of time.")
class Row:
    keys: list[Key] = strawberry.field(description="What the group is, in the order of `groupBy`.")
    bucket: date | None = strawberry.field(
        description="The first day of the bucket; null without `granularity`, and of the days that are in no term or "
        "grading period."
    )
    values: list[Value] = strawberry.field(description="The numbers, in the order of `metrics`.")
    bucket_label: str | None = strawberry.field(
        description="The name of the bucket for people, such as `Fall Semester`, `September 2010` or `2010-11`; null "
        "without `granularity`. Terms and grading periods have the names that the calendars give them: where schools "
        "of the row name the same period differently, all of the names, such as `Autumn / Fall`. If the query covers "
        "several school years, the year follows, such as `Fall Semester 2010-11`.",
        default=None,
    )


STATUSES = {status: ValueStatus[status.name] for status in answers.ValueStatus}


OBJECT_TYPES = {"district": "District", "school": "School", "partnership": "Partnership"}
"""Dimensions whose values are objects of the API, and the types of these."""


def key(item: answers.Key) -> Key:
    return Key(dimension=item.dimension, value=item.value, label=item.label, id=global_id(item))


def global_id(item: answers.Key) -> strawberry.ID | None:
    """The id of the object that the key names; None where its values are no objects, or its value is not known."""
    if item.dimension not in OBJECT_TYPES or item.value is None:
        return None
    return _global_id(OBJECT_TYPES[item.dimension], item.value, item.district)


@lru_cache(maxsize=65536)  # an answer has thousands of rows about the same schools
def _global_id(kind: str, value: str, district: str | None) -> strawberry.ID | None:
    if kind != "School":
        return strawberry.ID(ids.encode(kind, value))
    return None if district is None else strawberry.ID(ids.encode(kind, district, value))


def row(item: answers.Row) -> Row:
    return Row(
        keys=[key(group_key) for group_key in item.keys],
        bucket=item.bucket,
        values=[_value(v) for v in item.values],
        bucket_label=item.bucket_label,
    )


def _value(item: answers.Value) -> Value:
    return Value(
        metric=item.metric,
        value=item.value,
        numerator=item.numerator,
        denominator=item.denominator,
        n=item.n,
        status=STATUSES[item.status],
        baseline=item.baseline,
        delta=item.delta,
        delta_pct=item.delta_pct,
        baseline_status=STATUSES[item.baseline_status] if item.baseline_status else None,
        baseline_n=item.baseline_n,
    )
