"""The dimensions of the catalogue. Every one has a value for "not known", which the API shows as null."""

from services.core.kpis.model import Dimension

_PLACES = (
    Dimension("district", "District", "Ed-Fi LocalEducationAgency, by its id."),
    Dimension("school", "School", "Ed-Fi School, by its id."),
    Dimension("grade_level", "Grade level", "Ed-Fi GradeLevelDescriptor of the enrolment entered last (CEDS 000100)."),
)
_ATTRIBUTES = (
    Dimension("sex", "Sex", "Ed-Fi SexDescriptor (CEDS 000255)."),
    Dimension(
        "race_ethnicity",
        "Race/ethnicity",
        "The federal seven: Hispanic/Latino of any race, one of five races, two or more races (72 FR 59266).",
    ),
    Dimension("hispanic_latino", "Hispanic/Latino", "Ed-Fi hispanicLatinoEthnicity (CEDS 000144)."),
    Dimension("economically_disadvantaged", "Economically disadvantaged", "CEDS 000086."),
    Dimension("english_learner", "English learner", "CEDS 000180."),
    Dimension("disability", "Disability", "Served under IDEA or with a recorded disability (CEDS 000218)."),
    Dimension("homeless", "Homeless", "McKinney-Vento homeless status (CEDS 000149)."),
    Dimension("foster_care", "Foster care", "In foster care (CEDS 001567)."),
    Dimension("military_connected", "Military connected", "A parent serves in the military (CEDS 001576)."),
)
_GRADES = (
    Dimension("grading_period", "Grading period", "Ed-Fi GradingPeriodDescriptor."),
    Dimension("subject", "Subject", "Ed-Fi AcademicSubjectDescriptor; of a grade that says none that of its course."),
)
_ENGAGEMENTS = (Dimension("engagement_kind", "Engagement kind", "Lab visit, internship, mentoring and so on."),)

PARTICIPANT, PEER = "participant", "peer"
_PARTICIPATIONS = (
    Dimension(
        "partnership",
        "Partnership",
        "By its id. Of learners: those who take part in it; a learner may be in several.",
    ),
    Dimension(
        "phase",
        "Phase",
        "Of each participant: before the first day in the partnership, during, or after (and between two stints). "
        "Numbers of a phase are of its days alone. Needs partnership, grouped by or filtered to one.",
    ),
    Dimension(
        "cohort",
        "Cohort",
        "participant: learners who ever take part in the partnership; peer: all others of the same schools and grade "
        "levels in the same school year. Needs a filter of partnership to one value; not together with phase.",
    ),
)
_PARTNERSHIPS = (
    Dimension("partnership_kind", "Kind of partnership", "Health careers, college bridge, mentoring and so on."),
    Dimension(
        "partner_kind",
        "Kind of partner",
        "Hospital, college, employer and so on. A partnership with partners of several kinds counts under each.",
    ),
)
_CONTRIBUTIONS = (
    Dimension("side", "Side", "Who put it in: district or partner."),
    Dimension("contribution_kind", "Kind of contribution", "Funding, volunteer hours, equipment and so on."),
)

WEEKDAY = "weekday"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS = (
    Dimension(
        WEEKDAY,
        "Day of the week",
        "monday to sunday, of the days of the range. Numbers are of these days alone, and n is the learners enrolled "
        "whatever the day.",
    ),
)

DIMENSIONS = {
    dimension.name: dimension
    for dimension in (
        *_PLACES, *_ATTRIBUTES, *_GRADES, *_ENGAGEMENTS, *_PARTICIPATIONS, *_PARTNERSHIPS, *_CONTRIBUTIONS,
        *_DAYS,
    )
}  # fmt: skip

SCHOOL_DIMENSIONS = tuple(place.name for place in _PLACES[:2])
DAY_DIMENSIONS = tuple(dimension.name for dimension in (*_PLACES, *_ATTRIBUTES))
PARTICIPANT_DIMENSIONS = tuple(participation.name for participation in _PARTICIPATIONS)
LEARNER_DIMENSIONS = (*DAY_DIMENSIONS, *PARTICIPANT_DIMENSIONS)
YEAR_DIMENSIONS = tuple(name for name in LEARNER_DIMENSIONS if name != "phase")
"""Of what is a matter of the whole school year."""
GRADE_DIMENSIONS = (*LEARNER_DIMENSIONS, *(grade.name for grade in _GRADES))
ENGAGEMENT_DIMENSIONS = (*LEARNER_DIMENSIONS, *(engagement.name for engagement in _ENGAGEMENTS))
DOSAGE_DIMENSIONS = (*DAY_DIMENSIONS, "partnership", *(engagement.name for engagement in _ENGAGEMENTS))
PARTNERSHIP_DIMENSIONS = ("district", "partnership", *(partnership.name for partnership in _PARTNERSHIPS))
"""A partnership counts under each of its districts, and once over all of them."""
CONTRIBUTION_DIMENSIONS = (*PARTNERSHIP_DIMENSIONS, *(contribution.name for contribution in _CONTRIBUTIONS))
STATE_DIMENSIONS = tuple(dimension.name for dimension in (*_PARTNERSHIPS, *_CONTRIBUTIONS))
"""No cell has them."""
