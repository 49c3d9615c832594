"""The sample consortium: valid, repeatable, varied, and folded without drift."""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from consumers.consumer import Consumer
from consumers.learners import learner_projection
from services.contracts import events, facts
from services.contracts.decode import decode, encode
from services.contracts.events import LearnerEvent
from services.core.access import DEVELOPMENT
from services.core.calendar import school_year_of
from services.ingest.importer import event_type, named
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS
from services.query.engine import QueryEngine
from services.query.model.question import MetricQuery, MetricRef, SchoolYear
from services.samples import SEED, consortium, load_consortium
from services.samples.profiles import DISTRICTS, DistrictProfile
from services.samples.years import year_of
from services.store.embedded import EmbeddedStore
from tests.depth import deep_only
from tests.ingest.importing_support import SECRETS, ListLog

TODAY = date(2024, 11, 26)
"""In the past of any clock: the log refuses what is of a later time than its own."""
LATER = date(2025, 3, 2)
RAW_ID = re.compile(rb"student-\d")


@pytest.fixture(scope="module")
def generated() -> list[LearnerEvent]:
    return list(consortium(SEED, TODAY))


@pytest.fixture(scope="module")
def facts_by_type(generated: list[LearnerEvent]) -> dict[type, list[LearnerEvent]]:
    by_key: dict[type, list[LearnerEvent]] = defaultdict(list)
    for event in generated:
        by_key[type(event)].append(event)
    return by_key


def of_district(history: Iterable[LearnerEvent], district: str) -> list[LearnerEvent]:
    return [event for event in history if event.partitionkey == district]


def test_every_event_passes_the_contract(generated: list[LearnerEvent]) -> None:
    midnight = datetime.combine(TODAY, time.min, UTC)
    for event in generated:
        assert decode(encode(event), midnight) == event


def test_no_event_is_of_a_time_after_today(generated: list[LearnerEvent]) -> None:
    assert max(event.time for event in generated) <= datetime.combine(TODAY, time.min, UTC)


def test_the_same_seed_and_day_give_the_same_events(generated: list[LearnerEvent]) -> None:
    assert list(consortium(SEED, TODAY)) == generated


@deep_only
def test_another_seed_gives_other_events(generated: list[LearnerEvent]) -> None:
    assert list(consortium(SEED + 1, TODAY)) != generated


@pytest.mark.parametrize(
    "later", [pytest.param(day, marks=deep_only) for day in (TODAY + timedelta(days=1), LATER)] + [date(2025, 6, 30)]
)
def test_a_later_day_of_the_year_only_adds(generated: list[LearnerEvent], later: date) -> None:
    afterwards = list(consortium(SEED, later))
    for profile in DISTRICTS:
        before, after = of_district(generated, profile.id), of_district(afterwards, profile.id)
        assert after[: len(before)] == before


def test_the_next_school_year_repeats_what_was_said_of_this_one(generated: list[LearnerEvent]) -> None:
    def of_this_year(history: Iterable[LearnerEvent]) -> Counter[bytes]:
        return Counter(encode(event) for event in history if _school_year(event.data) == 2025)

    said = of_this_year(generated)
    assert said.total() > 10_000
    assert not said - of_this_year(consortium(SEED, date(2025, 8, 1)))


def _school_year(data: facts.Data) -> int | None:
    match data:
        case facts.CalendarKey() | facts.LearnerKey() | facts.GradeKey():
            return data.school_year
        case facts.AttendanceKey() | facts.Roll() | facts.EngagementKey():
            return school_year_of(data.date)
        case facts.EnrollmentKey():
            return school_year_of(data.entry_date)
    return None


def test_numbers_by_type_are_those_of_three_small_districts(generated: list[LearnerEvent]) -> None:
    counts = Counter(event_type(event) for event in generated)
    assert 35_000 < counts.total() < 60_000
    assert counts["tandem.district.described.v1"] == 3
    assert counts["tandem.school.described.v1"] == 8
    learners = Counter(
        event.partitionkey for event in {named(event).id: event for event in generated}.values()
        if isinstance(event, events.EnrollmentRecorded) and event.data.entry_date.year == 2024
    )  # fmt: skip
    assert all(250 <= learners[profile.id] <= 420 for profile in DISTRICTS)
    assert sum(1 for _ in consortium(SEED, date(2025, 6, 30))) < 90_000


