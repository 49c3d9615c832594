"""A small district for properties: few learners, schools and dates, so that facts meet, and every kind of event."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import msgspec
from hypothesis import strategies as st

from consumers.learner_cache import LedgerCache
from consumers.learner_projector import LearnerProjector
from services.contracts import events, facts
from services.core.arrivals import ARRIVALS, DAYS_LATE, LATE
from services.core.cells import CellKey, Measures
from services.core.facts import LedgerId
from services.core.ledger import Ledger
from services.log.port import Record
from services.store.embedded import EmbeddedStore
from services.store.port import Position, Source, Store

DISTRICT = "255901"
SCHOOLS = ("S1", "S.2|%$")
LEARNERS = tuple(f"lk_{number:032x}" for number in range(3))
PARTNERSHIPS = ("hospital", "p.2|%$")
FIRST = date(2010, 8, 23)
DATES = tuple(FIRST + timedelta(days=offset) for offset in range(0, 26))
EPOCH = datetime(2011, 1, 1, tzinfo=UTC)
SOURCE = Source("topic", 0)

schools, learners, dates = st.sampled_from(SCHOOLS), st.sampled_from(LEARNERS), st.sampled_from(DATES)
categories = st.sampled_from(["In Attendance", "Excused Absence", "Unexcused Absence", "Tardy", "Partial"])
flags = st.none() | st.booleans()


def calendar(school: str, skipped: set[date], period_days: int = 15, name: str | None = None) -> facts.Calendar:
    """The main calendar; with a name one that only those follow whose enrolments name it."""
    days = tuple(facts.CalendarDay(date=day, kind="Instructional day") for day in DATES if day not in skipped)
    period = facts.Period(name="P1", begin=FIRST, end=FIRST + timedelta(days=period_days - 1))
    periods = (period,) if name is None else ()
    return facts.Calendar(school=school, school_year=2011, calendar=name, days=days, grading_periods=periods)


calendar_names = st.sampled_from([None, None, "KG", "k.g|%$"])


entry_dates = st.sampled_from((*DATES[:9], *DATES[:1] * 6))
"""Often the same, so that the date alone does not say which of two enrolments was entered last."""
enrollment_keys = st.builds(facts.EnrollmentKey, school=schools, learner=learners, entry_date=entry_dates)
of_entry_date = st.builds(
    facts.Enrollment,
    school=schools,
    learner=learners,
    entry_date=entry_dates,
    grade_level=st.sampled_from([None, "Eighth grade", "Ninth grade"]),
    exit_date=st.none() | st.sampled_from(DATES[9:]),
    primary_school=flags,
    calendar=calendar_names,
)
of_named_year = st.builds(
    lambda enrollment, left: msgspec.structs.replace(
        enrollment, entry_date=date(2010, 6, 1), exit_date=left, school_year=2011
    ),
    of_entry_date,
    st.sampled_from([None, date(2010, 6, 10), DATES[0] - timedelta(days=1), DATES[12]]),
)
"""Of school year 2011, though it began before: some are no-shows."""
enrollments = st.one_of(of_entry_date, of_entry_date, of_entry_date, of_named_year)
described = st.builds(
    facts.Learner,
    learner=learners,
    school_year=st.just(2011),
    sex=st.sampled_from([None, "Female", "Male"]),
    hispanic_latino=flags,
    races=st.sampled_from([(), ("White",), ("Asian", "White")]),
    english_learner=flags,
)
mark_keys = st.builds(
    facts.AttendanceKey, school=schools, learner=learners, date=dates, slot=st.sampled_from(["", "Tardy", "a.b$c"])
)
marks = st.builds(
    facts.Attendance,
    school=schools,
    learner=learners,
    date=dates,
    section=st.sampled_from([None, None, "sec"]),
    daily=st.booleans(),
    slot=st.sampled_from(["", "Tardy", "a.b$c"]),
    category=categories,
    minutes_absent=st.none() | st.integers(0, 400),
)
rolls = st.builds(
    facts.Roll,
    school=schools,
    date=dates,
    section=st.sampled_from([None, None, "sec"]),
    daily=st.booleans(),
    marks=st.lists(st.builds(facts.Mark, learner=learners, category=categories), unique_by=lambda m: m.learner).map(
        tuple
    ),
)
grades = st.builds(
    facts.Grade,
    school=schools,
    learner=learners,
    school_year=st.just(2011),
    grading_period=st.sampled_from(["P1", "P2"]),
    kind=st.sampled_from(["Grading Period", "Semester"]),
    section=st.sampled_from(["sec1", "sec2"]),
    course=st.sampled_from([None, "C1", "C2"]),
    subject=st.sampled_from([None, "Mathematics"]),
    numeric=st.floats(0, 100).map(lambda score: round(score, 2)),
    letter=st.sampled_from([None, "F", "W"]),
    credits=st.sampled_from([None, 2.5]),
    core_subject=flags,
)
courses = st.builds(
    facts.Course,
    school=schools,
    course=st.sampled_from(["C1", "C2"]),
    title=st.just("A course"),
    subject=st.sampled_from([None, "Mathematics", "Science"]),
    core_subject=flags,
)
engagements = st.builds(
    facts.Engagement,
    learner=learners,
    engagement=st.sampled_from(["e1", "e2", "e3"]),
    date=dates,
    kind=st.sampled_from(["lab_visit", "tutoring"]),
    minutes=st.none() | st.integers(0, 90),
    partnership=st.sampled_from([None, *PARTNERSHIPS]),
)


def _of_two_schools(
    at: Sequence[facts.Enrollment], engagement: facts.Engagement, learner: str, entry: date
) -> list[facts.Data]:
    entered = zip(at, SCHOOLS, strict=True)
    return [
        *(
            msgspec.structs.replace(
                enrollment,
                school=school,
                learner=learner,
                entry_date=entry,
                exit_date=None if enrollment.exit_date is None else max(enrollment.exit_date, entry),
            )
            for enrollment, school in entered
        ),
        msgspec.structs.replace(engagement, learner=learner),
    ]


two_schools = st.builds(
    _of_two_schools, st.lists(enrollments, min_size=2, max_size=2), engagements, learners, st.sampled_from(DATES[:2])
)
"""Somebody who enters two schools on one day, and is engaged."""
starts = st.sampled_from([date(2010, 3, 1), FIRST - timedelta(days=1), *DATES, DATES[-1] + timedelta(days=9)])
participation_keys = st.builds(
    facts.ParticipationKey, learner=learners, partnership=st.sampled_from(PARTNERSHIPS), start_date=starts
)
participations = st.builds(
    lambda key, days: facts.Participation(
        learner=key.learner,
        partnership=key.partnership,
        start_date=key.start_date,
        end_date=None if days is None else key.start_date + timedelta(days=days),
    ),
    participation_keys,
    st.none() | st.integers(0, 20),
)
calendars = st.builds(calendar, schools, st.sets(dates, max_size=6), st.integers(5, 26), calendar_names)
retractions = st.one_of(
    enrollment_keys,
    mark_keys,
    participation_keys,
    st.builds(facts.LearnerKey, learner=learners, school_year=st.just(2011)),
    st.builds(facts.CourseKey, school=schools, course=st.sampled_from(["C1", "C2"])),
    st.builds(facts.CalendarKey, school=schools, school_year=st.just(2011), calendar=calendar_names),
    st.builds(facts.RollKey, school=schools, date=dates, learners=st.lists(learners, unique=True).map(tuple)),
    st.builds(facts.EngagementKey, learner=learners, engagement=st.sampled_from(["e1", "e2"]), date=dates),
)
more_marks = st.one_of(marks, marks, rolls)
others = st.one_of(described, grades, engagements, calendars, courses)
data = st.one_of(enrollments, participations, more_marks, others, retractions)
policies = st.builds(
    facts.Policy,
    version=st.sampled_from(["1", "2"]),
    attendance=st.sampled_from(["negative", "negative", "positive"]),
    instructional_kinds=st.sampled_from([("Instructional day",), ("Instructional day", "Holiday")]),
    exit_date=st.sampled_from(["lastDay", "firstDayAway"]),
    eligible_days=st.sampled_from([2, 10]),
    section_absences_for_a_day=st.sampled_from([None, 1, 2]),
    absent_minutes_for_a_day=st.sampled_from([None, None, 60]),
    absent_parts=st.sampled_from([(), (), (facts.AbsentPart(minutes=60, halves=1),)]),
    mark_precedence=st.permutations(facts.MARK_PRECEDENCE).map(tuple),
    pass_mark=st.sampled_from([60, 70]),
    minimum_n=st.sampled_from([5, 10]),
)
policies_or_none = st.one_of(policies, policies, st.just(facts.PolicyKey()))
TYPES: dict[type[facts.Data], Callable[..., events.LearnerEvent]] = {
    kind.__annotations__["data"]: kind for kind in events.LearnerEvent.__args__
}


def event(payload: facts.Data, number: int, minutes: int = 0, source: str = "sis") -> events.LearnerEvent:
    envelope = {"specversion": "1.0", "id": f"{number}", "source": source, "partitionkey": DISTRICT}
    return TYPES[type(payload)](time=EPOCH + timedelta(minutes=minutes), data=payload, **envelope)


@st.composite
def histories(
    draw: st.DrawFn, min_size: int = 1, max_size: int = 40, adopting: bool = False
) -> list[events.LearnerEvent]:
    """Events of one district; times repeat, so that ties between versions are broken by source, id and digest.

    Some facts are sent again later, newer and unchanged, as a nightly sync does. With `adopting` the district adopts
    policies and gives them up in between.
    """
    base = [event(calendar(school, set()), index) for index, school in enumerate(SCHOOLS)]
    base += [event(calendar(SCHOOLS[0], set(DATES[::3]), name="kg"), len(base))]
    drawn = draw(st.lists(data, min_size=min_size, max_size=max_size))
    for policy in draw(st.lists(policies_or_none, min_size=1, max_size=3)) if adopting else ():
        drawn.insert(draw(st.integers(0, len(drawn))), policy)
    history = base + [
        event(payload, draw(st.integers(10, 14)), draw(st.integers(0, 5)), draw(st.sampled_from("ab")))
        for payload in (*draw(st.just([]) | two_schools), *drawn)
    ]
    return history + draw(_sent_again(history, max_size // 4))


@st.composite
def of_shared_learners(draw: st.DrawFn) -> list[events.LearnerEvent]:
    """Learners of both schools at once, on few days, of which one school or the other reports nothing at times."""
    few, who = st.sampled_from(DATES[:2]), st.sampled_from(LEARNERS[:2])
    own = st.builds(msgspec.structs.replace, marks, date=few, learner=learners, slot=st.just(""))
    absent = st.builds(
        msgspec.structs.replace, own, learner=who, section=st.none(), category=st.just("Excused Absence")
    )
    taken = st.builds(facts.Roll, school=schools, date=few, marks=st.just(()))
    undone = st.builds(facts.AttendanceKey, school=schools, learner=learners, date=few) | st.builds(
        facts.RollKey, school=schools, date=few, learners=st.just(LEARNERS)
    )
    enrolled = [
        facts.Enrollment(
            school=school,
            learner=learner,
            entry_date=FIRST,
            primary_school=draw(st.sampled_from([None, None, False, True])),
        )
        for learner in LEARNERS[:2]
        for school in SCHOOLS
    ]
    left = st.builds(facts.EnrollmentKey, school=schools, learner=who, entry_date=st.just(FIRST))
    joined = st.builds(facts.Participation, learner=who, partnership=st.just("p"), start_date=few)
    other = st.one_of(undone, undone, calendars, left, joined, policies)
    drawn = draw(st.lists(st.one_of(absent, absent, own, taken, other), min_size=4, max_size=14))
    base = [calendar(school, set()) for school in SCHOOLS]
    told = [event(payload, number) for number, payload in enumerate((*base, *enrolled))]
    return told + [event(payload, draw(st.integers(10, 14)), draw(st.integers(0, 5))) for payload in drawn]


def _sent_again(history: Sequence[events.LearnerEvent], most: int) -> st.SearchStrategy[list[events.LearnerEvent]]:
    """Some of the facts, or all enrolments, with other ids and at the same times or later."""
    minutes = st.integers(0, 6)
    enrolled = [learner_event for learner_event in history if isinstance(learner_event.data, facts.Enrollment)]
    whole = st.tuples(*(st.builds(_again, st.just(learner_event), minutes) for learner_event in enrolled)).map(list)
    return whole | st.lists(st.builds(_again, st.sampled_from(history), minutes), max_size=most)


def _again(known: events.LearnerEvent, minutes: int) -> events.LearnerEvent:
    return msgspec.structs.replace(known, id=f"{known.id}-again", time=known.time + timedelta(minutes=minutes))


def stretched(history: Sequence[events.LearnerEvent]) -> list[events.LearnerEvent]:
    """The same over a whole school year instead of some weeks: the days of `DATES` lie eight days apart."""
    return [
        msgspec.convert(_stretched(msgspec.to_builtins(learner_event)), type(learner_event))
        for learner_event in history
    ]


def _stretched(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _stretched(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_stretched(item) for item in value]
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return value
    return (FIRST + 8 * (date.fromisoformat(value) - FIRST)).isoformat()


def arrival_of(learner_event: events.LearnerEvent) -> datetime:
    """When the log takes the event, up to eight days after its date: the same in whatever order events stand."""
    begin = datetime.combine(getattr(learner_event.data, "date", FIRST), time(), UTC)
    return begin + timedelta(hours=crc32(f"{learner_event.source} {learner_event.id}".encode()) % 200)


def records(history: Sequence[events.LearnerEvent]) -> list[tuple[Record, events.LearnerEvent]]:
    key = DISTRICT.encode()
    return [
        (Record("t", 0, offset, key, msgspec.json.encode(learner_event), (), arrival_of(learner_event)), learner_event)
        for offset, learner_event in enumerate(history)
    ]


async def apply(store: Store, history: Sequence[events.LearnerEvent], sizes: Sequence[int] = ()) -> None:
    """Apply the history in batches of these sizes, then the rest at once; a new consumer for every batch of size 1."""
    owner, rest = await store.recover(SOURCE), records(history)
    applier = LearnerProjector(store, LedgerCache(store))
    for size in (*sizes, len(rest)):
        learner_events, rest = rest[:size], rest[size:]
        if size == 1:
            owner, applier = await store.recover(SOURCE), LearnerProjector(store, LedgerCache(store))
        if learner_events:
            owner = await applier.apply(owner, learner_events, Position(learner_events[-1][0].offset + 1), EPOCH)


async def memory_store() -> EmbeddedStore:
    return await EmbeddedStore.open(Path(":memory:"))


async def cells_of(store: Store) -> dict[CellKey, Measures]:
    return {key: measures async for key, measures in store.scan_cells(DISTRICT)}


def without_arrivals(cells: dict[CellKey, Measures]) -> dict[CellKey, Measures]:
    """Of cells that a log with a clock of its own gave, what they say whenever it took the events."""
    timeless = {
        key: {name: by for name, by in measures.items() if name not in (ARRIVALS, LATE, DAYS_LATE)}
        for key, measures in cells.items()
    }
    return {key: measures for key, measures in timeless.items() if measures}


async def ledgers_of(store: Store) -> dict[LedgerId, Ledger]:
    return {ledger_id: ledger async for ledger_id, ledger in store.scan_ledgers(DISTRICT)}
