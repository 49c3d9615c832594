"""Districts, schools, courses and calendars."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from services.contracts.facts.model import Data
from services.contracts.primitives import (
    Id,
    Label,
    SchoolYear,
)


class DistrictKey(Data, frozen=True, kw_only=True):
    """The district itself; its id is the event's `partitionkey`."""


class District(DistrictKey, frozen=True, kw_only=True):
    """Ed-Fi LocalEducationAgency."""

    name: Label
    time_zone: Label = "UTC"
    state: Label | None = None
    parent: Id | None = None


class SchoolKey(Data, frozen=True, kw_only=True):
    school: Id


class School(SchoolKey, frozen=True, kw_only=True):
    """Ed-Fi School. `gradeLevels` are Ed-Fi GradeLevelDescriptor code values."""

    name: Label
    grade_levels: tuple[Label, ...] = ()


class CourseKey(Data, frozen=True, kw_only=True):
    school: Id
    course: Id


class Course(CourseKey, frozen=True, kw_only=True):
    """Ed-Fi Course, `subject` being its AcademicSubjectDescriptor.

    A grade that names the course and has no `subject` or no `coreSubject` of its own takes that of the course.
    """

    title: Label
    subject: Label | None = None
    core_subject: bool | None = None


class CalendarDay(Data, frozen=True, kw_only=True):
    """Ed-Fi CalendarDate; `kind` is its CalendarEventDescriptor, such as "Instructional day" or "Holiday"."""

    date: date
    kind: Label


class Period(Data, frozen=True, kw_only=True):
    """A term or grading period; both ends belong to it."""

    name: Label
    begin: date
    end: date


class CalendarKey(Data, frozen=True, kw_only=True):
    school: Id
    school_year: SchoolYear
    calendar: Annotated[
        Id | None,
        Meta(
            description="Its name, where a school has several: enrolments name it (Ed-Fi calendarCode). Case and "
            "superfluous white space do not matter. Stored as it is: it must not contain a student's id. Absent: the "
            "school's main calendar, which counts for the enrolments that name none, and whose days are the school's "
            "instructional days."
        ),
    ] = None


class Calendar(CalendarKey, frozen=True, kw_only=True):
    """The whole calendar of a school and year; a later one replaces it. Ed-Fi CalendarDate, Session, GradingPeriod."""

    days: tuple[CalendarDay, ...]
    terms: Annotated[
        tuple[Period, ...], Meta(description="Of the main calendar alone: a calendar with a name has none.")
    ] = ()
    grading_periods: Annotated[
        tuple[Period, ...], Meta(description="Of the main calendar alone: a calendar with a name has none.")
    ] = ()
    code: Annotated[
        Id | None,
        Meta(
            description="Of the main calendar alone: the publisher's own code of it (Ed-Fi calendarCode), by which a "
            "later import knows it again. Stored as it is: it must not contain a student's id. No number depends on it."
        ),
    ] = None
