"""The enums of the API. A value of the domain becomes one by its name: `Unit[metric.unit.name]`."""

from enum import Enum

import strawberry
from strawberry import enum_value


@strawberry.enum(description="How a metric relates to time.")
class MetricKind(Enum):
    FLOW = enum_value("FLOW", description="Sums over the dates of the range or bucket.")
    STANDING = enum_value("STANDING", description="The state as of the end of the range or bucket.")


@strawberry.enum(description="What a number counts or measures.")
class Unit(Enum):
    COUNT = enum_value("COUNT", description="A number of learners, grades or other things.")
    DAYS = enum_value("DAYS", description="A number of days.")
    MINUTES = enum_value("MINUTES", description="A number of minutes.")
    HOURS = enum_value("HOURS", description="A number of hours.")
    PERCENT = enum_value("PERCENT", description="From 0 to 100, at full precision.")
    POINTS = enum_value("POINTS", description="Points of a score.")
    CURRENCY = enum_value("CURRENCY", description="An amount of money.")
    RATIO = enum_value("RATIO", description="A numerator over a denominator, not times 100.")


@strawberry.enum(description="The length of the buckets of time into which values are divided.")
class Granularity(Enum):
    DAY = enum_value("DAY", description="One bucket for each calendar day.")
    WEEK = enum_value("WEEK", description="One bucket for each week, from Monday to Sunday.")
    MONTH = enum_value("MONTH", description="One bucket for each calendar month.")
    GRADING_PERIOD = enum_value("GRADING_PERIOD", description="A grading period of the school calendar.")
    TERM = enum_value("TERM", description="A term of the school calendar, such as a semester.")
    SCHOOL_YEAR = enum_value("SCHOOL_YEAR", description="July 1 to June 30, named by the year it ends in.")


@strawberry.enum(description="Where a learner counts once.")
class Level(Enum):
    SCHOOL = enum_value(
        "SCHOOL",
        description="At each school: whoever changes schools counts at both, with the days there.",
    )
    DISTRICT = enum_value(
        "DISTRICT",
        description="In each district: one learner, the days at all its schools once, one absence a day, one status.",
    )


@strawberry.enum(description="Which rows totals and subtotals are of, where `having` drops some.")
class TotalsOf(Enum):
    ALL = enum_value("ALL", description="All rows, whether `having` keeps them or not.")
    KEPT = enum_value("KEPT", description="The rows that `having` keeps.")


@strawberry.enum(description="The order of a sort.")
class Direction(Enum):
    ASC = enum_value("ASC", description="The smallest value comes first.")
    DESC = enum_value("DESC", description="The largest value comes first.")


@strawberry.enum(description="Which number of a metric's value a query orders by or tests.")
class ValueMember(Enum):
    VALUE = enum_value("VALUE", description="The value of the metric itself.")
    DELTA = enum_value("DELTA", description="Its difference from the baseline; only in a query that has `compare`.")
    DELTA_PCT = enum_value(
        "DELTA_PCT",
        description="Its difference from the baseline in percent of the baseline; only in a query that has `compare`.",
    )


@strawberry.enum(description="What a column of the answer holds.")
class ColumnKind(Enum):
    DIMENSION = enum_value("DIMENSION", description="Keys of a dimension that the query groups by.")
    BUCKET = enum_value("BUCKET", description="First days of the buckets of time.")
    METRIC = enum_value("METRIC", description="Values of a metric.")


@strawberry.enum(description="Why a value is what it is; null values are explained by it.")
class ValueStatus(Enum):
    OK = enum_value("OK", description="The value is exact.")
    NO_DATA = enum_value("NO_DATA", description="Nothing was reported that the value could be computed from.")
    SUPPRESSED = enum_value("SUPPRESSED", description="Hidden, because few learners are behind it.")
    CODED = enum_value("CODED", description='A bound such as ">= 95" stands for the exact value.')
    DIVIDE_BY_ZERO = enum_value("DIVIDE_BY_ZERO", description="The denominator is zero.")
