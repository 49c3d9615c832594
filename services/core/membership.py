"""Who belongs where: member days, grade level and attributes of a learner at a school in one school year."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from services.contracts import facts
from services.core.calendar import ONE_DAY, SchoolCalendar, Span, school_year_span, union
from services.core.stated_rules import states_rule

UNKNOWN = ""
"""How cells spell "not known"; the API shows null."""

RACE_OF_SEVERAL = "Two or more races"
HISPANIC = "Hispanic/Latino"

Attributes = tuple[str, ...]
"""Values in the order of `cells.ATTRIBUTES`."""


class CellPlace(NamedTuple):
    """Where a learner's numbers are counted, for a whole school year."""

    school: str
    grade_level: str
    attributes: Attributes


@states_rule(
    "Days of an enrolment",
    "From the entry date, or July 1 of its school year where that is later, to the exit date, or June 30 "
    "where there is none. The exit date is a day of it by default; with the policy's exitDate firstDayAway "
    "the day before is the last.",
)
def enrolled_span(enrollment: facts.Enrollment, school_year: int, exit_date: facts.ExitDate) -> Span | None:
    """An enrolment's days of the school year; an open one ends with it. None: it has none.

    The exit date is a member day (Ed-Fi Analytics Middle Tier; edu_wh's default) unless the policy says that it is the
    first day away.
    """
    year = school_year_span(school_year)
    end = year.end
    if enrollment.exit_date is not None:
        last = enrollment.exit_date if exit_date == "lastDay" else enrollment.exit_date - ONE_DAY
        end = min(last, year.end)
    begin = max(enrollment.entry_date, year.begin)
    return Span(begin, end) if begin <= end else None


@states_rule(
    "Several enrolments at one school",
    "Their days count once, as one set: a day that two of them share is one day.",
)
def member_spans(
    enrollments: Iterable[facts.Enrollment], school_year: int, exit_date: facts.ExitDate = "lastDay"
) -> tuple[Span, ...]:
    """The union of the enrolments at one school."""
    spans = (enrolled_span(enrollment, school_year, exit_date) for enrollment in enrollments)
    return union(span for span in spans if span is not None)


def left_on(enrollments: Iterable[facts.Enrollment], school_year: int) -> date | None:
    """The day of the school year on which the last of the enrolments ended; None while one goes on to its end."""
    year = school_year_span(school_year)
    last = max((enrollment.exit_date or date.max for enrollment in enrollments), default=date.max)
    return max(last, year.begin) if last <= year.end else None


class MemberDays(NamedTuple):
    """Instructional days on which a learner is enrolled, in order, and day → its number, counted from 1."""

    days: tuple[date, ...]
    numbers: Mapping[date, int]


NOWHERE = MemberDays((), {})


@states_rule(
    "Member days",
    "The days of school, those of the kinds in the policy's instructionalKinds, on which the learner is enrolled: for "
    "each enrolment those of the school's calendar that it names (`calendar`), or else of the school's main one, which "
    "has no name. Where that calendar was not published there are none, so the learner's days are not known; marks on "
    "other days count nowhere until an enrolment or a calendar makes them member days.",
)
@lru_cache(maxsize=4096)  # nearly all learners of a school share their spans
def member_days(spans: tuple[Span, ...], calendar: SchoolCalendar) -> MemberDays:
    """The instructional days inside the spans."""
    days = tuple(day for span in spans for day in calendar.days_in(span.begin, span.end))
    return MemberDays(days, {day: number for number, day in enumerate(days, 1)})


@states_rule(
    "Enrolment that gives the grade level",
    "The one entered last, at the school or, at level DISTRICT, in the district; of several entered on one "
    "date that at the school with the greater id. One without a day in the school year gives it only where "
    "there is no other. It holds for the whole school year. At level DISTRICT what counts once a year counts "
    "at its school.",
)
def latest(
    enrollments: Iterable[facts.Enrollment], school_year: int, exit_date: facts.ExitDate
) -> facts.Enrollment | None:
    """The enrolment entered last; of several entered on one date the one at the school with the greater id.

    One without a day in the school year is looked at only where there is no other.

    It sees values alone. Whoever decided by versions would move numbers from school to school whenever a system sends
    what is known already once more, without a word of what changed.
    """
    return max(
        enrollments,
        key=lambda enrollment: (
            enrolled_span(enrollment, school_year, exit_date) is not None,
            enrollment.entry_date,
            enrollment.school,
        ),
        default=None,
    )


@states_rule(
    "Learner attributes",
    "Those that the learner's description of that school year says, for the whole year; without one they are "
    "not known.",
)
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


@states_rule(
    "Race and ethnicity",
    "Hispanic/Latino of any race first; of others the one race, or Two or more races where there are several; "
    "not known where nothing is said.",
)
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
