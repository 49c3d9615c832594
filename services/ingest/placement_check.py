"""Which facts of an import will not count yet, by the rules by which the store counts what waits.

It looks at the files, and at what the store holds of their learners and schools.
"""

from array import array
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from typing import Protocol

from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.calendar import SchoolCalendar, school_year_of, school_year_span
from services.core.cells import WAITING, WAITING_FACTS, by_month
from services.core.conditions import AllOf, In
from services.core.day_reading import is_of_whole_day
from services.core.enrollment_view import Learner
from services.core.entity_changes import entity_change_of
from services.core.fact_changes import changes_of
from services.core.facts import EntityKey, Fact, FactKey, LedgerId, encoded
from services.core.ledger import Ledger, put
from services.core.policy import DEFAULT_POLICY
from services.core.rules import DistrictRules, calendar_key
from services.core.waiting_facts import WaitingKind, WaitingReason, no_calendar
from services.ingest.waiting_marks import _DAY, _OF_WHOLE_DAY, SectionDays, marks_waiting
from services.store.port import CellQuery, CellSum

LEDGERS_AT_ONCE = 500
"""Learners who are looked up in the store together."""


class PlacementFacts(Protocol):
    """All that an import without `--snapshot` needs of `services.store.port.Store`."""

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]: ...

    async def facts_at(self, keys: Collection[tuple[LedgerId, FactKey]]) -> dict[tuple[LedgerId, FactKey], Fact]: ...

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]: ...

    async def sum_cells(self, query: CellQuery) -> list[CellSum]: ...

    def scan_ledgers(self, district: str) -> AsyncIterator[tuple[LedgerId, Ledger]]: ...


Waiting = Counter[tuple[WaitingKind, WaitingReason]]


