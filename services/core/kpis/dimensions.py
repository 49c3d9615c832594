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
    Dimension("subject", "Subject", "Ed-Fi AcademicSubjectDescriptor of the course."),
)
_ENGAGEMENTS = (Dimension("engagement_kind", "Engagement kind", "Lab visit, internship, mentoring and so on."),)

DIMENSIONS = {each.name: each for each in (*_PLACES, *_ATTRIBUTES, *_GRADES, *_ENGAGEMENTS)}

SCHOOL_DIMENSIONS = tuple(each.name for each in _PLACES[:2])
DAY_DIMENSIONS = tuple(each.name for each in (*_PLACES, *_ATTRIBUTES))
GRADE_DIMENSIONS = (*DAY_DIMENSIONS, *(each.name for each in _GRADES))
ENGAGEMENT_DIMENSIONS = (*DAY_DIMENSIONS, *(each.name for each in _ENGAGEMENTS))
