"""The same numbers by looking at every learner, school and day on its own: slow, and simple enough to believe."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.contracts import facts
from services.core.calendar import school_year_of
from services.core.ledger import Ledger, live
from services.core.membership import attributes_of
from services.query.model import And, DimensionFilter, Filter, Not, Or

ATTRIBUTE_NAMES = (
    "sex", "race_ethnicity", "hispanic_latino", "economically_disadvantaged", "english_learner", "disability",
    "homeless", "foster_care", "military_connected",
)  # fmt: skip


@dataclass(frozen=True)
class Stay:
    """A learner at a school in a year: the values of the dimensions, and what happened on which day."""

    values: dict[str, str | None]
    enrolled: tuple[tuple[date, date], ...]
    member: tuple[date, ...]
    absent: frozenset[date]
    tardy: frozenset[date]

    def so_far(self, day: date) -> tuple[int, int]:
        """Member days and absences up to a day of the school year, both ends included."""
        return sum(each <= day for each in self.member), sum(each <= day for each in self.absent)


def stays_of(ledger: Ledger, calendars: dict[str, facts.Calendar]) -> list[Stay]:
    attributes = attributes_of(next(live(ledger, "learner", facts.Learner), None))
    enrollments: dict[str, list[facts.Enrollment]] = {}
    for enrollment in sorted(live(ledger, "enrollment", facts.Enrollment), key=lambda each: each.entry_date):
        enrollments.setdefault(enrollment.school, []).append(enrollment)
    marks = [mark for part in ledger if part.startswith("attendance|") for mark in live(ledger, part, facts.Attendance)]
    return [
        _stay(school, some, [mark for mark in marks if mark.school == school], attributes, calendars.get(school))
        for school, some in enrollments.items()
    ]


def _stay(
    school: str,
    enrollments: list[facts.Enrollment],
    marks: list[facts.Attendance],
    attributes: tuple[str, ...],
    calendar: facts.Calendar | None,
) -> Stay:
    spans = tuple((each.entry_date, each.exit_date or date(2011, 6, 30)) for each in enrollments)
    taught = {day.date for day in calendar.days} if calendar else set()
    member = tuple(sorted(day for day in taught if any(begin <= day <= end for begin, end in spans)))
    daily = [mark for mark in marks if mark.section is None and mark.date in member]
    absent = {mark.date for mark in daily if mark.category in ("Excused Absence", "Unexcused Absence")}
    tardy = {mark.date for mark in daily if mark.category == "Tardy"}
    values: dict[str, str | None] = {
        "district": "255901",
        "school": school,
        "grade_level": enrollments[-1].grade_level,
        **{name: value or None for name, value in zip(ATTRIBUTE_NAMES, attributes, strict=True)},
    }
    return Stay(values, spans, member, frozenset(absent), frozenset(tardy))


def matches(filter_: Filter | None, values: dict[str, str | None]) -> bool:
    match filter_:
        case None:
            return True
        case And(items=items):
            return all(matches(item, values) for item in items)
        case Or(items=items):
            return any(matches(item, values) for item in items)
        case Not(item=item):
            return not matches(item, values)
        case DimensionFilter(name=name, predicate=predicate):
            value = values[name]
            if predicate.is_null is not None:
                return (value is None) is predicate.is_null
            if predicate.eq is not None:
                return value == predicate.eq
            if predicate.ne is not None:
                return value != predicate.ne
            if predicate.in_ is not None:
                return value in predicate.in_
            return value not in (predicate.not_in or ())


def _flow(days: Callable[[Stay], object]) -> Callable[[Stay, date, date], int]:
    return lambda stay, begin, end: sum(begin <= day <= end for day in days(stay))  # type: ignore[attr-defined]


def _standing(holds: Callable[[int, int], bool]) -> Callable[[Stay, date, date], int]:
    def at_end(stay: Stay, _: date, end: date) -> int:
        return int(school_year_of(end) == 2011 and holds(*stay.so_far(end)))

    return at_end


METRICS: dict[str, Callable[[Stay, date, date], int]] = {
    "member_days": _flow(lambda stay: stay.member),
    "absences": _flow(lambda stay: stay.absent),
    "tardies": _flow(lambda stay: stay.tardy),
    "enrolled_learners": _standing(lambda members, _: members > 0),
    "eligible_learners": _standing(lambda members, _: members >= 10),
    "absent_learners": _standing(lambda _, absences: absences > 0),
    "chronic_learners": _standing(lambda members, absences: members >= 10 and 10 * absences >= members),
    "severe_learners": _standing(lambda members, absences: members >= 10 and 5 * absences >= members),
    "absence_below_5": _standing(lambda members, absences: members >= 10 and 20 * absences < members),
    "members": lambda stay, _, end: int(any(begin <= end <= last for begin, last in stay.enrolled)),
}
