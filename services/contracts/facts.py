"""What events say: one struct for each fact, built on the struct of its natural key.

A `…Key` names a fact within its district (the event's `partitionkey`); a retraction carries just the key.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from services.contracts.primitives import (
    AttendanceCategory,
    ContributionKind,
    EngagementKind,
    Fraction,
    GradeKind,
    HealthWeights,
    Id,
    Label,
    Minutes,
    Race,
    SchoolYear,
    Slot,
    Timestamp,
)

UNREAD = Meta(description="It is kept, and no rule reads it yet.")


class Data(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True, gc=False):
    """Base of every payload: camelCase members, defaults left out, unknown members ignored (additive change)."""


class DistrictKey(Data, frozen=True, kw_only=True):
    """The district itself; its id is the event's `partitionkey`."""


class District(DistrictKey, frozen=True, kw_only=True):
    """Ed-Fi LocalEducationAgency."""

    name: Label
    time_zone: Label = "UTC"
    state: Label | None = None
    parent: Id | None = None


class SchoolKey(Data, frozen=True, kw_only=True):
    school: Id


class School(SchoolKey, frozen=True, kw_only=True):
    """Ed-Fi School. `gradeLevels` are Ed-Fi GradeLevelDescriptor code values."""

    name: Label
    grade_levels: tuple[Label, ...] = ()


class CourseKey(Data, frozen=True, kw_only=True):
    school: Id
    course: Id


class Course(CourseKey, frozen=True, kw_only=True):
    """Ed-Fi Course, `subject` being its AcademicSubjectDescriptor.

    A grade that names the course and has no `subject` or no `coreSubject` of its own takes that of the course.
    """

    title: Label
    subject: Label | None = None
    core_subject: bool | None = None


class CalendarDay(Data, frozen=True, kw_only=True):
    """Ed-Fi CalendarDate; `kind` is its CalendarEventDescriptor, such as "Instructional day" or "Holiday"."""

    date: date
    kind: Label


class Period(Data, frozen=True, kw_only=True):
    """A term or grading period; both ends belong to it."""

    name: Label
    begin: date
    end: date


class CalendarKey(Data, frozen=True, kw_only=True):
    school: Id
    school_year: SchoolYear
    calendar: Annotated[
        Id | None,
        Meta(
            description="Its name, where a school has several: enrolments name it (Ed-Fi calendarCode). Case and "
            "superfluous white space do not matter. Stored as it is: it must not contain a student's id. Absent: the "
            "school's main calendar, which counts for the enrolments that name none, and whose days are the school's "
            "instructional days."
        ),
    ] = None


class Calendar(CalendarKey, frozen=True, kw_only=True):
    """The whole calendar of a school and year; a later one replaces it. Ed-Fi CalendarDate, Session, GradingPeriod."""

    days: tuple[CalendarDay, ...]
    terms: Annotated[
        tuple[Period, ...], Meta(description="Of the main calendar alone: a calendar with a name has none.")
    ] = ()
    grading_periods: Annotated[
        tuple[Period, ...], Meta(description="Of the main calendar alone: a calendar with a name has none.")
    ] = ()
    code: Annotated[
        Id | None,
        Meta(
            description="Of the main calendar alone: the publisher's own code of it (Ed-Fi calendarCode), by which a "
            "later import knows it again. Stored as it is: it must not contain a student's id. No number depends on it."
        ),
    ] = None


class Valuation(Data, frozen=True, kw_only=True):
    """What one unit of a contribution is worth from a day on, in cents, and who says so.

    A unit is an hour, a visit, a piece or, of `staff_fte`, a full-time year. With a `role` it is of that role alone.
    """

    kind: ContributionKind
    begin: date
    cents: Annotated[int, Meta(ge=0, le=10**12)]
    source: Label
    role: Label | None = None


_ATTENDANCE = (
    "`negative`: absences are sent, and a member day without a mark is a day present. `positive`: presence is sent, "
    "and a member day without a mark is unknown."
)


ExitDate = Literal["lastDay", "firstDayAway"]
_EXIT_DATE = (
    "What an enrolment's exit date is. `lastDay`: the last day on which the learner belongs to the school. "
    "`firstDayAway`: the first day on which the learner does not (PowerSchool), so whoever leaves on the day of entry "
    "was never there."
)


