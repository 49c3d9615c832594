"""Districts, schools, courses, sections and calendars."""

from datetime import date

from services.contracts.primitives import SchoolYear
from services.ingest.edfi.records.model import (
    CalendarReference,
    CourseOfferingReference,
    EdFiId,
    EducationOrganizationReference,
    Member,
    Record,
    SchoolReference,
    SchoolYearTypeReference,
)


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


class CalendarEvent(Member):
    calendar_event_descriptor: str


class CalendarDate(Record, kw_only=True):
    calendar_reference: CalendarReference
    date: date
    calendar_events: tuple[CalendarEvent, ...]
