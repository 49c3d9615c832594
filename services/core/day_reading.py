"""What the marks of one learner, school and day say about the day. Pure.

Of several marks one stands: the first in the policy's order of precedence (`markPrecedence`). A system that keeps one
mark a day sends a correction under the same natural key, so there is one mark; one that keeps several (Ed-Fi keeps one
of each category) leaves the corrected one beside its correction.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from services.contracts.facts import MARK_PRECEDENCE, AbsentPart, Attendance, Policy
from services.core.stated_rules import states_rule

EXCUSED, UNEXCUSED = "Excused Absence", "Unexcused Absence"
ABSENCES = (EXCUSED, UNEXCUSED)
WHOLE_DAY = 2
"""Halves of a day: absences are counted in them, as integers."""


class Presence(Enum):
    """What the marks of a day say about the whole day."""

    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    PRESENT = "present"
    UNKNOWN = "unknown"


class DayReading(NamedTuple):
    """One day of a learner.

    Attributes:
        halves: how many halves of the day the learner was absent: 0, 1 or 2.
        tardy, partial: whether the mark that stands says so.
    """

    presence: Presence
    halves: int = 0
    tardy: bool = False
    partial: bool = False


@states_rule(
    "Absences by sections",
    "With sectionAbsencesForADay one mark stands in each section, and a day with so many sections absent is a "
    "whole day absent, whatever the mark of the day says; excused if one of these absences, or the mark of "
    "the day, is. A day with fewer is a day present, and so, under positive attendance, a marked one.",
)
def read_day(marks: Sequence[Attendance], policy: Policy) -> DayReading:
    """One learner, school and day, by the marks of the whole day and, where the policy says so, by those of sections.

    Section marks say nothing of the day unless they are the daily attendance, or the policy says from how many missed
    sections on the day is an absence.
    """
    daily = [mark for mark in marks if is_of_whole_day(mark)]
    standing = standing_mark(daily, policy) if daily else None
    by_sections = _by_sections(marks, policy)
    if standing is None:
        return by_sections or DayReading(Presence.UNKNOWN)
    tardy, partial = standing.category == "Tardy", standing.category == "Partial"
    halves = halves_absent(standing, policy)
    excused = standing.category == EXCUSED
    if by_sections is not None and by_sections.halves:
        excused, halves = excused or by_sections.presence is Presence.EXCUSED, WHOLE_DAY
    if not halves:
        return DayReading(Presence.PRESENT, 0, tardy, partial)
    return DayReading(Presence.EXCUSED if excused else Presence.UNEXCUSED, halves, tardy, partial)


@states_rule(
    "Marks of the day",
    "Those without a section, and those of a section that takes the daily attendance (`daily: true`). Other "
    "marks of sections say nothing of the day by themselves. Where the policy's attendance is positive, a day with "
    "one is a day marked, whatever it says; where it is negative, every member day without an absence is attended.",
)
def is_of_whole_day(mark: Attendance) -> bool:
    """Whether a mark speaks of the whole day: it is of no section, or its section takes the daily attendance."""
    return mark.section is None or mark.daily


def says_nothing_of_the_day(marks: Iterable[Attendance], policy: Policy) -> bool:
    """Whether the marks are of sections alone, which neither are the daily attendance nor make a day's absence."""
    return policy.section_absences_for_a_day is None and not any(is_of_whole_day(mark) for mark in marks)


def reads_more_than_categories(policy: Policy) -> bool:
    """Whether more than the categories of marks decides on a day, or a mark of presence on a status of the year."""
    return policy.attendance == "positive" or policy.absent_minutes_for_a_day is not None or bool(policy.absent_parts)


@states_rule(
    "Which mark of a day stands",
    "Of the marks of the day of one learner and school the first in the policy's markPrecedence, by default "
    f"{', '.join(MARK_PRECEDENCE)}; of one category the one that missed the greater part of the day. A later mark "
    "under the same natural key replaces the earlier one and does not stand beside it.",
)
def standing_mark(marks: Sequence[Attendance], policy: Policy) -> Attendance:
    """The mark that stands: the first in the order of precedence, and of one category the one that missed most."""
    if len(marks) == 1:
        return marks[0]
    ranks = _ranks(policy.mark_precedence)
    return min(marks, key=lambda mark: (ranks[mark.category], -halves_absent(mark, policy)))


@lru_cache(maxsize=256)
def _ranks(precedence: tuple[str, ...]) -> dict[str, int]:
    """Categories that the policy does not name come after those that it does, in the default order."""
    ordered = dict.fromkeys((*precedence, *MARK_PRECEDENCE))
    return {category: rank for rank, category in enumerate(ordered)}


@states_rule(
    "How much of a day an absence is",
    "With absentParts as many halves as the highest threshold says that the mark reaches, whatever its category: by "
    "its fraction, if the mark says one and the policy has thresholds of fractions, or else by its minutes in the same "
    "way; below all thresholds none. A mark on which absentParts so decide nothing is a whole day if it is an Excused "
    "or Unexcused Absence, and with absentMinutesForADay also if it is of another category with as many minutes. Such "
    "an absence of another category is unexcused, and a Tardy or Partial stays that as well. So absentMinutesForADay "
    "is not read of a mark on which absentParts decide: with half a day from 100 minutes on in absentParts, and 180 in "
    "absentMinutesForADay, a Tardy of 200 minutes is half a day absent.",
)
def halves_absent(mark: Attendance, policy: Policy) -> int:
    """How many halves of the day a mark of the whole day says that the learner missed.

    Tardy and partial are no absences unless the policy says from how much on.
    """
    part = _part_of(mark, policy.absent_parts) if policy.absent_parts else None
    if part is not None:
        return part
    if mark.category in ABSENCES:
        return WHOLE_DAY
    limit = policy.absent_minutes_for_a_day
    return WHOLE_DAY if limit is not None and mark.minutes_absent is not None and mark.minutes_absent >= limit else 0


def _part_of(mark: Attendance, parts: Iterable[AbsentPart]) -> int | None:
    """By the fraction, or else by the minutes; None: the mark says neither, or the policy has no thresholds of it."""
    for missed, thresholds in (
        (mark.fraction_absent, [(part.fraction, part.halves) for part in parts if part.fraction is not None]),
        (mark.minutes_absent, [(part.minutes, part.halves) for part in parts if part.minutes is not None]),
    ):
        if missed is not None and thresholds:
            return max(((least, halves) for least, halves in thresholds if missed >= least), default=(0, 0))[1]
    return None


def _by_sections(marks: Sequence[Attendance], policy: Policy) -> DayReading | None:
    """None: they say nothing. In each section one mark stands."""
    needed = policy.section_absences_for_a_day
    if needed is None:
        return None
    by_section: dict[str, list[Attendance]] = {}
    for mark in marks:
        if mark.section is not None:
            by_section.setdefault(mark.section, []).append(mark)
    if not by_section:
        return None
    standing = (standing_mark(of_section, policy) for of_section in by_section.values())
    missed = [mark.category for mark in standing if mark.category in ABSENCES]
    if len(missed) < needed:
        return DayReading(Presence.PRESENT)
    return DayReading(Presence.EXCUSED if EXCUSED in missed else Presence.UNEXCUSED, WHOLE_DAY)
