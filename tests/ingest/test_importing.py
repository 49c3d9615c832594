"""The import of any format: validate, pseudonymise, name by content, append in batches, count."""

import json
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import facts
from services.contracts.decode import encode
from services.contracts.events import AttendanceRecorded, AttendanceRollRecorded, LearnerEvent, SchoolDescribed
from services.contracts.rejection import Code, Rejected
from services.core.identity import learner_key
from services.ingest.edfi import EdFi
from services.ingest.import_ports import DraftEvent
from services.ingest.importer import BATCH, UNNAMED, import_files, named
from services.ingest.known_calendars import KnownCalendars
from services.ingest.summary import RecordOrigin, RefusedRecord, Tally, Use, write_refused
from services.log.embedded.adapter import EmbeddedLog
from services.log.port import LEARNER_EVENTS, UnknownTopic
from tests.ingest.importing_support import NOW, SECRETS, WHOLE, ListLog, edfi, imported, write


class Given:
    """A source of drafts that are there already."""

    def __init__(self, *events: LearnerEvent) -> None:
        self.events = events

    def districts(self) -> tuple[str, ...]:
        return ()

    def districts_of_sections(self) -> tuple[str, ...]:
        return ()

    def drafts(self, tally: Tally, _: KnownCalendars) -> Iterator[DraftEvent]:
        tally.start("given", "events", Use.TRANSLATED)
        for number, event in enumerate(self.events, 1):
            yield DraftEvent(RecordOrigin("given", number, encode(event)), event)


def mark(learner: str = "s1", time: datetime = NOW, district: str = "1", category: str = "Tardy") -> AttendanceRecorded:
    day = date(2025, 9, 2)
    data = facts.Attendance(school="11", learner=learner, date=day, category=category)  # type: ignore[arg-type]  # a wrong one, too
    return AttendanceRecorded(specversion="1.0", id=UNNAMED, source="s", time=time, partitionkey=district, data=data)


def test_learners_are_pseudonymous_in_every_place() -> None:
    roll = facts.Roll(school="11", date=date(2025, 9, 2), marks=(facts.Mark("s1", "Tardy"), facts.Mark("s2", "Tardy")))
    draft = AttendanceRollRecorded(specversion="1.0", id="-", source="s", time=NOW, partitionkey="1", data=roll)
    _, log = imported(Given(mark(), draft))
    first, second = log.events
    keys = [learner_key(SECRETS.of("1"), student) for student in ("s1", "s2")]
    assert isinstance(first, AttendanceRecorded)
    assert isinstance(second, AttendanceRollRecorded)
    assert first.data.learner == keys[0]
    assert [day_mark.learner for day_mark in second.data.marks] == keys
    assert all(b'"s1"' not in record.value and b'"s2"' not in record.value for record in log.records)


def test_what_is_appended_is_what_the_contract_writes() -> None:
    _, log = imported(Given(mark()))
    assert log.records[0].value == encode(log.events[0])


@given(
    first=st.tuples(
        st.text("ab", min_size=1, max_size=2), st.sampled_from("12"), st.sampled_from(["Tardy", "Partial"])
    ),
    second=st.tuples(
        st.text("ab", min_size=1, max_size=2), st.sampled_from("12"), st.sampled_from(["Tardy", "Partial"])
    ),
    later=st.integers(0, 9),
)
def test_the_id_is_the_content(first: tuple[str, str, str], second: tuple[str, str, str], later: int) -> None:
    """Same type, district and data, same id, whenever it was true; anything else, another id."""
    one, two = (
        named(mark(learner, NOW + timedelta(days=days), district, category))
        for (learner, district, category), days in ((first, 0), (second, later))
    )
    assert (one.id == two.id) == (first == second)
    assert len(one.id) == 32


def test_one_bad_draft_stops_no_other() -> None:
    bad = mark(category="Asleep")
    ahead = mark(time=NOW + timedelta(hours=25))
    reserved = mark(learner=learner_key(SECRETS.of("1"), "s1"))
    summary, log = imported(Given(mark("a"), bad, ahead, reserved, mark("b")))
    assert len(log.records) == summary.appended == 2
    assert [(r.origin.line, r.code, r.pointer) for r in summary.refused] == [
        (2, Code.INVALID_VALUE, "/data/category"),
        (3, Code.TIME_IN_FUTURE, "/time"),
        (4, Code.RESERVED_LEARNER_ID, "/data/learner"),
    ]
    assert summary.refused_by_code == {"INVALID_VALUE": 1, "TIME_IN_FUTURE": 1, "RESERVED_LEARNER_ID": 1}
    assert not summary.ok


def test_batches_are_bounded_and_in_order() -> None:
    summary, log = imported(Given(*(mark(f"s{number}") for number in range(BATCH + 1))))
    assert [len(batch) for batch in log.batches] == [BATCH, 1]
    assert summary.appended == BATCH + 1
    assert [event.data.learner for event in log.events if isinstance(event, AttendanceRecorded)] == [
        learner_key(SECRETS.of("1"), f"s{number}") for number in range(BATCH + 1)
    ]


