"""Marks and grades that come without their sections keep what the store knows of those."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.contracts import facts
from services.ingest.edfi import EdFi
from services.ingest.edfi.courses import DAILY_KEPT, NOT_KNOWN
from services.ingest.importer import import_files
from services.ingest.known_sections import KnownSection, plain_section
from services.ingest.summary import Summary
from services.store.port import Store
from tests.consumers.world import apply, memory_store
from tests.ingest.importing_support import (
    COURSE,
    DISTRICT,
    GRADE,
    GRADING_PERIOD,
    NOW,
    OFFERING,
    SCHOOL,
    SECRETS,
    SECTION,
    SECTION_EVENT,
    SECTION_KEY,
    ListLog,
    write,
)

SESSION_NAME = str(SECTION_KEY["sessionName"])
AT = NOW - timedelta(9)
NAMES = ("studentSectionAttendanceEvents", "grades")


def in_session(record: dict[str, Any], name: str) -> dict[str, Any]:
    """A record of the section with its session spelled otherwise."""
    changed = dict(record)
    for reference in ("sectionReference", "studentSectionAssociationReference"):
        if reference in record:
            changed[reference] = record[reference] | {"sessionName": name}
    return changed


async def import_into(
    store: Store, folder: Path, *, days: int = 0, **resources: Any
) -> tuple[Summary, list[facts.Data]]:
    log = ListLog()
    source = EdFi([write(folder, **resources)], district="1", extracted_at=AT + timedelta(days))
    summary = await import_files(source, log, SECRETS, now=NOW, known=store)
    assert summary.ok, summary.refused
    await apply(store, log.events)
    return summary, [event.data for event in log.events]


ALL: dict[str, Any] = {
    "localEducationAgencies": [DISTRICT],
    "schools": [SCHOOL],
    "courses": [COURSE],
    "courseOfferings": [OFFERING],
    "gradingPeriods": [GRADING_PERIOD],
    "sections": [SECTION | {"officialAttendancePeriod": True, "availableCredits": 0.5}],
    "studentSectionAttendanceEvents": [SECTION_EVENT],
    "grades": [GRADE | {"gradeTypeDescriptor": "u#Final"}],
}


@pytest.mark.parametrize("session", [SESSION_NAME, f" {SESSION_NAME.upper()} "])
async def test_marks_and_grades_alone_say_what_they_said_with_their_sections(tmp_path: Path, session: str) -> None:
    store = await memory_store()
    _, before = await import_into(store, tmp_path / "all", **ALL)
    alone = {name: [in_session(record, session) for record in ALL[name]] for name in NAMES}
    summary, after = await import_into(store, tmp_path / "alone", days=1, **alone)
    await store.close()
    assert after == [fact for fact in before if isinstance(fact, facts.Attendance | facts.Grade)]
    mark, grade = after
    assert isinstance(mark, facts.Attendance)
    assert isinstance(grade, facts.Grade)
    assert (mark.daily, grade.subject, grade.credits) == (True, "Mathematics", 0.5)
    assert summary.notes[DAILY_KEPT] == 1


async def test_a_section_of_which_nothing_is_known_is_told(tmp_path: Path) -> None:
    store = await memory_store()
    await import_into(store, tmp_path / "all", **ALL)
    other = {"sectionReference": SECTION_KEY | {"sectionIdentifier": "other"}}
    summary, (mark,) = await import_into(
        store, tmp_path / "alone", studentSectionAttendanceEvents=[SECTION_EVENT | other]
    )
    await store.close()
    assert isinstance(mark, facts.Attendance)
    assert (mark.daily, summary.notes[NOT_KNOWN], DAILY_KEPT in summary.notes) == (False, 1, False)


async def test_files_that_settle_it_correct_what_the_store_knows(tmp_path: Path) -> None:
    store = await memory_store()
    await import_into(store, tmp_path / "all", **ALL)
    corrected = {"sections": [SECTION], "studentSectionAssociations": [], "classPeriods": []}
    _, said = await import_into(
        store, tmp_path / "corrected", days=1, studentSectionAttendanceEvents=[SECTION_EVENT], **corrected
    )
    await store.close()
    assert [attendance.daily for attendance in said if isinstance(attendance, facts.Attendance)] == [False]


def test_the_latest_mark_says_whether_a_section_takes_the_daily_attendance() -> None:
    def mark(*, daily: bool) -> facts.Attendance:
        return facts.Attendance(
            school="11", learner="x", date=NOW.date(), section="A/B/Fall", category="Tardy", daily=daily
        )

    section = KnownSection("A/B/Fall")
    assert section.daily is None
    for said, time, expected in [(False, 5, False), (True, 5, True), (False, 4, True), (False, 6, False)]:
        section.learn(mark(daily=said), time)
        assert section.daily is expected


def test_only_the_session_of_a_section_is_the_same_in_another_case() -> None:
    assert plain_section("ALG/1A/ Fall  Term") == "ALG/1A/fall term"
    assert plain_section("Homeroom") == "homeroom"
