"""What a ledger adds to the cells of schools, facet by facet. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

from services.contracts import facts
from services.core.arrivals import mark_arrivals
from services.core.attendance import NO_SHOW, attendance_increments, day_flows, is_no_show
from services.core.cells import ALL, UNENROLLED, Coordinate, Measures, of_participants
from services.core.engagement_places import Recorded, engagement_cells, school_of_date
from services.core.enrollment_view import Learner
from services.core.facts import encoded
from services.core.grades import grade_measures, on_track_increments, period_name
from services.core.ledger import live
from services.core.membership import UNKNOWN, UNKNOWN_ATTRIBUTES, CellPlace, member_days
from services.core.participation import Spans, common, phase_of
from services.core.rules import DistrictRules
from services.core.waiting_facts import (
    NOT_ENROLLED,
    WaitingKind,
    days_of_sections,
    no_calendar,
    unenrolled_marks,
    waiting,
    waiting_marks,
)

Where = tuple[str, ...]
Added = Iterator[tuple[Coordinate, Measures]]
Counted = Mapping[Where, Measures]
"""Measures by the family's own key columns."""


def attendance(learner: Learner, encoded_school: str, rules: DistrictRules) -> Added:
    standing = learner.standing_at(encoded_school)
    part = f"attendance|{encoded_school}"
    marks, marked = tuple(live(learner.ledger, part, facts.Attendance)), learner.ledger.get(part, {})
    if standing is None:
        yield from unenrolled_marks(marks)
        return
    calendar = rules.calendar_of(standing, learner.school_year)
    yield from waiting_marks(marks, standing.spans, calendar)
    yield from days_of_sections(marks, member_days(standing.spans, calendar).numbers, rules.policy)
    for unknown in calendar.unknown_in(standing.spans):
        yield from waiting(standing.school, WaitingKind.LEARNERS, no_calendar(unknown.name), 1)

    def inside(spans: Spans) -> Counted:
        if not spans:
            return {}
        arrived = mark_arrivals(marked.values(), member_days(spans, calendar).numbers)
        return _by_day(chain(attendance_increments(spans, marks, calendar, rules.policy), arrived))

    whole = inside(standing.spans)
    yield from _whole(learner, "day", standing.place, whole)
    if standing.left is not None and is_no_show(standing.spans, calendar):
        missed = _by_day([(standing.left, NO_SHOW, 1)])
        yield from _whole(learner, "day", standing.place, missed)
        yield from _on(learner, "day", standing.place, standing.left, missed)
    for partnership, phase, days in learner.phases():
        spans = common(standing.spans, days)
        counted = whole if spans == standing.spans else inside(spans)
        yield from _participant("day", standing.place, partnership, phase, counted)


def day(learner: Learner, where: str, rules: DistrictRules) -> Added:
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
    day, calendar = marks[0].date, rules.calendar_of(standing, learner.school_year)
    members = member_days(standing.spans, calendar).numbers
    if day not in members:
        yield from waiting_marks(marks, standing.spans, calendar)
    else:
        yield from days_of_sections(marks, members, rules.policy)
        flows = _by_day(chain(day_flows(day, marks, rules.policy), mark_arrivals(marked, members)))
        yield from _whole(learner, "day", standing.place, flows)
        yield from _on(learner, "day", standing.place, day, flows)


def grade(learner: Learner, encoded_where: str, rules: DistrictRules) -> Added:
    """A grade needs only its school, and stays after an exit; to count as a participant's it needs an enrolment.

    Without one it counts for nobody's peers either, so it is kept apart, for them to leave out.
    """
    grades = [rules.with_course(grade) for grade in live(learner.ledger, f"grade|{encoded_where}", facts.Grade)]
    if not grades:
        return
    school, period = grades[0].school, period_name(grades)
    counted: Counted = {
        (period, subject): measures for subject, measures in grade_measures(grades, rules.policy).items()
    }
    standing = learner.standing_at(encoded(school))
    if standing is None:
        place = learner.place_at(school)
        yield from waiting(school, WaitingKind.GRADES, NOT_ENROLLED, len(grades))
        yield from _plain("grade", place, counted)
        for stints in learner.participations:
            yield from _participant("grade", place, stints.partnership, UNENROLLED, counted)
        return
    closing = rules.calendar(school, learner.school_year).closing_day(period)
    yield from _whole(learner, "grade", standing.place, counted)
    yield from _on(learner, "grade", standing.place, closing, counted)


