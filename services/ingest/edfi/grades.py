"""grades → grade.recorded."""

from collections.abc import Iterator

from services.contracts import facts
from services.contracts.events import GradeRecorded
from services.ingest.edfi import records
from services.ingest.edfi.calendars import Calendars
from services.ingest.edfi.context import Context
from services.ingest.edfi.courses import Courses
from services.ingest.edfi.descriptors import code_value, grade_kind, is_letter, optional_text
from services.ingest.import_ports import DraftEvent
from services.ingest.summary import RecordOrigin

_EARN_CREDITS = frozenset({"Semester", "Final"})
"""A grading period's grade earns nothing by itself; counting its credits would count a section several times."""


ONLY_A_MARK = "a grade that is only a mark: the policy's passFailMarks say its result"


class Grades:
    def __init__(self, context: Context, courses: Courses, calendars: Calendars) -> None:
        self._context = context
        self._courses = courses
        self._calendars = calendars

    def grade(self, record: records.Grade, origin: RecordOrigin) -> Iterator[DraftEvent]:
        section, period = record.student_section_association_reference, record.grading_period_reference
        school, kind = str(section.school_id), grade_kind(record.grade_type_descriptor)
        grading_period = self._calendars.grading_period_name(
            school, period.school_year, code_value(period.grading_period_descriptor)
        )
        taught = self._courses.taught_in(section)
        letter, mark = self._letter_and_mark(record, origin)
        data = facts.Grade(
            school=school,
            learner=str(section.student_unique_id),
            school_year=period.school_year,
            grading_period=grading_period,
            kind=kind,
            section=self._courses.id_of(section),
            course=taught.course,
            subject=taught.subject,
            numeric=record.numeric_grade_earned,
            letter=letter,
            mark=mark,
            credits=self._courses.credits_of(section) if kind in _EARN_CREDITS else None,
            core_subject=taught.core_subject,
        )
        at = self._context.time_of(record, self._calendars.end_of(school, period.school_year, grading_period))
        yield self._context.draft(origin, GradeRecorded, self._context.district_of(school), at, data)

    def _letter_and_mark(self, record: records.Grade, origin: RecordOrigin) -> tuple[str | None, str | None]:
        """What is no letter of the scale is left out beside a number; alone it is a mark of pass or fail."""
        letter = optional_text(record.letter_grade_earned)
        if letter is None or is_letter(letter):
            return letter, None
        if record.numeric_grade_earned is None:
            self._context.tally.warn(origin.file, ONLY_A_MARK)
            return None, letter.strip()
        self._context.tally.warn(origin.file, "a letter that is not A to D, F or W: left out, the number stays")
        return None, None
