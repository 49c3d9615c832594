"""What a KPI is: a formula over measures, kept as numerator and denominator and divided last."""

from dataclasses import dataclass
from enum import StrEnum


class MetricKind(StrEnum):
    """FLOW sums over the dates of the range; STANDING is the state at the end of the range or bucket."""

    FLOW = "FLOW"
    STANDING = "STANDING"


class Unit(StrEnum):
    COUNT = "COUNT"
    DAYS = "DAYS"
    MINUTES = "MINUTES"
    HOURS = "HOURS"
    PERCENT = "PERCENT"
    POINTS = "POINTS"
    CURRENCY = "CURRENCY"
    RATIO = "RATIO"


class Granularity(StrEnum):
    """Buckets of time; weeks begin on Monday, school years on July 1."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    GRADING_PERIOD = "GRADING_PERIOD"
    TERM = "TERM"
    SCHOOL_YEAR = "SCHOOL_YEAR"


class Reading(StrEnum):
    """How a measure of the cells becomes the number of a bucket.

    SUM: over the dates of the bucket. RUNNING: net changes from the start of the school year to the bucket's end.
    RUNNING_DAYS: the running sum, added up over the instructional days of the bucket. DISTINCT: learners counted once
    in the bucket, from a sum where the cells have it, otherwise from the facts of the learners. The others come from
    calendars: INSTRUCTIONAL_DAYS are distinct dates, SCHOOL_DAYS are counted for each school, REPORTED_DAYS are those
    of them with any report.

    PARTICIPANTS: learners with a day in the partnership so far, in each school year that the bucket touches.

    Of the states of partnerships: ENTRIES are the amounts dated in the bucket; PART and WHOLE are what the state at the
    bucket's end says.
    """

    SUM = "SUM"
    RUNNING = "RUNNING"
    RUNNING_DAYS = "RUNNING_DAYS"
    DISTINCT = "DISTINCT"
    INSTRUCTIONAL_DAYS = "INSTRUCTIONAL_DAYS"
    SCHOOL_DAYS = "SCHOOL_DAYS"
    REPORTED_DAYS = "REPORTED_DAYS"
    PARTICIPANTS = "PARTICIPANTS"
    ENTRIES = "ENTRIES"
    PART = "PART"
    WHOLE = "WHOLE"


PARTNERSHIP = "partnership"
"""The family of metrics that come from the states of partnerships, not from cells."""


@dataclass(frozen=True, slots=True)
class Term:
    """`weight` times one reading of one measure; calendar readings have no measure."""

    reading: Reading
    measure: str = ""
    weight: int = 1


SumOfTerms = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Metric:
    """One KPI of the catalogue.

    Attributes:
        name: the slug, which never changes.
        family: the cells it reads: `day`, `grade` or `engagement`; or `PARTNERSHIP`.
        formula: in words that a person can check.
        source: CEDS element, Ed-Fi entity, state rule, or ours.
        numerator, denominator: without a denominator the value is the numerator. A PERCENT is 100 times their ratio.
        per: the numerator is kept in such parts (100: hundredths); of partnerships the denominator, too.
        denominator_per: the same of the denominator, of metrics of learners.
        dimensions, granularities: what it may be grouped and bucketed by.
    """

    name: str
    label: str
    description: str
    unit: Unit
    kind: MetricKind
    family: str
    formula: str
    source: str
    numerator: SumOfTerms
    denominator: SumOfTerms | None
    dimensions: tuple[str, ...]
    granularities: tuple[Granularity, ...]
    per: int = 1
    denominator_per: int = 1
    deprecation_reason: str | None = None

    @property
    def terms(self) -> SumOfTerms:
        return self.numerator + (self.denominator or ())

    def reads(self, *readings: Reading) -> bool:
        return any(term.reading in readings for term in self.terms)


@dataclass(frozen=True, slots=True)
class Dimension:
    """What metrics are grouped and filtered by; `name` is the key column of the cells, if they have it."""

    name: str
    label: str
    description: str
