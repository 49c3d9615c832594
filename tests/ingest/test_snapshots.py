"""A whole extract retracts what it lacks: in its own scope, of its own source, confirmed, and never too much."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from services.cli.import_command import confirmed
from services.contracts import facts
from services.core.identity import learner_key
from services.ingest.edfi import EdFi
from services.ingest.importer import import_files
from services.ingest.snapshots import DECLINED, INCOMPLETE, NEWER, Deletions, SnapshotOptions
from services.ingest.summary import Summary
from tests.consumers.world import apply, event, memory_store
from tests.ingest.importing_support import (
    DEMOGRAPHICS,
    ENROLMENT,
    GRADE,
    NOW,
    SCHOOL,
    SCHOOL_EVENT,
    SECRETS,
    SECTION_EVENT,
    WHOLE,
    ListLog,
    write,
)

TAKEN = datetime(2026, 2, 2, tzinfo=UTC)
DAY_BEFORE = TAKEN - timedelta(days=1)
OTHER_STUDENT = {"studentReference": {"studentUniqueId": "S-2"}}
OTHER_DAY = SCHOOL_EVENT | {"eventDate": "2025-09-04"}
TWO = {
    "studentSchoolAssociations": [ENROLMENT, ENROLMENT | OTHER_STUDENT],
    "studentSchoolAttendanceEvents": [SCHOOL_EVENT, OTHER_DAY],
}
Files = dict[str, Any]


async def retracted(
    tmp_path: Path,
    before: Files,
    extract: Files,
    *,
    max_share: float = 1,
    confirm: Callable[[Deletions], bool] = lambda _: True,
    others: tuple[facts.Data, ...] = (),
) -> tuple[Summary, list[facts.Data]]:
    """What an extract retracts after files of the day before, and facts of others."""
    store, log = await memory_store(), ListLog()
    first = EdFi([write(tmp_path / "before", **before)], extracted_at=DAY_BEFORE)
    await import_files(first, log, SECRETS, now=NOW)
    await apply(store, [*log.events, *(event(fact, number) for number, fact in enumerate(others))])
    log, source = ListLog(), EdFi([write(tmp_path / "extract", **extract)], district="1", extracted_at=TAKEN)
    options = SnapshotOptions(store, confirm, TAKEN, max_share)
    summary = await import_files(source, log, SECRETS, now=NOW, known=store, snapshot=options)
    await store.close()
    return summary, [
        learner_event.data for learner_event in log.events if ".retracted." in str(learner_event.__struct_config__.tag)
    ]


LEARNER = learner_key(SECRETS.of("1"), "S-604821")
DELETED = facts.AttendanceKey(school="11", learner=LEARNER, date=date(2025, 9, 4), slot="Excused Absence")


@pytest.mark.parametrize(
    ("extract", "expected"),
    [
        (WHOLE | TWO, []),
        (WHOLE | TWO | {"studentSchoolAttendanceEvents": [SCHOOL_EVENT]}, [DELETED]),
        ({"studentSchoolAttendanceEvents": [SCHOOL_EVENT]}, [DELETED]),
        ({"studentSectionAttendanceEvents": [SECTION_EVENT]}, []),
        ({"studentSchoolAttendanceEvents": [SCHOOL_EVENT | {"eventDate": "2024-09-04"}]}, []),
        ({"studentSchoolAttendanceEvents": [SCHOOL_EVENT | {"schoolReference": {"schoolId": 12}}]}, []),
    ],
)
async def test_what_the_scope_of_an_extract_no_longer_has_is_retracted(
    extract: Files, expected: list[facts.Data], tmp_path: Path
) -> None:
    """The scope is the district, school, school year and resource."""
    summary, results = await retracted(tmp_path, WHOLE | TWO, extract)
    assert (summary.ok, results) == (True, expected)
    counts = [count for text, count in summary.notes.items() if "no longer has" in text]
    assert counts == ([len(expected)] if expected else [])


async def test_all_kinds_are_retracted(tmp_path: Path) -> None:
    grades = [GRADE, GRADE | {"gradeTypeDescriptor": "uri://x#Final"}]
    sections = [SECTION_EVENT, SECTION_EVENT | {"eventDate": "2025-09-05"}]
    before = WHOLE | TWO | {"grades": grades, "studentSectionAttendanceEvents": sections}
    _, results = await retracted(tmp_path, before, WHOLE)
    kinds = [type(data) for data in results]
    assert sorted(kind.__name__ for kind in kinds) == ["AttendanceKey", "AttendanceKey", "EnrollmentKey", "GradeKey"]


ELSEWHERE = {"schoolReference": {"schoolId": 12}}
DESCRIBED = TWO | {"studentEducationOrganizationAssociations": [DEMOGRAPHICS, DEMOGRAPHICS | OTHER_STUDENT]}
OTHER_LEARNER = facts.LearnerKey(learner=learner_key(SECRETS.of("1"), "S-2"), school_year=2026)


@pytest.mark.parametrize(
    ("elsewhere", "extract", "expected"),
    [
        ([], WHOLE | DESCRIBED, []),
        ([], WHOLE | TWO, [OTHER_LEARNER]),
        ([ENROLMENT | OTHER_STUDENT | ELSEWHERE], WHOLE | TWO, []),
        ([], {name: records for name, records in TWO.items() if name == "studentSchoolAssociations"}, []),
        ([], {"studentEducationOrganizationAssociations": [DEMOGRAPHICS]}, []),
    ],
    ids=["described", "no longer described", "of a school of which there is nothing", "nobody's", "no enrolments"],
)
async def test_attributes_are_retracted_where_the_extract_has_all_schools_of_the_learner(
    elsewhere: list[Any], extract: Files, expected: list[facts.Data], tmp_path: Path
) -> None:
    """`elsewhere`: an enrolment that only the files before had."""
    enrolments = {"studentSchoolAssociations": [*DESCRIBED["studentSchoolAssociations"], *elsewhere]}
    before = WHOLE | DESCRIBED | enrolments | {"schools": [SCHOOL, SCHOOL | {"schoolId": 12}]}
    _, results = await retracted(tmp_path, before, extract)
    assert [data for data in results if isinstance(data, facts.LearnerKey)] == expected


async def test_facts_of_another_source_and_newer_ones_stay(tmp_path: Path) -> None:
    other = facts.Attendance(school="11", learner=LEARNER, date=date(2025, 9, 5), category="Tardy")
    _, results = await retracted(tmp_path, WHOLE, WHOLE, others=(other,))
    assert results == []
    newer = OTHER_DAY | {"_lastModifiedDate": (TAKEN + timedelta(hours=1)).isoformat()}
    _, results = await retracted(tmp_path, WHOLE | {"studentSchoolAttendanceEvents": [SCHOOL_EVENT, newer]}, WHOLE)
    assert results == []


@pytest.mark.parametrize(
    ("extract", "max_share", "agrees", "failure"),
    [
        (WHOLE, 0.49, True, "nothing was retracted: the extract lacks more than 49% of the enrolments"),
        (WHOLE, 0.5, False, DECLINED),
        (WHOLE | {"grades": [GRADE, "{"]}, 1, True, INCOMPLETE),
    ],
)
async def test_nothing_is_retracted(
    extract: Files, max_share: float, agrees: bool, failure: str, tmp_path: Path
) -> None:
    """Where too much is missing, nobody confirms, or the extract is not whole; the files are imported all the same."""
    summary, results = await retracted(tmp_path, WHOLE | TWO, extract, max_share=max_share, confirm=lambda _: agrees)
    assert (results, summary.failures, summary.ok) == ([], (failure,), False)
    assert summary.appended > 0


async def test_the_counts_are_shown_by_kind(tmp_path: Path) -> None:
    shown: list[str] = []

    def confirm(deletions: Deletions) -> bool:
        shown.extend(deletions.lines())
        return True

    await retracted(tmp_path, WHOLE | TWO, WHOLE, confirm=confirm)
    assert shown == ["1 of 2 enrolments", "1 of 2 marks of days"]


def test_without_anybody_to_ask_only_yes_confirms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())
    shown = StringIO()
    deletions = Deletions(missing=Counter({"grades": 2}), known=Counter({"grades": 50}))
    console = Console(file=shown)
    assert [confirmed(deletions, console, yes=yes) for yes in (False, True)] == [False, True]
    assert "2 of 50 grades" in shown.getvalue()


async def test_what_is_kept_since_the_extract_is_not_newer_is_told(tmp_path: Path) -> None:
    store, log = await memory_store(), ListLog()
    whole, fewer = WHOLE | TWO, WHOLE | TWO | {"studentSchoolAttendanceEvents": [SCHOOL_EVENT]}
    first = EdFi([write(tmp_path / "before", **whole)], extracted_at=TAKEN)
    await import_files(first, log, SECRETS, now=NOW)
    await apply(store, log.events)
    extract = EdFi([write(tmp_path / "extract", **fewer)], district="1", extracted_at=TAKEN)
    options = SnapshotOptions(store, lambda _: True, TAKEN, 1)
    summary = await import_files(extract, ListLog(), SECRETS, now=NOW, known=store, snapshot=options)
    assert [(text.split(" that ")[0], count) for text, count in summary.notes.items() if NEWER in text] == [
        ("marks of days", 1)
    ]
    await store.close()
