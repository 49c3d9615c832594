"""Enrolments that an import takes on into a later school year: they name none, and go on when its school begins.

Many systems enter learners for the next year in June, or keep one open enrolment over all years. Such an enrolment is
of the school year of its entry date; here it becomes one of each later year as well, if a calendar of the school says
when that begins, unless the learner has an enrolment of that year, or of one in between: systems that enrol everybody
anew each year leave old enrolments open, of learners who are elsewhere now. Of several that were entered in the same
school year all are taken on. When the calendar of a later year is new, the enrolments that the store has are looked at,
too. One that was entered after the last day of school, and ended in the next year before school began, is taken on into
that, too: it is a no-show of it. An enrolment keeps the calendar that it names, and waits where the later year has none
of that name, unless the source says which one it follows in that year. What an earlier import took on, and has ended
since or has an enrolment of its own now, is taken back.
"""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

import msgspec

from services.contracts import facts
from services.contracts.events import EnrollmentRecorded, EnrollmentRetracted, LearnerDescribed, LearnerEvent
from services.core.calendar import SchoolCalendar, plain_name, school_year_of
from services.core.fact_changes import changes_of, year_of_enrollment
from services.core.facts import EntityKey, Fact, FactKey, LedgerId
from services.core.ledger import Ledger, live
from services.core.membership import enrolled_span
from services.core.policy import DEFAULT_POLICY
from services.core.rules import CalendarName, calendar_key
from services.ingest.carried_enrollments import (
    TAKEN_BACK,
    TAKEN_ON,
    TAKEN_ON_AS_NO_SHOW,
    TAKEN_ON_WITHOUT_CALENDAR,
    is_no_show_of,
    ledger_entered,
    ledger_of_year,
    retraction_after,
    retraction_of,
    stored_enrollment,
)
from services.ingest.stored_enrollments import open_enrollments
from services.ingest.summary import RecordOrigin

LEARNERS_AT_ONCE = 500
"""Learners who are looked up in the store together."""


class CarryOverFacts(Protocol):
    """All that it needs of `services.store.port.Store`."""

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]: ...

    async def facts_at(self, keys: Collection[tuple[LedgerId, FactKey]]) -> dict[tuple[LedgerId, FactKey], Fact]: ...

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]: ...

    def scan_ledgers(self, district: str) -> AsyncIterator[tuple[LedgerId, Ledger]]: ...


LaterCalendar = tuple[int, str | None]
"""A later school year, and the name of the calendar that an enrolment follows in it; None: the school's main one."""


class Carried(NamedTuple):
    """An event that follows from one of the import, and what the summary says of it."""

    origin: RecordOrigin
    event: LearnerEvent
    note: str | None


class _Noted(NamedTuple):
    """An enrolment that names no school year. `years`: it is looked at for these alone, since others were before."""

    origin: RecordOrigin
    event: EnrollmentRecorded
    later_calendar: LaterCalendar | None
    years: Collection[int] | None = None


class _Candidate(NamedTuple):
    """An enrolment that may be taken on into a later school year; `later` is the learner's ledger of that year."""

    origin: RecordOrigin
    event: EnrollmentRecorded
    entered: LedgerId
    later: LedgerId
    goes_on: bool
    never_came: bool
    later_calendar: LaterCalendar | None

    def since(self) -> list[LedgerId]:
        """The learner's ledgers of the school years after that in which it was entered, up to the later one."""
        return [
            ledger_of_year(self.later, year) for year in range(self.entered.school_year + 1, self.later.school_year + 1)
        ]


class _School(NamedTuple):
    district: str
    school: str


