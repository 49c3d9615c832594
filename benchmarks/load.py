"""The load of the attendance benchmarks: districts whose learners are marked day by day, as singles or by rolls."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from services.contracts import events, facts
from services.contracts.decode import encode
from services.contracts.primitives import AttendanceCategory
from services.core.calendar import SchoolCalendar
from services.core.entity_changes import entity_change_of
from services.core.fact_changes import changes_of
from services.core.facts import EntityChange, LedgerId
from services.core.ledger import Ledger, put
from services.core.policy import DEFAULT_POLICY
from services.core.rules import CalendarName, DistrictRules

DISTRICTS, LEARNERS, SCHOOL_SIZE, ROLL_SIZE = 4, 1_000, 250, 25
ABSENT, CORRECTED = 0.06, 0.01
SAID = (
    f"{DISTRICTS} districts of {LEARNERS:,} learners, {ABSENT:.0%} absences, {CORRECTED:.0%} corrections; "
    "enrolments and calendars are there before the clock starts"
)
FIRST = date(2010, 8, 23)
AT = datetime(2011, 7, 1, tzinfo=UTC)
DAYS = tuple(day for n in range(280) if (day := FIRST + timedelta(days=n)).weekday() < 5)[:180]


@dataclass(frozen=True, slots=True)
class Base:
    """What is there before the first mark."""

    ledgers: dict[LedgerId, Ledger]
    documents: dict[str, list[EntityChange]]
    rules: dict[str, DistrictRules]


def districts() -> list[str]:
    return [f"district-{number}" for number in range(DISTRICTS)]


def learner(district: str, number: int) -> str:
    return f"lk_{int(district.rpartition('-')[2]):08x}{number:024x}"


def school(number: int) -> str:
    return f"school-{number // SCHOOL_SIZE}"


def base() -> Base:
    """Calendars and enrolments, as events would have left them."""
    ledgers: dict[LedgerId, Ledger] = {}
    documents: dict[str, list[EntityChange]] = {}
    rules: dict[str, DistrictRules] = {}
    days = tuple(facts.CalendarDay(date=day, kind="Instructional day") for day in DAYS)
    for district in districts():
        schools = sorted({school(number) for number in range(LEARNERS)})
        calendars = [facts.Calendar(school=school_id, school_year=2011, days=days) for school_id in schools]
        published = [events.CalendarPublished(**envelope(district, c.school), data=c) for c in calendars]
        documents[district] = [entity_change_of(event) for event in published]
        kinds = DEFAULT_POLICY.instructional_kinds
        rules[district] = DistrictRules(
            calendars={CalendarName(c.school, 2011): SchoolCalendar(c, kinds) for c in calendars}
        )
        for number in range(LEARNERS):
            data = facts.Enrollment(
                school=school(number), learner=learner(district, number), entry_date=FIRST, grade_level="Ninth grade"
            )
            event = events.EnrollmentRecorded(**envelope(district, f"e-{number}"), data=data)
            for change in changes_of(event):
                put(ledgers.setdefault(change.ledger, Ledger()), change.key, change.fact)
    return Base(ledgers, documents, rules)


def single_marks(count: int) -> Iterator[tuple[str, bytes]]:
    """District and event; day by day, learner by learner, until there are enough."""
    random = Random(1)
    for number, (district, day, who) in zip(range(count), _turns(), strict=False):
        if random.random() < CORRECTED and day > 0:
            day, version = day - 1, 1  # noqa: PLW2901 - yesterday's mark, corrected
        else:
            version = 0
        data = facts.Attendance(
            school=school(who), learner=learner(district, who), date=DAYS[day], category=_category(random)
        )
        yield district, encode(events.AttendanceRecorded(**envelope(district, f"a-{number}", version), data=data))


def rolls(count: int) -> Iterator[tuple[str, bytes]]:
    """District and roll of `ROLL_SIZE` marks; one in a hundred marks is other than the day before's roll said."""
    random = Random(1)
    for number, (district, day, who) in zip(range(count), _turns(ROLL_SIZE), strict=False):
        marks = tuple(
            facts.Mark(learner=learner(district, number), category=_category(random))
            for number in range(who, who + ROLL_SIZE)
        )
        corrected = random.random() < CORRECTED and day > 0
        data = facts.Roll(school=school(who), date=DAYS[day - corrected], marks=marks)
        yield (
            district,
            encode(events.AttendanceRollRecorded(**envelope(district, f"r-{number}", int(corrected)), data=data)),
        )


def _turns(step: int = 1) -> Iterator[tuple[str, int, int]]:
    for day in range(len(DAYS)):
        for who in range(0, LEARNERS, step):
            for district in districts():
                yield district, day, who


def _category(random: Random) -> AttendanceCategory:
    if random.random() >= ABSENT:
        return "In Attendance"
    return "Excused Absence" if random.random() < 0.5 else "Unexcused Absence"


def envelope(district: str, event_id: str, version: int = 0) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": "/benchmark",
        "time": AT + timedelta(minutes=version),
        "partitionkey": district,
    }
