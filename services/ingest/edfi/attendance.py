"""studentSchoolAttendanceEvents and studentSectionAttendanceEvents → attendance.recorded."""

from collections.abc import Iterator

from services.contracts import facts
from services.contracts.events import AttendanceRecorded
from services.ingest.edfi import records
from services.ingest.edfi.context import Context
from services.ingest.edfi.courses import Courses
from services.ingest.edfi.descriptors import ABSENCES, attendance_category, optional_text
from services.ingest.import_ports import DraftEvent
from services.ingest.summary import RecordOrigin


class AttendanceRecords:
    def __init__(self, context: Context, courses: Courses) -> None:
        self._context = context
        self._courses = courses

    def of_school(self, record: records.StudentSchoolAttendanceEvent, origin: RecordOrigin) -> Iterator[DraftEvent]:
        yield self._draft(record, origin, str(record.school_reference.school_id))

    def of_section(self, record: records.StudentSectionAttendanceEvent, origin: RecordOrigin) -> Iterator[DraftEvent]:
        section = record.section_reference
        daily = self._courses.takes_daily_attendance(section)
        yield self._draft(record, origin, str(section.school_id), self._courses.id_of(section), daily=daily)

    def _draft(
        self,
        record: records.AttendanceEvent,
        origin: RecordOrigin,
        school: str,
        section: str | None = None,
        *,
        daily: bool = False,
    ) -> DraftEvent:
        """The category is the slot too, since Ed-Fi allows several events a day, one of each category.

        `eventDuration` is the fraction of a day that was missed, if the event is an absence; of a tardy or a partial
        day it does not say whether it counts what was missed or what was attended.
        """
        category = attendance_category(record.attendance_event_category_descriptor)
        data = facts.Attendance(
            school=school,
            learner=str(record.student_reference.student_unique_id),
            date=record.event_date,
            section=section,
            slot=category,
            category=category,
            daily=daily,
            fraction_absent=record.event_duration if category in ABSENCES else None,
            reason=optional_text(record.attendance_event_reason),
        )
        at = self._context.time_of(record, record.event_date)
        return self._context.draft(origin, AttendanceRecorded, self._context.district_of(school), at, data)
