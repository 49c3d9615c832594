"""By which rules a district counts."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, field

from services.contracts.facts.model import Data
from services.contracts.primitives import (
    AttendanceCategory,
    ContributionKind,
    Fraction,
    GradeKind,
    HealthWeights,
    Label,
    Minutes,
)


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
    ] = field(default_factory=dict)