class PlacementCheck:
    """Notes what an import says of learners, in some bytes for each mark, and counts at the end what will wait."""

    def __init__(self) -> None:
        self._enrollments: dict[LedgerId, Ledger] = {}
        self._marks: dict[LedgerId, dict[str, array[int]]] = {}
        self._grades: dict[LedgerId, dict[str, array[int]]] = {}
        self._engagements: dict[LedgerId, array[int]] = {}
        self._calendars: dict[EntityKey, Fact] = {}
        self._parts_of_days: Counter[str] = Counter()

    def note(self, event: LearnerEvent) -> None:
        """Note an event whose learner is pseudonymised."""
        district = event.partitionkey
        match event.data:
            case facts.Attendance(learner=learner, date=day, fraction_absent=fraction, slot=slot) as mark:
                self._parts_of_days[district] += fraction is not None and fraction < 1
                ledger = LedgerId(district, school_year_of(day), learner)
                self._mark(ledger, mark, slot, is_of_whole_day(mark))
            case facts.Roll(date=day, marks=marks) as roll:
                daily = roll.section is None or roll.daily
                for of_learner in marks:
                    self._mark(LedgerId(district, school_year_of(day), of_learner.learner), roll, "", daily)
            case facts.Grade(learner=learner, school=school, school_year=year):
                by_school = self._grades.setdefault(LedgerId(district, year, learner), {})
                by_school.setdefault(school, array("q")).append(hash(changes_of(event)[0].key))
            case facts.Engagement(learner=learner, date=day):
                ledger = LedgerId(district, school_year_of(day), learner)
                self._engagements.setdefault(ledger, array("q")).append(hash(changes_of(event)[0].key))
            case facts.EnrollmentKey():
                change = changes_of(event)[0]
                put(self._enrollments.setdefault(change.ledger, Ledger()), change.key, change.fact)
            case facts.Calendar():
                document = entity_change_of(event)
                if document.fact.supersedes(self._calendars.get(document.key)):
                    self._calendars[document.key] = document.fact

    async def whole_days(self, known: PlacementFacts | None) -> int:
        """Absences of a part of a day that count as whole days, by the policies that the store has."""
        count = 0
        for district, parts in self._parts_of_days.items():
            documents = await known.documents(district, ("policy",)) if known is not None and parts else {}
            count += 0 if _policy_in(documents).absent_parts else parts
        return count

    async def waiting(self, known: PlacementFacts | None) -> Waiting:
        """The facts of the import that wait, given its own enrolments and calendars and those that the store has."""
        total: Waiting = Counter()
        ledgers = sorted({*self._marks, *self._grades, *self._engagements, *self._enrollments})
        for district in sorted({ledger.district for ledger in ledgers}):
            documents = await known.documents(district, ("calendar", "policy")) if known is not None else {}
            rules, days = self._rules(district, documents), SectionDays()
            own = [ledger for ledger in ledgers if ledger.district == district]
            for begin in range(0, len(own), LEDGERS_AT_ONCE):
                ids = own[begin : begin + LEDGERS_AT_ONCE]
                stored = await known.ledgers(ids) if known is not None else {}
                for ledger in ids:
                    total.update(self._waiting_in(ledger, stored.get(ledger, Ledger()), rules, days))
            reporting = await _schools_with_daily_attendance(district, known) if days.silent else set()
            if count := days.count(reporting):
                total[WaitingKind.DAYS, WaitingReason.NO_DAILY_ATTENDANCE] = count
        return total

    def _rules(self, district: str, documents: Mapping[EntityKey, Fact]) -> DistrictRules:
        policy, calendars = _policy_in(documents), dict(documents)
        for key, fact in self._calendars.items():
            if key.district == district and fact.supersedes(calendars.get(key)):
                calendars[key] = fact
        published = (fact.value for fact in calendars.values() if isinstance(fact.value, facts.Calendar))
        kinds = policy.instructional_kinds
        return DistrictRules(policy, {calendar_key(fact): SchoolCalendar(fact, kinds) for fact in published})

    def _mark(self, ledger: LedgerId, taken: facts.Attendance | facts.Roll, slot: str, whole_day: bool) -> None:
        number = (taken.date - school_year_span(ledger.school_year).begin).days
        key = hash((taken.section, slot)) & (_OF_WHOLE_DAY - 1)
        marks = self._marks.setdefault(ledger, {}).setdefault(taken.school, array("Q"))
        marks.append(number * _DAY + whole_day * _OF_WHOLE_DAY + key)

    def _waiting_in(
        self, ledger: LedgerId, stored: Ledger, rules: DistrictRules, days: "SectionDays"
    ) -> Iterator[tuple[WaitingKind, WaitingReason]]:
        own = self._enrollments.get(ledger, Ledger()).get("enrollment", {})
        learner = Learner(ledger.school_year, _merged(stored, own), None, rules.policy)
        for school, codes in self._marks.get(ledger, {}).items():
            standing = learner.standing_at(encoded(school))
            for missing in marks_waiting(ledger, school, codes, standing, rules, days):
                yield WaitingKind.MARKS, missing.reason
        for school, keys in self._grades.get(ledger, {}).items():
            if learner.standing_at(encoded(school)) is None:
                yield from [(WaitingKind.GRADES, WaitingReason.NOT_ENROLLED)] * len(set(keys))
        if learner.last_enrollment() is None:
            engagements = len(set(self._engagements.get(ledger, ())))
            yield from [(WaitingKind.ENGAGEMENTS, WaitingReason.NOT_ENROLLED)] * engagements
        for encoded_school in {item.partition("|")[0] for item in own}:
            if standing := learner.standing_at(encoded_school):
                for unknown in rules.calendar_of(standing, ledger.school_year).unknown_in(standing.spans):
                    yield WaitingKind.LEARNERS, no_calendar(unknown.name).reason


def _merged(stored: Ledger, own: Mapping[str, Fact]) -> Ledger:
    """The enrolments of a learner by the store and by the import; the greater version of each wins."""
    enrollments = dict(stored.get("enrollment", {}))
    for item, fact in own.items():
        if fact.supersedes(enrollments.get(item)):
            enrollments[item] = fact
    return Ledger({"enrollment": enrollments})


async def _schools_with_daily_attendance(district: str, known: PlacementFacts | None) -> set[tuple[str, int]]:
    """Schools and school years of which the store has marked days that speak of the daily attendance."""
    if known is None:
        return set()
    of_district, columns = In("district", (district,)), ("school", "school_year")
    reported = await known.sum_cells(CellQuery(by_month("day"), columns, ("reported",), of_district))
    silent_days = In("reason", (WaitingReason.NO_DAILY_ATTENDANCE.value,))
    query = CellQuery(WAITING, columns, (WAITING_FACTS,), AllOf((of_district, silent_days)))
    silent = {keys: count for keys, (count,) in await known.sum_cells(query)}
    return {(str(keys[0]), int(keys[1])) for keys, (days,) in reported if days > silent.get(keys, 0)}


def _policy_in(documents: Mapping[EntityKey, Fact]) -> facts.Policy:
    policies = (fact.value for fact in documents.values() if isinstance(fact.value, facts.Policy))
    return next(policies, DEFAULT_POLICY)
