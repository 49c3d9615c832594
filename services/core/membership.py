"""Who belongs where: member days, grade level and attributes of a learner at a school in one school year."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from services.contracts import facts
from services.core.calendar import SchoolCalendar, Span, school_year_span, union

UNKNOWN = ""
"""How cells spell "not known"; the API shows null."""

RACE_OF_SEVERAL = "Two or more races"
HISPANIC = "Hispanic/Latino"

Attributes = tuple[str, ...]
"""Values in the order of `cells.ATTRIBUTES`."""


class Place(NamedTuple):
    """Where a learner's numbers are counted, for a whole school year."""

    school: str
    grade_level: str
    attributes: Attributes


def member_spans(enrollments: Iterable[facts.Enrollment], school_year: int) -> tuple[Span, ...]:
    """The union of the enrolments at one school, cut to the school year; an open one ends with it.

    Both ends are member days (Ed-Fi Analytics Middle Tier; edu_wh's default).
    """
    year = school_year_span(school_year)
    return union(
        Span(enrollment.entry_date, min(enrollment.exit_date or year.end, year.end)) for enrollment in enrollments
    )


class MemberDays(NamedTuple):
    """Instructional days on which a learner is enrolled, in order, and day → its number, counted from 1."""

    days: tuple[date, ...]
    numbers: Mapping[date, int]


NOWHERE = MemberDays((), {})


@lru_cache(maxsize=4096)  # nearly all learners of a school share their spans
def member_days(spans: tuple[Span, ...], calendar: SchoolCalendar) -> MemberDays:
    """The instructional days inside the spans."""
    days = tuple(day for span in spans for day in calendar.days_in(span.begin, span.end))
    return MemberDays(days, {day: number for number, day in enumerate(days, 1)})


def latest(enrollments: Iterable[facts.Enrollment]) -> facts.Enrollment | None:
    """The enrolment entered last; of several entered on one date the one at the school with the greater id.

    It sees values alone. Whoever decided by versions would move numbers from school to school whenever a system sends
    what is known already once more, without a word of what changed.
    """
    return max(enrollments, key=lambda enrollment: (enrollment.entry_date, enrollment.school), default=None)


def attributes_of(learner: facts.Learner | None) -> Attributes:
    """The learner's attributes in the order of `cells.ATTRIBUTES`."""
    if learner is None:
        return UNKNOWN_ATTRIBUTES
    return (
        learner.sex or UNKNOWN,
        race_ethnicity(learner),
        _flag(learner.hispanic_latino),
        _flag(learner.economically_disadvantaged),
        _flag(learner.english_learner),
        _flag(learner.disability),
        _flag(learner.homeless),
        _flag(learner.foster_care),
        _flag(learner.military_connected),
    )


UNKNOWN_ATTRIBUTES: Attributes = (UNKNOWN,) * 9


def race_ethnicity(learner: facts.Learner) -> str:
    """The federal seven (72 FR 59266): Hispanic/Latino of any race first, then one race or two or more."""
    if learner.hispanic_latino:
        return HISPANIC
    races = set(learner.races)
    if len(races) > 1:
        return RACE_OF_SEVERAL
    return next(iter(races), UNKNOWN)


def _flag(value: bool | None) -> str:
    return UNKNOWN if value is None else str(value).lower()
