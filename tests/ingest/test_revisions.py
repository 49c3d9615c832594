"""The same record beside other files: what it says now counts, whichever digests its events have."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.ledger import live
from services.ingest.edfi import EdFi
from services.ingest.importer import import_files
from services.ingest.revisions import REVISED
from services.ingest.snapshots import SnapshotOptions
from services.ingest.summary import Summary
from services.store.embedded import EmbeddedStore
from tests.consumers.world import apply, memory_store
from tests.ingest.importing_support import (
    CALENDAR,
    CALENDAR_DATE,
    DEMOGRAPHICS,
    ENROLMENT,
    NOW,
    PROGRAMME,
    SCHOOL_EVENT,
    SECRETS,
    SECTION,
    SECTION_EVENT,
    WHOLE,
    ListLog,
    write,
)

Files = dict[str, Any]
FIRST = datetime(2026, 2, 1, tzinfo=UTC)
LEARNERS = 12
OLD = {"_lastModifiedDate": "2025-09-15T00:00:00Z"}


def of_all(record: dict[str, Any], **members: Any) -> list[dict[str, Any]]:
    """The record of each of twelve students: by chance none of them would come out right."""
    return [record | members | {"studentReference": {"studentUniqueId": f"S-{n}"}} for n in range(LEARNERS)]


async def imported(folder: Path, *extracts: Files, snapshots: bool = False) -> tuple[EmbeddedStore, Summary]:
    """The store after imports of one day after the other, each of which knows what the ones before it said."""
    history: list[LearnerEvent] = []
    store = await memory_store()
    for number, extract in enumerate(extracts):
        taken, log = FIRST + timedelta(days=number), ListLog()
        source = EdFi([write(folder / str(number), **extract)], district="1", extracted_at=taken)
        options = SnapshotOptions(store, lambda _: True, taken, 1) if snapshots else None
        summary = await import_files(source, log, SECRETS, now=NOW, known=store, snapshot=options)
        history += log.events
        await store.close()
        store = await memory_store()
        await apply(store, history)
    return store, summary


async def stored(store: EmbeddedStore, part: str, kind: type[Any]) -> list[Any]:
    """All facts of a part of the ledgers that were not retracted."""
    values = [
        fact async for _, ledger in store.scan_ledgers("1") for name in ledger if name.split("|")[0] == part
        for fact in live(ledger, name, kind)
    ]  # fmt: skip
    await store.close()
    return values


async def test_marks_of_a_section_that_takes_the_daily_attendance_count_whichever_file_came_first(
    tmp_path: Path,
) -> None:
    marks = of_all(SECTION_EVENT, **OLD)
    section = SECTION | {"officialAttendancePeriod": True}
    alone: Files = {"studentSchoolAssociations": of_all(ENROLMENT, **OLD), "studentSectionAttendanceEvents": marks}
    beside = WHOLE | alone | {"sections": [section], "studentSchoolAttendanceEvents": []}
    without = WHOLE | alone | {"sections": [], "studentSchoolAttendanceEvents": []}
    store, summary = await imported(
        tmp_path, WHOLE | alone | {"sections": [], "studentSchoolAttendanceEvents": []}, beside
    )
    assert [mark.daily for mark in await stored(store, "attendance", facts.Attendance)] == [True] * LEARNERS
    assert summary.notes[REVISED] >= LEARNERS
    store, _ = await imported(tmp_path / "again", beside, without)
    daily = [mark for mark in await stored(store, "attendance", facts.Attendance) if mark.section]
    assert [mark.daily for mark in daily] == [True] * LEARNERS


async def test_attributes_of_programmes_stay_where_an_import_has_no_programmes(tmp_path: Path) -> None:
    described = {
        "studentSchoolAssociations": of_all(ENROLMENT, **OLD),
        "studentEducationOrganizationAssociations": of_all(DEMOGRAPHICS, **OLD),
    }
    programmes = {"studentLanguageInstructionProgramAssociations": of_all(PROGRAMME, **OLD)}
    without: Files = {"studentLanguageInstructionProgramAssociations": []}
    for number, order in enumerate(
        ([described | programmes, described | without], [described | without, described | programmes])
    ):
        store, _ = await imported(tmp_path / str(number), *(WHOLE | extract for extract in order))
        learners = await stored(store, "learner", facts.Learner)
        assert [learner.english_learner for learner in learners] == [True] * LEARNERS


async def test_a_whole_extract_brings_back_what_one_that_was_cut_off_has_retracted(tmp_path: Path) -> None:
    marks = {"studentSchoolAttendanceEvents": of_all(SCHOOL_EVENT, **OLD)}
    whole = WHOLE | {"studentSchoolAssociations": of_all(ENROLMENT, **OLD)} | marks
    cut_off = whole | {"studentSchoolAttendanceEvents": marks["studentSchoolAttendanceEvents"][:1]}
    store, _ = await imported(tmp_path / "cut", whole, cut_off, snapshots=True)
    assert len(await stored(store, "attendance", facts.Attendance)) < LEARNERS
    store, _ = await imported(tmp_path / "whole", whole, cut_off, whole, snapshots=True)
    assert len([mark for mark in await stored(store, "attendance", facts.Attendance) if not mark.section]) == LEARNERS


@pytest.mark.parametrize("newest", ["2025-08-01T00:00:00Z", "2025-12-01T00:00:00Z"])
async def test_a_date_of_a_calendar_that_a_whole_extract_no_longer_has_is_gone(newest: str, tmp_path: Path) -> None:
    """Whether or not the date was the one that was changed last, which would date the calendar."""
    dates = [CALENDAR_DATE | OLD, CALENDAR_DATE | {"date": "2025-09-09", "_lastModifiedDate": newest}]
    extracts = [WHOLE | {"calendars": [CALENDAR], "calendarDates": some} for some in (dates, dates[:1])]
    store, _ = await imported(tmp_path, *extracts, snapshots=True)
    (calendar,) = [fact.value for fact in (await store.documents("1", ("calendar",))).values()]
    assert isinstance(calendar, facts.Calendar)
    assert len(calendar.days) == 1
    await store.close()


async def test_an_import_again_changes_nothing(tmp_path: Path) -> None:
    """What was revised once stays as it is, since it says what the store holds."""
    first = WHOLE | {"sections": []}
    _, summary = await imported(tmp_path, first, WHOLE, WHOLE)
    assert REVISED not in summary.notes
