"""What a ledger adds to the cells. Nothing is ever counted up: cells change by `contributions` after minus before."""

from collections.abc import Iterable
from datetime import date
from itertools import chain

from services.contracts import facts
from services.core import school_level
from services.core.cells import Contributions, add_measures
from services.core.district_days import Attending, of_reporting_schools, school_days
from services.core.district_level import day_contributions, grade_contributions, home_of, on_track_contributions, over
from services.core.engagement_places import engagement_cells, school_of_date
from services.core.enrollment_view import Learner
from services.core.facets import Facet, facets_of
from services.core.facts import LedgerId
from services.core.ledger import Ledger, live
from services.core.membership import attributes_of, member_days
from services.core.participation import Participations
from services.core.reported_days import ReportedDays
from services.core.rules import DistrictRules


def contributions(
    ledger_id: LedgerId,
    ledger: Ledger,
    participations: Participations,
    rules: DistrictRules,
    facets: Iterable[Facet] | None = None,
    reported: ReportedDays | None = None,
) -> Contributions:
    """What the ledger adds to the cells, in all facets or only in these.

    Args:
        participations: those of its learner, which are kept beside the years.
        reported: the days on which schools reported anything in the year; read for learners of several at once.
    """
    described = next(live(ledger, "learner", facts.Learner), None)
    learner = Learner(ledger_id.school_year, ledger, described, rules.policy, participations, reported or {})
    looked_at = facets_of(ledger) if facets is None else facets
    return _summed(_FACETS[facet.kind](learner, facet.where, rules) for facet in looked_at)


def _across_days(learner: Learner, _: str, rules: DistrictRules) -> school_level.Added:
    """What the days of a learner of several schools add at district level, less what they add at the schools."""
    last = learner.last_enrollment()
    schools = sorted(learner.enrolled())
    if last is None or len(schools) < 2:
        return
    attended, marks = [], {}
    for school in schools:
        standing = learner.standing_at(school)
        if standing is not None:
            calendar = rules.calendar_of(standing, learner.school_year)
            days = member_days(standing.spans, calendar).days
            left = None if calendar.unknown_in(standing.spans) else standing.left
            enrolled = tuple(learner.enrolled_at(school))
            main = rules.calendar(standing.school, learner.school_year).days if standing.named else None
            attended.append(Attending(standing.school, enrolled, standing.spans, days, left, main))
            marks[standing.school] = _marks_by_day(learner, school)
    days_once = of_reporting_schools(school_days(attended), marks, learner.reported)
    home = home_of(last, attributes_of(learner.described))
    district = day_contributions(
        home, learner.school_year, tuple(attended), days_once, marks, learner.participations, rules.policy
    )
    yield from over(_summed(school_level.attendance(learner, school, rules) for school in schools), district)


def _across_grades(learner: Learner, _: str, rules: DistrictRules) -> school_level.Added:
    """What the grades of a learner of several schools add at district level, less what they add at the schools."""
    last = learner.last_enrollment()
    wheres = [part.partition("|")[2] for part in learner.ledger if part.startswith("grade|")]
    schools = sorted({where.partition("|")[0] for where in wheres})
    if last is None or not schools or len({*schools, *learner.enrolled()}) < 2:
        return
    grades: dict[str, list[tuple[date, facts.Grade]]] = {}
    for school in schools:
        if dated := school_level.dated_grades(learner, school, rules):
            grades[dated[0][1].school] = dated
    home = home_of(last, attributes_of(learner.described))
    whole = (home, grades, learner.participations, rules.policy)
    at_schools = chain(
        (school_level.grade(learner, where, rules) for where in wheres),
        (school_level.on_track(learner, school, rules) for school in schools),
    )
    yield from over(_summed(at_schools), grade_contributions(*whole) | on_track_contributions(*whole))


def _engagement(learner: Learner, where: str, rules: DistrictRules) -> school_level.Added:
    """What engagements add at the schools of their dates, and what the district counts less: a learner once."""
    at_schools = _summed([school_level.engagement(learner, where, rules)])
    yield from at_schools.items()
    last = learner.last_enrollment()
    if last is None or len(learner.enrolled()) < 2:
        return
    home, school_of = home_of(last, attributes_of(learner.described)), school_of_date(learner)
    recorded = school_level.recorded_engagements(learner)
    once = engagement_cells(recorded, learner.participations, lambda day: home.place(school_of(day)))
    yield from over(at_schools, _summed([once]))


def _marks_by_day(learner: Learner, encoded_school: str) -> dict[date, list[facts.Attendance]]:
    by_day: dict[date, list[facts.Attendance]] = {}
    for mark in live(learner.ledger, f"attendance|{encoded_school}", facts.Attendance):
        by_day.setdefault(mark.date, []).append(mark)
    return by_day


_FACETS = {
    "attendance": school_level.attendance,
    "day": school_level.day,
    "grade": school_level.grade,
    "on_track": school_level.on_track,
    "engagement": _engagement,
    "roll": school_level.roll,
    "across_days": _across_days,
    "across_grades": _across_grades,
}


def _summed(increments: Iterable[school_level.Added]) -> Contributions:
    sums: Contributions = {}
    for coordinate, added in chain.from_iterable(increments):
        add_measures(sums.setdefault(coordinate, {}), added)
    return sums
