"""Attendance of the sample districts: marks of single learners, section marks, and rolls of whole schools."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from services.contracts import events, facts
from services.contracts.primitives import AttendanceCategory
from services.samples.arrivals import RETRACTED, Arrival, Publisher
from services.samples.learners import Pupil, StayAtSchool
from services.samples.profiles import NINTH, courses_of
from services.samples.years import MONDAY, Year

AGAIN = 0.35
"""How likely the day after an absence brings another, beyond the learner's usual rate: illnesses last."""
IN_A_PROGRAMME = 0.65
"""Factor on the absence rate of a participant, so that the sample has something to find."""
REASONS = ("Illness", "Medical appointment", "Family emergency")


@dataclass(slots=True)
class Rolls:
    """The rolls of a district that takes them: for each school and day the marks to send.

    They are rolls of whole schools. One of a homeroom would name its section and say that it is `daily`.
    """

    marks: dict[tuple[str, date], list[facts.Mark]] = field(default_factory=dict)

    def add(self, school: str, day: date, mark: facts.Mark) -> None:
        """On Mondays a roll lists everyone, otherwise only who is not there as usual."""
        marks = self.marks.setdefault((school, day), [])
        if mark.category != "In Attendance" or day.weekday() == MONDAY:
            marks.append(mark)

    def arrivals(self, publisher: Publisher) -> Iterator[Arrival]:
        for (school, day), marks in self.marks.items():
            roll = facts.Roll(school=school, date=day, marks=tuple(marks))
            rng = publisher.seeded_random(school, day, "roll")
            yield from publisher.send_with_mishaps(rng, events.AttendanceRollRecorded, day, roll)


def attendance(pupil: Pupil, year: Year, spent: tuple[StayAtSchool, ...], rolls: Rolls) -> Iterator[Arrival]:
    """A learner's marks of one year; where rolls are taken they go there, and only what changes them comes singly."""
    rng = pupil.publisher.seeded_random(pupil.id, year.school_year, "attendance")
    taken = pupil.profile.rolls
    sections = taken and pupil.grade(year.school_year) >= NINTH
    for stay in spent:
        absent = False
        for day in stay.days:
            mark = _mark(rng, pupil, day, absent)
            absent = mark.category.endswith("Absence")
            if taken:
                rolls.add(stay.school, day, mark)
            if mark.category != "In Attendance":
                yield from _single(rng, pupil, stay.school, day, mark, taken)
            elif sections and rng.random() < 0.012:
                yield from _section(rng, pupil, stay.school, day, year.school_year)


def _mark(rng: Random, pupil: Pupil, day: date, absent_before: bool) -> facts.Mark:
    usual = (1 - AGAIN) * pupil.absence_rate
    if any(participation.start_date <= day <= (participation.end_date or day) for participation in pupil.steadying):
        usual *= IN_A_PROGRAMME
    chance = rng.random()
    absence = usual + AGAIN if absent_before else usual
    if chance < absence:
        excused: AttendanceCategory = "Excused Absence" if rng.random() < 0.6 else "Unexcused Absence"
        return facts.Mark(pupil.id, excused, None, rng.choice(REASONS) if excused == "Excused Absence" else None)
    chance = (chance - absence) / (1 - absence)
    if chance < 0.014:
        return facts.Mark(pupil.id, "Tardy", rng.randint(5, 40))
    if chance < 0.019:
        return facts.Mark(pupil.id, "Partial", rng.randint(60, 180))
    if chance < 0.022:
        return facts.Mark(pupil.id, "Early departure", rng.randint(20, 120))
    return facts.Mark(pupil.id, "In Attendance")


def _single(rng: Random, pupil: Pupil, school: str, day: date, mark: facts.Mark, on_roll: bool) -> Iterator[Arrival]:
    """The mark itself unless a roll has it; some unexcused absences are excused when the parents' note comes."""
    publisher, later = pupil.publisher, day + timedelta(days=rng.randint(1, 6))
    recorded = _attendance(school, day, mark)
    if mark.category == "Unexcused Absence" and rng.random() < 0.08:
        excused = _attendance(school, day, facts.Mark(pupil.id, "Excused Absence", None, "Parents' note"))
        if not on_roll:
            yield publisher.send(events.AttendanceRecorded, day, recorded)
        yield publisher.send(events.AttendanceRecorded, later, excused)
    elif not on_roll:
        yield from publisher.send_with_mishaps(rng, events.AttendanceRecorded, day, recorded)
    elif rng.random() < RETRACTED:
        yield publisher.retract(events.AttendanceRecorded, later, recorded)


def _section(rng: Random, pupil: Pupil, school: str, day: date, school_year: int) -> Iterator[Arrival]:
    """A single lesson missed or begun late, on a day at school."""
    course = rng.choice(courses_of(pupil.grade(school_year)))
    mark = facts.Mark(pupil.id, "Unexcused Absence" if rng.random() < 0.5 else "Tardy")
    data = _attendance(school, day, mark, section_of(pupil, course.id))
    yield from pupil.publisher.send_with_mishaps(rng, events.AttendanceRecorded, day, data)


def section_of(pupil: Pupil, course: str) -> str:
    """Each course is taught in two sections."""
    return f"{course}-{'AB'[pupil.number // 2 % 2]}"


def _attendance(school: str, day: date, mark: facts.Mark, section: str | None = None) -> facts.Attendance:
    return facts.Attendance(
        school=school,
        learner=mark.learner,
        date=day,
        section=section,
        category=mark.category,
        minutes_absent=mark.minutes_absent,
        reason=mark.reason,
    )
