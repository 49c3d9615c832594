"""Where a learner stands: at which schools in a school year, in which place and on which days."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from services.contracts import facts
from services.core.calendar import CalendarDays, Span, plain_name
from services.core.facts import encoded
from services.core.ledger import Ledger, live
from services.core.membership import UNKNOWN, CellPlace, attributes_of, enrolled_span, latest, left_on, member_spans
from services.core.participation import Participations, Spans, phases
from services.core.reported_days import ReportedDays


class Standing(NamedTuple):
    """Where a learner belongs at one school in one year.

    Attributes:
        left: the day on which the last enrolment ended; None while one goes on to the end of the school year.
        named: the days by the calendars that the enrolments name; empty where none names one.
    """

    school: str
    place: CellPlace
    spans: Spans
    left: date | None
    named: tuple[CalendarDays, ...] = ()


@lru_cache(maxsize=65536)  # of an event's learner nothing but a mark changes, nearly always
def _standing(
    school_year: int,
    enrollments: tuple[facts.Enrollment, ...],
    learner: facts.Learner | None,
    exit_date: facts.ExitDate,
) -> Standing | None:
    """None for a learner who is not enrolled at the school."""
    last = latest(enrollments, school_year, exit_date)
    if last is None:
        return None
    # One grade level and one set of attributes per school and year, or distinct counts would count twice.
    place = CellPlace(last.school, last.grade_level or UNKNOWN, attributes_of(learner))
    spans = member_spans(enrollments, school_year, exit_date)
    named = _by_calendar(enrollments, school_year, exit_date)
    return Standing(last.school, place, spans, left_on(enrollments, school_year), named)


def _by_calendar(
    enrollments: tuple[facts.Enrollment, ...], school_year: int, exit_date: facts.ExitDate
) -> tuple[CalendarDays, ...]:
    by_name: dict[str, list[facts.Enrollment]] = {}
    for enrollment in enrollments:
        by_name.setdefault(plain_name(enrollment.calendar or ""), []).append(enrollment)
    if by_name.keys() == {""}:
        return ()
    return tuple(CalendarDays(name, member_spans(by_name[name], school_year, exit_date)) for name in sorted(by_name))


def names_calendar(ledger: Ledger, school: str, name: str) -> bool:
    """Whether an enrolment at the school names the calendar of this plain name."""
    return any(
        enrollment.school == school and plain_name(enrollment.calendar or "") == name
        for enrollment in live(ledger, "enrollment", facts.Enrollment)
    )


def schools_of(ledger: Ledger) -> set[str]:
    """The schools, encoded, with an enrolment in the ledger, be it retracted."""
    return {item.partition("|")[0] for item in ledger.get("enrollment", {})}


_NOTHING: ReportedDays = {}


class Learner(NamedTuple):
    """A ledger with what its facets share.

    Attributes:
        reported: the days on which the schools of the year reported anything, if the learner goes to several at once.
    """

    school_year: int
    ledger: Ledger
    described: facts.Learner | None
    policy: facts.Policy
    participations: Participations = ()
    reported: ReportedDays = _NOTHING

    def phases(self) -> Iterator[tuple[str, str, Spans]]:
        """Partnership, phase, and the days of the school year in it."""
        for partnership, spans in self.participations:
            for phase, days in phases(spans, self.school_year):
                yield partnership, phase, days

    def enrolled(self) -> set[str]:
        """The schools, encoded, with an enrolment in the year, be it retracted."""
        return schools_of(self.ledger)

    def enrollments_at(self, encoded_school: str) -> tuple[facts.Enrollment, ...]:
        begin = f"{encoded_school}|"
        here = (fact.value for item, fact in self.ledger.get("enrollment", {}).items() if item.startswith(begin))
        return tuple(value for value in here if isinstance(value, facts.Enrollment))

    def enrolled_at(self, encoded_school: str) -> Iterator[tuple[Span, facts.Enrollment]]:
        """The enrolments at a school that have days in the school year, with these."""
        for enrollment in self.enrollments_at(encoded_school):
            span = enrolled_span(enrollment, self.school_year, self.policy.exit_date)
            if span is not None:
                yield span, enrollment

    def standing_at(self, encoded_school: str) -> Standing | None:
        enrollments = self.enrollments_at(encoded_school)
        if not enrollments:
            return None
        return _standing(self.school_year, enrollments, self.described, self.policy.exit_date)

    def last_enrollment(self) -> facts.Enrollment | None:
        """The enrolment entered last, at whatever school."""
        return latest(live(self.ledger, "enrollment", facts.Enrollment), self.school_year, self.policy.exit_date)

    def place_at(self, school: str) -> CellPlace:
        """The place of a learner who need not be enrolled there (any more)."""
        standing = self.standing_at(encoded(school))
        return CellPlace(school, UNKNOWN, attributes_of(self.described)) if standing is None else standing.place
