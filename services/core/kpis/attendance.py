"""Attendance and enrolment KPIs (design section 5)."""

from services.core.attendance import NO_SHOW
from services.core.day_reading import WHOLE_DAY
from services.core.kpis.dimensions import DAY_DIMENSIONS, LEARNER_DIMENSIONS, SCHOOL_DIMENSIONS, WEEKDAY
from services.core.kpis.model import Granularity, Metric, MetricKind, Reading, Term, Terms, Unit
from services.core.kpis.timeliness import ARRIVALS, DAYS_LATE, LATE, TIMELINESS

_ALL = tuple(Granularity)


def _sum(*measures: str) -> Terms:
    return tuple(Term(Reading.SUM, measure) for measure in measures)


def _running(*measures: str) -> Terms:
    """The first measure less the others."""
    return tuple(Term(Reading.RUNNING, measure, -1 if i else 1) for i, measure in enumerate(measures))


def _flow(
    name: str,
    label: str,
    unit: Unit,
    description: str,
    formula: str,
    source: str,
    numerator: Terms,
    denominator: Terms | None = None,
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
    numerator: Terms,
    denominator: Terms | None = None,
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

ATTENDANCE = (
    _standing(
        "enrolled_learners",
        "Enrolled learners",
        Unit.COUNT,
        "Distinct learners with a member day so far this school year; an exit does not take one back.",
        "learners, each once per school or, at level DISTRICT, once per district, from the first member day on",
        "Ed-Fi StudentSchoolAssociation, CEDS 000179",
        _running("enrolled"),
    ),
    _standing(
        "no_shows",
        "No-shows",
        Unit.COUNT,
        "Learners who were enrolled and were never there: all their enrolments ended before a day with school. They "
        "are not among the enrolled. At level DISTRICT: learners without a day at any school of the district.",
        "learners whose enrolments of the school year all ended and hold no instructional day, from the last exit date "
        "on; with the policy's exitDate firstDayAway the exit date is no day of an enrolment",
        "Ed-Fi StudentSchoolAssociation",
        _running(NO_SHOW),
    ),
    _standing(
        "members",
        "Members",
        Unit.COUNT,
        "Learners enrolled on the last day of the range or bucket.",
        "learners with entry date ≤ day ≤ exit date (policy exitDate firstDayAway: day < exit date)",
        "Ed-Fi StudentSchoolAssociation",
        _running("member"),
    ),
    _flow(
        "instructional_days",
        "Instructional days",
        Unit.DAYS,
        "Dates on which school is taught, by the school's main calendar (the one without a name); above one school the "
        "distinct dates on which any school in scope teaches.",
        "dates of the school's main calendar whose kind is one of the policy's instructionalKinds",
        "Ed-Fi CalendarDate",
        INSTRUCTIONAL_DAYS,
        dimensions=DAY_DIMENSIONS,
    ),
    _flow(
        "member_days",
        "Member days",
        Unit.DAYS,
        "Days on which learners were enrolled while school was taught, by the calendar that they follow.",
        "sum over learners of the instructional days d with entry date ≤ d ≤ exit date (policy exitDate "
        "firstDayAway: d < exit date), from July 1 of the school year that the enrolment names, by the calendar that "
        "it names",
        "edu_wh; Ed-Fi Analytics Middle Tier",
        MEMBER_DAYS,
    ),
    _flow(
        "days_attended",
        "Days attended",
        Unit.DAYS,
        "Member days on which the learner was there: where only absences are reported, every day without one; where "
        "presence is reported, every day marked present.",
        "member days − absences (positive attendance: days marked − absences)",
        "edu_wh; Ed-Fi Analytics Middle Tier",
        ATTENDED,
        per=WHOLE_DAY,
    ),
    _flow(
        "absences",
        "Absences",
        Unit.DAYS,
        "One per learner and member day with an excused or unexcused absence, at each school or, at level DISTRICT, in "
        f"the district. {_STANDS} {_SECTIONS} {_HALVES}",
        "excused absences + unexcused absences",
        "Ed-Fi AttendanceEventCategoryDescriptor; edu_wh",
        ABSENCES,
        per=WHOLE_DAY,
    ),
    _flow(
        "excused_absences",
        "Excused absences",
        Unit.DAYS,
        f"Member days whose mark that stands is an excused absence. {_STANDS} {_HALVES}",
        "member days with an Excused Absence that stands − ½ × those of half a day",
        "Ed-Fi AttendanceEventCategoryDescriptor; edu_wh",
        EXCUSED,
        per=WHOLE_DAY,
    ),
    _flow(
        "unexcused_absences",
        "Unexcused absences",
        Unit.DAYS,
        f"Member days whose mark that stands is an unexcused absence. {_STANDS} {_HALVES}",
        "member days with an Unexcused Absence that stands − ½ × those of half a day",
        "Ed-Fi AttendanceEventCategoryDescriptor; edu_wh",
        UNEXCUSED,
        per=WHOLE_DAY,
    ),
    _flow(
        "attendance_rate",
        "Attendance rate",
        Unit.PERCENT,
        "Share of member days attended; unmarked days are left out where presence is reported.",
        "days attended ÷ member days (positive attendance: ÷ days marked)",
        "Ed-Fi, edu_wh",
        ATTENDED,
        KNOWN_DAYS,
        per=WHOLE_DAY,
    ),
    _flow(
        "reporting_completeness",
        "Reporting completeness",
        Unit.PERCENT,
        "School days on which anything was reported. Where only absences are sent, a silent feed looks like perfect "
        "attendance; this shows it.",
        "instructional days of each school, by its main calendar, with a mark or a roll ÷ instructional days of each "
        "school; marks that wait, such as those of learners who are not enrolled there, are reports, too",
        "Tandem",
        (Term(Reading.REPORTED_DAYS),),
        (Term(Reading.SCHOOL_DAYS),),
        SCHOOL_DIMENSIONS,
    ),
    _flow(
        "average_daily_attendance",
        "Average daily attendance",
        Unit.COUNT,
        "Learners present on an average instructional day: a head count.",
        "days attended ÷ instructional days",
        "State practice (ADA)",
        ATTENDED,
        INSTRUCTIONAL_DAYS,
        DAY_DIMENSIONS,
        per=WHOLE_DAY,
    ),
    _standing(
        "eligible_learners",
        "Eligible learners",
        Unit.COUNT,
        f"Learners who can count as chronically absent. {_MINIMUM}",
        "learners with ≥ 10 member days so far",
        _CHRONIC,
        _running("eligible"),
    ),
    _standing(
        "chronic_learners",
        "Chronically absent learners",
        Unit.COUNT,
        f"Learners absent on at least 10 % of their member days so far. {_MINIMUM}",
        "eligible learners with 10 × absences ≥ member days",
        _CHRONIC,
        _running("chronic"),
    ),
    _standing(
        "severe_learners",
        "Severely chronically absent learners",
        Unit.COUNT,
        f"Learners absent on at least 20 % of their member days so far. {_MINIMUM}",
        "eligible learners with 5 × absences ≥ member days",
        "Attendance Works",
        _running("severe"),
    ),
    _standing(
        "chronic_absence_rate",
        "Chronic absence rate",
        Unit.PERCENT,
        "Share of eligible learners who are chronically absent.",
        "chronically absent learners ÷ eligible learners",
        _CHRONIC,
        _running("chronic"),
        _running("eligible"),
    ),
    _standing(
        "severe_absence_rate",
        "Severe chronic absence rate",
        Unit.PERCENT,
        "Share of eligible learners who are absent on 20 % of their days or more.",
        "severely chronically absent learners ÷ eligible learners",
        "Attendance Works",
        _running("severe"),
        _running("eligible"),
    ),
    _standing(
        "absence_below_5",
        "Absent below 5 %",
        Unit.COUNT,
        f"Satisfactory attendance. {_BANDS}",
        "eligible learners with 20 × absences < member days",
        "Attendance Works",
        _running("eligible", "at_5"),
    ),
    _standing(
        "absence_5_to_10",
        "Absent 5 to under 10 %",
        Unit.COUNT,
        f"At-risk attendance. {_BANDS}",
        "eligible learners with 20 × absences ≥ member days > 10 × absences",
        "Attendance Works",
        _running("at_5", "chronic"),
    ),
    _standing(
        "absence_10_to_20",
        "Absent 10 to under 20 %",
        Unit.COUNT,
        f"Moderate chronic absence. {_BANDS}",
        "eligible learners with 10 × absences ≥ member days > 5 × absences",
        "Attendance Works",
        _running("chronic", "severe"),
    ),
    _standing(
        "absence_20_up",
        "Absent 20 % and more",
        Unit.COUNT,
        f"Severe chronic absence. {_BANDS}",
        "eligible learners with 5 × absences ≥ member days",
        "Attendance Works",
        _running("severe"),
    ),
    _standing(
        "absent_learners",
        "Learners with an absence",
        Unit.COUNT,
        "Learners with at least one absence so far this school year.",
        "learners with ≥ 1 absence",
        "Ed-Fi",
        _running("absentee"),
    ),
    _flow(
        "attendance_timeliness_days",
        "Timeliness of attendance",
        Unit.DAYS,
        f"How late marks of attendance reach Tandem, on average. {TIMELINESS}",
        "sum over marks of member days of the days from their date to their first arrival ÷ marks whose arrival is "
        "known",
        "ours",
        _sum(DAYS_LATE),
        _sum(ARRIVALS),
    ),
    _flow(
        "attendance_on_time_rate",
        "Attendance on time",
        Unit.PERCENT,
        f"Share of the marks of attendance that reached Tandem by the next morning. {TIMELINESS}",
        "marks of member days that arrived before 12:00 UTC of the day after their date ÷ those whose arrival is known",
        "ours",
        (Term(Reading.SUM, ARRIVALS), Term(Reading.SUM, LATE, -1)),
        _sum(ARRIVALS),
    ),
    _flow(
        "truancy_rate",
        "Truancy rate",
        Unit.PERCENT,
        "Share of member days with an unexcused absence.",
        "unexcused absences ÷ member days (positive attendance: ÷ days marked)",
        "State practice",
        UNEXCUSED,
        KNOWN_DAYS,
        per=WHOLE_DAY,
    ),
    _flow(
        "tardies",
        "Tardies",
        Unit.DAYS,
        f"Member days on which the learner came late. {_STANDS}",
        "member days with a Tardy mark that stands",
        "Ed-Fi AttendanceEventCategoryDescriptor",
        _sum("tardy"),
    ),
    _flow(
        "tardy_rate",
        "Tardy rate",
        Unit.PERCENT,
        "Share of member days on which the learner came late.",
        "tardies ÷ member days (positive attendance: ÷ days marked)",
        "State practice",
        _sum("tardy"),
        KNOWN_DAYS,
    ),
    _flow(
        "partials",
        "Partial days",
        Unit.DAYS,
        f"Member days with a partial attendance mark. {_STANDS}",
        "member days with a Partial mark that stands",
        "Ed-Fi AttendanceEventCategoryDescriptor",
        _sum("partial"),
    ),
    _flow(
        "excused_share",
        "Excused share of absences",
        Unit.PERCENT,
        "Share of absences that are excused.",
        "excused absences ÷ absences",
        "State practice",
        EXCUSED,
        ABSENCES,
        per=WHOLE_DAY,
        denominator_per=WHOLE_DAY,
    ),
)
