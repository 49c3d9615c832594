"""Grade KPIs: grades of the kinds that the policy counts, by the district's scale."""

from services.core.kpis.dimensions import GRADE_DIMENSIONS, YEAR_DIMENSIONS
from services.core.kpis.model import Granularity, Metric, MetricKind, Reading, SumOfTerms, Term, Unit

_GRANULARITIES = (Granularity.GRADING_PERIOD, Granularity.TERM, Granularity.SCHOOL_YEAR)
_BAND_RANGES = {"a": "≥ 90", "b": "80 to under 90", "c": "70 to under 80", "d": "60 to under 70", "f": "under 60"}


def _sum(*measures: str) -> SumOfTerms:
    return tuple(Term(Reading.SUM, measure) for measure in measures)


def _flow(
    name: str,
    label: str,
    unit: Unit,
    description: str,
    formula: str,
    source: str,
    numerator: SumOfTerms,
    denominator: SumOfTerms | None = None,
    per: int = 1,
) -> Metric:
    return Metric(
        name, label, description, unit, MetricKind.FLOW, "grade", formula, source,
        numerator, denominator, GRADE_DIMENSIONS, _GRANULARITIES, per,
    )  # fmt: skip


GRADES = (
    _flow(
        "grades",
        "Grades",
        Unit.COUNT,
        "Grades given: numbers, letters, and marks that pass or fail by the policy's passFailMarks.",
        "grades",
        "Ed-Fi Grade",
        _sum("grades"),
    ),
    _flow(
        "grades_without_result",
        "Grades without a result",
        Unit.COUNT,
        "Grades that are only a mark which says neither pass nor fail, such as I (incomplete), or which is not in the "
        "policy's passFailMarks. They are not among the grades.",
        "grades without a number and a letter whose mark has the result none, or no row in the policy's table",
        "Ed-Fi Grade; district policy",
        _sum("without_result"),
    ),
    *(
        _flow(
            f"grades_{band}",
            f"Grades {band.upper()}",
            Unit.COUNT,
            f"Grades in band {band.upper()}: the letter where there is one, else a score of {scores}.",
            f"grades with letter {band.upper()} or, without a letter, a score of {scores}",
            "Ed-Fi Grade",
            _sum(f"grade_{band}"),
        )
        for band, scores in _BAND_RANGES.items()
    ),
    _flow(
        "grades_w",
        "Withdrawals",
        Unit.COUNT,
        "Grades W: the learner withdrew from the course.",
        "grades with letter W",
        "Ed-Fi Grade",
        _sum("grade_w"),
    ),
    _flow(
        "score_sum",
        "Sum of scores",
        Unit.POINTS,
        "Numeric grades added up, without those of letter W.",
        "sum of numeric grades without letter W",
        "Ed-Fi Grade.numericGradeEarned",
        _sum("score_hundredths"),
        per=100,
    ),
    _flow(
        "pass_rate",
        "Pass rate",
        Unit.PERCENT,
        "Share of grades at or above the pass mark (default 70); a letter without a number by its band's lower end. "
        "A W never passes, and is among the grades. A grade that is only a mark (P, S, NP …) passes or fails by the "
        "policy's passFailMarks; one without a result (I) is not among the grades.",
        "(grades ≥ pass mark + marks of pass) ÷ grades",
        "Ed-Fi Grade; district policy",
        _sum("passed"),
        _sum("grades"),
    ),
    _flow(
        "dfw_rate",
        "DFW rate",
        Unit.PERCENT,
        "Share of grades that are D, F or W, or a mark that fails by the policy's passFailMarks.",
        "(grades D + F + W + marks of fail) ÷ grades",
        "Higher-education practice",
        _sum("grade_d", "grade_f", "grade_w", "failed"),
        _sum("grades"),
    ),
    _flow(
        "average_score",
        "Average score",
        Unit.POINTS,
        "Mean of the numeric grades, without those of letter W: who withdrew has no score.",
        "sum of numeric grades ÷ numeric grades, both without letter W",
        "Ed-Fi Grade.numericGradeEarned",
        _sum("score_hundredths"),
        _sum("scored"),
        per=100,
    ),
    Metric(
        "on_track_rate",
        "On-track rate",
        "Share of learners in the ninth grade who earned at least 5 full-year credits and failed at most one core "
        "course in a semester, of those with a semester or final grade so far.",
        Unit.PERCENT,
        MetricKind.STANDING,
        "day",
        "learners on track ÷ learners assessed",
        "UChicago Consortium on School Research, freshman on-track",
        (Term(Reading.RUNNING, "on_track"),),
        (Term(Reading.RUNNING, "on_track_assessed"),),
        YEAR_DIMENSIONS,
        tuple(Granularity),
    ),
)
