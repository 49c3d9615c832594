"""Which open enrolments an import takes on into the next school year."""

from collections.abc import AsyncIterator, Collection
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.contracts import facts
from services.contracts.events import (
    CalendarPublished,
    EnrollmentRecorded,
    LearnerDescribed,
    LearnerEvent,
    PolicyAdopted,
)
from services.core.entity_changes import entity_change_of
from services.core.fact_changes import changes_of
from services.core.facts import EntityKey, Fact, FactKey, LedgerId
from services.core.ledger import Ledger, put
from services.ingest.carried_enrollments import TAKEN_ON, TAKEN_ON_AS_NO_SHOW, TAKEN_ON_WITHOUT_CALENDAR
from services.ingest.carry_over import CarryOver
from services.ingest.edfi import EdFi
from services.ingest.importer import import_files
from services.ingest.summary import RecordOrigin
from tests.consumers.world import DISTRICT, apply, event, memory_store
from tests.ingest.importing_support import CALENDAR_DATE, NOW, SECRETS, WHOLE, ListLog, write

NEXT_YEAR = facts.Calendar(
    school="S1", school_year=2026, days=(facts.CalendarDay(date=date(2025, 8, 18), kind="Instructional day"),)
)


THIS_YEAR = facts.Calendar(
    school="S1", school_year=2025, days=(facts.CalendarDay(date=date(2025, 6, 6), kind="Instructional day"),)
)
FIRST_DAY_AWAY = facts.Policy(version="1", exit_date="firstDayAway")


class Known:
    """A store that holds these facts."""

    def __init__(self, *held: facts.Data) -> None:
        self._ledgers: dict[LedgerId, Ledger] = {}
        self._documents: dict[EntityKey, Fact] = {}
        for number, data in enumerate(held):
            said = event(data, number)
            if isinstance(said, CalendarPublished | PolicyAdopted):
                document = entity_change_of(said)
                self._documents[document.key] = document.fact
                continue
            for change in changes_of(said):
                put(self._ledgers.setdefault(change.ledger, Ledger()), change.key, change.fact)

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
        return {ledger_id: self._ledgers[ledger_id] for ledger_id in ids if ledger_id in self._ledgers}

    async def scan_ledgers(self, district: str) -> AsyncIterator[tuple[LedgerId, Ledger]]:
        for ledger_id, ledger in self._ledgers.items():
            if ledger_id.district == district:
                yield ledger_id, ledger

    async def facts_at(self, keys: Collection[tuple[LedgerId, FactKey]]) -> dict[tuple[LedgerId, FactKey], Fact]:
        facts_of = ((key, self._ledgers.get(key[0], Ledger()).get(key[1].part, {}).get(key[1].item)) for key in keys)
        return {key: fact for key, fact in facts_of if fact is not None}

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]:
        return {key: fact for key, fact in self._documents.items() if key.kind in kinds and key.district == district}


def enrolled(entry: date, school: str = "S1", exit_date: date | None = None, year: int | None = None) -> facts.Data:
    return facts.Enrollment(school=school, learner="a", entry_date=entry, exit_date=exit_date, school_year=year)


LAST_AUGUST, JUNE, THIS_AUGUST = date(2024, 8, 19), date(2025, 6, 16), date(2025, 8, 18)
RECORDED = [("EnrollmentRecorded", 2026)]
RETRACTED = [("EnrollmentRetracted", 2026)]