MARK_PRECEDENCE: tuple[AttendanceCategory, ...] = (
    "Tardy", "Excused Absence", "Unexcused Absence", "Partial", "Early departure", "In Attendance",
)  # fmt: skip
"""edu_wh: a late arrival corrects an absence, an absence "in attendance", and excused stands before unexcused."""
_PRECEDENCE = (
    "Which of several marks of a learner, school and day (or section and day) stands, the first one first. The others "
    "count as corrected: they make no absence, tardy or partial day. Categories that are left out come last, in the "
    "default order."
)


class AbsentPart(Data, frozen=True, kw_only=True):
    """From which part of a day on, missed, a mark is an absence of how many halves of it: of none, half or all."""

    halves: Annotated[int, Meta(ge=0, le=2, description="0: no absence, 1: half a day, 2: a whole day.")]
    fraction: Annotated[
        Fraction | None, Meta(description="Of a day: `fractionAbsent` of a mark, Ed-Fi eventDuration.")
    ] = None
    minutes: Annotated[Minutes | None, Meta(description="`minutesAbsent` of a mark.")] = None


_PARTS = (
    "Parts of a day. A mark of the whole day is an absence of as many halves as the greatest `fraction` it reaches "
    "says, or else the greatest number of `minutes`; below all of them it is none. A mark that says neither counts by "
    "its category. Whoever misses more is absent for no less: thresholds that contradict each other are refused. "
    "Absences, days attended and chronic absence are then counted in halves. Empty: every absence is one of a whole "
    "day."
)


_SECTION_ABSENCES = (
    "How many sections a learner must miss on one day for it to be a day of absence; it is excused if one of these "
    "absences is. With 4, whoever misses 3 of 7 lessons was there, and whoever misses 4 was absent. Absent: marks of "
    "sections make no absence unless they are `daily`."
)
_ABSENT_MINUTES = (
    "From how many `minutesAbsent` on a mark of the whole day, such as a late arrival, is an absence: an unexcused one "
    "unless its category says otherwise. With 180, whoever comes 200 minutes late was absent that day, and tardy too; "
    "whoever comes 20 minutes late was there. It reads marks without a section and `daily` ones, and of those only "
    "the ones on which `absentParts` decide nothing."
)


class PassFailMark(Data, frozen=True, kw_only=True):
    """What a grade that is neither a number nor a letter of the scale says."""

    mark: Label
    result: Literal["passed", "failed", "none"]


PASS_FAIL_MARKS = (
    *(PassFailMark(mark=mark, result="passed") for mark in ("P", "S", "E", "CR")),
    *(PassFailMark(mark=mark, result="failed") for mark in ("NP", "N", "U", "NC")),
    PassFailMark(mark="I", result="none"),
)
_RESULTS_OF_MARKS = (
    "Results of grades that have only a `mark`, such as P, S, E or I. A grade whose mark says `none`, or is not in the "
    "table, is not among the grades until it is replaced; `grades_without_result` counts it. The table replaces the "
    "default one as a whole."
)


class PolicyKey(Data, frozen=True, kw_only=True):
    """A district has one policy."""


