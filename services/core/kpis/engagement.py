"""Engagement KPIs."""

from services.core.kpis.dimensions import DOSAGE_DIMENSIONS, ENGAGEMENT_DIMENSIONS, WEEKDAY
from services.core.kpis.model import Granularity, Metric, MetricKind, Reading, Term, Unit
from services.core.kpis.timeliness import ARRIVALS, DAYS_LATE, LATE, TIMELINESS

_PLACE = (
    "An engagement counts at the school at which the learner was enrolled on its date; of several the primary one, or "
    "else the one entered last; without one at the enrolment nearest in days, of two equally near the earlier one."
)

ENGAGEMENT = (
    Metric(
        "engaged_learners",
        "Engaged learners",
        "Distinct learners active in the range, or in each bucket of it. Cells say how many they are on a day, in a "
        "month from its first day on, in a school year from July 1 on, and of one kind of engagement or all; over any "
        "other range, and of several kinds together, they are counted from the facts of those in scope, which costs "
        "more.",
        Unit.COUNT,
        MetricKind.STANDING,
        "engagement",
        "learners with at least one engagement in the bucket, each once per school or, at level DISTRICT, once per "
        "district; also where the range touches several school years. Within a school year a learner counts where "
        f"the first engagement of the bucket counts. {_PLACE}",
        "1EdTech Caliper; 21st CCLC",
        (Term(Reading.DISTINCT, "engaged"),),
        None,
        ENGAGEMENT_DIMENSIONS,
        tuple(Granularity),
    ),
    Metric(
        "engagement_minutes",
        "Engagement minutes",
        "Minutes of engagement, added up over learners.",
        Unit.MINUTES,
        MetricKind.FLOW,
        "engagement",
        f"sum of minutes. {_PLACE}",
        "1EdTech Caliper MinutesOnTask; 21st CCLC",
        (Term(Reading.SUM, "minutes"),),
        None,
        (*ENGAGEMENT_DIMENSIONS, WEEKDAY),
        tuple(Granularity),
    ),
    Metric(
        "engagement_timeliness_days",
        "Timeliness of engagement",
        f"How late engagements reach Tandem, on average. {TIMELINESS}",
        Unit.DAYS,
        MetricKind.FLOW,
        "engagement",
        "sum over engagements of the days from their date to their first arrival ÷ engagements whose arrival is known",
        "ours",
        (Term(Reading.SUM, DAYS_LATE),),
        (Term(Reading.SUM, ARRIVALS),),
        (*ENGAGEMENT_DIMENSIONS, WEEKDAY),
        tuple(Granularity),
    ),
    Metric(
        "engagement_on_time_rate",
        "Engagement on time",
        f"Share of the engagements that reached Tandem by the next morning. {TIMELINESS}",
        Unit.PERCENT,
        MetricKind.FLOW,
        "engagement",
        "engagements that arrived before 12:00 UTC of the day after their date ÷ engagements whose arrival is known",
        "ours",
        (Term(Reading.SUM, ARRIVALS), Term(Reading.SUM, LATE, -1)),
        (Term(Reading.SUM, ARRIVALS),),
        (*ENGAGEMENT_DIMENSIONS, WEEKDAY),
        tuple(Granularity),
    ),
    Metric(
        "dosage_hours",
        "Dosage",
        "Hours of engagement in the partnership itself for each of its participants: learners who were enrolled on a "
        "day in the partnership so far, each once per school year and school or, at level DISTRICT, district. By kind "
        "of engagement, the hours of each kind are divided by all of these participants, so that the kinds add up.",
        Unit.HOURS,
        MetricKind.FLOW,
        "engagement",
        "minutes of engagements in the partnership ÷ 60 ÷ participants so far",
        "1EdTech Caliper MinutesOnTask; 21st CCLC",
        (Term(Reading.SUM, "own_minutes"),),
        (Term(Reading.PARTICIPANTS),),
        DOSAGE_DIMENSIONS,
        tuple(Granularity),
        per=60,
    ),
)
