"""What the numbers of a district depend on besides the facts of its learners."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import msgspec

from services.contracts import facts
from services.core.calendar import CalendarDays, OwnCalendar, SchoolCalendar, plain_name
from services.core.enrollment_view import Standing
from services.core.facts import EntityKey, Fact
from services.core.policy import DEFAULT_POLICY


class CalendarName(NamedTuple):
    """`name` is a plain name; the empty one is that of the school's main calendar."""

    school: str
    school_year: int
    name: str = ""


def calendar_key(calendar: facts.CalendarKey) -> CalendarName:
    """The key of a calendar as its publisher names it."""
    return CalendarName(calendar.school, calendar.school_year, plain_name(calendar.calendar or ""))


class CourseId(NamedTuple):
    school: str
    course: str


@dataclass(frozen=True, slots=True)
class DistrictRules:
    """What the numbers of a district depend on besides the ledgers."""

    policy: facts.Policy = DEFAULT_POLICY
    calendars: Mapping[CalendarName, SchoolCalendar] = field(default_factory=dict)
    courses: Mapping[CourseId, facts.Course] = field(default_factory=dict)

    def calendar(self, school: str, school_year: int) -> SchoolCalendar:
        """The school's main calendar of the year; one without days until it is published."""
        return self.calendars.get(CalendarName(school, school_year)) or SchoolCalendar.empty(school, school_year)

    def calendar_of(self, standing: Standing, school_year: int) -> SchoolCalendar:
        """The calendar that a learner follows at a school: the main one unless enrolments name others."""
        main = self.calendar(standing.school, school_year)
        if not standing.named:
            return main
        named = (self.calendars.get(CalendarName(standing.school, school_year, part.name)) for part in standing.named)
        return _own_calendar(main, tuple(zip(standing.named, named, strict=True)))

    def with_course(self, grade: facts.Grade) -> facts.Grade:
        """The grade with the subject and core flag that its course describes, where it says none itself."""
        needed = course_needed(grade)
        course = None if needed is None else self.courses.get(needed)
        if course is None:
            return grade
        subject = course.subject if grade.subject is None else grade.subject
        core = course.core_subject if grade.core_subject is None else grade.core_subject
        return msgspec.structs.replace(grade, subject=subject, core_subject=core)


def rules_of(policy: facts.Policy, documents: Mapping[EntityKey, Fact]) -> DistrictRules:
    """The rules that follow from a district's policy and its documents."""
    return DistrictRules(policy, calendars_of(documents, policy), courses_of(documents))


def calendars_of(documents: Mapping[EntityKey, Fact], policy: facts.Policy) -> dict[CalendarName, SchoolCalendar]:
    """The calendars among a district's documents."""
    published = (fact.value for fact in documents.values() if isinstance(fact.value, facts.Calendar))
    return {calendar_key(calendar): SchoolCalendar(calendar, policy.instructional_kinds) for calendar in published}


def courses_of(documents: Mapping[EntityKey, Fact]) -> dict[CourseId, facts.Course]:
    """The courses among a district's documents."""
    described = (fact.value for fact in documents.values() if isinstance(fact.value, facts.Course))
    return {CourseId(course.school, course.course): course for course in described}


@lru_cache(maxsize=4096)  # whoever follows one calendar mostly shares the days of enrolment, too
def _own_calendar(
    main: SchoolCalendar, parts: tuple[tuple[CalendarDays, SchoolCalendar | None], ...]
) -> SchoolCalendar:
    return OwnCalendar(main, parts)


def course_needed(grade: facts.Grade) -> CourseId | None:
    """The course that a grade takes its subject or core flag from; None: it has both, or names no course."""
    if grade.course is None or (grade.subject is not None and grade.core_subject is not None):
        return None
    return CourseId(grade.school, grade.course)
