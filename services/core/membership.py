"""Who belongs where: member days, grade level and attributes of a learner at a school in one school year."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from services.contracts import facts
from services.core.calendar import SchoolCalendar, Span, school_year_span, union
from services.core.facts import Fact

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


def member_days(spans: Iterable[Span], calendar: SchoolCalendar) -> tuple[date, ...]:
    """The instructional days inside the spans, in order."""
    days = [calendar.days_in(span.begin, span.end) for span in spans]
    return days[0] if len(days) == 1 else tuple(day for some in days for day in some)


def latest(enrollments: Iterable[Fact]) -> facts.Enrollment | None:
    """The enrolment entered last; of several on one date the one with the greater version."""
    live = [fact for fact in enrollments if isinstance(fact.value, facts.Enrollment)]
    if not live:
        return None
    last = max(live, key=lambda fact: (_entry(fact), fact.version))
    return last.value if isinstance(last.value, facts.Enrollment) else None


def _entry(fact: Fact) -> date:
    return fact.value.entry_date if isinstance(fact.value, facts.Enrollment) else date.min


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