@pytest.mark.parametrize(
    ("imported", "held", "carried"),
    [
        ([enrolled(JUNE)], [], RECORDED),
        ([enrolled(LAST_AUGUST)], [], RECORDED),
        ([enrolled(JUNE, exit_date=date(2025, 6, 30))], [], []),
        ([enrolled(JUNE, exit_date=date(2025, 6, 30))], [enrolled(JUNE, year=2026)], RETRACTED),
        ([enrolled(JUNE, year=2026)], [], []),
        ([enrolled(LAST_AUGUST), enrolled(THIS_AUGUST)], [], []),
        ([enrolled(LAST_AUGUST), enrolled(THIS_AUGUST, school="S2")], [], []),
        ([enrolled(LAST_AUGUST)], [enrolled(THIS_AUGUST, school="S2")], []),
        ([enrolled(LAST_AUGUST)], [enrolled(LAST_AUGUST, year=2026)], RECORDED),
        (
            [enrolled(LAST_AUGUST)],
            [enrolled(LAST_AUGUST, year=2026), enrolled(THIS_AUGUST, school="S2")],
            RETRACTED,
        ),
    ],
    ids=[
        "entered in June",
        "entered a year ago",
        "ended before school begins",
        "taken on before, and ended since",
        "names its year",
        "enrolled anew at the same school",
        "enrolled anew elsewhere",
        "enrolled anew elsewhere, as the store knows",
        "taken on before",
        "taken on before, and enrolled anew elsewhere since",
    ],
)
async def test_what_is_taken_on(
    imported: list[facts.Data], held: list[facts.Data], carried: list[tuple[str, int]]
) -> None:
    carry_over, origin = CarryOver(), RecordOrigin("enrolments", 1, b"")
    events: list[LearnerEvent] = [event(data, number) for number, data in enumerate([*imported, NEXT_YEAR])]
    for learner_event in events:
        carry_over.note(origin, learner_event)
    values = [carried_event.event async for carried_event in carry_over.events(Known(*held))]
    assert [
        (type(learner_event).__name__, getattr(learner_event.data, "school_year", None)) for learner_event in values
    ] == carried
    assert all(learner_event.partitionkey == DISTRICT for learner_event in values)
    begun = [learner_event.data.entry_date for learner_event in values if isinstance(learner_event, EnrollmentRecorded)]
    assert {*begun} <= {
        enrollment.entry_date for enrollment in imported[:1] if isinstance(enrollment, facts.Enrollment)
    }


@pytest.mark.parametrize(
    ("entry", "exit_date", "held", "notes"),
    [
        (LAST_AUGUST, THIS_AUGUST, [], [TAKEN_ON]),
        (LAST_AUGUST, THIS_AUGUST, [FIRST_DAY_AWAY], []),
        (LAST_AUGUST, date(2025, 8, 19), [FIRST_DAY_AWAY], [TAKEN_ON]),
        (JUNE, date(2025, 8, 1), [THIS_YEAR], [TAKEN_ON_AS_NO_SHOW]),
        (JUNE, THIS_AUGUST, [THIS_YEAR, FIRST_DAY_AWAY], [TAKEN_ON_AS_NO_SHOW]),
        (JUNE, date(2025, 6, 30), [THIS_YEAR], []),
        (date(2025, 6, 6), date(2025, 8, 1), [THIS_YEAR], []),
        (JUNE, date(2025, 8, 1), [], []),
    ],
    ids=[
        "left after the first day",
        "was away on the first day",
        "was away on the second day",
        "entered for the next year, and left before it began",
        "entered for the next year, and was away on its first day",
        "left in the year of the entry",
        "was at school in the year of the entry",
        "whether there was school after the entry is not known",
    ],
)
async def test_who_leaves_before_school_begins_is_a_no_show_of_it_or_was_of_the_year_before(
    entry: date, exit_date: date, held: list[facts.Data], notes: list[str]
) -> None:
    carry_over = CarryOver()
    for number, data in enumerate([enrolled(entry, exit_date=exit_date), NEXT_YEAR]):
        carry_over.note(RecordOrigin("enrolments", 1, b""), event(data, number))
    carried = [learner_event async for learner_event in carry_over.events(Known(*held))]
    assert [carried_event.note for carried_event in carried] == notes
    assert all(isinstance(carried_event.event, EnrollmentRecorded) for carried_event in carried)


@pytest.mark.parametrize(
    ("named", "said", "calendar", "note"),
    [
        ("kg", None, "KG", TAKEN_ON),
        (None, None, "KG", TAKEN_ON_WITHOUT_CALENDAR),
        ("kg", (2027, "other"), "KG", TAKEN_ON),
        ("kg", (2026, None), None, TAKEN_ON),
        ("kg", (2026, "kg"), "kg", TAKEN_ON),
        (None, (2026, "gone"), "gone", TAKEN_ON_WITHOUT_CALENDAR),
    ],
    ids=["has it", "lacks it", "said of another year", "said to be the main one", "said", "said, and lacks it"],
)
async def test_the_calendar_is_the_one_that_the_source_says_of_the_later_year_or_else_of_the_same_name(
    named: str | None, said: tuple[int, str | None] | None, calendar: str | None, note: str
) -> None:
    """`named`: the one calendar with a name that the later year has; `said`: by the source, of which year.

    A name that the later year lacks stays, so that the learner waits where everybody sees it, and the summary says so.
    """
    own = facts.Calendar(school="S1", school_year=2026, calendar=named, days=NEXT_YEAR.days)
    enrollment = facts.Enrollment(school="S1", learner="a", entry_date=JUNE, calendar="KG")
    carry_over = CarryOver()
    for number, data in enumerate([enrollment, NEXT_YEAR, own]):
        carry_over.note(RecordOrigin("enrolments", 1, b""), event(data, number), said if data is enrollment else None)
    (carried,) = [learner_event async for learner_event in carry_over.events(None)]
    assert isinstance(carried.event, EnrollmentRecorded)
    assert (carried.event.data.calendar, carried.note) == (calendar, note)


