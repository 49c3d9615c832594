"""Bad Ed-Fi records: each is refused with its code and place, none stops the import, none raises."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.depth import examples
from tests.ingest.importing_support import (
    CALENDAR_DATE,
    COURSE,
    DEMOGRAPHICS,
    DISTRICT,
    ENROLMENT,
    GRADE,
    PROGRAMME,
    SCHOOL,
    SCHOOL_EVENT,
    SECTION_EVENT,
    SESSION,
    WHOLE,
    descriptor,
    edfi,
    write,
)

EVENTS = "studentSchoolAttendanceEvents"
NO_DISTRICT = "/localEducationAgencyReference"
SECTION_EVENTS = "studentSectionAttendanceEvents"
ENROLMENTS = "studentSchoolAssociations"
DEMOGRAPHIC = "studentEducationOrganizationAssociations"
SPECIAL = "studentSpecialEducationProgramAssociations"


def without(record: dict[str, Any], member: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != member}


def student(student_id: str | None) -> dict[str, Any]:
    return SCHOOL_EVENT | {"studentReference": {"studentUniqueId": student_id}}


def kind_of_day(kind: str) -> dict[str, Any]:
    return CALENDAR_DATE | {"calendarEvents": [{"calendarEventDescriptor": kind}]}


def graded(**changes: Any) -> dict[str, Any]:
    section = GRADE["studentSectionAssociationReference"]
    assert isinstance(section, dict)
    return GRADE | {"studentSectionAssociationReference": section | changes}


BAD: list[tuple[str, dict[str, Any] | str, str, str]] = [
    (EVENTS, '{"eventDate": "2025-09-02"', "MALFORMED_JSON", ""),
    (EVENTS, "not json", "MALFORMED_JSON", ""),
    (EVENTS, "[1, 2]", "WRONG_TYPE", ""),
    (EVENTS, '"text"', "WRONG_TYPE", ""),
    (EVENTS, without(SCHOOL_EVENT, "studentReference"), "MISSING_FIELD", "/studentReference"),
    (EVENTS, SCHOOL_EVENT | {"studentReference": {}}, "MISSING_FIELD", "/studentReference/studentUniqueId"),
    (EVENTS, student(None), "WRONG_TYPE", "/studentReference/studentUniqueId"),
    (EVENTS, student(""), "OUT_OF_RANGE", "/data/learner"),
    (EVENTS, student("a\nb"), "INVALID_FORMAT", "/data/learner"),
    (EVENTS, student("lk_" + "0" * 32), "RESERVED_LEARNER_ID", "/data/learner"),
    (EVENTS, SCHOOL_EVENT | {"eventDate": "02/09/2025"}, "INVALID_FORMAT", "/eventDate"),
    (EVENTS, SCHOOL_EVENT | {"eventDate": "2025-02-30"}, "INVALID_FORMAT", "/eventDate"),
    (EVENTS, SCHOOL_EVENT | {"eventDate": 20250902}, "WRONG_TYPE", "/eventDate"),
    (EVENTS, SCHOOL_EVENT | {"eventDate": "1025-09-02"}, "OUT_OF_RANGE", "/data/date"),
    (EVENTS, SCHOOL_EVENT | {"eventDuration": 2.0}, "OUT_OF_RANGE", "/data/fractionAbsent"),
    (
        EVENTS,
        SCHOOL_EVENT | {"attendanceEventCategoryDescriptor": descriptor("AttendanceEventCategory", "Absent")},
        "INVALID_VALUE",
        "/data/category",
    ),
    (EVENTS, SCHOOL_EVENT | {"schoolReference": {"schoolId": 99}}, "MISSING_FIELD", NO_DISTRICT),
    (EVENTS, SCHOOL_EVENT | {"_lastModifiedDate": "2036-01-01T00:00:00Z"}, "TIME_IN_FUTURE", "/time"),
    (EVENTS, SCHOOL_EVENT | {"_lastModifiedDate": "yesterday"}, "INVALID_FORMAT", "/_lastModifiedDate"),
    (SECTION_EVENTS, SECTION_EVENT | {"sectionReference": {}}, "MISSING_FIELD", "/sectionReference/localCourseCode"),
    (ENROLMENTS, ENROLMENT | {"exitWithdrawDate": "2025-08-24"}, "DATE_ORDER", "/data/exitDate"),
    (ENROLMENTS, ENROLMENT | {"entryDate": "0001-01-01"}, "OUT_OF_RANGE", "/data/entryDate"),
    (ENROLMENTS, ENROLMENT | {"entryDate": "9999-12-31"}, "OUT_OF_RANGE", "/data/entryDate"),
    (ENROLMENTS, ENROLMENT | {"schoolReference": {"schoolId": 1.5}}, "WRONG_TYPE", "/schoolReference/schoolId"),
    ("grades", graded(schoolYear=20111), "OUT_OF_RANGE", "/studentSectionAssociationReference/schoolYear"),
    ("grades", GRADE | {"numericGradeEarned": 820}, "OUT_OF_RANGE", "/data/numeric"),
    ("grades", GRADE | {"numericGradeEarned": "82"}, "WRONG_TYPE", "/numericGradeEarned"),
    ("grades", without(GRADE, "numericGradeEarned"), "MISSING_FIELD", "/data/numeric"),
    ("grades", GRADE | {"gradeTypeDescriptor": descriptor("GradeType", "Conduct")}, "INVALID_VALUE", "/data/kind"),
    ("calendarDates", CALENDAR_DATE | {"date": "2024-08-26"}, "OUT_OF_RANGE", "/date"),
    ("calendarDates", kind_of_day("x#"), "OUT_OF_RANGE", "/calendarEvents"),
    ("calendarDates", without(CALENDAR_DATE, "calendarEvents"), "MISSING_FIELD", "/calendarEvents"),
    ("sessions", SESSION | {"endDate": "2025-08-24"}, "DATE_ORDER", "/endDate"),
    ("sessions", SESSION | {"beginDate": "0001-01-01"}, "OUT_OF_RANGE", "/beginDate"),
    ("sessions", SESSION | {"termDescriptor": "x#" + "long" * 100}, "OUT_OF_RANGE", "/termDescriptor"),
    ("localEducationAgencies", without(DISTRICT, "nameOfInstitution"), "MISSING_FIELD", "/nameOfInstitution"),
    ("localEducationAgencies", DISTRICT | {"nameOfInstitution": ""}, "OUT_OF_RANGE", "/data/name"),
    ("localEducationAgencies", DISTRICT | {"localEducationAgencyId": ""}, "OUT_OF_RANGE", "/partitionkey"),
    ("schools", without(SCHOOL, "localEducationAgencyReference") | {"schoolId": 12}, "MISSING_FIELD", NO_DISTRICT),
    ("courses", COURSE | {"courseTitle": "tab\there"}, "INVALID_FORMAT", "/data/title"),
    (DEMOGRAPHIC, DEMOGRAPHICS | {"hispanicLatinoEthnicity": "no"}, "WRONG_TYPE", "/hispanicLatinoEthnicity"),
    (DEMOGRAPHIC, DEMOGRAPHICS | {"races": [{}]}, "MISSING_FIELD", "/races/0/raceDescriptor"),
    (
        DEMOGRAPHIC,
        DEMOGRAPHICS | {"educationOrganizationReference": {"educationOrganizationId": 77}},
        "MISSING_FIELD",
        NO_DISTRICT,
    ),
    (SPECIAL, without(PROGRAMME, "beginDate"), "MISSING_FIELD", "/beginDate"),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "record", "code", "pointer"), BAD)
def test_bad_record(resource: str, record: dict[str, Any] | str, code: str, pointer: str, tmp_path: Path) -> None:
    good = WHOLE[resource]
    summary, log = edfi(write(tmp_path, **(WHOLE | {resource: [*good, record, *good]})))
    (refused,) = summary.refused
    assert (refused.code, refused.pointer, refused.origin.line) == (code, pointer, len(good) + 1)
    assert Path(refused.origin.file).name == f"{resource}.jsonl"
    assert refused.reason
    expected = record if isinstance(record, str) else json.dumps(record)
    assert refused.origin.record.decode().strip() == expected
    assert {type(event.data) for event in log.events} == {
        type(event.data) for event in edfi(write(tmp_path / "good", **WHOLE))[1].events
    }, "the good records beside it came through"
    assert f"1 refused: {code}" in "\n".join(summary.lines())


def test_invalid_utf_8_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, schools=[SCHOOL])
    good = json.dumps(SCHOOL_EVENT).encode()
    (folder / f"{EVENTS}.jsonl").write_bytes(good.replace(b"Flu", b"Fl\xff") + b"\n" + good)
    summary, log = edfi(folder)
    assert [(r.code, r.origin.line) for r in summary.refused] == [("MALFORMED_JSON", 1)]
    assert len(log.records) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def damaged(draw: st.DrawFn, value: Any) -> Any:
    """A record with something in it replaced, at any depth."""
    if isinstance(value, dict) and value and draw(st.integers(0, 9)):
        member = draw(st.sampled_from(sorted(value)))
        return value | {member: draw(damaged(value[member]))}
    if isinstance(value, list) and value and draw(st.booleans()):
        return [draw(damaged(value[0]))]
    return draw(JSON | st.dates().map(str))


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), resource=st.sampled_from(sorted(set(WHOLE) - {SPECIAL})))
def test_whatever_a_record_holds_it_is_translated_or_refused(
    data: st.DataObject, resource: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    record = data.draw(damaged(WHOLE[resource][0]))
    folder = tmp_path_factory.mktemp("fuzz")
    text = json.dumps(record, ensure_ascii=data.draw(st.booleans())).encode(errors="surrogatepass")
    write(folder, **WHOLE)
    (folder / f"{resource}.jsonl").write_bytes(text + b"\n")
    summary, log = edfi(folder)
    assert sum(len(batch) for batch in log.batches) == summary.appended == sum(summary.events.values())
    assert len(log.events) == summary.appended, "and what is appended is valid"
