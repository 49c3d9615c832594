"""What a ledger adds to the cells. Nothing is ever counted up: cells change by `contributions` after minus before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from services.contracts import facts
from services.core.attendance import attendance_increments
from services.core.calendar import SchoolCalendar
from services.core.cells import Contributions, Coordinate
from services.core.engagement import engagement_increments
from services.core.facts import Fact, FactKey, LedgerId, encoded
from services.core.grades import grade_increments, on_track_increments
from services.core.ledger import Ledger, live, schools_in
from services.core.membership import UNKNOWN, UNKNOWN_ATTRIBUTES, Attributes, Place, attributes_of, latest, member_spans
from services.core.policy import DEFAULT_POLICY


class CalendarKey(NamedTuple):
    school: str
    school_year: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What the numbers of a district depend on besides the ledgers."""

    policy: facts.Policy = DEFAULT_POLICY
    calendars: Mapping[CalendarKey, SchoolCalendar] = field(default_factory=dict)

    def calendar(self, school: str, school_year: int) -> SchoolCalendar:
        """The school's calendar of the year; one without days until it is published."""
        return self.calendars.get(CalendarKey(school, school_year)) or SchoolCalendar.empty(school, school_year)


class Facet(NamedTuple):
    """A part of the contributions that is computed as a whole: `attendance` or `grade` at one school, or `engagement`.

    `school` is encoded, as in the parts of ledgers.
    """

    kind: str
    school: str = ""


ENGAGEMENT = Facet("engagement")


def facets_of(ledger: Ledger) -> set[Facet]:
    """All facets in which the ledger may have contributions."""
    enrolled = {item.split("|")[0] for item in ledger.get("enrollment", {})}
    attended = enrolled | set(schools_in(ledger, "attendance|"))
    graded = enrolled | set(schools_in(ledger, "grade|"))
    found = {Facet("attendance", school) for school in attended} | {Facet("grade", school) for school in graded}
    return found | {ENGAGEMENT, Facet("roll")}


def facets_touched(ledger: Ledger, keys: Iterable[FactKey]) -> set[Facet]:
    """The facets that may change when these facts do, in a ledger as it was before."""
    touched: set[Facet] = set()
    for part, item in keys:
        kind, _, school = part.partition("|")
        match kind:
            case "attendance" | "grade":
                touched.add(Facet(kind, school))
            case "enrollment":
                school = item.split("|")[0]
                touched |= {Facet("attendance", school), Facet("grade", school), ENGAGEMENT}
            case "engagement" | "roll":
                touched.add(Facet(kind))
            case "learner":
                touched |= facets_of(ledger)
    return touched


def contributions(
    ledger_id: LedgerId, ledger: Ledger, rules: Rules, facets: Iterable[Facet] | None = None
) -> Contributions:
    """What the ledger adds to the cells, in all facets or only in these."""
    found: Contributions = {}
    learner = Learner(ledger_id.school_year, ledger, attributes_of(next(live(ledger, "learner", facts.Learner), None)))
    for facet in facets_of(ledger) if facets is None else facets:
        for coordinate, measure, by in _FACETS[facet.kind](learner, facet.school, rules):
            measures = found.setdefault(coordinate, {})
            measures[measure] = measures.get(measure, 0) + by
    return found


class Learner(NamedTuple):
    """A ledger with what its facets share."""

    school_year: int
    ledger: Ledger
    attributes: Attributes

    def place_at(self, school: str, enrollments: Iterable[Fact]) -> Place:
        """One grade level and one set of attributes per school and year, or distinct counts would count twice."""
        last = latest(enrollments)
        return Place(school, (last and last.grade_level) or UNKNOWN, self.attributes)

    def enrollments_at(self, school: str) -> list[Fact]:
        found = self.ledger.get("enrollment", {}).items()
        return [fact for item, fact in found if fact.value is not None and item.split("|", 1)[0] == school]


Increment = tuple[Coordinate, str, int]


def _attendance(learner: Learner, encoded_school: str, rules: Rules) -> Iterator[Increment]:
    enrollments = learner.enrollments_at(encoded_school)
    values = [fact.value for fact in enrollments if isinstance(fact.value, facts.Enrollment)]
    if not values:
        return
    school = values[0].school
    place = learner.place_at(school, enrollments)
    calendar = rules.calendar(school, learner.school_year)
    marks = live(learner.ledger, f"attendance|{encoded_school}", facts.Attendance)
    spans = member_spans(values, learner.school_year)
    for day, measure, by in attendance_increments(spans, marks, calendar, rules.policy):
        yield Coordinate("day", place, (day.isoformat(),)), measure, by


def _grade(learner: Learner, encoded_school: str, rules: Rules) -> Iterator[Increment]:
    grades = list(live(learner.ledger, f"grade|{encoded_school}", facts.Grade))
    if not grades:
        return
    school = grades[0].school
    place = learner.place_at(school, learner.enrollments_at(encoded_school))
    for period, subject, measure, by in grade_increments(grades, rules.policy):
        yield Coordinate("grade", place, (period, subject)), measure, by
    if place.grade_level == rules.policy.on_track_grade_level:
        calendar = rules.calendar(school, learner.school_year)
        for day, measure, by in on_track_increments(grades, calendar, rules.policy):
            yield Coordinate("day", place, (day.isoformat(),)), measure, by


def _engagement(learner: Learner, _: str, __: Rules) -> Iterator[Increment]:
    """An engagement goes to the enrolment entered last; without one it waits and adds nothing."""
    enrollments = learner.ledger.get("enrollment", {}).values()
    last = latest(enrollments)
    if last is None:
        return
    place = learner.place_at(last.school, learner.enrollments_at(encoded(last.school)))
    for day, kind, measure, by in engagement_increments(live(learner.ledger, "engagement", facts.Engagement)):
        yield Coordinate("engagement", place, (day.isoformat(), kind)), measure, by


def _roll(learner: Learner, _: str, __: Rules) -> Iterator[Increment]:
    for roll in live(learner.ledger, "roll", facts.Roll):
        place = Place(roll.school, UNKNOWN, UNKNOWN_ATTRIBUTES)
        yield Coordinate("day", place, (roll.date.isoformat(),)), "rolls", 1


_FACETS = {"attendance": _attendance, "grade": _grade, "engagement": _engagement, "roll": _roll}
