"""Helpers of the import tests: run an import, look at what it appended."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.contracts.decode import decode
from services.contracts.events import LearnerEvent
from services.core.identity import DerivedSecrets
from services.ingest.edfi import EdFi
from services.ingest.import_ports import ImportSource
from services.ingest.importer import import_files
from services.ingest.summary import Summary
from services.log.port import NewRecord, Offset

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRETS = DerivedSecrets(b"a master secret for tests only, 32+")


class ListLog:
    """As much of a log as an import needs, in memory."""

    def __init__(self) -> None:
        self.batches: list[list[NewRecord]] = []

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        assert topic == "learner-events"
        self.batches.append(list(records))
        return [Offset(0, index) for index, _ in enumerate(records)]

    @property
    def records(self) -> list[NewRecord]:
        return [record for batch in self.batches for record in batch]

    @property
    def events(self) -> list[LearnerEvent]:
        return [decode(record.value, NOW) for record in self.records]


def imported(source: ImportSource, now: datetime = NOW) -> tuple[Summary, ListLog]:
    log = ListLog()
    return asyncio.run(import_files(source, log, SECRETS, now=now)), log


def edfi(folder: Path, **options: Any) -> tuple[Summary, ListLog]:
    return imported(EdFi([folder], **options))


def write(folder: Path, **resources: Sequence[dict[str, Any] | str]) -> Path:
    """Each resource as NDJSON; text stands for a line as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    for resource, records in resources.items():
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        (folder / f"{resource}.jsonl").write_text("\n".join(lines) + "\n")
    return folder


def descriptor(name: str, code: str) -> str:
    return f"uri://ed-fi.org/{name}Descriptor#{code}"


# One small district, a record of each resource; tests copy and change them.
DISTRICT = {"localEducationAgencyId": 1, "nameOfInstitution": "One ISD"}
SCHOOL = {
    "schoolId": 11,
    "nameOfInstitution": "Eleven High",
    "localEducationAgencyReference": {"localEducationAgencyId": 1},
}
SECTION_KEY = {
    "localCourseCode": "ALG", "schoolId": 11, "schoolYear": 2026, "sectionIdentifier": "A/1", "sessionName": "Fall",
}  # fmt: skip
STUDENT = {"studentUniqueId": "S-604821"}
COURSE = {
    "educationOrganizationReference": {"educationOrganizationId": 11},
    "courseCode": "0310",
    "courseTitle": "Algebra I",
    "academicSubjectDescriptor": descriptor("AcademicSubject", "Mathematics"),
    "levelCharacteristics": [
        {"courseLevelCharacteristicDescriptor": descriptor("CourseLevelCharacteristic", "Core Subject")}
    ],
}
OFFERING = {
    "localCourseCode": "ALG",
    "courseReference": {"courseCode": "0310", "educationOrganizationId": 11},
    "schoolReference": {"schoolId": 11},
    "sessionReference": {"schoolId": 11, "schoolYear": 2026, "sessionName": "Fall"},
}
SECTION = {
    "courseOfferingReference": {key: SECTION_KEY[key] for key in SECTION_KEY if key != "sectionIdentifier"},
    "sectionIdentifier": "A/1",
    "availableCredits": 0.5,
}
GRADING_PERIOD = {
    "schoolReference": {"schoolId": 11},
    "schoolYearTypeReference": {"schoolYear": 2026},
    "gradingPeriodDescriptor": descriptor("GradingPeriod", "First Six Weeks"),
    "beginDate": "2025-08-25",
    "endDate": "2025-10-03",
}
SESSION = {
    "schoolReference": {"schoolId": 11},
    "schoolYearTypeReference": {"schoolYear": 2026},
    "sessionName": "Fall",
    "termDescriptor": descriptor("Term", "Fall Semester"),
    "beginDate": "2025-08-25",
    "endDate": "2025-12-19",
}
CALENDAR = {
    "schoolReference": {"schoolId": 11},
    "schoolYearTypeReference": {"schoolYear": 2026},
    "calendarCode": "main",
    "calendarTypeDescriptor": descriptor("CalendarType", "School"),
}
CALENDAR_DATE = {
    "calendarReference": {"calendarCode": "main", "schoolId": 11, "schoolYear": 2026},
    "date": "2025-08-25",
    "calendarEvents": [{"calendarEventDescriptor": descriptor("CalendarEvent", "Instructional day")}],
}
ENROLMENT = {
    "schoolReference": {"schoolId": 11},
    "studentReference": STUDENT,
    "entryDate": "2025-08-25",
    "entryGradeLevelDescriptor": descriptor("GradeLevel", "Ninth grade"),
}
DEMOGRAPHICS = {
    "educationOrganizationReference": {"educationOrganizationId": 1},
    "studentReference": STUDENT,
    "sexDescriptor": descriptor("Sex", "Female"),
    "hispanicLatinoEthnicity": False,
    "races": [{"raceDescriptor": descriptor("Race", "Black - African American")}],
    "studentCharacteristics": [],
}
PROGRAMME = {"studentReference": STUDENT, "beginDate": "2025-09-01"}
SCHOOL_EVENT = {
    "schoolReference": {"schoolId": 11},
    "studentReference": STUDENT,
    "attendanceEventCategoryDescriptor": descriptor("AttendanceEventCategory", "Excused Absence"),
    "eventDate": "2025-09-02",
    "eventDuration": 0.5,
    "attendanceEventReason": "Flu",
}
SECTION_EVENT = {
    "sectionReference": SECTION_KEY,
    "studentReference": STUDENT,
    "attendanceEventCategoryDescriptor": descriptor("AttendanceEventCategory", "Tardy"),
    "eventDate": "2025-09-03",
    "sectionAttendanceDuration": 40,
}
GRADE: dict[str, Any] = {
    "gradingPeriodReference": {
        "gradingPeriodDescriptor": descriptor("GradingPeriod", "First Six Weeks"), "schoolId": 11, "schoolYear": 2026,
    },
    "studentSectionAssociationReference": SECTION_KEY | STUDENT | {"beginDate": "2025-08-25"},
    "gradeTypeDescriptor": descriptor("GradeType", "Grading Period"),
    "numericGradeEarned": 82.0,
}  # fmt: skip
WHOLE: dict[str, list[dict[str, Any] | str]] = {
    "localEducationAgencies": [DISTRICT],
    "schools": [SCHOOL],
    "courses": [COURSE],
    "courseOfferings": [OFFERING],
    "sections": [SECTION],
    "gradingPeriods": [GRADING_PERIOD],
    "sessions": [SESSION],
    "calendars": [CALENDAR],
    "calendarDates": [CALENDAR_DATE],
    "studentSchoolAssociations": [ENROLMENT],
    "studentSpecialEducationProgramAssociations": [],
    "studentLanguageInstructionProgramAssociations": [PROGRAMME],
    "studentEducationOrganizationAssociations": [DEMOGRAPHICS],
    "studentSchoolAttendanceEvents": [SCHOOL_EVENT],
    "studentSectionAttendanceEvents": [SECTION_EVENT],
    "grades": [GRADE],
}
