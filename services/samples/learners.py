"""The learners of a sample district: who is on its rolls, at which school, with which attributes and programmes."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import get_args

from msgspec import structs

from services.contracts import events, facts
from services.contracts.primitives import Race
from services.core.calendar import school_year_of
from services.samples.arrivals import Arrival, Publisher
from services.samples.profiles import GRADE_LEVELS, DistrictProfile, Programme
from services.samples.years import Year

TRANSFERRED = "Transferred to a public school in a different local education agency"
MOVED = "Transferred to a public school in the same local education agency"
"""Ed-Fi ExitWithdrawTypeDescriptor code values, of the sample's own choice."""
JOINING_BY_MISTAKE = 0.01


@dataclass(frozen=True)
class Pupil:
    """A learner, who keeps id and nature through all school years; the grade follows from the year of graduation."""

    publisher: Publisher
    profile: DistrictProfile
    graduation: int
    number: int

    @cached_property
    def id(self) -> str:
        return f"student-{self.graduation}-{self.number:03d}"

    @cached_property
    def absence_rate(self) -> float:
        """Most are seldom absent; some often; a few very often."""
        rng = self.publisher.seeded_random(self.id, "absence")
        group = rng.random()
        rate = rng.expovariate(1 / 0.03) if group < 0.8 else rng.uniform(0.08, 0.16)
        return min(0.45, self.profile.absence * (rate if group < 0.95 else rng.uniform(0.18, 0.35)))

    @cached_property
    def ability(self) -> float:
        """The learner's usual score, which absence pulls down."""
        return self.publisher.seeded_random(self.id, "ability").gauss(83, 8) - 40 * self.absence_rate

    @cached_property
    def programmes(self) -> tuple[tuple[Programme, facts.Participation], ...]:
        """Every programme that the learner ever joins. An end is set where the learner leaves before graduation."""
        joined = ((partnership, _participation(self, partnership)) for partnership in self.profile.partnerships)
        return tuple((partnership, participation) for partnership, participation in joined if participation is not None)

    @cached_property
    def steadying(self) -> tuple[facts.Participation, ...]:
        """The participations that change how often the learner is absent and what the learner learns."""
        return tuple(participation for partnership, participation in self.programmes if partnership.steadying)

    def grade(self, school_year: int) -> int:
        return 12 - (self.graduation - school_year)

    def level(self, school_year: int) -> str:
        return GRADE_LEVELS[self.grade(school_year)]


@dataclass(frozen=True, slots=True)
class StayAtSchool:
    """An enrolment and the school days in it."""

    school: str
    days: tuple[date, ...]
    exit_type: str | None = None


def pupils(publisher: Publisher, profile: DistrictProfile, school_year: int) -> list[Pupil]:
    """Everyone on the district's rolls in that year."""
    cohorts = [school_year + 12 - grade for grade in profile.grades]
    return [Pupil(publisher, profile, cohort, number) for cohort in cohorts for number in range(1, profile.cohort + 1)]


def stays(pupil: Pupil, year: Year) -> tuple[StayAtSchool, ...]:
    """Most stay the year at one school; some come late, leave, move to another school, or leave and return."""
    rng = pupil.publisher.seeded_random(pupil.id, year.school_year, "stays")
    schools = [school.id for school in pupil.profile.schools_for(pupil.grade(year.school_year))]
    home = pupil.number % len(schools)
    school, other = schools[home], schools[home - 1]
    chance, turn = rng.random(), rng.randint(15, 120)
    before, after = year.days[:turn], year.days[turn:]
    if chance < 0.04:
        return (StayAtSchool(school, after),)
    if chance < 0.07:
        return (StayAtSchool(school, before, TRANSFERRED),)
    if chance < 0.10 and other != school:
        return StayAtSchool(school, before, MOVED), StayAtSchool(other, after)
    if chance < 0.12:
        return StayAtSchool(school, before, TRANSFERRED), StayAtSchool(school, after[20:])
    return (StayAtSchool(school, year.days),)


def enrollments(pupil: Pupil, year: Year, spent: tuple[StayAtSchool, ...]) -> Iterator[Arrival]:
    """An enrolment is sent open; an exit, when it comes, replaces it."""
    rng = pupil.publisher.seeded_random(pupil.id, year.school_year, "enrollments")
    for stay in spent:
        entry, last = stay.days[0], stay.days[-1]
        opened = facts.Enrollment(
            school=stay.school,
            learner=pupil.id,
            entry_date=entry,
            school_year=year.school_year,
            grade_level=pupil.level(year.school_year),
        )
        sent = year.enrolling if entry == year.days[0] else entry
        yield from pupil.publisher.send_with_mishaps(rng, events.EnrollmentRecorded, sent, opened)
        if stay.exit_type is not None:
            closed = facts.Enrollment(
                school=stay.school,
                learner=pupil.id,
                entry_date=entry,
                school_year=year.school_year,
                grade_level=opened.grade_level,
                exit_date=last,
                exit_type=stay.exit_type,
            )
            yield from pupil.publisher.send_with_mishaps(rng, events.EnrollmentRecorded, last, closed)