@pytest.mark.parametrize(
    "kind",
    [
        events.DistrictDescribed, events.SchoolDescribed, events.CourseDescribed, events.CalendarPublished,
        events.LearnerDescribed, events.EnrollmentRecorded, events.AttendanceRecorded, events.AttendanceRetracted,
        events.AttendanceRollRecorded, events.GradeRecorded, events.GradeRetracted, events.EngagementRecorded,
        events.EngagementRetracted, events.ParticipationRecorded, events.ParticipationRetracted,
    ],
)  # fmt: skip
def test_it_has_events_of_type(facts_by_type: dict[type, list[LearnerEvent]], kind: type) -> None:
    assert facts_by_type[kind]


def test_every_retraction_takes_back_what_was_recorded_earlier(facts_by_type: dict[type, list[LearnerEvent]]) -> None:
    for recorded, retracted, key in (
        (events.GradeRecorded, events.GradeRetracted, facts.GradeKey),
        (events.EngagementRecorded, events.EngagementRetracted, facts.EngagementKey),
        (events.ParticipationRecorded, events.ParticipationRetracted, facts.ParticipationKey),
    ):
        names = key.__struct_fields__
        times = {
            (event.partitionkey, *(getattr(event.data, name) for name in names)): event.time
            for event in facts_by_type[recorded]
        }
        for event in facts_by_type[retracted]:
            assert times[(event.partitionkey, *(getattr(event.data, name) for name in names))] < event.time


def test_absences_are_corrected_later_under_another_id(facts_by_type: dict[type, list[LearnerEvent]]) -> None:
    marks: dict[tuple[object, ...], list[events.AttendanceRecorded]] = defaultdict(list)
    for event in facts_by_type[events.AttendanceRecorded]:
        assert isinstance(event, events.AttendanceRecorded)
        data = event.data
        assert isinstance(data, facts.Attendance)
        marks[event.partitionkey, data.school, data.learner, data.date, data.section].append(event)
    corrected = [mark for mark in marks.values() if len({event.data.category for event in mark}) > 1]
    assert len(corrected) > 20
    for first, second in corrected:
        assert (first.data.category, second.data.category) == ("Unexcused Absence", "Excused Absence")
        assert first.time < second.time
        assert named(first).id != named(second).id


def test_some_events_come_late_and_some_twice(generated: list[LearnerEvent]) -> None:
    latest: dict[str, datetime] = defaultdict(lambda: datetime.min.replace(tzinfo=UTC))
    late = 0
    for event in generated:
        late += event.time < latest[event.partitionkey]
        latest[event.partitionkey] = max(latest[event.partitionkey], event.time)
    twice = [count for count in Counter(encode(event) for event in generated).values() if count > 1]
    assert late > 200
    assert len(twice) > 100
    assert set(twice) == {2}


def test_learners_move_return_and_come_late(facts_by_type: dict[type, list[LearnerEvent]]) -> None:
    entries: dict[tuple[str, str, int], set[tuple[date, str]]] = defaultdict(set)
    for event in facts_by_type[events.EnrollmentRecorded]:
        data = event.data
        assert isinstance(data, facts.Enrollment)
        year = school_year_of(data.entry_date)
        entries[event.partitionkey, data.learner, year].add((data.entry_date, data.school))
    several = [entry for entry in entries.values() if len(entry) == 2]
    moves = [some for some in several if len({school for _, school in some}) == 2]
    assert len(moves) > 5
    assert len(several) - len(moves) > 5
    first_days = {(profile.id, year): year_of(profile, year).days[0] for profile in DISTRICTS for year in (2024, 2025)}
    late = [key for key, entry in entries.items() if min(entry)[0] > first_days[key[0], key[2]]]
    assert len(late) > 20


