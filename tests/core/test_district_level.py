"""At district level a learner of several schools counts once, held against a count that goes from day to day."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import facts
from services.core.calendar import SchoolCalendar
from services.core.cells import ALL, CellKey, Measures
from services.core.contributions import contributions
from services.core.fact_changes import changes_of
from services.core.facts import Fact, LedgerId, Version
from services.core.fold import add_to
from services.core.ledger import Ledger, put
from services.core.participation import participations_of
from services.core.policy import DEFAULT_POLICY
from services.core.rules import DistrictRules, calendar_key
from tests.consumers.world import DATES, DISTRICT, FIRST, LEARNERS, calendar, event, grades

LEARNER = LEARNERS[0]
YEAR = LedgerId(DISTRICT, 2011, LEARNER)
SCHOOLS = ("S1", "S.2|%$", "S3")
POLICY = msgspec.structs.replace(DEFAULT_POLICY, eligible_days=4)
POSITIVE = msgspec.structs.replace(POLICY, attendance="positive")
FIRST_DAY_AWAY = msgspec.structs.replace(POLICY, exit_date="firstDayAway")
ABSENT = ("Excused Absence", "Unexcused Absence")
days = st.sampled_from(DATES)
enrollments = st.builds(
    facts.Enrollment,
    school=st.sampled_from(SCHOOLS),
    learner=st.just(LEARNER),
    entry_date=st.sampled_from([date(2010, 6, 1), *DATES[:12]]),
    grade_level=st.sampled_from([None, "Eighth grade", "Ninth grade"]),
    exit_date=st.none() | st.sampled_from(DATES[11:]),
    primary_school=st.sampled_from([None, None, False, True]),
    school_year=st.just(2011),
    calendar=st.sampled_from([None, None, "KG"]),
)
marks = st.builds(
    facts.Attendance,
    school=st.sampled_from(SCHOOLS),
    learner=st.just(LEARNER),
    date=days,
    category=st.sampled_from(["In Attendance", *ABSENT, *ABSENT, "Tardy"]),
)


class World(NamedTuple):
    """One learner, what is recorded of them, and the days on which each school teaches."""

    enrollments: tuple[facts.Enrollment, ...]
    marks: tuple[facts.Attendance, ...]
    taught: dict[str, set[date]]
    policy: facts.Policy
    own: Collection[date] = frozenset(DATES)
    """The days of the calendar `KG` of every school."""
    reported: Mapping[str, Collection[date]] = dict.fromkeys(SCHOOLS, DATES)
    """The days on which each school reported anything of somebody else."""

    @property
    def rules(self) -> DistrictRules:
        published = [calendar(school, set(DATES) - self.taught[school]) for school in SCHOOLS]
        published += [calendar(school, set(DATES).difference(self.own), name="kg") for school in SCHOOLS]
        kinds = self.policy.instructional_kinds
        return DistrictRules(
            self.policy,
            {calendar_key(school_calendar): SchoolCalendar(school_calendar, kinds) for school_calendar in published},
        )

    def teaches(self, enrollment: facts.Enrollment) -> Collection[date]:
        """The days of the calendar that the enrolment follows."""
        return self.taught[enrollment.school] if enrollment.calendar is None else self.own

    def has_day(self, enrollment: facts.Enrollment) -> bool:
        """Whether there is a day of the school year on which the learner is enrolled by it."""
        last, away = enrollment.exit_date, timedelta(days=self.policy.exit_date == "firstDayAway")
        return last is None or max(enrollment.entry_date, date(2010, 7, 1)) <= last - away

    def enrolled_on(self, day: date) -> list[facts.Enrollment]:
        if day < date(2010, 7, 1):
            return []
        away = timedelta(days=self.policy.exit_date == "firstDayAway")
        return [
            enrollment
            for enrollment in self.enrollments
            if enrollment.entry_date <= day and (enrollment.exit_date is None or day <= enrollment.exit_date - away)
        ]

    def heard_on(self, day: date) -> set[str]:
        """The schools whose marks decide: the primary one that teaches, or all that teach."""
        here = self.enrolled_on(day)
        schools = {enrollment.school for enrollment in here if day in self.teaches(enrollment)}
        teaching = [enrollment for enrollment in here if enrollment.school in schools]
        primary = [enrollment for enrollment in teaching if enrollment.primary_school]
        if primary:
            return {
                max((enrollment.school for enrollment in primary), key=lambda name: (self.entered(name, day), name))
            }
        return {enrollment.school for enrollment in teaching}

    def entered(self, school: str, day: date) -> date:
        return max(enrollment.entry_date for enrollment in self.enrolled_on(day) if enrollment.school == school)

    def is_absent(self, day: date) -> bool | None:
        """None: nothing is known."""
        marks = {
            school: {mark.category for mark in self.marks if (mark.school, mark.date) == (school, day)}
            for school in self.heard_on(day)
        }
        said = [categories for school, categories in marks.items() if categories or day in self.reported[school]]
        if self.policy.attendance == "positive":
            said = [categories for categories in said if categories]
            if not said:
                return None
        return bool(said) and all(not categories.isdisjoint(ABSENT) for categories in said)


def _unique(payloads: Iterable[facts.Data], key: Callable[[facts.Data], object]) -> tuple[facts.Data, ...]:
    return tuple({key(payload): payload for payload in payloads}.values())


worlds = st.builds(
    lambda enrolled, marked, skipped, policy, own, silent: World(
        _unique(enrolled, lambda payload: (payload.school, payload.entry_date)),  # type: ignore[arg-type, attr-defined]
        _unique(marked, lambda payload: (payload.school, payload.date)),  # type: ignore[arg-type, attr-defined]
        {school: set(DATES) - out for school, out in zip(SCHOOLS, skipped, strict=True)},
        policy,
        own,
        {school: set(DATES) - out for school, out in zip(SCHOOLS, silent, strict=True)},
    ),
    st.lists(enrollments, min_size=1, max_size=4),
    st.lists(marks, max_size=30),
    st.tuples(*(st.sets(days, max_size=8) for _ in SCHOOLS)),
    st.sampled_from([POLICY, POLICY, POSITIVE, FIRST_DAY_AWAY]),
    st.sets(days, min_size=10),
    st.tuples(*(st.sets(days) for _ in SCHOOLS)),
)


def cells_of(world: World, more: Sequence[facts.Data] = ()) -> dict[CellKey, Measures]:
    ledger, beside = Ledger(), Ledger()
    for number, fact in enumerate((*world.enrollments, *world.marks, *more)):
        for change in changes_of(event(fact, number)):
            put(ledger if change.ledger.school_year else beside, change.key, change.fact)
    cells: dict[CellKey, Measures] = {}
    add_to(cells, YEAR, contributions(YEAR, ledger, participations_of(beside), world.rules, None, world.reported))
    return cells


def at_district(
    cells: dict[CellKey, Measures], family: str = "day", phase: str | None = None
) -> Iterator[tuple[str, str, date, Measures]]:
    """School, grade level, date and measures of a family and of what is across schools."""
    for (name, values), measures in cells.items():
        if name in (family, f"across_{family}") and (phase is None or phase in values):
            yield str(values[2]), str(values[3]), date.fromisoformat(str(values[-1])), measures


def until(cells: dict[CellKey, Measures], measure: str, day: date) -> int:
    return sum(measures.get(measure, 0) for _, _, when, measures in at_district(cells) if when <= day)


def member_days(cells: dict[CellKey, Measures], world: World, family: str = "day", phase: str | None = None) -> int:
    """Running members, added up over the days of each school, and by how much the days of the learner differ."""
    moves = [(school, when, by.get("member", 0)) for school, _, when, by in at_district(cells, family, phase)]
    own = sum(by.get("own_days", 0) for _, _, _, by in at_district(cells, family, phase))
    return own + sum(
        by
        for school in SCHOOLS
        for day in world.taught[school]
        for where, when, by in moves
        if where == school and when <= day
    )


@given(worlds)
def test_days_absences_and_statuses_are_those_of_one_learner(world: World) -> None:
    cells = cells_of(world)
    member, absences = 0, 0
    for day in DATES:
        assert until(cells, "member", day) == bool(world.enrolled_on(day))
        counted = bool(world.heard_on(day))
        absent = world.is_absent(day) if counted else None
        positive = world.policy.attendance == "positive"
        member += counted and not (positive and absent is None)
        absences += bool(absent)
        assert until(cells, "excused", day) + until(cells, "unexcused", day) == absences
        if counted and not positive:
            assert until(cells, "enrolled", day) == 1
            assert until(cells, "eligible", day) == (member >= 4)
            assert until(cells, "chronic", day) == (member >= 4 and 10 * absences >= member)
            assert until(cells, "severe", day) == (member >= 4 and 5 * absences >= member)
            assert until(cells, "absentee", day) == (absences > 0)
    assert member_days(cells, world) == sum(bool(world.heard_on(day)) for day in DATES)
    left = [enrollment.exit_date for enrollment in world.enrollments if enrollment.exit_date is not None]
    gone = len(left) == len(world.enrollments) and all(
        world.teaches(enrollment) or not world.has_day(enrollment) for enrollment in world.enrollments
    )
    no_show = gone and not any(map(world.heard_on, DATES))
    assert until(cells, "no_show", max(left, default=FIRST)) == no_show
    places = Counter[str]()
    for _, grade_level, _, measures in at_district(cells):
        places[grade_level] += measures.get("enrolled", 0)
    assert [count for count in places.values() if count] in ([], [1])


@given(worlds, st.sampled_from(DATES), st.integers(0, 10))
def test_days_of_a_phase_are_those_of_all_schools_once(world: World, start: date, length: int) -> None:
    taking_part = facts.Participation(
        learner=LEARNER, partnership="p", start_date=start, end_date=start + timedelta(days=length)
    )
    cells = cells_of(world, [taking_part])
    for phase, inside in (
        ("during", lambda day: start <= day <= start + timedelta(days=length)),
        ("before", lambda day: day < start),
        (ALL, lambda _: True),
    ):
        expected = sum(bool(world.heard_on(day)) for day in DATES if inside(day))
        assert member_days(cells, world, "participant_day", phase) == expected


@given(worlds, st.lists(grades, max_size=6))
def test_a_learner_is_graded_once_in_a_period_and_subject(world: World, graded: list[facts.Grade]) -> None:
    own = [msgspec.structs.replace(grade, learner=LEARNER) for grade in graded]
    counts = Counter[tuple[str, str]]()
    for (family, values), measures in cells_of(world, own).items():
        if family in ("grade", "across_grade"):
            counts[str(values[4]), str(values[5])] += measures.get("graded", 0)
    assert set(counts.values()) <= {0, 1}


@given(worlds)
def test_of_a_learner_of_one_school_nothing_is_kept_apart(world: World) -> None:
    alone = world._replace(
        enrollments=tuple(enrollment for enrollment in world.enrollments if enrollment.school == "S1")
    )
    assert not [key for key in cells_of(alone) if key.family.startswith("across_")]


def enrolled(school: str, *, primary: bool | None = None) -> facts.Enrollment:
    return facts.Enrollment(school=school, learner=LEARNER, entry_date=FIRST, primary_school=primary)


def absent(school: str) -> facts.Attendance:
    return facts.Attendance(school=school, learner=LEARNER, date=FIRST, category="Unexcused Absence")


@pytest.mark.parametrize(
    ("primary", "absent_at", "reported", "absences"),
    [
        (None, ["S1"], SCHOOLS, 0),
        (None, ["S1"], ["S3"], 0),
        (None, ["S1"], ["S1"], 1),
        (None, ["S1"], [], 1),
        (None, [], [], 0),
        (None, ["S1", "S3"], SCHOOLS, 1),
        ("S1", ["S1"], SCHOOLS, 1),
        ("S1", ["S3"], SCHOOLS, 0),
        ("S1", ["S3"], ["S3"], 0),
        ("S3", ["S1"], SCHOOLS, 0),
    ],
)
def test_the_primary_school_decides_and_else_all_that_teach_and_reported(
    primary: str | None, absent_at: list[str], reported: Collection[str], absences: int
) -> None:
    at = tuple(enrolled(school, primary=school == primary if primary else None) for school in ("S1", "S3"))
    taught = {school: set(DATES) for school in SCHOOLS}
    spoke = {school: DATES if school in reported else () for school in SCHOOLS}
    cells = cells_of(World(at, tuple(map(absent, absent_at)), taught, POLICY, reported=spoke))
    assert until(cells, "unexcused", FIRST) == absences


def test_a_version_decides_nothing() -> None:
    world = World((enrolled("S1"), enrolled("S3")), (absent("S1"),), {school: set(DATES) for school in SCHOOLS}, POLICY)
    ledgers = []
    for times in ((1, 2), (2, 1)):
        ledger = Ledger()
        for time, fact in zip(times, world.enrollments, strict=True):
            for change in changes_of(event(fact, 1)):
                put(ledger, change.key, Fact(Version(time, "s", str(time)), change.fact.value))
        ledgers.append(contributions(YEAR, ledger, (), world.rules))
    assert ledgers[0] == ledgers[1]


visits = st.builds(
    facts.Engagement,
    learner=st.just(LEARNER),
    engagement=st.sampled_from(["1", "2", "3", "4"]),
    date=days,
    kind=st.sampled_from(["tutoring", "lab_visit"]),
    minutes=st.sampled_from([1, 10, 100]),
)


def school_on(world: World, day: date) -> str:
    """Where an engagement of the day counts, by looking at the days around it one after the other."""
    ever = [
        enrollment
        for enrollment in world.enrollments
        if any(enrollment in world.enrolled_on(when) for when in SCHOOL_YEAR)
    ]
    for distance in range(400 if ever else 0):
        for when in (day - timedelta(days=distance), day + timedelta(days=distance)):
            here = world.enrolled_on(when) if when in SCHOOL_YEAR else []
            if here:
                return max(
                    here,
                    key=lambda enrollment: (bool(enrollment.primary_school), enrollment.entry_date, enrollment.school),
                ).school
    return max(world.enrollments, key=lambda enrollment: (enrollment.entry_date, enrollment.school)).school


SCHOOL_YEAR = [date(2010, 7, 1) + timedelta(days=number) for number in range(365)]


@given(worlds, st.lists(visits, max_size=5, unique_by=lambda engagement: engagement.engagement))
def test_an_engagement_counts_at_the_school_of_its_date_and_its_learner_once_in_the_district(
    world: World, engagements: list[facts.Engagement]
) -> None:
    cells = cells_of(world, engagements)
    at_schools: Counter[tuple[str, str]] = Counter()
    district: Counter[str] = Counter()
    for (family, values), measures in cells.items():
        if family in ("engagement", "across_engagement") and values[-1] == ALL:
            for name, by in measures.items():
                at_schools[str(values[2]), name] += by if family == "engagement" else 0
                district[name] += by
    places = {engagement.engagement: school_on(world, engagement.date) for engagement in engagements}
    for school in SCHOOLS:
        here = [engagement for engagement in engagements if places[engagement.engagement] == school]
        assert at_schools[school, "minutes"] == sum(engagement.minutes or 0 for engagement in here)
        assert at_schools[school, "engaged_this_year"] == bool(here)
    assert district["minutes"] == sum(engagement.minutes or 0 for engagement in engagements)
    assert district["engaged_this_year"] == bool(engagements)
    assert district["engaged"] == len({engagement.date for engagement in engagements})


def test_a_move_takes_no_engagement_along() -> None:
    """On October 31 the same was known of October as after a move in January."""
    visit = facts.Engagement(learner=LEARNER, engagement="1", date=FIRST, kind="tutoring", minutes=30)
    stayed = World((enrolled("S1"),), (), {school: set(DATES) for school in SCHOOLS}, POLICY)
    moved_on = msgspec.structs.replace(stayed.enrollments[0], exit_date=DATES[9])
    moved = stayed._replace(enrollments=(moved_on, msgspec.structs.replace(enrolled("S3"), entry_date=DATES[10])))

    def of_schools(world: World) -> dict[CellKey, Measures]:
        return {key: measures for key, measures in cells_of(world, [visit]).items() if key.family == "engagement"}

    assert of_schools(moved) == of_schools(stayed)


def test_an_engagement_counts_in_the_one_grade_level_of_the_school_year_and_not_in_that_of_its_date() -> None:
    """At each level in the grade level of its place, or learners and dosage by grade level would be of two crowds."""
    visit = facts.Engagement(learner=LEARNER, engagement="1", date=FIRST, kind="tutoring", minutes=30)
    eighth = msgspec.structs.replace(enrolled("S1"), grade_level="Eighth grade", exit_date=DATES[9])
    again = msgspec.structs.replace(eighth, entry_date=DATES[8], exit_date=DATES[9], grade_level="Seventh grade")
    ninth = msgspec.structs.replace(enrolled("S3"), entry_date=DATES[10], grade_level="Ninth grade")
    moved = World((eighth, again, ninth), (), {school: set(DATES) for school in SCHOOLS}, POLICY)
    by_grade: dict[str, Counter[str]] = {"SCHOOL": Counter(), "DISTRICT": Counter()}
    for (family, values), measures in cells_of(moved, [visit]).items():
        if family in ("engagement", "across_engagement") and values[-1] == ALL:
            by_grade["DISTRICT"][str(values[3])] += measures.get("minutes", 0)
            by_grade["SCHOOL"][str(values[3])] += measures.get("minutes", 0) if family == "engagement" else 0
    assert {level: +grades for level, grades in by_grade.items()} == {
        "SCHOOL": {"Seventh grade": 30},
        "DISTRICT": {"Ninth grade": 30},
    }
