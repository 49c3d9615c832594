"""What a ledger adds to the cells. Nothing is ever counted up: cells change by `contributions` after minus before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from services.contracts import facts
from services.core.attendance import attendance_increments
from services.core.calendar import SchoolCalendar
from services.core.cells import Contributions, Coordinate, Measures
from services.core.engagement import engagement_increments
from services.core.facts import Fact, FactKey, LedgerId, encoded
from services.core.grades import CREDIT_KINDS, grade_measures, on_track_increments
from services.core.ledger import Ledger, live
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
    """A part of the contributions that is computed as a whole, and what of the ledger it is about.

    `attendance` and `on_track` at a school, `grade` at a school in one grading period (`school|period`), `engagement`,
    `roll`. Schools and periods are encoded, as in the parts of ledgers.
    """

    kind: str
    where: str = ""


ENGAGEMENT, ROLL = Facet("engagement"), Facet("roll")


def facets_of(ledger: Ledger) -> set[Facet]:
    """All facets in which the ledger may have contributions."""
    enrolled = {item.split("|", 1)[0] for item in ledger.get("enrollment", {})}
    found = {ENGAGEMENT, ROLL, *(Facet("attendance", school) for school in enrolled)}
    for part in ledger:
        kind, _, where = part.partition("|")
        if kind == "grade":
            found |= {Facet("grade", where), Facet("on_track", where.split("|", 1)[0])}
    return found


def facets_touched(ledger: Ledger, keys: Iterable[FactKey]) -> set[Facet]:
    """The facets that may change when these facts do, in a ledger as it was before."""
    touched: set[Facet] = set()
    for part, item in keys:
        kind, _, where = part.partition("|")
        match kind:
            case "attendance":
                touched.add(Facet(kind, where))
            case "grade":
                touched.add(Facet(kind, where))
                if item.endswith(CREDIT_KINDS):
                    touched.add(Facet("on_track", where.split("|", 1)[0]))
            case "enrollment":
                school = item.split("|", 1)[0]
                touched |= {Facet("attendance", school), ENGAGEMENT}
                touched |= {each for each in facets_of(ledger) if each.where.split("|", 1)[0] == school}
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
        for coordinate, added in _FACETS[facet.kind](learner, facet.where, rules):
            measures = found.setdefault(coordinate, {})
            for name, by in added.items():
                measures[name] = measures.get(name, 0) + by
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


Added = Iterator[tuple[Coordinate, Measures]]


def _attendance(learner: Learner, encoded_school: str, rules: Rules) -> Added:
    enrollments = learner.enrollments_at(encoded_school)
    values = [fact.value for fact in enrollments if isinstance(fact.value, facts.Enrollment)]
    if not values:
        return
    school = values[0].school
    calendar = rules.calendar(school, learner.school_year)
    marks = live(learner.ledger, f"attendance|{encoded_school}", facts.Attendance)
    spans = member_spans(values, learner.school_year)
    increments = attendance_increments(spans, marks, calendar, rules.policy)
    yield from _dated(learner.place_at(school, enrollments), increments)


def _grade(learner: Learner, encoded_where: str, rules: Rules) -> Added:
    """A grade needs only its school; it stays after an exit."""
    grades = list(live(learner.ledger, f"grade|{encoded_where}", facts.Grade))
    if not grades:
        return
    school, period = grades[0].school, grades[0].grading_period
    place = learner.place_at(school, learner.enrollments_at(encoded_where.split("|", 1)[0]))
    for subject, measures in grade_measures(grades, rules.policy).items():
        yield Coordinate("grade", place, (period, subject)), measures


def _on_track(learner: Learner, encoded_school: str, rules: Rules) -> Added:
    parts = [part for part in learner.ledger if part.startswith(f"grade|{encoded_school}|")]
    grades = [grade for part in parts for grade in live(learner.ledger, part, facts.Grade)]
    if not grades:
        return
    school = grades[0].school
    place = learner.place_at(school, learner.enrollments_at(encoded_school))
    if place.grade_level == rules.policy.on_track_grade_level:
        calendar = rules.calendar(school, learner.school_year)
        yield from _dated(place, on_track_increments(grades, calendar, rules.policy))


def _engagement(learner: Learner, _: str, __: Rules) -> Added:
    """An engagement goes to the enrolment entered last; without one it waits and adds nothing."""
    last = latest(learner.ledger.get("enrollment", {}).values())
    if last is None:
        return
    place = learner.place_at(last.school, learner.enrollments_at(encoded(last.school)))
    for day, kind, measure, by in engagement_increments(live(learner.ledger, "engagement", facts.Engagement)):
        yield Coordinate("engagement", place, (day.isoformat(), kind)), {measure: by}


def _roll(learner: Learner, _: str, __: Rules) -> Added:
    for roll in live(learner.ledger, "roll", facts.Roll):
        place = Place(roll.school, UNKNOWN, UNKNOWN_ATTRIBUTES)
        yield Coordinate("day", place, (roll.date.isoformat(),)), {"rolls": 1}


def _dated(place: Place, increments: Iterable[tuple[date, str, int]]) -> Added:
    by_day: dict[date, Measures] = {}
    for day, measure, by in increments:
        measures = by_day.setdefault(day, {})
        measures[measure] = measures.get(measure, 0) + by
    for day, measures in by_day.items():
        yield Coordinate("day", place, (day.isoformat(),)), measures


_FACETS = {
    "attendance": _attendance,
    "grade": _grade,
    "on_track": _on_track,
    "engagement": _engagement,
    "roll": _roll,
}
