"""Learners, their enrolments and their participations in partnerships."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from services.contracts.facts.model import UNREAD, Data
from services.contracts.primitives import (
    Id,
    Label,
    Race,
    SchoolYear,
)


class LearnerKey(Data, frozen=True, kw_only=True):
    learner: Id
    school_year: SchoolYear


class Learner(LearnerKey, frozen=True, kw_only=True):
    """Attributes for one school year; null means not known. Ed-Fi StudentEducationOrganizationAssociation."""

    sex: Label | None = None
    hispanic_latino: bool | None = None
    races: tuple[Race, ...] = ()
    economically_disadvantaged: bool | None = None
    english_learner: bool | None = None
    disability: bool | None = None
    homeless: bool | None = None
    foster_care: bool | None = None
    military_connected: bool | None = None


class EnrollmentKey(Data, frozen=True, kw_only=True):
    school: Id
    learner: Id
    entry_date: date
    school_year: Annotated[
        SchoolYear | None,
        Meta(
            description="The school year that the enrolment is of (Ed-Fi schoolYearTypeReference): its days of that "
            "year count, from July 1 on where the entry date is earlier. Absent: the school year of the entry date; an "
            "import then takes an enrolment that is still open on the first day of school of a later calendar on into "
            "that school year, unless the learner is enrolled anew in it."
        ),
    ] = None


class Enrollment(EnrollmentKey, frozen=True, kw_only=True):
    """Ed-Fi StudentSchoolAssociation. Whether the exit date is a member day is the policy's to say (`exitDate`)."""

    grade_level: Label | None = None
    exit_date: date | None = None
    exit_type: Annotated[Label | None, UNREAD] = None
    primary_school: Annotated[
        bool | None,
        Meta(
            description="Whether it is the school that counts the learner where several teach on a day (Ed-Fi "
            "primarySchool): at district level its marks alone decide on the day."
        ),
    ] = None
    calendar: Annotated[
        Id | None,
        Meta(
            description="The calendar of the school that the learner follows (Ed-Fi calendarReference), by the name "
            "with which `calendar.published` says its days; until one says them the learner has no member days there. "
            "Absent: the school's main calendar."
        ),
    ] = None


class ParticipationKey(Data, frozen=True, kw_only=True):
    learner: Id
    partnership: Id
    start_date: date


class Participation(ParticipationKey, frozen=True, kw_only=True):
    """A learner's time in a partnership's programme; Ed-Fi StudentProgramAssociation."""

    end_date: date | None = None
    program: Label | None = None
    planned_hours: Annotated[float, Meta(ge=0, le=10000)] | None = None
