"""What metrics of attendance add up, and the rules that they share."""

from services.core.day_reading import WHOLE_DAY
from services.core.kpis.dimensions import LEARNER_DIMENSIONS, WEEKDAY
from services.core.kpis.model import Granularity, Metric, MetricKind, Reading, SumOfTerms, Term, Unit

_ALL = tuple(Granularity)


def _sum(*measures: str) -> SumOfTerms:
    return tuple(Term(Reading.SUM, measure) for measure in measures)


def _running(*measures: str) -> SumOfTerms:
    """The first measure less the others."""
    return tuple(Term(Reading.RUNNING, measure, -1 if i else 1) for i, measure in enumerate(measures))


def _flow(
    name: str,
    label: str,
    unit: Unit,
    description: str,
    formula: str,
    source: str,
    numerator: SumOfTerms,
    denominator: SumOfTerms | None = None,
    dimensions: tuple[str, ...] = LEARNER_DIMENSIONS,
    per: int = 1,
    denominator_per: int = 1,
) -> Metric:
    kind, by = MetricKind.FLOW, (*dimensions, WEEKDAY)
    return Metric(
        name, label, description, unit, kind, "day", formula, source, numerator, denominator, by, _ALL,
        per=per, denominator_per=denominator_per,
    )  # fmt: skip


def _standing(
    name: str,
    label: str,
    unit: Unit,
    description: str,
    formula: str,
    source: str,
    numerator: SumOfTerms,
    denominator: SumOfTerms | None = None,
) -> Metric:
    kind = MetricKind.STANDING
    return Metric(
        name, label, description, unit, kind, "day", formula, source, numerator, denominator, LEARNER_DIMENSIONS, _ALL
    )


MEMBER_DAYS = (Term(Reading.RUNNING_DAYS, "member"), Term(Reading.SUM, "own_days"))
"""Members on the days of the school's main calendar, and by how much the days of those differ who follow another."""
EXCUSED = (Term(Reading.SUM, "excused", WHOLE_DAY), Term(Reading.SUM, "excused_half", -1))
UNEXCUSED = (Term(Reading.SUM, "unexcused", WHOLE_DAY), Term(Reading.SUM, "unexcused_half", -1))
ABSENCES = (*EXCUSED, *UNEXCUSED)
"""In halves of days."""
KNOWN_DAYS = (
    Term(Reading.RUNNING_DAYS, "member"),
    Term(Reading.RUNNING_DAYS, "unpresumed", -1),
    Term(Reading.SUM, "own_presumed"),
    Term(Reading.SUM, "marked"),
)
"""Member days of which it is known whether the learner was there: all of them where only absences are reported
(negative attendance), the marked ones where presence is (positive attendance)."""
ATTENDED = (
    *(Term(term.reading, term.measure, WHOLE_DAY * term.weight) for term in KNOWN_DAYS),
    *(Term(term.reading, term.measure, -term.weight) for term in ABSENCES),
)
"""In halves of days."""
_STANDS = (
    "Of several marks of a day one stands, by the policy's markPrecedence: by default a late arrival corrects an "
    "absence, an absence corrects a mark in attendance, and excused stands before unexcused. Marks of a section are "
    "among them only where it takes the daily attendance (`daily: true`, Ed-Fi officialAttendancePeriod)."
)
_SECTIONS = (
    "With the policy's sectionAbsencesForADay a day is an absence, too, on which the learner was absent from so many "
    "sections; with absentMinutesForADay from so many minutes absent on."
)
_HALVES = "With the policy's absentParts an absence may be half a day, and counts ½."
INSTRUCTIONAL_DAYS = (Term(Reading.INSTRUCTIONAL_DAYS),)
_BANDS = "Attendance Works bands: days absent so far ÷ member days so far, lower end inclusive."
_MINIMUM = (
    "Only learners with at least 10 member days so far. Where presence is marked (positive attendance), these are days "
    "enrolled, and the share is that of the days marked so far; with the policy's absentParts absences count in halves."
)
_CHRONIC = "CEDS 002022, EDFacts FS195"
