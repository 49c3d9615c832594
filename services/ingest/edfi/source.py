"""The Ed-Fi source: which resource is read when, and by whom it is translated."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from services.contracts.decode import explain
from services.contracts.rejection import Code, Rejected
from services.ingest.edfi import learners, records
from services.ingest.edfi.attendance import AttendanceRecords
from services.ingest.edfi.calendar_names import CalendarNaming
from services.ingest.edfi.calendars import Calendars
from services.ingest.edfi.context import Context, Options
from services.ingest.edfi.courses import Courses
from services.ingest.edfi.grades import Grades
from services.ingest.edfi.ids import Ids
from services.ingest.edfi.learners import StudentRecords
from services.ingest.edfi.organisations import Organisations
from services.ingest.edfi.resources import Unreadable, files_in, read, resource_of
from services.ingest.import_ports import DraftEvent
from services.ingest.known_calendars import KnownCalendars
from services.ingest.summary import FileCount, RecordOrigin, Tally, Use

UNUSED = (
    "students",
    "studentGradebookEntries",
    "studentProgramAssociations",
    "studentSchoolFoodServiceProgramAssociations",
)
"""Known, and not read: they hold nothing that an event says and the resources that are read do not."""
_ORGANISATIONS: Mapping[str, type[records.Record]] = {
    "localeducationagencies": records.LocalEducationAgency,
    "schools": records.School,
}


_OF_SECTIONS = frozenset({"studentsectionattendanceevents", "grades"})


@dataclass(frozen=True, slots=True)
class _Step:
    """How one resource is read. `finish` yields what is composed of it and those before it."""

    resource: str
    record: type[records.Record]
    translate: Callable[[Any, RecordOrigin], Iterator[DraftEvent]]
    use: Use = Use.TRANSLATED
    finish: Callable[[], Iterator[DraftEvent]] = lambda: iter(())


class EdFi:
    """A `Source` of files of Ed-Fi resources.

    Args:
        paths: files, and directories of files, named after their resource: `grades.jsonl.gz`.
        district: the district of schools that this import says nothing of.
        source: the events' CloudEvents `source`; by default `edfi:` and the district.
        time_zone: the districts' IANA time zone, which Ed-Fi does not have.
        extracted_at: when the files were exported, for records without `_lastModifiedDate`.

    Raises:
        FileNotFoundError: a path does not exist.
        ValueError: `extracted_at` has no offset.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        *,
        district: str | None = None,
        source: str | None = None,
        time_zone: str = "UTC",
        extracted_at: datetime | None = None,
    ) -> None:
        if extracted_at is not None and extracted_at.tzinfo is None:
            raise ValueError(f"{extracted_at} has no offset from UTC; write it like 2026-03-01T12:00:00Z")
        self._files = files_in(paths)
        self._options = Options(district, source, time_zone, extracted_at)

    def districts(self) -> Collection[str]:
        """By the option, and by the resources of districts and schools, which are read for it."""
        ids, districts = Ids(Tally(datetime.now(UTC))), {self._options.district} if self._options.district else set()
        for path in self._files:
            kind = _ORGANISATIONS.get((resource_of(path) or "").lower())
            if kind is not None:
                districts.update(_districts_in(path, kind, ids))
        return districts

    def districts_of_sections(self) -> Collection[str]:
        """All of them, if there is a file of what is of sections."""
        kinds = {(resource_of(path) or "").lower() for path in self._files}
        return self.districts() if kinds & _OF_SECTIONS else ()

    def drafts(self, tally: Tally, calendars: KnownCalendars) -> Iterator[DraftEvent]:
        """Reference resources first, so that whatever is joined through them is there; a missing one is no error."""
        context, ids = Context(self._options, tally, calendars), Ids(tally)
        steps = _steps(context)
        files = _by_resource(self._files, {step.resource.lower(): step for step in steps}, tally)
        context.present = frozenset(files)
        for step in steps:
            for path, count in files.get(step.resource, ()):
                yield from _translated(path, step, count, context, ids)
            yield from step.finish()
        ids.finish()


