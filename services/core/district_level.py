"""The district as a level of its own: what a learner of several schools adds to it, less what the schools add.

At district level a learner counts once: the union of the days at all schools, at most one absence a day, one status,
one grade level. Of nearly all learners, who go to one school in a year, that is what their school says already, so only
the difference is kept, in cells of their own (`cells.across`): who asks about a district adds them to those of its
schools. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from services.contracts.facts import Attendance, Enrollment, Grade, Policy
from services.core.arrivals import ARRIVALS, DAYS_LATE, LATE
from services.core.calendar import plain_name
from services.core.cells import (
    ALL,
    FAMILIES,
    REPORT_MEASURES,
    Contributions,
    Coordinate,
    Measures,
    across,
    add_measures,
    difference,
    of_participants,
)
from services.core.district_days import (
    Attending,
    DistrictIncrement,
    SchoolDay,
    district_increments,
    members_at,
    no_show,
    own_days,
    within,
)
from services.core.grades import grade_measures, on_track_increments, period_name
from services.core.membership import UNKNOWN, Attributes, CellPlace
from services.core.participation import Participations, common, phase_of, phases
from services.core.stated_rules import states_rule

REPORTING = frozenset({*REPORT_MEASURES, ARRIVALS, LATE, DAYS_LATE})
"""Measures of what schools report, and when: at district level they are the same."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a learner counts at district level: the enrolment entered last gives the school and the grade level."""

    school: str
    grade_level: str
    attributes: Attributes

    def place(self, school: str = "") -> CellPlace:
        """The place of what counts at a school; without one, of what counts once a year."""
        return CellPlace(school or self.school, self.grade_level, self.attributes)


def home_of(last: Enrollment, attributes: Attributes) -> Home:
    return Home(last.school, last.grade_level or UNKNOWN, attributes)


def over(schools: Contributions, district: Contributions) -> Iterator[tuple[Coordinate, Measures]]:
    """What is to be added to the cells of schools, so that they say what the district does."""
    at_schools = {
        coordinate: measures for coordinate, measures in schools.items() if across(coordinate.family) in FAMILIES
    }
    for coordinate, measures in difference(at_schools, district).items():
        left = {name: by for name, by in measures.items() if name not in REPORTING}
        if left:
            yield coordinate._replace(family=across(coordinate.family)), left


def day_contributions(
    home: Home,
    school_year: int,
    attended: tuple[Attending, ...],
    days: list[SchoolDay],
    marks: Mapping[str, Mapping[date, list[Attendance]]],
    participations: Participations,
    policy: Policy,
) -> Contributions:
    """What the learner's days add at district level, to all cells of days."""
    members = members_at(attended, days)
    whole = [*district_increments(members, days, marks, policy), *own_days(attended, members, days, policy)]
    missed = list(no_show(attended))
    contributions: Contributions = {}
    _add(contributions, "day", home, (), (*whole, *missed))
    for stints in participations:
        _add(contributions, of_participants("day"), home, (stints.partnership, ALL), (*whole, *missed))
        for increment in missed:
            where = (stints.partnership, phase_of(increment.date, stints.spans))
            _add(contributions, of_participants("day"), home, where, [increment])
        for phase, spans in phases(stints.spans, school_year):
            inside = {school: common(spans_of_school, spans) for school, spans_of_school in members.items()}
            own = within(days, spans)
            increments = chain(district_increments(inside, own, marks, policy), own_days(attended, inside, own, policy))
            _add(contributions, of_participants("day"), home, (stints.partnership, phase), increments)
    return contributions


@states_rule(
    "Graded in the district",
    "Every grade counts; as a learner behind them the learner counts once in each grading period and subject, "
    "at the school entered last if that gave one, else at that with the smaller id.",
)
def grade_contributions(
    home: Home, grades: Mapping[str, list[tuple[date, Grade]]], participations: Participations, policy: Policy
) -> Contributions:
    """What the learner's grades add at district level: a learner is graded once in a period and subject.

    Args:
        grades: by school, each with the day on which its grading period closes.
    """
    contributions: Contributions = {}
    _count_grades(contributions, "grade", (), home, grades, policy)
    for partnership, spans in participations:
        _count_grades(contributions, of_participants("grade"), (partnership, ALL), home, grades, policy)
        for phase in sorted({phase_of(day, spans) for of_school in grades.values() for day, _ in of_school}):
            inside = {
                school: [dated_grade for dated_grade in of_school if phase_of(dated_grade[0], spans) == phase]
                for school, of_school in grades.items()
            }
            _count_grades(contributions, of_participants("grade"), (partnership, phase), home, inside, policy)
    return contributions


def on_track_contributions(
    home: Home, grades: Mapping[str, list[tuple[date, Grade]]], participations: Participations, policy: Policy
) -> Contributions:
    """Whether the learner is on track, by the grades of all schools."""
    contributions: Contributions = {}
    if home.grade_level != policy.on_track_grade_level:
        return contributions
    dated = [dated_grade for school in sorted(grades) for dated_grade in grades[school]]
    moves = [DistrictIncrement("", *increment) for increment in on_track_increments(dated, policy)]
    _add(contributions, "day", home, (), moves)
    for stints in participations:
        _add(contributions, of_participants("day"), home, (stints.partnership, ALL), moves)
    return contributions


def _count_grades(
    contributions: Contributions,
    family: str,
    participation: tuple[str, ...],
    home: Home,
    grades: Mapping[str, list[tuple[date, Grade]]],
    policy: Policy,
) -> None:
    graded: set[tuple[str, str]] = set()
    for school in sorted(grades, key=lambda name: (name != home.school, name)):
        for plain, of_period in sorted(_by_period(grade for _, grade in grades[school]).items()):
            period = period_name(of_period)
            for subject, measures in grade_measures(of_period, policy).items():
                if "graded" in measures:
                    if (plain, subject) in graded:
                        del measures["graded"]
                    graded.add((plain, subject))
                _count(
                    contributions, Coordinate(family, home.place(school), (*participation, period, subject)), measures
                )


def _by_period(grades: Iterable[Grade]) -> dict[str, list[Grade]]:
    """By the plain name of the grading period, as their natural key has it."""
    periods: dict[str, list[Grade]] = {}
    for grade in grades:
        periods.setdefault(plain_name(grade.grading_period), []).append(grade)
    return periods


def _add(
    contributions: Contributions,
    family: str,
    home: Home,
    participation: tuple[str, ...],
    increments: Iterable[DistrictIncrement],
) -> None:
    for school, day, measure, by in increments:
        _count(contributions, Coordinate(family, home.place(school), (*participation, day.isoformat())), {measure: by})


def _count(contributions: Contributions, coordinate: Coordinate, added: Measures) -> None:
    add_measures(contributions.setdefault(coordinate, {}), added)
