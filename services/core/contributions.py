"""What a ledger adds to the cells. Nothing is ever counted up: cells change by `contributions` after minus before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from services.contracts import facts
from services.core.attendance import ABSENCES, attendance_increments, day_flows
from services.core.calendar import SchoolCalendar, Span
from services.core.cells import Contributions, Coordinate, Measures
from services.core.engagement import engagement_increments
from services.core.facts import Fact, FactKey, LedgerId, encoded
from services.core.grades import CREDIT_KINDS, grade_measures, on_track_increments
from services.core.ledger import Ledger, live
from services.core.membership import (
    UNKNOWN,
    UNKNOWN_ATTRIBUTES,
    Place,
    attributes_of,
    latest,
    member_days,
    member_spans,
)
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
    `roll`; and `day`, the part of `attendance` that marks of one day add by themselves (`school|date`). Schools and
    periods are encoded, as in the parts of ledgers.
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


def facets_touched(ledger: Ledger, changed: Iterable[tuple[FactKey, Fact]], rules: Rules) -> set[Facet]:
    """The facets that may change when these facts are put into a ledger, which is as it was before."""
    touched: set[Facet] = set()
    for key, fact in changed:
        part, item = key
        kind, _, where = part.partition("|")
        match kind:
            case "attendance" if not _bears_on_absence(ledger, key, fact, rules.policy):
                touched.add(Facet("day", f"{where}|{item[:10]}"))
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
    whole = {where for kind, where in touched if kind == "attendance"}
    return {each for each in touched if each.kind != "day" or each.where[:-11] not in whole} if whole else touched


def _bears_on_absence(ledger: Ledger, key: FactKey, fact: Fact, policy: facts.Policy) -> bool:
    """Whether a mark may change on which days the learner is absent, or in positive mode on which anything is known.

    If not, no status of the year changes, and the day alone is looked at: most marks are of learners who are there.
    """
    if policy.attendance == "positive" or policy.absent_minutes_for_a_day is not None:
        return True
    known = ledger.get(key.part, {}).get(key.item)
    values = (fact.value, None if known is None else known.value)
    return any(isinstance(value, facts.Attendance) and value.category in ABSENCES for value in values)


def contributions(
    ledger_id: LedgerId, ledger: Ledger, rules: Rules, facets: Iterable[Facet] | None = None
) -> Contributions:
    """What the ledger adds to the cells, in all facets or only in these."""
    found: Contributions = {}
    learner = Learner(ledger_id.school_year, ledger, next(live(ledger, "learner", facts.Learner), None))
    for facet in facets_of(ledger) if facets is None else facets:
        for coordinate, added in _FACETS[facet.kind](learner, facet.where, rules):
            measures = found.setdefault(coordinate, {})
            for name, by in added.items():
                measures[name] = measures.get(name, 0) + by
    return found


class Standing(NamedTuple):
    """Where a learner belongs at one school in one year."""

    school: str
    place: Place
    spans: tuple[Span, ...]


@lru_cache(maxsize=65536)  # of an event's learner nothing but a mark changes, nearly always
def _standing(school_year: int, enrollments: tuple[Fact, ...], learner: facts.Learner | None) -> Standing | None:
    """None for a learner who is not enrolled at the school."""
    last = latest(enrollments)
    if last is None:
        return None
    values = (fact.value for fact in enrollments if isinstance(fact.value, facts.Enrollment))
    # One grade level and one set of attributes per school and year, or distinct counts would count twice.
    place = Place(last.school, last.grade_level or UNKNOWN, attributes_of(learner))
    return Standing(last.school, place, member_spans(values, school_year))


class Learner(NamedTuple):
    """A ledger with what its facets share."""

    school_year: int
    ledger: Ledger
    described: facts.Learner | None

    def standing_at(self, encoded_school: str) -> Standing | None:
        found = self.ledger.get("enrollment")
        if not found:
            return None
        begin = f"{encoded_school}|"
        some = tuple(fact for item, fact in found.items() if item.startswith(begin) and fact.value is not None)
        return _standing(self.school_year, some, self.described) if some else None

    def place_at(self, school: str) -> Place:
        """The place of a learner who need not be enrolled there (any more)."""
        standing = self.standing_at(encoded(school))
        return Place(school, UNKNOWN, attributes_of(self.described)) if standing is None else standing.place


Added = Iterator[tuple[Coordinate, Measures]]


def _attendance(learner: Learner, encoded_school: str, rules: Rules) -> Added:
    standing = learner.standing_at(encoded_school)
    if standing is None:
        return
    calendar = rules.calendar(standing.school, learner.school_year)
    marks = live(learner.ledger, f"attendance|{encoded_school}", facts.Attendance)
    increments = attendance_increments(standing.spans, marks, calendar, rules.policy)
    yield from _dated(standing.place, increments)


def _day(learner: Learner, where: str, rules: Rules) -> Added:
    """What `_attendance` adds for the marks of one day, without a look at the other days."""
    encoded_school, _, iso = where.rpartition("|")
    items = learner.ledger.get(f"attendance|{encoded_school}")
    if items is None:
        return
    values = [fact.value for item, fact in items.items() if item.startswith(iso)]
    marks = [value for value in values if isinstance(value, facts.Attendance)]
    standing = learner.standing_at(encoded_school) if marks else None
    if standing is None:
        return
    day = marks[0].date
    if day in member_days(standing.spans, rules.calendar(standing.school, learner.school_year)).numbers:
        yield from _dated(standing.place, day_flows(day, marks, rules.policy))


def _grade(learner: Learner, encoded_where: str, rules: Rules) -> Added:
    """A grade needs only its school; it stays after an exit."""
    grades = list(live(learner.ledger, f"grade|{encoded_where}", facts.Grade))
    if not grades:
        return
    school, period = grades[0].school, grades[0].grading_period
    place = learner.place_at(school)
    for subject, measures in grade_measures(grades, rules.policy).items():
        yield Coordinate("grade", place, (period, subject)), measures


def _on_track(learner: Learner, encoded_school: str, rules: Rules) -> Added:
    parts = [part for part in learner.ledger if part.startswith(f"grade|{encoded_school}|")]
    grades = [grade for part in parts for grade in live(learner.ledger, part, facts.Grade)]
    if not grades:
        return
    school = grades[0].school
    place = learner.place_at(school)
    if place.grade_level == rules.policy.on_track_grade_level:
        calendar = rules.calendar(school, learner.school_year)
        yield from _dated(place, on_track_increments(grades, calendar, rules.policy))


def _engagement(learner: Learner, _: str, __: Rules) -> Added:
    """An engagement goes to the enrolment entered last; without one it waits and adds nothing."""
    last = latest(learner.ledger.get("enrollment", {}).values())
    if last is None:
        return
    place = learner.place_at(last.school)
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
    "day": _day,
    "grade": _grade,
    "on_track": _on_track,
    "engagement": _engagement,
    "roll": _roll,
}
