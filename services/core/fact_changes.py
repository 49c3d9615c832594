"""What an event changes: facts of ledgers, or documents of a district."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from services.contracts import events, facts
from services.core.calendar import plain_name, school_year_of
from services.core.facts import (
    _EPOCH,
    _MICROSECOND,
    Fact,
    FactChange,
    FactKey,
    LedgerId,
    Version,
    encoded,
    school_owner,
)
from services.core.stated_rules import states_rule


@states_rule(
    "Which version of a fact counts",
    "A fact is what one natural key says (docs/events.md names the key of each event). Of several events with "
    "the same key the one with the latest time counts, of those the one with the greater source, then with "
    "the greater id; a retraction is a version, too. The order in which they arrive decides nothing.",
)
def version_of(event: events.LearnerEvent) -> Version:
    return Version((event.time - _EPOCH) // _MICROSECOND, event.source, event.id)


def changes_of(event: events.LearnerEvent, arrived: int = 0) -> Sequence[FactChange]:
    """The facts that a learner event sets; a retraction sets tombstones.

    Args:
        arrived: as in `Fact`.
    """
    data = event.data
    reader = _CHANGES.get(type(data))
    if reader is None:
        raise TypeError(f"{type(data).__name__} is no learner fact")
    return reader(data, event.partitionkey, version_of(event), arrived)


def _learner(data: facts.LearnerKey, district: str, version: Version, _: int) -> Sequence[FactChange]:
    value = data if isinstance(data, facts.Learner) else None
    return (
        FactChange(LedgerId(district, data.school_year, data.learner), FactKey("learner", ""), Fact(version, value)),
    )


def _enrollment(data: facts.EnrollmentKey, district: str, version: Version, _: int) -> Sequence[FactChange]:
    value = data if isinstance(data, facts.Enrollment) else None
    ledger = LedgerId(district, year_of_enrollment(data), data.learner)
    key = FactKey("enrollment", f"{encoded(data.school)}|{data.entry_date}")
    return (FactChange(ledger, key, Fact(version, value)),)


@states_rule(
    "School year of an enrolment",
    "The year that it names, or else that of its entry date. A school year begins on July 1, and is named by "
    "the year it ends in. An import takes an open enrolment that names no year and began before July 1 on "
    "into the next one, and one that was entered after the last day of school and ended in the next year before "
    "school began, as a no-show of that; not beyond a year in which the learner is enrolled anew.",
)
def year_of_enrollment(data: facts.EnrollmentKey) -> int:
    """The school year that it names, or else that of the entry date."""
    return school_year_of(data.entry_date) if data.school_year is None else data.school_year


def _attendance(data: facts.AttendanceKey, district: str, version: Version, arrived: int) -> Sequence[FactChange]:
    year, key = _mark_key(data.school, data.date, data.section, data.slot)
    fact = Fact(version, data, arrived) if isinstance(data, facts.Attendance) else Fact(version, None)
    return (FactChange(LedgerId(district, year, data.learner), key, fact),)


def _roll(data: facts.Roll, district: str, version: Version, arrived: int) -> Sequence[FactChange]:
    school, day, section = data.school, data.date, data.section
    year, key = _mark_key(school, day, section, "")
    taken = msgspec.structs.replace(data, marks=())
    changes = [_taken(data, taken, district, version)]
    for mark in data.marks:
        value = facts.Attendance(
            school=school,
            learner=mark.learner,
            date=day,
            section=section,
            category=mark.category,
            daily=data.daily,
            minutes_absent=mark.minutes_absent,
            reason=mark.reason,
        )
        changes.append(FactChange(LedgerId(district, year, mark.learner), key, Fact(version, value, arrived)))
    return changes


def _retracted_roll(data: facts.RollKey, district: str, version: Version, _: int) -> Sequence[FactChange]:
    year, key = _mark_key(data.school, data.date, data.section, "")
    dead = Fact(version, None)
    marks = (FactChange(LedgerId(district, year, learner), key, dead) for learner in data.learners)
    return [_taken(data, None, district, version), *marks]


def _grade(data: facts.GradeKey, district: str, version: Version, arrived: int) -> Sequence[FactChange]:
    fact = Fact(version, data, arrived) if isinstance(data, facts.Grade) else Fact(version, None)
    where = f"s:{encoded(data.section)}" if data.section is not None else f"c:{encoded(data.course or '')}"
    part = f"grade|{encoded(data.school)}|{encoded(plain_name(data.grading_period))}"
    ledger = LedgerId(district, data.school_year, data.learner)
    return (FactChange(ledger, FactKey(part, f"{where}|{data.kind}"), fact),)


def _engagement(data: facts.EngagementKey, district: str, version: Version, arrived: int) -> Sequence[FactChange]:
    fact = Fact(version, data, arrived) if isinstance(data, facts.Engagement) else Fact(version, None)
    ledger = LedgerId(district, school_year_of(data.date), data.learner)
    return (FactChange(ledger, FactKey("engagement", encoded(data.engagement)), fact),)


def _participation(data: facts.ParticipationKey, district: str, version: Version, _: int) -> Sequence[FactChange]:
    value = data if isinstance(data, facts.Participation) else None
    key = FactKey("participation", f"{encoded(data.partnership)}|{data.start_date}")
    return (FactChange(LedgerId(district, 0, data.learner), key, Fact(version, value)),)


@lru_cache(maxsize=65536)  # the marks of a school and day share it
def _mark_key(school: str, day: date, section: str | None, slot: str) -> tuple[int, FactKey]:
    """The school year and the key of a mark."""
    item = f"{day}|{'' if section is None else encoded(section)}|{encoded(slot)}"
    return school_year_of(day), FactKey(f"attendance|{encoded(school)}", item)


def _taken(key: facts.Roll | facts.RollKey, value: facts.Roll | None, district: str, version: Version) -> FactChange:
    """That a roll was taken is a fact of the school: a roll without absences is a report too."""
    section = "" if key.section is None else encoded(key.section)
    ledger = LedgerId(district, school_year_of(key.date), school_owner(key.school))
    return FactChange(ledger, FactKey("roll", f"{key.date}|{section}"), Fact(version, value))


_CHANGES: dict[type[facts.Data], Callable[[Any, str, Version, int], Sequence[FactChange]]] = {
    facts.Learner: _learner,
    facts.LearnerKey: _learner,
    facts.Enrollment: _enrollment,
    facts.EnrollmentKey: _enrollment,
    facts.Attendance: _attendance,
    facts.AttendanceKey: _attendance,
    facts.Roll: _roll,
    facts.RollKey: _retracted_roll,
    facts.Grade: _grade,
    facts.GradeKey: _grade,
    facts.Engagement: _engagement,
    facts.EngagementKey: _engagement,
    facts.Participation: _participation,
    facts.ParticipationKey: _participation,
}
