"""Calendars of an Ed-Fi import keep the names that the store knows, whatever the files have of them."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import events, facts
from services.core.calendar import plain_name
from services.core.identity import calendar_pseudonym
from services.ingest.carried_enrollments import TAKEN_ON
from services.ingest.edfi import EdFi
from services.ingest.edfi.calendar_names import CALENDAR_UNKNOWN, NOT_FOLLOWED, CodedCalendar, names_by_code
from services.ingest.edfi.calendars import DATES_STAY
from services.ingest.importer import import_files
from services.ingest.known_calendars import CalendarNames, known_calendars
from services.ingest.snapshots import SnapshotOptions
from services.ingest.summary import Summary
from services.store.port import Store
from tests.consumers.world import apply, memory_store
from tests.ingest.importing_support import (
    CALENDAR,
    CALENDAR_DATE,
    DISTRICT,
    ENROLMENT,
    NOW,
    SCHOOL,
    SECRETS,
    SESSION,
    ListLog,
    write,
)

NOTHING = CalendarNames()


def coded(code: str, days: int, *, described: bool = True, of_student: bool = False) -> CodedCalendar:
    return CodedCalendar(code, f"ck_{plain_name(code)}", days, described and not of_student, of_student)


@pytest.mark.parametrize(
    ("calendars", "known", "names"),
    [
        ([coded("A", 3), coded("B", 2)], NOTHING, {"a": None, "b": "B"}),
        ([coded("A", 2), coded("B", 2)], NOTHING, {"a": None, "b": "B"}),
        ([coded("A", 3), coded("B", 9)], CalendarNames("a"), {"a": None, "b": "B"}),
        ([coded("B", 9)], CalendarNames("A"), {"b": "B"}),
        ([coded("b", 9)], CalendarNames("A", {"b": "B"}), {"b": "B"}),
        ([coded("B", 9), coded("C", 1)], CalendarNames(None, {"b": "B"}), {"b": "B", "c": None}),
        ([coded("B", 9)], CalendarNames(None, {"b": "B"}), {"b": "B"}),
        ([coded("A", 3), coded("S", 9, of_student=True)], NOTHING, {"a": None, "s": "ck_s"}),
        ([coded("S", 9, of_student=True)], NOTHING, {"s": "ck_s"}),
        ([coded("A", 3, described=False), coded("C", 2, described=False)], NOTHING, {"a": None, "c": "ck_c"}),
        ([coded("A", 3), coded("C", 9)], CalendarNames("ck_a", {"ck_c": "ck_c"}), {"a": None, "c": "ck_c"}),
    ],
    ids=[
        "the fullest is the main one",
        "of two as full the one with the lesser code",
        "the known main one stays, however full others are",
        "another one alone does not replace the main one",
        "a known name stays as it is written",
        "the main one's code is not known: the fullest without a name",
        "and none of a known name",
        "that of a single student is never the main one",
        "nor if it is the only one",
        "what may be of a single student has a pseudonym",
        "which stays when it is described",
    ],
)
def test_names_of_calendars(calendars: list[CodedCalendar], known: CalendarNames, names: dict[str, str | None]) -> None:
    assert names_by_code(calendars, known) == names


CALENDARS = st.dictionaries(
    st.sampled_from("ABCDS"), st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=5
).map(lambda days: [coded(code, of[0], described=of[1], of_student=code == "S") for code, of in days.items()])


@given(st.lists(CALENDARS, min_size=1, max_size=4))
def test_no_later_import_gives_a_calendar_another_name(imports: list[list[CodedCalendar]]) -> None:
    known, before = NOTHING, dict[str, str | None]()
    for calendars in imports:
        names = names_by_code(calendars, known)
        assert list(names.values()).count(None) <= 1
        assert names == {code: before.get(code, name) for code, name in names.items()}
        before |= names
        main = [calendar for calendar in calendars if names[plain_name(calendar.code)] is None]
        code = known.main_code or (main[0].shown if main else None)
        known = CalendarNames(code, {**known.named, **{plain_name(name): name for name in names.values() if name}})


def calendar(code: str) -> dict[str, Any]:
    return CALENDAR | {"calendarCode": code}


def dates(code: str, days: range, year: int = 2026) -> list[dict[str, Any]]:
    reference = {"calendarCode": code, "schoolId": 11, "schoolYear": year}
    return [CALENDAR_DATE | {"calendarReference": reference, "date": f"{year - 1}-09-{day:02}"} for day in days]


def enrolments(*codes: str, **more: Any) -> list[dict[str, Any]]:
    return [
        {**ENROLMENT, "calendarReference": {"calendarCode": code, "schoolId": 11, "schoolYear": 2026}, **more}
        for code in codes
    ]


ALL: dict[str, Any] = {
    "localEducationAgencies": [DISTRICT],
    "schools": [SCHOOL],
    "calendars": [calendar("A"), calendar("B")],
    "calendarDates": [*dates("A", range(1, 10)), *dates("B", range(1, 5))],
    "sessions": [SESSION],
}


async def import_into(
    store: Store, folder: Path, *, whole: bool = False, **resources: Any
) -> tuple[Summary, list[facts.Data]]:
    log, source = ListLog(), EdFi([write(folder, **resources)], district="1")
    snapshot = SnapshotOptions(store, lambda _: True, max_share=1) if whole else None
    summary = await import_files(source, log, SECRETS, now=NOW, known=store, snapshot=snapshot)
    assert summary.ok, summary.refused
    await apply(store, log.events)
    return summary, [event.data for event in log.events]


async def test_what_the_store_knows_of_calendars_wins_over_the_files(tmp_path: Path) -> None:
    store = await memory_store()
    await import_into(store, tmp_path / "all", **ALL)
    others: dict[str, Any] = {"calendars": [calendar("B")], "calendarDates": dates("B", range(1, 25))}
    _, (fuller,) = await import_into(store, tmp_path / "one", **others)
    assert isinstance(fuller, facts.Calendar)
    assert (fuller.calendar, fuller.code, len(fuller.days)) == ("B", None, 24)
    _, (main,) = await import_into(store, tmp_path / "main", calendarDates=dates("A", range(1, 9)))
    assert isinstance(main, facts.Calendar)
    assert (main.calendar, main.code, len(main.terms)) == (None, "A", 1)
    summary, named = await import_into(store, tmp_path / "who", studentSchoolAssociations=enrolments("a", "b", "X"))
    await store.close()
    unknown = calendar_pseudonym(SECRETS.of("1"), "x")
    assert [enrollment.calendar for enrollment in named if isinstance(enrollment, facts.Enrollment)] == [
        None,
        "B",
        unknown,
    ]
    assert (summary.notes[CALENDAR_UNKNOWN], NOT_FOLLOWED in summary.notes) == (1, False)


async def test_enrolments_follow_the_main_calendar_where_nothing_is_known_of_any(tmp_path: Path) -> None:
    store = await memory_store()
    summary, named = await import_into(store, tmp_path, studentSchoolAssociations=enrolments("A", "B"))
    await store.close()
    assert [enrollment.calendar for enrollment in named if isinstance(enrollment, facts.Enrollment)] == [None, None]
    assert summary.notes[NOT_FOLLOWED] == 2


async def test_an_enrolment_that_is_taken_on_follows_the_calendar_that_it_names_of_the_later_year(
    tmp_path: Path,
) -> None:
    store = await memory_store()
    earlier = enrolments("B", entryDate="2025-06-16")
    summary, carried = await import_into(store, tmp_path, **ALL, studentSchoolAssociations=earlier)
    await store.close()
    names = [
        (enrollment.school_year, enrollment.calendar)
        for enrollment in carried
        if isinstance(enrollment, facts.Enrollment)
    ]
    assert names == [(None, None), (2026, "B")]
    assert (summary.notes[TAKEN_ON], NOT_FOLLOWED in summary.notes) == (1, False)


def on_day(day: int, **more: Any) -> dict[str, Any]:
    return dates("A", range(day, day + 1))[0] | more


async def test_part_of_a_calendar_adds_and_corrects_and_takes_no_other_day_away(tmp_path: Path) -> None:
    store = await memory_store()
    await import_into(store, tmp_path / "all", **ALL)
    holiday = [{"calendarEventDescriptor": "uri://ed-fi.org/CalendarEventDescriptor#Holiday"}]
    changed = [on_day(2, calendarEvents=holiday), on_day(20)]
    spring = SESSION | {
        "sessionName": "S2",
        "termDescriptor": "u#Spring Semester",
        "beginDate": "2026-01-05",
        "endDate": "2026-05-20",
    }
    summary, (main,) = await import_into(store, tmp_path / "part", calendarDates=changed, sessions=[spring])
    assert isinstance(main, facts.Calendar)
    assert [day.date.day for day in main.days] == [*range(1, 10), 20]
    assert [day.date.day for day in main.days if day.kind == "Holiday"] == [2]
    assert (len(main.terms), summary.notes[DATES_STAY]) == (2, 8)
    summary, (again,) = await import_into(store, tmp_path / "again", calendarDates=changed, sessions=[spring])
    assert again == main
    summary, (whole,) = await import_into(store, tmp_path / "whole", whole=True, calendarDates=changed)
    assert isinstance(whole, facts.Calendar)
    assert ([day.date.day for day in whole.days], DATES_STAY in summary.notes) == ([2, 20], False)
    held = [
        fact.value
        for fact in (await store.documents("1", ("calendar",))).values()
        if isinstance(fact.value, facts.Calendar)
    ]
    await store.close()
    assert whole in held


async def test_the_summary_says_that_a_calendar_is_fuller_than_the_main_one(tmp_path: Path) -> None:
    store = await memory_store()
    part = {**ALL, "calendarDates": dates("B", range(1, 5))}
    summary, _ = await import_into(store, tmp_path / "part", **part)
    assert not any("stays the main one" in text for text in warnings(summary))
    summary, _ = await import_into(store, tmp_path / "all", **ALL)
    main = facts.CalendarKey(school="11", school_year=2026)
    retracted = events.CalendarRetracted(
        specversion="1.0", id="r", source="a person", partitionkey="1", time=NOW, data=main
    )
    await apply(store, [retracted])
    await import_into(store, tmp_path / "again", **ALL)
    known = (await known_calendars(["1"], store, SECRETS)).names("1")
    await store.close()
    assert known["11", 2026].main_code is None, "retracted, and the files are older"
    texts = [text for text in warnings(summary) if "stays the main one" in text]
    assert len(texts) == 1
    assert "A has 9 instructional days, more than the main calendar B, which has 4" in texts[0]


def warnings(summary: Summary) -> list[str]:
    return [text for count in summary.files for text in count.warnings]
