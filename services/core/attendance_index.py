"""Registers: what a learner's daily marks at a school amount to, so that one more mark changes a few numbers.

Nearly all events are marks. The fold would compute a learner's year before and after each; a register knows the year,
and says what a mark changes. It holds for marks of whole days where nothing but the category decides on the day's
absence, of learners of one school without participations, which count by phase besides; all others go through
`contributions`, and what a register says equals what `contributions` would.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, get_args

from services.contracts import facts
from services.contracts.primitives import AttendanceCategory
from services.core.arrivals import ARRIVALS, DAYS_LATE, LATE, days_late
from services.core.attendance import day_flows
from services.core.attendance_statuses import absence_moves
from services.core.calendar import SchoolCalendar
from services.core.cells import CellKey, Coordinate, Measures, add_measures, spelled_out
from services.core.day_reading import ABSENCES, reads_more_than_categories
from services.core.enrollment_view import Learner, schools_of
from services.core.facts import Fact, FactKey, LedgerId
from services.core.ledger import Ledger, live
from services.core.membership import NOWHERE, CellPlace, MemberDays, member_days
from services.core.participation import Spans
from services.core.policy import DEFAULT_POLICY
from services.core.rules import DistrictRules
from services.core.waiting_facts import waiting_mark, why_waiting

NO_CALENDAR = SchoolCalendar.empty("", 0)
"""Of a learner who is not enrolled: marks wait for the enrolment, whatever the calendar says."""
_WHOLE_DAY = len("2010-08-23||")
"""The length of an item without section and slot."""


@dataclass(frozen=True, slots=True, eq=False)
class CellCoordinate:
    """A place in a district's year. Compared by identity: hashing all attributes would cost more than the mark."""

    district: str
    school_year: int
    place: CellPlace


Changes = dict[str | int, int]
"""What a day's cells change by: measure → by how much; and days late → how many marks arrived so late."""


@dataclass(slots=True)
class Sums:
    """What marks change.

    Attributes:
        days: corner → date → what its cells change by.
        waiting: the same of cells of facts that wait.
    """

    days: dict[CellCoordinate, dict[str, Changes]] = field(default_factory=dict)
    waiting: dict[CellKey, Measures] = field(default_factory=dict)


@dataclass(slots=True)
class AttendanceIndex:
    """The marks of one learner at one school in one year.

    Attributes:
        rules: those it was opened with; under others it means nothing.
        ledger: whose marks.
        items: the part of the ledger that holds the marks.
        corner: where they count; None: the learner is not enrolled.
        calendar: the one that the learner follows.
        spans: the days on which the learner is enrolled.
        absences: the numbers of the member days with an absence, in order.
    """

    rules: DistrictRules
    ledger: LedgerId
    items: dict[str, Fact]
    corner: CellCoordinate | None
    calendar: SchoolCalendar
    spans: Spans
    member: MemberDays
    absences: list[int]

    def mark(self, item: str, fact: Fact, sums: Sums) -> Fact | None:
        """Put the mark into the ledger and add what it changes to the sums.

        Returns what the ledger holds now; None: what it held before.
        """
        known = self.items.get(item)
        merged = fact if known is None else fact.merged(known)  # most marks are the first of their day
        if merged is None:
            return None
        self.items[item] = merged
        if merged.value is not None:
            self._count(sums, item[:10], merged.value, merged.arrived, 1)
        if known is not None and known.value is not None:
            self._count(sums, item[:10], known.value, known.arrived, -1)
        return merged

    def _count(self, sums: Sums, day: str, mark: Any, arrived: int, by: int) -> None:
        """Add one mark, or take it away. A mark of absence makes its day one, or none any more: days have one mark."""
        number = self.member.numbers.get(mark.date)
        if number is None or self.corner is None:
            self._wait(sums, mark, by)
            return
        days = sums.days.get(self.corner)
        if days is None:
            days = sums.days[self.corner] = {}
        measures = days.get(day)
        if measures is None:
            measures = days[day] = {}
        for measure in _FLOWS[mark.category]:
            measures[measure] = measures.get(measure, 0) + by
        if arrived:
            late = _days_late(mark.date, arrived)
            measures[late] = measures.get(late, 0) + by
        if mark.category in ABSENCES:
            eligible_days = self.rules.policy.eligible_days
            for when, measure, move in absence_moves(self.member.days, self.absences, number, eligible_days):
                status = days.setdefault(when.isoformat(), {})
                status[measure] = status.get(measure, 0) + move

    def _wait(self, sums: Sums, mark: Any, by: int) -> None:
        """Add a mark that waits, or take it away."""
        missing = why_waiting(mark.date, self.spans, self.calendar)
        for where, counted in waiting_mark(mark, missing, by):
            for key in spelled_out(self.ledger.district, self.ledger.school_year, where):
                add_measures(sums.waiting.setdefault(key, {}), counted)