class Policy(PolicyKey, frozen=True, kw_only=True):
    """Thresholds of a district or its state. It takes effect by itself: every learner of the district is counted anew,
    some at a time, and answers show the policy before until all are (`district { policy recomputing }`).

    `minimumN`, `valuations` (in place of the built-in ones of the same kind and role, from the first day of the first
    one on) and `healthWeights` (1 each unless said) are read when somebody asks, so a policy that differs in these
    alone counts nobody anew.
    """

    version: Annotated[Label, Meta(description="What the district calls this version of its policy.")]
    attendance: Annotated[str, Meta(pattern="^(negative|positive)$", description=_ATTENDANCE)] = "negative"
    instructional_kinds: Annotated[
        tuple[Label, ...], Meta(description="Kinds of calendar days on which there is school.")
    ] = ("Instructional day", "Make-up day", "Student late arrival/early dismissal")
    exit_date: Annotated[ExitDate, Meta(description=_EXIT_DATE)] = "lastDay"
    eligible_days: Annotated[
        int, Meta(ge=1, le=366, description="Member days from which on a learner counts in chronic absence.")
    ] = 10
    section_absences_for_a_day: Annotated[int, Meta(ge=1, le=50, description=_SECTION_ABSENCES)] | None = None
    absent_minutes_for_a_day: (
        Annotated[
            int,
            Meta(ge=1, le=1440, description=_ABSENT_MINUTES),
        ]
        | None
    ) = None
    absent_parts: Annotated[tuple[AbsentPart, ...], Meta(max_length=20, description=_PARTS)] = ()
    mark_precedence: Annotated[tuple[AttendanceCategory, ...], Meta(max_length=6, description=_PRECEDENCE)] = (
        MARK_PRECEDENCE
    )
    pass_mark: Annotated[int, Meta(ge=0, le=100, description="The lowest score that passes.")] = 70
    pass_fail_marks: Annotated[tuple[PassFailMark, ...], Meta(max_length=100, description=_RESULTS_OF_MARKS)] = (
        PASS_FAIL_MARKS
    )
    grade_kinds: Annotated[tuple[GradeKind, ...], Meta(description="Kinds of grades that count in KPIs of grades.")] = (
        "Grading Period",
    )
    on_track_grade_level: Annotated[Label, Meta(description="The grade level whose learners can be on track.")] = (
        "Ninth grade"
    )
    on_track_credits: Annotated[
        float, Meta(ge=0, le=100, description="Full-year credits that a learner on track has earned.")
    ] = 5.0
    on_track_core_failures: Annotated[
        int, Meta(ge=0, le=20, description="Semester grades F in core courses that a learner on track may have.")
    ] = 1
    minimum_n: Annotated[
        int, Meta(ge=5, le=1000, description="Learners behind a value that is shown outside the district.")
    ] = 10
    valuations: Annotated[
        tuple[Valuation, ...],
        Meta(max_length=1000, description="What contributions are worth, in place of built-in rates."),
    ] = ()
    health_weights: Annotated[
        HealthWeights, Meta(description="Weights of the strategies and parts of a partnership's health.")
    ] = {}


class LearnerKey(Data, frozen=True, kw_only=True):
    learner: Id
    school_year: SchoolYear


class Learner(LearnerKey, frozen=True, kw_only=True):
    """Attributes for one school year; null means not known. Ed-Fi StudentEducationOrganizationAssociation."""

    sex: Label | None = None
    hispanic_latino: bool | None = None
    races: tuple[Race, ...] = ()
    economically_disadvantaged: bool | None = None
    english_learner: bool | None = None
    disability: bool | None = None
    homeless: bool | None = None
    foster_care: bool | None = None
    military_connected: bool | None = None


class EnrollmentKey(Data, frozen=True, kw_only=True):
    school: Id
    learner: Id
    entry_date: date
    school_year: Annotated[
        SchoolYear | None,
        Meta(
            description="The school year that the enrolment is of (Ed-Fi schoolYearTypeReference): its days of that "
            "year count, from July 1 on where the entry date is earlier. Absent: the school year of the entry date; an "
            "import then takes an enrolment that is still open on the first day of school of a later calendar on into "
            "that school year, unless the learner is enrolled anew in it."
        ),
    ] = None


class Enrollment(EnrollmentKey, frozen=True, kw_only=True):
    """Ed-Fi StudentSchoolAssociation. Whether the exit date is a member day is the policy's to say (`exitDate`)."""

    grade_level: Label | None = None
    exit_date: date | None = None
    exit_type: Annotated[Label | None, UNREAD] = None
    primary_school: Annotated[
        bool | None,
        Meta(
            description="Whether it is the school that counts the learner where several teach on a day (Ed-Fi "
            "primarySchool): at district level its marks alone decide on the day."
        ),
    ] = None
    calendar: Annotated[
        Id | None,
        Meta(
            description="The calendar of the school that the learner follows (Ed-Fi calendarReference), by the name "
            "with which `calendar.published` says its days; until one says them the learner has no member days there. "
            "Absent: the school's main calendar."
        ),
    ] = None


