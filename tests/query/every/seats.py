"""Every learner metric by looking at every learner at a school, one by one, straight from what was sent."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

import msgspec

from services.contracts import facts
from services.core.calendar import ONE_DAY
from services.core.kpis import PARTICIPANT, PEER, WEEKDAYS
from tests.consumers.world import DISTRICT, arrival_of
from tests.query.every.world import (
    CALENDARS,
    DESCRIBED,
    ENGAGEMENTS,
    ENROLLMENTS,
    GRADES,
    MARKS,
    PARTICIPATIONS,
    PERIODS,
    YEAR,
    learner_events,
)
from tests.query.participants_reference import FAR, PHASES, phase

TAUGHT = tuple(day.date for day in CALENDARS[0].days)
CLOSING = {period.name: period.end for period in PERIODS}
RACES = {(): None, ("White",): "White", ("Asian",): "Asian", ("Asian", "White"): "Two or more races"}
Number = tuple[float, float | None]
"""Numerator and denominator."""


@dataclass(frozen=True)
class Seat:
    """A learner at a school, once in each partnership, phase or cohort that is asked about.

    Attributes:
        values: of the dimensions.
        spans: first and last days of enrolment.
        left: the day on which the enrolment ended before any day with school; None: it did not.
        late: of the marks, by how many days each came late.
        joined: the first and last days in the partnership.
        weekday: the day of the week that alone is looked at, if it is one.
    """

    values: dict[str, str | None]
    spans: tuple[tuple[date, date], ...]
    member: tuple[date, ...]
    marks: dict[date, str]
    late: dict[date, int]
    grades: tuple[facts.Grade, ...]
    engagements: tuple[facts.Engagement, ...]
    joined: tuple[tuple[date, date], ...] = ()
    left: date | None = None
    weekday: str | None = None

    def marked(self, *categories: str) -> list[date]:
        return [day for day, category in self.marks.items() if category in categories and day in self.member]

    def so_far(self, end: date) -> tuple[int, int]:
        """Member days and absences."""
        return sum(day <= end for day in self.member), sum(day <= end for day in self.marked(*ABSENT))


ABSENT = ("Excused Absence", "Unexcused Absence")


ARRIVED = {msgspec.json.encode(learner_event.data): arrival_of(learner_event) for learner_event in learner_events()}


def days_late(fact: facts.Attendance | facts.Engagement) -> int:
    """The number of noons (UTC) from that of the day after the fact to its arrival."""
    over = datetime.combine(fact.date + ONE_DAY, time(12), UTC)
    arrived = ARRIVED[msgspec.json.encode(fact)]
    return 0 if arrived < over else (arrived - over) // ONE_DAY + 1


def everybody() -> list[Seat]:
    return [_seat(enrollment) for enrollment in ENROLLMENTS]


def _seat(enrolled: facts.Enrollment) -> Seat:
    learner, last = enrolled.learner, enrolled.exit_date or YEAR.end
    values = {"district": DISTRICT, "school": enrolled.school, "grade_level": enrolled.grade_level, "_": learner}
    member = tuple(day for day in TAUGHT if enrolled.entry_date <= day <= last)
    return Seat(
        values=values
        | _attributes(next((participant for participant in DESCRIBED if participant.learner == learner), None)),
        spans=((enrolled.entry_date, last),),
        member=member,
        left=None if member else enrolled.exit_date,
        marks={mark.date: mark.category for mark in MARKS if mark.learner == learner},
        late={mark.date: days_late(mark) for mark in MARKS if mark.learner == learner},
        grades=tuple(grade for grade in GRADES if grade.learner == learner),
        engagements=tuple(engagement for engagement in ENGAGEMENTS if engagement.learner == learner),
    )


FLAGS = (
    "hispanic_latino", "economically_disadvantaged", "english_learner", "disability", "homeless", "foster_care",
    "military_connected",
)  # fmt: skip


def _attributes(learner: facts.Learner | None) -> dict[str, str | None]:
    if learner is None:
        return dict.fromkeys(("sex", "race_ethnicity", *FLAGS))
    flags = {name: str(getattr(learner, name)).lower() for name in FLAGS}
    race = "Hispanic/Latino" if learner.hispanic_latino else RACES[learner.races]
    return {"sex": learner.sex, "race_ethnicity": race, **flags}


def participants() -> list[Seat]:
    """Once in each partnership."""
    results = []
    for seat in everybody():
        joined: dict[str, tuple[tuple[date, date], ...]] = {}
        for participation in PARTICIPATIONS:
            if participation.learner == seat.values["_"]:
                joined[participation.partnership] = ((participation.start_date, participation.end_date or FAR),)
        results += [replace(seat, values={**seat.values, "partnership": name}, joined=s) for name, s in joined.items()]
    return results


def in_phases() -> list[Seat]:
    return [_cut(seat, wanted) for seat in participants() for wanted in PHASES]


def _cut(seat: Seat, wanted: str) -> Seat:
    def keeps(day: date) -> bool:
        return phase(day, list(seat.joined)) == wanted

    year = [YEAR.begin + ONE_DAY * number for number in range((YEAR.end - YEAR.begin).days + 1)]
    return replace(
        seat,
        values={**seat.values, "phase": wanted},
        left=seat.left if seat.left is not None and keeps(seat.left) else None,
        spans=tuple((day, day) for day in year if keeps(day) and any(a <= day <= b for a, b in seat.spans)),
        member=tuple(filter(keeps, seat.member)),
        grades=tuple(grade for grade in seat.grades if keeps(CLOSING[grade.grading_period])),
        engagements=tuple(engagement for engagement in seat.engagements if keeps(engagement.date)),
    )


def cohorts() -> list[Seat]:
    """Of the hospital: its participants, and the others of their schools and grade levels."""
    theirs = [seat for seat in participants() if seat.values["partnership"] == "hospital"]
    names = {seat.values["_"] for seat in theirs}
    places = {(seat.values["school"], seat.values["grade_level"]) for seat in theirs}
    others = [seat for seat in everybody() if seat.values["_"] not in names]
    peers = [seat for seat in others if (seat.values["school"], seat.values["grade_level"]) in places]
    return [
        replace(seat, values={**seat.values, "partnership": "hospital", "cohort": cohort})
        for cohort, seats in ((PARTICIPANT, theirs), (PEER, peers))
        for seat in seats
    ]


def narrowed(seats: Iterable[Seat], dimension: str, value: str | None) -> list[Seat]:
    """Only what has this value: of some dimensions the seats, of others their grades or engagements."""
    match dimension:
        case "subject" | "grading_period":
            return [replace(s, grades=tuple(g for g in s.grades if getattr(g, dimension) == value)) for s in seats]
        case "weekday":
            return [_on_weekday(seat, str(value)) for seat in seats]
        case "engagement_kind":
            return [replace(s, engagements=tuple(e for e in s.engagements if e.kind == value)) for s in seats]
    return [seat for seat in seats if seat.values[dimension] == value]


def _on_weekday(seat: Seat, weekday: str) -> Seat:
    def is_kept(day: date) -> bool:
        return WEEKDAYS[day.weekday()] == weekday

    return replace(
        seat,
        weekday=weekday,
        member=tuple(filter(is_kept, seat.member)),
        marks={day: mark for day, mark in seat.marks.items() if is_kept(day)},
        engagements=tuple(engagement for engagement in seat.engagements if is_kept(engagement.date)),
    )


# ---- the metrics ---------------------------------------------------------------------------------------------------

Seats = Sequence[Seat]
Measure = Callable[[Seats, date, date], float]


def _days(dates: Callable[[Seat], Iterable[date]]) -> Measure:
    return lambda seats, begin, end: sum(begin <= day <= end for seat in seats for day in dates(seat))


def _status(holds: Callable[[int, int], bool]) -> Measure:
    return lambda seats, _, end: sum(holds(*seat.so_far(end)) for seat in seats)


def _grades(counts: Callable[[facts.Grade], float]) -> Measure:
    def total(seats: Seats, begin: date, end: date) -> float:
        grades = (grade for seat in seats for grade in seat.grades)
        shown = (grade for grade in grades if grade.kind == "Grading Period")
        return sum(counts(grade) for grade in shown if begin <= CLOSING[grade.grading_period] <= end)

    return total


MARKS_OF_GRADES = {"P": "pass", "S": "pass", "NP": "fail"}


def _band(grade: facts.Grade) -> str:
    numeric = grade.numeric or 0
    if grade.mark:
        return MARKS_OF_GRADES.get(grade.mark, "none")
    if grade.letter:
        return grade.letter.lower()
    return next((band for lower, band in ((90, "a"), (80, "b"), (70, "c"), (60, "d")) if numeric >= lower), "f")


def _passes(grade: facts.Grade) -> bool:
    return _band(grade) == "pass" or ((grade.numeric or 0) >= 70 and grade.letter != "W")


def _score(grade: facts.Grade) -> float:
    return 0 if grade.letter == "W" else grade.numeric or 0


def _on_track(seats: Seats, _: date, end: date) -> float:
    found = 0
    for grades in (_earned(seat, end) for seat in seats):
        points = sum(grade.credits or 0 for grade in grades if _band(grade) in "abcd")
        found += bool(grades) and points >= 5 and sum(_band(grade) == "f" for grade in grades) <= 1
    return found


def _earned(seat: Seat, end: date) -> list[facts.Grade]:
    ninth = seat.values["grade_level"] == "Ninth grade"
    grades = (grade for grade in seat.grades if ninth and grade.kind == "Semester")
    return [grade for grade in grades if CLOSING[grade.grading_period] <= end]


def _minutes(*, own: bool) -> Measure:
    def total(seats: Seats, begin: date, end: date) -> float:
        some = (
            (seat, engagement) for seat in seats for engagement in seat.engagements if begin <= engagement.date <= end
        )
        return sum(
            engagement.minutes or 0
            for s, engagement in some
            if not own or engagement.partnership == s.values["partnership"]
        )

    return total


def _arrivals(counts: Callable[[int], float]) -> Measure:
    """Of the marks that count."""

    def total(seats: Seats, begin: date, end: date) -> float:
        late = (s.late[day] for s in seats for day in s.marks if begin <= day <= end and day in s.member)
        return sum(map(counts, late))

    return total


def _visits(counts: Callable[[int], float]) -> Measure:
    def total(seats: Seats, begin: date, end: date) -> float:
        return sum(counts(days_late(e)) for seat in seats for e in seat.engagements if begin <= e.date <= end)

    return total


def _took_part(seats: Seats, _: date, end: date) -> float:
    days = ([day for day in seat.member if day <= end and phase(day, list(seat.joined)) == "during"] for seat in seats)
    return sum(map(bool, days))


def _instructional(seats: Seats, begin: date, end: date) -> float:
    if not seats:
        return 0
    return sum(begin <= day <= end for day in TAUGHT if seats[0].weekday in (None, WEEKDAYS[day.weekday()]))


def _school_days(seats: Seats, begin: date, end: date) -> float:
    return _instructional(seats, begin, end) * len({seat.values["school"] for seat in seats})


def _reported(seats: Seats, begin: date, end: date) -> float:
    """A mark is a report whether its learner is enrolled on the day or not."""
    taught = {day for day in TAUGHT if begin <= day <= end}
    marked = {(seat.values["school"], day) for seat in seats for day in taught.intersection(seat.marks)}
    return sum(seats[0].weekday in (None, WEEKDAYS[day.weekday()]) for _, day in marked)


member = _days(lambda seat: seat.member)
absent = _days(lambda seat: seat.marked(*ABSENT))
excused, unexcused = _days(lambda s: s.marked("Excused Absence")), _days(lambda s: s.marked("Unexcused Absence"))
tardy = _days(lambda seat: seat.marked("Tardy"))
eligible = _status(lambda days, _: days >= 10)
at_5 = _status(lambda days, absences: days >= 10 and 20 * absences >= days)
chronic = _status(lambda days, absences: days >= 10 and 10 * absences >= days)
severe = _status(lambda days, absences: days >= 10 and 5 * absences >= days)
graded = _grades(lambda grade: _band(grade) != "none")


def _less(one: Measure, other: Measure) -> Measure:
    return lambda *question: one(*question) - other(*question)


def _hours(seats: Seats, begin: date, end: date) -> float:
    return _minutes(own=True)(seats, begin, end) / 60


MEASURES: dict[str, tuple[Measure] | tuple[Measure, Measure]] = {
    "enrolled_learners": (_status(lambda days, _: days > 0),),
    "no_shows": (lambda seats, _, end: sum(seat.left is not None and seat.left <= end for seat in seats),),
    "members": (lambda seats, _, end: sum(any(a <= end <= b for a, b in seat.spans) for seat in seats),),
    "instructional_days": (_instructional,),
    "member_days": (member,),
    "days_attended": (_less(member, absent),),
    "absences": (absent,),
    "excused_absences": (excused,),
    "unexcused_absences": (unexcused,),
    "attendance_rate": (_less(member, absent), member),
    "reporting_completeness": (_reported, _school_days),
    "average_daily_attendance": (_less(member, absent), _instructional),
    "eligible_learners": (eligible,),
    "chronic_learners": (chronic,),
    "severe_learners": (severe,),
    "chronic_absence_rate": (chronic, eligible),
    "severe_absence_rate": (severe, eligible),
    "absence_below_5": (_less(eligible, at_5),),
    "absence_5_to_10": (_less(at_5, chronic),),
    "absence_10_to_20": (_less(chronic, severe),),
    "absence_20_up": (severe,),
    "absent_learners": (_status(lambda _, absences: absences > 0),),
    "truancy_rate": (unexcused, member),
    "tardies": (tardy,),
    "tardy_rate": (tardy, member),
    "partials": (_days(lambda seat: seat.marked("Partial")),),
    "excused_share": (excused, absent),
    "grades": (graded,),
    **{f"grades_{band}": (_grades(lambda grade, band=band: _band(grade) == band),) for band in "abcdfw"},  # type: ignore[misc]
    "score_sum": (_grades(_score),),
    "pass_rate": (_grades(_passes), graded),
    "dfw_rate": (_grades(lambda grade: _band(grade) in ("d", "f", "w", "fail")), graded),
    "grades_without_result": (_grades(lambda grade: _band(grade) == "none"),),
    "average_score": (_grades(_score), _grades(lambda grade: grade.letter != "W" and not grade.mark)),
    "on_track_rate": (_on_track, lambda seats, _, end: sum(bool(_earned(seat, end)) for seat in seats)),
    "engaged_learners": (
        lambda seats, begin, end: sum(any(begin <= e.date <= end for e in seat.engagements) for seat in seats),
    ),
    "engagement_minutes": (_minutes(own=False),),
    "attendance_timeliness_days": (_arrivals(float), _arrivals(lambda _: 1)),
    "attendance_on_time_rate": (_arrivals(lambda late: late == 0), _arrivals(lambda _: 1)),
    "engagement_timeliness_days": (_visits(float), _visits(lambda _: 1)),
    "engagement_on_time_rate": (_visits(lambda late: late == 0), _visits(lambda _: 1)),
    "dosage_hours": (_hours, _took_part),
}


def number(metric: str, seats: Seats, begin: date, end: date) -> Number:
    numerator, *rest = MEASURES[metric]
    return numerator(seats, begin, end), rest[0](seats, begin, end) if rest else None
