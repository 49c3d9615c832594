"""Keys of courses, offerings and sections, and what a course record says of its subject."""

import hashlib
from functools import lru_cache

from services.core.calendar import plain_name
from services.ingest.edfi import records
from services.ingest.edfi.descriptors import code_value, optional_code, plain

CourseKey = tuple[str, str]
"""educationOrganizationId, courseCode."""
Offering = tuple[str, str, int, str]
"""localCourseCode, school, school year, sessionName without case and superfluous white space."""
SectionKey = tuple[Offering, str]
"""What it is offered as, sectionIdentifier."""
_ID_LENGTH = 200


@lru_cache(maxsize=65_536)
def section_id(*parts: str) -> str:
    # A slash inside a part is escaped, so that two sections never share an id; Ed-Fi allows 375 characters in all.
    whole = "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)
    return whole if len(whole) <= _ID_LENGTH else f"{whole[:150]}~{hashlib.sha256(whole.encode()).hexdigest()[:32]}"


def offering_of(reference: records.CourseOfferingReference) -> Offering:
    name = plain_name(reference.session_name)
    return reference.local_course_code, str(reference.school_id), reference.school_year, name


def period_of(school: records.EdFiId, name: str) -> tuple[str, str]:
    return str(school), plain_name(name)


def subject_of(record: records.Course) -> str | None:
    subjects = [subject.academic_subject_descriptor for subject in record.academic_subjects or ()]
    return optional_code(record.academic_subject_descriptor or next(iter(subjects), None))


def is_core(record: records.Course) -> bool:
    codes = (code_value(item.course_level_characteristic_descriptor) for item in record.level_characteristics or ())
    return any(plain(code) == "coresubject" for code in codes)
