"""What a ledger adds to the cells. Nothing is ever counted up: cells change by `contributions` after minus before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import NamedTuple

from services.contracts import facts
from services.core.arrivals import engagement_arrivals, mark_arrivals
from services.core.attendance import attendance_increments, day_flows
from services.core.calendar import SchoolCalendar
from services.core.cells import ALL, UNENROLLED, Contributions, Coordinate, Measures, add_measures, of_participants
from services.core.district_days import Attending, school_days
from services.core.district_level import day_contributions, grade_contributions, home_of, on_track_contributions, over
from services.core.engagement import EngagementIncrement, engagement_increments, own_minutes
from services.core.facets import Facet, facets_of
from services.core.facts import LedgerId, encoded
from services.core.grades import grade_measures, on_track_increments
from services.core.ledger import Ledger, live
from services.core.membership import UNKNOWN, UNKNOWN_ATTRIBUTES, Place, attributes_of, latest, member_days
from services.core.participation import PHASES, Participations, Spans, common, phase_of
from services.core.policy import DEFAULT_POLICY
from services.core.standing import Learner
from services.core.waiting import WaitingKind, WaitingReason, unenrolled_marks, waiting, waiting_marks

Where = tuple[str, ...]


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


def contributions(
    ledger_id: LedgerId,
    ledger: Ledger,
    participations: Participations,
    rules: Rules,
    facets: Iterable[Facet] | None = None,
) -> Contributions:
    """What the ledger adds to the cells, in all facets or only in these.

    Args:
        participations: those of its learner, which are kept beside the years.
    """
    described = next(live(ledger, "learner", facts.Learner), None)
    learner = Learner(ledger_id.school_year, ledger, described, participations)
    looked_at = facets_of(ledger) if facets is None else facets
    return _summed_up(_FACETS[facet.kind](learner, facet.where, rules) for facet in looked_at)


Added = Iterator[tuple[Coordinate, Measures]]
Counted = Mapping[Where, Measures]
"""Measures by the family's own key columns."""


def _attendance(learner: Learner, encoded_school: str, rules: Rules) -> Added:
    standing = learner.standing_at(encoded_school)
    part = f"attendance|{encoded_school}"
    marks, marked = tuple(live(learner.ledger, part, facts.Attendance)), learner.ledger.get(part, {})
    if standing is None:
        yield from unenrolled_marks(marks)
        return
    calendar = rules.calendar(standing.school, learner.school_year)
    yield from waiting_marks(marks, standing.spans, calendar)
    if not calendar.days:
        yield from waiting(standing.school, WaitingKind.LEARNERS, WaitingReason.NO_CALENDAR, 1)

    def inside(spans: Spans) -> Counted:
        if not spans:
            return {}
        arrived = mark_arrivals(marked.values(), member_days(spans, calendar).numbers)
        return _by_day(chain(attendance_increments(spans, marks, calendar, rules.policy), arrived))

    whole = inside(standing.spans)
    yield from _whole(learner, "day", standing.place, whole)
    for partnership, phase, days in learner.phases():
        spans = common(standing.spans, days)
        counted = whole if spans == standing.spans else inside(spans)
        yield from _participant("day", standing.place, partnership, phase, counted)


def _day(learner: Learner, where: str, rules: Rules) -> Added:
    """What `_attendance` adds for the marks of one day, without a look at the other days."""
    encoded_school, _, iso = where.rpartition("|")
    items = learner.ledger.get(f"attendance|{encoded_school}")
    if items is None:
        return
    marked = [fact for item, fact in items.items() if item.startswith(iso)]
    marks = [fact.value for fact in marked if isinstance(fact.value, facts.Attendance)]
    standing = learner.standing_at(encoded_school) if marks else None
    if standing is None:
        yield from unenrolled_marks(marks)
        return
    day, calendar = marks[0].date, rules.calendar(standing.school, learner.school_year)
    members = member_days(standing.spans, calendar).numbers
    if day not in members:
        yield from waiting_marks(marks, standing.spans, calendar)
    else:
        flows = _by_day(chain(day_flows(day, marks, rules.policy), mark_arrivals(marked, members)))
        yield from _whole(learner, "day", standing.place, flows)
        yield from _on(learner, "day", standing.place, day, flows)