class CarryOver:
    """Notes the enrolments and calendars of an import; `events` gives what follows for later school years."""

    def __init__(self, *, is_whole: bool = False) -> None:
        """`is_whole`: the files are a whole extract, so what they lack of a school's enrolments is no more."""
        self._is_whole = is_whole
        self._said_of: set[tuple[LedgerId, str, date]] = set()
        self._schools: set[tuple[_School, int]] = set()
        self._new_calendars: dict[_School, dict[int, RecordOrigin]] = {}
        self._recalled: set[LedgerId] = set()
        self._enrolled: dict[tuple[LedgerId, str, date], _Noted] = {}
        self._enrolled_in: dict[LedgerId, list[_Noted]] = {}
        self._described: dict[LedgerId, tuple[RecordOrigin, LearnerDescribed]] = {}
        self._calendars: dict[_School, dict[int, facts.Calendar]] = {}
        self._named: set[tuple[str, CalendarName]] = set()
        self._policies: dict[str, facts.Policy] = {}

    def note(self, origin: RecordOrigin, event: LearnerEvent, later_calendar: LaterCalendar | None = None) -> None:
        """Note an event whose learner is pseudonymised."""
        district, place = event.partitionkey, origin._replace(record=b"")  # which would fill the memory
        if isinstance(event, EnrollmentRecorded):
            year = LedgerId(district, year_of_enrollment(event.data), event.data.learner)
            self._enrolled_in.setdefault(year, []).append(_Noted(place, event, later_calendar))
        if isinstance(event, EnrollmentRecorded | EnrollmentRetracted):
            year = LedgerId(district, year_of_enrollment(event.data), event.data.learner)
            self._schools.add((_School(district, event.data.school), year.school_year))
            self._said_of.add((year, event.data.school, event.data.entry_date))
        match event:
            case EnrollmentRecorded(data=enrollment) if enrollment.school_year is None:
                ledger = LedgerId(district, school_year_of(enrollment.entry_date), enrollment.learner)
                noted = _Noted(place, event, later_calendar)
                self._enrolled[ledger, enrollment.school, enrollment.entry_date] = noted
            case LearnerDescribed(data=learner):
                self._described[LedgerId(district, learner.school_year, learner.learner)] = (place, event)
            case _ if isinstance(event.data, facts.Calendar):
                self._calendar(district, event.data)
                if event.data.calendar is None:
                    school = _School(district, event.data.school)
                    self._new_calendars.setdefault(school, {})[event.data.school_year] = place

    async def events(self, known: CarryOverFacts | None) -> AsyncIterator[Carried]:
        """The events of later school years, given the calendars of the import and those that the store has."""
        if known is not None:
            of_enrollments = {ledger.district for ledger in self._enrolled_in}
            for district in sorted(of_enrollments | {school.district for school in self._new_calendars}):
                await self._learn(district, known)
                await self._recall(district, known)
        candidates = list(self._candidates())
        for begin in range(0, len(candidates), LEARNERS_AT_ONCE):
            batch = candidates[begin : begin + LEARNERS_AT_ONCE]
            ledgers = await _ledgers(known, {ledger for candidate in batch for ledger in candidate.since()})
            for candidate in batch:
                for carried in self._carried(candidate, ledgers):
                    yield carried
        if known is not None:
            async for carried in self._superseded(known):
                yield carried

    def _candidates(self) -> Iterator[_Candidate]:
        for (ledger, _, _), (origin, event, calendar, years) in self._enrolled.items():
            exit_date = self._policies.get(ledger.district, DEFAULT_POLICY).exit_date
            own = self._days_of_school(_School(ledger.district, event.data.school), ledger.school_year)
            for school_year, first in self._later_years(ledger, event.data):
                if years is not None and school_year not in years:
                    continue
                span = enrolled_span(event.data, school_year, exit_date)
                goes_on = span is not None and span.end >= first
                never_came = not goes_on and is_no_show_of(event.data, school_year, own)
                later = LedgerId(ledger.district, school_year, ledger.owner)
                yield _Candidate(origin, event, ledger, later, goes_on, never_came, calendar)

    def _carried(self, candidate: _Candidate, ledgers: Mapping[LedgerId, Ledger]) -> Iterator[Carried]:
        origin, event, _, later, goes_on, never_came, calendar = candidate
        anew = any(year in self._enrolled_in or self._has_own(year, ledgers) for year in candidate.since())
        if (goes_on or never_came) and not anew:
            of_year = calendar if calendar and calendar[0] == later.school_year else (0, event.data.calendar)
            is_described = any(live(ledgers.get(later, Ledger()), "learner", facts.Learner))
            for carried in self._taken_on(origin, event, later, of_year[1], is_described=is_described):
                yield carried._replace(note=TAKEN_ON_AS_NO_SHOW) if never_came and carried.note else carried
            return
        taken_back = retraction_of(event, event.data, later.school_year)
        if (stored := stored_enrollment(ledgers.get(later, Ledger()), taken_back)) is not None:
            yield Carried(
                origin,
                retraction_after(taken_back, stored) if anew and (goes_on or never_came) else taken_back,
                TAKEN_BACK,
            )

    def _has_own(self, year: LedgerId, ledgers: Mapping[LedgerId, Ledger]) -> bool:
        """Whether a ledger holds an enrolment of its school year itself, and not only what was taken on."""
        enrollments = live(ledgers.get(year, Ledger()), "enrollment", facts.Enrollment)
        return any(not self._is_taken_on(enrollment, year, ledgers) for enrollment in enrollments)

    def _is_taken_on(self, enrollment: facts.Enrollment, year: LedgerId, ledgers: Mapping[LedgerId, Ledger]) -> bool:
        """Whether there is an enrolment of an earlier year that it follows from: the same, without a school year."""
        entered = ledger_entered(enrollment, year)
        if enrollment.school_year is None or entered.school_year >= year.school_year:
            return False
        if (entered, enrollment.school, enrollment.entry_date) in self._enrolled:
            return True
        return any(
            (earlier.school, earlier.entry_date, earlier.school_year)
            == (enrollment.school, enrollment.entry_date, None)
            for earlier in live(ledgers.get(entered, Ledger()), "enrollment", facts.Enrollment)
        )

    async def _superseded(self, known: CarryOverFacts) -> AsyncIterator[Carried]:
        """Take back what earlier imports took on, of learners whom this one enrols anew and says no more of them."""
        anew = [(year, noted) for year, enrolled in self._enrolled_in.items() for noted in enrolled]
        for begin in range(0, len(anew), LEARNERS_AT_ONCE):
            years_and_keys = [
                (year, noted, (year, changes_of(noted.event)[0].key))
                for year, noted in anew[begin : begin + LEARNERS_AT_ONCE]
            ]
            stored = await known.facts_at({key for _, _, key in years_and_keys})
            unknown = {
                year: noted for year, noted, key in years_and_keys if key not in stored or stored[key].value is None
            }
            ledgers = await _ledgers(known, {later for year in unknown for later in self._years_from(year)})
            for year, noted in unknown.items():
                for later in self._years_from(year):
                    for carried in self._no_longer(noted, year, later, ledgers):
                        yield carried

    def _years_from(self, year: LedgerId) -> list[LedgerId]:
        """The learner's ledgers of a school year, and of later ones of which there is a main calendar."""
        of_district = (years for where, years in self._calendars.items() if where.district == year.district)
        later = {later_year for years in of_district for later_year in years if later_year > year.school_year}
        return [ledger_of_year(year, school_year) for school_year in sorted({year.school_year, *later})]

    def _no_longer(
        self, noted: _Noted, year: LedgerId, later: LedgerId, ledgers: Mapping[LedgerId, Ledger]
    ) -> Iterator[Carried]:
        for enrollment in live(ledgers.get(later, Ledger()), "enrollment", facts.Enrollment):
            entered = ledger_entered(enrollment, later)
            own = self._enrolled.get((entered, enrollment.school, enrollment.entry_date))
            is_candidate = own is not None and (own.years is None or later.school_year in own.years)
            if is_candidate or entered.school_year >= year.school_year:
                continue
            taken_back = retraction_of(noted.event, enrollment, later.school_year)
            stored = stored_enrollment(ledgers[later], taken_back)
            if stored is not None and self._is_taken_on(enrollment, later, ledgers):
                yield Carried(noted.origin, retraction_after(taken_back, stored), TAKEN_BACK)

    def _calendar(self, district: str, calendar: facts.Calendar) -> None:
        if calendar.calendar is not None:
            self._named.add((district, calendar_key(calendar)))
        else:
            self._calendars.setdefault(_School(district, calendar.school), {})[calendar.school_year] = calendar

    async def _learn(self, district: str, known: CarryOverFacts) -> None:
        """Take from the store what the import does not say itself."""
        for fact in (await known.documents(district, ("calendar", "policy"))).values():
            if isinstance(fact.value, facts.Policy):
                self._policies[district] = fact.value
            elif isinstance(fact.value, facts.Calendar) and fact.value.calendar is not None:
                self._calendar(district, fact.value)
            elif isinstance(fact.value, facts.Calendar):
                self._new_calendars.get(_School(district, fact.value.school), {}).pop(fact.value.school_year, None)
                of_school = self._calendars.setdefault(_School(district, fact.value.school), {})
                of_school.setdefault(fact.value.school_year, fact.value)

    async def _recall(self, district: str, known: CarryOverFacts) -> None:
        """Look at the enrolments that the store has, too, at schools of which a calendar is new to it."""
        years = {
            school.school: new for school, new in self._new_calendars.items() if school.district == district and new
        }
        if not years:
            return
        async for stored in open_enrollments(district, years, known):
            ledger, event, later, described = stored
            key, school = (ledger, event.data.school, event.data.entry_date), _School(district, event.data.school)
            if key in self._said_of or (self._is_whole and (school, ledger.school_year) in self._schools):
                continue
            origin = years[event.data.school][min(later)]
            self._enrolled[key] = _Noted(origin, event, None, later)
            if described is not None and ledger not in self._described:
                self._described[ledger] = (origin, described)
                self._recalled.add(ledger)

    def _later_years(self, ledger: LedgerId, enrollment: facts.Enrollment) -> Iterator[tuple[int, date]]:
        """The later school years of which there is a main calendar, each with its first day of school."""
        school = _School(ledger.district, enrollment.school)
        for school_year in sorted(year for year in self._calendars.get(school, {}) if year > ledger.school_year):
            if days := self._days_of_school(school, school_year):
                yield school_year, days[0]

    def _days_of_school(self, school: _School, school_year: int) -> Sequence[date]:
        """By the main calendar; none where it is not known."""
        calendar = self._calendars.get(school, {}).get(school_year)
        kinds = self._policies.get(school.district, DEFAULT_POLICY).instructional_kinds
        return () if calendar is None else SchoolCalendar(calendar, kinds).days

    def _taken_on(
        self,
        origin: RecordOrigin,
        event: EnrollmentRecorded,
        later: LedgerId,
        calendar: str | None,
        *,
        is_described: bool,
    ) -> Iterator[Carried]:
        school_year = later.school_year
        main = self._calendars[_School(later.district, event.data.school)][school_year]
        if calendar is not None and main.code is not None and plain_name(main.code) == plain_name(calendar):
            calendar = None
        own = CalendarName(event.data.school, school_year, plain_name(calendar or ""))
        is_published = calendar is None or (later.district, own) in self._named
        enrollment = msgspec.structs.replace(event.data, school_year=school_year, calendar=calendar)
        note = TAKEN_ON if is_published else TAKEN_ON_WITHOUT_CALENDAR
        yield Carried(origin, msgspec.structs.replace(event, data=enrollment), note)
        entered = LedgerId(later.district, school_year_of(event.data.entry_date), later.owner)
        described = self._described.get(entered)
        if is_described and entered in self._recalled:  # what the store knows of the later year is no older
            return
        if described is not None and later not in self._described:
            learner = msgspec.structs.replace(described[1].data, school_year=school_year)
            self._described[later] = (described[0], msgspec.structs.replace(described[1], data=learner))
            yield Carried(*self._described[later], None)


async def _ledgers(known: CarryOverFacts | None, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
    """The ledgers, and those of the school years in which the enrolments in them were entered."""
    if known is None:
        return {}
    ledgers = await known.ledgers(ids)
    entered = {
        ledger_entered(enrollment, year)
        for year, ledger in ledgers.items()
        for enrollment in live(ledger, "enrollment", facts.Enrollment)
    }
    return ledgers | await known.ledgers(entered - ledgers.keys())
