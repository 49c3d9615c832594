"""courses → course.described; courseOfferings and sections tell what course a section teaches."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from services.contracts import facts
from services.contracts.events import CourseDescribed
from services.core.calendar import plain_name
from services.ingest.edfi import records
from services.ingest.edfi.context import UNDATED, Context
from services.ingest.edfi.descriptors import code_value, optional_code, plain
from services.ingest.importing import Draft
from services.ingest.summary import Origin

_Course = tuple[str, str]
"""educationOrganizationId, courseCode."""
_Offering = tuple[str, str, int, str]
"""localCourseCode, school, school year, sessionName without case and superfluous white space."""
_Section = tuple[_Offering, str]
"""What it is offered as, sectionIdentifier."""
_ID_LENGTH = 200


class Taught(NamedTuple):
    """What a section teaches; null where the import has no file that says so."""

    course: str | None = None
    subject: str | None = None
    core_subject: bool | None = None


class Courses:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._offerings: dict[_Offering, _Course] = {}
        self._offered_at: defaultdict[_Course, set[str]] = defaultdict(set)
        self._courses: dict[_Course, Taught] = {}
        self._credits: dict[_Section, float] = {}
        self._official_periods: set[tuple[str, str]] = set()
        self._official: set[_Section] = set()
        self._homerooms: set[_Section] = set()
        self._sessions: dict[tuple[str, int, str], str] = {}

    def offering(self, record: records.CourseOffering, _origin: Origin) -> Iterator[Draft]:
        session, reference = record.session_reference, record.course_reference
        course = (str(reference.education_organization_id), reference.course_code)
        school, plain = str(record.school_reference.school_id), plain_name(session.session_name)
        self._sessions.setdefault((school, session.school_year, plain), session.session_name)
        self._offerings[record.local_course_code, school, session.school_year, plain] = course
        self._offered_at[course].add(school)
        return iter(())

    def course(self, record: records.Course, origin: Origin) -> Iterator[Draft]:
        """A course that hangs on a school is that school's; one of a district (or state) belongs to each school that
        offers it. `coreSubject`: its levelCharacteristics have "Core Subject"."""
        key = (str(record.education_organization_reference.education_organization_id), record.course_code)
        taught = self._courses[key] = Taught(record.course_code, _subject(record), _is_core(record))
        at = self._context.time_of(record, UNDATED)
        for school in self._schools_of(key, origin):
            data = facts.Course(
                school=school,
                course=record.course_code,
                title=record.course_title,
                subject=taught.subject,
                core_subject=taught.core_subject,
            )
            yield self._context.draft(origin, CourseDescribed, self._context.district_of(school), at, data)

    def class_period(self, record: records.ClassPeriod, _origin: Origin) -> Iterator[Draft]:
        if record.official_attendance_period:
            self._official_periods.add(_period(record.school_reference.school_id, record.class_period_name))
        return iter(())

    def section(self, record: records.Section, _origin: Origin) -> Iterator[Draft]:
        key = (_offering(record.course_offering_reference), record.section_identifier)
        if record.available_credits is not None:
            self._credits[key] = record.available_credits
        periods = (item.class_period_reference for item in record.class_periods or ())
        names = {_period(period.school_id, period.class_period_name) for period in periods}
        if record.official_attendance_period or names & self._official_periods:
            self._official.add(key)
        return iter(())

    def attends_section(self, record: records.StudentSectionAssociation, _origin: Origin) -> Iterator[Draft]:
        if record.homeroom_indicator:
            reference = record.section_reference
            self._homerooms.add((_offering(reference), reference.section_identifier))
        return iter(())

    def takes_daily_attendance(self, section: records.SectionReference) -> bool:
        """Whether it is an official attendance period; where its school has none, whether it is a homeroom."""
        key = (_offering(section), section.section_identifier)
        if key in self._official:
            return True
        return key in self._homerooms and str(section.school_id) not in {offering[1] for offering, _ in self._official}

    def taught_in(self, section: records.SectionReference) -> Taught:
        """By section → courseOffering → course; without the course's record its code only."""
        course = self._offerings.get(_offering(section))
        if course is None:
            return Taught()
        return self._courses.get(course) or Taught(course[1])

    def id_of(self, section: records.SectionReference) -> str:
        """localCourseCode/sectionIdentifier/sessionName: sectionIdentifier alone is not unique within a school.

        Ed-Fi's own key, less the school and year, which every fact has beside it. A session's name is spelled as it
        was read first, so that marks and grades of one section are of one.
        """
        written = section.session_name
        session = self._sessions.setdefault((str(section.school_id), section.school_year, plain_name(written)), written)
        return _section_id(section.local_course_code, section.section_identifier, session)

    def credits_of(self, section: records.SectionReference) -> float | None:
        """sections.availableCredits."""
        return self._credits.get((_offering(section), section.section_identifier))

    def _schools_of(self, course: _Course, origin: Origin) -> list[str]:
        organisation = course[0]
        if organisation in self._context.district_of_school:
            return [organisation]
        if course in self._offered_at:
            return sorted(self._offered_at[course])
        if organisation in self._context.districts or self._context.district_of_school:
            self._context.tally.warn(
                origin.file, "a course of a district that no school of this import offers: left out"
            )
            return []
        return [organisation]


@lru_cache(maxsize=65_536)
def _section_id(*parts: str) -> str:
    # A slash inside a part is escaped, so that two sections never share an id; Ed-Fi allows 375 characters in all.
    whole = "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)
    return whole if len(whole) <= _ID_LENGTH else f"{whole[:150]}~{hashlib.sha256(whole.encode()).hexdigest()[:32]}"


def _offering(reference: records.CourseOfferingReference) -> _Offering:
    name = plain_name(reference.session_name)
    return reference.local_course_code, str(reference.school_id), reference.school_year, name


def _period(school: records.EdFiId, name: str) -> tuple[str, str]:
    return str(school), plain_name(name)


def _subject(record: records.Course) -> str | None:
    subjects = [subject.academic_subject_descriptor for subject in record.academic_subjects or ()]
    return optional_code(record.academic_subject_descriptor or next(iter(subjects), None))


def _is_core(record: records.Course) -> bool:
    codes = (code_value(item.course_level_characteristic_descriptor) for item in record.level_characteristics or ())
    return any(plain(code) == "coresubject" for code in codes)