def _grade(learner: Learner, encoded_where: str, rules: Rules) -> Added:
    """A grade needs only its school, and stays after an exit; to count as a participant's it needs an enrolment.

    Without one it counts for nobody's peers either, so it is kept apart, for them to leave out.
    """
    grades = list(live(learner.ledger, f"grade|{encoded_where}", facts.Grade))
    if not grades:
        return
    school, period = grades[0].school, grades[0].grading_period
    counted: Counted = {(period, subject): some for subject, some in grade_measures(grades, rules.policy).items()}
    standing = learner.standing_at(encoded(school))
    if standing is None:
        place = learner.place_at(school)
        yield from waiting(school, WaitingKind.GRADES, WaitingReason.NOT_ENROLLED, len(grades))
        yield from _plain("grade", place, counted)
        for stints in learner.participations:
            yield from _participant("grade", place, stints.partnership, UNENROLLED, counted)
        return
    closing = rules.calendar(school, learner.school_year).closing_day(period)
    yield from _whole(learner, "grade", standing.place, counted)
    yield from _on(learner, "grade", standing.place, closing, counted)


def _on_track(learner: Learner, encoded_school: str, rules: Rules) -> Added:
    """A matter of the whole year: there is no being on track in a phase."""
    grades = _dated_grades(learner, encoded_school, rules)
    standing = learner.standing_at(encoded_school) if grades else None
    if standing is not None and standing.place.grade_level == rules.policy.on_track_grade_level:
        counted = _by_day(on_track_increments(grades, rules.policy))
        yield from _whole(learner, "day", standing.place, counted)


def _dated_grades(learner: Learner, encoded_school: str, rules: Rules) -> list[tuple[date, facts.Grade]]:
    """The grades of a school, each with the last day of its grading period."""
    parts = [part for part in learner.ledger if part.startswith(f"grade|{encoded_school}|")]
    grades = [grade for part in parts for grade in live(learner.ledger, part, facts.Grade)]
    if not grades:
        return []
    calendar = rules.calendar(grades[0].school, learner.school_year)
    return [(calendar.closing_day(grade.grading_period), grade) for grade in grades]


def _across_days(learner: Learner, _: str, rules: Rules) -> Added:
    """What the days of a learner of several schools add at district level, less what they add at the schools."""
    last = latest(live(learner.ledger, "enrollment", facts.Enrollment))
    schools = sorted(learner.enrolled())
    if last is None or len(schools) < 2:
        return
    attended, marks = [], {}
    for school in schools:
        standing = learner.standing_at(school)
        if standing is not None:
            days = member_days(standing.spans, rules.calendar(standing.school, learner.school_year)).days
            attended.append(Attending(standing.school, learner.enrollments_at(school), standing.spans, days))
            marks[standing.school] = _marks_by_day(learner, school)
    days_once = school_days(attended)
    home = home_of(last, attributes_of(learner.described))
    district = day_contributions(
        home, learner.school_year, tuple(attended), days_once, marks, learner.participations, rules.policy
    )
    yield from over(_summed_up(_attendance(learner, school, rules) for school in schools), district)


def _across_grades(learner: Learner, _: str, rules: Rules) -> Added:
    """What the grades of a learner of several schools add at district level, less what they add at the schools."""
    last = latest(live(learner.ledger, "enrollment", facts.Enrollment))
    wheres = [part.partition("|")[2] for part in learner.ledger if part.startswith("grade|")]
    schools = sorted({where.partition("|")[0] for where in wheres})
    if last is None or not schools or len({*schools, *learner.enrolled()}) < 2:
        return
    grades: dict[str, list[tuple[date, facts.Grade]]] = {}
    for school in schools:
        if dated := _dated_grades(learner, school, rules):
            grades[dated[0][1].school] = dated
    home = home_of(last, attributes_of(learner.described))
    whole = (home, grades, learner.participations, rules.policy)
    at_schools = chain(
        (_grade(learner, where, rules) for where in wheres), (_on_track(learner, school, rules) for school in schools)
    )
    yield from over(_summed_up(at_schools), grade_contributions(*whole) | on_track_contributions(*whole))


