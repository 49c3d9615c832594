"""Grades of the sample districts: one a course and grading period, and a semester grade for ninth graders."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from statistics import mean

import msgspec

from services.contracts import events, facts
from services.samples.arrivals import Arrival
from services.samples.attendance import section_of
from services.samples.learners import Pupil, StayAtSchool
from services.samples.profiles import NINTH, CourseProfile, courses_of
from services.samples.years import Year

REPORTED_AFTER = timedelta(days=4)
"""Grades are sent so long after their period ends."""
IN_A_PROGRAMME = 3.0
"""Points that a participant gains, so that the sample has something to find."""
CREDITS = 0.5
"""Of a full-year course, for one semester."""


def grades(pupil: Pupil, year: Year, spent: tuple[StayAtSchool, ...]) -> Iterator[Arrival]:
    """Whoever is enrolled on the last day of a grading period is graded."""
    rng = pupil.publisher.seeded_random(pupil.id, year.school_year, "grades")
    courses = courses_of(pupil.grade(year.school_year))
    for term, periods in zip(year.terms, year.periods, strict=True):
        scores: dict[CourseProfile, list[float]] = defaultdict(list)
        for period in periods:
            school = _school_on(spent, period.end)
            if school is None:
                continue
            for course in courses:
                score = _score(rng, pupil, course, period.end)
                scores[course].append(score)
                grade = _grade(pupil, year, school, period.name, course, score)
                yield from _reported(rng, pupil, period.end + REPORTED_AFTER, grade)
        school = _school_on(spent, term.end)
        if school is not None and pupil.grade(year.school_year) == NINTH:
            yield from _semester(pupil, year, school, term, scores)


def _school_on(spent: tuple[StayAtSchool, ...], day: date) -> str | None:
    return next((stay.school for stay in spent if stay.days[0] <= day <= stay.days[-1]), None)


def _score(rng: Random, pupil: Pupil, course: CourseProfile, day: date) -> float:
    liking = 3.0 * ((pupil.number + len(course.title)) % 3 - 1)
    gain = IN_A_PROGRAMME if any(participation.start_date <= day for participation in pupil.steadying) else 0.0
    return round(min(100.0, max(30.0, rng.gauss(pupil.ability + liking + gain, 6))), 1)


def _grade(
    pupil: Pupil, year: Year, school: str, grading_period: str, course: CourseProfile, score: float
) -> facts.Grade:
    profile = pupil.profile
    return facts.Grade(
        school=school,
        learner=pupil.id,
        school_year=year.school_year,
        grading_period=grading_period,
        section=section_of(pupil, course.id) if profile.by_section else None,
        course=course.id,
        subject=course.subject,
        numeric=score if "numeric" in profile.grading else None,
        letter=_letter(score) if "letter" in profile.grading else None,
        core_subject=course.core,
    )


def _letter(score: float) -> str:
    return next((letter for lower, letter in ((90, "A"), (80, "B"), (70, "C"), (60, "D")) if score >= lower), "F")


def _reported(rng: Random, pupil: Pupil, day: date, grade: facts.Grade) -> Iterator[Arrival]:
    """Some withdraw from a high-school course; some grades are raised after a conversation with the teacher."""
    chance = rng.random()
    if chance < 0.008 and pupil.grade(grade.school_year) >= NINTH:
        grade = msgspec.structs.replace(grade, numeric=None, letter="W")
    elif chance > 0.988:
        score = 75.0 if grade.numeric is None else min(100.0, grade.numeric + 5)
        raised = msgspec.structs.replace(
            grade,
            numeric=None if grade.numeric is None else round(score, 1),
            letter=None if grade.letter is None else _letter(score),
        )
        yield pupil.publisher.send(events.GradeRecorded, day, grade)
        yield pupil.publisher.send(events.GradeRecorded, day + timedelta(days=rng.randint(3, 10)), raised)
        return
    yield from pupil.publisher.send_with_mishaps(rng, events.GradeRecorded, day, grade)


def _semester(
    pupil: Pupil, year: Year, school: str, term: facts.Period, scores: dict[CourseProfile, list[float]]
) -> Iterator[Arrival]:
    """The mean of the term's grades, with the credits that a pass earns."""
    for course, scores_of_course in scores.items():
        grade = _grade(pupil, year, school, term.name, course, round(mean(scores_of_course), 1))
        final = msgspec.structs.replace(grade, kind="Semester", credits=CREDITS)
        yield pupil.publisher.send(events.GradeRecorded, term.end + REPORTED_AFTER, final)
