"""The bases of records, and references that several of them have."""

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


class CourseOfferingReference(Member):
    local_course_code: str
    school_id: EdFiId
    school_year: SchoolYear
    session_name: str


class SectionReference(CourseOfferingReference, kw_only=True):
    section_identifier: str


class CalendarReference(Member):
    calendar_code: str
    school_id: EdFiId
    school_year: SchoolYear
