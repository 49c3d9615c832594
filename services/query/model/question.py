"""Questions about metrics as frozen values. GraphQL, exports and scheduled reports all speak these."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.core.kpis import Granularity
from services.query.model.question_filters import Filter, ValueFilter, ValueMember


@dataclass(frozen=True, slots=True)
class MetricRef:
    """A metric of the catalogue, under its own name or an alias, with a filter of its own."""

    name: str
    alias: str | None = None
    where: Filter | None = None

    @property
    def label(self) -> str:
        return self.name if self.alias is None else self.alias


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Both ends included."""

    begin: date
    end: date


@dataclass(frozen=True, slots=True)
class Last:
    """The last n units before the day of asking; the running one counts as one of them when included."""

    n: int
    unit: Granularity
    include_current: bool = False


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """July 1 to June 30, named by the year it ends in."""

    year: int


TimeRange = DateSpan | Last | SchoolYear


@dataclass(frozen=True, slots=True)
class DerivedMetric:
    """A column computed from others by a formula (see `services.query.formula.parser`)."""

    alias: str
    formula: str

    @property
    def label(self) -> str:
        return self.alias


Measure = MetricRef | DerivedMetric


@dataclass(frozen=True, slots=True)
class PreviousPeriod:
    """As many days just before; of a relative range and of a school year as many of its units."""


@dataclass(frozen=True, slots=True)
class PriorYear:
    """The same dates a school year before; February 29 becomes the 28th."""


@dataclass(frozen=True, slots=True)
class OtherLearners:
    """Other learners on the same days: the filter takes the place of what `where` says of its dimensions."""

    cohort: Filter


Comparison = PreviousPeriod | PriorYear | DateSpan | OtherLearners


@dataclass(frozen=True, slots=True)
class OrderBy:
    """A dimension, a metric's label, or "bucket".

    Attributes:
        of: the number of a metric that rows are ordered by.
    """

    by: str
    descending: bool = False
    of: ValueMember = ValueMember.VALUE


class Level(StrEnum):
    """Where a learner counts once: at each school, or in each district, whatever the schools there."""

    SCHOOL = "SCHOOL"
    DISTRICT = "DISTRICT"


class TotalsOf(StrEnum):
    """Which rows totals and subtotals are of, where `having` drops some."""

    ALL = "ALL"
    KEPT = "KEPT"


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """A question.

    Attributes:
        granularity: None: one bucket, the whole range.
        having: which rows are kept.
        totals, subtotals: also all groups and buckets together, and those of every shorter grouping.
        totals_of: whether totals and subtotals are of all rows, or of the learners of those that `having` keeps.
        as_of: nothing later than this day is read; None: today, in `timezone` or else in that of the districts.
        include_days_without_school: by day, also rows of days on which nobody is taught and nothing happened.
        level: None: SCHOOL where the question groups or filters by school, DISTRICT otherwise.
    """

    metrics: tuple[Measure, ...]
    time: TimeRange
    group_by: tuple[str, ...] = ()
    granularity: Granularity | None = None
    where: Filter | None = None
    order_by: tuple[OrderBy, ...] = ()
    totals: bool = False
    as_of: date | None = None
    having: ValueFilter | None = None
    compare: Comparison | None = None
    subtotals: bool = False
    timezone: str | None = None
    include_days_without_school: bool = False
    level: Level | None = None
    totals_of: TotalsOf = TotalsOf.ALL
