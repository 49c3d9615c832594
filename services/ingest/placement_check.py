"""Which facts of an import will not count yet: their learners are not enrolled, or their schools have no calendar."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.calendar import plain_name, school_year_of, school_year_span
from services.core.facts import EntityKey, Fact, LedgerId, year_of_enrollment
from services.core.ledger import Ledger, live
from services.core.membership import member_spans
from services.core.participation import Spans
from services.core.policy import DEFAULT_POLICY
from services.core.rules import CalendarKey, calendar_key
from services.core.waiting import WaitingKind, WaitingReason, covers

LEDGERS_AT_ONCE = 500
"""Learners who are looked up in the store together."""


class KnownFacts(Protocol):
    """All that the check needs of `services.store.port.Store`."""

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]: ...

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]: ...


class SchoolYear(NamedTuple):
    """A school in one school year."""

    district: str
    school: str
    school_year: int


Waiting = Counter[tuple[WaitingKind, WaitingReason]]
Calendars = Collection[tuple[str, CalendarKey]]
"""District and key of each calendar that is published."""
_UNKNOWN = "neither in these files nor among what consumers have applied so far"
NOTES: Mapping[tuple[WaitingKind, WaitingReason], str] = {
    (WaitingKind.MARKS, WaitingReason.NOT_ENROLLED): (
        f"a mark waits: no enrolment of the learner at that school covers its date, {_UNKNOWN}"
    ),
    (WaitingKind.MARKS, WaitingReason.NO_CALENDAR): (
        f"a mark waits: the school has no calendar of that school year, {_UNKNOWN}"
    ),
    (WaitingKind.MARKS, WaitingReason.UNKNOWN_CALENDAR): (
        f"a mark waits: the calendar that the enrolment of the learner names is {_UNKNOWN}"
    ),
    (WaitingKind.GRADES, WaitingReason.NOT_ENROLLED): (
        "a grade counts with its grade level not known: the learner has no enrolment at that school in that school "
        f"year, {_UNKNOWN}"
    ),
    (WaitingKind.ENGAGEMENTS, WaitingReason.NOT_ENROLLED): (
        f"an engagement waits: the learner has no enrolment in that school year, {_UNKNOWN}"
    ),
}
"""What the summary of an import says of facts that wait."""


WHOLE_DAYS = (
    "an absence says which part of the day was missed (fractionAbsent, Ed-Fi eventDuration), which was not read: it "
    "counts as a whole day, since the district's policy has no absentParts"
)


SECTIONS_ONLY = (
    "a mark of a section makes no absence: of its school these files have no daily attendance, and the district's "
    "policy has no sectionAbsencesForADay. Send daily: true with the marks and rolls of a homeroom (Ed-Fi: "
    "officialAttendancePeriod of the section or class period, or homeroomIndicator)"
)


class PlacementCheck:
    """Notes what an import says of learners, in some bytes for each mark, and counts at the end what will wait."""

    def __init__(self) -> None:
        self._enrollments: dict[LedgerId, dict[tuple[str, date], facts.Enrollment]] = {}
        self._marks: dict[LedgerId, dict[str, array[int]]] = {}
        self._grades: dict[LedgerId, Counter[str]] = {}
        self._engagements: Counter[LedgerId] = Counter()
        self._calendars: set[tuple[str, CalendarKey]] = set()
        self._parts_of_days: Counter[str] = Counter()
        self._of_sections: Counter[SchoolYear] = Counter()
        self._daily: set[SchoolYear] = set()

    def note(self, event: LearnerEvent) -> None:
        """Note an event whose learner is pseudonymised."""
        district = event.partitionkey
        match event.data:
            case facts.Attendance(learner=learner, school=school, date=day, fraction_absent=fraction) as attendance:
                self._parts_of_days[district] += fraction is not None and fraction < 1
                self._of_section(district, attendance, 1)
                self._mark(LedgerId(district, school_year_of(day), learner), school, day)
            case facts.Roll(school=school, date=day, marks=marks) as roll:
                self._of_section(district, roll, len(marks))
                for mark in marks:
                    self._mark(LedgerId(district, school_year_of(day), mark.learner), school, day)
            case facts.Grade(learner=learner, school=school, school_year=year):
                self._grades.setdefault(LedgerId(district, year, learner), Counter())[school] += 1
            case facts.Engagement(learner=learner, date=day):
                self._engagements[LedgerId(district, school_year_of(day), learner)] += 1
            case facts.Enrollment(learner=learner, school=school, entry_date=entry) as enrollment:
                ledger = LedgerId(district, year_of_enrollment(enrollment), learner)
                self._enrollments.setdefault(ledger, {})[school, entry] = enrollment
            case facts.Calendar() as calendar:
                self._calendars.add((district, calendar_key(calendar)))

    async def whole_days(self, known: KnownFacts | None) -> int:
        """Absences of a part of a day that count as whole days, by the policies that the store has."""
        count = 0
        for district, parts in self._parts_of_days.items():
            documents = await known.documents(district, ("policy",)) if known is not None and parts else {}
            count += 0 if _policy_in(documents).absent_parts else parts
        return count

    async def of_sections_only(self, known: KnownFacts | None) -> int:
        """Marks of sections, of schools of which the import has no daily attendance, that make no absence."""
        without = {where: count for where, count in self._of_sections.items() if where not in self._daily}
        for district in {where.district for where in without}:
            documents = await known.documents(district, ("policy",)) if known is not None else {}
            if _policy_in(documents).section_absences_for_a_day is not None:
                without = {where: count for where, count in without.items() if where.district != district}
        return sum(without.values())

    async def waiting(self, known: KnownFacts | None) -> Waiting:
        """The facts of the import that wait, given its own enrolments and calendars and those that the store has."""
        ledgers = sorted({*self._marks, *self._grades, *self._engagements})
        calendars, exit_dates = set(self._calendars), dict[str, facts.ExitDate]()
        for district in {ledger.district for ledger in ledgers}:
            documents = await known.documents(district, ("calendar", "policy")) if known is not None else {}
            calendars |= _calendars_in(district, documents)
            exit_dates[district] = _policy_in(documents).exit_date
        total: Waiting = Counter()
        for begin in range(0, len(ledgers), LEDGERS_AT_ONCE):
            ids = ledgers[begin : begin + LEDGERS_AT_ONCE]
            stored = await known.ledgers(ids) if known is not None else {}
            for ledger in ids:
                enrolled = _enrollments_in(stored.get(ledger)) | self._enrollments.get(ledger, {})
                exit_date = exit_dates.get(ledger.district, DEFAULT_POLICY.exit_date)
                total.update(self._waiting_in(ledger, enrolled, calendars, exit_date))
        return total

    def _of_section(self, district: str, taken: facts.Attendance | facts.Roll, marks: int) -> None:
        where = SchoolYear(district, taken.school, school_year_of(taken.date))
        if taken.section is None or taken.daily:
            self._daily.add(where)
        else:
            self._of_sections[where] += marks

    def _mark(self, ledger: LedgerId, school: str, day: date) -> None:
        days = self._marks.setdefault(ledger, {}).setdefault(school, array("H"))
        days.append((day - school_year_span(ledger.school_year).begin).days)

    def _waiting_in(
        self,
        ledger: LedgerId,
        enrolled: Mapping[tuple[str, date], facts.Enrollment],
        calendars: Calendars,
        exit_date: facts.ExitDate,
    ) -> Iterator[tuple[WaitingKind, WaitingReason]]:
        schools = {school for school, _ in enrolled}
        for school, days in self._marks.get(ledger, {}).items():
            own = [enrollment for (where, _), enrollment in enrolled.items() if where == school]
            for reason in _reasons(days, ledger, school, own, calendars, exit_date):
                yield WaitingKind.MARKS, reason
        for school, count in self._grades.get(ledger, Counter[str]()).items():
            if school not in schools:
                yield from [(WaitingKind.GRADES, WaitingReason.NOT_ENROLLED)] * count
        if not schools:
            yield from [(WaitingKind.ENGAGEMENTS, WaitingReason.NOT_ENROLLED)] * self._engagements[ledger]


def _reasons(
    days: Iterable[int],
    ledger: LedgerId,
    school: str,
    enrolled: Sequence[facts.Enrollment],
    calendars: Calendars,
    exit_date: facts.ExitDate,
) -> Iterator[WaitingReason]:
    """Why marks of these days at a school, by their numbers in the school year, wait; nothing of those that do not.

    Args:
        enrolled: the learner's enrolments at the school.
    """
    begin = school_year_span(ledger.school_year).begin
    spans, missing, known = member_spans(enrolled, ledger.school_year, exit_date), dict[str, Spans](), list[Spans]()
    for name in sorted({plain_name(enrollment.calendar or "") for enrollment in enrolled}):
        naming = (enrollment for enrollment in enrolled if plain_name(enrollment.calendar or "") == name)
        own = member_spans(naming, ledger.school_year, exit_date)
        if (ledger.district, CalendarKey(school, ledger.school_year, name)) in calendars:
            known.append(own)
        else:
            missing[name] = own
    for number in days:
        day = begin + timedelta(days=number)
        if not covers(spans, day):
            yield WaitingReason.NOT_ENROLLED
        elif not any(covers(own, day) for own in known):
            unknown = next((name for name, own in missing.items() if covers(own, day)), "")
            yield WaitingReason.UNKNOWN_CALENDAR if unknown else WaitingReason.NO_CALENDAR


def _enrollments_in(ledger: Ledger | None) -> dict[tuple[str, date], facts.Enrollment]:
    found = live(ledger, "enrollment", facts.Enrollment) if ledger else ()
    return {(enrollment.school, enrollment.entry_date): enrollment for enrollment in found}


def _calendars_in(district: str, documents: Mapping[EntityKey, Fact]) -> set[tuple[str, CalendarKey]]:
    calendars = (fact.value for fact in documents.values() if isinstance(fact.value, facts.Calendar))
    return {(district, calendar_key(calendar)) for calendar in calendars}


def _policy_in(documents: Mapping[EntityKey, Fact]) -> facts.Policy:
    policies = (fact.value for fact in documents.values() if isinstance(fact.value, facts.Policy))
    return next(policies, DEFAULT_POLICY)
