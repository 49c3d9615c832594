"""Students: where they are enrolled, what they attend, their marks and grades."""

from datetime import date

import msgspec

from services.contracts.primitives import SchoolYear
from services.ingest.edfi.records.model import (
    CalendarReference,
    EdFiId,
    EducationOrganizationReference,
    Member,
    Record,
    SchoolReference,
    SchoolYearTypeReference,
    SectionReference,
    Span,
    StudentReference,
)


class StudentSchoolAssociation(Record, kw_only=True):
    school_reference: SchoolReference
    student_reference: StudentReference
    entry_date: date
    entry_grade_level_descriptor: str | None = None
    exit_withdraw_date: date | None = None
    exit_withdraw_type_descriptor: str | None = None
    primary_school: bool | None = None
    school_year_type_reference: SchoolYearTypeReference | None = None
    calendar_reference: CalendarReference | None = None


class ProgramAssociation(Record, kw_only=True):
    """StudentSpecialEducationProgramAssociation, StudentLanguageInstructionProgramAssociation."""

    student_reference: StudentReference
    begin_date: date
    end_date: date | None = None


class RaceItem(Member):
    race_descriptor: str


class StudentCharacteristic(Member):
    student_characteristic_descriptor: str
    periods: tuple[Span, ...] | None = None


class StudentEducationOrganizationAssociation(Record, kw_only=True):
    education_organization_reference: EducationOrganizationReference
    student_reference: StudentReference
    sex_descriptor: str | None = None
    hispanic_latino_ethnicity: bool | None = None
    limited_english_proficiency_descriptor: str | None = None
    races: tuple[RaceItem, ...] | None = None
    disabilities: tuple[msgspec.Raw, ...] | None = None
    student_characteristics: tuple[StudentCharacteristic, ...] | None = None


class AttendanceEvent(Record, kw_only=True):
    """`eventDuration` is a fraction of a day; `schoolAttendanceDuration` and `sectionAttendanceDuration` are minutes
    *attended*, so they say nothing about minutes absent and are not read."""

    student_reference: StudentReference
    attendance_event_category_descriptor: str
    event_date: date
    attendance_event_reason: str | None = None
    event_duration: float | None = None


class StudentSchoolAttendanceEvent(AttendanceEvent, kw_only=True):
    school_reference: SchoolReference


class StudentSectionAttendanceEvent(AttendanceEvent, kw_only=True):
    section_reference: SectionReference


class GradingPeriodReference(Member):
    grading_period_descriptor: str
    school_year: SchoolYear


class StudentSectionAssociationReference(SectionReference, kw_only=True):
    student_unique_id: EdFiId


class StudentSectionAssociation(Record, kw_only=True):
    section_reference: SectionReference
    homeroom_indicator: bool | None = None


class Grade(Record, kw_only=True):
    grading_period_reference: GradingPeriodReference
    student_section_association_reference: StudentSectionAssociationReference
    grade_type_descriptor: str
    numeric_grade_earned: float | None = None
    letter_grade_earned: str | None = None