def attributes(pupil: Pupil, year: Year) -> Iterator[Arrival]:
    """A few learners stay unknown; for some the meal application of the autumn changes what was known."""
    rng = pupil.publisher.seeded_random(pupil.id, year.school_year, "attributes")
    if rng.random() < 0.01:
        return
    known = _attributes(pupil, year.school_year)
    yield from pupil.publisher.send_with_mishaps(rng, events.LearnerDescribed, year.enrolling, known)
    if rng.random() < 0.03:
        changed = _attributes(pupil, year.school_year, economically_disadvantaged=True)
        applied = year.days[0] + timedelta(days=rng.randint(30, 60))
        yield pupil.publisher.send(events.LearnerDescribed, applied, changed)


def _attributes(pupil: Pupil, school_year: int, economically_disadvantaged: bool | None = None) -> facts.Learner:
    profile, rng = pupil.profile, pupil.publisher.seeded_random(pupil.id, "nature")
    names: tuple[Race, ...] = get_args(Race)
    races = {*rng.choices(names, profile.races), *(rng.choices(names, profile.races) if rng.random() < 0.08 else ())}
    disadvantaged = rng.random() < profile.disadvantaged
    return facts.Learner(
        learner=pupil.id,
        school_year=school_year,
        sex="Female" if rng.random() < 0.49 else "Male",
        hispanic_latino=rng.random() < profile.hispanic,
        races=tuple(sorted(races)),
        economically_disadvantaged=disadvantaged if economically_disadvantaged is None else economically_disadvantaged,
        english_learner=rng.random() < profile.english_learner,
        disability=rng.random() < 0.14,
        homeless=rng.random() < 0.03,
        foster_care=rng.random() < 0.01,
        military_connected=rng.random() < 0.03,
    )


def participations(pupil: Pupil, school_years: Container[int]) -> Iterator[Arrival]:
    """Each is sent open when it starts, and again with its end; a few are recorded by mistake and retracted.

    What is agreed anew each year is told of these school years only.
    """
    joined = {partnership.id: participation for partnership, participation in pupil.programmes}
    for partnership in pupil.profile.partnerships:
        rng = pupil.publisher.seeded_random(pupil.id, partnership.id, "news")
        if (known := joined.get(partnership.id)) is None:
            yield from _mistaken(rng, pupil, partnership)
        elif not partnership.yearly or school_year_of(known.start_date) in school_years:
            yield from _recorded(rng, pupil, known)


def _recorded(rng: Random, pupil: Pupil, participation: facts.Participation) -> Iterator[Arrival]:
    # A participation starts before the news of it: that is how "before" and "during" come to be told apart late.
    sent = participation.start_date + timedelta(days=rng.randint(0, 20))
    yield pupil.publisher.send(events.ParticipationRecorded, sent, structs.replace(participation, end_date=None))
    if participation.end_date is not None:
        yield pupil.publisher.send(events.ParticipationRecorded, participation.end_date, participation)


def _mistaken(rng: Random, pupil: Pupil, partnership: Programme) -> Iterator[Arrival]:
    if partnership.yearly or rng.random() >= JOINING_BY_MISTAKE * len(partnership.joining):
        return
    mistaken = _starting(pupil, partnership, rng.choice(partnership.joining), rng.randint(0, 30))
    yield pupil.publisher.send(events.ParticipationRecorded, mistaken.start_date, mistaken)
    yield pupil.publisher.retract(events.ParticipationRecorded, mistaken.start_date + timedelta(days=4), mistaken)


def _participation(pupil: Pupil, partnership: Programme) -> facts.Participation | None:
    rng = pupil.publisher.seeded_random(pupil.id, partnership.id)
    if rng.random() >= partnership.share:
        return None
    grades = [grade for grade in partnership.joining if grade in pupil.profile.grades]
    started = _starting(pupil, partnership, rng.choice(grades), rng.choice((0, 0, 0, 120)) + rng.randint(0, 30))
    left = started.start_date + timedelta(days=rng.randint(60, 240)) if rng.random() < 0.2 else None
    if partnership.yearly:
        over = date(school_year_of(started.start_date), 6, 5)
        left = over if left is None else min(left, over)
    return structs.replace(started, end_date=left)


def _starting(pupil: Pupil, partnership: Programme, grade: int, days_later: int) -> facts.Participation:
    """A participation from the autumn of that grade on, or so many days later."""
    autumn = date(pupil.graduation - (12 - grade) - 1, 9, 15)
    return facts.Participation(
        learner=pupil.id,
        partnership=partnership.id_in(autumn.year + 1),
        start_date=autumn + timedelta(days=days_later),
        program=partnership.program,
        planned_hours=40.0,
    )
