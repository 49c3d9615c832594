"""Record by record: what an Ed-Fi record says is what its event says."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.contracts import facts
from services.contracts.facts import CalendarDay, Period
from services.core.identity import calendar_pseudonym, learner_key
from services.ingest.edfi.calendar_names import NOT_FOLLOWED
from services.ingest.edfi.ids import LEADING_ZEROS
from tests.ingest.importing_support import (
    CALENDAR,
    CALENDAR_DATE,
    COURSE,
    DEMOGRAPHICS,
    DISTRICT,
    ENROLMENT,
    GRADE,
    GRADING_PERIOD,
    NOW,
    OFFERING,
    PROGRAMME,
    SCHOOL,
    SCHOOL_EVENT,
    SECRETS,
    SECTION,
    SECTION_EVENT,
    SECTION_KEY,
    SESSION,
    STUDENT,
    WHOLE,
    descriptor,
    edfi,
    write,
)

LEARNER = learner_key(SECRETS.of("1"), "S-604821")
SECTION_ID = "ALG/A%2F1/Fall"


def data_of(kind: type[facts.Data], folder: Path, **options: Any) -> list[Any]:
    summary, log = edfi(folder, **options)
    assert summary.ok, summary.refused
    return [event.data for event in log.events if type(event.data) is kind]


def warnings(folder: Path) -> dict[str, int]:
    return {text: number for file in edfi(folder)[0].files for text, number in file.warnings.items()}


def test_a_whole_small_district(tmp_path: Path) -> None:
    summary, log = edfi(write(tmp_path, **WHOLE), time_zone="America/Chicago")
    assert summary.ok
    assert [(event.source, event.partitionkey) for event in log.events] == [("edfi:1", "1")] * 9
    assert [event.data for event in log.events] == [
        facts.District(name="One ISD", time_zone="America/Chicago"),
        facts.School(school="11", name="Eleven High"),
        facts.Course(school="11", course="0310", title="Algebra I", subject="Mathematics", core_subject=True),
        facts.Calendar(
            school="11",
            school_year=2026,
            days=(CalendarDay(date=date(2025, 8, 25), kind="Instructional day"),),
            terms=(Period(name="Fall Semester", begin=date(2025, 8, 25), end=date(2025, 12, 19)),),
            grading_periods=(Period(name="First Six Weeks", begin=date(2025, 8, 25), end=date(2025, 10, 3)),),
            code="main",
        ),
        facts.Enrollment(school="11", learner=LEARNER, entry_date=date(2025, 8, 25), grade_level="Ninth grade"),
        facts.Learner(
            learner=LEARNER,
            school_year=2026,
            sex="Female",
            hispanic_latino=False,
            races=("Black or African American",),
            economically_disadvantaged=False,
            english_learner=True,
            disability=False,
            homeless=False,
            foster_care=False,
            military_connected=False,
        ),
        facts.Attendance(
            school="11",
            learner=LEARNER,
            date=date(2025, 9, 2),
            slot="Excused Absence",
            category="Excused Absence",
            fraction_absent=0.5,
            reason="Flu",
        ),
        facts.Attendance(
            school="11", learner=LEARNER, date=date(2025, 9, 3), section=SECTION_ID, slot="Tardy", category="Tardy"
        ),
        facts.Grade(
            school="11",
            learner=LEARNER,
            school_year=2026,
            grading_period="First Six Weeks",
            section=SECTION_ID,
            course="0310",
            subject="Mathematics",
            numeric=82.0,
            core_subject=True,
        ),
    ]


def test_grades_alone_still_come_out_with_less(tmp_path: Path) -> None:
    (grade,) = data_of(facts.Grade, write(tmp_path, grades=[GRADE]), district="1")
    assert (grade.section, grade.numeric, grade.course, grade.subject, grade.core_subject) == (
        SECTION_ID, 82.0, None, None, None,
    )  # fmt: skip


def test_the_schools_resource_decides_before_the_district_given(tmp_path: Path) -> None:
    _, log = edfi(write(tmp_path, schools=[SCHOOL], grades=[GRADE]), district="2", source="SIS")
    assert {(event.partitionkey, event.source) for event in log.events} == {("1", "SIS")}


@pytest.mark.parametrize(
    ("changes", "state", "parent"),
    [
        ({"addresses": [{}, {"stateAbbreviationDescriptor": descriptor("StateAbbreviation", "TX")}]}, "TX", None),
        ({"educationServiceCenterReference": {"educationServiceCenterId": 9}}, None, "9"),
        ({"parentLocalEducationAgencyReference": {"localEducationAgencyId": 8}, "addresses": None}, None, "8"),
    ],
)
def test_district(changes: dict[str, Any], state: str | None, parent: str | None, tmp_path: Path) -> None:
    (district,) = data_of(facts.District, write(tmp_path, localEducationAgencies=[DISTRICT | changes]))
    assert (district.time_zone, district.state, district.parent) == ("UTC", state, parent)


def test_a_course_of_the_district_belongs_to_each_school_that_offers_it(tmp_path: Path) -> None:
    course = COURSE | {"educationOrganizationReference": {"educationOrganizationId": 1}}
    offering = OFFERING | {"courseReference": {"courseCode": "0310", "educationOrganizationId": 1}}
    elsewhere = offering | {"schoolReference": {"schoolId": 12}}
    folder = write(
        tmp_path, schools=[SCHOOL, SCHOOL | {"schoolId": 12}], courses=[course, course | {"courseCode": "none"}],
        courseOfferings=[offering, elsewhere], grades=[GRADE],
    )  # fmt: skip
    assert [c.school for c in data_of(facts.Course, folder)] == ["11", "12"]
    assert [g.subject for g in data_of(facts.Grade, folder)] == ["Mathematics"]
    assert warnings(folder) == {"a course of a district that no school of this import offers: left out": 1}


def test_subject_as_a_later_standard_has_it(tmp_path: Path) -> None:
    subjects = [{"academicSubjectDescriptor": descriptor("AcademicSubject", "Science")}]
    course = {key: COURSE[key] for key in COURSE if key != "academicSubjectDescriptor"} | {"academicSubjects": subjects}
    (found,) = data_of(facts.Course, write(tmp_path, schools=[SCHOOL], courses=[course | {"levelCharacteristics": []}]))
    assert (found.subject, found.core_subject) == ("Science", False)


def test_sections_that_differ_only_in_a_slash_are_two(tmp_path: Path) -> None:
    keys = [("A/B", "C"), ("A", "B/C"), ("A%2FB", "C"), ("A" * 60, "B" * 255), ("A" * 60, "B" * 254)]
    events = [
        SECTION_EVENT | {"sectionReference": SECTION_KEY | {"localCourseCode": course, "sectionIdentifier": section}}
        for course, section in keys
    ]
    sections = {
        e.section
        for e in data_of(facts.Attendance, write(tmp_path, studentSectionAttendanceEvents=events), district="1")
    }
    assert len(sections) == len(keys)


def test_names_of_sessions_and_grading_periods_in_other_spellings_are_the_same(tmp_path: Path) -> None:
    period = GRADE["gradingPeriodReference"] | {
        "gradingPeriodDescriptor": descriptor("GradingPeriod", "first  SIX weeks")
    }
    named = SECTION_KEY | {"sessionName": " FALL"}
    association = GRADE["studentSectionAssociationReference"] | {"sessionName": "fall"}
    folder = write(
        tmp_path, schools=[SCHOOL], courseOfferings=[OFFERING], gradingPeriods=[GRADING_PERIOD],
        studentSectionAttendanceEvents=[SECTION_EVENT | {"sectionReference": named}],
        grades=[GRADE | {"gradingPeriodReference": period, "studentSectionAssociationReference": association}],
    )  # fmt: skip
    (grade,) = data_of(facts.Grade, folder)
    (mark,) = data_of(facts.Attendance, folder)
    assert (grade.grading_period, grade.section, mark.section) == ("First Six Weeks", SECTION_ID, SECTION_ID)


def test_ids_of_students_that_differ_in_leading_zeros_are_told(tmp_path: Path) -> None:
    students = [ENROLMENT | {"studentReference": {"studentUniqueId": student}} for student in ("0604822", 604822, "7")]
    summary, log = edfi(write(tmp_path, schools=[SCHOOL], studentSchoolAssociations=students))
    assert summary.notes[LEADING_ZEROS] == 2
    assert len({event.data.learner for event in log.events if isinstance(event.data, facts.Enrollment)}) == 3


@pytest.mark.parametrize("student", ["6.04822E+11", 6.04822e17, 604822.5e17])
def test_a_damaged_id_is_refused_by_name(student: str | float, tmp_path: Path) -> None:
    damaged = ENROLMENT | {"studentReference": {"studentUniqueId": student}}
    summary, _ = edfi(write(tmp_path, schools=[SCHOOL], studentSchoolAssociations=[damaged]))
    assert [(row.code, row.pointer) for row in summary.refused] == [
        ("INVALID_FORMAT", "/studentReference/studentUniqueId")
    ]


OFFICIAL = {"officialAttendancePeriod": True}
FIRST_PERIOD = {"classPeriodName": "First", "schoolReference": {"schoolId": 11}, **OFFICIAL}
IN_FIRST_PERIOD = {"classPeriods": [{"classPeriodReference": {"classPeriodName": "first ", "schoolId": 11}}]}
HOMEROOM = {"sectionReference": SECTION_KEY, "studentReference": STUDENT, "homeroomIndicator": True}
OTHER = SECTION | OFFICIAL | {"sectionIdentifier": "B"}


@pytest.mark.parametrize(
    ("resources", "daily"),
    [
        ({"sections": [SECTION]}, False),
        ({"sections": [SECTION | OFFICIAL]}, True),
        ({"sections": [SECTION | IN_FIRST_PERIOD], "classPeriods": [FIRST_PERIOD]}, True),
        ({"sections": [SECTION | IN_FIRST_PERIOD]}, False),
        ({"studentSectionAssociations": [HOMEROOM]}, True),
        ({"studentSectionAssociations": [HOMEROOM | {"homeroomIndicator": False}]}, False),
        ({"studentSectionAssociations": [HOMEROOM], "sections": [OTHER]}, False),
    ],
)
def test_sections_that_take_the_daily_attendance(
    resources: dict[str, list[dict[str, Any]]], daily: bool, tmp_path: Path
) -> None:
    folder = write(tmp_path, studentSectionAttendanceEvents=[SECTION_EVENT], **resources)
    assert [mark.daily for mark in data_of(facts.Attendance, folder, district="1")] == [daily]


def date_of(code: str, day: str, event: str = "Instructional day") -> dict[str, Any]:
    return CALENDAR_DATE | {
        "calendarReference": {"calendarCode": code, "schoolId": 11, "schoolYear": 2026},
        "date": day,
        "calendarEvents": [{"calendarEventDescriptor": descriptor("CalendarEvent", event)}],
    }


def test_of_several_calendars_the_fullest_is_the_main_one_and_others_have_a_name(tmp_path: Path) -> None:
    """Three of B's five dates are holidays; S is one student's, and of C nothing says that it is not."""
    dates = [date_of("A", f"2025-09-0{day}") for day in (1, 2, 3)]
    dates += [date_of("B", f"2025-10-0{day}", "Holiday") for day in (1, 2, 3)]
    dates += [date_of("B", f"2025-10-0{day}") for day in (6, 7)]
    dates += [date_of("S", f"2025-11-0{day}") for day in (3, 4, 5, 6)]
    dates += [date_of("C", "2025-12-01")]
    own = CALENDAR | {"calendarCode": "S", "calendarTypeDescriptor": descriptor("CalendarType", "Student Specific")}
    described = [own, *(CALENDAR | {"calendarCode": code} for code in "AB")]
    following = [enrolment_in(code) for code in ("a", "B", "S", "C", None)] + [enrolment_in("B", schoolYear=2025)]
    resources = {"calendars": described, "calendarDates": dates, "sessions": [SESSION]}
    folder = write(tmp_path, schools=[SCHOOL], studentSchoolAssociations=following, **resources)
    main, *others = data_of(facts.Calendar, folder)
    assert (main.calendar, main.code, [day.date.month for day in main.days], len(main.terms)) == (None, "A", [9] * 3, 1)
    of_one, unknown = (calendar_pseudonym(SECRETS.of("1"), code) for code in "SC")
    assert {calendar.calendar: [day.date.month for day in calendar.days] for calendar in others} == {
        "B": [10] * 5, of_one: [11] * 4, unknown: [12]
    }  # fmt: skip
    assert not any(calendar.terms or calendar.code for calendar in others)
    named = [enrollment.calendar for enrollment in data_of(facts.Enrollment, folder)]
    assert named == [None, "B", of_one, unknown, None, None]
    chosen = "A with 3 instructional days is the main one, B with 2 instructional days has a name"
    hidden = "2 of a single student, or not described by calendars, have a pseudonym"
    assert warnings(folder) == {f"school 11 has several calendars in 2026: {chosen}, {hidden}": 1}
    assert edfi(folder)[0].notes[NOT_FOLLOWED] == 1


def enrolment_in(code: str | None, **more: int) -> dict[str, Any]:
    reference = {"calendarCode": code, "schoolId": 11, "schoolYear": 2026, **more}
    return ENROLMENT if code is None else {**ENROLMENT, "calendarReference": reference}


def test_a_date_twice_is_one_day_and_spelling_of_the_kind_is_the_standards(tmp_path: Path) -> None:
    dates = [
        date_of("A", "2025-09-01"),
        date_of("A", "2025-09-01", "Instructional Day"),
        date_of("A", "2025-09-02", "Bonfire"),
    ]
    (calendar,) = data_of(facts.Calendar, write(tmp_path, schools=[SCHOOL], calendarDates=dates))
    assert [day.kind for day in calendar.days] == ["Instructional day", "Bonfire"]


def test_periods_of_one_name_are_one(tmp_path: Path) -> None:
    later = SESSION | {"sessionName": "Mini", "beginDate": "2025-12-01", "endDate": "2026-01-10"}
    folder = write(tmp_path, schools=[SCHOOL], calendarDates=[CALENDAR_DATE], sessions=[later, SESSION])
    (calendar,) = data_of(facts.Calendar, folder)
    assert calendar.terms == (Period(name="Fall Semester", begin=date(2025, 8, 25), end=date(2026, 1, 10)),)
    assert warnings(folder) == {"two of the name Fall Semester in one school and year: taken as one": 1}


def test_without_dates_no_calendar_replaces_an_earlier_one(tmp_path: Path) -> None:
    folder = write(tmp_path, schools=[SCHOOL], sessions=[SESSION], gradingPeriods=[GRADING_PERIOD])
    assert data_of(facts.Calendar, folder) == []
    assert warnings(folder) == {"no calendarDates for school 11 in 2026: no calendar is published": 1}


def learner(tmp_path: Path, **resources: list[Any]) -> facts.Learner:
    base = {"schools": [SCHOOL], "studentSchoolAssociations": [ENROLMENT]}
    (described,) = data_of(facts.Learner, write(tmp_path, **(base | resources)))
    assert isinstance(described, facts.Learner)
    return described


def characteristic(code: str, *periods: dict[str, str]) -> dict[str, Any]:
    return {
        "studentCharacteristicDescriptor": descriptor("StudentCharacteristic", code),
        "periods": list(periods),
    }


@pytest.mark.parametrize(
    ("item", "attribute"),
    [
        (characteristic("Economic Disadvantaged"), "economically_disadvantaged"),
        (characteristic("Economically Disadvantaged"), "economically_disadvantaged"),
        (characteristic("Homeless"), "homeless"),
        (characteristic("Foster Care"), "foster_care"),
        (characteristic("Parent in Military"), "military_connected"),
        (characteristic("Military Connected"), "military_connected"),
        (characteristic("Homeless", {"beginDate": "2026-06-30"}), "homeless"),
        (characteristic("Homeless", {"beginDate": "2020-01-01", "endDate": "2025-07-01"}), "homeless"),
        (characteristic("Homeless", {"beginDate": "2020-01-01", "endDate": "2025-06-30"}), None),
        (characteristic("Homeless", {"beginDate": "2026-07-01"}), None),
        (characteristic("Immigrant"), None),
    ],
)
def test_characteristics(item: dict[str, Any], attribute: str | None, tmp_path: Path) -> None:
    record = DEMOGRAPHICS | {"studentCharacteristics": [item]}
    of_learner = learner(tmp_path, studentEducationOrganizationAssociations=[record])
    names = ("economically_disadvantaged", "homeless", "foster_care", "military_connected")
    assert {name for name in names if getattr(of_learner, name)} == ({attribute} if attribute else set())
    assert all(getattr(of_learner, name) is not None for name in names), "not listed is False, not unknown"


@pytest.mark.parametrize(
    ("level", "programme", "expected"),
    [
        ("Limited", None, True),
        ("Limited Monitored 1", [], True),
        ("NotLimited", None, False),
        ("Not Limited", [], False),
        (None, None, None),
        (None, [], False),
        (None, [PROGRAMME], True),
        (None, [PROGRAMME | {"beginDate": "2019-01-01", "endDate": "2025-06-30"}], False),
        ("NotLimited", [PROGRAMME | {"beginDate": "2019-01-01", "endDate": "2025-07-01"}], True),
        (None, [PROGRAMME | {"studentReference": {"studentUniqueId": "another"}}], False),
    ],
)
def test_english_learner(level: str | None, programme: list[Any] | None, expected: bool | None, tmp_path: Path) -> None:
    record = DEMOGRAPHICS | {
        "limitedEnglishProficiencyDescriptor": level and descriptor("LimitedEnglishProficiency", level)
    }
    programmes = {} if programme is None else {"studentLanguageInstructionProgramAssociations": programme}
    of_learner = learner(tmp_path, studentEducationOrganizationAssociations=[record], **programmes)
    assert of_learner.english_learner is expected


@pytest.mark.parametrize(
    ("disabilities", "programme", "expected"),
    [
        ([{"disabilityDescriptor": descriptor("Disability", "Autism")}], None, True),
        ([], None, None),
        ([], [], False),
        ([], [PROGRAMME], True),
        ([], [PROGRAMME | {"beginDate": "2026-07-01"}], False),
    ],
)
def test_disability(
    disabilities: list[Any], programme: list[Any] | None, expected: bool | None, tmp_path: Path
) -> None:
    record = DEMOGRAPHICS | {"disabilities": disabilities}
    programmes = {} if programme is None else {"studentSpecialEducationProgramAssociations": programme}
    of_learner = learner(tmp_path, studentEducationOrganizationAssociations=[record], **programmes)
    assert of_learner.disability is expected


def test_a_damaged_programme_file_leaves_disability_unknown(tmp_path: Path) -> None:
    folder = write(tmp_path, **WHOLE)
    (folder / "studentSpecialEducationProgramAssociations.json").write_text("[{")
    (of_learner,) = [event.data for event in edfi(folder)[1].events if isinstance(event.data, facts.Learner)]
    assert of_learner.disability is None


@pytest.mark.parametrize(
    ("code", "races"),
    [
        ("American Indian - Alaska Native", ("American Indian or Alaska Native",)),
        ("Black - African American", ("Black or African American",)),
        ("Native Hawaiian - Pacific Islander", ("Native Hawaiian or Other Pacific Islander",)),
        ("Native Hawaiian or Other Pacific Islander", ("Native Hawaiian or Other Pacific Islander",)),
        ("American Indian or Alaska Native", ("American Indian or Alaska Native",)),
        ("white", ("White",)),
        ("Other", ()),
        ("Choose Not to Respond", ()),
    ],
)
def test_races(code: str, races: tuple[str, ...], tmp_path: Path) -> None:
    item = {"raceDescriptor": descriptor("Race", code)}
    of_learner = learner(tmp_path, studentEducationOrganizationAssociations=[DEMOGRAPHICS | {"races": [item, item]}])
    assert of_learner.races == races
    expected = {} if races else {f"race {code} is none of the federal five: left out": 2}
    assert warnings(tmp_path) == expected


def test_one_description_a_school_year_of_the_enrolments(tmp_path: Path) -> None:
    enrolments = [ENROLMENT | {"entryDate": day} for day in ("2024-08-20", "2025-01-07", "2025-08-25")]
    folder = write(
        tmp_path, schools=[SCHOOL], studentSchoolAssociations=enrolments,
        studentEducationOrganizationAssociations=[DEMOGRAPHICS],
    )  # fmt: skip
    assert [found.school_year for found in data_of(facts.Learner, folder)] == [2025, 2026]


def test_demographics_without_an_enrolment_are_reported(tmp_path: Path) -> None:
    folder = write(tmp_path, schools=[SCHOOL], studentEducationOrganizationAssociations=[DEMOGRAPHICS])
    assert data_of(facts.Learner, folder) == []
    assert warnings(folder) == {"demographics without an enrolment in this import, so of no school year: left out": 1}


@pytest.mark.parametrize("order", [1, -1])
def test_the_districts_demographics_go_before_a_schools(order: int, tmp_path: Path) -> None:
    at_school = DEMOGRAPHICS | {
        "educationOrganizationReference": {"educationOrganizationId": 11},
        "sexDescriptor": descriptor("Sex", "Male"),
    }
    of_learner = learner(tmp_path, studentEducationOrganizationAssociations=[DEMOGRAPHICS, at_school][::order])
    assert of_learner.sex == "Female"
    assert sum(warnings(tmp_path).values()) == 1


@pytest.mark.parametrize(
    ("code", "category", "fraction"),
    [
        ("Excused Absence", "Excused Absence", 0.5),
        ("Unexcused absence", "Unexcused Absence", 0.5),
        ("Tardy", "Tardy", None),
        ("Partial", "Partial", None),
        ("Early departure", "Early departure", None),
        ("Early Departure", "Early departure", None),
        ("Present", "In Attendance", None),
        ("In Attendance", "In Attendance", None),
    ],
)
def test_attendance_categories(code: str, category: str, fraction: float | None, tmp_path: Path) -> None:
    """`eventDuration` counts only for an absence; the minutes attended are never taken for minutes absent."""
    event = SCHOOL_EVENT | {
        "attendanceEventCategoryDescriptor": descriptor("AttendanceEventCategory", code),
        "schoolAttendanceDuration": 10,
        "attendanceEventReason": " ",
    }
    (found,) = data_of(facts.Attendance, write(tmp_path, schools=[SCHOOL], studentSchoolAttendanceEvents=[event]))
    assert (found.category, found.slot, found.fraction_absent) == (category, category, fraction)
    assert (found.minutes_absent, found.reason) == (None, None)


@pytest.mark.parametrize(
    ("changes", "numeric", "letter", "earned", "warned"),
    [
        ({}, 82.0, None, None, 0),
        ({"letterGradeEarned": "B+"}, 82.0, "B+", None, 0),
        ({"letterGradeEarned": "W", "numericGradeEarned": None}, None, "W", None, 0),
        ({"letterGradeEarned": "Pass"}, 82.0, None, None, 1),
        ({"letterGradeEarned": "P ", "numericGradeEarned": None}, None, None, None, 1),
        ({"gradeTypeDescriptor": descriptor("GradeType", "Semester")}, 82.0, None, 0.5, 0),
        ({"gradeTypeDescriptor": descriptor("GradeType", "Final")}, 82.0, None, 0.5, 0),
        ({"gradeTypeDescriptor": descriptor("GradeType", "Exam")}, 82.0, None, None, 0),
    ],
)
def test_grades(
    changes: dict[str, Any],
    numeric: float | None,
    letter: str | None,
    earned: float | None,
    warned: int,
    tmp_path: Path,
) -> None:
    folder = write(tmp_path, **(WHOLE | {"grades": [GRADE | changes]}))
    (grade,) = data_of(facts.Grade, folder)
    assert (grade.numeric, grade.letter, grade.credits) == (numeric, letter, earned)
    assert grade.mark == (None if letter or numeric else "P")
    assert sum(warnings(folder).values()) == warned


MODIFIED = "2025-10-09T08:07:06.1234561Z"
EXTRACTED = datetime(2025, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("resource", "own"),
    [
        ("schools", "1970-01-01"),
        ("studentSchoolAssociations", "2025-08-25"),
        ("studentSchoolAttendanceEvents", "2025-09-02"),
        ("grades", "2025-10-03"),
    ],
)
def test_time_is_when_the_record_changed_else_the_extract_else_its_own_date(
    resource: str, own: str, tmp_path: Path
) -> None:
    def time(record: dict[str, Any], **options: Any) -> datetime:
        _, log = edfi(write(tmp_path, **(WHOLE | {resource: [record]})), **options)
        return next(event.time for event in log.events if isinstance(event.data, kind))

    record = WHOLE[resource][0]
    assert isinstance(record, dict)
    kinds: dict[str, type[facts.Data]] = {
        "schools": facts.School,
        "studentSchoolAssociations": facts.Enrollment,
        "grades": facts.Grade,
    }
    kind = kinds.get(resource, facts.Attendance)
    assert time(record) == datetime.fromisoformat(f"{own}T00:00:00Z")
    assert time(record, extracted_at=EXTRACTED) == EXTRACTED
    modified = record | {"_lastModifiedDate": MODIFIED}
    assert time(modified, extracted_at=EXTRACTED) == datetime(2025, 10, 9, 8, 7, 6, 123456, UTC)
    assert time(record | {"_lastModifiedDate": "2025-10-09T08:00:00"}) == datetime(2025, 10, 9, 8, tzinfo=UTC)


def test_a_date_to_come_counts_as_today(tmp_path: Path) -> None:
    """An enrolment for next autumn is known today; its own date would be refused as in the future."""
    folder = write(tmp_path, schools=[SCHOOL], studentSchoolAssociations=[ENROLMENT | {"entryDate": "2026-08-24"}])
    summary, log = edfi(folder)
    assert summary.ok
    assert log.events[-1].time == NOW.replace(hour=0)


def test_an_event_of_several_records_has_the_latest_time(tmp_path: Path) -> None:
    second = date_of("main", "2025-08-26") | {"_lastModifiedDate": MODIFIED}
    resources = WHOLE | {
        "calendarDates": [second, CALENDAR_DATE],
        "sessions": [SESSION | {"_lastModifiedDate": "2025-10-09T08:07:07Z"}],
    }
    _, log = edfi(write(tmp_path, **resources))
    times = {type(event.data): event.time for event in log.events}
    assert times[facts.Calendar] == datetime(2025, 10, 9, 8, 7, 7, tzinfo=UTC)
    assert times[facts.Learner] == datetime(2025, 9, 1, tzinfo=UTC), "the programme began then"


def test_extracted_at_needs_an_offset(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="offset"):
        edfi(tmp_path, extracted_at=datetime(2026, 1, 1))  # noqa: DTZ001 - the naive time is the point
