"""A district with one school, a school year and thirty learners, and who of them is absent when."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from services.contracts import facts
from services.contracts.primitives import AttendanceCategory

DISTRICT, SCHOOL, SCHOOL_YEAR = "255901", "255901001", 2024
FIRST_DAY, LAST_DAY = date(2023, 8, 21), date(2024, 5, 31)
HOLIDAYS = {date(2023, 9, 4), *(date(2023, 12, 20) + timedelta(days=number) for number in range(14))}
STUDENTS = tuple(f"S{number:03}" for number in range(30))
Absent = Callable[[str, date], bool]
"""Whether a student stays away on a school day."""


@cache
def school_days() -> tuple[date, ...]:
    span = (FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1))
    return tuple(day for day in span if day.weekday() < 5 and day not in HOLIDAYS)


def every(days: int, student: str, day: date) -> bool:
    """Absent on one school day of so many, each student on another one."""
    return (school_days().index(day) + STUDENTS.index(student)) % days == 0


def nobody(_student: str, _day: date) -> bool:
    return False


def described(valuations: Iterable[facts.Valuation] = ()) -> Iterator[facts.Data]:
    """Everything that the year begins with."""
    yield facts.District(name="Grand Bend ISD", time_zone="America/Chicago")
    yield facts.School(school=SCHOOL, name="Grand Bend High School", grade_levels=("Ninth grade",))
    days = tuple(facts.CalendarDay(date=day, kind="Instructional day") for day in school_days())
    yield facts.Calendar(school=SCHOOL, school_year=SCHOOL_YEAR, days=days)
    yield facts.Policy(version="grand-bend-1", valuations=tuple(valuations))
    for number, student in enumerate(STUDENTS):
        yield facts.Enrollment(school=SCHOOL, learner=student, entry_date=FIRST_DAY, grade_level="Ninth grade")
        yield facts.Learner(
            learner=student,
            school_year=SCHOOL_YEAR,
            sex="Female" if number % 2 else "Male",
            english_learner=number % 6 == 0,
        )


def rolls(after: date, until: date, absent: Absent) -> Iterator[facts.Roll]:
    """The rolls of the school days after one day, up to another one: only who is absent is marked."""
    category: AttendanceCategory = "Unexcused Absence"
    for day in school_days():
        marks = tuple(facts.Mark(student, category) for student in STUDENTS if absent(student, day))
        if after < day <= until and marks:
            yield facts.Roll(school=SCHOOL, date=day, marks=marks)