def test_one_district_takes_rolls_which_list_everyone_on_mondays(generated: list[LearnerEvent]) -> None:
    rolls = [event for event in generated if isinstance(event, events.AttendanceRollRecorded)]
    assert {event.partitionkey for event in rolls} == {"100020"}
    listing = [roll.data for roll in rolls if any(mark.category == "In Attendance" for mark in roll.data.marks)]
    assert {roll.date.weekday() for roll in listing} == {0}
    assert min(len(roll.marks) for roll in listing) > 40


def test_one_district_marks_single_lessons(generated: list[LearnerEvent]) -> None:
    marks = [event for event in generated if isinstance(event, events.AttendanceRecorded)]
    assert {event.partitionkey for event in marks if event.data.section is not None} == {"100020"}


@pytest.mark.parametrize("profile", DISTRICTS, ids=lambda profile: profile.name)
@pytest.mark.parametrize("school_year", range(2020, 2041))
def test_a_calendar_is_a_whole_school_year(profile: DistrictProfile, school_year: int) -> None:
    year = year_of(profile, school_year)
    assert 165 <= len(year.days) <= 190
    assert all(day.weekday() < 5 for day in year.days)
    parts = [period for term in year.periods for period in term]
    assert [len(term) for term in year.periods] == [profile.periods] * 2
    assert parts[0].begin == year.terms[0].begin == year.days[0]
    assert parts[-1].end == year.terms[-1].end == year.days[-1]
    assert all(one.end < two.begin for one, two in pairwise(parts))
    assert all(term.begin.year == term.end.year for term in year.terms)


def test_a_storm_changes_a_calendar() -> None:
    published = [event.data for event in consortium(SEED, LATER) if isinstance(event, events.CalendarPublished)]
    kinds = {day.kind for calendar in published if calendar.school_year == 2025 for day in calendar.days}
    assert {"Weather day", "Make-up day", "Holiday", "Teacher only day"} <= kinds


async def test_a_dry_run_appends_nothing_and_refuses_nothing() -> None:
    summary = await load_consortium(None, SECRETS, TODAY)
    assert summary.ok
    assert summary.appended == 0
    assert [file.file for file in summary.files] == [f"sample: {profile.name}" for profile in DISTRICTS]


async def test_loaded_it_holds_no_student_id_and_the_same_ids_again(generated: list[LearnerEvent]) -> None:
    first, second = ListLog(), ListLog()
    summary = await load_consortium(first, SECRETS, TODAY)
    await load_consortium(second, SECRETS, TODAY)
    assert summary.appended == len(first.records) == len(generated)
    assert not any(RAW_ID.search(record.value) for record in first.records)
    assert first.records == second.records


@deep_only
async def test_folded_it_has_something_to_tell(tmp_path: Path) -> None:
    log, store = await EmbeddedLog.open(tmp_path / "log"), await EmbeddedStore.open(tmp_path / "store")
    try:
        for topic in (LEARNER_EVENTS, f"{LEARNER_EVENTS}-dlq"):
            await log.create_topic(topic, 1)
        summary = await load_consortium(log, SECRETS, TODAY)
        consumer = Consumer(log, store, learner_projection(SECRETS))
        await consumer.run(asyncio.Event(), until_idle=True)
        assert (consumer.progress.events, consumer.progress.dead_letters) == (summary.appended, 0)
        await _tells_something(QueryEngine(store))
    finally:
        await log.close()
        await store.close()


async def _tells_something(engine: QueryEngine) -> None:
    """Of the whole last school year every district has a plausible value of each."""
    plausible = {
        "attendance_rate": (91, 97),
        "chronic_absence_rate": (5, 35),
        "pass_rate": (75, 95),
        "on_track_rate": (60, 100),
        "engagement_minutes": (20_000, 300_000),
    }
    query = MetricQuery(tuple(MetricRef(name) for name in plausible), SchoolYear(2024), group_by=("district",))
    answer = await engine.answer(DEVELOPMENT, query)
    assert len(answer.rows) == 3
    for value in (value for row in answer.rows for value in row.values):
        low, high = plausible[value.metric]
        assert value.value is not None
        assert low <= value.value <= high