async def test_a_calendar_that_is_the_main_one_of_the_later_year_has_no_name_in_it() -> None:
    carry_over, main = CarryOver(), msgspec.structs.replace(NEXT_YEAR, code="KG")
    enrollment = facts.Enrollment(school="S1", learner="a", entry_date=JUNE, calendar="kg")
    for number, data in enumerate([enrollment, main]):
        carry_over.note(RecordOrigin("enrolments", 1, b""), event(data, number))
    (carried,) = [learner_event async for learner_event in carry_over.events(None)]
    assert isinstance(carried.event, EnrollmentRecorded)
    assert (carried.event.data.calendar, carried.note) == (None, TAKEN_ON)


OPEN = enrolled(LAST_AUGUST)
GIRL = facts.Learner(learner="a", school_year=2025, sex="Female")
TAKEN = ("enrollment", 2026)
DESCRIBED = ("learner", 2026)


@pytest.mark.parametrize(
    ("imported", "held", "carried"),
    [
        ([], [OPEN], [TAKEN]),
        ([], [OPEN, GIRL], [TAKEN, DESCRIBED]),
        ([], [OPEN, GIRL, msgspec.structs.replace(GIRL, school_year=2026)], [TAKEN]),
        ([], [OPEN, NEXT_YEAR], []),
        ([], [enrolled(LAST_AUGUST, exit_date=date(2025, 6, 1))], []),
        ([], [enrolled(LAST_AUGUST, year=2025)], []),
        ([], [enrolled(LAST_AUGUST, school="S2")], []),
        ([], [OPEN, enrolled(THIS_AUGUST, school="S2")], []),
        ([enrolled(LAST_AUGUST, exit_date=date(2025, 6, 1))], [OPEN], []),
        ([enrolled(LAST_AUGUST, year=2025)], [OPEN], []),
        ([enrolled(THIS_AUGUST)], [OPEN], []),
        ([facts.EnrollmentKey(school="S1", learner="a", entry_date=LAST_AUGUST)], [OPEN], []),
        ([OPEN], [], [TAKEN]),
    ],
    ids=[
        "open",
        "with its learner's description",
        "unless the later year has one",
        "the calendar is known already",
        "ended",
        "names its year",
        "of another school",
        "enrolled anew elsewhere",
        "ended by the import",
        "given a year by the import",
        "enrolled anew by the import",
        "retracted by the import",
        "of the import itself",
    ],
)
async def test_a_calendar_that_comes_alone_takes_on_the_enrolments_that_the_store_has(
    imported: list[facts.Data], held: list[facts.Data], carried: list[tuple[str, int]]
) -> None:
    carry_over = CarryOver()
    for number, data in enumerate([*imported, NEXT_YEAR]):
        carry_over.note(RecordOrigin("calendars", 1, b""), event(data, number))
    kinds = {EnrollmentRecorded: "enrollment", LearnerDescribed: "learner"}
    followed = [learner_event.event async for learner_event in carry_over.events(Known(*held))]
    assert [(kinds[type(said)], getattr(said.data, "school_year", None)) for said in followed] == carried


@pytest.mark.parametrize("is_whole", [True, False])
async def test_what_a_whole_extract_lacks_of_a_school_is_not_taken_on(is_whole: bool) -> None:
    carry_over = CarryOver(is_whole=is_whole)
    other = facts.Enrollment(school="S1", learner="b", entry_date=LAST_AUGUST, exit_date=date(2025, 6, 1))
    for number, data in enumerate([other, NEXT_YEAR]):
        carry_over.note(RecordOrigin("calendars", 1, b""), event(data, number))
    assert len([learner_event async for learner_event in carry_over.events(Known(OPEN))]) == (0 if is_whole else 1)


async def test_files_of_a_calendar_alone_take_on_what_was_imported_before(tmp_path: Path) -> None:
    store = await memory_store()
    next_year = {"calendarCode": "main", "schoolId": 11, "schoolYear": 2027}
    next_date = {"calendarReference": next_year, "date": "2026-08-24"}
    files: list[dict[str, Any]] = [WHOLE, {"calendarDates": [CALENDAR_DATE | next_date]}]
    for number, resources in enumerate(files):
        log, source = ListLog(), EdFi([write(tmp_path / str(number), **resources)], district="1")
        summary = await import_files(source, log, SECRETS, now=NOW, known=store)
        await apply(store, log.events)
    await store.close()
    taken_on = [said.data.school_year for said in log.events if isinstance(said, EnrollmentRecorded)]
    assert (taken_on, summary.notes[TAKEN_ON]) == ([2027], 1)