def _districts_in(path: Path, kind: type[records.Record], ids: Ids) -> Iterator[str]:
    """The districts that the readable records of a file name; what is wrong with the others `drafts` says."""
    decoder = msgspec.json.Decoder(kind)
    with suppress(Unreadable):
        for _, raw in read(path, lambda *_: None):
            with suppress(Rejected):
                record = _decoded(decoder, raw)
                ids.read(record)
                if isinstance(record, records.LocalEducationAgency):
                    yield str(record.local_education_agency_id)
                elif isinstance(record, records.School) and record.local_education_agency_reference:
                    yield str(record.local_education_agency_reference.local_education_agency_id)


def _steps(context: Context) -> tuple[_Step, ...]:
    """In the order in which they are read."""
    naming = CalendarNaming(context)
    organisations, courses, calendars = Organisations(context), Courses(context), Calendars(context, naming)
    people, grades = StudentRecords(context, naming), Grades(context, courses, calendars)
    attendance = AttendanceRecords(context, courses)
    joined = Use.JOINED
    return (
        _Step("localEducationAgencies", records.LocalEducationAgency, organisations.district),
        _Step("schools", records.School, organisations.school),
        _Step("courseOfferings", records.CourseOffering, courses.offering, joined),
        _Step("courses", records.Course, courses.course),
        _Step("classPeriods", records.ClassPeriod, courses.class_period, joined),
        _Step("sections", records.Section, courses.section, joined),
        _Step("studentSectionAssociations", records.StudentSectionAssociation, courses.attends_section, joined),
        _Step("sessions", records.Session, calendars.session, joined),
        _Step("gradingPeriods", records.GradingPeriod, calendars.grading_period, joined),
        _Step("calendars", records.Calendar, calendars.calendar, joined),
        _Step("calendarDates", records.CalendarDate, calendars.calendar_date, finish=calendars.finish),
        _Step("studentSchoolAssociations", records.StudentSchoolAssociation, people.enrollment),
        _Step(learners.SPECIAL_EDUCATION, records.ProgramAssociation, people.special_education, joined),
        _Step(learners.LANGUAGE_INSTRUCTION, records.ProgramAssociation, people.language_instruction, joined),
        _Step(
            "studentEducationOrganizationAssociations",
            records.StudentEducationOrganizationAssociation,
            people.demographics,
            finish=people.finish,
        ),
        _Step("studentSchoolAttendanceEvents", records.StudentSchoolAttendanceEvent, attendance.of_school),
        _Step("studentSectionAttendanceEvents", records.StudentSectionAttendanceEvent, attendance.of_section),
        _Step("grades", records.Grade, grades.grade),
    )


def _by_resource(
    paths: Iterable[Path], steps: Mapping[str, _Step], tally: Tally
) -> Mapping[str, list[tuple[Path, FileCount]]]:
    """Every file is noted in the tally, also one that will not be read."""
    by_resource: defaultdict[str, list[tuple[Path, FileCount]]] = defaultdict(list)
    unused = {resource.lower(): resource for resource in UNUSED}
    for path in paths:
        name = (resource_of(path) or "").lower()
        if step := steps.get(name):
            by_resource[step.resource].append((path, tally.start(str(path), step.resource, step.use)))
        elif name in unused:
            tally.start(str(path), unused[name], Use.UNUSED)
        else:
            tally.start(str(path), None, Use.SKIPPED)
    return by_resource


def _translated(path: Path, step: _Step, count: FileCount, context: Context, ids: Ids) -> Iterator[DraftEvent]:
    decoder = msgspec.json.Decoder(step.record)
    try:
        for line, raw in read(path, context.tally.progress):
            count.read += 1
            origin = RecordOrigin(count.file, line, raw)
            try:
                record = _decoded(decoder, raw)
                ids.read(record)
                drafts = list(step.translate(record, origin))
            except Rejected as why:
                context.tally.refuse(origin, why)
                continue
            yield from drafts
    except Unreadable as why:
        count.error = str(why)
        context.present -= {step.resource}


def _decoded(decoder: msgspec.json.Decoder[Any], raw: bytes) -> records.Record:
    try:
        record: records.Record = decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise explain(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Rejected(Code.MALFORMED_JSON, "", f"not UTF-8 JSON: {error}") from None
    return record
