"""What the adapter reads of each Ed-Fi resource. Everything else in a record is ignored.

Names are those of the ODS/API in snake case. Ids may be numbers or text. A null and a missing member are the same.
"""

from datetime import date, datetime

import msgspec
from msgspec import Struct

from services.contracts.primitives import SchoolYear

EdFiId = int | str | float
"""Text once `ids.Ids` has read it."""


class Member(Struct, kw_only=True, rename="camel"):
    """A reference or an item of a collection."""


class Record(Member, kw_only=True):
    """Base of the resources."""

    last_modified: datetime | None = msgspec.field(name="_lastModifiedDate", default=None)


class Span(Member, kw_only=True):
    begin_date: date
    end_date: date | None = None


class SchoolReference(Member):
    school_id: EdFiId


class SchoolYearTypeReference(Member):
    school_year: SchoolYear


class StudentReference(Member):
    student_unique_id: EdFiId


class EducationOrganizationReference(Member):
    education_organization_id: EdFiId


class LocalEducationAgencyReference(Member):
    local_education_agency_id: EdFiId


class EducationServiceCenterReference(Member):
    education_service_center_id: EdFiId


class Address(Member):
    state_abbreviation_descriptor: str | None = None


class LocalEducationAgency(Record, kw_only=True):
    local_education_agency_id: EdFiId
    name_of_institution: str
    parent_local_education_agency_reference: LocalEducationAgencyReference | None = None
    education_service_center_reference: EducationServiceCenterReference | None = None
    addresses: tuple[Address, ...] | None = None


class GradeLevel(Member):
    grade_level_descriptor: str


class School(Record, kw_only=True):
    school_id: EdFiId
    name_of_institution: str
    local_education_agency_reference: LocalEducationAgencyReference | None = None
    grade_levels: tuple[GradeLevel, ...] | None = None


class CourseReference(Member):
    course_code: str
    education_organization_id: EdFiId


class SessionReference(Member):
    school_id: EdFiId
    school_year: SchoolYear
    session_name: str


class CourseOffering(Record, kw_only=True):
    local_course_code: str
    course_reference: CourseReference
    school_reference: SchoolReference
    session_reference: SessionReference


class AcademicSubject(Member):
    academic_subject_descriptor: str


class LevelCharacteristic(Member):
    course_level_characteristic_descriptor: str


class Course(Record, kw_only=True):
    """`academicSubjectDescriptor` became the collection `academicSubjects` in Data Standard 4."""

    education_organization_reference: EducationOrganizationReference
    course_code: str
    course_title: str
    academic_subject_descriptor: str | None = None
    academic_subjects: tuple[AcademicSubject, ...] | None = None
    level_characteristics: tuple[LevelCharacteristic, ...] | None = None


class CourseOfferingReference(Member):
    local_course_code: str
    school_id: EdFiId
    school_year: SchoolYear
    session_name: str


class ClassPeriodReference(Member):
    class_period_name: str
    school_id: EdFiId


class ClassPeriodOfSection(Member):
    class_period_reference: ClassPeriodReference


class ClassPeriod(Record, kw_only=True):
    class_period_name: str
    school_reference: SchoolReference
    official_attendance_period: bool | None = None


class Section(Record, kw_only=True):
    """Daily attendance is taken in it if it says so itself, or a class period in which it meets does."""

    course_offering_reference: CourseOfferingReference
    section_identifier: str
    available_credits: float | None = None
    official_attendance_period: bool | None = None
    class_periods: tuple[ClassPeriodOfSection, ...] | None = None


class SectionReference(CourseOfferingReference, kw_only=True):
    section_identifier: str


class Session(Record, kw_only=True):
    school_reference: SchoolReference
    school_year_type_reference: SchoolYearTypeReference
    term_descriptor: str
    begin_date: date
    end_date: date


class GradingPeriod(Record, kw_only=True):
    school_reference: SchoolReference
    school_year_type_reference: SchoolYearTypeReference
    grading_period_descriptor: str
    begin_date: date
    end_date: date


class Calendar(Record, kw_only=True):
    school_reference: SchoolReference
    school_year_type_reference: SchoolYearTypeReference
    calendar_code: str
    calendar_type_descriptor: str


class CalendarReference(Member):
    calendar_code: str
    school_id: EdFiId
    school_year: SchoolYear


class CalendarEvent(Member):
    calendar_event_descriptor: str


class CalendarDate(Record, kw_only=True):
    calendar_reference: CalendarReference
    date: date
    calendar_events: tuple[CalendarEvent, ...]


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
