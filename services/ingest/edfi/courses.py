"""courses → course.described; courseOfferings and sections tell what course a section teaches."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from services.contracts import facts
from services.contracts.events import CourseDescribed
from services.core.calendar import plain_name
from services.ingest.edfi import records
from services.ingest.edfi.context import UNDATED, Context
from services.ingest.edfi.course_keys import (
    CourseKey,
    Offering,
    SectionKey,
    is_core,
    offering_of,
    period_of,
    section_id,
    subject_of,
)
from services.ingest.import_ports import DraftEvent
from services.ingest.known_sections import KnownSection
from services.ingest.summary import RecordOrigin

DAILY_KEPT = (
    "marks of sections that take the daily attendance by what the store knows: these files do not say whether they do "
    "(sections, classPeriods and studentSectionAssociations)"
)
NOT_KNOWN = (
    "marks of sections of which neither these files nor the store say whether they take the daily attendance: taken "
    "for others, which make no absence by themselves. Import sections, classPeriods and studentSectionAssociations too"
)


class Taught(NamedTuple):
    """What a section teaches; null where the import has no file that says so."""

    course: str | None = None
    subject: str | None = None
    core_subject: bool | None = None


class Courses:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._offerings: dict[Offering, CourseKey] = {}
        self._offered_at: defaultdict[CourseKey, set[str]] = defaultdict(set)
        self._courses: dict[CourseKey, Taught] = {}
        self._credits: dict[SectionKey, float] = {}
        self._official_periods: set[tuple[str, str]] = set()
        self._official: set[SectionKey] = set()
        self._settled: set[SectionKey] = set()
        self._described: set[SectionKey] = set()
        self._homerooms: set[SectionKey] = set()
        self._sessions: dict[tuple[str, int, str], str] = {}

    def offering(self, record: records.CourseOffering, _origin: RecordOrigin) -> Iterator[DraftEvent]:
        session, reference = record.session_reference, record.course_reference
        course = (str(reference.education_organization_id), reference.course_code)
        school, plain = str(record.school_reference.school_id), plain_name(session.session_name)
        self._sessions.setdefault((school, session.school_year, plain), session.session_name)
        self._offerings[record.local_course_code, school, session.school_year, plain] = course
        self._offered_at[course].add(school)
        return iter(())

    def course(self, record: records.Course, origin: RecordOrigin) -> Iterator[DraftEvent]:
        """A course that hangs on a school is that school's; one of a district (or state) belongs to each school that
        offers it. `coreSubject`: its levelCharacteristics have "Core Subject"."""
        key = (str(record.education_organization_reference.education_organization_id), record.course_code)
        taught = self._courses[key] = Taught(record.course_code, subject_of(record), is_core(record))
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

    def class_period(self, record: records.ClassPeriod, _origin: RecordOrigin) -> Iterator[DraftEvent]:
        if record.official_attendance_period:
            self._official_periods.add(period_of(record.school_reference.school_id, record.class_period_name))
        return iter(())

    def section(self, record: records.Section, _origin: RecordOrigin) -> Iterator[DraftEvent]:
        key = (offering_of(record.course_offering_reference), record.section_identifier)
        self._described.add(key)
        if record.available_credits is not None:
            self._credits[key] = record.available_credits
        periods = (item.class_period_reference for item in record.class_periods or ())
        names = {period_of(period.school_id, period.class_period_name) for period in periods}
        needed = {"studentSectionAssociations", *(["classPeriods"] if names else [])}
        if self._context.calendars.whole_at is not None or needed <= self._context.present:
            self._settled.add(key)
        if record.official_attendance_period or names & self._official_periods:
            self._official.add(key)
        return iter(())

    def attends_section(self, record: records.StudentSectionAssociation, _origin: RecordOrigin) -> Iterator[DraftEvent]:
        if record.homeroom_indicator:
            reference = record.section_reference
            self._homerooms.add((offering_of(reference), reference.section_identifier))
        return iter(())

    def takes_daily_attendance(self, section: records.SectionReference) -> bool:
        """Whether it is an official attendance period; where its school has none, whether it is a homeroom.

        What the store knows stays where the files do not settle it, and the summary says so.
        """
        key = (offering_of(section), section.section_identifier)
        if key in self._official:
            return True
        if key in self._homerooms and str(section.school_id) not in {offering[1] for offering, _ in self._official}:
            return True
        if key in self._settled or not self._context.calendars.sections.by_key:
            return False
        known = self._known(section)
        if known is None or known.daily is None:
            self._context.tally.note(NOT_KNOWN)
        elif known.daily:
            self._context.tally.note(DAILY_KEPT)
        return known is not None and bool(known.daily)

    def _known(self, section: records.SectionReference) -> KnownSection | None:
        sections, school = self._context.calendars.sections, str(section.school_id)
        if not sections.by_key:
            return None
        return sections.of(self._context.district_of(school), school, section.school_year, self._own_id(section))

    def taught_in(self, section: records.SectionReference) -> Taught:
        """By section → courseOffering → course; without them what the store knows of the section."""
        course = self._offerings.get(offering_of(section))
        if course in self._courses:
            return self._courses[course]
        known = self._known(section)
        if known is not None and known.course is not None and (course is None or course[1] == known.course):
            return Taught(known.course, known.subject, known.core_subject)
        return Taught() if course is None else Taught(course[1])

    def id_of(self, section: records.SectionReference) -> str:
        """localCourseCode/sectionIdentifier/sessionName: sectionIdentifier alone is not unique within a school.

        Ed-Fi's own key, less the school and year, which every fact has beside it. A session's name is spelled as the
        store has it, else as it was read first, so that marks and grades of one section are of one.
        """
        known = self._known(section)
        return known.written if known is not None else self._own_id(section)

    def _own_id(self, section: records.SectionReference) -> str:
        written = section.session_name
        session = self._sessions.setdefault((str(section.school_id), section.school_year, plain_name(written)), written)
        return section_id(section.local_course_code, section.section_identifier, session)

    def credits_of(self, section: records.SectionReference) -> float | None:
        """sections.availableCredits; without the section's record what the store knows."""
        key = (offering_of(section), section.section_identifier)
        known = None if key in self._described else self._known(section)
        return self._credits.get(key) if known is None else known.credits

    def _schools_of(self, course: CourseKey, origin: RecordOrigin) -> list[str]:
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