_DAILY = (
    "Whether the section takes the daily attendance, as a homeroom or an official attendance period does: its mark "
    "then says of the whole day what a mark without a section says, absences and tardies alike. Other marks of "
    "sections say nothing of the day unless the policy has `sectionAbsencesForADay`. A mark without a section is one "
    "of the whole day, whether it says so or not."
)


class AttendanceKey(Data, frozen=True, kw_only=True):
    school: Id
    learner: Id
    date: date
    section: Id | None = None
    slot: Slot = ""


class Attendance(AttendanceKey, frozen=True, kw_only=True):
    """Ed-Fi StudentSchoolAttendanceEvent, or with a section StudentSectionAttendanceEvent."""

    category: AttendanceCategory
    daily: Annotated[bool, Meta(description=f"{_DAILY} Ed-Fi: `officialAttendancePeriod`.")] = False
    minutes_absent: Minutes | None = None
    fraction_absent: Annotated[
        Fraction | None, Meta(description="Of a day. Read where the policy has `absentParts` with fractions.")
    ] = None
    reason: Label | None = None


class Mark(Struct, frozen=True, array_like=True, gc=False):
    """One line of a roll: `[learner, category, minutesAbsent, reason]`, the last two optional."""

    learner: Id
    category: AttendanceCategory
    minutes_absent: Minutes | None = None
    reason: Label | None = None


class RollKey(Data, frozen=True, kw_only=True):
    """Retracting a roll names the learners whose marks go with it."""

    school: Id
    date: date
    section: Id | None = None
    learners: Annotated[tuple[Id, ...], Meta(max_length=5000)] = ()


class Roll(Data, frozen=True, kw_only=True):
    """The marks of a whole section, homeroom or school on one date. A learner left out of it is unchanged."""

    school: Id
    date: date
    marks: Annotated[tuple[Mark, ...], Meta(max_length=5000)]
    section: Id | None = None
    daily: Annotated[bool, Meta(description=_DAILY)] = False
    taken_at: Annotated[Timestamp | None, UNREAD] = None


class GradeKey(Data, frozen=True, kw_only=True):
    """One grade; `section` identifies it when given, `course` otherwise."""

    school: Id
    learner: Id
    school_year: SchoolYear
    grading_period: Label
    kind: GradeKind = "Grading Period"
    section: Id | None = None
    course: Id | None = None


class Grade(GradeKey, frozen=True, kw_only=True):
    """Ed-Fi Grade: numeric (0 to 200, above 100 for extra credit), letter, or both; or a mark of pass or fail."""

    subject: Label | None = None
    numeric: Annotated[float, Meta(ge=0, le=200)] | None = None
    letter: (
        Annotated[
            str,
            Meta(
                pattern=r"^([A-D][+-]?|F|W)$",
                description="W: withdrawn. It never passes, is in `dfw_rate`, and is left out of scores.",
            ),
        ]
        | None
    ) = None
    mark: Annotated[
        Label | None,
        Meta(
            description="A grade that is neither a number nor a letter of the scale, such as P, S, E or I; the "
            "policy's `passFailMarks` says what it means. It is read only where there is no number and no letter."
        ),
    ] = None
    credits: (
        Annotated[
            float,
            Meta(
                ge=0,
                le=20,
                description="Full-year credits that the grade earns, whatever it is but F or W: a D earns them.",
            ),
        ]
        | None
    ) = None
    core_subject: bool | None = None


class EngagementKey(Data, frozen=True, kw_only=True):
    """`engagement` is the publisher's id, unique for the learner within the school year of its date.

    To move an engagement into another school year, retract it and record it anew.
    """

    learner: Id
    engagement: Id
    date: date


class Engagement(EngagementKey, frozen=True, kw_only=True):
    """Caliper/xAPI activity or a partner's visit; `minutes` as in Caliper's MinutesOnTask."""

    kind: EngagementKind
    minutes: Minutes | None = None
    partnership: Id | None = None


class ParticipationKey(Data, frozen=True, kw_only=True):
    learner: Id
    partnership: Id
    start_date: date


class Participation(ParticipationKey, frozen=True, kw_only=True):
    """A learner's time in a partnership's programme; Ed-Fi StudentProgramAssociation."""

    end_date: date | None = None
    program: Label | None = None
    planned_hours: Annotated[float, Meta(ge=0, le=10000)] | None = None
