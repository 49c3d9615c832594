"""The summary of an import says how many of its own facts do not count yet, and why."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.contracts import facts
from services.core.access import DEVELOPMENT
from services.core.waiting_facts import WaitingKind, WaitingReason
from services.ingest.edfi import EdFi
from services.ingest.importer import import_files
from services.ingest.placement_check import PlacementCheck
from services.ingest.placement_notes import NOTES
from services.query.engine import QueryEngine
from tests.consumers.world import (
    apply,
    calendars,
    engagements,
    enrollments,
    event,
    grades,
    memory_store,
    more_marks,
    policies,
)
from tests.ingest.importing_support import CALENDAR_DATE, ENROLMENT, NOW, SECRETS, SECTION, WHOLE, ListLog, write

MARK, GRADED = (NOTES[kind, WaitingReason.NOT_ENROLLED] for kind in (WaitingKind.MARKS, WaitingKind.GRADES))
NO_CALENDAR = NOTES[WaitingKind.MARKS, WaitingReason.NO_CALENDAR]
NO_DAYS = NOTES[WaitingKind.LEARNERS, WaitingReason.NO_CALENDAR]
NOT_A_SCHOOL_DAY = NOTES[WaitingKind.MARKS, WaitingReason.NOT_A_SCHOOL_DAY]
SECTIONS_ONLY = NOTES[WaitingKind.DAYS, WaitingReason.NO_DAILY_ATTENDANCE]
TAUGHT = WHOLE | {"calendarDates": [CALENDAR_DATE | {"date": f"2025-09-{day:02}"} for day in range(1, 6)]}
LATER = {**ENROLMENT, "entryDate": "2025-09-03"}


def without(*resources: str, **others: list[dict[str, Any] | str]) -> dict[str, list[dict[str, Any] | str]]:
    return {name: records for name, records in (TAUGHT | others).items() if name not in resources}


@pytest.mark.parametrize(
    ("files", "applied", "expected"),
    [
        (TAUGHT, {}, {}),
        (without(calendarDates=[CALENDAR_DATE]), {}, {NOT_A_SCHOOL_DAY: 2}),
        (without("studentSchoolAssociations"), {}, {MARK: 2, GRADED: 1}),
        (without("studentSchoolAssociations"), TAUGHT, {}),
        (without(studentSchoolAssociations=[LATER]), {}, {MARK: 1, SECTIONS_ONLY: 1}),
        (without(studentSchoolAssociations=[LATER]), TAUGHT, {}),
        (without("calendarDates"), {}, {NO_CALENDAR: 2, NO_DAYS: 1}),
        (without("calendarDates"), TAUGHT, {}),
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
        (TAUGHT, 0),
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


@settings(max_examples=60)
@given(
    payloads=st.lists(st.one_of(enrollments, more_marks, grades, engagements, calendars), max_size=25), policy=policies
)
async def test_what_the_summary_says_waits_is_what_data_quality_counts_by_kind_and_reason(
    payloads: list[facts.Data], policy: facts.Policy
) -> None:
    """Of a fresh import, and of the same once more when all of it is applied."""
    store, check = await memory_store(), PlacementCheck()
    await apply(store, [event(policy, 0)])
    events = [event(payload, number, number) for number, payload in enumerate(payloads, 1)]
    for learner_event in events:
        check.note(learner_event)
    fresh = await check.waiting(store)
    await apply(store, events)
    counted: Counter[tuple[str, str]] = Counter()
    for row in (await QueryEngine(store).data_quality(DEVELOPMENT)).waiting:
        counted[row.kind.value, row.reason.value] += row.count
    again = await check.waiting(store)
    await store.close()
    assert {(kind.value, reason.value): count for (kind, reason), count in fresh.items()} == counted
    assert again == fresh


async def test_an_enrolment_that_an_import_takes_back_places_nothing() -> None:
    """As a whole extract does that no longer has it."""
    enrolled = facts.Enrollment(school="11", learner="x", entry_date=date(2025, 9, 1))
    visit = facts.Engagement(learner="x", engagement="e", date=date(2025, 9, 2), kind="tutoring")
    store, check = await memory_store(), PlacementCheck()
    await apply(store, [event(enrolled, 1)])
    check.note(event(visit, 2))
    assert await check.waiting(store) == {}
    gone = facts.EnrollmentKey(school="11", learner="x", entry_date=date(2025, 9, 1))
    check.note(event(gone, 3, 1))
    assert await check.waiting(store) == {(WaitingKind.ENGAGEMENTS, WaitingReason.NOT_ENROLLED): 1}
    await store.close()