async def test_a_dry_run_does_all_but_append(tmp_path: Path) -> None:
    folder = write(tmp_path, **(WHOLE | {"grades": [*WHOLE["grades"], "broken"]}))
    dry = await import_files(EdFi([folder]), None, SECRETS, now=NOW)
    assert (dry.dry_run, dry.appended) == (True, 0)
    assert dry.events["tandem.grade.recorded.v1"] == 1
    assert [refused.code for refused in dry.refused] == ["MALFORMED_JSON"]
    assert list(dry.lines())[-1].endswith("1 refused; nothing appended: a dry run")


async def test_into_the_embedded_log(tmp_path: Path) -> None:
    folder = write(tmp_path / "files", **WHOLE)
    log = await EmbeddedLog.open(tmp_path / "log.db")
    try:
        with pytest.raises(UnknownTopic):
            await import_files(EdFi([folder]), log, SECRETS, now=NOW)
        await log.create_topic(LEARNER_EVENTS, 1)
        summary = await import_files(EdFi([folder]), log, SECRETS, now=NOW)
        read = await log.read(LEARNER_EVENTS, 0, 0, 100)
        in_memory = ListLog()
        await import_files(EdFi([folder]), in_memory, SECRETS, now=NOW)
    finally:
        await log.close()
    expected = in_memory.records
    assert summary.appended == len(expected) == 9
    assert [(record.key, record.value, record.headers) for record in read] == [
        (record.key, record.value, record.headers) for record in expected
    ]


async def test_progress_is_told_for_each_file(tmp_path: Path) -> None:
    folder = write(tmp_path, **WHOLE)
    last: dict[str, tuple[int, int]] = {}
    await import_files(
        EdFi([folder]), None, SECRETS, now=NOW, on_progress=lambda file, done, total: last.update({file: (done, total)})
    )
    assert last == {str(path): (path.stat().st_size,) * 2 for path in folder.iterdir()}


def test_the_summary_adds_up_and_names_no_student(tmp_path: Path) -> None:
    folder = write(tmp_path, **(WHOLE | {"grades": [*WHOLE["grades"], "broken", '{"studentUniqueId": "S-604821"}']}))
    summary, _ = edfi(folder)
    assert summary.read == sum(len(records) for records in WHOLE.values()) + 2
    text = "\n".join(summary.lines())
    assert "total: 17 read, 9 events, 2 refused; 9 appended" in text
    assert "604821" not in text


def test_a_composed_event_is_counted_where_its_records_are(tmp_path: Path) -> None:
    summary, _ = edfi(write(tmp_path, **WHOLE))
    by_file = {Path(file.file).stem: dict(file.events) for file in summary.files if file.events}
    assert by_file["calendarDates"] == {"tandem.calendar.published.v1": 1}
    assert by_file["studentEducationOrganizationAssociations"] == {"tandem.learner.described.v1": 1}


REFUSED = [
    RefusedRecord(RecordOrigin("grades.jsonl", 3, b'{"studentUniqueId":"604821"}\n'), Code.MISSING_FIELD, "/x", "é"),
    RefusedRecord(RecordOrigin("grades.jsonl", 4, b'{"broken\xff'), Code.MALFORMED_JSON, "", "why"),
]


@pytest.mark.parametrize("before", [None, 0o644])
def test_refused_records_are_written_for_the_owner_only(before: int | None, tmp_path: Path) -> None:
    path = tmp_path / "refused.ndjson"
    if before is not None:
        path.write_text("old content, longer than the new one" * 100)
        path.chmod(before)
    write_refused(path, REFUSED)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        {"file": "grades.jsonl", "line": 3, "code": "MISSING_FIELD", "pointer": "/x", "reason": "é",
         "record": {"studentUniqueId": "604821"}},
        {"file": "grades.jsonl", "line": 4, "code": "MALFORMED_JSON", "pointer": "", "reason": "why",
         "record": '{"broken\ufffd'},
    ]  # fmt: skip


def test_a_source_may_refuse_and_fail_by_itself() -> None:
    class Own(Given):
        def drafts(self, tally: Tally, _: KnownCalendars) -> Iterator[DraftEvent]:
            count = tally.start("own.csv", None, Use.TRANSLATED)
            count.read = 2
            tally.refuse(RecordOrigin("own.csv", 1, b"a"), Rejected(Code.WRONG_TYPE, "", "no"))
            tally.warn("own.csv", "odd")
            school = facts.School(school="11", name="Eleven")
            event = SchoolDescribed(specversion="1.0", id="-", source="s", time=NOW, partitionkey="1", data=school)
            yield DraftEvent(RecordOrigin("own.csv", 2, b"b"), event)
            count.error = "ended early"

    summary, log = imported(Own())
    assert [event.data.name for event in log.events if isinstance(event, SchoolDescribed)] == ["Eleven"]
    assert list(summary.lines()) == [
        "own.csv: translated, 2 read, 1 events",
        "  1 × tandem.school.described.v1",
        "  1 refused: WRONG_TYPE",
        "  warning (1 ×): odd",
        "  error: ended early",
        "total: 2 read, 1 events, 1 refused; 1 appended",
    ]


def test_validity_is_by_the_clock_of_the_import() -> None:
    event = mark(time=datetime(2026, 3, 10, tzinfo=UTC))
    assert imported(Given(event), now=NOW)[0].refused_by_code == {"TIME_IN_FUTURE": 1}
    assert imported(Given(event), now=NOW + timedelta(days=9))[0].ok
