"""The Grand Bend sample as it ships: exact counts, and the quirks that its README lists come through."""

import gzip
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.contracts import facts
from services.core.identity import learner_key
from services.ingest.edfi import EdFi
from services.ingest.summary import Summary, Use
from tests.ingest.importing_support import NOW, SECRETS, ListLog, edfi, imported

SAMPLE = Path(__file__).parents[2] / "samples" / "grand-bend"
EXPECTED = json.loads((Path(__file__).parents[1] / "data" / "grand-bend-acceptance.json").read_text())["scopes"]


@pytest.fixture(scope="module")
def result() -> tuple[Summary, ListLog]:
    return edfi(SAMPLE)


@pytest.fixture(scope="module")
def data(result: tuple[Summary, ListLog]) -> list[facts.Data]:
    return [event.data for event in result[1].events]


def of(kind: type[facts.Data], data: list[facts.Data]) -> list[Any]:
    return [payload for payload in data if type(payload) is kind]


def student(number: int) -> str:
    return learner_key(SECRETS.of("255901"), str(number))


def raw_students() -> set[str]:
    with gzip.open(SAMPLE / "studentSchoolAssociations.jsonl.gz") as lines:
        return {json.loads(line)["studentReference"]["studentUniqueId"] for line in lines}


def test_counts_are_exact_and_nothing_is_refused(result: tuple[Summary, ListLog]) -> None:
    summary, log = result
    assert summary.ok
    assert summary.events == {
        "tandem.district.described.v1": 1,
        "tandem.school.described.v1": 3,
        "tandem.course.described.v1": 82,
        "tandem.calendar.published.v1": 3,
        "tandem.enrollment.recorded.v1": 960,
        "tandem.learner.described.v1": 960,
        "tandem.attendance.recorded.v1": 1_917 + 13_015,
        "tandem.grade.recorded.v1": 40_320,
    }
    assert (summary.read, summary.appended, len(log.records)) == (58_615, 57_261, 57_261)
    assert not any(file.warnings for file in summary.files)


def test_every_file_of_the_sample_is_used(result: tuple[Summary, ListLog]) -> None:
    used = {Path(file.file).name for file in result[0].files if file.use in (Use.TRANSLATED, Use.JOINED)}
    assert {path.name for path in SAMPLE.glob("*.gz")} == used


def test_key_and_headers(result: tuple[Summary, ListLog]) -> None:
    assert {(r.key, r.headers) for r in result[1].records} == {
        (b"255901", (("content-type", b"application/cloudevents+json"),))
    }


def test_no_student_id_is_appended(result: tuple[Summary, ListLog]) -> None:
    students = raw_students()
    assert len(students) == 960
    texts = {text for record in result[1].records for text in strings(json.loads(record.value))}
    assert not students & texts
    # Nor inside another text: the student-specific calendar is called 2010605675.
    assert not [text for text in texts for digits in ("605675", "604822") if digits in text]


