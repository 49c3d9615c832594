"""The summary of an import says how many of its own facts do not count yet, and why."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import facts
from services.core.waiting import WaitingKind, WaitingReason
from services.ingest.edfi import EdFi
from services.ingest.importing import import_files
from services.ingest.placement_check import NOTES, SECTIONS_ONLY, PlacementCheck
from tests.consumers.world import apply, cells_of, event, memory_store
from tests.ingest.importing_support import ENROLMENT, NOW, SECRETS, SECTION, WHOLE, ListLog, write

MARK, GRADED = (NOTES[kind, WaitingReason.NOT_ENROLLED] for kind in (WaitingKind.MARKS, WaitingKind.GRADES))
NO_CALENDAR = NOTES[WaitingKind.MARKS, WaitingReason.NO_CALENDAR]
LATER = {**ENROLMENT, "entryDate": "2025-09-03"}


def without(*resources: str, **others: list[dict[str, Any] | str]) -> dict[str, list[dict[str, Any] | str]]:
    return {name: records for name, records in (WHOLE | others).items() if name not in resources}


@pytest.mark.parametrize(
    ("files", "applied", "expected"),
    [
        (WHOLE, {}, {}),
        (without("studentSchoolAssociations"), {}, {MARK: 2, GRADED: 1}),
        (without("studentSchoolAssociations"), WHOLE, {}),
        (without(studentSchoolAssociations=[LATER]), {}, {MARK: 1}),
        (without(studentSchoolAssociations=[LATER]), WHOLE, {}),
        (without("calendarDates"), {}, {NO_CALENDAR: 2}),
        (without("calendarDates"), WHOLE, {}),
        (without("calendarDates", "studentSchoolAssociations"), {}, {MARK: 2, GRADED: 1}),
    ],
)
async def test_the_summary_says_how_many_of_its_own_facts_wait(
    files: dict[str, Any], applied: dict[str, Any], expected: dict[str, int], tmp_path: Path
) -> None:
    """By the files themselves and by what the store has applied; `applied`: the files that were imported before."""
    store = await memory_store()
    if applied:
        log = ListLog()
        await import_files(EdFi([write(tmp_path / "before", **applied)]), log, SECRETS, now=NOW)
        await apply(store, log.events)
    summary = await import_files(EdFi([write(tmp_path / "files", **files)]), None, SECRETS, now=NOW, known=store)
    await store.close()
    assert {text: count for text, count in summary.notes.items() if text in NOTES.values()} == expected


OFFICIAL = SECTION | {"officialAttendancePeriod": True}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (WHOLE, 0),
        (without("studentSchoolAttendanceEvents"), 1),
        (without("studentSchoolAttendanceEvents", sections=[OFFICIAL]), 0),
    ],
)
async def test_the_summary_says_that_marks_of_sections_alone_make_no_absence(
    files: dict[str, Any], expected: int, tmp_path: Path
) -> None:
    source = EdFi([write(tmp_path, **files)])
    summary = await import_files(source, None, SECRETS, now=NOW, known=None)
    assert summary.notes.get(SECTIONS_ONLY, 0) == expected


async def test_marks_of_sections_make_absences_where_the_policy_says_so() -> None:
    mark = event(facts.Attendance(school="11", learner="x", date=date(2025, 9, 1), section="s", category="Tardy"), 1)
    store, check = await memory_store(), PlacementCheck()
    check.note(mark)
    assert await check.of_sections_only(store) == 1
    await apply(store, [event(facts.Policy(version="1", section_absences_for_a_day=2), 2)])
    assert await check.of_sections_only(store) == 0
    await store.close()


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 20), st.sampled_from("12")), max_size=20))
async def test_what_the_summary_says_waits_is_what_the_store_counts(
    told: list[tuple[str, int, str]],
) -> None:
    """Marks and enrolments of some learners and days, the enrolments of the second half of the year."""
    first, half = date(2025, 8, 1), date(2025, 8, 11)
    days = tuple(facts.CalendarDay(date=first + timedelta(days=n), kind="Instructional day") for n in range(21))
    calendar = facts.Calendar(school="11", school_year=2026, days=days)
    payloads: list[facts.Data] = [calendar, msgspec.structs.replace(calendar, calendar="KG")]
    for learner, number, kind in told:
        day = first + timedelta(days=number)
        if kind == "1":
            payloads.append(facts.Attendance(school="11", learner=learner, date=day, category="Tardy"))
        elif day >= half:
            payloads.append(
                facts.Enrollment(school="11", learner=learner, entry_date=day, calendar=[None, "kg", "?"][number % 3])
            )
    unique = {msgspec.json.encode(payload): payload for payload in payloads}
    check, store = PlacementCheck(), await memory_store()
    events = [event(payload, number) for number, payload in enumerate(unique.values())]
    for each in events:
        check.note(each)
    await apply(store, events)
    cells = await cells_of(store)
    counted = sum(measures["facts"] for key, measures in cells.items() if "MARKS" in key.values)
    assert (await check.waiting(None)).total() == counted
    await store.close()
