"""The policy by which a district counts."""

import strawberry

from services.contracts import facts


@strawberry.type(description="From which part of a day on, missed, a mark is an absence of how many halves of it.")
class AbsentPart:
    halves: int = strawberry.field(description="0: no absence, 1: half a day, 2: a whole day.")
    fraction: float | None = strawberry.field(description="The part of a day, from 0 to 1; null: it goes by `minutes`.")
    minutes: int | None = strawberry.field(description="The minutes absent; null: it goes by `fraction`.")


@strawberry.type(description="What a grade means that is only a mark.")
class PassFailMark:
    mark: str = strawberry.field(description="The mark, such as `P` or `I`.")
    result: str = strawberry.field(description="`passed`, `failed`, or `none`.")


@strawberry.type(
    description="The thresholds and rules by which a district's numbers are counted: of `tandem.policy.adopted.v1`, or "
    "the defaults of a district that adopted none."
)
class DistrictPolicy:
    version: str = strawberry.field(description="What the district calls it; `default-1` is Tandem's own.")
    attendance: str = strawberry.field(
        description="`negative`: a day without a mark is one in attendance; `positive`: it is not known."
    )
    instructional_kinds: list[str] = strawberry.field(description="Kinds of calendar days on which there is school.")
    exit_date: str = strawberry.field(
        description="`lastDay`: the exit date of an enrolment is a member day; `firstDayAway`: it is none."
    )
    eligible_days: int = strawberry.field(description="Member days from which on a learner counts in chronic absence.")
    section_absences_for_a_day: int | None = strawberry.field(
        description="From so many sections absent on, a day is an absence; null: sections make none."
    )
    absent_minutes_for_a_day: int | None = strawberry.field(
        description="From so many minutes absent on, a day is an absence; null: minutes make none."
    )
    absent_parts: list[AbsentPart] = strawberry.field(description="Parts of a day; empty: absences are of whole days.")
    mark_precedence: list[str] = strawberry.field(
        description="Which of several marks of a day stands: the one that is named first."
    )
    pass_mark: int = strawberry.field(description="The lowest score that passes.")
    pass_fail_marks: list[PassFailMark] = strawberry.field(description="What grades mean that are only a mark.")
    grade_kinds: list[str] = strawberry.field(description="Kinds of grades that count in KPIs of grades.")
    on_track_grade_level: str = strawberry.field(description="The grade level whose learners can be on track.")
    on_track_credits: float = strawberry.field(description="Full-year credits that a learner on track has earned.")
    on_track_core_failures: int = strawberry.field(
        description="Semester grades F in core courses that a learner on track may have."
    )
    minimum_n: int = strawberry.field(description="Learners behind a value that is shown outside the district.")


def district_policy(policy: facts.Policy) -> DistrictPolicy:
    return DistrictPolicy(
        version=policy.version,
        attendance=policy.attendance,
        instructional_kinds=list(policy.instructional_kinds),
        exit_date=policy.exit_date,
        eligible_days=policy.eligible_days,
        section_absences_for_a_day=policy.section_absences_for_a_day,
        absent_minutes_for_a_day=policy.absent_minutes_for_a_day,
        absent_parts=[
            AbsentPart(halves=part.halves, fraction=part.fraction, minutes=part.minutes) for part in policy.absent_parts
        ],
        mark_precedence=list(policy.mark_precedence),
        pass_mark=policy.pass_mark,
        pass_fail_marks=[PassFailMark(mark=row.mark, result=row.result) for row in policy.pass_fail_marks],
        grade_kinds=list(policy.grade_kinds),
        on_track_grade_level=policy.on_track_grade_level,
        on_track_credits=policy.on_track_credits,
        on_track_core_failures=policy.on_track_core_failures,
        minimum_n=policy.minimum_n,
    )
