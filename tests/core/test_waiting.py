"""Facts that count nowhere yet are counted by what they wait for, until it arrives, in whatever order."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from services.contracts import facts
from services.core.cells import UNPLACED, WAITING
from services.core.policy import DEFAULT_POLICY
from services.core.waiting_facts import days_of_sections
from services.store.port import CellQuery
from tests.consumers.world import DATES, LEARNERS, SCHOOLS, apply, calendar, cells_of, event, memory_store

HERE, THERE = SCHOOLS
WHO = LEARNERS[0]
SUNDAY = DATES[6]
Counted = dict[tuple[str, str, str], int]
"""School, kind and reason → facts."""


def mark(day: date = DATES[5], school: str = HERE, **more: str | bool) -> facts.Attendance:
    return facts.Attendance(school=school, learner=WHO, date=day, category="Tardy", **more)  # type: ignore[arg-type]


def enrolled(school: str = HERE, begin: date = DATES[0], end: date | None = None) -> facts.Enrollment:
    return facts.Enrollment(school=school, learner=WHO, entry_date=begin, exit_date=end)


def followed(name: str) -> facts.Enrollment:
    return facts.Enrollment(school=HERE, learner=WHO, entry_date=DATES[0], calendar=name)


GRADE = facts.Grade(
    school=HERE, learner=WHO, school_year=2011, grading_period="P1", course="C", numeric=80, kind="Semester"
)
VISIT = facts.Engagement(learner=WHO, engagement="e", date=DATES[3], kind="lab_visit", minutes=30)
CALENDAR, NO_DAYS = calendar(HERE, {SUNDAY}), calendar(HERE, set(DATES))
ROLL = facts.Roll(
    school=HERE, date=DATES[5], marks=tuple(facts.Mark(learner=learner, category="Tardy") for learner in LEARNERS)
)
CASES: dict[str, tuple[list[facts.Data], Counted]] = {
    "a mark, a grade and an engagement of nobody who is enrolled": (
        [CALENDAR, mark(), GRADE, VISIT],
        {
            (HERE, "MARKS", "NOT_ENROLLED"): 1,
            (HERE, "GRADES", "NOT_ENROLLED"): 1,
            ("", "ENGAGEMENTS", "NOT_ENROLLED"): 1,
        },
    ),
    "the same of an enrolled learner": ([CALENDAR, mark(), GRADE, VISIT, enrolled()], {}),
    "each mark of a day is a fact": (
        [CALENDAR, mark(), mark(slot="a"), mark(section="s")],
        {(HERE, "MARKS", "NOT_ENROLLED"): 3},
    ),
    "enrolled elsewhere": (
        [CALENDAR, mark(), GRADE, VISIT, enrolled(THERE), calendar(THERE, set())],
        {(HERE, "MARKS", "NOT_ENROLLED"): 1, (HERE, "GRADES", "NOT_ENROLLED"): 1},
    ),
    "before the entry and after the exit": (
        [CALENDAR, mark(DATES[1]), mark(DATES[9]), mark(DATES[4]), enrolled(begin=DATES[3], end=DATES[7])],
        {(HERE, "MARKS", "NOT_ENROLLED"): 2},
    ),
    "a day on which no school is taught": (
        [CALENDAR, mark(SUNDAY), enrolled()],
        {(HERE, "MARKS", "NOT_A_SCHOOL_DAY"): 1},
    ),
    "a school without a calendar": (
        [mark(), enrolled()],
        {(HERE, "MARKS", "NO_CALENDAR"): 1, (HERE, "LEARNERS", "NO_CALENDAR"): 1},
    ),
    "a calendar without a day of school": (
        [NO_DAYS, mark(), enrolled()],
        {(HERE, "MARKS", "NO_CALENDAR"): 1, (HERE, "LEARNERS", "NO_CALENDAR"): 1},
    ),
    "a calendar that nobody has published": (
        [CALENDAR, mark(), followed("KG")],
        {(HERE, "MARKS", "UNKNOWN_CALENDAR:kg"): 1, (HERE, "LEARNERS", "UNKNOWN_CALENDAR:kg"): 1},
    ),
    "the same once it is published, in another case": (
        [mark(), followed("KG"), calendar(HERE, {SUNDAY}, name=" kg ")],
        {},
    ),
    "a day on which the learner's own calendar has no school": (
        [CALENDAR, mark(), followed("KG"), calendar(HERE, {DATES[5]}, name="KG")],
        {(HERE, "MARKS", "NOT_A_SCHOOL_DAY"): 1},
    ),
    "what is retracted waits no longer": (
        [CALENDAR, mark(), facts.AttendanceKey(school=HERE, learner=WHO, date=DATES[5])],
        {},
    ),
    "a participant": (
        [CALENDAR, mark(), enrolled(THERE), facts.Participation(learner=WHO, partnership="p", start_date=DATES[2])],
        {(HERE, "MARKS", "NOT_ENROLLED"): 1, (THERE, "LEARNERS", "NO_CALENDAR"): 1},
    ),
    "days of which sections alone are known": (
        [CALENDAR, mark(section="s"), mark(section="t"), mark(DATES[4], section="s"), enrolled()],
        {(HERE, "DAYS", "NO_DAILY_ATTENDANCE"): 2},
    ),
    "days of which more is known": (
        [CALENDAR, mark(section="s", daily=True), mark(section="t"), mark(DATES[4]), enrolled()],
        {},
    ),
    "the marks of a roll": ([CALENDAR, ROLL, enrolled()], {(HERE, "MARKS", "NOT_ENROLLED"): 2}),
    "a mark of the year before": (
        [CALENDAR, mark(DATES[5] - timedelta(days=365)), enrolled()],
        {(HERE, "MARKS", "NOT_ENROLLED"): 1},
    ),
}


async def waiting(numbered: list[tuple[int, facts.Data]]) -> Counted:
    store = await memory_store()
    history = [event(payload, number, number) for number, payload in numbered]
    await apply(store, history, [1] * len(history))
    cells = await cells_of(store)
    await store.close()
    by_key: Counted = {}
    for (family, values), measures in cells.items():
        if family == WAITING:
            _, _, school, _, kind, reason = map(str, values)
            by_key[school, kind, reason] = by_key.get((school, kind, reason), 0) + measures["facts"]
    return by_key


async def test_a_school_whose_marks_all_wait_has_reported_all_the_same() -> None:
    store = await memory_store()
    day, columns = DATES[5], ("school", "date")
    steps: list[tuple[facts.Data, int]] = [
        (mark(day), 1),
        (enrolled(), 0),
        (followed("nobody published it"), 1),
        (facts.AttendanceKey(school=HERE, learner=WHO, date=day), 0),
    ]
    for number, (payload, unplaced) in enumerate([(CALENDAR, 0), *steps]):
        await apply(store, [event(payload, number, number)])
        sums = await store.sum_cells(CellQuery("day", columns, (UNPLACED,)))
        assert {keys: count for keys, (count,) in sums if count} == ({(HERE, day.isoformat()): 1} if unplaced else {})
    await store.close()


@pytest.mark.parametrize("case", CASES)
async def test_facts_wait_for_what_is_missing(case: str) -> None:
    payloads, expected = CASES[case]
    numbered = list(enumerate(payloads))
    orders = list(permutations(numbered))
    for order in (orders[0], orders[-1], orders[len(orders) // 2]):
        assert await waiting(list(order)) == expected


def test_days_of_sections_do_not_wait_where_the_policy_makes_absences_of_them() -> None:
    of_sections, policy = [mark(section="s")], facts.Policy(version="1", section_absences_for_a_day=2)
    assert list(days_of_sections(of_sections, {DATES[5]}, DEFAULT_POLICY)) != []
    assert list(days_of_sections(of_sections, {DATES[5]}, policy)) == []