def attendance_index_of(
    ledger_id: LedgerId, ledger: Ledger, key: FactKey, rules: DistrictRules
) -> AttendanceIndex | None:
    """The register that a mark of this key goes into; None if there can be none, and `contributions` must say."""
    part, item = key
    if len(item) != _WHOLE_DAY:
        return None
    index: AttendanceIndex | None = ledger.registers.get(part)
    if index is not None and index.rules is rules:
        return index
    if not part.startswith("attendance|"):
        return None
    index = ledger.registers[part] = _opened(ledger_id, ledger, part, rules)
    return index


def _opened(ledger_id: LedgerId, ledger: Ledger, part: str, rules: DistrictRules) -> AttendanceIndex | None:
    policy, items = rules.policy, ledger.setdefault(part, {})
    if reads_more_than_categories(policy):
        return None
    if any(len(item) != _WHOLE_DAY for item in items) or len(schools_of(ledger)) > 1:
        return None
    learner = Learner(ledger_id.school_year, ledger, next(live(ledger, "learner", facts.Learner), None), policy)
    standing = learner.standing_at(part.partition("|")[2])
    if standing is None:
        return AttendanceIndex(rules, ledger_id, items, None, NO_CALENDAR, (), NOWHERE, [])
    calendar = rules.calendar_of(standing, ledger_id.school_year)
    member = member_days(standing.spans, calendar)
    absent = (mark.date for mark in live(ledger, part, facts.Attendance) if mark.category in ABSENCES)
    absences = sorted(member.numbers[day] for day in absent if day in member.numbers)
    corner = _corner(ledger_id.district, ledger_id.school_year, standing.place)
    return AttendanceIndex(rules, ledger_id, items, corner, calendar, standing.spans, member, absences)


def expand_keys(sums: Sums, cells: dict[CellKey, Measures]) -> None:
    """Add the sums to cells, in both variants of the family."""
    for key, waiting_facts in sums.waiting.items():
        add_measures(cells.setdefault(key, {}), waiting_facts)
    for corner, days in sums.days.items():
        for day, measures in days.items():
            moved = _measures(measures)
            where = Coordinate("day", corner.place, (day,))
            for key in spelled_out(corner.district, corner.school_year, where) if moved else ():
                add_measures(cells.setdefault(key, {}), moved)


def _measures(changes: Changes) -> Measures:
    """Without zeros."""
    measures: Measures = {}
    for name, by in changes.items():
        if isinstance(name, str):
            measures[name] = by
        else:
            add_measures(measures, {ARRIVALS: by, LATE: by, DAYS_LATE: by * name} if name else {ARRIVALS: by})
    return {name: by for name, by in measures.items() if by}


_days_late = lru_cache(maxsize=65536)(days_late)  # the marks of a day arrive together, mostly


@lru_cache(maxsize=65536)
def _corner(district: str, school_year: int, place: CellPlace) -> CellCoordinate:
    return CellCoordinate(district, school_year, place)


def _flows(category: AttendanceCategory) -> tuple[str, ...]:
    mark = facts.Attendance(school="", learner="", date=date.min, category=category)
    return tuple(measure for _, measure, _ in day_flows(date.min, [mark], DEFAULT_POLICY))


_FLOWS = {category: _flows(category) for category in get_args(AttendanceCategory)}
"""The measures of its day that a mark of the category adds one to."""
