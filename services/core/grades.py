"""Grades of one learner at one school in one year."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from services.contracts.facts import Grade, Policy
from services.core.cells import ALL, Measures
from services.core.policy import BANDS, DEFAULT_POLICY, LETTER_SCORES
from services.core.stated_rules import states_rule

CREDIT_KINDS = ("Semester", "Final")


@states_rule(
    "Which grades count",
    f"Those of the kinds in the policy's gradeKinds (by default {DEFAULT_POLICY.grade_kinds[0]} alone), each at "
    "its own school, also after the learner has left. Where the learner has no enrolment there (at level DISTRICT none "
    "in the district) in that school year, the grade level is not known. A grade without a subject or core flag has "
    "that of its course. One that is only a mark without a result is counted apart.",
)
def grade_measures(grades: Iterable[Grade], policy: Policy) -> dict[str, Measures]:
    """What a learner's grades of one grading period add to the grade cells, by subject. Ed-Fi Grade.

    Only grades of the policy's kinds count. A grade W has no score, whatever number came with it. The learner counts as
    `graded` once in each subject, and once in `ALL`.
    """
    by_subject: dict[str, Measures] = {}
    for grade in grades:
        if grade.kind not in policy.grade_kinds:
            continue
        measures = by_subject.setdefault(grade.subject or "", {})
        if result_of(grade, policy) == "none":
            _count(measures, "without_result", 1)
            continue
        measures["graded"] = 1
        _count(measures, "grades", 1)
        has_passed = passed(grade, policy)
        if has_passed:
            _count(measures, "passed", 1)
        if has_scale(grade):
            _count(measures, band(grade), 1)
        elif not has_passed:
            _count(measures, "failed", 1)
        if grade.numeric is not None and grade.letter != "W":
            _count(measures, "scored", 1)
            _count(measures, "score_hundredths", hundredths(grade.numeric))
    graded = any("graded" in measures for measures in by_subject.values())
    return by_subject | {ALL: {"graded": 1}} if graded else by_subject


@states_rule(
    "Name of a grading period",
    "It is the same whatever its case and superfluous white space, in the natural key of a grade, too. The grades of a "
    "learner at a school in one grading period count under the spelling of theirs that is the least, by code points, "
    "with single spaces.",
)
def period_name(grades: Iterable[Grade]) -> str:
    """How the grading period of a learner's grades at a school is called."""
    return min(" ".join(grade.grading_period.split()) for grade in grades)


def has_scale(grade: Grade) -> bool:
    """Whether it is a number or a letter; otherwise it has a mark alone."""
    return grade.numeric is not None or grade.letter is not None


@states_rule(
    "Passing",
    f"A number passes from the policy's passMark on ({DEFAULT_POLICY.pass_mark} by default); a letter without "
    "a number if the lower end of its band does; W never. A grade that is only a mark by the policy's "
    "passFailMarks.",
)
def result_of(grade: Grade, policy: Policy) -> str:
    """`passed`, `failed`, or `none` of a mark that says neither or that the policy does not know."""
    if has_scale(grade):
        return "passed" if _passed_by_scale(grade, policy) else "failed"
    return next((row.result for row in policy.pass_fail_marks if row.mark == grade.mark), "none")


def _count(measures: Measures, name: str, by: int) -> None:
    measures[name] = measures.get(name, 0) + by


@states_rule(
    "Band of a grade",
    "By the letter where there is one, without its plus or minus; else by the number: "
    f"{', '.join(f'{measure[-1].upper()} from {lower}' for lower, measure in BANDS)}.",
)
def band(grade: Grade) -> str:
    """a, b, c, d, f or w: by the letter where there is one, else by the number (90/80/70/60)."""
    if grade.letter is not None:
        return f"grade_{grade.letter[0].lower()}"
    score = grade.numeric or 0
    for lower, name in BANDS:
        if score >= lower:
            return name
    return BANDS[-1][1]


def passed(grade: Grade, policy: Policy) -> bool:
    """At or above the pass mark; a grade with only a letter by the lower end of its band; W never; a mark of pass or
    fail by the policy's table.
    """
    return result_of(grade, policy) == "passed"


def _passed_by_scale(grade: Grade, policy: Policy) -> bool:
    if grade.letter == "W":
        return False
    if grade.numeric is not None:
        return grade.numeric >= policy.pass_mark
    return LETTER_SCORES[(grade.letter or "F")[0]] >= policy.pass_mark


@states_rule(
    "Scores",
    "To hundredths, half up, and added up exactly. A grade W has no score, whatever number came with it.",
)
def hundredths(score: float) -> int:
    """A score as an integer number of hundredths, half up: sums of integers are exact in any order."""
    if score == int(score):
        return int(score) * 100
    return int((Decimal(str(score)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@states_rule(
    "On track",
    f"Of learners in the policy's onTrackGradeLevel ({DEFAULT_POLICY.on_track_grade_level}), by their grades of "
    f"the kinds {CREDIT_KINDS[0]} and {CREDIT_KINDS[1]} so far, each from the last day of its grading period on: "
    f"at least {DEFAULT_POLICY.on_track_credits:g} credits (policy onTrackCredits) of grades that are neither F "
    f"nor W nor a mark that does not pass, and at most {DEFAULT_POLICY.on_track_core_failures} (policy "
    "onTrackCoreFailures) Semester grade F, or mark of fail, in a core course. At level DISTRICT by the grades of "
    "all schools.",
)
def on_track_increments(grades: Iterable[tuple[date, Grade]], policy: Policy) -> Iterator[tuple[date, str, int]]:
    """Net changes of "assessed" and "on track" for a learner in the on-track grade level (Chicago Consortium).

    On track: at least 5 full-year credits earned, and at most one semester F in a core course. Credits stand on the
    semester or final grade that earns them. Dated on the last day of each grading period that brought such a grade.

    Args:
        grades: each with the last day of its grading period.
    """
    closings: dict[date, list[Grade]] = {}
    for closing_day, grade in grades:
        if grade.kind in CREDIT_KINDS:
            closings.setdefault(closing_day, []).append(grade)
    earned, failures, was_on_track = Decimal(0), 0, False
    for number, day in enumerate(sorted(closings)):
        if number == 0:
            yield day, "on_track_assessed", 1
        for grade in closings[day]:
            fails, is_f = _fails(grade, policy)
            earned += Decimal(0) if fails else Decimal(str(grade.credits or 0))
            failures += grade.kind == "Semester" and is_f and bool(grade.core_subject)
        on_track = earned >= Decimal(str(policy.on_track_credits)) and failures <= policy.on_track_core_failures
        if on_track != was_on_track:
            yield day, "on_track", 1 if on_track else -1
        was_on_track = on_track


def _fails(grade: Grade, policy: Policy) -> tuple[bool, bool]:
    """Whether the grade earns no credits, and whether it is an F or as bad."""
    if has_scale(grade):
        return band(grade) in ("grade_f", "grade_w"), band(grade) == "grade_f"
    result = result_of(grade, policy)
    return result != "passed", result == "failed"
