"""However a resource is written to a file, its records come out, and a damaged file stops no other."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.edfi import EdFi
from services.ingest.edfi.resources import Unreadable, files_in, read, resource_of
from services.ingest.summary import Use
from tests.ingest.importing_support import GRADE, SCHOOL, SCHOOL_EVENT, WHOLE, edfi, imported, write

BOM = b"\xef\xbb\xbf"
Form = Callable[[list[Any]], bytes]


def ndjson(records: list[Any]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


FORMS: dict[str, tuple[str, Form]] = {
    "ndjson": ("jsonl", ndjson),
    "ndjson suffix": ("ndjson", ndjson),
    "ndjson called json": ("json", ndjson),
    "no newline at the end": ("jsonl", lambda r: ndjson(r).rstrip()),
    "byte order mark": ("jsonl", lambda r: BOM + ndjson(r)),
    "crlf": ("jsonl", lambda r: ndjson(r).replace(b"\n", b"\r\n")),
    "blank lines": ("jsonl", lambda r: b"\n  \n" + ndjson(r).replace(b"\n", b"\n\r\n\t\n")),
    "array": ("json", lambda r: json.dumps(r).encode()),
    "pretty array": ("json", lambda r: json.dumps(r, indent=2).encode()),
    "pretty array, byte order mark, crlf": (
        "json",
        lambda r: BOM + b"\r\n" + json.dumps(r, indent=4).encode().replace(b"\n", b"\r\n"),
    ),
    "gzip": ("jsonl.gz", lambda r: gzip.compress(ndjson(r))),
    "gzip, byte order mark": ("json.gz", lambda r: gzip.compress(BOM + json.dumps(r, indent=1).encode())),
    "gzip in two members": ("ndjson.gz", lambda r: gzip.compress(ndjson(r[:1])) + gzip.compress(ndjson(r[1:]))),
}
MARKS = [
    SCHOOL_EVENT | {"eventDate": f"2025-09-{day:02}", "attendanceEventReason": '[é] {"', "note": "\u2028\x85 ],"}
    for day in (2, 3, 4)
]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_events(form: str, tmp_path: Path) -> None:
    plain = write(tmp_path / "plain", schools=[SCHOOL], studentSchoolAttendanceEvents=MARKS)
    other = write(tmp_path / "other", schools=[SCHOOL])
    suffix, content = FORMS[form]
    (other / f"studentSchoolAttendanceEvents.{suffix}").write_bytes(content(MARKS))
    summary, log = edfi(other)
    assert summary.ok
    assert len(log.records) == 4
    assert log.records == edfi(plain)[1].records


@pytest.mark.parametrize("indent", [None, 2])
def test_a_single_object(indent: int | None, tmp_path: Path) -> None:
    folder = write(tmp_path, schools=[SCHOOL], studentSchoolAttendanceEvents=[json.dumps(MARKS[0], indent=indent)])
    summary, log = edfi(folder)
    assert summary.ok
    assert len(log.records) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(records=st.lists(JSON, min_size=1, max_size=6), indent=st.sampled_from([None, 0, 3]))
def test_elements_of_an_array_keep_their_line(
    records: list[Any], indent: int | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("array") / "grades.json"
    text = json.dumps(records, indent=indent)
    path.write_bytes(text.encode())
    results = list(read(path, lambda *_: None))
    assert [json.loads(record) for _, record in results] == records
    for line, record in results:
        rest = "\n".join(text.splitlines()[line - 1 :])
        assert record.decode().splitlines()[0] in rest.splitlines()[0]


@given(records=st.lists(st.dictionaries(st.text(max_size=3), JSON, max_size=3), min_size=1, max_size=6))
def test_lines_and_array_are_the_same_records(records: list[Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("both")
    (folder / "grades.jsonl").write_bytes(ndjson(records))
    (folder / "grades.json").write_bytes(json.dumps(records).encode())
    lines, array = (
        [json.loads(record) for _, record in read(folder / name, lambda *_: None)]
        for name in ("grades.jsonl", "grades.json")
    )
    assert lines == array == records


def test_a_broken_line_is_refused_with_its_number_and_the_rest_imported(tmp_path: Path) -> None:
    folder = write(tmp_path, schools=[SCHOOL], studentSchoolAttendanceEvents=[MARKS[0], '{"broken": ', "", MARKS[1]])
    summary, log = edfi(folder)
    assert len(log.records) == 3
    (refused,) = summary.refused
    assert (Path(refused.origin.file).name, refused.origin.line, refused.code) == (
        "studentSchoolAttendanceEvents.jsonl", 2, "MALFORMED_JSON",
    )  # fmt: skip


def test_a_broken_first_line_is_a_broken_line_too(tmp_path: Path) -> None:
    folder = write(tmp_path, schools=[SCHOOL], studentSchoolAttendanceEvents=['{"broken": ', *MARKS])
    summary, log = edfi(folder)
    assert [(r.origin.line, r.code) for r in summary.refused] == [(1, "MALFORMED_JSON")]
    assert len(log.records) == 4


DAMAGED = {
    "empty gzip": ("grades.jsonl.gz", b"", "empty"),
    "not gzip at all": ("grades.jsonl.gz", b"PK\x03\x04 this is a zip", "Not a gzipped file"),
    "cut off gzip": ("grades.jsonl.gz", gzip.compress(ndjson([GRADE] * 50))[:-12], "end-of-stream"),
    "damaged gzip": ("grades.jsonl.gz", gzip.compress(b"x")[:10] + b"\xff" * 50, "decompressing"),
    "cut off array": ("grades.json", json.dumps([GRADE, GRADE], indent=1).encode()[:-9], r"line \d\d"),
    "utf-16": ("grades.json", json.dumps([GRADE]).encode("utf-16"), "UTF-8"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_reported_and_stops_no_other(damage: str, tmp_path: Path) -> None:
    name, content, reason = DAMAGED[damage]
    folder = write(tmp_path, schools=[SCHOOL], studentSchoolAttendanceEvents=MARKS)
    (folder / name).write_bytes(content)
    summary, _ = edfi(folder)
    (file,) = (file for file in summary.files if file.file.endswith(name))
    assert file.error
    with pytest.raises(Unreadable, match=reason):
        list(read(folder / name, lambda *_: None))
    assert not summary.ok
    assert summary.events["tandem.attendance.recorded.v1"] == 3
    assert any("error" in line for line in summary.lines())


def test_no_file_is_passed_over_in_silence(tmp_path: Path) -> None:
    folder = write(tmp_path, **WHOLE, students=[{}], staffs=[{}], edfi_grades_2011=[GRADE])
    (folder / "README.md").write_text("about")
    (folder / ".hidden").write_text("x")
    summary, _ = edfi(folder)
    uses = {Path(file.file).name: file.use for file in summary.files}
    assert len(uses) == len(WHOLE) + 4
    assert uses["students.jsonl"] == Use.UNUSED
    assert uses["sections.jsonl"] == Use.JOINED
    assert uses["grades.jsonl"] == Use.TRANSLATED
    assert uses["staffs.jsonl"] == uses["edfi_grades_2011.jsonl"] == uses["README.md"] == Use.SKIPPED
    assert all(any(name in line for line in summary.lines()) for name in uses)


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        EdFi([tmp_path / "nowhere"])


def test_single_files_can_be_named(tmp_path: Path) -> None:
    folder = write(tmp_path, **WHOLE)
    chosen = [folder / "grades.jsonl", folder / "schools.jsonl", folder / "grades.jsonl"]
    summary, log = imported(EdFi(chosen))
    assert [Path(file.file).name for file in summary.files] == ["grades.jsonl", "schools.jsonl"]
    assert len(log.records) == 2
    assert len(files_in([folder])) == len(WHOLE)


@pytest.mark.parametrize(
    ("name", "resource"),
    [
        ("grades.jsonl.gz", "grades"),
        ("grades.json", "grades"),
        ("calendarDates.ndjson", "calendarDates"),
        ("grades.csv", None),
        ("edfi_grades_2011.jsonl", None),
        ("grades.gz", None),
    ],
)
def test_the_name_says_the_resource(name: str, resource: str | None) -> None:
    assert resource_of(Path("x") / name) == resource


def test_progress_ends_at_the_whole_of_each_file(tmp_path: Path) -> None:
    path = tmp_path / "grades.jsonl"
    path.write_bytes(ndjson([GRADE] * 2_500))
    calls: list[tuple[str, int, int]] = []
    assert len(list(read(path, lambda *call: calls.append(call)))) == 2_500
    size = path.stat().st_size
    assert calls[-1] == (str(path), size, size)
    assert len(calls) == 4
    assert [done for _, done, _ in calls] == sorted(done for _, done, _ in calls)