def on_track(learner: Learner, encoded_school: str, rules: DistrictRules) -> Added:
    """A matter of the whole year: there is no being on track in a phase."""
    grades = dated_grades(learner, encoded_school, rules)
    standing = learner.standing_at(encoded_school) if grades else None
    if standing is not None and standing.place.grade_level == rules.policy.on_track_grade_level:
        counted = _by_day(on_track_increments(grades, rules.policy))
        yield from _whole(learner, "day", standing.place, counted)


def dated_grades(learner: Learner, encoded_school: str, rules: DistrictRules) -> list[tuple[date, facts.Grade]]:
    """The grades of a school, each with the last day of its grading period."""
    parts = [part for part in learner.ledger if part.startswith(f"grade|{encoded_school}|")]
    grades = [rules.with_course(grade) for part in parts for grade in live(learner.ledger, part, facts.Grade)]
    if not grades:
        return []
    calendar = rules.calendar(grades[0].school, learner.school_year)
    return [(calendar.closing_day(grade.grading_period), grade) for grade in grades]


def engagement(learner: Learner, _: str, __: DistrictRules) -> Added:
    """An engagement counts at the school of its date; a learner without an enrolment has none, so it waits."""
    recorded = recorded_engagements(learner)
    if learner.last_enrollment() is None:
        yield from waiting(UNKNOWN, WaitingKind.ENGAGEMENTS, NOT_ENROLLED, len(recorded))
        return
    school_of, by_school = school_of_date(learner), dict[str, Recorded]()
    for engagement, arrived in recorded:
        by_school.setdefault(school_of(engagement.date), []).append((engagement, arrived))
    for school, at_school in by_school.items():
        place = learner.place_at(school)
        yield from engagement_cells(at_school, learner.participations, _always(place))


def _always(place: CellPlace) -> Callable[[date], CellPlace]:
    return lambda _: place


def recorded_engagements(learner: Learner) -> Recorded:
    kept = learner.ledger.get("engagement", {}).values()
    return [(fact.value, fact.arrived) for fact in kept if isinstance(fact.value, facts.Engagement)]


def roll(learner: Learner, _: str, __: DistrictRules) -> Added:
    for roll in live(learner.ledger, "roll", facts.Roll):
        place = CellPlace(roll.school, UNKNOWN, UNKNOWN_ATTRIBUTES)
        yield Coordinate("day", place, (roll.date.isoformat(),)), {"rolls": 1}


def _plain(family: str, place: CellPlace, counted: Counted) -> Added:
    for where, measures in counted.items():
        yield Coordinate(family, place, where), measures


def _participant(family: str, place: CellPlace, partnership: str, phase: str, counted: Counted) -> Added:
    for where, measures in counted.items():
        yield Coordinate(of_participants(family), place, (partnership, phase, *where)), measures


def _whole(learner: Learner, family: str, place: CellPlace, counted: Counted) -> Added:
    """What counts whatever the phase: among all learners, and among the participants of each partnership."""
    yield from _plain(family, place, counted)
    for stints in learner.participations:
        yield from _participant(family, place, stints.partnership, ALL, counted)


def _on(learner: Learner, family: str, place: CellPlace, day: date, counted: Counted) -> Added:
    """What counts on one day, in the phases that it lies in."""
    for partnership, spans in learner.participations:
        yield from _participant(family, place, partnership, phase_of(day, spans), counted)


def _by_day(increments: Iterable[tuple[date, str, int]]) -> dict[Where, Measures]:
    return _summed(((day.isoformat(),), measure, by) for day, measure, by in increments)


def _summed(increments: Iterable[tuple[Where, str, int]]) -> dict[Where, Measures]:
    sums: dict[Where, Measures] = {}
    for where, measure, by in increments:
        measures = sums.setdefault(where, {})
        measures[measure] = measures.get(measure, 0) + by
    return sums