YEAR_AFTER = msgspec.structs.replace(
    NEXT_YEAR, school_year=2027, days=(facts.CalendarDay(date=date(2026, 8, 17), kind="Instructional day"),)
)
AT_S2 = [msgspec.structs.replace(calendar, school="S2") for calendar in (NEXT_YEAR, YEAR_AFTER)]


@pytest.mark.parametrize(
    ("imported", "held", "carried"),
    [
        ([enrolled(LAST_AUGUST), enrolled(THIS_AUGUST, "S2")], [], [("S2", 2027, True)]),
        ([enrolled(LAST_AUGUST)], [enrolled(THIS_AUGUST, "S2")], []),
        ([enrolled(LAST_AUGUST)], [enrolled(JUNE, "S2", year=2026)], []),
        (
            [enrolled(LAST_AUGUST)],
            [enrolled(JUNE, "S2"), enrolled(JUNE, "S2", year=2026)],
            [("S1", 2026, True), ("S1", 2027, True)],
        ),
        (
            [enrolled(LAST_AUGUST), enrolled(JUNE, "S2")],
            [],
            [("S1", 2026, True), ("S1", 2027, True), ("S2", 2026, True), ("S2", 2027, True)],
        ),
        (
            [enrolled(THIS_AUGUST, "S2")],
            [enrolled(LAST_AUGUST), enrolled(LAST_AUGUST, year=2026), enrolled(LAST_AUGUST, year=2027)],
            [("S1", 2026, False), ("S1", 2027, False), ("S2", 2027, True)],
        ),
        ([enrolled(THIS_AUGUST, "S2")], [enrolled(LAST_AUGUST, year=2026)], [("S2", 2027, True)]),
        (
            [enrolled(THIS_AUGUST, "S2")],
            [enrolled(THIS_AUGUST, "S2"), enrolled(LAST_AUGUST), enrolled(LAST_AUGUST, year=2026)],
            [("S2", 2027, True)],
        ),
    ],
    ids=[
        "an old one and one entered later: only that",
        "the store knows the one entered later",
        "the store knows one that names the year",
        "the store knows one that was taken on: of the same year, so both",
        "two of the same year",
        "what was taken on before is taken back in all years",
        "what names its year itself stays",
        "nothing is taken back for what is known already",
    ],
)
async def test_only_the_enrolments_that_were_entered_last_are_taken_on(
    imported: list[facts.Data], held: list[facts.Data], carried: list[tuple[str, int, bool]]
) -> None:
    """`carried`: school, school year, and whether it is taken on or back."""
    carry_over, origin = CarryOver(), RecordOrigin("enrolments", 1, b"")
    for number, data in enumerate(imported):
        carry_over.note(origin, event(data, number))
    known = Known(*held, NEXT_YEAR, YEAR_AFTER, *AT_S2)
    said = [learner_event.event async for learner_event in carry_over.events(known)]
    followed = [
        (learner_event.data.school, learner_event.data.school_year, isinstance(learner_event.data, facts.Enrollment))
        for learner_event in said
        if isinstance(learner_event.data, facts.EnrollmentKey)
    ]
    assert sorted(followed) == carried


async def test_what_is_taken_back_is_so_after_it_was_taken_on_however_old_the_record_is() -> None:
    carry_over, known = CarryOver(), Known(enrolled(LAST_AUGUST), enrolled(LAST_AUGUST, year=2026))
    for data in (enrolled(LAST_AUGUST), enrolled(THIS_AUGUST, "S2"), NEXT_YEAR):
        carry_over.note(RecordOrigin("enrolments", 1, b""), event(data, 9, minutes=-60))
    (taken_back,) = [learner_event.event async for learner_event in carry_over.events(known)]
    assert taken_back.time > event(NEXT_YEAR, 0).time


async def test_a_new_calendar_keeps_nothing_that_was_taken_on_of_who_is_enrolled_anew() -> None:
    carry_over = CarryOver()
    for number, data in enumerate([enrolled(THIS_AUGUST, "S2"), YEAR_AFTER]):
        carry_over.note(RecordOrigin("enrolments", 1, b""), event(data, number))
    known = Known(OPEN, enrolled(LAST_AUGUST, year=2026), NEXT_YEAR)
    followed = [carried.event async for carried in carry_over.events(known)]
    assert [(type(said).__name__, getattr(said.data, "school_year", None)) for said in followed] == RETRACTED
