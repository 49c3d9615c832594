"""Questions about a small district, and what is shown of their answers."""

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec

from services.contracts import facts
from services.contracts.primitives import AttendanceCategory, EngagementKind
from services.query.model.answers import Answer, Row
from services.query.model.question import MetricQuery, MetricRef, SchoolYear
from services.query.model.question_filters import DimensionFilter, Predicate
from tests.consumers.world import DATES, LEARNERS, SCHOOLS, calendar

NOW = datetime(2010, 9, 20, 12, tzinfo=UTC)
ONE, TWO = SCHOOLS


def mark(learner: str, day: int, category: AttendanceCategory = "Excused Absence") -> facts.Attendance:
    return facts.Attendance(school=ONE, learner=learner, date=DATES[day], category=category)


def engagement(learner: str, number: int, day: date, kind: EngagementKind = "tutoring") -> facts.Engagement:
    return facts.Engagement(learner=learner, engagement=str(number), date=day, kind=kind, minutes=30)


def grade(learner: str, subject: str, numeric: float) -> facts.Grade:
    return facts.Grade(
        school=ONE,
        learner=learner,
        school_year=2011,
        grading_period="P1",
        course=subject,
        subject=subject,
        numeric=numeric,
    )


two_periods = msgspec.structs.replace(
    calendar(TWO, set()), grading_periods=(facts.Period(name="Q1", begin=DATES[0], end=DATES[5]),)
)
PAYLOADS: list[facts.Data] = [
    facts.District(name="Grand Bend ISD", time_zone="America/Chicago"),
    facts.School(school=ONE, name="Elementary"),
    facts.School(school=TWO, name="High"),
    calendar(ONE, set()),
    two_periods,
    facts.Enrollment(school=ONE, learner=LEARNERS[0], entry_date=DATES[0], grade_level="First grade"),
    facts.Enrollment(school=ONE, learner=LEARNERS[1], entry_date=DATES[0], grade_level="Second grade"),
    facts.Enrollment(school=TWO, learner=LEARNERS[2], entry_date=DATES[3], grade_level="Ninth grade"),
    facts.Learner(learner=LEARNERS[0], school_year=2011, sex="Female"),
    mark(LEARNERS[0], 1),
    mark(LEARNERS[0], 2, "Unexcused Absence"),
    mark(LEARNERS[1], 1),
    engagement(LEARNERS[0], 1, date(2010, 8, 24)),
    engagement(LEARNERS[0], 2, date(2010, 9, 1), "lab_visit"),
    engagement(LEARNERS[1], 3, date(2010, 9, 2)),
    facts.Participation(learner=LEARNERS[0], partnership="hospital", start_date=DATES[2]),
    grade(LEARNERS[0], "Mathematics", 95),
    grade(LEARNERS[0], "Science", 65),
    grade(LEARNERS[1], "Mathematics", 75),
]


def query(*names: str, **more: object) -> MetricQuery:
    metrics = tuple(MetricRef(name) for name in names)
    return replace(MetricQuery(metrics=metrics, time=SchoolYear(2011)), **more)  # type: ignore[arg-type]


def shown(answer: Answer) -> list[tuple[object, ...]]:
    def row(row: Row) -> tuple[object, ...]:
        bucket = (row.bucket.isoformat(),) if row.bucket else ()
        return (*(key.value for key in row.keys), *bucket, *(value.value for value in row.values))

    return [row(shown_row) for shown_row in answer.rows]


def dimension(name: str, **predicate: object) -> DimensionFilter:
    return DimensionFilter(name, Predicate(**predicate))  # type: ignore[arg-type]