def strings(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(strings, value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*map(strings, value)) if value else set()
    return {value} if isinstance(value, str) else set()


def test_calendars_are_the_schools_own(data: list[facts.Data]) -> None:
    calendars = of(facts.Calendar, data)
    assert sorted(calendar.school for calendar in calendars) == ["255901001", "255901044", "255901107"]
    for calendar in calendars:
        assert len(calendar.days) == 169
        assert {day.kind for day in calendar.days} == {"Instructional day"}
        assert [term.name for term in calendar.terms] == ["Fall Semester", "Spring Semester"]
        assert [period.name.split()[0] for period in calendar.grading_periods] == [
            "First", "Second", "Third", "Fourth", "Fifth", "Sixth",
        ]  # fmt: skip


def test_student_with_a_calendar_of_his_own_is_enrolled_like_the_others(data: list[facts.Data]) -> None:
    values = [e for e in of(facts.Enrollment, data) if e.learner == student(605675)]
    assert values == [
        facts.Enrollment(
            school="255901107",
            learner=student(605675),
            school_year=2011,
            entry_date=date(2010, 8, 23),
            grade_level="Fifth grade",
        )
    ]


def test_tardies_on_a_sunday_come_through(data: list[facts.Data]) -> None:
    tardies = [e for e in of(facts.Attendance, data) if e.category == "Tardy" and e.section is None]
    assert len(tardies) == 66
    assert len([e for e in tardies if e.date == date(2011, 5, 15)]) == 3
    assert all(e.fraction_absent is None and e.minutes_absent is None for e in tardies)


def test_two_events_of_one_student_day_are_two_facts(data: list[facts.Data]) -> None:
    day = [
        e
        for e in of(facts.Attendance, data)
        if (e.learner, e.date, e.section) == (student(604822), date(2010, 12, 15), None)
    ]
    assert sorted((e.slot, e.category, e.fraction_absent) for e in day) == [
        ("Excused Absence", "Excused Absence", 1.0),
        ("Partial", "Partial", None),
    ]


def test_natural_keys_are_distinct(data: list[facts.Data]) -> None:
    attendance = Counter((e.school, e.learner, e.date, e.section, e.slot) for e in of(facts.Attendance, data))
    grades = Counter(
        (g.school, g.learner, g.school_year, g.grading_period, g.kind, g.section) for g in of(facts.Grade, data)
    )
    assert attendance.most_common(1)[0][1] == grades.most_common(1)[0][1] == 1


def test_sections_are_told_apart(data: list[facts.Data]) -> None:
    """526 sections; 12 section identifiers are used twice."""
    with gzip.open(SAMPLE / "sections.jsonl.gz") as lines:
        identifiers = Counter(json.loads(line)["sectionIdentifier"] for line in lines)
    assert sum(1 for number in identifiers.values() if number == 2) == 12
    graded = {(g.school, g.section) for g in of(facts.Grade, data)}
    assert len({section.split("/")[1] for _, section in graded}) < len(graded) <= 526


def test_grades_know_course_subject_and_core(data: list[facts.Data]) -> None:
    grades = of(facts.Grade, data)
    assert all(g.course and g.subject and g.core_subject for g in grades)
    assert all(g.credits is None for g in grades), "a grading period's grade earns no credits"
    assert "Mathematics" in {g.subject for g in grades}


def test_exits(data: list[facts.Data]) -> None:
    exits = [(e.learner, e.exit_date, e.exit_type) for e in of(facts.Enrollment, data) if e.exit_date]
    assert sorted(exits) == sorted([
        (student(605260), date(2011, 5, 5), "Dropout"),
        (student(605522), date(2011, 5, 15), "Involuntarily Removed"),
    ])  # fmt: skip


def test_demographics_hang_on_the_district_and_reach_the_learner(data: list[facts.Data]) -> None:
    learners = of(facts.Learner, data)
    assert {learner.school_year for learner in learners} == {2011}
    assert Counter(learner.sex for learner in learners) == {"Male": 499, "Female": 461}
    assert sum(learner.economically_disadvantaged for learner in learners) == 21
    assert sum(learner.military_connected for learner in learners) == 9
    assert sum(learner.homeless for learner in learners) == 2
    assert sum(learner.foster_care for learner in learners) == 1
    # Each programme begins on 2010-08-30, so all overlap the year; 12 are "Limited" by the descriptor.
    assert sum(learner.disability for learner in learners) == members("studentSpecialEducationProgramAssociations")
    assert sum(learner.english_learner for learner in learners) == english_learners()
    assert [learner.races for learner in learners if len(learner.races) > 1] == [
        ("Asian", "Native Hawaiian or Other Pacific Islander")
    ]


def members(resource: str) -> int:
    return len(students_in(resource))


def students_in(resource: str, text: str = "") -> set[str]:
    with gzip.open(SAMPLE / f"{resource}.jsonl.gz", "rt") as lines:
        return {json.loads(line)["studentReference"]["studentUniqueId"] for line in lines if text in line}


def english_learners() -> int:
    limited = students_in("studentEducationOrganizationAssociations", "LimitedEnglishProficiencyDescriptor#Limited")
    assert len(limited) == 12
    return len(limited | students_in("studentLanguageInstructionProgramAssociations"))


@pytest.mark.parametrize("school", ["255901107", "255901044"])
def test_what_the_acceptance_values_count_is_there(school: str, data: list[facts.Data]) -> None:
    expected = EXPECTED[school]
    marks = [e for e in of(facts.Attendance, data) if e.school == school and e.section is None]
    grades = [g for g in of(facts.Grade, data) if g.school == school]
    assert len({e.learner for e in of(facts.Enrollment, data) if e.school == school}) == expected["enrolled"]
    assert len(marks) == expected["attendanceEvents"]
    assert sum(e.category == "Excused Absence" for e in marks) == expected["excusedAbsences"]
    assert (len(grades), sum(g.numeric for g in grades)) == (expected["grades"]["records"], expected["grades"]["sum"])


def test_the_same_files_twice_are_the_same_bytes(result: tuple[Summary, ListLog]) -> None:
    """Also a year later: nothing in an event comes from the clock."""
    _, again = imported(EdFi([SAMPLE]), NOW.replace(year=2027))
    assert again.records == result[1].records
    ids = Counter(event.id for event in result[1].events)
    assert ids.most_common(1)[0][1] == 1