def _marks_by_day(learner: Learner, encoded_school: str) -> dict[date, list[facts.Attendance]]:
    found: dict[date, list[facts.Attendance]] = {}
    for mark in live(learner.ledger, f"attendance|{encoded_school}", facts.Attendance):
        found.setdefault(mark.date, []).append(mark)
    return found


def _summed_up(some: Iterable[Added]) -> Contributions:
    found: Contributions = {}
    for coordinate, added in chain.from_iterable(some):
        add_measures(found.setdefault(coordinate, {}), added)
    return found


def _engagement(learner: Learner, _: str, __: Rules) -> Added:
    """An engagement goes to the enrolment entered last; without one it waits."""
    last = latest(live(learner.ledger, "enrollment", facts.Enrollment))
    kept = learner.ledger.get("engagement", {}).values()
    recorded = [(fact.value, fact.arrived) for fact in kept if isinstance(fact.value, facts.Engagement)]
    engagements = [engagement for engagement, _ in recorded]
    if last is None:
        yield from waiting(UNKNOWN, WaitingKind.ENGAGEMENTS, WaitingReason.NOT_ENROLLED, len(engagements))
        return
    place = learner.place_at(last.school)
    counted = _by_kind(chain(engagement_increments(engagements), engagement_arrivals(recorded)))
    yield from _whole(learner, "engagement", place, counted)
    for stints in learner.participations if engagements else ():
        own = _by_kind(own_minutes(engagements, stints.partnership))
        yield from _participant("engagement", place, stints.partnership, ALL, own)
        for phase in PHASES:
            within = [each for each in recorded if phase_of(each[0].date, stints.spans) == phase]
            of_phase = [engagement for engagement, _ in within]
            own_part = own_minutes(of_phase, stints.partnership)
            increments = chain(engagement_increments(of_phase), own_part, engagement_arrivals(within))
            yield from _participant("engagement", place, stints.partnership, phase, _by_kind(increments))


def _roll(learner: Learner, _: str, __: Rules) -> Added:
    for roll in live(learner.ledger, "roll", facts.Roll):
        place = Place(roll.school, UNKNOWN, UNKNOWN_ATTRIBUTES)
        yield Coordinate("day", place, (roll.date.isoformat(),)), {"rolls": 1}


_FACETS = {
    "attendance": _attendance,
    "day": _day,
    "grade": _grade,
    "on_track": _on_track,
    "engagement": _engagement,
    "roll": _roll,
    "across_days": _across_days,
    "across_grades": _across_grades,
}


def _plain(family: str, place: Place, counted: Counted) -> Added:
    for where, measures in counted.items():
        yield Coordinate(family, place, where), measures


def _participant(family: str, place: Place, partnership: str, phase: str, counted: Counted) -> Added:
    for where, measures in counted.items():
        yield Coordinate(of_participants(family), place, (partnership, phase, *where)), measures


def _whole(learner: Learner, family: str, place: Place, counted: Counted) -> Added:
    """What counts whatever the phase: among all learners, and among the participants of each partnership."""
    yield from _plain(family, place, counted)
    for stints in learner.participations:
        yield from _participant(family, place, stints.partnership, ALL, counted)


def _on(learner: Learner, family: str, place: Place, day: date, counted: Counted) -> Added:
    """What counts on one day, in the phases that it lies in."""
    for partnership, spans in learner.participations:
        yield from _participant(family, place, partnership, phase_of(day, spans), counted)


def _by_day(increments: Iterable[tuple[date, str, int]]) -> dict[Where, Measures]:
    return _summed(((day.isoformat(),), measure, by) for day, measure, by in increments)


def _by_kind(increments: Iterable[EngagementIncrement]) -> dict[Where, Measures]:
    return _summed(((day.isoformat(), kind), measure, by) for day, kind, measure, by in increments)


def _summed(increments: Iterable[tuple[Where, str, int]]) -> dict[Where, Measures]:
    found: dict[Where, Measures] = {}
    for where, measure, by in increments:
        measures = found.setdefault(where, {})
        measures[measure] = measures.get(measure, 0) + by
    return found
